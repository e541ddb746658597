"""Time-bar: what may not be said or done about a debt whose limitation period is over.

In        `years`, `since_latest_of` (dates of the loan; a later one starts the period anew), `items` (only messages
          that contain one of them are at issue; without it every contact or act of the rule is). Without `years` the
          period is unknown.
Out       breached after the last day of the period, and where all dates are unknown.
Not here  the period (limitation), the notice that a debt may be barred (content_requires with `barred`).
Proof     tests/law/test_kinds.py.
"""

from dataclasses import dataclass

import numpy as np

from eastwind.law.columns import NEVER, NO_NUMBER, Bools, Ints
from eastwind.law.kinds.base import FACT, ZONE, Evidence
from eastwind.law.limitation import Barred
from eastwind.law.plain import LOAN_DATES
from eastwind.law.reading import Params
from eastwind.law.view import View, holds_any


@dataclass(frozen=True, slots=True)
class TimeBar:
    """Nothing of some items once the period is over; no period = nobody knows it."""

    period: Barred | None
    items: int
    parts: int

    @classmethod
    def read(cls, params: Params) -> "TimeBar":
        """The kind from its keys."""
        years = params.integer("years", 1, 0)
        dates = params.words("since_latest_of", LOAN_DATES, ())
        if bool(years) != bool(dates):
            raise params.fail("write 'years' and 'since_latest_of' together, or neither where the period is unknown.")
        return cls(Barred(years, dates) if years else None, *params.items("items"))

    @property
    def timed(self) -> bool:
        """A debt may become barred."""
        return self.period is not None

    def breach(self, view: View) -> Bools:
        """True where the debt is barred, or may be, and the contact is at issue."""
        found = np.ones(len(view), np.bool_)
        if self.items or self.parts:
            found = holds_any(view.col("contains_items"), self.items) | holds_any(
                view.col("contains_parts"), self.parts
            )
        return found if self.period is None or not found.any() else found & self.period.holds(view, unknown=True)

    def evidence(self, view: View) -> Evidence:
        """The items at issue, and whether the period, its start or the zone is unknown."""
        unknown = np.full(len(view), FACT)
        if self.period is not None:
            dateless = self.period.last_day(view) == NO_NUMBER
            unknown = np.where(dateless, FACT, np.where(view.zone_unknown, ZONE, -1))
        return Evidence(
            items=view.col("contains_items") & np.uint64(self.items),
            parts=view.col("contains_parts") & np.uint64(self.parts),
            unknown=unknown,
        )

    def next_change(self, view: View) -> Ints:
        """Never: what is barred stays barred."""
        return np.full(len(view), NEVER)
