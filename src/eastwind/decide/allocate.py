"""Allocate: one treatment per person at most, the most value first, within what is there to use.

In        options (person, treatment, value, tie); what each treatment uses; what is available.
Out       the option chosen for each person or none, and for each capacity: used, price, cut-off.
Not here  the optimum: this is a sound greedy pass, what it promises stands below.
Proof     tests/decide/test_allocate.py: against a plain loop; the promises, on any options; any order of rows.

The method. All options stand in one queue: the largest gain first (value − what is used at its price), among equals the
smaller tie number, then the person named first, then the treatment named first. One after the other is served if its
person has nothing yet and what it takes is there. Prices come first, from a bisection on a sample: without them the
first to choose would take the scarce minutes for the sake of a little. Where prices were found here, those left with
nothing queue once more without prices, so that nobody goes without for want of what lies unused.

What it promises
  nothing is used beyond what is there; nobody has two treatments; the order of rows makes no difference;
  whoever did not get an option of more gain than what they have was refused because what was missing had gone, by then,
  to options of at least that gain.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from eastwind.decide.prices import best_of, costs, find_prices, packed
from eastwind.decide.strategy import Capacity

Ints = NDArray[np.int64]
Codes = NDArray[np.integer]  # of any width: there are many of them
Bools = NDArray[np.bool_]

NONE: Final = -1


@dataclass(frozen=True, slots=True)
class Options:
    """What could be done: one row per person and treatment that law and guardrails leave."""

    person: Codes
    treatment: Codes
    value: Ints  # minor units, positive
    tie: Ints  # per row, the person's tie number: smaller is served first


@dataclass(frozen=True, slots=True)
class Allocation:
    """`chosen[k]` is the row of the options chosen for `people[k]`, or NONE; the rest has an entry per capacity."""

    people: Codes
    chosen: Ints
    used: Ints
    price: Ints  # what one more unit would be worth, in minor units; 0 where nobody was refused for want of it
    cut_off: Ints  # the least gain above the price that was served; NONE where nobody was refused


def allocate(options: Options, uses: Ints, capacities: tuple[Capacity, ...], prices: Ints | None = None) -> Allocation:
    """Choose. `uses[t, c]` is what treatment t takes of capacity c.

    `prices` given are used as they are: an option worth no more than its price is not taken, whatever lies unused.
    """
    available = np.array([capacity.available for capacity in capacities], dtype=np.int64)
    if not len(options.person):
        none = np.zeros(0, dtype=np.int64)
        zero = np.zeros_like(available)
        return Allocation(none, none, zero, zero if prices is None else prices, zero + NONE)
    order = _by_person(options)
    treatment, value = options.treatment[order], options.value[order]
    people, start = _runs(options.person[order])
    tie = options.tie[order][start]
    stored = prices is not None
    found = find_prices(start, treatment, value, tie, uses, available) if prices is None else prices

    queue = _Queue(uses, tie, available.copy(), np.full(len(people), NONE, dtype=np.int64))
    queue.serve(packed(value - costs(uses, found)[treatment], treatment, len(uses)), treatment, start)
    cut_off, least = np.where(queue.refused, queue.least, NONE), queue.least.copy()
    if not stored:
        rest = np.repeat(queue.chosen == NONE, np.diff(np.append(start, len(value))))
        queue.serve(packed(np.where(rest, value, 0), treatment, len(uses)), treatment, start)
        # Refused without a price alone: whoever gained anything above it was served.
        cut_off = np.where(queue.refused & (cut_off == NONE), np.maximum(least, 1), cut_off)
        found = np.where(queue.refused, found, 0)
    row = _rows_of(queue.chosen, treatment, start)
    chosen = np.where(row == NONE, NONE, row if isinstance(order, slice) else order[row])
    return Allocation(people, chosen, available - queue.left, found, cut_off)


class _Queue:
    """Who has what so far, and what is left."""

    def __init__(self, uses: Ints, tie: Ints, left: Ints, chosen: Ints) -> None:
        self.uses, self.tie, self.left, self.chosen = uses, tie, left, chosen
        self.refused = np.zeros(len(left), dtype=bool)
        self.least = np.full(len(left), NONE, dtype=np.int64)  # gain served; where none was, one above the refused

    def serve(self, keys: Ints, treatment: Codes, start: Ints) -> None:
        """Serve the options of `keys` (changed in place) in the order of the queue.

        Everyone asks for their best. Who stands before the first that no longer fits is served; what was missing then
        is missing for good, so the treatments that need more of it leave the queue, and the others ask again: at most
        as many rounds as treatments, with the outcome of one option after the other.
        """
        kinds = len(self.uses)
        while True:
            best = best_of(keys, start)
            asking = np.flatnonzero((best > 0) & (self.chosen == NONE))
            gain, wanted = best[asking] // kinds, kinds - 1 - best[asking] % kinds
            last = self._first_too_many(gain, wanted, self.tie[asking])
            if last is None:
                self._give(asking, gain, wanted)
                return
            tie = self.tie[asking]
            before = (gain > gain[last]) | ((gain == gain[last]) & (tie < tie[last]))
            before |= (gain == gain[last]) & (tie == tie[last]) & (np.arange(len(gain)) < last)
            self._give(asking[before], gain[before], wanted[before])
            missing = self.uses[wanted[last]] > self.left
            self._note(missing, int(gain[last]))
            keys[(self.uses[:, missing] > self.left[missing]).any(axis=1)[treatment]] = 0

    def _first_too_many(self, gain: Ints, wanted: Ints, tie: Ints) -> int | None:
        """The first in the queue that does not fit, as a place among those asking; None where all fit."""
        short = np.bincount(wanted, minlength=len(self.uses)) @ self.uses > self.left
        if not short.any():
            return None
        need, left = self.uses[:, short], self.left[short]
        contending = np.flatnonzero(np.sum(need, axis=1)[wanted])
        # No more can be served than what is left would do for the smallest need, so only so many need be sorted.
        least = np.where(need > 0, need, np.iinfo(np.int64).max).min(axis=0)
        most = int((left // least).sum()) + 1
        if most < len(contending):
            bound = -np.partition(-gain[contending], most - 1)[most - 1]
            contending = contending[gain[contending] >= bound]
        contending = contending[np.lexsort((tie[contending], -gain[contending]))]
        over = (np.cumsum(need[wanted[contending]], axis=0) > left).any(axis=1)
        return int(contending[np.argmax(over)])

    def _give(self, people: Ints, gain: Ints, wanted: Ints) -> None:
        self.chosen[people] = wanted
        self.left -= np.bincount(wanted, minlength=len(self.uses)) @ self.uses
        for place in range(len(self.left)):
            served = gain[self.uses[wanted, place] > 0]
            if len(served):
                least = int(served.min())
                self.least[place] = least if self.least[place] == NONE else min(least, int(self.least[place]))

    def _note(self, missing: Bools, gain: int) -> None:
        """That somebody was refused for want of these capacities."""
        unserved = missing & (self.least == NONE)
        self.least[unserved] = gain + 1
        self.refused |= missing


def _by_person(options: Options) -> Ints | slice:
    """The order by person, then treatment; a whole slice where the rows stand so already."""
    person, treatment = options.person, options.treatment
    same = person[1:] == person[:-1]
    if bool(((person[1:] > person[:-1]) | (same & (treatment[1:] >= treatment[:-1]))).all()):
        return slice(None)
    order: Ints = np.lexsort((treatment, person))
    return order


def _runs(person: Codes) -> tuple[Codes, Ints]:
    """The distinct people of a sorted column, and where the rows of each begin."""
    start = np.flatnonzero(np.append(True, person[1:] != person[:-1]))
    return person[start], start


def _rows_of(chosen: Ints, treatment: Codes, start: Ints) -> Ints:
    """The row of each person's chosen treatment, NONE where there is none."""
    rows = np.full(len(chosen), NONE, dtype=np.int64)
    counts = np.diff(np.append(start, len(treatment)))
    hit = np.flatnonzero(treatment == np.repeat(chosen, counts))
    rows[np.repeat(np.arange(len(chosen)), counts)[hit]] = hit
    return rows
