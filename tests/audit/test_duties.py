"""Duties: every span, roll and unknown of duties.md, by hand; the four kinds."""

from typing import Any

import pytest

from eastwind.audit import clock
from eastwind.audit.duties import Due, Duty, read, rows
from eastwind.audit.errors import Unreadable
from tests.audit.support import book, standing

EVENT = "2026-03-10T10:00:00+08:00"


def due(rule: str, event: dict[str, Any] | None = None, mode: str = "cautious", **keys: Any) -> list[Due]:
    """The rows that one rule gives for one event in Taiwan."""
    laws = book(f'events = ["complaint"]\n{rule}')
    told = {"what": "complaint", "at": EVENT, **(event or {})}
    case = {"books": ["made"], "borrower": {"residence": "TW"}, "event": told, "expect": {}, **keys}
    duties: list[Duty] = laws.books["made"].duties[mode]
    return [row for duty in duties for row in rows(duty, read(case, standing().calendars, "case"))]


def shown(day: int | None) -> str | None:
    return None if day is None else clock.date_of(day).isoformat()


CLOCK = 'kind = "clock"\n'
SPANS: list[tuple[str, dict[str, Any], str | None]] = [
    ("within = {days = 21}", {}, "2026-03-31"),
    ('within = {days = 21}\nday_one = "that-day"', {}, "2026-03-30"),
    ("within = {weeks = 8}", {}, "2026-05-05"),
    ("within = {months = 1}", {"at": "2026-01-31T10:00:00+08:00"}, "2026-02-28"),
    ("within = {years = 1}", {"at": "2024-02-29T10:00:00+08:00"}, "2025-02-28"),
    ('within = {working_days = 5, calendar = "tw"}', {}, "2026-03-17"),
    ('within = {working_days = 5, calendar = "tw"}\nday_one = "that-day"', {}, "2026-03-16"),
    ('within = {working_days = 1, calendar = "here"}', {"at": "2026-02-13T10:00:00+08:00"}, "2026-02-23"),
    ("within = {hours = 72}", {}, "2026-03-13"),
    ('after = {working_days = 5, calendar = "tw"}\nwithin = {days = 30}', {}, "2026-04-16"),
    ('after = {days = 3}\nwithin = {days = 2}\nday_one = "that-day"', {}, "2026-03-14"),
    ('within = {days = 4}\nroll = {to = "forward", calendar = "here"}', {}, "2026-03-16"),  # Saturday to Monday
    ('within = {days = 4}\nroll = {to = "back", calendar = "here"}', {}, "2026-03-13"),
    ('within = {days = 3}\nroll = {to = "forward", calendar = "here"}', {}, "2026-03-13"),
    ('within = {working_days = 5, calendar = "tw"}', {"at": "2031-03-10T10:00:00+08:00"}, None),
    ('within = {working_days = 5, calendar = "xx"}', {}, None),
    ('within = {working_days = 5, calendar = "tw"}', {"at": "2024-12-31T10:00:00+08:00"}, None),
    ('within = {working_days = 5, calendar = "tw"}', {"at": "2025-01-01T10:00:00+08:00"}, "2025-01-08"),
    ("within = {days = 1}", {"at": "2026-03-10T23:59:59+08:00"}, "2026-03-11"),
]


@pytest.mark.parametrize(("rule", "event", "last"), SPANS, ids=range(len(SPANS)))
def test_the_last_day(rule: str, event: dict[str, Any], last: str | None):
    (row,) = due(CLOCK + rule, event)
    assert shown(row.due_on) == last
    assert row.unknown == (None if last else "calendar")


def test_hours_end_at_an_instant_with_or_without_a_zone():
    rule = f"{CLOCK}within = {{hours = 72}}"
    (row,) = due(rule)
    assert clock.text(row.due_at) == "2026-03-13T02:00:00Z"
    (row,) = due(rule, borrower={})
    assert (clock.text(row.due_at), row.due_on, row.unknown) == ("2026-03-13T02:00:00Z", None, "zone")


def test_without_a_zone_a_duty_is_in_force_a_day_earlier_and_later():
    rule = f"{CLOCK}within = {{days = 1}}\nsince = 2026-03-11\nuntil = 2026-03-11"
    times = ["2026-03-09T23:59:59Z", "2026-03-10T00:00:00Z", "2026-03-12T23:59:59Z", "2026-03-13T00:00:00Z"]
    assert [bool(due(rule, {"at": at}, borrower={})) for at in times] == [False, True, True, False]


