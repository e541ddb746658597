"""Working days after a contact, a state or a date of a loan, against going through the calendar day by day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eastwind.core import calendars
from eastwind.law import judge
from tests.law.people import allowed, at_moments, book, case, verdict

BEIJING, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
COUNTRIES = {"CN-GD": "cn", "US-NY": "us", "TW": "tw"}
DAYS = st.dates(date(2025, 12, 20), date(2026, 3, 10))  # New Year and the Spring Festival with its worked Saturdays
PLACES = st.lists(st.sampled_from(sorted(COUNTRIES)), min_size=1, max_size=3, unique=True)
PAID = 'kind = "rest"\nafter_date = "last_payment_on"\nwindow = {window}'


def over(day, count, places):
    """The day after the last of so many working days after `day`, by the slowest of the calendars."""
    latest = day
    for place in places:
        calendar, here, left = calendars.load(COUNTRIES[place]), day, count
        while left:
            here += timedelta(days=1)
            left -= calendar.is_working_day(here)
        latest = max(latest, here)
    return latest + timedelta(days=1)


def midnight(day, zones):
    """When `day` has begun in every zone."""
    return max(datetime.combine(day, time(), zone) for zone in zones)


@settings(max_examples=40)
@given(DAYS, st.integers(1, 6), PLACES, st.sampled_from([(BEIJING,), (BEIJING, NEW_YORK)]))
def test_a_state_works_to_the_end_of_the_last_working_day(tmp_path_factory, day, count, places, zones):
    laws = book(
        tmp_path_factory.mktemp("b"),
        f'kind = "hold"\nstates = ["promise"]\nworking_days_after = {count}\ncalendar = "here"',
    )
    closed = datetime.combine(day, time(12), BEIJING)  # yesterday's evening in New York
    days = [closed.astimezone(zone).date() for zone in zones]
    end = max(midnight(over(day, count, places), [zone]) for day, zone in zip(days, zones, strict=True))
    state = [{"state": "promise", "opened": closed - timedelta(days=9), "closed": closed}]
    borrower = {"residence": places, "time_zones": [zone.key for zone in zones]}
    facts, candidate = case({"at": closed}, borrower=borrower, state=state)
    found = judge(at_moments(candidate, [closed, end - timedelta(seconds=1), end]), facts, laws, closed).candidates
    assert found["allowed"].to_list() == [False, False, True]
    assert found["lawful_from"].to_list() == [end, end, end]


@settings(max_examples=40)
@given(DAYS, st.integers(1, 6), PLACES, st.sampled_from([(BEIJING,), (BEIJING, NEW_YORK)]))
def test_a_date_rests_to_the_end_of_the_last_working_day(tmp_path_factory, day, count, places, zones):
    laws = book(tmp_path_factory.mktemp("b"), PAID.format(window=f'{{working_days = {count}, calendar = "here"}}'))
    end = midnight(over(day, count, places), zones)
    begin = datetime.combine(day, time(), BEIJING)
    borrower = {"residence": places, "time_zones": [zone.key for zone in zones]}
    facts, candidate = case({"at": begin}, borrower=borrower, loan=[{"id": "A", "last_payment_on": day}])
    found = judge(at_moments(candidate, [begin, end - timedelta(seconds=1), end]), facts, laws, begin)
    assert found.candidates["allowed"].to_list() == [False, False, True]
    assert found.candidates["lawful_from"].to_list() == [end, end, end]
    assert found.breaches["last_at"][0] == midnight(day, zones)


DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, tzinfo=BEIJING)
TODAY = PAID.format(window='{days = 1, kind = "calendar"}')
LOANS = {
    "nothing was ever paid": ([{"id": "A"}], True),
    "paid today": ([{"id": "A", "last_payment_on": DAY}], False),
    "paid yesterday": ([{"id": "A", "last_payment_on": DAY - timedelta(days=1)}], True),
    "paid on another loan": ([{"id": "A"}, {"id": "B", "last_payment_on": DAY}], False),
    "a later payment hides what was before": ([{"id": "A", "last_payment_on": DAY + timedelta(days=9)}], False),
}


@pytest.mark.parametrize("what", LOANS)
def test_a_date_counts_over_all_loans_of_the_person(tmp_path, what):
    loans, passes = LOANS[what]
    assert allowed(book(tmp_path, TODAY), {"at": NOON}, loan=loans) is passes


def test_a_date_may_count_for_its_own_loan_alone(tmp_path):
    laws = book(tmp_path, TODAY + '\nper = "loan"')
    loans = [{"id": "A"}, {"id": "B", "last_payment_on": DAY}]
    assert allowed(laws, {"at": NOON, "loan": "A"}, loan=loans)
    assert not allowed(laws, {"at": NOON, "loan": "B"}, loan=loans)
    assert not allowed(laws, {"at": NOON, "loan": ["A", "B"]}, loan=loans)


def test_a_date_rests_where_the_zone_is_unknown(tmp_path):
    nowhere = {"residence": "CN-GD", "time_zones": []}
    found = verdict(book(tmp_path, TODAY), {"at": NOON}, borrower=nowhere)
    assert found.breaches["unknown"].to_list() == ["zone"]
    assert found.candidates["lawful_from"][0] is None


WEEK = '{working_days = 5, calendar = "here"}'
LAST = datetime(2026, 12, 30, 12, tzinfo=BEIJING)
EVENTS = {
    "contact": (
        f'kind = "rest"\nafter = {{channels = ["sms"]}}\nwindow = {WEEK}',
        {"history": [{"at": LAST, "channel": "sms"}]},
    ),
    "state": (
        'kind = "hold"\nstates = ["promise"]\nworking_days_after = 5\ncalendar = "here"',
        {"state": [{"state": "promise", "opened": LAST, "closed": LAST}]},
    ),
    "date": (PAID.format(window=WEEK), {"loan": [{"id": "A", "last_payment_on": LAST.date()}]}),
}


@pytest.mark.parametrize("what", EVENTS)
@pytest.mark.parametrize("residence", ["CN-GD", ["US-NY", "CN-GD"], ["US-NY", "ZZ"], []])
def test_working_days_that_nobody_knows_block_without_end(tmp_path, what, residence):
    rule, parts = EVENTS[what]
    borrower = {"residence": residence, "time_zones": ["Asia/Shanghai"]}
    at = datetime(2027, 2, 20, 12, tzinfo=BEIJING)  # the notice for 2027 is not yet there
    found = verdict(book(tmp_path, rule), {"at": at}, borrower=borrower, **parts)
    assert not found.candidates["allowed"][0]
    assert found.candidates["lawful_from"][0] is None
    if what != "state":  # a state shows itself, open-ended
        assert found.breaches["unknown"].to_list() == ["calendar"]
    known = {"residence": "US-NY", "time_zones": ["Asia/Shanghai"]}
    assert allowed(book(tmp_path, rule), {"at": at}, borrower=known, **parts)


@pytest.mark.parametrize("what", EVENTS)
def test_what_happened_before_a_calendar_begins_is_over(tmp_path, what):
    rule, parts = EVENTS[what]
    long_ago = datetime(2012, 5, 5, 12, tzinfo=UTC)
    old = {
        "history": [{"at": long_ago, "channel": "sms"}],
        "state": [{"state": "promise", "opened": long_ago, "closed": long_ago}],
        "loan": [{"id": "A", "last_payment_on": long_ago.date()}],
    }
    assert allowed(book(tmp_path, rule), {"at": NOON}, **{key: old[key] for key in parts})
