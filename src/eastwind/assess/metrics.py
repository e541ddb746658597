"""Metrics: how well probabilities tell who repays, and whether they mean what they say.

In        outcomes (0 or 1) and scores or probabilities, as NumPy arrays of one length.
Out       auc, ks, h_measure, brier, ece, and the noise floor: what a perfect model of this size would show for ece.
Not here  training, or which rows are looked at (labels).
Proof     tests/assess/test_metrics.py: against scikit-learn and plain loops.

Weak: all of them speak of the people who were looked at, in the months they were looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ECE_BINS: Final = 10
SIMULATIONS: Final = 400


@dataclass(frozen=True, slots=True)
class Floor:
    """The ece of a model that is right: mean and 95th percentile over simulated outcomes."""

    mean: float
    p95: float


def auc(outcome: NDArray[Any], score: NDArray[Any]) -> float:
    """The chance that someone with outcome 1 scores above someone with 0, ties half; nan for one class alone."""
    order = np.argsort(score, kind="stable")
    ranks = np.empty(len(score))
    ranks[order] = _midranks(score[order])
    ones = int((outcome == 1).sum())
    zeros = len(outcome) - ones
    if not ones or not zeros:
        return float("nan")
    return float((ranks[outcome == 1].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def _midranks(rising: NDArray[Any]) -> Floats:
    """Ranks from 1 of sorted values; equal ones share the middle of theirs."""
    starts = np.flatnonzero(np.append(True, rising[1:] != rising[:-1]))
    ends = np.append(starts[1:], len(rising))
    middles: Floats = np.repeat((starts + 1 + ends) / 2, ends - starts)
    return middles


def ks(outcome: NDArray[Any], score: NDArray[Any]) -> float:
    """The largest gap between the two classes' distributions of the score; nan for one class alone."""
    fpr, tpr = _roc(outcome, score)
    return float(np.max(tpr - fpr))


def _roc(outcome: NDArray[Any], score: NDArray[Any]) -> tuple[Floats, Floats]:
    """False and true positive rates from (0, 0) to (1, 1), one point per distinct score, highest first."""
    order = np.argsort(-score, kind="stable")
    hit = outcome[order] == 1
    last = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    tpr = np.cumsum(hit)[last] / max(int(hit.sum()), 1)
    fpr = np.cumsum(~hit)[last] / max(int((~hit).sum()), 1)
    if hit.all() or not hit.any():
        return np.full(2, np.nan), np.full(2, np.nan)
    return np.append(0.0, fpr), np.append(0.0, tpr)


def h_measure(outcome: NDArray[Any], score: NDArray[Any]) -> float:
    """Hand's H (2009) with Beta(2, 2) costs: 1 − expected minimum loss over that of a trivial rule; 0 … 1.

    Source: Hand, D. J., "Measuring classifier performance: a coherent alternative to the area under the ROC curve",
    Machine Learning 77 (2009), over the convex hull of the ROC curve.
    """
    fpr, tpr = _roc(outcome, score)
    if np.isnan(fpr).any():
        return float("nan")
    fpr, tpr = _hull(fpr, tpr)
    one = float((outcome == 1).mean())
    zero = 1.0 - one
    # A corner of the hull is the best for the costs between those at which its two edges are level; dear alarms first.
    rise, run = one * np.diff(tpr), zero * np.diff(fpr)
    cost = np.concatenate([[1.0], rise / (rise + run), [0.0]])
    lost = 0.0
    for high, low, miss, alarm in zip(cost[:-1], cost[1:], one * (1 - tpr), zero * fpr, strict=True):
        lost += alarm * (_alarms(high) - _alarms(low)) + miss * (_misses(high) - _misses(low))
    trivial = zero * _alarms(one) + one * (_misses(1.0) - _misses(one))
    return float(1.0 - lost / trivial)


def _alarms(cost: float) -> float:
    """∫ c·u(c) dc from 0 to `cost`, u(c) = 6c(1 − c) being the density of Beta(2, 2)."""
    return 2 * cost**3 - 1.5 * cost**4


def _misses(cost: float) -> float:
    """∫ (1 − c)·u(c) dc from 0 to `cost`."""
    return 3 * cost**2 - 4 * cost**3 + 1.5 * cost**4


def _hull(fpr: Floats, tpr: Floats) -> tuple[Floats, Floats]:
    """The upper convex hull of a ROC curve."""
    kept: list[int] = []
    for place in range(len(fpr)):
        while len(kept) > 1 and _left_turn(fpr, tpr, kept[-2], kept[-1], place):
            kept.pop()
        kept.append(place)
    return fpr[kept], tpr[kept]


def _left_turn(x: Floats, y: Floats, first: int, middle: int, last: int) -> bool:
    cross = (x[middle] - x[first]) * (y[last] - y[first]) - (y[middle] - y[first]) * (x[last] - x[first])
    return bool(cross >= 0)


def brier(outcome: NDArray[Any], chance: Floats) -> float:
    """Mean squared difference of chance and outcome."""
    return float(np.mean((chance - outcome) ** 2))


def masses(chance: Floats, bins: int = ECE_BINS) -> Ints:
    """The bin of each row, 0 … bins − 1: rows by rising chance in bins of equal number."""
    place = np.empty(len(chance), np.int64)
    place[np.argsort(chance, kind="stable")] = np.arange(len(chance)) * bins // max(len(chance), 1)
    return place


def ece(outcome: NDArray[Any], chance: Floats, bins: int = ECE_BINS) -> float:
    """Expected calibration error: the mean gap of chance and outcome over `bins` bins of equal mass."""
    place = masses(chance, bins)
    gaps = np.bincount(place, weights=chance - outcome, minlength=bins)
    return float(np.abs(gaps).sum() / max(len(chance), 1))


def noise_floor(chance: Floats, seed: int, bins: int = ECE_BINS, simulations: int = SIMULATIONS) -> Floor:
    """What `ece` would be if every chance were right, by seeded simulation of outcomes."""
    draw = np.random.default_rng(seed)
    order = np.argsort(chance, kind="stable")
    rising = chance[order]
    starts = np.searchsorted(np.arange(len(chance)) * bins // max(len(chance), 1), np.arange(bins))
    found = []
    for _ in range(simulations):
        gaps = rising - (draw.random(len(rising)) < rising)
        found.append(np.abs(np.add.reduceat(gaps, starts)).sum() / len(rising))
    return Floor(float(np.mean(found)), float(np.quantile(found, 0.95)))


def curve(outcome: NDArray[Any], chance: Floats, bins: int = ECE_BINS) -> list[tuple[float, float, int]]:
    """For a calibration plot: mean chance, share observed and people of each bin of equal mass."""
    place = masses(chance, bins)
    people = np.bincount(place, minlength=bins)
    said, seen = (np.bincount(place, weights=each, minlength=bins) for each in (chance, outcome.astype(np.float64)))
    return [
        (float(one / count), float(two / count), int(count))
        for one, two, count in zip(said, seen, people, strict=True)
        if count
    ]


def bias(outcome: NDArray[Any], chance: Floats, groups: Sequence[str]) -> dict[str, tuple[int, float, float]]:
    """Of each group: people, mean chance, share observed."""
    names = np.asarray(groups)
    return {
        str(name): (int(mine.sum()), float(chance[mine].mean()), float(outcome[mine].mean()))
        for name in np.unique(names)
        for mine in (names == name,)
    }
