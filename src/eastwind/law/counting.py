"""Counting: how many past contacts of a kind stand in a window, per person, loan, point or file, by anybody or by one.

In        which contacts count (histories), the window (windows), which of them are excused (conditions on themselves).
Out       the worst count over all plausible zones, where the history is not whole, and when the count falls again.
Not here  limits (kinds.cap), rests (kinds.rest).
Proof     tests/law/test_counting.py compares with counting one contact at a time.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from eastwind.law.columns import LONG_AGO, NEVER, NO_NUMBER, Bools, Ints
from eastwind.law.conditions import Condition, read
from eastwind.law.histories import History
from eastwind.law.reading import Params
from eastwind.law.view import Relation, View
from eastwind.law.windows import Window

PER: Final = {
    "person": ("person",),
    "loan": ("person", "loan"),
    "account": ("person", "account"),
    "point": ("point",),
    "file": (),
}
POOLED: Final = ("creditor-and-agencies", "collector")


@dataclass(frozen=True, slots=True)
class Counting:
    """Which past contacts count, and how far back."""

    history: History
    window: Window
    excused: tuple[Condition, ...]

    @classmethod
    def read(cls, params: Params, history: History) -> "Counting":
        """The keys that cap and rest have in common; `history` is completed by `per` and `pooled`."""
        same = PER[params.choice("per", tuple(PER), "person")]
        if params.choice("pooled", POOLED, POOLED[0]) == "collector":
            same = (*same, "collector")
        window = Window.read(params.sub("window", required=True) or params)
        excused = tuple(read(table) for table in params.subs("not_counted"))
        return cls(replace(history, same=same), window, excused)

    def marks(self, view: View) -> Bools:
        """True for the pairs that count, in whatever window."""
        pairs = self._pairs(view)
        return pairs.keep((self, "counted"), lambda: self._marks(view, pairs))

    def _pairs(self, view: View) -> Relation:
        return view.relation("contacts", self.history, self.window.reach)

    def _marks(self, view: View, pairs: Relation) -> Bools:
        found = self.history.marks(pairs)
        if self.window.reach < NEVER and found.any():
            found &= pairs.col("at") >= pairs.of_row(view.before - self.window.reach)
        if self.excused and found.any():
            which = np.flatnonzero(found)
            other = pairs.other[which]
            at = pairs.table.col("at")[other]
            known_at = view.known_at[pairs.row[which]]
            then = View(view.facts, pairs.table, other, at, at, known_at, view.law_day)
            for condition in self.excused:
                found[which] &= ~condition.holds(then, unknown=False)
        return found

    def worst(self, view: View) -> Ints:
        """The largest count of any zone."""
        row, at = self._counted(view)
        if not len(row):
            return np.zeros(len(view), np.int64)
        counts = [np.bincount(row[inside], minlength=len(view)) for inside in self._inside(view, at, row)]
        worst: Ints = counts[0] if len(counts) == 1 else np.max(counts, axis=0)
        return worst

    def sure(self, view: View, worst: Ints) -> Ints:
        """The same of those of which it is known when they leave the window; `worst` is the count of all."""
        if self.window.unit != "working_day":
            return worst
        row, at = self._counted(view)
        found = np.zeros(len(view), np.int64)
        for clock in view.clocks:
            leaves = self.window.leaves(clock, at, row)
            inside = (leaves > view.at[row]) & (leaves < NEVER)
            found = np.maximum(found, np.bincount(row[inside], minlength=len(view)))
        return found

    def unknown(self, view: View) -> Bools:
        """True where the window reaches back before the history is whole, or where no zone is known to cut it by."""
        found, cut = view.zeros(), view.known_from > LONG_AGO
        if cut.any():
            for inside in self._inside(view, view.known_from - 1, np.arange(len(view))):
                found |= inside & cut
        return found | view.zone_unknown if self.window.local else found

    def bounds(self, view: View) -> tuple[Ints, Ints]:
        """First and last counted contact in the window of any zone; null where there is none."""
        row, at = self._counted(view)
        inside = np.any(self._inside(view, at, row), axis=0)
        first, last = np.full(len(view), NEVER), np.full(len(view), LONG_AGO)
        np.minimum.at(first, row[inside], at[inside])
        np.maximum.at(last, row[inside], at[inside])
        return np.where(first == NEVER, NO_NUMBER, first), np.where(last == LONG_AGO, NO_NUMBER, last)

    def falls_below(self, view: View, limit: int) -> Ints:
        """The moment from which fewer than `limit` stand in the window of every zone and the history is whole there."""
        row, at = self._counted(view)
        order = np.lexsort((-at, row))
        row, at = row[order], at[order]
        rank = np.arange(len(row)) - np.searchsorted(row, row)  # 0 = the latest one of its row
        nth = rank == limit - 1
        found = np.full(len(view), LONG_AGO)
        rows, everyone = row[nth], np.arange(len(view))
        for clock in view.clocks:
            found[rows] = np.maximum(found[rows], self.window.leaves(clock, at[nth], rows))
            if (view.known_from > LONG_AGO).any():
                whole = self.window.leaves(clock, view.known_from - 1, everyone)
                found = np.maximum(found, np.where(view.known_from > LONG_AGO, whole, LONG_AGO))
            if not self.window.local:
                break
        return np.where((view.zone_unknown & self.window.local) | (found <= view.at), NEVER, found)

    def _counted(self, view: View) -> tuple[Ints, Ints]:
        """The row and the instant of each past contact that counts, in whatever window."""
        pairs, which = self._pairs(view), np.flatnonzero(self.marks(view))
        return pairs.row[which], pairs.col("at")[which]

    def _inside(self, view: View, at: Ints, rows: Ints) -> tuple[Bools, ...]:
        """Whether what happened at `at` stands in the window, by each clock."""
        clocks = view.clocks if self.window.local else view.clocks[:1]
        return tuple(self.window.holds(clock, at, rows) for clock in clocks)
