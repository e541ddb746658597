"""Prices: what one more unit of each capacity is worth, so that scarce minutes go where they gain most.

In        options by person (where each one's rows begin, treatments, values, tie numbers), uses, what is available.
Out       a price per capacity, in minor units a unit.
Not here  who is served (allocate).
Proof     tests/decide/test_allocate.py: nothing scarce costs nothing; at the price more is wanted than there is, at one
          minor unit more no longer.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.integer]  # of any width: there are many of them

SAMPLE_PEOPLE: Final = 100_000
ROUNDS: Final = 2


def find_prices(start: Ints, treatment: Codes, value: Ints, tie: Ints, uses: Ints, available: Ints) -> Ints:
    """What one more unit of each capacity is worth, in minor units; 0 where it is not scarce.

    Each in turn, twice round: the highest price at which more is wanted than there is, so that nobody who would still
    fit is priced out. Of many people, a sample: the smallest tie numbers, which are hashes, so that no chunking can
    change it; what is available is scaled down with it.
    """
    people = len(start)
    if people > SAMPLE_PEOPLE:
        sampled = tie <= np.partition(tie, SAMPLE_PEOPLE - 1)[SAMPLE_PEOPLE - 1]
        counts = np.diff(np.append(start, len(value)))
        rows = np.repeat(sampled, counts)
        treatment, value = treatment[rows], value[rows]
        start = np.cumsum(counts[sampled]) - counts[sampled]
        available = available * len(start) // people
    keys = packed(value, treatment, len(uses))
    prices = np.zeros(len(available), dtype=np.int64)
    for _ in range(ROUNDS):
        for place in range(len(available)):
            prices[place] = _highest_wanted(keys, treatment, start, uses, prices, place, int(available[place]))
    return prices


def costs(uses: Ints, prices: Ints) -> Ints:
    """What each treatment uses, at these prices."""
    cost: Ints = uses @ prices
    return cost


def packed(gain: Ints, treatment: Codes, kinds: int) -> Ints:
    """Gain and treatment in one number that orders like them: more gain first, then the treatment named first.

    0 where nothing is gained. `kinds` is how many treatments there are; gains stay below 2**63 / kinds.
    """
    return np.where(gain > 0, gain * kinds + (kinds - 1 - treatment), 0)


def best_of(keys: Ints, start: Ints) -> Ints:
    """The largest packed option of each person; 0 where there is none."""
    best: Ints = np.maximum.reduceat(keys, start)
    return best


def _highest_wanted(
    keys: Ints, treatment: Codes, start: Ints, uses: Ints, prices: Ints, place: int, available: int
) -> int:
    kinds = len(uses)

    def wanted(price: int) -> int:
        trial = prices.copy()
        trial[place] = price
        best = best_of(keys - (costs(uses, trial) * kinds)[treatment], start)
        asked = kinds - 1 - best[best >= kinds] % kinds
        return int(np.bincount(asked, minlength=kinds) @ uses[:, place])

    if wanted(0) <= available:
        return 0
    need = uses[treatment, place]
    low, high = 0, int((keys // kinds // np.maximum(need, 1))[need > 0].max()) + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if wanted(middle) > available else (low, middle)
    return low