def test_what_recurs_counts_from_the_beginning_of_its_version_at_the_earliest():
    rule = 'kind = "periodic"\nevery = {months = 3}\nsince = 2026-03-20\nuntil = 2026-04-30'
    assert due(rule) == []  # the version is not there yet
    (row,) = due(rule, {"as_of": "2026-04-01T00:00:00Z"})
    assert (shown(row.starts_on), shown(row.due_on)) == ("2026-03-20", "2026-06-20")
    assert due(rule, {"as_of": "2026-05-01T00:00:00Z"}) == []


def test_of_several_zones_and_calendars_the_earliest_is_due_and_the_latest_is_kept():
    borrower = {"residence": ["TW", "US-CA"]}
    (row,) = due(f"{CLOCK}within = {{days = 1}}", borrower=borrower)
    assert (shown(row.starts_on), shown(row.due_on)) == ("2026-03-09", "2026-03-10")
    (row,) = due('kind = "retain"\nkeep = {days = 1}\nat_most = {days = 2}', borrower=borrower)
    assert (shown(row.starts_on), shown(row.keep_until), shown(row.delete_by)) == (
        "2026-03-10",
        "2026-03-11",
        "2026-03-11",
    )


def test_a_country_of_whose_parts_none_is_known_counts_with_each_for_itself():
    """1 June 2026 to 12 July and on: the 13th of July is a holiday in Northern Ireland alone."""
    rule = 'within = {working_days = 1, calendar = "here"}'
    at = {"at": "2026-07-10T10:00:00+01:00"}
    (row,) = due(CLOCK + rule, at, borrower={"residence": "GB"})
    assert shown(row.due_on) == "2026-07-13"
    (row,) = due(CLOCK + rule, at, borrower={"residence": "GB-NIR"})
    assert shown(row.due_on) == "2026-07-14"


@pytest.mark.parametrize(
    ("borrower", "unknown"),
    [
        ({"residence": "TW", "time_zones": []}, "zone"),
        ({"time_zones": ["Asia/Taipei"]}, "calendar"),
        ({"residence": "MX"}, "calendar"),
    ],
)
def test_what_cannot_be_reckoned_is_null_and_says_why(borrower: dict[str, Any], unknown: str):
    (row,) = due(f'{CLOCK}within = {{working_days = 1, calendar = "here"}}', borrower=borrower)
    assert (row.due_on, row.unknown) == (None, unknown)


MEANT: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    ("", {"what": "dispute"}, {}, False),
    ('facts = ["simple"]', {"facts": ["simple", "extended"]}, {}, True),
    ('facts = ["simple"]', {}, {}, False),
    ('any_facts = ["simple", "complex"]', {"facts": ["complex"]}, {}, True),
    ('without_facts = ["extended"]', {"facts": ["extended"]}, {}, False),
    ('lenders = ["bank"]', {"lender": "bank"}, {}, True),
    ('lenders = ["bank"]', {"lender": "p2p"}, {"loan": [{"lender": "bank"}]}, False),
    ('lenders = ["bank"]', {}, {"loan": [{"lender": "bank"}]}, True),
    ('lenders = ["bank"]', {}, {}, True),
    ('products = ["card"]', {}, {}, False),
    ('products = ["card"]', {}, {"loan": [{"product": None}]}, True),
    ('collectors = ["agency"]', {}, {"loan": [{"collector": "agency:x"}]}, True),
    ('collectors = ["agency"]', {}, {}, False),
    ('loan_facts = ["charged-off"]', {}, {}, False),
    ("dpd = {from = 31, to = 60}", {}, {}, True),
    ("dpd = {from = 46}", {}, {}, False),
    ("dpd = {from = 46}", {}, {"loan": [{"dpd": None}]}, True),
    ('residence = ["US"]', {}, {}, False),
    ('residence = ["US"]', {}, {"borrower": {"time_zones": ["Asia/Taipei"]}}, True),
    ("since = 2026-03-11", {}, {}, False),
    ("until = 2026-03-10", {}, {}, True),
    ("until = 2026-03-09", {}, {}, False),
]


