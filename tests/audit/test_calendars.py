"""Places, holidays and windows: the files of the product, and the sentences of calendars.md and verdicts.md §6."""

from datetime import date
from typing import Any

import pytest

from eastwind.audit import clock
from eastwind.audit.errors import Unreadable
from eastwind.audit.holidays import Calendar, read
from eastwind.audit.windows import Window, nth_working_day
from tests.audit.support import case, past, standing
from tests.audit.support import read as read_case


def day(text: str) -> int:
    return clock.day(text, "day")


def calendar(name: str) -> Calendar:
    return standing().calendars.named[name]


@pytest.mark.parametrize(
    ("place", "chain"),
    [
        ("US-NYC", ("US-NYC", "US-NY", "US")),
        ("CN-GD", ("CN-GD", "CN")),
        ("CN-HK", ("CN-HK", "HK")),
        ("PR", ("PR", "US-PR", "US")),
        ("XX", ()),
    ],
)
def test_a_place_lies_in_what_it_lies_in(place: str, chain: tuple[str, ...]):
    assert standing().places.chain(place) == chain


def test_a_place_has_the_clocks_that_may_hang_there():
    places = standing().places
    assert places.zones("US-FL") == ("America/New_York", "America/Chicago")
    assert places.zones("US-NYC") == ("America/New_York",)
    assert places.zones("CN-GD") == ("Asia/Shanghai",)
    assert {"Pacific/Honolulu", "Pacific/Guam", "America/New_York"} <= set(places.zones("US"))
    assert places.zones("XX") == ()


@pytest.mark.parametrize(
    ("name", "on", "holiday", "working"),
    [
        ("cn", "2026-05-01", True, False),
        ("cn", "2026-05-03", False, False),  # a day off inside the break
        ("cn", "2026-05-09", False, True),  # a Saturday that is worked
        ("cn", "2026-03-10", False, True),
        ("cn", "2027-03-10", False, None),  # no notice yet
        ("cn", "2027-05-01", True, False),
        ("cn", "2031-03-11", None, None),
        ("us", "2026-07-03", False, False),  # observed for Saturday the 4th
        ("us", "2026-07-04", True, False),
        ("tw", "2026-02-20", False, False),
    ],
)
def test_a_day_is_what_the_files_say(name: str, on: str, holiday: bool | None, working: bool | None):
    assert calendar(name).holiday(day(on)) is holiday
    assert calendar(name).working(day(on)) is working


def test_tags_are_unknown_where_no_year_tells_and_no_where_none_ever_does():
    assert calendar("cn").tagged(day("2026-02-16"), "spring-festival-core") is True
    assert calendar("cn").tagged(day("2026-02-20"), "spring-festival-core") is False
    assert calendar("cn").tagged(day("2031-02-16"), "spring-festival-core") is None
    assert calendar("us").tagged(day("2031-02-16"), "spring-festival-core") is False


MADE: dict[str, Any] = {
    "jurisdiction": "xx", "weekend": ["sat", "sun"], "parts": ["N", "S"],
    "year": [
        {"year": 2026, "covers": ["statutory", "arrangement"], "days": [
            {"festival": "all", "statutory": [date(2026, 1, 1)]},
            {"festival": "north", "statutory": [date(2026, 3, 2)], "parts": ["N"]},
            {"festival": "soon", "open": [date(2026, 3, 3), date(2026, 3, 7)]},
            {"festival": "perhaps", "open": [date(2026, 3, 4)], "parts": ["S"]},
        ]},
    ],
}  # fmt: skip


def test_parts_keep_their_own_days_and_the_country_those_of_any():
    found = read(MADE)
    assert set(found) == {"xx", "xx-n", "xx-s"}
    north, south, country = found["xx-n"], found["xx-s"], found["xx"]
    second = day("2026-03-02")
    assert (north.holiday(second), south.holiday(second), country.holiday(second)) == (True, False, True)
    assert (country.tagged(day("2026-01-01"), "nationwide"), country.tagged(second, "nationwide")) == (True, False)


def test_a_day_that_may_yet_be_proclaimed_is_unknown_but_a_weekend_is_no_working_day():
    north, south, country = (read(MADE)[name] for name in ("xx-n", "xx-s", "xx"))
    third, fourth, saturday = day("2026-03-03"), day("2026-03-04"), day("2026-03-07")
    assert north.holiday(third) is None
    assert north.working(third) is None
    assert (north.holiday(fourth), south.holiday(fourth), country.holiday(fourth)) == (False, None, None)
    assert north.working(saturday) is False
    assert north.holiday(saturday) is None


