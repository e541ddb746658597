"""Caps and rests: both sides of every limit and window, what counts, what is not known."""

from typing import Any

import pytest

from tests.audit.support import book, broken, case, judge, only, past

DAY = 'window = {days = 1, kind = "calendar"}\n'
CAP = f'kind = "cap"\nlimit = 2\n{DAY}'


def calls(*times: str, **keys: Any) -> list[dict[str, Any]]:
    return [past(f"2026-03-{time}:00+08:00", **{"outcome": "no_answer", **keys}) for time in times]


def test_the_limit_is_reached_by_so_many():
    laws = book(CAP)
    assert not broken(laws, case(history=calls("10T08:00")))
    breach = only(laws, case(history=calls("09T23:59", "10T08:00", "10T09:00")))
    assert breach == {
        "rule": "made.1", "part": "", "force": "law", "count": 2, "limit": 2, "first_at": "2026-03-10T00:00:00Z",
        "last_at": "2026-03-10T01:00:00Z", "state": None, "opened_at": None, "until": "2026-03-10T16:00:00Z",
        "items": None, "unknown": None,
    }  # fmt: skip


def test_what_happens_at_the_same_second_or_later_is_no_history():
    laws = book(CAP)
    assert not broken(laws, case(history=calls("10T09:00", "10T10:00", "10T11:00")))


WHAT = [
    # keys of the rule, keys of the past contacts, keys of the case, whether they count
    ("", {}, {}, True),
    ("", {"direction": "in"}, {}, False),
    ("", {"channel": "sms"}, {}, True),
    ('channels = ["voice"]', {"channel": "sms"}, {}, False),
    ('channels = ["voice"]\ncounts = ["sms"]', {"channel": "sms"}, {}, True),
    ("", {"channel": "fee"}, {}, False),
    ('outcomes = ["conversation"]', {"outcome": "no_answer"}, {}, False),
    ('outcomes = ["conversation"]', {"outcome": "unknown"}, {}, True),
    ('outcomes = ["conversation"]', {"outcome": "conversation", "outcome_at": "2026-03-10T03:00:00Z"}, {}, True),
    ('outcomes = ["conversation"]', {"outcome": "no_answer", "outcome_at": "2026-03-10T03:00:00Z"}, {}, True),
    ("", {"to": "spouse"}, {}, False),
    ("", {"to": "spouse"}, {"contact_to": "spouse"}, True),
    ("", {"to": "reference", "person": "r-1"}, {"contact_to": "reference", "contact_person": "r-2"}, False),
    ("", {"loan": "B"}, {}, True),
    ('per = "loan"', {"loan": "B"}, {}, False),
    ('per = "loan"', {"loan": ["B", "A"]}, {}, True),
    ('per = "loan"', {"loan": []}, {}, True),
    ('per = "account"', {"loan": "B"}, {"loan": [{"account": "X"}, {"id": "B", "account": "X"}]}, True),
    ('per = "account"', {"loan": "B"}, {"loan": [{"account": "X"}, {"id": "B", "account": "Y"}]}, False),
    ('per = "point"', {"to": "spouse", "point": "m"}, {"contact_point": "m"}, True),
    ('per = "point"', {"point": "m"}, {"contact_point": "n"}, False),
    ('per = "point"', {"channel": "robocall"}, {}, False),
    ('per = "file"', {"to": "spouse"}, {}, True),
    ("", {"by": "agency:x"}, {}, True),
    ('pooled = "collector"', {"by": "agency:x"}, {}, False),
    ('pooled = "collector"', {"by": "agency:x"}, {"contact_by": "agency:x"}, True),
    ('pooled = "collector"', {"by": "agency:x"}, {"contact_by": "agency"}, False),
    ('counted = {purposes = ["optin"]}', {"purpose": "optin"}, {}, True),
    ('counted = {purposes = ["optin"]}', {}, {}, False),
    ('counted = {channels = ["sms"]}\nchannels = ["voice"]', {"channel": "sms"}, {}, True),
    ('not_counted = [{purposes = ["care"]}]', {"purpose": "care"}, {}, False),
    ('not_counted = [{purposes = ["care"]}]', {}, {}, True),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "entry", "keys", "counts"), WHAT, ids=range(len(WHAT)))
def test_what_counts(rule: str, entry: dict[str, Any], keys: dict[str, Any], counts: bool):
    told = case(history=calls("10T08:00", "10T09:00", **entry), **keys)
    assert broken(book(f"{CAP}{rule}"), told) is counts


def test_what_is_left_out_is_asked_at_its_own_time():
    """Calls under a consent that lasts 7 days, counted when they were made after it had run out."""
    consent = {"kind": "prior-consent", "scope": "calls", "given": "2026-03-01T10:00:00+08:00"}
    rule = 'kind = "cap"\nlimit = 1\nwindow = {days = 30, kind = "consecutive"}\n'
    laws = book(rule + 'not_counted = [{consent = {kind = "prior-consent", days = 7}}]')
    assert not broken(laws, case(history=calls("07T23:59"), consent=[consent]))
    assert broken(laws, case(history=calls("08T00:00"), consent=[consent]))


OUTCOMES = [(None, True), ("unknown", True), ("conversation", True), ("no_answer", False)]


