"""Quiet hours: contacts may start only in some hours of the person's day, in every zone where the person may be.

In        `hours` (a span `{from, to}` or a list of spans with `days`), `edges`, `margin_minutes`, `calendar`.
Out       breached outside the hours, and where a zone or a day is unknown; lawful from the next opening.
Not here  whole days without contact (quiet_days), hours that a person named (consent).
Proof     tests/law/test_quiet.py compares with a plain reading around every edge.

`edges` says which of the two sharp instants still allow a start: `none` (default), `start`, `end`, `both`.
`margin_minutes` keeps the last minutes free, so that a talk does not run on into the quiet hours. With a `calendar`,
statutory holidays take the spans of `holiday` among `days` and no others.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from eastwind.core import words
from eastwind.law import days as calendar_days
from eastwind.law.columns import NEVER, Bools, Ints
from eastwind.law.kinds.base import CALENDAR, ZONE, Evidence
from eastwind.law.reading import DAY, Params
from eastwind.law.view import THURSDAY, Clock, View

DAY_WORDS: Final = (*words.WEEKDAYS, "holiday")
HOLIDAY: Final = 7
EVERY_WEEKDAY: Final = 0x7F
NO_DAY: Final = 8  # a date of which nobody knows whether it is a holiday
EDGES: Final = ("none", "start", "end", "both")
LOOK_AHEAD: Final = 10  # days searched for an opening before the rest is left to the next round
ROUNDS: Final = 32


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
            found |= ~self._open(view, clock)
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
        at = view.at
        for _ in range(ROUNDS):
            moved, later = view.moved(at), at
            for clock in moved.clocks:
                shut = ~self._open(moved, clock)
                if shut.any():
                    later = np.maximum(later, np.where(shut, self._opening(moved, clock), later))
            if (later == at).all():
                break
            at = later
            if len(view.clocks) == 1:
                break
        return np.where(view.zone_unknown | (at == view.at), NEVER, at)

    def _open(self, view: View, clock: Clock) -> Bools:
        kind = self._day_type(view, clock.day)
        found = view.zeros()
        for span in self.spans:
            found |= (
                (span.days >> kind & 1).astype(np.bool_) & (clock.second >= span.first) & (clock.second <= span.last)
            )
        return found

    def _day_type(self, view: View, day: Ints) -> Ints:
        """0 Monday … 6 Sunday, 7 holiday, 8 nobody knows."""
        weekday = (day + THURSDAY) % 7
        if not self.calendar:
            return weekday
        holiday = calendar_days.statutory(view, day, self.calendar)
        return np.where(holiday == 1, HOLIDAY, np.where(holiday < 0, NO_DAY, weekday))

    def _opening(self, view: View, clock: Clock) -> Ints:
        """The next start of a span by one clock, or the midnight up to which there is none."""
        found = np.full(len(view), NEVER)
        for ahead in range(LOOK_AHEAD):
            kind = self._day_type(view, clock.day + ahead)
            for span in self.spans:
                starts = clock.instant((clock.day + ahead) * DAY + span.first)
                fits = (span.days >> kind & 1).astype(np.bool_) & (starts > view.at)
                found = np.where(fits, np.minimum(found, starts), found)
            if (found < NEVER).all():
                return found
        nearest: Ints = np.minimum(found, clock.midnight(LOOK_AHEAD))
        return nearest


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
