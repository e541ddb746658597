"""Allocate: one treatment per person at most, the most value together, within what is there to use.

In        options; what each kind of them takes; what is there; or the prices of a day and what is left of it.
Out       who gets which option; for each capacity its price; the most that any plan could bring.
Not here  the constraints of a strategy (scarce), the prices (dual), the queue (queue).
Proof     tests/decide/test_allocate.py: beside HiGHS (the linear programme, and the best plan of few people), any order
          of rows, any chunks.

The method. A sample of the people (the smallest tie numbers, which are hashes, so no chunking can change it) is asked
for the prices at which no more is wanted than there is (dual). With these, one pass over everybody: whom no price near
by can move is settled, the others adjust the prices. Then one queue at these prices decides, fills what lies idle, and
leaves cut-offs by which any part of the people is decided alone as within the whole.

What it promises
  nothing is used beyond what is there; nobody has two treatments; neither the order of rows nor chunks matter;
  `bound` is no less than the best plan there is, so that bound − value is how much is missing at most;
  bound − value is at most a thousandth of the bound, or the plan is no worse than the simple queue's (prices);
  nobody has nothing for want of what lies unused;
  a price stands only where less is left than some treatment takes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from eastwind.decide.crowd import MICRO, NOTHING, Crowd, Options, best_rows, costs, exact_sum
from eastwind.decide.dual import Asked, find, highest, narrowed, without_needless
from eastwind.decide.prices import simple_prices
from eastwind.decide.queue import BEST, LAST, NONE, Round, Served, decided, serve

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SAMPLE_PEOPLE: Final = 100_000
UNLIMITED: Final = 2**62  # what there is of a minimum
NEAR: Final = (6, 25, 90)  # hundredths of a sample's price: how far that of all may lie from it; wider if it does
SHARES: Final = (97, 90, 75, 50)  # hundredths of the prices, tried where few people leave a gap
WIDE_ENOUGH: Final = 1_000  # a gap of one in so many is narrow enough


@dataclass(frozen=True, slots=True)
class CutOffs:
    """By these a part of the people is decided alone: what was there, the prices of the queue, its rounds."""

    there: tuple[int, ...]
    prices: tuple[int, ...]
    rounds: tuple[Round, ...]


NO_LIMITS: Final = CutOffs((), (), (Round(BEST, 0, (), (), LAST),))


@dataclass(frozen=True, slots=True)
class Allocation:
    """`chosen[k]` is the row of the options chosen for the k-th of their people, or NONE; the rest per capacity."""

    chosen: Ints
    used: Ints  # below nought for a minimum: how much it got
    price: tuple[int, ...]  # what one more would bring, in micro-units; 0 where it is not short
    least: tuple[int | None, ...]  # the least value that it was used for, in minor units
    value: int  # of the plan, in minor units
    bound: int  # that no plan is worth more than
    cut_offs: CutOffs


@dataclass(frozen=True, slots=True)
class _Plan:
    """One plan of several that were tried."""

    served: Served
    prices: tuple[int, ...]
    worth: int

    def rank(self, minimums: Bools) -> tuple[int, int]:
        """The larger the better: first that the minimums are met."""
        return int(np.minimum(self.served.left[minimums], 0).sum()), self.worth


def allocate(options: Options, uses: Ints, there: Ints) -> Allocation:
    """Choose. `uses[kind, c]` is what an option takes of `there[c]`; a minimum wants n: it takes −1, of −n."""
    minimums: Bools = np.any(uses < 0, axis=0)
    limits = np.where(minimums, UNLIMITED, there)
    possible = _possible(uses, limits)
    crowd = Crowd.of(options, possible)
    prices, bound = _prices(crowd, uses, there)
    best: _Plan | None = None
    for tried in _candidates(crowd, uses, there, prices):
        served = serve(crowd, uses, tried, there)
        plan = _Plan(served, tried, exact_sum(crowd.micro[served.row[served.row != NONE]]))
        if best is None or plan.rank(minimums) > best.rank(minimums):
            best = plan
        if not best.rank(minimums)[0] and (bound - best.worth) * WIDE_ENOUGH <= bound:
            break
    assert best is not None
    chosen, left = _in_place(options, crowd, best.served.row), best.served.left
    short = left < np.maximum(uses, 0).max(axis=0, initial=0)
    kept = tuple(price if one else 0 for price, one in zip(prices, (short | minimums).tolist(), strict=True))
    return Allocation(
        chosen,
        there - left,
        kept if possible.all() else _with_absent(Crowd.of(options), uses, limits, possible, kept),
        _least(options, uses, chosen),
        best.worth // MICRO,
        -(-bound // MICRO),
        CutOffs(tuple(limits.tolist()), best.prices, best.served.rounds),
    )


def allocate_with(options: Options, uses: Ints, left: Ints, prices: tuple[int, ...]) -> Ints:
    """The row chosen for each of the people, or NONE, at the prices of a day and with what is left of it.

    For people who come up alone: an option worth no more than its price is not taken, whatever lies unused.
    """
    crowd = Crowd.of(options)
    return _in_place(options, crowd, serve(crowd, uses, prices, left, only_best=True).row)


def settle(options: Options, uses: Ints, cut_offs: CutOffs) -> Ints:
    """The row chosen for each of some of the people, or NONE, exactly as within the whole that left the cut-offs."""
    crowd = Crowd.of(options, _possible(uses, np.array(cut_offs.there, dtype=np.int64)))
    return _in_place(options, crowd, decided(crowd, uses, cut_offs.prices, cut_offs.rounds))


def most(options: Options, uses: Ints, there: Ints, minimum: int) -> int:
    """How many could have what eases one minimum at the very most, were nothing else done."""
    plain = (uses >= 0).all(axis=0)
    eases = (uses[:, minimum] < 0) & _possible(uses[:, plain], there[plain])
    crowd = Crowd.of(options, eases)
    alike = replace(crowd, micro=np.full(len(crowd.micro), MICRO))
    return _prices(alike, uses[:, plain], there[plain])[1] // MICRO


def _possible(uses: Ints, there: Ints) -> Bools:
    """By kind, whether a single one of it would fit."""
    possible: Bools = np.all(uses <= there, axis=1)
    return possible


def _in_place(options: Options, crowd: Crowd, row: Ints) -> Ints:
    chosen = np.full(len(options.person), NONE, dtype=np.int64)
    chosen[crowd.place[row != NONE]] = crowd.row[row[row != NONE]]
    return chosen


def _prices(crowd: Crowd, uses: Ints, there: Ints) -> tuple[tuple[int, ...], int]:
    """Prices of the smallest bound, and that bound: of a sample first, then of all near by."""
    everyone, none = tuple(there.tolist()), (0,) * len(there)
    if crowd.people <= SAMPLE_PEOPLE:
        return _of(Asked(crowd, uses, everyone), none, highest(crowd, uses), none)
    sample = crowd.take(crowd.tie <= np.partition(crowd.tie, SAMPLE_PEOPLE - 1)[SAMPLE_PEOPLE - 1])
    share = tuple(amount * sample.people // crowd.people for amount in everyone)
    prices, _ = _of(Asked(sample, uses, share), none, highest(sample, uses), none)
    top = np.array(highest(crowd, uses), dtype=np.int64)
    for width in NEAR:
        near = np.array(prices, dtype=np.int64)
        low = near - near // 100 * width
        # What the sample had enough of, everybody may not have: from nought up.
        high = np.where(near > 0, near + near // 100 * width, top // 100 * width)
        high = np.where((near > 0) | (Asked(crowd, uses, everyone)(prices)[1] < 0), high, 0)
        prices, bound = _of(narrowed(crowd, uses, everyone, low, high), low.tolist(), high.tolist(), prices)
        edge = (high - low) // 50
        found = np.array(prices, dtype=np.int64)
        if not ((high > low) & (((found < low + edge) & (low > 0)) | (found > high - edge))).any():
            break
    return prices, bound


def _of(ask: Asked, low: Sequence[int], high: Sequence[int], start: Sequence[int]) -> tuple[tuple[int, ...], int]:
    prices, bound = find(ask, low, high, start)
    lowered = without_needless(ask, prices, bound)
    return lowered, min(bound, ask(lowered)[0])


def _candidates(crowd: Crowd, uses: Ints, there: Ints, prices: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Prices to order the queue by: those of the bound; where few people leave a gap, others that may fit better."""
    yield prices
    if not any(prices):
        return  # nothing is short
    simple = simple_prices(crowd, uses, there)
    yield simple
    yield tuple(price if (uses[:, place] < 0).any() else 0 for place, price in enumerate(prices))
    for share in SHARES:
        yield tuple(price * share // 100 for price in prices)


def _with_absent(crowd: Crowd, uses: Ints, there: Ints, possible: Bools, prices: tuple[int, ...]) -> tuple[int, ...]:
    """Prices also of what is not there at all, or too little of for anybody: what the first of it would bring."""
    gains = crowd.gains(costs(uses, prices))
    best, _ = best_rows(np.where(possible[crowd.kind], gains, NOTHING), crowd.ends)
    more = gains - crowd.spread(np.maximum(best, 0))
    found = list(prices)
    for place in range(len(there)):
        lacks = uses[:, place] > there[place]
        alone = lacks & (np.delete(uses, place, axis=1) <= np.delete(there, place)).all(axis=1)
        rows = alone[crowd.kind] & (more > 0)
        if rows.any():
            found[place] = max(found[place], int((more[rows] // uses[crowd.kind[rows], place]).max()))
    return tuple(found)


def _least(options: Options, uses: Ints, chosen: Ints) -> tuple[int | None, ...]:
    """For each capacity the least value that it was used for, in minor units."""
    rows = chosen[chosen != NONE]
    value, takes = options.value[rows], uses[options.kind[rows]] != 0
    return tuple(int(value[takes[:, place]].min()) if takes[:, place].any() else None for place in range(uses.shape[1]))
