"""Crowd: what could be done for many people, laid out so that prices can be asked of all of them again and again.

In        options: for each person what could be done, what it is worth, and a tie number.
Out       `Options`, `Crowd`: everyone's best at given prices, and what all of them together would use.
Not here  which prices (dual, prices), who is served (queue).
Proof     tests/decide/test_crowd.py: against a plain loop over people.

Rows lie in layers: the first option of everyone, then the second of those who have one, and so on. Who has the most
stands in front, so that a layer lies over the beginning of the one before and the best is found without any index.
Gains are whole micro-units: a value of 1 minor unit is MICRO. So every sum is exact and the same on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.integer]  # of any width: there are many of them
Bools = NDArray[np.bool_]

MICRO: Final = 1_000_000
VALUE_MAX: Final = 10**12  # minor units: what is worth more is weighed as this much, so that micro-units fit 64 bits
COST_MAX: Final = 2**62
NOTHING: Final = np.iinfo(np.int64).min  # a score below every other


@dataclass(frozen=True, slots=True)
class Options:
    """What could be done: rows lie person after person, within a person in the order of treatments, each kind once.

    A kind says what an option takes: a row of the table `uses` (a treatment, for a group of people).
    """

    person: Codes  # distinct, rising: the people who have any option
    count: Codes  # how many each of them has, at least one
    tie: Ints  # of each of them: smaller is served first
    kind: Codes  # of each row
    value: Codes  # of each row: minor units, positive

    @classmethod
    def of(cls, person: Codes, kind: Codes, value: Codes, tie: Ints) -> "Options":
        """From rows in any order, the tie number of their person in each."""
        order = np.lexsort((kind, person))
        start = starts(person[order])
        count = np.diff(np.append(start, len(person)))
        return cls(person[order][start], count, tie[order][start], kind[order], value[order])


@dataclass(frozen=True, slots=True)
class Crowd:
    """Options in layers. Arrays of people and of rows; `ends` are the borders of the layers, 0 first."""

    number: Codes  # people: their number among all
    tie: Ints
    place: Codes  # people: their place in the options
    kind: Codes  # rows
    micro: Ints  # rows: value in micro-units
    row: Codes  # rows: their row in the options
    ends: tuple[int, ...]

    @classmethod
    def of(cls, options: Options, possible: Bools | None = None) -> "Crowd":
        """All options, or those of the kinds that are `possible`; people left without any are left out."""
        place, count, inner = np.arange(len(options.person)), options.count.astype(np.int16), None
        if possible is not None and not possible.all():
            keep = possible[options.kind]
            ends = np.cumsum(options.count, dtype=np.int64)
            inner, kept = np.flatnonzero(keep), np.append(0, np.cumsum(keep))
            count = (kept[ends] - kept[ends - options.count]).astype(np.int16)
            place = np.flatnonzero(count)
            count = count[place]
        start = np.cumsum(count, dtype=np.int64) - count
        order = np.argsort(-count, kind="stable")
        place, start, falling = place[order], start[order], -count[order]
        sizes = np.searchsorted(falling, -np.arange(-int(falling.min(initial=0))), side="left")
        row = np.concatenate([start[:size] + k for k, size in enumerate(sizes.tolist())] or [start])
        row = row if inner is None else inner[row]
        micro = np.minimum(options.value[row].astype(np.int64), VALUE_MAX) * MICRO
        ends_ = (0, *np.cumsum(sizes).tolist())
        return cls(options.person[place], options.tie[place], place, options.kind[row], micro, row, ends_)

    @property
    def people(self) -> int:
        """How many they are."""
        return len(self.number)

    def take(self, among: Bools) -> "Crowd":
        """The people `among` whom one is, with all their options."""
        rows, ends = taken(self.ends, among)
        people = (self.number[among], self.tie[among], self.place[among])
        return Crowd(*people, self.kind[rows], self.micro[rows], self.row[rows], ends)

    def gains(self, cost: Ints) -> Ints:
        """By row, what is left of the value; `cost[kind]` in micro-units."""
        return self.micro - cost[self.kind]

    def spread(self, of_people: NDArray[Any]) -> NDArray[Any]:
        """By row, what `of_people` says of its person."""
        layers = [of_people[: stop - begin] for begin, stop in pairwise(self.ends)]
        return np.concatenate(layers or [of_people[:0]])

    def best(self, cost: Ints) -> tuple[Ints, Ints]:
        """Everyone's largest gain, and its row; a gain of nought or less is nobody's choice."""
        return best_rows(self.gains(cost), self.ends)


def best_rows(score: Ints, ends: Sequence[int]) -> tuple[Ints, Ints]:
    """Everyone's highest score and its row; among equals the treatment named first."""
    best = score[: ends[1]].copy() if len(ends) > 1 else score[:0]
    row = np.arange(len(best))
    for begin, stop in pairwise(ends[1:]):
        over = score[begin:stop]
        better = over > best[: stop - begin]
        np.copyto(best[: stop - begin], over, where=better)
        np.copyto(row[: stop - begin], np.arange(begin, stop), where=better)
    return best, row


def taken(ends: Sequence[int], among: Bools) -> tuple[Ints, tuple[int, ...]]:
    """The rows of some of the people, still in layers, and the new borders."""
    rows = [begin + np.flatnonzero(among[: stop - begin]) for begin, stop in pairwise(ends)]
    rows = [layer for layer in rows if len(layer)]
    return np.concatenate(rows or [np.zeros(0, dtype=np.int64)]), (0, *np.cumsum([len(row) for row in rows]).tolist())


def costs(uses: Ints, prices: Sequence[int]) -> Ints:
    """What each kind takes, at these prices: `uses[kind, c]` × micro-units. Beyond all values it is cut off."""
    found = [sum(use * price for use, price in zip(row, prices, strict=True)) for row in uses.tolist()]
    return np.array([max(-COST_MAX, min(COST_MAX, cost)) for cost in found], dtype=np.int64)


def used_by(kinds: Codes, uses: Ints) -> Ints:
    """What options of these kinds take together."""
    used: Ints = (np.bincount(kinds, minlength=len(uses))[:, None] * uses).sum(axis=0)
    return used


def exact_sum(numbers: Ints) -> int:
    """The sum as a whole number of any size: in two halves, neither of which can overflow."""
    return (int((numbers >> 32).sum()) << 32) + int((numbers & 0xFFFF_FFFF).sum())


def starts(person: Codes) -> Ints:
    """Where the rows of each person begin, in a column sorted by person."""
    return np.flatnonzero(np.append(True, person[1:] != person[:-1])) if len(person) else np.zeros(0, dtype=np.int64)
