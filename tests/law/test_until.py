"""`until` is the first second at which its rule alone lets the contact pass: it does then, and at no second before."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given, settings

from eastwind.law import judge
from tests.law.people import at_moments, book, case, verdict
from tests.law.test_lawful_from import LAWS, situations

NOON = datetime(2026, 7, 7, 4, tzinfo=UTC)  # 12:00 in Shanghai
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def breaks(laws, facts, candidate, moments):
    """Which rules the same contact breaks at each of some moments, its history as it stood at the start."""
    cut = facts.replace(contacts=facts.contacts.filter(pl.col("at") < candidate["at"][0]))
    found = judge(at_moments(candidate, moments), cut, laws, candidate["at"][0])
    both = pl.concat([found.breaches, found.warnings])
    return {(row["candidate"], row["rule"], row["part"]) for row in both.iter_rows(named=True)}


@settings(max_examples=40)
@given(situations())
def test_its_rule_lets_pass_then_and_not_one_second_before(situation):
    name, at, (facts, candidate) = situation
    verdicts = judge(candidate, facts, LAWS[name], at)
    for row in pl.concat([verdicts.breaches, verdicts.warnings]).iter_rows(named=True):
        end = row["until"] or at + timedelta(days=30)
        span = int((end - at).total_seconds())
        steps = sorted({0, *range(0, span, max(1, span // 30)), *range(max(0, span - 10), span)} & set(range(span)))
        moments = [at + timedelta(seconds=step) for step in steps]
        found = breaks(LAWS[name], facts, candidate, [*moments, end])
        for place in range(len(moments)):
            assert (place, row["rule"], row["part"]) in found, (row, moments[place])
        if row["until"] is not None:
            assert (len(moments), row["rule"], row["part"]) not in found, row


def test_a_hold_whose_next_state_is_open_already_ends_with_the_later_one(tmp_path):
    laws = book(tmp_path, 'kind = "hold"\nstates = ["dispute", "complaint"]')
    states = [
        {"state": "dispute", "opened": NOON - DAY, "closed": NOON + HOUR},
        {"state": "complaint", "opened": NOON + HOUR, "closed": NOON + DAY},
    ]
    row = verdict(laws, {"at": NOON}, state=states).breaches.row(0, named=True)
    assert (row["state"], row["opened_at"], row["until"]) == ("dispute", NOON - DAY, NOON + DAY)


def test_an_exception_that_begins_first_is_when_the_rule_lets_pass(tmp_path):
    laws = book(
        tmp_path, 'kind = "hold"\nstates = ["dispute"]\nunless = [{contact = {within = {days = 2, kind = "calendar"}}}]'
    )
    laws_after = book(tmp_path, 'kind = "hold"\nstates = ["dispute"]\nunless = [{contact = {days_before = 1}}]')
    state = [{"state": "dispute", "opened": NOON - DAY}]
    history = [{"at": NOON - HOUR, "channel": "letter"}]
    assert verdict(laws, {"at": NOON}, state=state, history=history).candidates["allowed"][0]
    row = verdict(laws_after, {"at": NOON}, state=state, history=history).breaches.row(0, named=True)
    assert row["until"] == datetime(2026, 7, 8, 16, tzinfo=UTC)


def test_of_several_loans_all_must_pass(tmp_path):
    laws = book(tmp_path, 'kind = "hold"\nstates = ["dispute"]')
    states = [
        {"state": "dispute", "loan": "A", "opened": NOON - DAY, "closed": NOON + DAY},
        {"state": "dispute", "loan": "B", "opened": NOON - 2 * DAY, "closed": NOON + 9 * DAY},
    ]
    found = verdict(laws, {"at": NOON, "loan": ["A", "B"]}, loan=[{"id": "A"}, {"id": "B"}], state=states)
    row = found.breaches.row(0, named=True)
    assert (row["opened_at"], row["until"]) == (NOON - DAY, NOON + 9 * DAY)


def test_a_warning_says_when_it_falls_silent_and_a_breach_beyond_the_search_says_nothing(tmp_path):
    rule = 'kind = "hold"\nstates = ["dispute"]'
    laws = book(tmp_path, rule, force='"warning"')
    near, far = ([{"state": "dispute", "opened": NOON, "closed": NOON + days * DAY}] for days in (400, 401))
    assert verdict(laws, {"at": NOON}, state=near).warnings["until"][0] == NOON + 400 * DAY
    assert verdict(laws, {"at": NOON}, state=far).warnings["until"][0] is None


def test_a_judged_candidate_alone_and_among_others_has_the_same_until(tmp_path):
    laws = book(tmp_path, 'kind = "cap"\nlimit = 1\nwindow = {hours = 4}')
    facts, candidate = case({"at": NOON}, history=[{"at": NOON - HOUR, "channel": "voice"}])
    many = judge(at_moments(candidate, [NOON + k * HOUR for k in range(4)]), facts, laws, NOON)
    assert many.breaches["until"].to_list() == [NOON + 3 * HOUR] * 3
