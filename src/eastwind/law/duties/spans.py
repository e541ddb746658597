"""Spans: so many days, weeks, months, years, working days or hours, and the last day of such a span.

In        `{days = 21}`, `{working_days = 5, calendar = "us"}` … of a law book; local days since 1970-01-01.
Out       the last day of the span after each day; UNKNOWN_DAY where a calendar does not reach.
Not here  which day a count begins on, and which of several answers counts (counting).
Proof     tests/law/duties/test_spans.py counts day by day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

import numpy as np

from eastwind.core import calendars
from eastwind.core.calendars import UNKNOWN_DAY, Calendar, Days
from eastwind.law.days import read_calendar
from eastwind.law.reading import Params

UNITS: Final = ("days", "weeks", "months", "years", "working_days", "hours")
HOUR: Final = 3600
ROLLS: Final = {"forward": 1, "back": -1}


@dataclass(frozen=True, slots=True)
class Span:
    """`count` of a unit; working days by `calendar`, which may be `here`."""

    unit: str
    count: int
    calendar: str = ""

    def last_day(self, days: Days, calendar: Calendar | None) -> Days:
        """The last day of the span that begins after each day. `calendar` is asked for working days alone."""
        known = days != UNKNOWN_DAY
        if self.unit == "working_days":
            if calendar is None:
                return np.full(days.shape, UNKNOWN_DAY, np.int32)
            return np.where(known, calendar.working_days_after(days, self.count), np.int32(UNKNOWN_DAY))
        if self.unit in ("months", "years"):
            months = self.count * (12 if self.unit == "years" else 1)
            return np.where(
                known, months_later(np.where(known, days, 0).astype(np.int32), months), np.int32(UNKNOWN_DAY)
            )
        assert self.unit in ("days", "weeks"), self.unit
        return np.where(known, days + np.int32(self.count * (7 if self.unit == "weeks" else 1)), np.int32(UNKNOWN_DAY))

    @property
    def nominal(self) -> date:
        """The last day after 1 January 2001, to compare spans of days, weeks, months and years."""
        start = np.array([(date(2001, 1, 1) - calendars.EPOCH).days], np.int32)
        return calendars.EPOCH + timedelta(days=int(self.last_day(start, None)[0]))


@dataclass(frozen=True, slots=True)
class Roll:
    """Where a last day that is no working day moves."""

    step: int
    calendar: str

    def moved(self, days: Days, calendar: Calendar | None) -> Days:
        """The day itself where it is worked, else the next or last working day; UNKNOWN_DAY where nobody knows."""
        if calendar is None:
            return np.full(days.shape, UNKNOWN_DAY, np.int32)
        working = calendar.working(days)
        other = calendar.working_days_after(days, self.step)
        return np.where(working == 1, days, np.where(working == 0, other, np.int32(UNKNOWN_DAY)))


def months_later(days: Days, months: int) -> Days:
    """The day of the same number so many months later, or that month's last day where it has no such day."""
    on = days.astype("datetime64[D]")
    month = on.astype("datetime64[M]")
    number = (on - month.astype("datetime64[D]")).astype(np.int64)
    target = month + months
    first, following = target.astype("datetime64[D]"), (target + 1).astype("datetime64[D]")
    length = (following - first).astype(np.int64)
    found: Days = (first.astype(np.int64) + np.minimum(number, length - 1)).astype(np.int32)
    return found


def months_end_later(days: Days, months: int) -> Days:
    """The last day of the month that lies so many months after that of each day."""
    target = days.astype("datetime64[D]").astype("datetime64[M]") + months + 1
    return (target.astype("datetime64[D]").astype(np.int64) - 1).astype(np.int32)


def read(params: Params, key: str, units: tuple[str, ...] = UNITS) -> Span:
    """The span under `key`, which must stand there."""
    table = params.sub(key, required=True)
    assert table is not None
    chosen = [unit for unit in UNITS if table.has(unit)]
    if len(chosen) != 1 or chosen[0] not in units:
        said = ", ".join(chosen) or "none of them"
        raise table.fail(f"a span has one of {', '.join(units)} here, and this has {said}. Write {{{units[0]} = 30}}.")
    count = table.integer(chosen[0], 1)
    calendar = read_calendar(table, required=True) if chosen[0] == "working_days" else ""
    table.done()
    return Span(chosen[0], count, calendar)


def read_optional(params: Params, key: str, units: tuple[str, ...] = UNITS) -> Span | None:
    """The same, or None where the key does not stand."""
    params.taken.add(key)
    return read(params, key, units) if params.has(key) else None


def read_roll(params: Params, spans: tuple[Span | None, ...]) -> Roll | None:
    """The roll of a rule whose last days come from `spans`."""
    table = params.sub("roll")
    if table is None:
        return None
    step = ROLLS[table.choice("to", tuple(ROLLS))]
    calendar = read_calendar(table, required=True)
    table.done()
    if stuck := [span.unit for span in spans if span is not None and span.unit in ("working_days", "hours")]:
        raise params.fail(f"'roll' has nothing to move after {stuck[0]}. Leave it out.")
    return Roll(step, calendar)


def read_day_one(params: Params, spans: tuple[Span | None, ...]) -> int:
    """0 where the day after the event is day 1, -1 where the day itself is."""
    if params.choice("day_one", ("next-day", "that-day"), "next-day") == "next-day":
        return 0
    if stuck := [span.unit for span in spans if span is not None and span.unit in ("months", "years", "hours")]:
        raise params.fail(f"'day_one' is \"that-day\", but {stuck[0]} are not counted by days. Leave it out.")
    return -1


@cache
def calendars_here(places: tuple[str, ...]) -> tuple[str, ...]:
    """Calendars of some places, the most precise each, a country by all its parts; "" = a place without one."""
    names: dict[str, None] = {}
    for place in places:
        found = calendars.of_place(place)
        names.update(dict.fromkeys(calendars.load(found).parts or (found,) if found else ("",)))
    return tuple(names) or ("",)


def named_calendar(name: str) -> Calendar | None:
    """The calendar of a name; None for ""."""
    return calendars.load(name) if name else None
