"""Scarce: the limits of a strategy as whole numbers, for each treatment and each kind of person.

In        a strategy; what limits look at of each person (bucket, way, who has the file, product, contacts so far).
Out       a signature per person (which limits speak of them); `uses` of every treatment for each; what is there.
Not here  sharing out (allocate), the words of limits (limits).
Proof     tests/decide/test_scarce.py: against a plain reading, person by person.

Few signatures stand for many people, so that sharing out reads a small table. A minimum is a capacity taken below
nought: `at_least` n is −n to begin with, of which each contact takes −1; a share s is nought, of which a contact with
the group takes s − 1 and one with others s, in millionths.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.core import words
from eastwind.core.facts import BY_AGENCY, BY_BUYER, BY_CREDITOR, BY_NAMED
from eastwind.core.plan import WAYS
from eastwind.decide.limits import BUCKETS, COMPLAINTS, COST, Only
from eastwind.decide.reading import MILLION
from eastwind.decide.strategy import Strategy
from eastwind.decide.value import complaints_ppm

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

REPEATS_BITS: Final = 6  # value.REPEATS_MAX fits


@dataclass(frozen=True, slots=True)
class Scarce:
    """The limits of `strategy`, capacities first, then minimums."""

    strategy: Strategy
    groups: tuple[Only, ...]  # each narrower than everybody, once
    harmful: bool  # whether complaints are added up, which grow with the contacts somebody had

    @classmethod
    def of(cls, strategy: Strategy) -> "Scarce":
        """The limits of `strategy`."""
        onlys = [*(one.only for one in strategy.capacities), *(one.only for one in strategy.minimums)]
        groups = tuple(dict.fromkeys(only for only in onlys if only))
        return cls(strategy, groups, any(capacity.of == COMPLAINTS for capacity in strategy.capacities))

    @property
    def there(self) -> Ints:
        """What is there of each; of a minimum what it lacks, below nought."""
        minimums = [-minimum.at_least for minimum in self.strategy.minimums]
        return np.array([*(capacity.available for capacity in self.strategy.capacities), *minimums], dtype=np.int64)

    def signatures(self, people: pl.DataFrame, by: Ints, product: Ints, agencies: Sequence[str]) -> Ints:
        """Per person a number that says which groups they are in and, where it matters, what they had so far.

        `people` has bucket, way and contacts_28d; `by` who has the file (core.facts.BY_…), `product` the place among
        words.PRODUCTS, −1 unknown: in no group that names products.
        """
        found = np.zeros(people.height, dtype=np.int64)
        if self.harmful:
            found |= np.minimum(people["contacts_28d"].to_numpy().astype(np.int64), 2**REPEATS_BITS - 1)
        for place, group in enumerate(self.groups):
            found |= _within(group, people, by, product, agencies).astype(np.int64) << (REPEATS_BITS + place)
        return found

    def uses(self, signatures: Sequence[int]) -> Ints:
        """What each treatment takes of each limit: a row per signature and treatment, in this order."""
        rows = [self._row(number, place) for number in signatures for place in range(len(self.strategy.treatments))]
        size = len(self.strategy.capacities) + len(self.strategy.minimums)
        return np.array(rows, dtype=np.int64).reshape(len(rows), size)

    def _row(self, signature: int, place: int) -> list[int]:
        treatment, repeats = self.strategy.treatments[place], signature % 2**REPEATS_BITS
        drawn = dict(treatment.uses)
        row = []
        for capacity in self.strategy.capacities:
            sums = {
                COST: treatment.cost_minor,
                COMPLAINTS: complaints_ppm(treatment, repeats, self.strategy.guardrails),
            }
            taken = sums[capacity.of] if capacity.of else drawn.get(capacity.name, 0)
            row.append(taken if self._in(capacity.only, signature) else 0)
        for minimum in self.strategy.minimums:
            named, mine = treatment.name in minimum.treatments, self._in(minimum.only, signature)
            eases = MILLION if minimum.share_ppm else 1
            row.append((minimum.share_ppm - eases * mine) if named else 0)
        return row

    def _in(self, group: Only, signature: int) -> bool:
        return not group or bool(signature >> (REPEATS_BITS + self.groups.index(group)) & 1)


def _within(group: Only, people: pl.DataFrame, by: Ints, product: Ints, agencies: Sequence[str]) -> Bools:
    found = np.ones(people.height, dtype=bool)
    if group.buckets:
        found &= np.isin(np.arange(len(BUCKETS)), group.buckets)[people["bucket"].to_numpy()]
    if group.ways:
        found &= np.isin((*WAYS, ""), group.ways)[people["way"].to_physical().fill_null(len(WAYS)).to_numpy()]
    if group.products:
        known = np.isin((*words.PRODUCTS, ""), group.products)
        found &= known[product]  # −1 is the last, which nobody names
    if group.by:
        named = [BY_NAMED + k for k, agency in enumerate(agencies) if f"agency:{agency}" in group.by]
        plain = {"creditor": BY_CREDITOR, "buyer": BY_BUYER, "agency": BY_AGENCY}
        wanted = [*named, *(code for name, code in plain.items() if name in group.by)]
        found &= np.isin(by, wanted) | ((by >= BY_NAMED) & ("agency" in group.by))
    return found