@pytest.mark.parametrize(("rule", "event", "keys", "meant"), MEANT, ids=range(len(MEANT)))
def test_which_events_a_duty_means(rule: str, event: dict[str, Any], keys: dict[str, Any], meant: bool):
    assert bool(due(f"{CLOCK}within = {{days = 1}}\n{rule}", event, **keys)) is meant


def test_modes_read_duties_as_they_read_rules():
    rule = f"{CLOCK}within = {{days = 3}}\nletter = {{within = {{days = 5}}}}"
    assert [shown(due(rule, mode=mode)[0].due_on) for mode in ("cautious", "letter")] == ["2026-03-13", "2026-03-15"]
    assert due(f'{CLOCK}within = {{days = 3}}\nletter = "off"', mode="letter") == []


def test_retention_is_held_while_a_state_is_open():
    rule = 'kind = "retain"\nkeep = {years = 2}\nhold = ["dispute"]'
    state = {"state": "dispute", "opened": "2026-03-01T00:00:00Z"}
    assert [due(rule, state=states)[0].held for states in ([state], [], [{**state, "loan": "B"}])] == [
        True,
        False,
        False,
    ]
    assert due(rule, state=[{**state, "closed": "2026-03-10T02:00:00Z"}])[0].held is False


def test_a_renewed_retention_counts_from_the_last_event():
    rule = 'kind = "retain"\nkeep = {days = 10}\nrenewed = "loan"'
    earlier = [
        {"what": "complaint", "at": "2026-03-20T10:00:00+08:00"},
        {"what": "complaint", "at": "2026-03-25T10:00:00+08:00", "loan": "B"},
    ]
    (row,) = due(rule, earlier=earlier, loan=[{"id": "A"}, {"id": "B"}])
    assert shown(row.keep_until) == "2026-03-30"


REPORTS = [
    ("week", "{days = 5}", "2026-03-20"),
    ("month", "{days = 15}", "2026-04-15"),
    ("month", "{months = 1}", "2026-04-30"),
    ("quarter", "{months = 1}", "2026-04-30"),
    ("half-year", "{months = 1}", "2026-07-31"),
    ("year", "{days = 31}", "2027-01-31"),
]


@pytest.mark.parametrize(("period", "within", "last"), REPORTS)
def test_reports_are_due_after_the_end_of_their_period(period: str, within: str, last: str):
    (row,) = due(f'kind = "report"\nperiod = "{period}"\nwithin = {within}')
    assert shown(row.due_on) == last


PERIODIC = 'kind = "periodic"\nevery = {months = 3}\nfirst = {months = 1}\ndone = ["payment"]\nends = ["paid-off"]\n'
TIMES: list[tuple[list[tuple[str, str]], str | None]] = [
    ([], "2026-04-10"),
    ([("payment", "2026-03-15")], "2026-06-15"),
    ([("payment", "2026-03-01")], "2026-04-10"),
    ([("complaint", "2026-03-20")], "2026-04-20"),
    ([("paid-off", "2026-03-20")], None),
    ([("paid-off", "2026-03-01")], "2026-04-10"),
    ([("payment", "2026-03-15"), ("payment", "2026-06-15")], "2026-09-15"),
]


@pytest.mark.parametrize(("others", "last"), TIMES, ids=range(len(TIMES)))
def test_what_is_done_again_and_again(others: list[tuple[str, str]], last: str | None):
    earlier = [{"what": what, "at": f"{on}T10:00:00+08:00"} for what, on in others]
    found = due(PERIODIC, earlier=earlier)
    assert [shown(row.due_on) for row in found] == ([] if last is None else [last])


@pytest.mark.parametrize(
    "rule",
    [
        "within = {days = 1, hours = 2}",
        "within = {fortnights = 1}", "within = 5", "until = 3", "keep = {days = 1}",
        'within = {days = 1}\nroll = {to = "up"}', 'within = {days = 1}\nfacts = ["easy"]',
        "within = {days = 1}\nat = 3",
    ],
)  # fmt: skip
def test_duties_that_nobody_can_read_are_named(rule: str):
    with pytest.raises(Unreadable, match=r"made\.toml"):
        book(f'events = ["complaint"]\n{CLOCK}{rule}')
