"""Windows: how long what happened counts, and working days counted on.

In        the window tables of a book; an instant, a zone, the calendars that are asked.
Out       the first instant at which what happened no longer stands in the window.
Not here  what counts (counting, past).
Proof     tests/audit/test_calendars.py holds each window to the sentences of verdicts.md §6.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from . import clock
from .errors import Unreadable, unknown_key
from .holidays import Calendar
from .places import Places
from .record import Case

NEVER: None = None


class Calendars:
    """The calendars at hand, and those that a rule asks for a person."""

    def __init__(self, calendars: Mapping[str, Calendar], places: Places) -> None:
        self.named = dict(calendars)
        self.places = places

    def of(self, name: str, case: Case) -> list[Calendar | None]:
        """The calendars that `name` means for this person; None stands for one that nobody has."""
        if name != "here":
            return [self.named.get(name)]
        found = dict.fromkeys(self.of_place(place) for place in case.places)
        return list(found) or [None]

    def of_place(self, place: str) -> Calendar | None:
        """The calendar of the place's own code, else of the nearest place it lies in."""
        codes = (link.lower() for link in self.places.chain(place))
        return next((self.named[code] for code in codes if code in self.named), None)


def nth_working_day(calendars: list[Calendar | None], day: int, count: int, *, early: bool) -> int | None:
    """The `count`-th working day after `day`, by each calendar, the latest; None = nobody knows.

    `early`: a day before a calendar begins is taken for its first day; else it is unknown.
    """
    latest = day
    for calendar in calendars:
        if calendar is None:
            return None
        start = day
        if day < calendar.first_day:
            if not early:
                return None
            start = calendar.first_day
        found = calendar.after(start, count)
        if found is None:
            return None
        latest = max(latest, found)
    return latest


class Window:
    """One window of a book. `local`: it is counted by the person's clock."""

    def __init__(self, table: Any, where: str, calendars: Calendars) -> None:
        if not isinstance(table, Mapping):
            raise Unreadable(f"{where} is {table!r}. Write a table: {{days = 7, kind = 'consecutive'}}.")
        units = [key for key in table if key not in ("kind", "calendar")]
        if len(units) != 1:
            raise Unreadable(f"{where} is {dict(table)!r}. Write one of days, hours, minutes, months, ….")
        self.unit = units[0]
        self.count = table[self.unit]
        self.calendar = table.get("calendar", "")
        self._calendars = calendars
        known = {"days", "working_days", "hours", "minutes", "months", "years", "ever"}
        if self.unit not in known:
            raise unknown_key(where, self.unit, known)
        if self.unit == "days" and table.get("kind") == "rolling":
            self.unit, self.count = "hours", 24 * self.count
        self.span = {"hours": 3600, "minutes": 60}.get(self.unit, 0) * self.count
        self.local = self.unit in ("days", "working_days", "months", "years")

    def end(self, case: Case, at: int, tz: ZoneInfo) -> tuple[int | None, bool]:
        """The instant from which `at` stands in the window no longer (None = never), and whether that is known."""
        if self.unit == "ever":
            return NEVER, True
        if self.span:
            return at + self.span, True
        day = clock.local(at, tz)[0]
        if self.unit == "days":
            return clock.midnight(day + self.count, tz), True
        if self.unit == "working_days":
            last = nth_working_day(self._calendars.of(self.calendar, case), day, self.count, early=True)
            return (NEVER, False) if last is None else (clock.midnight(last + 1, tz), True)
        on = clock.date_of(day)
        first = clock.day_of(on.replace(day=1) if self.unit == "months" else on.replace(month=1, day=1))
        months = self.count if self.unit == "months" else 12 * self.count
        return clock.midnight(clock.add_months(first, months), tz), True

    def stands(self, case: Case, at: int, now: int) -> bool:
        """Whether `at` stands in the window in any zone."""
        return any(end is None or now < end for end in self.ends(case, at))

    def ends(self, case: Case, at: int) -> list[int | None]:
        """The end in every zone."""
        return [self.end(case, at, tz)[0] for tz in case.clocks]
