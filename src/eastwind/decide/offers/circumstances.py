"""Circumstances: all that an offer may depend on, and nothing else.

In        arrays made by engine.offers from a book, or by a test.
Out       `Circumstances`: people, and their loans person after person in an order of amounts.
Not here  who the person is: no id, place, language, trait, score or contact has a field here, so that the same
          circumstances give the same offer whoever asks.
Proof     tests/decide/offers/test_sameness.py.

Amounts are minor units, a month's where they are a month's; UNKNOWN where nobody told, never zero.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from eastwind.core import words
from eastwind.core.segments import Bools, Ints

UNKNOWN: Final = -1
PUBLISHED: Final = ("known", "none-known", "uncovered")
KNOWN, NONE_KNOWN, UNCOVERED = range(len(PUBLISHED))
# By which the loans of a person stand in order: what they are, not what they are called.
LOAN_ORDER: Final = ("owed", "remaining", "contract", "peak", "arrears", "bucket", "product", "rate_ppm", "late_ppm")
PERSON_FIELDS: Final = (
    "income", "declared", "published", "status", "household_known", "bills", "others", "hardship", "due_day",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Circumstances:
    """People 0 … n−1; the loans of person k are rows start[k] to start[k+1], those with something owed alone."""

    on: date  # the lender's local day
    currency: str
    income: Ints
    declared: Ints  # reasonable cost of living as told
    published: Ints  # cost of living as published for the household; see `status`
    status: NDArray[np.int8]  # code of PUBLISHED
    household_known: Bools
    bills: Ints  # rent, energy, tax, maintenance
    others: Ints  # what is contracted with other creditors
    hardship: Bools  # reported, and not closed
    due_day: Ints  # day of the month on which the person usually pays; 0 = none yet
    start: Ints
    owed: Ints  # today: principal, interest and fees fallen due, charges
    remaining: Ints  # by the contract: owed, and the interest and fees still to fall due
    contract: Ints  # what the contract asks a month, next or last
    peak: Ints  # the most that it will still ask in a month
    arrears: Ints  # past due, beside the contract's next payment
    late: Bools
    bucket: Ints
    product: Ints  # code of words.PRODUCTS, −1 = unknown
    rate_ppm: Ints  # a year
    late_ppm: Ints  # late charge, a year

    @property
    def people(self) -> int:
        """How many people there are."""
        return len(self.income)

    @property
    def person(self) -> Ints:
        """Whose each loan is."""
        return np.repeat(np.arange(self.people), np.diff(self.start))

    def of(self, k: int) -> dict[str, Any]:
        """Person k's circumstances as plain values: what the number of an offer is a digest of."""
        told: dict[str, Any] = {name: _plain(getattr(self, name)[k]) for name in PERSON_FIELDS}
        told["status"] = PUBLISHED[int(self.status[k])]
        rows = range(int(self.start[k]), int(self.start[k + 1]))
        loans: list[dict[str, Any]] = [
            {name: _plain(getattr(self, name)[row]) for name in (*LOAN_ORDER, "late")} for row in rows
        ]
        for loan in loans:
            loan["product"] = None if loan["product"] is None else words.PRODUCTS[loan["product"]]
        return {"on": self.on.isoformat(), "currency": self.currency, **told, "loans": loans}


def _plain(value: Any) -> int | bool | None:
    """A Python value; null for what is unknown."""
    if isinstance(value, np.bool_):
        return bool(value)
    return None if value == UNKNOWN else int(value)
