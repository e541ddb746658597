"""Time-bar: what may not be said or done about a debt whose limitation period is over.

In        `years`, `since_latest_of` (dates of the loan; a later one starts the period anew), `items` (only messages
          that contain one of them are at issue; without it every contact or act of the rule is). Without `years` the
          period is unknown.
Out       breached after the last day of the period, and where all dates are unknown.
Not here  the notice that a debt may be barred (content_requires).
Proof     tests/law/test_kinds.py.
"""

from dataclasses import dataclass

import numpy as np

from eastwind.law.columns import NEVER, NO_NUMBER, Bools, Ints
from eastwind.law.conditions import LOAN_DATES
from eastwind.law.kinds.base import FACT, ZONE, Evidence
from eastwind.law.reading import Params
from eastwind.law.view import View, holds_any


@dataclass(frozen=True, slots=True)
class TimeBar:
    """`years` from the latest of some dates; 0 = nobody knows how many."""

    years: int
    dates: tuple[str, ...]
    items: int
    parts: int

    @classmethod
    def read(cls, params: Params) -> "TimeBar":
        """The kind from its keys."""
        years = params.integer("years", 1, 0)
        dates = params.words("since_latest_of", LOAN_DATES, ())
        if bool(years) != bool(dates):
            raise params.fail("write 'years' and 'since_latest_of' together, or neither where the period is unknown.")
        return cls(years, dates, *params.items("items"))

    @property
    def timed(self) -> bool:
        """A debt may become barred."""
        return True

    def breach(self, view: View) -> Bools:
        """True where the debt is barred, or may be, and the contact is at issue."""
        found = np.ones(len(view), np.bool_)
        if self.items or self.parts:
            found = holds_any(view.col("contains_items"), self.items) | holds_any(
                view.col("contains_parts"), self.parts
            )
        if not self.years or not found.any():
            return found
        last = self._last_day(view)
        over: Bools = (last == NO_NUMBER) | view.zone_unknown
        for clock in view.clocks:
            over |= clock.day > last
        return found & over

    def evidence(self, view: View) -> Evidence:
        """The items at issue, and whether the period or its start is unknown."""
        unknown = np.full(len(view), FACT)
        if self.years:
            unknown = np.where(self._last_day(view) == NO_NUMBER, FACT, np.where(view.zone_unknown, ZONE, -1))
        return Evidence(
            items=view.col("contains_items") & np.uint64(self.items),
            parts=view.col("contains_parts") & np.uint64(self.parts),
            unknown=unknown,
        )

    def next_change(self, view: View) -> Ints:
        """Never: what is barred stays barred."""
        return np.full(len(view), NEVER)

    def _last_day(self, view: View) -> Ints:
        """Last day of the period: the same date, so many years later (28 February where there is none)."""
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
