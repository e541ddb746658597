"""Quiet hours: contacts may start only in some hours of the person's day, in every zone where the person may be.

In        `hours` (a span `{from, to}` or a list of spans with `days`), `edges`, `margin_minutes`, `calendar`.
Out       breached outside the hours, and where a zone or a day is unknown; lawful from the next opening.
Not here  whole days without contact (quiet_days), hours that a person named (consent).
Proof     tests/law/test_quiet.py compares with a plain reading around every edge.

`edges` says which of the two sharp instants still allow a start: `none` (default), `start`, `end`, `both`.
`margin_minutes` keeps the last minutes free, so that a talk does not run on into the quiet hours. With a `calendar`,
statutory holidays take the spans of `holiday` among `days` and no others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from eastwind.core import words
from eastwind.law import days as calendar_days
from eastwind.law.columns import NEVER, Bools, Ints
from eastwind.law.days import EVERY_DAY, Names
from eastwind.law.kinds.base import CALENDAR, ZONE, Evidence
from eastwind.law.meeting import meet
from eastwind.law.reading import DAY, Params
from eastwind.law.view import THURSDAY, Clock, View

DAY_WORDS: Final = (*words.WEEKDAYS, "holiday")
HOLIDAY: Final = 7
EVERY_WEEKDAY: Final = 0x7F
NO_DAY: Final = 8  # a date of which nobody knows whether it is a holiday
EDGES: Final = ("none", "start", "end", "both")


@dataclass(frozen=True, slots=True)
class Span:
    """Contacts may start from second `first` to second `last` of the day, both included, on some days."""

    days: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The spans in which contacts may start."""

    spans: tuple[Span, ...]
    calendar: str

    @classmethod
    def read(cls, params: Params) -> "QuietHours":
        """The kind from its keys."""
        edges = params.choice("edges", EDGES, "none")
        margin = params.integer("margin_minutes", 0, 0) * 60
        calendar = calendar_days.read_calendar(params, required=False)
        tables = params.subs("hours")
        if not tables:
            raise params.fail(
                '\'hours\' is missing. Write the hours in which contact is allowed: {from = "08:00", to = "21:00"}.'
            )
        return cls(tuple(_span(table, edges, margin, bool(calendar)) for table in tables), calendar)

    @property
    def timed(self) -> bool:
        """Of course."""
        return True

    def breach(self, view: View) -> Bools:
        """True where any plausible clock stands outside the spans."""
        found = view.zone_unknown.copy()
        for clock in view.clocks:
            found |= ~self._open(view, clock.local)
        return found

    def evidence(self, view: View) -> Evidence:
        """What was unknown."""
        unknown = np.where(view.zone_unknown, ZONE, -1)
        if self.calendar:
            for clock in view.clocks:
                unknown = np.where((unknown < 0) & (self._day_type(view, clock.day) == NO_DAY), CALENDAR, unknown)
        return Evidence(unknown=unknown)

    def next_change(self, view: View) -> Ints:
        """The first moment at which every clock stands inside a span; a moment before it where that is far off."""

        def step(clock: Clock, at: Ints) -> Ints:
            local = clock.local_of(at)
            return np.where(self._open(view, local), at, clock.reaches(at, local, self._opening(view, local)))

        return np.where(view.zone_unknown, NEVER, meet(view.clocks, view.at, None, step, weekly=not self.calendar))

    def _open(self, view: View, local: Ints) -> Bools:
        day, second = local // DAY, local % DAY
        kind, found = self._day_type(view, day), view.zeros()
        for span in self.spans:
            found |= _ON[span.days, kind] & (second >= span.first) & (second <= span.last)
        return found

    def _opening(self, view: View, local: Ints) -> Ints:
        """Where the clock stands in no span, the reading at which the next one begins."""
        day, second = local // DAY, local % DAY
        kind, firsts = self._day_type(view, day), _firsts(self)
        ahead = self._table(view, _until_open).at(view, day + 1).astype(np.int64) + 1
        starts = (day + ahead) * DAY + firsts[self._day_type(view, day + ahead)]
        starts = np.where(ahead > calendar_days.NONE, NEVER, starts)
        for span in self.spans:
            today = _ON[span.days, kind] & (second < span.first)
            starts = np.where(today, np.minimum(starts, day * DAY + span.first), starts)
        return starts

    def _day_type(self, view: View, day: Ints) -> Ints:
        """0 Monday … 6 Sunday, 7 holiday, 8 nobody knows."""
        return self._table(view, _day_types).at(view, day) if self.calendar else (day + THURSDAY) % 7

    def _table(self, view: View, row: Callable[["QuietHours", Names], NDArray[Any]]) -> calendar_days.Table:
        return calendar_days.table(view, self.calendar, lambda names: row(self, names), (self, row))


@cache
def _day_types(kind: QuietHours, names: Names) -> NDArray[np.int8]:
    """What each day is to a rule."""
    weekday = ((EVERY_DAY + THURSDAY) % 7).astype(np.int8)
    if not kind.calendar:
        return weekday
    holiday = calendar_days.statutory(names)
    return np.where(holiday == 1, HOLIDAY, np.where(holiday < 0, NO_DAY, weekday)).astype(np.int8)


@cache
def _until_open(kind: QuietHours, names: Names) -> NDArray[np.int16]:
    """How many days from each day to the next on which a contact may start."""
    return calendar_days.until_next(_firsts(kind)[_day_types(kind, names)] < DAY)


@cache
def _firsts(kind: QuietHours) -> Ints:
    """The first second at which a contact may start, on each kind of day; DAY where it may not."""
    spans = [[span.first for span in kind.spans if span.days >> day & 1] for day in range(NO_DAY + 1)]
    return np.array([min(starts, default=DAY) for starts in spans])


# Whether a kind of day is among those of a mask.
_ON = np.array([[days >> kind & 1 for kind in range(9)] for days in range(1 << 8)], np.bool_)


def _span(table: Params, edges: str, margin: int, holidays: bool) -> Span:
    start, end = table.clock("from"), table.clock("to")
    days = table.bits("days", DAY_WORDS if holidays else words.WEEKDAYS) or EVERY_WEEKDAY
    table.done()
    if start >= end:
        raise table.fail(
            "'from' is not before 'to'. Write the hours in which contact is allowed; a night takes two spans."
        )
    first = start if edges in ("start", "both") else start + 1
    last = end - margin if margin else end if edges in ("end", "both") else end - 1
    if start == 0:
        first = 0
    if end == DAY and not margin:
        last = DAY - 1
    if first > last:
        raise table.fail("'margin_minutes' leaves nothing of the hours. Write a smaller margin.")
    return Span(days, first, last)
