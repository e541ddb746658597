"""Surplus: what a household can pay a month, line by line, and the ceiling that no offer may pass (promise 7).

In        circumstances, the policy's bound on a plausible income.
Out       `Surplus`: every line as an array over people, what is missing, and the ceiling.
Not here  offers (kinds), sentences (sentences).
Proof     tests/decide/offers/test_surplus.py: a plain reading; test_kinds.py: never falls as income rises.

  income
  − living cost      the higher of what is declared and what is published for that household
  − priority bills   rent, energy, tax, maintenance: besides, even where a published figure holds housing already
  − buffer           a tenth of the income, rounded up
  = left for debts
  − other creditors  a fair share: what is left goes to all creditors by their contractual payments, and to none more
                     than its own. That is how StepChange shares a debt management plan
                     (stepchange.org/clients/dmp-payment-calculation.aspx); money advisers without contracts at hand
                     share by balances. Rounded up, so that it is never our side that gains the odd cent
  = surplus

A line that nobody told counts as nothing, which makes the surplus the most it can be: "too little" is then known,
"enough" is not. So where any line is missing the ceiling is this surplus or the contract's own payments, whichever is
less, and we ask. Where income is missing it is the contract.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from eastwind.core import segments
from eastwind.core.segments import Bools, Ints
from eastwind.decide.offers.circumstances import KNOWN, NONE_KNOWN, UNCOVERED, UNKNOWN, Circumstances
from eastwind.decide.offers.whole import AMOUNT_MAX, ceil_div, muldiv_up

BUFFER_PARTS: Final = 10  # DESIGN, promise 7: a tenth is left alone
# What may be missing; bit k of `missing` = MISSING[k]. The order in which it is asked.
MISSING: Final = (
    "income", "income-implausible", "living-cost", "household", "published-cost", "priority-bills", "other-debts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Surplus:
    """Lines a month, one entry a person. Where income is unknown the lines from `buffer` on say nothing."""

    income_known: Bools
    living: Ints
    published_counts: Bools  # the published figure is the higher one
    bills: Ints
    buffer: Ints
    left: Ints  # for all debts; may be negative
    ours: Ints  # the contract's payments over all our loans
    others: Ints  # a fair share
    surplus: Ints  # may be negative
    missing: NDArray[np.uint8]
    ceiling: Ints  # never negative

    @property
    def told(self) -> Bools:
        """Who has told all."""
        whole: Bools = self.missing == 0
        return whole


def surplus(found: Circumstances, income_max_minor: int) -> Surplus:
    """The lines and the ceiling of each person; a monthly income above `income_max_minor` is not believed."""
    implausible = found.income > income_max_minor
    known = (found.income != UNKNOWN) & ~implausible
    income, declared, published, bills, others = (
        np.clip(values, 0, AMOUNT_MAX)
        for values in (np.where(known, found.income, 0), found.declared, found.published, found.bills, found.others)
    )
    has = found.status == KNOWN
    published = np.where(has, published, 0)
    living = np.maximum(declared, published)
    buffer = ceil_div(income, np.full_like(income, BUFFER_PARTS))
    left = income - living - bills - buffer
    ours = np.minimum(segments.total(found.contract, found.start), AMOUNT_MAX)
    share = fair_share(left, ours, others)
    tests = (
        found.income == UNKNOWN,
        implausible,
        (found.declared == UNKNOWN) & (found.status == NONE_KNOWN),
        has & ~found.household_known,
        found.status == UNCOVERED,
        found.bills == UNKNOWN,
        found.others == UNKNOWN,
    )
    missing = np.zeros(found.people, dtype=np.uint8)
    for place, test in enumerate(tests):
        missing |= (test.astype(np.uint8) << place).astype(np.uint8)
    most = np.where(known, np.maximum(left - share, 0), AMOUNT_MAX)
    return Surplus(
        income_known=known,
        living=living,
        published_counts=has & (published > declared),
        bills=bills,
        buffer=buffer,
        left=left,
        ours=ours,
        others=share,
        surplus=left - share,
        missing=missing,
        ceiling=np.where(missing == 0, most, np.minimum(most, ours)),
    )


def fair_share(left: Ints, ours: Ints, others: Ints) -> Ints:
    """Of `left` a month the part of other creditors: all they are owed where it suffices, else pro rata, rounded up."""
    whole = ours + others
    some = np.clip(left, 0, AMOUNT_MAX)
    short = muldiv_up(np.minimum(some, whole), others, np.maximum(whole, 1))
    return np.where(some >= whole, np.where(left > 0, others, 0), short)
