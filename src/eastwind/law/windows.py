"""Windows: how far back a rule counts, and when what it counted drops out.

In        `{days = 1, kind = "calendar"}`, `{days = 7, kind = "consecutive"}`, `{days = 30, kind = "rolling"}`,
          `{hours = 4}`, `{minutes = 5}`, `{months = 1}`, `{years = 1}`, `{ever = true}`,
          `{working_days = 1, calendar = "here"}`.
Out       whether what happened at some instant still stands in the window, and the instant at which it leaves it.
Not here  what is counted (counting).
Proof     tests/law/test_counting.py compares with dates taken one at a time.

Calendar and consecutive days are days of the person: N days are today and the N − 1 local dates before it. Rolling days
and hours are exact spans: what happened a whole span ago has left. Months and years are those of the calendar. What
happened on a day stays for its rest and N working days more, to the end of the last of them; where a calendar does not
tell which day that is, it stays.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from eastwind.law import days
from eastwind.law.columns import LONG_AGO, NEVER, NO_NUMBER, Bools, Ints
from eastwind.law.reading import DAY, Params
from eastwind.law.view import Clock

Unit = Literal["day", "working_day", "second", "month", "year", "ever"]
_SPANS: Final = {"hours": 3600, "minutes": 60}
_SAID: Final = ("days", "working_days", "hours", "minutes", "months", "years", "ever")


@dataclass(frozen=True, slots=True)
class Window:
    """A span back from the moment judged; `size` in `unit`s, working days by `calendar`."""

    unit: Unit
    size: int
    calendar: str = ""

    @classmethod
    def read(cls, params: Params) -> "Window":
        """A window from its table; BookError if it says no span or several."""
        said = [key for key in _SAID if params.has(key)]
        if len(said) != 1:
            raise params.fail(f'a window has one of {", ".join(_SAID)}. Write {{days = 1, kind = "calendar"}}.')
        key = said[0]
        if key == "ever":
            if not params.flag("ever"):
                raise params.fail("'ever' is false. Write {ever = true}, or a span.")
            window = cls("ever", 1)
        elif key == "days":
            kind = params.choice("kind", ("calendar", "consecutive", "rolling"))
            size = params.integer("days", 1)
            window = cls("second", size * DAY) if kind == "rolling" else cls("day", size)
        elif key == "working_days":
            window = cls("working_day", params.integer(key, 1), days.read_calendar(params, required=True))
        elif key in _SPANS:
            window = cls("second", params.integer(key, 1) * _SPANS[key])
        else:
            window = cls("month" if key == "months" else "year", params.integer(key, 1))
        params.done()
        return window

    @property
    def local(self) -> bool:
        """Whether it needs to know where the person lives."""
        return self.unit in ("day", "working_day", "month", "year")

    @property
    def reach(self) -> int:
        """Seconds before which nothing stands in the window, whatever the clock; NEVER where that is not bounded."""
        if self.unit == "second":
            return self.size
        days = {"day": self.size, "month": 31 * self.size, "year": 366 * self.size}.get(self.unit)
        return NEVER if days is None else (days + 3) * DAY  # clocks are set, and zones lie more than a day apart

    def holds(self, clock: Clock, at: Ints, rows: Ints) -> Bools:
        """Whether what happened at `at` stands in the window; `rows` are those of the view it belongs to."""
        if self.unit == "working_day":
            return self.leaves(clock, at, rows) > clock.view.at[rows]
        return at >= self._start(clock)[rows]

    def _start(self, clock: Clock) -> Ints:
        """The instant from which contacts of each row count."""
        if self.unit == "ever":
            return np.full(len(clock.view), LONG_AGO)
        if self.unit == "second":
            return clock.view.at - self.size + 1
        if self.unit == "day":
            return clock.midnight(1 - self.size)
        return clock.instant(self._first_day(clock.day, 1 - self.size) * DAY)

    def leaves(self, clock: Clock, at: Ints, rows: Ints) -> Ints:
        """The instant at which a contact made at `at` no longer counts; `rows` are those of the view it belongs to."""
        if self.unit == "ever":
            return np.full(len(at), NEVER)
        if self.unit == "second":
            return at + self.size
        day = clock.local_of(at, rows) // DAY
        if self.unit == "working_day":
            return ends_after(clock, day, rows, self.size, self.calendar)
        last = day + self.size if self.unit == "day" else self._first_day(day, self.size)
        return clock.instant(last * DAY, rows)

    def _first_day(self, day: Ints, ahead: int) -> Ints:
        """First day of the month or year `ahead` of that of `day`."""
        months = (
            day.astype("datetime64[D]").astype("datetime64[M]" if self.unit == "month" else "datetime64[Y]") + ahead
        )
        return months.astype("datetime64[D]").astype(np.int64)


def ends_after(clock: Clock, day: Ints, rows: Ints, working_days: int, calendar: str) -> Ints:
    """The instant at which so many working days after each local day are over; NEVER where nobody knows."""
    last = days.working_days_after(clock.view, day, rows, working_days, calendar)
    return np.where(last == NO_NUMBER, NEVER, clock.instant((np.maximum(last, 0) + 1) * DAY, rows))
