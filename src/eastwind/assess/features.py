"""Features: what a trained model looks at, each declared once, made of the book alone.

In        `Bills` and `standing` of the people of a book, as of an instant.
Out       `FEATURES`, the table of them all; `features`: whole numbers, one row a feature, one column a person.
Not here  learning from them (train), scoring (model), words about them (reasons).
Proof     tests/assess/test_features.py: a plain reading, one person at a time; the same in any chunking.

Ability is what there is and what weighs on it: limits, their use, amounts paid, what is asked. Willingness is conduct:
lateness, shares paid, bills met, what was spent meanwhile. That spending while late counts as conduct is a choice
(docs/adr/0016). No protected trait is one, no state and no finding of text, and no unanswered call: a person's silence
says nothing of their will. UNKNOWN is unknown and never zero.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.assess.bills import PLACES, UNKNOWN, Bills, Table
from eastwind.core.segments import Bools, Ints

BASIS: Final = 10_000
SHARE_MAX: Final = 2 * BASIS  # paid beyond twice the bill says no more
MET_MAX: Final = 5 * BASIS
AMOUNT_MAX: Final = 2**49  # shares are taken of no more than this, so that no product leaves 64 bits
ABILITY, WILLINGNESS = "ability", "willingness"
HALVES: Final = (ABILITY, WILLINGNESS)


@dataclass(frozen=True, slots=True)
class Seen:
    """What features are made of."""

    bills: Bills
    standing: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Feature:
    """One number per person. `sign`: more of it makes repaying likelier (+1), less likely (−1), or either (0)."""

    name: str
    half: str
    sign: int
    theme: str  # reasons.THEMES: what its weight is told by
    of: Callable[[Seen], Ints]


def _ratio(part: Ints, whole: Ints, most: int | None = None) -> Ints:
    """Basis points, rounded down; UNKNOWN where either is unknown or there is nothing to take a share of."""
    known = (part != UNKNOWN) & (whole != UNKNOWN) & (whole > 0)
    share = np.clip(np.where(known, part, 0), -AMOUNT_MAX, AMOUNT_MAX) * BASIS // np.where(known, whole, 1)
    return np.where(known, share if most is None else np.minimum(share, most), UNKNOWN)


def _at(table: Table, place: int) -> Ints:
    row: Ints = table[place]
    return row


def _less(one: Ints, other: Ints) -> Ints:
    known = (one != UNKNOWN) & (other != UNKNOWN)
    return np.where(known, np.where(known, one, 0) - np.where(known, other, 0), UNKNOWN)


def _mean(table: Table) -> Ints:
    """Of those known, rounded down."""
    known = table != UNKNOWN
    count = known.sum(axis=0)
    return np.where(count > 0, np.where(known, table, 0).sum(axis=0) // np.maximum(count, 1), UNKNOWN)


def _most(table: Table) -> Ints:
    """UNKNOWN is the least of all, so the largest of those known is the largest of all."""
    most: Ints = table.max(axis=0)
    return most


def _counted(table: NDArray[np.bool_], known: NDArray[np.bool_]) -> Ints:
    return np.where(known.any(axis=0), (table & known).sum(axis=0), UNKNOWN)


def _streak(table: NDArray[np.bool_], known: NDArray[np.bool_]) -> Ints:
    """How many from the latest on, without a gap."""
    return np.where(known[0], np.logical_and.accumulate(table & known, axis=0).sum(axis=0), UNKNOWN)


def _limit(seen: Seen) -> Ints:
    return seen.bills.limit


def _balance(seen: Seen) -> Ints:
    return _at(seen.bills.balance, 0)


def _headroom(seen: Seen) -> Ints:
    return _less(seen.bills.limit, seen.bills.balance[0])


def _utilisation(place: int, seen: Seen) -> Ints:
    return _ratio(seen.bills.balance[place], seen.bills.limit)


def _utilisation_mean(seen: Seen) -> Ints:
    return _ratio(_mean(seen.bills.balance), seen.bills.limit)


def _utilisation_max(seen: Seen) -> Ints:
    return _ratio(_most(seen.bills.balance), seen.bills.limit)


def _balance_change(places: int, seen: Seen) -> Ints:
    return _ratio(_less(seen.bills.balance[0], seen.bills.balance[places]), seen.bills.limit)


def _paid(place: int, seen: Seen) -> Ints:
    return _at(seen.bills.paid, place)


def _paid_mean(seen: Seen) -> Ints:
    return _mean(seen.bills.paid)


def _paid_max(seen: Seen) -> Ints:
    return _most(seen.bills.paid)


def _burden(seen: Seen) -> Ints:
    """What is asked over what is usually paid; where nothing ever was, the largest burden told apart."""
    return _ratio(seen.bills.asked[0], np.maximum(_mean(seen.bills.paid), np.where(seen.bills.count > 0, 1, UNKNOWN)))


def _asked_share(seen: Seen) -> Ints:
    return _ratio(seen.bills.asked[0], seen.bills.limit)


def _paid_of_limit(seen: Seen) -> Ints:
    return _ratio(_mean(seen.bills.paid), seen.bills.limit)


def _of_standing(column: str, seen: Seen) -> Ints:
    found: Ints = seen.standing[column].cast(pl.Int64).fill_null(UNKNOWN).to_numpy()
    return found


def _late(place: int, seen: Seen) -> Ints:
    return _at(seen.bills.late, place)


def _late_max(seen: Seen) -> Ints:
    return _most(seen.bills.late)


def _late_sum(seen: Seen) -> Ints:
    late = seen.bills.late
    return np.where(late[0] != UNKNOWN, np.where(late != UNKNOWN, late, 0).sum(axis=0), UNKNOWN)


def _late_count(seen: Seen) -> Ints:
    return _counted(seen.bills.late > 0, seen.bills.late != UNKNOWN)


def _late_streak(seen: Seen) -> Ints:
    return _streak(seen.bills.late > 0, seen.bills.late != UNKNOWN)


def _late_change(seen: Seen) -> Ints:
    return _less(seen.bills.late[0], seen.bills.late[1])


def _shares(seen: Seen) -> Table:
    """Of each bill, the share paid before the next one came; place 0 is the last but one bill."""
    return _ratio(seen.bills.paid[:-1], seen.bills.balance[1:], SHARE_MAX)


def _share(place: int, seen: Seen) -> Ints:
    return _ratio(seen.bills.paid[place], seen.bills.balance[place + 1], SHARE_MAX)


def _share_mean(seen: Seen) -> Ints:
    return _mean(_shares(seen))


def _met(place: int, seen: Seen) -> Ints:
    return _ratio(seen.bills.paid[place], seen.bills.asked[place + 1], MET_MAX)


def _unpaid(seen: Seen) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    known = seen.bills.balance[1:] != UNKNOWN
    return (seen.bills.paid[:-1] == 0) & (seen.bills.balance[1:] > 0), known


def _unpaid_count(seen: Seen) -> Ints:
    return _counted(*_unpaid(seen))


def _unpaid_streak(seen: Seen) -> Ints:
    return _streak(seen.bills.paid == 0, seen.bills.paid != UNKNOWN)


def _full_count(seen: Seen) -> Ints:
    shares = _shares(seen)
    return _counted(shares >= BASIS, seen.bills.balance[1:] != UNKNOWN)


def _idle_count(seen: Seen) -> Ints:
    return _counted(seen.bills.balance <= 0, seen.bills.balance != UNKNOWN)


def _spending(seen: Seen) -> Table:
    """What was spent in each cycle: what the bill grew by, and what was paid besides."""
    grown = _less(seen.bills.balance[:-1], seen.bills.balance[1:])
    return np.where(grown != UNKNOWN, grown + seen.bills.paid[:-1], UNKNOWN)


def _spent(place: int, seen: Seen) -> Ints:
    return _ratio(_spending(seen)[place], seen.bills.limit)


def _spent_late(seen: Seen) -> Ints:
    """Spent in cycles that began late."""
    spending = _spending(seen)
    late = (seen.bills.late[1:] > 0) & (spending != UNKNOWN)
    total = np.where((spending != UNKNOWN).any(axis=0), np.where(late, spending, 0).sum(axis=0), UNKNOWN)
    return _ratio(total, seen.bills.limit)


def _several(
    name: str, half: str, sign: int, theme: str, of: Callable[[int, Seen], Ints], places: int
) -> list[Feature]:
    """One feature for each of the latest `places` bills."""
    return [Feature(f"{name}_{place}", half, sign, theme, partial(of, place)) for place in range(places)]


# One line a feature; `_0` is the latest bill. Names are part of models: add at the end, retire, never rename.
FEATURES: Final = (
    Feature("limit_minor", ABILITY, +1, "limit", _limit),
    Feature("balance_minor", ABILITY, 0, "limit", _balance),
    Feature("headroom_minor", ABILITY, +1, "use", _headroom),
    *_several("utilisation_bp", ABILITY, -1, "use", _utilisation, 3),
    Feature("utilisation_mean_bp", ABILITY, -1, "use", _utilisation_mean),
    Feature("utilisation_max_bp", ABILITY, -1, "use", _utilisation_max),
    Feature("balance_change_1_bp", ABILITY, 0, "trend", partial(_balance_change, 1)),
    Feature("balance_change_3_bp", ABILITY, 0, "trend", partial(_balance_change, 3)),
    *_several("paid_minor", ABILITY, +1, "amounts", _paid, 3),
    Feature("paid_mean_minor", ABILITY, +1, "amounts", _paid_mean),
    Feature("paid_max_minor", ABILITY, +1, "amounts", _paid_max),
    Feature("paid_of_limit_bp", ABILITY, 0, "amounts", _paid_of_limit),
    Feature("burden_bp", ABILITY, -1, "burden", _burden),
    Feature("asked_share_bp", ABILITY, 0, "burden", _asked_share),
    Feature("surplus_share_bp", ABILITY, +1, "surplus", partial(_of_standing, "surplus_share_bp")),
    *_several("late", WILLINGNESS, -1, "late", _late, PLACES),
    Feature("late_max", WILLINGNESS, -1, "late", _late_max),
    Feature("late_sum", WILLINGNESS, -1, "late", _late_sum),
    Feature("late_count", WILLINGNESS, -1, "late", _late_count),
    Feature("late_streak", WILLINGNESS, -1, "late", _late_streak),
    Feature("late_change", WILLINGNESS, 0, "late", _late_change),
    *_several("share_bp", WILLINGNESS, +1, "shares", _share, PLACES - 1),
    Feature("share_mean_bp", WILLINGNESS, +1, "shares", _share_mean),
    *_several("met_bp", WILLINGNESS, +1, "shares", _met, 2),
    Feature("unpaid_count", WILLINGNESS, -1, "unpaid", _unpaid_count),
    Feature("unpaid_streak", WILLINGNESS, -1, "unpaid", _unpaid_streak),
    Feature("full_count", WILLINGNESS, +1, "full", _full_count),
    Feature("idle_count", WILLINGNESS, 0, "idle", _idle_count),
    *_several("spent_bp", WILLINGNESS, 0, "spent", _spent, 3),
    Feature("spent_late_bp", WILLINGNESS, 0, "spent", _spent_late),
    Feature("promises_kept_bp", WILLINGNESS, +1, "promises", partial(_of_standing, "promises_kept_bp")),
)
NAMED: Final = {feature.name: feature for feature in FEATURES}


def features(seen: Seen, names: tuple[str, ...] | None = None) -> Table:
    """One row per name (all of FEATURES unless told), one column per person; whole numbers, UNKNOWN = unknown."""
    wanted = FEATURES if names is None else tuple(NAMED[name] for name in names)
    return np.stack([feature.of(seen) for feature in wanted])


def fingerprints(table: Table) -> NDArray[np.uint64]:
    """A number for each person's row, the same for equal rows: what holds duplicates in one fold (SplitMix64)."""
    mixed = np.zeros(table.shape[1], np.uint64)
    for row in table:
        mixed = _mixed(mixed ^ row.view(np.uint64))
    return mixed


def _mixed(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """One step of SplitMix64 (Steele, Lea & Flood 2014)."""
    keys = keys + np.uint64(0x9E3779B97F4A7C15)
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))


def usable(seen: Seen, bills_min: int) -> Bools:
    """Who has history enough, and nothing past due on a loan of a product that is not looked at."""
    return (seen.bills.count >= bills_min) & seen.bills.kept_elsewhere
