"""Windows: how far back a rule counts, and when what it counted drops out.

In        `{days = 1, kind = "calendar"}`, `{days = 7, kind = "consecutive"}`, `{days = 30, kind = "rolling"}`,
          `{hours = 4}`, `{minutes = 5}`, `{months = 1}`, `{years = 1}`, `{ever = true}`.
Out       the instant at which the window of each row starts, and the instant at which a contact leaves it.
Not here  what is counted (counting).
Proof     tests/law/test_counting.py compares with dates taken one at a time.

Calendar and consecutive days are days of the person: N days are today and the N − 1 local dates before it. Rolling days
and hours are exact spans: what happened a whole span ago has left. Months and years are those of the calendar.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from eastwind.law.columns import LONG_AGO, NEVER, Ints
from eastwind.law.reading import DAY, Params
from eastwind.law.view import Clock, View

Unit = Literal["day", "second", "month", "year", "ever"]
_SPANS: Final = {"hours": 3600, "minutes": 60}


@dataclass(frozen=True, slots=True)
class Window:
    """A span back from the moment judged; `size` in `unit`s."""

    unit: Unit
    size: int

    @classmethod
    def read(cls, params: Params) -> "Window":
        """A window from its table; BookError if it says no span or several."""
        said = [key for key in ("days", "hours", "minutes", "months", "years", "ever") if params.has(key)]
        if len(said) != 1:
            raise params.fail(
                'a window has one of days, hours, minutes, months, years, ever. Write {days = 1, kind = "calendar"}.'
            )
        key = said[0]
        if key == "ever":
            if not params.flag("ever"):
                raise params.fail("'ever' is false. Write {ever = true}, or a span.")
            window = cls("ever", 1)
        elif key == "days":
            kind = params.choice("kind", ("calendar", "consecutive", "rolling"))
            days = params.integer("days", 1)
            window = cls("second", days * DAY) if kind == "rolling" else cls("day", days)
        elif key in _SPANS:
            window = cls("second", params.integer(key, 1) * _SPANS[key])
        else:
            window = cls("month" if key == "months" else "year", params.integer(key, 1))
        params.done()
        return window

    @property
    def local(self) -> bool:
        """Whether it needs to know where the person lives."""
        return self.unit in ("day", "month", "year")

    def start(self, view: View, clock: Clock) -> Ints:
        """The instant from which contacts of each row count."""
        if self.unit == "ever":
            return np.full(len(view), LONG_AGO)
        if self.unit == "second":
            return view.at - self.size + 1
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
        last = day + self.size if self.unit == "day" else self._first_day(day, self.size)
        return clock.instant(last * DAY, rows)

    def _first_day(self, day: Ints, ahead: int) -> Ints:
        """First day of the month or year `ahead` of that of `day`."""
        months = (
            day.astype("datetime64[D]").astype("datetime64[M]" if self.unit == "month" else "datetime64[Y]") + ahead
        )
        return months.astype("datetime64[D]").astype(np.int64)
