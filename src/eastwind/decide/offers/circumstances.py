"""Circumstances: all that an offer may depend on, and nothing else.

In        arrays made by engine.offers from a book, or by a test.
Out       `Circumstances`: people, and their loans person after person in an order of amounts.
Not here  who the person is: no id, place, language, trait, score or contact has a field here, so that the same
          circumstances give the same offer whoever asks.
Proof     tests/decide/offers/test_sameness.py.

Amounts are minor units, a month's where they are a month's; UNKNOWN where nobody told, never zero.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from eastwind.core import money, words
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
    def step(self) -> int:
        """What instalments are multiples of: the smallest sum that is paid in practice, in minor units."""
        known = money.currency(self.currency)
        return int(10 ** (known.digits - known.usual))

    @property
    def person(self) -> Ints:
        """Whose each loan is."""
        return np.repeat(np.arange(self.people), np.diff(self.start))

    def of(self, k: int) -> dict[str, Any]:
        """Person k's circumstances as plain values: what the number of an offer is a digest of."""
        return next(self.each(np.array([k], dtype=np.int64)))

    def each(self, rows: Ints) -> Iterator[dict[str, Any]]:
        """The circumstances of some people as plain values, one after the other."""
        people = {name: _plain(getattr(self, name)[rows]) for name in PERSON_FIELDS}
        people["status"] = [PUBLISHED[code] for code in self.status[rows].tolist()]
        count = self.start[rows + 1] - self.start[rows]
        first = np.cumsum(count) - count
        loan = np.repeat(self.start[rows] - first, count) + np.arange(count.sum())
        loans = {name: _plain(getattr(self, name)[loan]) for name in (*LOAN_ORDER, "late")}
        loans["product"] = [None if code is None else words.PRODUCTS[code] for code in loans["product"]]
        on = self.on.isoformat()
        for k, (start, several) in enumerate(zip(first.tolist(), count.tolist(), strict=True)):
            mine = [{name: loans[name][row] for name in loans} for row in range(start, start + several)]
            yield {"on": on, "currency": self.currency, **{name: people[name][k] for name in people}, "loans": mine}


def _plain(values: NDArray[Any]) -> list[Any]:
    """Python values; null for what is unknown."""
    plain: list[Any] = values.tolist()
    return plain if values.dtype == np.bool_ else [None if value == UNKNOWN else value for value in plain]
