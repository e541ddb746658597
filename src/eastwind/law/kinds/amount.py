"""Amount: a number of the loan may not exceed a limit, or a share of another number.

In        `number` (annual_rate_bp, late_rate_ppm_day, charges_minor, principal_minor), `most`, or `percent` with `of`;
          `currency` of a sum of money.
Out       breached where it does, and where a number is unknown.
Not here  conditions on amounts (conditions).
Proof     tests/law/test_kinds.py.
"""

from dataclasses import dataclass

import numpy as np

from eastwind.law.columns import NEVER, NO_NUMBER, Bools, Ints
from eastwind.law.kinds.base import FACT, Evidence
from eastwind.law.plain import LOAN_NUMBERS, MONEY, in_currency
from eastwind.law.reading import Params
from eastwind.law.view import View


@dataclass(frozen=True, slots=True)
class Amount:
    """`number` is at most `most`, or at most `percent` of another number."""

    number: str
    most: int
    percent: int
    of: str
    currency: str

    @classmethod
    def read(cls, params: Params) -> "Amount":
        """The kind from its keys."""
        number, of = params.choice("number", LOAN_NUMBERS), params.choice("of", LOAN_NUMBERS, "")
        currency = params.text("currency", "") if number in MONEY else ""
        found = cls(number, params.integer("most", 1, 0), params.integer("percent", 1, 0), of, currency)
        if bool(found.most) == bool(found.percent) or bool(found.percent) != bool(of):
            raise params.fail("write either 'most', or 'percent' together with 'of'.")
        return found

    @property
    def timed(self) -> bool:
        """Never."""
        return False

    def breach(self, view: View) -> Bools:
        """True where the number is too large or unknown."""
        number = self._number(view)
        found: Bools = (number > self.most) | (number == NO_NUMBER)
        if self.most:
            return found
        whole = view.loan(self.of)
        unknown = (number == NO_NUMBER) | (whole == NO_NUMBER)
        over: Bools = unknown | (np.where(unknown, 1, number) * 100 > np.where(unknown, 0, whole) * self.percent)
        return over

    def evidence(self, view: View) -> Evidence:
        """The number, its limit, and whether it was unknown."""
        number = self._number(view)
        unknown = number == NO_NUMBER
        if self.percent:
            unknown = unknown | (view.loan(self.of) == NO_NUMBER)
        return Evidence(count=number, limit=self.most or None, unknown=np.where(unknown, FACT, -1))

    def _number(self, view: View) -> Ints:
        """The number; unknown where the money is not in the currency."""
        number = view.loan(self.number)
        return np.where(in_currency(view, self.currency), number, NO_NUMBER) if self.currency else number

    def next_change(self, view: View) -> Ints:
        """Never by time."""
        return np.full(len(view), NEVER)