@pytest.mark.parametrize(
    ("name", "start", "count", "end"),
    [
        ("us", "2026-06-10", 10, "2026-06-25"),  # over Juneteenth
        ("cn", "2026-02-13", 1, "2026-02-14"),  # a Saturday that is worked
        ("cn", "2026-02-14", 1, "2026-02-24"),
        ("cn", "2026-12-31", 1, None),
        ("tw", "2026-03-13", 1, "2026-03-16"),
    ],
)
def test_working_days_are_counted_on(name: str, start: str, count: int, end: str | None):
    found = nth_working_day([calendar(name)], day(start), count, early=False)
    assert found == (None if end is None else day(end))


def test_before_a_calendar_begins_its_first_day_stands_in_where_that_is_asked():
    assert nth_working_day([calendar("cn")], day("2010-01-05"), 1, early=False) is None
    assert nth_working_day([calendar("cn")], day("2010-01-05"), 1, early=True) == day("2021-01-04")
    assert nth_working_day([calendar("cn"), None], day("2026-01-05"), 1, early=True) is None


def test_here_is_the_most_precise_calendar_of_every_place():
    calendars = standing().calendars
    told = case(borrower={"residence": ["GB-SCT", "US-NYC", "TW"]})
    names = [one.name if one else None for one in calendars.of("here", read_case(told))]
    assert names == ["gb-sct", "us", "tw"]
    assert calendars.of("here", read_case(case(borrower={"residence": "MX"}))) == [None]
    assert calendars.of("here", read_case(case(borrower={"time_zones": ["Asia/Taipei"]}))) == [None]


WINDOWS = [
    # window, happened (Taipei), first instant outside
    ({"days": 1, "kind": "calendar"}, "2026-03-10T23:59:59+08:00", "2026-03-11T00:00:00+08:00"),
    ({"days": 7, "kind": "consecutive"}, "2026-03-10T10:00:00+08:00", "2026-03-17T00:00:00+08:00"),
    ({"days": 7, "kind": "rolling"}, "2026-03-10T10:00:00+08:00", "2026-03-17T10:00:00+08:00"),
    ({"hours": 4}, "2026-03-10T10:00:00+08:00", "2026-03-10T14:00:00+08:00"),
    ({"minutes": 5}, "2026-03-10T10:00:00+08:00", "2026-03-10T10:05:00+08:00"),
    ({"months": 1}, "2026-03-31T10:00:00+08:00", "2026-04-01T00:00:00+08:00"),
    ({"months": 2}, "2026-12-31T10:00:00+08:00", "2027-02-01T00:00:00+08:00"),
    ({"years": 1}, "2026-03-10T10:00:00+08:00", "2027-01-01T00:00:00+08:00"),
    ({"working_days": 1, "calendar": "here"}, "2026-03-13T10:00:00+08:00", "2026-03-17T00:00:00+08:00"),
    ({"working_days": 2, "calendar": "tw"}, "2026-02-13T10:00:00+08:00", "2026-02-25T00:00:00+08:00"),
    ({"ever": True}, "1990-01-01T10:00:00+08:00", None),
    ({"working_days": 1, "calendar": "here"}, "2031-03-13T10:00:00+08:00", None),
]  # fmt: skip


@pytest.mark.parametrize(("table", "happened", "outside"), WINDOWS, ids=str)
def test_what_happened_stands_in_its_window_to_the_second(table: dict[str, Any], happened: str, outside: str | None):
    window = Window(table, "window", standing().calendars)
    told = read_case(case(history=[past(happened)]))
    at = clock.instant(happened, "at")
    end = None if outside is None else clock.instant(outside, "at")
    assert window.end(told, at, told.zones[0])[0] == end
    if end is not None:
        assert window.stands(told, at, end - 1)
        assert not window.stands(told, at, end)


@pytest.mark.parametrize("table", [{}, {"days": 1, "hours": 2}, {"weeks": 2}, "7 days", None])
def test_a_window_that_nobody_can_read_is_named(table: object):
    with pytest.raises(Unreadable, match="window"):
        Window(table, "window", standing().calendars)
