"""Quiet hours and quiet days: both sides of every edge, several zones, days on which clocks change."""

from typing import Any

import pytest

from eastwind.audit.errors import Unreadable
from tests.audit.support import book, broken, case, judge, only

SPAN = 'kind = "quiet-hours"\nhours = {from = "08:00", to = "22:00"}\n'
EDGES = [
    # extra keys, last quiet second of the morning, first lawful, last lawful, first quiet of the evening
    ("", "08:00:00", "08:00:01", "21:59:59", "22:00:00"),
    ('edges = "start"', "07:59:59", "08:00:00", "21:59:59", "22:00:00"),
    ('edges = "end"', "08:00:00", "08:00:01", "22:00:00", "22:00:01"),
    ('edges = "both"', "07:59:59", "08:00:00", "22:00:00", "22:00:01"),
    ("margin_minutes = 10", "08:00:00", "08:00:01", "21:50:00", "21:50:01"),
    ('edges = "both"\nmargin_minutes = 10', "07:59:59", "08:00:00", "21:50:00", "21:50:01"),
]


@pytest.mark.parametrize(("keys", "early", "first", "last", "late"), EDGES)
def test_every_edge_to_the_second(keys: str, early: str, first: str, last: str, late: str):
    laws = book(SPAN + keys)
    answers = [broken(laws, case(f"2026-03-10T{time}+08:00")) for time in (early, first, last, late)]
    assert answers == [True, False, False, True]


def test_a_day_from_midnight_to_midnight_is_open_from_its_first_to_its_last_second():
    laws = book('kind = "quiet-hours"\nhours = {from = "00:00", to = "24:00", days = ["tue"]}')
    times = ["2026-03-09T23:59:59", "2026-03-10T00:00:00", "2026-03-10T23:59:59", "2026-03-11T00:00:00"]
    assert [broken(laws, case(f"{time}+08:00")) for time in times] == [True, False, False, True]


def test_every_plausible_zone_counts():
    laws = book(SPAN)
    borrower = {"residence": "US-FL"}
    told = case("2026-03-10T08:30:00-04:00", borrower=borrower)
    assert only(laws, told)["until"] == "2026-03-10T13:00:01Z"  # 08:00:01 in Pensacola
    assert not broken(laws, case("2026-03-10T09:00:01-04:00", borrower=borrower))
    assert broken(laws, case("2026-03-10T22:30:00-04:00", borrower=borrower))


@pytest.mark.parametrize("zones", [[], ["Asia/Nowhere"], ["Asia/Taipei", "Asia/Nowhere"]])
def test_an_unknown_zone_blocks_for_good(zones: list[str]):
    verdict = judge(book(SPAN), case(borrower={"residence": "TW", "time_zones": zones}))
    assert verdict["lawful_from"] is None
    assert verdict["breaches"][0]["unknown"] == "zone"
    assert verdict["breaches"][0]["until"] is None


@pytest.mark.parametrize(
    ("at", "until"),
    [
        # Chicago, 8 March 2026: 02:00 jumps to 03:00. A span from 02:30 opens when the clock first shows 03:00.
        ("2026-03-08T01:00:00-06:00", "2026-03-08T08:00:00Z"),
        # 1 November 2026: 02:00 becomes 01:00 again, and 02:30 comes once.
        ("2026-11-01T01:59:59-05:00", "2026-11-01T08:30:01Z"),
    ],
)
def test_days_on_which_clocks_change(at: str, until: str):
    laws = book('kind = "quiet-hours"\nhours = {from = "02:30", to = "22:00"}')
    assert only(laws, case(at, borrower={"residence": "US-IL"}))["until"] == until


def test_an_hour_that_comes_twice_is_lawful_twice():
    laws = book('kind = "quiet-hours"\nhours = {from = "01:00", to = "01:30"}')
    borrower = {"residence": "US-IL"}
    told = case("2026-11-01T01:45:00-05:00", borrower=borrower)
    assert only(laws, told)["until"] == "2026-11-01T07:00:01Z"
    assert not broken(laws, case("2026-11-01T01:10:00-06:00", borrower=borrower))


def test_holidays_take_the_spans_of_the_day_holiday_alone():
    hours = (
        'kind = "quiet-hours"\ncalendar = "here"\nhours = [{days = ["fri"], from = "08:00", to = "22:00"}, '
        '{days = ["holiday"], from = "12:00", to = "14:00"}]'
    )
    laws = book(hours)
    at = "2026-05-01T{}:00:00+08:00"  # Labour Day, a Friday
    assert [broken(laws, case(at.format(hour))) for hour in ("10", "13")] == [True, False]
    assert not broken(laws, case("2026-05-08T10:00:00+08:00"))
    assert only(laws, case("2031-03-14T10:00:00+08:00"))["unknown"] == "calendar"
    assert only(laws, case("2026-05-08T10:00:00+08:00", borrower={"residence": "MX"}))["unknown"] == "calendar"


QUIET = 'kind = "quiet-days"\n'
DAYS = [
    ('days = ["sun"]', "2026-03-15T10:00:00+08:00", {"unknown": None, "until": "2026-03-15T16:00:00Z"}),
    ('days = ["sun"]', "2026-03-14T23:59:59+08:00", None),
    ("holidays = true", "2026-05-01T10:00:00+08:00", {"unknown": None, "until": "2026-05-01T16:00:00Z"}),
    ('holidays = true\ncalendar = "us"', "2026-05-01T10:00:00+08:00", None),
    ("holidays = true", "2031-05-01T10:00:00+08:00", {"unknown": "calendar", "until": None}),
    ('tags = ["spring-festival-core"]', "2026-02-16T10:00:00+08:00", {"until": "2026-02-19T16:00:00Z"}),
    ('tags = ["spring-festival-core"]', "2026-02-20T10:00:00+08:00", None),
    ('tags = ["spring-festival-core"]\ncalendar = "us"', "2031-02-20T10:00:00+08:00", None),
]


@pytest.mark.parametrize(("keys", "at", "shown"), DAYS)
def test_quiet_days(keys: str, at: str, shown: dict[str, Any] | None):
    laws = book(QUIET + keys)
    if shown is None:
        assert not broken(laws, case(at))
    else:
        breach = only(laws, case(at))
        assert {key: breach[key] for key in shown} == shown


def test_a_sunday_anywhere_is_a_sunday():
    borrower = {"residence": ["TW", "US-CA"]}
    told = case("2026-03-14T17:00:00Z", borrower=borrower)  # Sunday in Taipei, Saturday in Los Angeles
    assert only(book(QUIET + 'days = ["sun"]'), told)["until"] == "2026-03-16T07:00:00Z"


def test_a_sunday_is_quiet_where_the_calendar_tells_nothing():
    laws = book(QUIET + 'days = ["sun"]\nholidays = true')
    assert only(laws, case("2031-03-16T10:00:00+08:00"))["unknown"] is None
    assert only(laws, case("2031-03-17T10:00:00+08:00"))["unknown"] == "calendar"


@pytest.mark.parametrize(
    "hours",
    [
        '{from = "22:00", to = "08:00"}',
        '{from = "8:00", to = "22:00"}',
        '{start = "08:00"}',
        '{from = "08:00", to = "22:00", days = ["day"]}',
    ],
)
def test_hours_that_nobody_can_read_are_named(hours: str):
    with pytest.raises(Unreadable, match="hours"):
        book(f'kind = "quiet-hours"\nhours = {hours}')
