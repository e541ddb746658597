"""Drift: how far the people of today have moved from those that a model was made from.

In        values of a feature or a score: at training, and today; NaN = unknown.
Out       `Spread`, which a model keeps, and the population stability index of today's values against it.
Not here  what is done about it: the report warns (report), people decide.
Proof     tests/assess/test_drift.py: against a plain computation; zero for the same people; symmetric.

psi = Σ (actual − expected) · ln(actual / expected) over bins of equal mass at training, unknown being a bin of its own.
Under 0.1 steady, from 0.1 shifted, from 0.25 moved: the usual rule of thumb, with no test of significance behind it. By
chance alone the index of a book that has not moved is about (bins − 1) · (1/n + 1/m), so that is told beside it
(Yurdakul, "Statistical Properties of Population Stability Index", 2018).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BINS: Final = 10
SHIFTED: Final = 0.1
MOVED: Final = 0.25
LEVELS: Final = ("steady", "shifted", "moved")


@dataclass(frozen=True, slots=True)
class Spread:
    """How values lay at training: people per bin. Bin k holds edges[k − 1] < value ≤ edges[k]; the last are unknown."""

    edges: tuple[float, ...]  # inner edges, rising; none where all are unknown
    counts: tuple[int, ...]  # len(edges) + 2

    def __post_init__(self) -> None:
        assert len(self.counts) == len(self.edges) + 2, self
        assert all(low < high for low, high in zip(self.edges, self.edges[1:], strict=False)), self

    @property
    def people(self) -> int:
        """How many values there were, unknown ones too."""
        return sum(self.counts)

    def content(self) -> dict[str, Any]:
        """As plain data, for a model's file."""
        return {"edges": list(self.edges), "counts": list(self.counts)}

    @classmethod
    def of(cls, content: dict[str, Any]) -> "Spread":
        """From the plain data of a model's file."""
        return cls(tuple(float(edge) for edge in content["edges"]), tuple(int(count) for count in content["counts"]))


@dataclass(frozen=True, slots=True)
class Drift:
    """One feature, or the score, today against training."""

    name: str
    psi: float
    by_chance: float  # what an unmoved book of this size shows on average
    people: int

    @property
    def level(self) -> str:
        """steady · shifted · moved, by the rule of thumb; what chance alone would show is steady."""
        if self.psi < SHIFTED or self.psi <= 2 * self.by_chance:
            return LEVELS[0]
        return LEVELS[1] if self.psi < MOVED else LEVELS[2]


def spread(values: Floats, bins: int = BINS) -> Spread:
    """Bins of about equal mass; many equal values share one, so there may be fewer bins than asked for."""
    known = values[~np.isnan(values)]
    edges: tuple[float, ...] = ()
    if len(known):
        low, high = float(known.min()), float(known.max())
        # An edge is a value that occurs; one at the very top would leave nothing above it.
        cuts = np.unique(np.quantile(known, np.arange(1, bins) / bins, method="inverted_cdf"))
        edges = tuple(float(cut) for cut in cuts if cut < high)
        if low == high:  # all alike: whatever is not that value today is another
            edges = (math.nextafter(low, -math.inf), low)
    return Spread(edges, _counts(values, edges))


def drift(name: str, then: Spread, values: Floats) -> Drift:
    """Today's `values` against how they lay at training."""
    return drifted(name, then, lie(then, values))


def lie(then: Spread, values: Floats) -> Ints:
    """How many of `values` lie in each bin of `then`: counts of parts of a book add up to those of the whole."""
    return np.array(_counts(values, then.edges), dtype=np.int64)


def drifted(name: str, then: Spread, counts: Ints) -> Drift:
    """As `drift`, from the counts of `lie`."""
    now, people = counts.tolist(), int(counts.sum())
    used = sum(1 for one, other in zip(then.counts, now, strict=True) if one or other)
    chance = max(used - 1, 0) * (1 / max(then.people, 1) + 1 / max(people, 1))
    return Drift(name, psi(then.counts, now), chance, people)


def psi(expected: Sequence[int], actual: Sequence[int]) -> float:
    """Population stability index of two counts over the same bins; 0 = alike.

    A bin that is empty on one side counts as half a person there, so that the index stays finite; one that is empty on
    both says nothing. Nobody on either side: 0.
    """
    if not sum(expected) or not sum(actual):
        return 0.0
    total = 0.0
    for then, now in zip(expected, actual, strict=True):
        if then or now:
            p, q = max(then, 0.5) / sum(expected), max(now, 0.5) / sum(actual)
            total += (q - p) * math.log(q / p)
    return total


def _counts(values: Floats, edges: Sequence[float]) -> tuple[int, ...]:
    known = ~np.isnan(values)
    places = np.searchsorted(np.array(edges, dtype=np.float64), values[known], side="left")
    counts = np.bincount(places, minlength=len(edges) + 1)
    return (*(int(count) for count in counts), int((~known).sum()))
