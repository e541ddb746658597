"""Dual: prices at which no more is wanted than there is, and with them the most that any plan could be worth.

In        a crowd, what each kind takes, what is available.
Out       `bound`: the most any plan could bring, at given prices; `find`: prices that make it as small as can be.
Not here  who is served (queue), the simple prices beside it (prices).
Proof     tests/decide/test_dual.py: HiGHS solves the same linear programme to the same value.

For any prices of nought or more, nobody can do better than this: what everyone gains at their best, plus what the
capacities cost. That bound is convex in the prices, and its smallest value is that of the linear programme. Each asking
gives a cut: the bound lies above a plane. The next prices asked are the analytic centre of what the cuts leave
(Goffin, Haurie & Vial 1992; Nesterov 1995): some forty askings, however the capacities are scaled.

Every asking is in whole numbers. The centre is reckoned in 64-bit floats by additions, products, quotients and roots
alone, no BLAS and no logarithm, so that each machine finds the same prices to the last digit.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from eastwind.decide.crowd import Crowd, best_rows, costs, exact_sum, used_by

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

STEPS: Final = 120
NEWTON_STEPS: Final = 40
HALVINGS: Final = 12
CLOSE: Final = 1e-5  # of the bound: near enough
TINY: Final = 1e-6
RELAXED: Final = 0.2  # of what is still open: how far above the best bound a centre may lie


@dataclass(frozen=True, slots=True)
class Asked:
    """The bound as a function of prices: of a crowd, and of people already settled who bring `base` in any case."""

    crowd: Crowd
    uses: Ints
    available: tuple[int, ...]
    base: int = 0

    def __call__(self, prices: Sequence[int]) -> tuple[int, Ints]:
        """The bound in micro-units, and by how much it changes with each price: what is left over."""
        best, row = self.crowd.best(costs(self.uses, prices))
        gains = best > 0
        worth = sum(there * price for there, price in zip(self.available, prices, strict=True))
        wanted = used_by(self.crowd.kind[row[gains]], self.uses)
        return self.base + exact_sum(best[gains]) + worth, np.array(self.available, dtype=np.int64) - wanted


def find(ask: Asked, low: Sequence[int], high: Sequence[int], start: Sequence[int]) -> tuple[tuple[int, ...], int]:
    """Prices in the box from `low` to `high` with the smallest bound, as nearly as CLOSE, and that bound."""
    best, (least, slope) = tuple(start), ask(start)
    free = [place for place, (one, two) in enumerate(zip(low, high, strict=True)) if two > one]
    if all(start[place] == low[place] and slope[place] >= 0 for place in free):
        return best, least  # convex, and no way leads down
    cuts = _Cuts([high[place] - low[place] for place in free], float(max(least, 1)))
    begun, asked, bound = [_inside(start[p], low[p], high[p]) for p in free], best, least
    cuts.add(begun, bound, slope[free])
    for _ in range(STEPS):
        where, floor = cuts.centre()
        if cuts.least - floor <= CLOSE * abs(cuts.least):
            break
        prices = list(best)
        for place, share in zip(free, where, strict=True):
            prices[place] = low[place] + round(min(max(share, 0.0), 1.0) * (high[place] - low[place]))
        asked = tuple(prices)
        bound, slope = ask(asked)
        cuts.add([_inside(asked[p], low[p], high[p]) for p in free], bound, slope[free])
        if bound < least:
            best, least = asked, bound
        if least < 0:
            break  # every contact is worth something: no plan at all keeps the minimums
    return best, least


def without_needless(ask: Asked, prices: tuple[int, ...], bound: int) -> tuple[int, ...]:
    """The same prices, but nought where that makes the bound no worse: a centre never lies quite on the edge."""
    for place, price in enumerate(prices):
        trial = (*prices[:place], 0, *prices[place + 1 :])
        if price and ask(trial)[0] <= bound + int(abs(bound) * CLOSE / 10):
            prices = trial
    return prices


def highest(crowd: Crowd, uses: Ints) -> tuple[int, ...]:
    """Prices that need never be passed: at which nobody would use a capacity, or everyone would do a service."""
    worth = np.zeros(len(uses), dtype=np.int64)
    np.maximum.at(worth, crowd.kind, crowd.micro)
    most, table = int(worth.max(initial=1)), uses.tolist()

    def top(place: int, more: int) -> int:
        return max(((value + more) // row[place] for row, value in zip(table, worth.tolist(), strict=True)
                    if row[place] > 0 and value), default=0) + 1  # fmt: skip

    plain = [top(place, 0) for place in range(uses.shape[1])]
    taken = sum(price * max(row[place] for row in table) for place, price in enumerate(plain) if price > 1)
    services = [place for place in range(uses.shape[1]) if min((row[place] for row in table), default=0) < 0]
    if not services:
        return tuple(plain)
    reward = most + max(taken, 0)
    found = [top(place, reward * len(services)) for place in range(uses.shape[1])]
    for place in services:
        found[place] = max(found[place], reward // min(-row[place] for row in table if row[place] < 0) + 1)
    return tuple(found)


def narrowed(crowd: Crowd, uses: Ints, available: tuple[int, ...], low: Ints, high: Ints) -> Asked:
    """The bound within a box of prices: whose choice no price in it can change is reckoned once and for all."""
    gives, takes = np.minimum(uses, 0), np.maximum(uses, 0)
    dear = costs(np.hstack([takes, gives]), [*high.tolist(), *low.tolist()])
    cheap = costs(np.hstack([takes, gives]), [*low.tolist(), *high.tolist()])
    least, row = best_rows(crowd.gains(dear), crowd.ends)
    sure = least > 0
    other = crowd.gains(cheap)
    other[row[sure]] = 0
    rival, _ = best_rows(other, crowd.ends)
    open_ = rival > np.maximum(least, 0)
    settled = row[sure & ~open_]
    taken = used_by(crowd.kind[settled], uses)
    rest = tuple(there - int(use) for there, use in zip(available, taken, strict=True))
    return Asked(crowd.take(open_), uses, rest, exact_sum(crowd.micro[settled]))


def _inside(price: int, low: int, high: int) -> float:
    return (price - low) / (high - low)


class _Cuts:
    """What is known of the bound: planes below it over the unit box, and the least value found."""

    def __init__(self, widths: list[int], scale: float) -> None:
        self.widths, self.scale = widths, scale
        self.slopes: list[list[float]] = []
        self.offsets: list[float] = []
        self.least, self.floor = math.inf, 0.0
        self.best: list[float] = []

    def add(self, where: list[float], bound: int, slope: Ints) -> None:
        """One asking; all in units of the first bound."""
        slopes = [int(one) * width / self.scale for one, width in zip(slope, self.widths, strict=True)]
        value = bound / self.scale
        self.slopes.append(slopes)
        self.offsets.append(value - sum(one * at for one, at in zip(slopes, where, strict=True)))
        if value < self.least:
            self.least, self.best = value, where

    def centre(self) -> tuple[list[float], float]:
        """The analytic centre of what the cuts leave, and a value that the bound is nowhere below."""
        size = len(self.widths)
        height = max(self.least - self.floor, max(self.least, TINY) * CLOSE)
        # Coordinates: place in the box, and how far below the best bound, in units of what is still open.
        cut = np.array([[*slopes, -height] for slopes in self.slopes])
        unit = np.eye(size + 1)
        planes = np.vstack([cut, unit[:size], -unit[:size], unit[size:]])
        limit = self.least / height + RELAXED
        room = np.array([*(-offset for offset in self.offsets), *([1.0] * size), *([0.0] * size), limit])
        # From the best point, off the walls of the box by as much as leaves room below the limit.
        at_best, off = np.array([*self.best, limit - RELAXED / 2]), 0.5
        middle = np.array([*([0.5] * size), at_best[size]])
        slack = room - (planes * (begin := at_best + off * (middle - at_best))).sum(axis=1)
        while float(slack[: len(cut)].min()) < height * RELAXED / 4 and off > 1e-12:
            off /= 2
            slack = room - (planes * (begin := at_best + off * (middle - at_best))).sum(axis=1)
        moved, slack = _newton(planes, slack)
        where = (begin + moved).tolist()[:size]
        weight = 1 / slack[: len(cut)]
        weight /= weight.sum()
        slope = (cut[:, :size] * weight[:, None]).sum(axis=0)
        offset = float((np.array(self.offsets) * weight).sum())
        self.floor = max(self.floor, offset + float(np.minimum(slope, 0.0).sum()))
        return where, self.floor


def _newton(planes: Floats, slack: Floats) -> tuple[Floats, Floats]:
    """From a point inside (all slacks above nought) to where the product of slacks is largest: the way, and them."""
    moved = np.zeros(planes.shape[1])
    for _ in range(NEWTON_STEPS):
        pull = 1 / slack
        gradient = (planes * pull[:, None]).sum(axis=0)
        curved = planes * pull[:, None]
        hessian = (curved[:, :, None] * curved[:, None, :]).sum(axis=0)
        step = _solved(hessian, -gradient)
        change = -(planes * step).sum(axis=1)
        reach = _along(slack, change)
        moved, slack = moved + reach * step, slack + reach * change
        if reach >= 0.9 and -float((gradient * step).sum()) < 0.02:
            break
    return moved, slack


def _along(slack: Floats, change: Floats) -> float:
    """How far to go: to where the product of slacks stops growing; found by halving, without a logarithm."""
    falling = change < 0
    end = float((-slack[falling] / change[falling]).min()) if falling.any() else 2.0
    low, high = 0.0, min(0.99 * end, 2.0)
    if high >= 1 and float((change / (slack + change)).sum()) >= 0:
        low = 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if float((change / (slack + middle * change)).sum()) > 0:
            low = middle
        else:
            high = middle
    return low if low > 0 else high


def _solved(matrix: Floats, right: Floats) -> Floats:
    """Solve by elimination, in an order that no library chooses."""
    scale = 1 / np.sqrt(np.diagonal(matrix))
    rows = np.hstack([matrix * scale[:, None] * scale, (right * scale)[:, None]])
    size = len(right)
    for k in range(size):
        # Symmetric and positive: the diagonal serves as it stands, kept from nought.
        rows[k, k] = max(rows[k, k], 1e-14)
        rows[k + 1 :] -= (rows[k + 1 :, k] / rows[k, k])[:, None] * rows[k]
    found = np.zeros(size)
    for k in range(size - 1, -1, -1):
        found[k] = (rows[k, size] - float((rows[k, k + 1 : size] * found[k + 1 :]).sum())) / rows[k, k]
    solved: Floats = found * scale
    return solved