@pytest.mark.parametrize(("outcome", "expected"), OUTCOMES)
def test_afterwards_only_an_outcome_that_counts_can_be_one_too_many(outcome: str | None, expected: bool):
    laws = book(CAP + 'outcomes = ["conversation"]')
    keys = {} if outcome is None else {"contact_outcome": outcome}
    told = case(history=calls("10T08:00", "10T09:00", outcome="conversation"), **keys)
    assert broken(laws, told) is expected


def test_a_history_that_is_not_whole_blocks():
    laws = book(f'kind = "cap"\nlimit = 2\n{DAY}')
    borrower = {"residence": "TW", "contacts_known_from": "2026-03-10T00:00:01+08:00"}
    breach = only(laws, case(borrower=borrower))
    assert (breach["count"], breach["unknown"], breach["until"]) == (0, "history", "2026-03-10T16:00:00Z")
    borrower["contacts_known_from"] = "2026-03-10T00:00:00+08:00"
    assert not broken(laws, case(borrower=borrower))


def test_an_unknown_zone_blocks_local_windows_alone():
    borrower = {"residence": "TW", "time_zones": []}
    assert only(book(CAP), case(borrower=borrower))["unknown"] == "zone"
    assert not broken(book('kind = "cap"\nlimit = 2\nwindow = {hours = 4}'), case(borrower=borrower))
    two = case(borrower=borrower, history=calls("10T08:00", "10T09:00"))
    assert only(book(CAP), two)["unknown"] is None


def test_the_largest_count_of_several_zones_is_shown():
    """08:30 in Taipei is still the day before in Los Angeles, where three calls fall on one day."""
    history = calls("10T05:00", "10T06:00", "10T08:30")
    told = case("2026-03-10T14:00:00+08:00", borrower={"residence": ["TW", "US-CA"]}, history=history)
    breach = only(book(CAP), told)
    assert (breach["count"], breach["first_at"], breach["last_at"]) == (
        3,
        "2026-03-09T21:00:00Z",
        "2026-03-10T00:30:00Z",
    )
    assert breach["until"] == "2026-03-10T16:00:00Z"


def test_of_several_loans_the_one_with_the_highest_count_is_shown():
    laws = book(CAP + 'per = "loan"')
    loans = [{"id": "A"}, {"id": "B"}]
    history = calls("10T07:00", "10T08:00", loan="A") + calls("10T07:30", "10T08:30", "10T09:00", loan="B")
    breach = only(laws, case(loan=loans, contact_loan=["A", "B"], history=history))
    assert (breach["count"], breach["first_at"]) == (3, "2026-03-09T23:30:00Z")


def test_working_days_that_no_calendar_tells_count_and_say_so():
    laws = book('kind = "cap"\nlimit = 1\nwindow = {working_days = 1, calendar = "here"}')
    history = [past("2031-03-10T09:00:00+08:00", outcome="no_answer")]
    breach = only(laws, case("2031-03-20T10:00:00+08:00", history=history))
    assert (breach["count"], breach["unknown"], breach["until"]) == (1, "calendar", None)


REST = 'kind = "rest"\nwindow = {days = 3, kind = "consecutive"}\n'


@pytest.mark.parametrize(("at", "rests"), [("2026-03-12T23:59:59+08:00", True), ("2026-03-13T00:00:00+08:00", False)])
def test_a_rest_counts_the_day_of_the_event_as_its_first(at: str, rests: bool):
    laws = book(REST + 'after = {channels = ["voice"], outcomes = ["conversation"]}')
    history = [past("2026-03-10T09:00:00+08:00", outcome="conversation", direction="in")]
    assert broken(laws, case(at, history=history)) is rests
    if rests:
        breach = only(laws, case(at, history=history))
        assert (breach["count"], breach["limit"], breach["until"]) == (1, None, "2026-03-12T16:00:00Z")


def test_a_rest_after_what_went_out_does_not_heed_what_came_in():
    laws = book(REST + 'after = {channels = ["voice"], direction = "out"}')
    assert not broken(laws, case(history=calls("10T09:00", direction="in")))
    assert broken(laws, case(history=calls("10T09:00")))


DATE = 'kind = "rest"\nafter_date = "last_payment_on"\nwindow = {working_days = 1, calendar = "here"}\n'
DATES = [
    # paid on, of loan B, per, breach
    (None, None, "person", None),
    ("2026-03-09", None, "person", ("2026-03-08T16:00:00Z", "2026-03-10T16:00:00Z")),
    ("2026-03-06", None, "person", None),
    ("2026-03-07", None, "person", None),  # a Saturday: until Monday the 9th
    ("2026-03-20", None, "person", ("2026-03-19T16:00:00Z", "2026-03-23T16:00:00Z")),  # later than the contact
    (None, "2026-03-09", "person", ("2026-03-08T16:00:00Z", "2026-03-10T16:00:00Z")),
    (None, "2026-03-09", "loan", None),
]


@pytest.mark.parametrize(("paid", "other", "per", "shown"), DATES)
def test_a_rest_after_a_date(paid: str | None, other: str | None, per: str, shown: tuple[str, str] | None):
    loans = [{"id": "A", "last_payment_on": paid}, {"id": "B", "last_payment_on": other}]
    verdict = judge(book(f'{DATE}per = "{per}"'), case(loan=loans))
    if shown is None:
        assert verdict["allowed"]
    else:
        (breach,) = verdict["breaches"]
        assert (breach["count"], breach["last_at"], breach["until"]) == (1, *shown)
