"""Allocate: one treatment per person at most, the most value first, within what is there to use.

In        options (person, treatment, value, tie), sorted by person; what each treatment uses; what is available.
Out       the option chosen for each person or none, and for each capacity: used, price, cut-off.
Not here  the optimum: this is a sound greedy pass (feasible, deterministic, nobody skipped for a lesser gain).
Proof     tests/decide/test_allocate.py: feasible always, against the plain loop, same whatever the order of rows.

Prices come first, from a bisection on a hashed sample: without them the first to choose would take the scarce minutes
for the sake of a little. Then rounds: everyone left takes what gains most above its price; a capacity serves the
largest gains first, ties by the person's tie number; who is turned away drops that option and takes part again.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from eastwind.decide.strategy import Capacity

Ints = NDArray[np.int64]

SAMPLE_PEOPLE: Final = 100_000
NONE: Final = -1


@dataclass(frozen=True, slots=True)
class Options:
    """What could be done: one row per person and treatment that law and guardrails leave, sorted by person."""

    person: Ints
    treatment: Ints
    value: Ints  # minor units, positive
    tie: Ints  # per row, the person's tie number: smaller is served first


@dataclass(frozen=True, slots=True)
class Allocation:
    """`chosen[k]` is the row of the options chosen for the k-th distinct person, or NONE."""

    people: Ints
    chosen: Ints
    used: Ints
    price: Ints
    cut_off: Ints  # NONE where everyone was served


def allocate(options: Options, uses: Ints, capacities: tuple[Capacity, ...], prices: Ints | None = None) -> Allocation:
    """Choose. `uses[t, c]` is what treatment t takes of capacity c; `prices` given are used as they are."""
    available = np.array([capacity.available for capacity in capacities], dtype=np.int64)
    people, start = np.unique(options.person, return_index=True)
    if prices is None:
        prices = find_prices(options, uses, available)
    gain = options.value - uses[options.treatment] @ prices
    left = available.copy()
    cut_off = np.full(len(capacities), NONE, dtype=np.int64)
    chosen = np.full(len(people), NONE, dtype=np.int64)
    row_person = np.repeat(np.arange(len(people)), np.diff(np.append(start, len(gain))))
    alive = gain > 0
    while alive.any():
        best = _best(gain, alive, start)
        asking = best[(best != NONE) & (chosen == NONE)]
        if not len(asking):
            break
        served = _serve(asking, gain, options, uses, left, cut_off)
        chosen[row_person[asking[served]]] = asking[served]
        alive[asking] = False
        alive &= chosen[row_person] == NONE
    return Allocation(people, chosen, available - left, prices, cut_off)


def find_prices(options: Options, uses: Ints, available: Ints) -> Ints:
    """What one more unit of each capacity is worth, in minor units; 0 where it is not scarce.

    Each in turn, twice round: the least price at which those who still want it fit, on a sample by tie number.
    """
    prices = np.zeros(len(available), dtype=np.int64)
    if not len(options.value):
        return prices
    people = len(np.unique(options.person))
    if people > SAMPLE_PEOPLE:
        # The tie number is a hash, so the smallest ones are a sample that no chunking can change.
        bound = np.partition(np.unique(options.tie), SAMPLE_PEOPLE)[SAMPLE_PEOPLE]
        rows = options.tie < bound
        options = Options(options.person[rows], options.treatment[rows], options.value[rows], options.tie[rows])
        available = available * len(np.unique(options.person)) // people
    _, start = np.unique(options.person, return_index=True)
    need = uses[options.treatment]
    for _ in range(2):
        for place in range(len(available)):
            prices[place] = _least_price(options.value, need, start, prices, place, int(available[place]))
    return prices


def _least_price(value: Ints, need: Ints, start: Ints, prices: Ints, place: int, available: int) -> int:
    def wanted(price: int) -> int:
        trial = prices.copy()
        trial[place] = price
        gain = value - need @ trial
        best = _best(gain, gain > 0, start)
        return int(need[best[best != NONE], place].sum())

    if wanted(0) <= available:
        return 0
    low, high = 0, int(value.max())
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if wanted(middle) <= available else (middle, high)
    return high


def _best(gain: Ints, alive: NDArray[np.bool_], start: Ints) -> Ints:
    """The row with the largest gain of each person, the first of equals; NONE where nothing is alive."""
    masked = np.where(alive, gain, 0)
    top = np.maximum.reduceat(masked, start)
    runs = np.diff(np.append(start, len(gain)))
    hit = alive & (masked == np.repeat(top, runs))
    rows = np.where(hit, np.arange(len(gain)), len(gain))
    first = np.minimum.reduceat(rows, start)
    return np.where(first < len(gain), first, NONE)


def _serve(asking: Ints, gain: Ints, options: Options, uses: Ints, left: Ints, cut_off: Ints) -> NDArray[np.bool_]:
    """Who of those asking is served, largest gain first; `left` and `cut_off` are brought up to date."""
    order = np.lexsort((options.tie[asking], -gain[asking]))
    need = uses[options.treatment[asking[order]]]
    fits = np.ones(len(order), dtype=bool)
    for place in range(len(left)):
        takes = need[:, place] > 0
        enough = np.cumsum(np.where(fits, need[:, place], 0)) <= left[place]
        if (takes & ~enough).any():
            served = gain[asking[order]][takes & enough & fits]
            cut_off[place] = served.min() if len(served) else NONE
        fits &= enough | ~takes
    left -= need[fits].sum(axis=0)
    result = np.empty(len(order), dtype=bool)
    result[order] = fits
    return result
