"""Queue: who is served, in stages, so that nothing is used beyond what is there; and the cut-offs that say so.

In        a crowd, what each kind takes, prices, what is there; or the cut-offs of a day, to decide some people alone.
Out       everyone's row or none, what is left, the rounds with their cut-offs.
Not here  the prices (dual, prices), which of several plans is best (allocate).
Proof     tests/decide/test_queue.py: against a plain loop, one option after the other; part by part as the whole.

In each stage everyone asks for one option; first in the queue is the highest score, among equals the smaller tie
number, then the person named first. Who stands before the first that no longer fits is served. What does not fit in
what is left then is closed, and the others ask again. A round is told by what was open in it and by its cut-off (score,
tie, person): by these a part of the people is decided as within the whole.

  EASING   whoever eases a minimum by what is best for them at the prices
  0, 1 …   for each minimum that lacks some: those who lose least by it, until it is met
  BEST     everyone's best at the prices
  IDLE     options worth more than what somebody has, the nearest to it at the prices first; again as long as somebody
           is served, because whoever gets something better may leave something else

The score is the gain over what is taken, at the prices: where a little too much is asked for, the first to go are
those whom a little higher price would send away, be it one visit or many messages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from eastwind.decide.crowd import MICRO, NOTHING, Crowd, best_rows, costs, taken, used_by

Ints = NDArray[np.int64]
Codes = NDArray[np.integer]
Bools = NDArray[np.bool_]
Cut = tuple[int, int, int]  # score, tie, person

NONE: Final = -1
LAST: Final[Cut] = (NOTHING, 0, 0)  # everyone who asked was served
SORTED_AT_ONCE: Final = 4_096
REFUSED_MAX: Final = 6  # so often refused for want of it, a capacity is closed for the rest of the stage
PER: Final = 2.0**22  # scores in so many parts of what is taken
IDLE_MAX: Final = 50  # stages of what lies idle
NEVER: Final = np.iinfo(np.int64).max
EASING, BEST, IDLE = -1, -2, -3


@dataclass(frozen=True, slots=True)
class Round:
    """Open were the kinds that take no more than `limit` of anything; served was who stood before `cut`."""

    stage: int
    number: int  # of the stage in the day
    limit: tuple[int, ...]
    own: tuple[int, ...]  # in a minimum's own stage, how much of it may still be given
    cut: Cut


@dataclass(frozen=True, slots=True)
class Served:
    """A whole queue: of each person the crowd's row or NONE; what is left; the rounds."""

    row: Ints
    left: Ints
    rounds: tuple[Round, ...]


class _Decides(Protocol):
    """What ends the rounds of a stage: what is there, or what was told of the whole."""

    def limit(self) -> Ints: ...
    def before(self, best: Ints, wanted: Codes, tie: Ints, person: Codes) -> tuple[Bools, bool]: ...


def serve(crowd: Crowd, uses: Ints, prices: Sequence[int], there: Ints, *, only_best: bool = False) -> Served:
    """All stages. Where `uses` is below nought an option eases a minimum: what is there of it is less than nought."""
    state = _State.of(crowd, uses, prices)
    left, rounds = there.copy(), list[Round]()
    for number, stage in enumerate([BEST] if only_best else _stages(uses)):
        if stage >= 0 and left[stage] >= 0:
            continue
        counter = _Counter(_extended(uses, stage), _with_own(uses, left, stage), stage, number)
        freed, served = state.ask(stage, counter)
        left = counter.left[: len(left)] + freed
        if stage == IDLE and not served:
            break
        rounds += counter.rounds
    return Served(state.row, left, tuple(rounds))


def decided(crowd: Crowd, uses: Ints, prices: Sequence[int], rounds: Sequence[Round]) -> Ints:
    """The row of each person, or NONE, of a part of the people, by the rounds of the whole."""
    state = _State.of(crowd, uses, prices)
    for number in sorted({entry.number for entry in rounds}):
        mine = [entry for entry in rounds if entry.number == number]
        state.ask(mine[0].stage, _Told(mine))
    return state.row


