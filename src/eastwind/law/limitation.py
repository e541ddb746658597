"""Limitation: whether the period in which a debt can be claimed is over.

In        `years`, `since_latest_of`: dates of the loan, of which a later one starts the period anew.
Out       the last day of the period; `Barred`, a test of a condition.
Not here  what may not be said or done then (kinds.time_bar and whatever a book writes under `barred`).
Proof     tests/law/test_conditions.py, tests/law/test_kinds.py.

The last day bears the same date so many years later; 28 February for 29 February where there is none.
"""

from dataclasses import dataclass

import numpy as np

from eastwind.law.columns import NEVER, NO_NUMBER, Bools, Ints
from eastwind.law.plain import LOAN_DATES
from eastwind.law.reading import DAY, Params
from eastwind.law.view import View


@dataclass(frozen=True, slots=True)
class Barred:
    """The period is over: in doubt where all dates or the zone are unknown, or where only some zone has passed it."""

    years: int
    dates: tuple[str, ...]

    @classmethod
    def read(cls, params: Params) -> "Barred":
        """A test from its table."""
        found = cls(params.integer("years", 1), params.words("since_latest_of", LOAN_DATES))
        params.done()
        return found

    @property
    def timed(self) -> bool:
        """A debt becomes barred."""
        return True

    def holds(self, view: View, unknown: bool) -> Bools:
        """True where it is, or with `unknown` may be, over."""
        last = self.last_day(view)
        over = [clock.day > last for clock in view.clocks]
        dark = (last == NO_NUMBER) | view.zone_unknown
        return np.any(over, axis=0) | dark if unknown else np.all(over, axis=0) & ~dark  # type: ignore[no-any-return]

    def next_change(self, view: View) -> Ints:
        """When the last day is over, by any clock."""
        last = self.last_day(view)
        soonest = np.full(len(view), NEVER)
        for clock in view.clocks:
            over = clock.instant((np.maximum(last, 0) + 1) * DAY)
            soonest = np.where((last != NO_NUMBER) & (over > view.at), np.minimum(soonest, over), soonest)
        return soonest

    def begins(self, view: View) -> Ints:
        """Likewise."""
        return self.next_change(view)

    def last_day(self, view: View) -> Ints:
        """Last local day of the period; no number where all dates are unknown."""
        return view.keep(self, lambda: self._last_day(view))  # type: ignore[no-any-return]

    def _last_day(self, view: View) -> Ints:
        start = np.full(len(view), NO_NUMBER)
        for name in self.dates:
            start = np.maximum(start, view.loan(name))
        days = np.where(start == NO_NUMBER, 0, start).astype("datetime64[D]")
        months = days.astype("datetime64[M]")
        later = months + 12 * self.years
        length = (later + 1).astype("datetime64[D]") - later.astype("datetime64[D]")
        of_month = np.minimum((days - months.astype("datetime64[D]")).astype(np.int64), length.astype(np.int64) - 1)
        last: Ints = later.astype("datetime64[D]").astype(np.int64) + of_month
        return np.where(start == NO_NUMBER, NO_NUMBER, last)
