"""Kinds about the clock: quiet hours and quiet days.

In        their keys in a book; a row and an instant.
Out       what shows that they are broken, or None; when they may cease to be.
Not here  whom they mean (conditions), when to look (judge).
Proof     tests/audit/test_hours.py, both sides of every edge; the sentences are those of verdicts.md §5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import clock
from .books_check import check_table, word_list
from .errors import Unreadable
from .moments import Moments
from .record import Case
from .row import Row
from .windows import Calendars
from .words import WEEKDAYS, split

Evidence = dict[str, Any]
HOLIDAY = 7  # a day of the week of its own
EDGES = ("none", "start", "end", "both")


class QuietHours:
    """`quiet-hours`: starts only within spans of the person's day."""

    keys = frozenset(split("hours edges margin_minutes calendar"))

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        spans = table["hours"]
        (self.edges,) = word_list(table.get("edges", "none"), EDGES, where, "edges")
        self.margin: int = 60 * table.get("margin_minutes", 0)
        self.calendar: str | None = table.get("calendar")
        self._calendars = calendars
        self.open: dict[int, list[tuple[int, int]]] = {}
        for span in spans if isinstance(spans, list) else [spans]:
            self._add(span, f"{where}, hours")

    def _add(self, span: Any, where: str) -> None:
        check_table(span, ("from", "to", "days"), where)
        start = clock.minutes(span.get("from"), f"{where}, from")
        end = clock.minutes(span.get("to"), f"{where}, to")
        if start >= end:
            raise Unreadable(f"{where}: from {span['from']} is not before to {span['to']}. Split it at midnight.")
        first = start if start == 0 or self.edges in ("start", "both") else start + 1
        last = end - 1
        if self.margin:
            last = end - self.margin
        elif self.edges in ("end", "both") and end < clock.DAY:
            last = end
        names = word_list(span.get("days", list(WEEKDAYS)), (*WEEKDAYS, "holiday"), where, "days")
        for name in names:
            number = HOLIDAY if name == "holiday" else WEEKDAYS.index(name)
            self.open.setdefault(number, []).append((first, last))

    def _kind_of_day(self, case: Case, day: int) -> int | None:
        """The day of the week, or HOLIDAY; None where no calendar tells."""
        if self.calendar is None:
            return clock.weekday(day)
        holiday = any_holiday(self._calendars.of(self.calendar, case), day)
        return None if holiday is None else HOLIDAY if holiday else clock.weekday(day)

    def broken(self, row: Row, now: int) -> Evidence | None:
        """Outside the hours in any plausible zone, or nobody knows."""
        case = row.case
        if not case.zones:
            return {"unknown": "zone"}
        shut = untold = False
        for day, second in case.local(now):
            number = self._kind_of_day(case, day)
            untold |= number is None
            spans = () if number is None else self.open.get(number, ())
            shut |= not any(first <= second <= last for first, last in spans)
        return {"unknown": "calendar" if untold else None} if shut else None

    def moments(self, row: Row, into: Moments) -> None:
        """Note when spans open."""
        into.every_day(*(first for spans in self.open.values() for first, _ in spans))
        into.weekly &= self.calendar is None


class QuietDays:
    """`quiet-days`: not on such days."""

    keys = frozenset(split("days holidays tags calendar"))

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        names = word_list(table.get("days"), WEEKDAYS, where, "days")
        self.days = {WEEKDAYS.index(name) for name in names}
        self.holidays = bool(table.get("holidays"))
        self.tags: list[str] = list(table.get("tags", ()))
        self.calendar: str = table.get("calendar", "here")
        self._calendars = calendars

    def _quiet(self, case: Case, day: int) -> bool | None:
        if clock.weekday(day) in self.days:
            return True
        if not self.holidays and not self.tags:
            return False
        calendars = self._calendars.of(self.calendar, case)
        answers: list[bool | None] = []
        if self.holidays:
            answers.append(any_holiday(calendars, day))
        for tag in self.tags:
            for calendar in calendars:
                answers.append(None if calendar is None else calendar.tagged(day, tag))
        return True if True in answers else None if None in answers else False

    def broken(self, row: Row, now: int) -> Evidence | None:
        """A quiet day in any plausible zone, or one of which nobody knows."""
        if not row.case.zones:
            return {"unknown": "zone"}
        answers = [self._quiet(row.case, day) for day, _ in row.case.local(now)]
        if None in answers:
            return {"unknown": "calendar"}
        return {"unknown": None} if True in answers else None

    def moments(self, row: Row, into: Moments) -> None:
        """Note midnights."""
        into.every_day(0)
        into.weekly &= not self.holidays and not self.tags


def any_holiday(calendars: list[Any], day: int) -> bool | None:
    """Yes if any calendar says so, else unknown if any does not tell."""
    answers = [None if calendar is None else calendar.holiday(day) for calendar in calendars]
    return True if True in answers else None if None in answers else False
