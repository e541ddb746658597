"""Clocks: instants, local days, midnights, and days on which the clock is changed."""

import random
from datetime import UTC, date, datetime

import pytest

from eastwind.audit import clock
from eastwind.audit.errors import Unreadable

# zone, an instant within the day of change
CHANGES = [
    ("America/Chicago", "2026-03-08T12:00:00Z"),
    ("America/Chicago", "2026-11-01T12:00:00Z"),
    ("Europe/London", "2026-03-29T12:00:00Z"),
    ("America/Santiago", "2026-09-06T12:00:00Z"),  # midnight is jumped over
    ("America/Santiago", "2026-04-05T03:00:00Z"),  # the hour before midnight comes twice
    ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),  # half an hour
    ("Africa/Casablanca", "2026-02-15T02:00:00Z"),
    ("Asia/Taipei", "2026-03-10T00:00:00Z"),  # no change
]


@pytest.mark.parametrize(("name", "about"), CHANGES)
def test_midnight_is_the_first_second_that_shows_the_day(name: str, about: str):
    tz = clock.zone(name)
    today = clock.local(clock.instant(about, "at"), tz)[0]
    for day in range(today - 2, today + 3):
        first = clock.midnight(day, tz)
        assert clock.local(first, tz)[0] == day
        assert clock.local(first - 1, tz)[0] == day - 1


@pytest.mark.parametrize(("name", "about"), CHANGES)
def test_every_passing_of_a_local_time_is_among_its_instants(name: str, about: str):
    """What the clock shows changes from before a time to at or after it at those instants alone."""
    tz = clock.zone(name)
    day = clock.local(clock.instant(about, "at"), tz)[0]
    for second in (0, 1, 1800, 3600, 7200, 7201, 9000, 32400, 82800, 86399):
        found = {at for near in (day - 1, day, day + 1) for at in clock.instants(near, second, tz)}
        found |= {clock.midnight(day, tz), clock.midnight(day + 1, tz)}
        before = None
        for at in range(clock.midnight(day, tz), clock.midnight(day + 1, tz), 60):
            side = clock.local(at, tz)[1] >= second
            if before is not None and side != before:
                assert any(at - 60 < one <= at for one in found), (second, clock.text(at))
            before = side


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 3, 15), -1, date(2026, 2, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_end_where_the_month_ends(start: date, months: int, end: date):
    assert clock.date_of(clock.add_months(clock.day_of(start), months)) == end


def test_instants_are_read_and_written():
    dice = random.Random(1)
    for _ in range(100):
        at = dice.randrange(-(10**9), 3 * 10**9)
        assert clock.instant(clock.text(at), "at") == at
        assert clock.instant(datetime.fromtimestamp(at, UTC), "at") == at
    assert clock.instant("2026-03-10T10:00:00.900+08:00", "at") == clock.instant("2026-03-10T02:00:00Z", "at")


@pytest.mark.parametrize(
    "value", ["2026-03-10T10:00:00", "2026-03-10", "10:00", 5, None, datetime(2026, 3, 10), "2026-02-30T10:00:00Z"]
)
def test_what_is_no_instant_is_named(value: object):
    with pytest.raises(Unreadable, match="at is"):
        clock.instant(value, "at")


@pytest.mark.parametrize("value", ["2026-02-30", "2026-3-1", 5, None, datetime(2026, 3, 10, tzinfo=UTC)])
def test_what_is_no_date_is_named(value: object):
    with pytest.raises(Unreadable, match="due_on is"):
        clock.day(value, "due_on")


@pytest.mark.parametrize("value", ["24:01", "9:00", "24:00:00", "", None, 9])
def test_what_is_no_time_of_day_is_named(value: object):
    with pytest.raises(Unreadable, match="from is"):
        clock.minutes(value, "from")


@pytest.mark.parametrize("name", ["Asia/Peking", "../secret", "", "Asia", "UTC+8"])
def test_a_zone_that_tzdata_lacks_is_named(name: str):
    with pytest.raises(Unreadable, match="not in tzdata"):
        clock.zone(name)