def _stages(uses: Ints) -> Iterator[int]:
    minimums = np.flatnonzero((uses < 0).any(axis=0))
    if len(minimums):
        yield EASING
    yield from minimums.tolist()
    yield BEST
    yield from [IDLE] * IDLE_MAX


@dataclass(slots=True)
class _State:
    """Who has what so far."""

    crowd: Crowd
    uses: Ints
    gain: Ints
    row: Ints
    weight: NDArray[np.float64]  # by kind: what is taken at the prices, a minor unit at least

    @classmethod
    def of(cls, crowd: Crowd, uses: Ints, prices: Sequence[int]) -> "_State":
        gain = crowd.gains(costs(uses, prices))
        weight = np.maximum(costs(np.maximum(uses, 0), prices), MICRO).astype(np.float64)
        return cls(crowd, uses, gain, np.full(crowd.people, NONE), weight)

    def ask(self, stage: int, decides: _Decides) -> tuple[Ints, bool]:
        """One stage: what was left by people who got something better, and whether anybody was served."""
        takes = np.maximum(_extended(self.uses, stage), 0)
        score, kind, ends = self.scores(stage), self.crowd.kind, self.crowd.ends
        who, rows = np.arange(self.crowd.people), np.arange(len(score))
        freed, served, done = np.zeros(self.uses.shape[1], dtype=np.int64), False, False
        while not done:
            closed: Bools = np.any(takes > decides.limit(), axis=1)
            score = np.where(closed[kind], NOTHING, score)
            best, at = best_rows(score, ends)
            keep = best > NOTHING
            asking = np.flatnonzero(keep)
            asks = who[asking]
            tie, person, wanted = self.crowd.tie[asks], self.crowd.number[asks], kind[at[asking]]
            before, done = decides.before(self.rank(stage, best[asking], wanted), wanted, tie, person)
            winners = asking[before]
            freed += self.give(who[winners], rows[at[winners]])
            served = served or len(winners) > 0
            keep[winners] = False
            inner, ends = taken(ends, keep)
            rows, score, kind, who = rows[inner], score[inner], kind[inner], who[keep]
        return freed, served

    def give(self, people: Ints, rows: Ints) -> Ints:
        """Give people these rows; what the rows that they had before leave free."""
        old = self.row[people]
        self.row[people] = rows
        return used_by(self.crowd.kind[old[old != NONE]], self.uses)

    def scores(self, stage: int) -> Ints:
        """By row, how much its person wants it in this stage; NOTHING where not at all."""
        if stage == BEST:
            wants = self.gain > 0
            return np.where(wants & self.without(), self.gain, NOTHING)
        if stage == IDLE:
            return self.better()
        best, row = best_rows(self.gain, self.crowd.ends)
        chosen = np.zeros(len(self.gain), dtype=bool)
        chosen[row[best > 0]] = True
        eases = self.easing() if stage == EASING else self.uses[:, stage] < 0
        free = eases[self.crowd.kind] & self.without()
        if stage == EASING:
            return np.where(free & chosen, self.gain, NOTHING)
        return np.where(free, np.where(chosen, self.gain, self.gain - self.crowd.spread(np.maximum(best, 0))), NOTHING)

    def easing(self) -> Bools:
        """By kind, whether it eases any minimum."""
        easing: Bools = np.any(self.uses < 0, axis=1)
        return easing

    def rank(self, stage: int, score: Ints, kind: Codes) -> Ints:
        """Where those who ask stand in the queue: by the gain for what is taken; in a minimum's own stage by the gain.

        One quotient, rounded once: the same on every machine.
        """
        return score if stage >= 0 else (score / self.weight[kind] * PER).astype(np.int64)

    def without(self) -> Bools:
        """By row, whether its person has nothing yet."""
        return self.crowd.spread(self.row == NONE)

    def better(self) -> Ints:
        """By row, how near it comes at the prices to what its person has, where it is worth more than that."""
        has = self.row != NONE
        value = np.where(has, self.crowd.micro[self.row], 0)
        gain = np.where(has, self.gain[self.row], 0)
        # Whoever eases a minimum goes on doing so.
        value[has] = np.where(self.easing()[self.crowd.kind[self.row[has]]], NEVER, value[has])
        return np.where(self.crowd.micro > self.crowd.spread(value), self.gain - self.crowd.spread(gain), NOTHING)


