"""Best: which of the open offers is the person's, by an order that is the same for everybody.

In        the kinds over all people, their surplus, the policy's order.
Out       the kind of each person.
Not here  what a kind is worth to the lender: nothing here asks.
Proof     tests/decide/offers/test_best.py: a plain reading; more income never gives one that stands later.

The order, least harsh first; the first difference decides:
  1. what ends the debt before what only bridges; but whoever has reported hardship and not yet told of their means is
     bridged first, while we ask
  2. what needs nobody's consent before what does
  3. what keeps the contract (its payment, nothing added) before what changes it
  4. what costs least, held against the contract
  5. the policy's own order
"""

import numpy as np
from numpy.typing import NDArray

from eastwind.core.segments import Ints
from eastwind.decide.offers.circumstances import Circumstances
from eastwind.decide.offers.kinds import Kind
from eastwind.decide.offers.policy import CATCH_UP, ENDING, EXTENSION
from eastwind.decide.offers.surplus import Surplus

NOTHING = -1


def best(found: Circumstances, means: Surplus, kinds: dict[str, Kind], order: tuple[str, ...]) -> NDArray[np.int8]:
    """For each person the place in `order` of their best open kind; NOTHING where none is open."""
    chosen = np.full(found.people, NOTHING, dtype=np.int8)
    held: tuple[Ints, ...] | None = None
    for place, name in enumerate(order):
        key = rank(kinds[name], found, means)
        better = kinds[name].open & (
            (chosen == NOTHING) if held is None else ((chosen == NOTHING) | _before(key, held))
        )
        chosen = np.where(better, np.int8(place), chosen)
        held = key if held is None else tuple(np.where(better, new, old) for new, old in zip(key, held, strict=True))
    return chosen


def rank(kind: Kind, found: Circumstances, means: Surplus) -> tuple[Ints, ...]:
    """Where an offer of this kind stands for each person, before the policy's own order: smaller is better."""
    bridge = np.full(found.people, kind.name not in ENDING)
    first = bridge ^ (found.hardship & ~means.told)
    keeps = np.full(found.people, kind.name in (CATCH_UP, EXTENSION)) & (kind.cost <= 0)
    return (
        first.astype(np.int64),
        kind.approval.astype(np.int64),
        (~keeps).astype(np.int64),
        kind.cost,
    )


def _before(key: tuple[Ints, ...], held: tuple[Ints, ...]) -> NDArray[np.bool_]:
    """Whether a key stands before another; equals stay where they are."""
    before = np.zeros(len(key[0]), dtype=bool)
    level = np.ones(len(key[0]), dtype=bool)
    for new, old in zip(key, held, strict=True):
        before |= level & (new < old)
        level &= new == old
    return before
