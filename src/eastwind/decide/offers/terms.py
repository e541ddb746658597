"""Terms: the fewest months in which loans are paid off with no more than a cap a month, and what each asks.

In        amounts and yearly rates of loans in groups, a cap a group.
Out       `Terms`: months a group, instalment and total a loan.
Not here  which loans belong together and what the cap is (kinds), due dates (schedule).
Proof     tests/decide/offers/test_terms.py: tries every number of months, one group at a time.

Every loan of a group is spread over the same months, with equal instalments, rounded up to what is paid in practice (a
fen, a whole New Taiwan dollar), and a last one that takes the rest: so a month never asks more than the first, and
everything adds up to the cent. What runs on (interest, late charges) is reckoned as if the amount fell evenly month by
month, amount × rate ÷ 12 × (months + 1) ÷ 2, rounded down; an annuity would come to a little more.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from eastwind.core import segments
from eastwind.core.segments import Ints
from eastwind.decide.offers.whole import ceil_div, muldiv

MILLION: Final = 1_000_000
MONTHS_A_YEAR: Final = 12
RATE_MAX_PPM: Final = 100 * MILLION  # a year; what is above is no rate, and products stay within 64 bits
NONE: Final = 0  # months of a group that cannot be spread so


@dataclass(frozen=True, slots=True)
class Terms:
    """`months` a group, NONE where even the most allowed do not suffice; per loan the instalment and the total."""

    months: Ints
    instalment: Ints
    total: Ints


def added(bearing: Ints, rate_ppm: Ints, months: Ints) -> Ints:
    """What runs on an amount that falls evenly to nothing in so many months; rates a year, rounded down."""
    return muldiv(bearing, rate_ppm * (months + 1), np.full_like(bearing, 2 * MONTHS_A_YEAR * MILLION))


def added_standing(bearing: Ints, rate_ppm: Ints, months: int) -> Ints:
    """What runs on an amount of which nothing is paid for so many months, rounded down."""
    return muldiv(bearing, rate_ppm * months, np.full_like(bearing, MONTHS_A_YEAR * MILLION))


def fewest_months(
    amount: Ints, bearing: Ints, rate_ppm: Ints, start: Ints, cap: Ints, months_max: Ints, step: int = 1
) -> Terms:
    """The fewest months, at most `months_max` of each group, with the instalments of a group together within `cap`.

    `amount` is paid off; what runs on comes from `bearing`, the part of it that bears. Instalments are multiples of
    `step`; rounding up may end a group of small amounts sooner.
    """
    groups = len(start) - 1
    group = np.repeat(np.arange(groups), np.diff(start))
    whole = segments.total(amount, start)
    # Fewer months than this cannot do even without anything added.
    months = np.maximum(ceil_div(whole, np.maximum(cap, 1)), 1)
    months = np.where((cap > 0) | ((cap == 0) & (whole == 0)), months, months_max + 1)
    while True:
        n = np.minimum(months, months_max)[group]
        total = amount + added(bearing, rate_ppm, n)
        instalment = ceil_div(ceil_div(total, np.maximum(n, 1)), np.full_like(total, step)) * step
        fits = segments.total(instalment, start) <= cap
        trying = ~fits & (months <= months_max)
        if not trying.any():
            break
        months = months + trying
    needed = np.maximum(ceil_div(total, np.maximum(instalment, 1)), 1)
    ends = segments.largest(needed, start, 1)
    return Terms(np.where(fits & (months <= months_max), ends, NONE), instalment, total)