class _Counter:
    """Ends each round where something no longer fits, and keeps the account."""

    def __init__(self, uses: Ints, left: Ints, stage: int, number: int) -> None:
        self.uses, self.takes, self.left = uses, np.maximum(uses, 0), left
        self.stage, self.number = stage, number
        self.refused = np.zeros(len(left), dtype=np.int64)
        self.rounds: list[Round] = []

    def limit(self) -> Ints:
        return np.where(self.refused < REFUSED_MAX, np.maximum(self.left, 0), 0)

    def before(self, best: Ints, wanted: Codes, tie: Ints, person: Codes) -> tuple[Bools, bool]:
        last = first_too_many(best, wanted, tie, person, self.takes, np.maximum(self.left, 0))
        cut = LAST if last is None else (int(best[last]), int(tie[last]), int(person[last]))
        limit, size = tuple(self.limit().tolist()), len(self.left) - (self.stage >= 0)
        self.rounds.append(Round(self.stage, self.number, limit[:size], limit[size:], cut))
        before = _before(best, tie, person, cut)
        self.left = self.left - used_by(wanted[before], self.uses)
        if last is not None:
            self.refused += self.takes[wanted[last]] > self.left
        return before, last is None


class _Told:
    """Ends each round where it ended in the whole."""

    def __init__(self, rounds: Sequence[Round]) -> None:
        self.rounds, self.at = rounds, -1

    def limit(self) -> Ints:
        self.at += 1
        return np.array([*self.rounds[self.at].limit, *self.rounds[self.at].own], dtype=np.int64)

    def before(self, best: Ints, wanted: Codes, tie: Ints, person: Codes) -> tuple[Bools, bool]:
        cut = self.rounds[self.at].cut
        return _before(best, tie, person, cut), cut == LAST


def first_too_many(best: Ints, wanted: Codes, tie: Ints, person: Codes, takes: Ints, left: Ints) -> int | None:
    """Of all who ask, the first in the queue that does not fit; None where all do.

    The queue is sorted only around that place: halves that fit, or come after it, are put aside as they stand.
    """
    short = used_by(wanted, takes) > left
    if not short.any():
        return None
    need, room = takes[:, short], left[short]
    rest = np.flatnonzero(need.sum(axis=1)[wanted])
    while len(rest) > SORTED_AT_ONCE:
        score = best[rest]
        pivot = np.partition(score, len(rest) // 2)[len(rest) // 2]
        front = score > pivot
        if not front.any():
            front = score == pivot
            if front.all():
                break
        use = used_by(wanted[rest[front]], need)
        if (use <= room).all():
            room, rest = room - use, rest[~front]
        else:
            rest = rest[front]
    rest = rest[np.lexsort((person[rest], tie[rest], -best[rest]))]
    over = (np.cumsum(need[wanted[rest]], axis=0) > room).any(axis=1)
    return int(rest[np.argmax(over)])


def _before(best: Ints, tie: Ints, person: Codes, cut: Cut) -> Bools:
    """Who stands before the cut-off: more score, or the same and the smaller tie number, or the person named first."""
    score, lot, number = cut
    before: Bools = (best > score) | ((best == score) & ((tie < lot) | ((tie == lot) & (person < number))))
    return before


def _extended(uses: Ints, stage: int) -> Ints:
    """For a minimum's own stage one column more: what eases it, which is asked for no further than it is lacking."""
    return uses if stage < 0 else np.column_stack([uses, np.maximum(-uses[:, stage], 0)])


def _with_own(uses: Ints, left: Ints, stage: int) -> Ints:
    """What is there, and for a minimum's own stage how much it lacks, in whole services."""
    if stage < 0:
        return left
    each = int(-uses[:, stage].min())
    return np.append(left, -(int(left[stage]) // each) * each)
