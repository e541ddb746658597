"""Prices: what one more unit of each capacity is worth, so that scarce minutes go where they gain most.

In        options by person (where each one's rows begin, treatments, values, tie numbers), uses, what is available.
Out       a price per capacity, in minor units a unit.
Not here  who is served (allocate).
Proof     tests/decide/test_allocate.py: nothing scarce costs nothing; at the price more is wanted than there is, at one
          minor unit more no longer.
"""

from itertools import pairwise
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
    asked = _Asked(keys, treatment, start, uses)
    prices = np.zeros(len(available), dtype=np.int64)
    for _ in range(ROUNDS):
        for place in range(len(available)):
            prices[place] = asked.highest_wanted(prices, place, int(available[place]))
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


class _Asked:
    """What a sample asks for at given prices, asked again and again.

    Options stand in layers, the first of everyone, then the second of those who have one, and so on: who has the most
    stands in front, so that a layer lies over the beginning of the one before.
    """

    def __init__(self, keys: Ints, treatment: Codes, start: Ints, uses: Ints) -> None:
        counts = np.diff(np.append(start, len(keys)))
        people = np.argsort(-counts, kind="stable")
        layers = [start[people[: int((counts > k).sum())]] + k for k in range(int(counts.max(initial=0)))]
        rows = np.concatenate(layers)
        self.keys, self.treatment, self.uses = keys[rows], treatment[rows], uses
        self._ends = np.cumsum([len(layer) for layer in layers]).tolist()

    def wanted(self, prices: Ints, place: int) -> int:
        """How much of capacity `place` the best options of all use."""
        kinds = len(self.uses)
        left = self.keys - (costs(self.uses, prices) * kinds)[self.treatment]
        best = left[: self._ends[0]]
        for begin, end in pairwise(self._ends):
            front = best[: end - begin]
            np.maximum(front, left[begin:end], out=front)
        asked = kinds - 1 - best[best >= kinds] % kinds
        return int(np.bincount(asked, minlength=kinds) @ self.uses[:, place])

    def highest_wanted(self, prices: Ints, place: int, available: int) -> int:
        """The highest price of capacity `place` at which more of it is wanted than `available`; 0 = there is none."""

        def too_much(price: int) -> bool:
            trial = prices.copy()
            trial[place] = price
            return self.wanted(trial, place) > available

        if not too_much(0):
            return 0
        need = self.uses[self.treatment, place]
        low, high = 0, int((self.keys // len(self.uses) // np.maximum(need, 1))[need > 0].max()) + 1
        # Near the price of the round before, if there was one: it moves little.
        step = max(int(prices[place]) // 64, 1)
        for near in (int(prices[place]) - step, int(prices[place]) + step):
            if low < near < high:
                low, high = (near, high) if too_much(near) else (low, near)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if too_much(middle) else (low, middle)
        return low
