"""Prices, the simple way: each capacity in turn, the highest price at which more is wanted than there is.

In        a crowd, what each kind takes, what is available.
Out       a price per capacity, in micro-units; nought where it is not scarce.
Not here  the prices that a plan reports (dual): these are tried beside them where few people leave a gap.
Proof     tests/decide/test_prices.py: at the price more is wanted than there is, at one minor unit more no longer.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from eastwind.decide.crowd import MICRO, Crowd, costs, used_by

Ints = NDArray[np.int64]

TURNS: Final = 2


def simple_prices(crowd: Crowd, uses: Ints, available: Ints) -> tuple[int, ...]:
    """What each capacity must cost, in whole minor units (given in micro-units), so that nobody who fits is left out.

    Columns of `uses` below nought (minimums) have no price here.
    """
    prices = [0] * len(available)
    for _ in range(TURNS):
        for place in np.flatnonzero((uses >= 0).all(axis=0)).tolist():
            prices[place] = _highest_wanted(crowd, uses, available, prices, place)
    return tuple(prices)


def _highest_wanted(crowd: Crowd, uses: Ints, available: Ints, prices: list[int], place: int) -> int:
    """The highest price of one capacity at which more of it is wanted than available; 0 = there is none."""

    def too_much(minor: int) -> bool:
        trial = [*prices[:place], minor * MICRO, *prices[place + 1 :]]
        best, row = crowd.best(costs(uses, trial))
        return bool(used_by(crowd.kind[row[best > 0]], uses)[place] > available[place])

    need = uses[crowd.kind, place]
    if not (need > 0).any() or not too_much(0):
        return 0
    low, high = 0, int((crowd.micro[need > 0] // MICRO // need[need > 0]).max()) + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if too_much(middle) else (low, middle)
    return low * MICRO
