"""Spans of duties: the last day of so many days, weeks, months, years, working days, hours.

In        the span tables of duties.md, a local date, one calendar.
Out       the last day, or None where the calendar does not tell.
Not here  which events start them (duties).
Proof     tests/audit/test_duties.py holds each to the sentences of duties.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import clock
from .errors import Unreadable
from .holidays import Calendar
from .windows import Calendars

UNITS = ("days", "weeks", "months", "years", "working_days", "hours")
HERE = "here"


class Untold(Exception):
    """A calendar does not tell."""


class Span:
    """`{days = 21}` of a duty."""

    def __init__(self, table: Any, where: str) -> None:
        if not isinstance(table, Mapping) or len(set(table) & set(UNITS)) != 1 or set(table) - {*UNITS, "calendar"}:
            raise Unreadable(
                f"{where} is {table!r}. Write one span: {{days = 21}}, {{working_days = 5, calendar = 'us'}}."
            )
        self.unit = next(unit for unit in UNITS if unit in table)
        self.count: int = table[self.unit]
        self.calendar: str = table.get("calendar", "")

    def last(self, start: int, here: Calendar | None, calendars: Calendars, one: bool = False) -> int:
        """The last day; `one`: the day of the event is day 1. Raises Untold."""
        first = start - one
        if self.unit == "days":
            return first + self.count
        if self.unit == "weeks":
            return first + 7 * self.count
        if self.unit in ("months", "years"):
            return clock.add_months(first, self.count * (12 if self.unit == "years" else 1))
        return nth(named(self.calendar, here, calendars), first, self.count)


class Roll:
    """`{to = "forward", calendar = "here"}`: where a last day goes that is no working day."""

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        if set(table) - {"to", "calendar"} or table.get("to") not in ("forward", "back"):
            raise Unreadable(f"{where} is {dict(table)!r}. Write {{to = 'forward', calendar = 'here'}}.")
        self.step = 1 if table["to"] == "forward" else -1
        self.calendar: str = table.get("calendar", HERE)

    def rolled(self, day: int, here: Calendar | None, calendars: Calendars) -> int:
        """The day, or the next working day that way. Raises Untold."""
        calendar = named(self.calendar, here, calendars)
        while not is_working(calendar, day):
            day += self.step
        return day


def named(name: str, here: Calendar | None, calendars: Calendars) -> Calendar | None:
    """The calendar of that name; `here`: the one that is reckoned with."""
    return here if name == HERE else calendars.named.get(name)


def is_working(calendar: Calendar | None, day: int) -> bool:
    """Whether it is a working day. Raises Untold."""
    working = None if calendar is None else calendar.working(day)
    if working is None:
        raise Untold
    return working


def nth(calendar: Calendar | None, day: int, count: int) -> int:
    """The `count`-th working day after `day`, which must lie in the calendar's years. Raises Untold."""
    if calendar is None or not calendar.knows(day):
        raise Untold
    while count:
        day += 1
        count -= is_working(calendar, day)
    return day


def calendars_here(case_places: tuple[str, ...], calendars: Calendars) -> list[Calendar | None]:
    """Every calendar to reckon with: the most precise of each place; a country alone counts with all its parts."""
    found: dict[Calendar | None, None] = {}
    for place in case_places:
        calendar = calendars.of_place(place)
        parts = [] if calendar is None else _parts(calendar, calendars)
        found.update(dict.fromkeys(parts or [calendar]))
    return list(found) or [None]


def _parts(calendar: Calendar, calendars: Calendars) -> list[Calendar | None]:
    return [one for name, one in calendars.named.items() if name.startswith(f"{calendar.name}-")]
