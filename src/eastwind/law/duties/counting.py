"""Counting: the last day of a span after an event, over every plausible zone and every calendar that may hold.

In        occurrences, and how a duty counts (docs/reference/duties.md, "Spans").
Out       first and last days a row; why nobody knows, where that is so.
Not here  spans and months (spans), which events count (meant, the kinds).
Proof     tests/law/duties/test_due.py compares with counting day by day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from eastwind.core.calendars import UNKNOWN_DAY, Calendar, Days
from eastwind.law.columns import Bools, Ints
from eastwind.law.days import HERE
from eastwind.law.duties.occurrences import Occurrences
from eastwind.law.duties.spans import HOUR, Roll, Span, months_end_later, named_calendar

REASONS: Final = ("zone", "calendar", "stack")
KNOWN: Final = -1
ZONE: Final = 0
CALENDAR: Final = 1
NO_INSTANT: Final = -(2**62)
PERIODS: Final = {"week": 0, "month": 1, "quarter": 3, "half-year": 6, "year": 12}  # in months


@dataclass(frozen=True, slots=True)
class Count:
    """How a last day follows from a local date: after its period, after `after`, a `span` on, and rolled."""

    span: Span
    after: Span | None = None
    roll: Roll | None = None
    day_one: int = 0  # -1 where the day itself is day 1
    period: str = ""
    not_before: int | None = None  # a date before this day counts as this day

    @property
    def asks_here(self) -> bool:
        """Whether any of its calendars is that of the place."""
        return HERE in (
            self.span.calendar,
            self.after.calendar if self.after else "",
            self.roll.calendar if self.roll else "",
        )

    def end(self, days: Days, here: Calendar | None) -> Days:
        """The last day after each local date; UNKNOWN_DAY where a calendar does not reach."""

        def by(name: str) -> Calendar | None:
            return here if name == HERE else named_calendar(name)

        if self.not_before is not None:
            days = np.maximum(days, np.int32(self.not_before))
        if self.period:
            days = period_end(days, self.period)
            if self.span.unit in ("months", "years"):
                found = months_end_later(days, self.span.count * (12 if self.span.unit == "years" else 1))
                return self.roll.moved(found, by(self.roll.calendar)) if self.roll else found
        if self.after:
            days = self.after.last_day(days, by(self.after.calendar))
        if self.day_one:
            days = np.where(days == UNKNOWN_DAY, days, days + np.int32(self.day_one))
        found = self.span.last_day(days, by(self.span.calendar))
        return self.roll.moved(found, by(self.roll.calendar)) if self.roll else found


def period_end(days: Days, period: str) -> Days:
    """The last day of the calendar week, month, quarter, half-year or year in which each day lies."""
    if period == "week":
        return (days + 6 - (days + 3) % 7).astype(np.int32)  # 1970-01-01 was a Thursday
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    size = PERIODS[period]
    last = (month // size * size + size - 1).astype("datetime64[M]")
    return months_end_later(last.astype("datetime64[D]").astype(np.int64).astype(np.int32), 0)


def last_days(seen: Occurrences, rows: Ints, at: Ints, count: Count, *, latest: bool) -> tuple[Ints, Ints, Ints]:
    """Local date of the event, last day, and reason (KNOWN, ZONE, CALENDAR) of each row.

    Over zones and calendars the earliest, with `latest` the latest; UNKNOWN_DAY where any of them is not known.
    """
    local, no_zone = seen.local_days(at, rows)
    if count.span.unit == "hours":
        ends, _ = seen.local_days(at + count.span.count * HOUR, rows)
        return _answer(local, ends, np.zeros(len(rows), np.bool_), no_zone, latest)
    unknown = np.zeros(len(rows), np.bool_)
    best = np.full(len(rows), -(2**62) if latest else 2**62)
    worse = np.maximum if latest else np.minimum
    for where, here in _calendars(seen, rows, count):
        mine = local[where]
        for zone in range(local.shape[1]):
            if zone and np.array_equal(mine[:, zone], mine[:, 0]):
                continue
            end = count.end(mine[:, zone].astype(np.int32), here).astype(np.int64)
            unknown[where] |= end == UNKNOWN_DAY
            best[where] = worse(best[where], end)
    return _answer(local, best[:, None], unknown, no_zone, latest)


def _answer(local: Ints, ends: Ints, unknown: Bools, no_zone: Bools, latest: bool) -> tuple[Ints, Ints, Ints]:
    reasons = np.where(no_zone, ZONE, np.where(unknown, CALENDAR, KNOWN))
    starts = local.max(axis=1) if latest else local.min(axis=1)
    last = ends.max(axis=1) if latest else ends.min(axis=1)
    return np.where(no_zone, UNKNOWN_DAY, starts), np.where(reasons >= 0, UNKNOWN_DAY, last), reasons


def _calendars(seen: Occurrences, rows: Ints, count: Count) -> Iterator[tuple[Ints | slice, Calendar | None]]:
    """Which rows ask which calendar; each row at least one."""
    if not count.asks_here:
        yield slice(None), None
        return
    situations = seen.situation[rows]
    groups: dict[tuple[str, ...], list[int]] = {}
    for situation in np.unique(situations).tolist():
        groups.setdefault(seen.here[situation], []).append(situation)
    for names, members in groups.items():
        where = np.flatnonzero(np.isin(situations, members))
        for name in names:
            yield where, named_calendar(name)
