"""Consent: contact needs one of some permissions, or is barred by a prohibition that the person gave.

In        `needs` (a list of conditions, one of which must hold) or `forbids` (a list of consents, none of which may
          be in force).
Out       breached where no permission is in force, or where a prohibition is.
Not here  what a consent covers (consents).
Proof     tests/law/test_conditions.py.
"""

from dataclasses import dataclass

import numpy as np

from eastwind.law import conditions
from eastwind.law.columns import LONG_AGO, NEVER, Bools, Ints
from eastwind.law.consents import Consented
from eastwind.law.kinds.base import Evidence, Needs
from eastwind.law.reading import Params
from eastwind.law.view import View


@dataclass(frozen=True, slots=True)
class Consent:
    """One of `needs` must hold, if there are any; none of `forbids` may."""

    needs: Needs
    forbids: tuple[Consented, ...]

    @classmethod
    def read(cls, params: Params) -> "Consent":
        """The kind from its keys."""
        needs = tuple(conditions.read(table) for table in params.subs("needs"))
        forbids = tuple(Consented.read(table, forbids=True) for table in params.subs("forbids"))
        if bool(needs) == bool(forbids):
            raise params.fail("write either 'needs' or 'forbids', and put the other into a part of its own.")
        return cls(Needs(needs), forbids)

    @property
    def timed(self) -> bool:
        """Consents begin and end."""
        return bool(self.forbids) or self.needs.timed

    def breach(self, view: View) -> Bools:
        """True where no permission is in force, or a prohibition is."""
        if not self.forbids:
            return self.needs.breach(view)
        found = view.zeros()
        for pattern in self.forbids:
            found |= pattern.pairs(view).any(pattern.marks(view))
        return found

    def evidence(self, view: View) -> Evidence:
        """Since when a prohibition is in force."""
        if not self.forbids:
            return Evidence()
        opened = np.full(len(view), -NEVER)
        for pattern in self.forbids:
            pairs = pattern.pairs(view)
            opened = np.maximum(opened, pairs.most(pattern.marks(view), pairs.col("given"), -NEVER))
        return Evidence(opened_at=opened)

    def next_change(self, view: View) -> Ints:
        """When a permission may begin, or the last prohibition in force may end."""
        if not self.forbids:
            return self.needs.next_change(view)
        found = np.full(len(view), LONG_AGO)
        for pattern in self.forbids:
            found = np.maximum(found, pattern.ends(view))
        return np.where(found > view.at, found, NEVER)
