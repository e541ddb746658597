"""Why: what weighed most in a model's score, in words that the person may read.

In        what each theme of features added to a score (forest.contributions), and the features themselves.
Out       up to three reasons per person, the weightiest first.
Not here  the weights (forest), the sentences (core.reasons), a scorecard's reasons (scorecard).
Proof     tests/assess/test_why.py: nothing is said that is not so of the person.

A theme is told by a sentence only where its weight and the facts point the same way: "the credit limit is nearly used
up" needs the use to weigh against the person *and* nine tenths of the limit to be used. What weighs without a fact that
can be said plainly is not told. Themes and their facts stand in one table.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.assess.bills import UNKNOWN, Table
from eastwind.assess.features import FEATURES, NAMED
from eastwind.core.columns import worded
from eastwind.core.reasons import REASONS, Reason
from eastwind.core.segments import Bools, Ints

SHOWN: Final = 3
THEMES: Final = tuple(dict.fromkeys(feature.theme for feature in FEATURES))


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence for a theme whose weight has `sign`, where `low` ≤ the feature ≤ `high` of the person."""

    theme: str
    sign: int
    reason: Reason
    feature: str
    low: int | None = None
    high: int | None = None


# The first line that fits a theme's weight and facts is the one told.
SAYS: Final = (
    Say("late", -1, Reason.LATE_LONG, "late_0", low=4),
    Say("late", -1, Reason.LATE_MONTHS, "late_streak", low=2),
    Say("late", -1, Reason.PAID_LATE_OFTEN, "late_count", low=2),
    Say("late", -1, Reason.LATE_NOW, "late_0", low=1),
    Say("late", +1, Reason.LATE_LESS, "late_change", high=-1),
    Say("late", +1, Reason.PAID_ON_TIME_MOSTLY, "late_count", high=1),
    Say("shares", -1, Reason.PAID_SMALL_SHARE, "share_mean_bp", high=1_000),
    Say("shares", +1, Reason.PAID_LARGE_SHARE, "share_mean_bp", low=5_000),
    Say("unpaid", -1, Reason.BILLS_UNPAID, "unpaid_count", low=2),
    Say("unpaid", +1, Reason.BILLS_ALL_PAID, "unpaid_count", high=0),
    Say("full", +1, Reason.BILLS_PAID_IN_FULL, "full_count", low=3),
    Say("spent", -1, Reason.SPENT_WHILE_LATE, "spent_late_bp", low=500),
    Say("promises", -1, Reason.PROMISES_BROKEN, "promises_kept_bp", high=4_999),
    Say("promises", +1, Reason.PROMISES_KEPT, "promises_kept_bp", low=10_000),
    Say("use", -1, Reason.UTILISATION_HIGH, "utilisation_bp_0", low=9_000),
    Say("use", +1, Reason.UTILISATION_LOW, "utilisation_bp_0", high=3_000),
    Say("trend", -1, Reason.BALANCE_RISEN, "balance_change_3_bp", low=1_000),
    Say("trend", +1, Reason.BALANCE_FALLEN, "balance_change_3_bp", high=-1_000),
    Say("amounts", -1, Reason.NOTHING_PAID_LATELY, "paid_max_minor", high=0),
    Say("amounts", +1, Reason.PAID_MUCH_BEFORE, "paid_of_limit_bp", low=1_000),
    Say("burden", -1, Reason.BURDEN_HIGH, "burden_bp", low=15_000),
    Say("burden", +1, Reason.BURDEN_LOW, "burden_bp", high=5_000),
    Say("surplus", -1, Reason.NO_SURPLUS, "surplus_share_bp", high=0),
    Say("surplus", -1, Reason.SURPLUS_SHORT, "surplus_share_bp", high=9_999),
    Say("surplus", +1, Reason.SURPLUS_COVERS, "surplus_share_bp", low=10_000),
)
assert {say.theme for say in SAYS} <= set(THEMES)
assert {say.feature for say in SAYS} <= set(NAMED)


def groups(names: tuple[str, ...]) -> Ints:
    """The theme of each feature, as a place in THEMES."""
    return np.array([THEMES.index(NAMED[name].theme) for name in names], np.int64)


def told(weights: Table, table: Table, names: tuple[str, ...], unknown_income: Bools) -> pl.Series:
    """A list of reasons per person. `weights`: (themes, people), micro-logits.

    Where income is unknown, and with it ability, that is told first: it decides what is done.
    """
    people = table.shape[1]
    codes = np.full((len(THEMES) + 1, people), -1, np.int16)
    size = np.zeros((len(THEMES) + 1, people), np.int64)
    codes[-1] = np.where(unknown_income, REASONS.index(Reason.INCOME_UNKNOWN), -1)
    size[-1] = np.where(unknown_income, np.iinfo(np.int64).max, 0)
    for say in reversed(SAYS):
        if say.feature not in names:
            continue
        theme, fact = THEMES.index(say.theme), table[names.index(say.feature)]
        so = (fact != UNKNOWN) & (np.sign(weights[theme]) == say.sign)
        if say.low is not None:
            so &= fact >= say.low
        if say.high is not None:
            so &= fact <= say.high
        codes[theme] = np.where(so, REASONS.index(say.reason), codes[theme])
    for theme in range(len(THEMES)):
        size[theme] = np.where(codes[theme] >= 0, np.abs(weights[theme]), 0)
    return _strongest(codes, size)


def _strongest(codes: NDArray[np.int16], size: Table) -> pl.Series:
    """The weightiest few that have words; of equal ones the first in THEMES."""
    order = np.argsort(-size, axis=0, kind="stable")[:SHOWN]
    best, worth = np.take_along_axis(codes, order, axis=0), np.take_along_axis(size, order, axis=0)
    best = np.where(worth > 0, best, -1)
    flat = worded(best.T.ravel(), REASONS)
    lists = flat.reshape((best.shape[1], SHOWN)).arr.to_list().alias("reasons")
    counts = pl.Series("told", (best >= 0).sum(axis=0), pl.UInt32)
    return pl.DataFrame([lists, counts]).select(pl.col("reasons").list.slice(0, pl.col("told"))).to_series()
