"""Plain: what a condition may ask of the judged contact, its loan and its person, without looking at the past.

In        words, marks, numbers, dates and places that a book names.
Out       tests (conditions.Test) whose answer does not depend on the moment.
Not here  consents, states and past contacts (consents, states, pasts), how tests are read (conditions).
Proof     tests/law/test_conditions.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from eastwind.core.facts import LOANS
from eastwind.law.columns import NEVER, NO_NUMBER, Bools, Ints
from eastwind.law.reading import Params
from eastwind.law.view import AGENCY, View, holds_all, holds_any, kind_of, lookup

LOAN_NUMBERS: Final = ("dpd", "principal_minor", "charges_minor", "annual_rate_bp", "late_rate_ppm_day")
LOAN_DATES: Final = tuple(name for name, dtype in LOANS.items() if dtype == pl.Date)
CONTACT_NUMBERS: Final = ("visitors", "missed_meetings", "abandon_rate_bp")
EPOCH: Final = date(1970, 1, 1)
MONEY: Final = ("principal_minor", "charges_minor")

Known = Mapping[str, int]  # column of a contact → the code that all of some contacts have there; `by` → its kind


class Still:
    """Tests whose answer does not depend on the moment."""

    __slots__ = ()

    @property
    def timed(self) -> bool:
        """Never."""
        return False

    def next_change(self, view: View) -> Ints:
        """Never."""
        return np.full(len(view), NEVER)

    def begins(self, view: View) -> Ints:
        """Never."""
        return np.full(len(view), NEVER)


@dataclass(frozen=True, slots=True)
class Word(Still):
    """The word in a column of the contact is one of some."""

    column: str
    bits: int
    of_loan: bool = False

    def given(self, known: Known, unknown: bool) -> bool | None:
        """The answer where the word is known (-1 = null); None where it is not."""
        code = None if self.of_loan else known.get(self.column)
        return None if code is None else unknown if code < 0 else bool(self.bits >> code & 1)

    def holds(self, view: View, unknown: bool) -> Bools:
        """True where the word is in the set; null is unknown."""
        codes = view.loan(self.column) if self.of_loan else view.col(self.column)
        found = lookup(self.bits, codes)
        return found | (codes < 0) if unknown else found


@dataclass(frozen=True, slots=True)
class By(Still):
    """Contacted by the creditor, an agency or a buyer."""

    bits: int

    def given(self, known: Known, unknown: bool) -> bool | None:
        """The answer where the caller is known; None where it is not."""
        kind = known.get("by")
        return None if kind is None else bool(self.bits >> kind & 1)

    def holds(self, view: View, unknown: bool) -> Bools:
        """True where the kind of the caller is in the set."""
        return lookup(self.bits, view.by_kind)


@dataclass(frozen=True, slots=True)
class Bits(Still):
    """Marks of the contact or its loan: all of them, any of them, or none of them."""

    column: str
    bits: int
    which: str  # all · any · none
    of_loan: bool = False

    def holds(self, view: View, unknown: bool) -> Bools:
        """What is not listed is not so, hence nothing is unknown here."""
        masks = view.loan(self.column).astype(np.uint64) if self.of_loan else view.col(self.column)
        if self.which == "all":
            return holds_all(masks, self.bits)
        return holds_any(masks, self.bits) ^ (self.which == "none")


@dataclass(frozen=True, slots=True)
class Contains(Still):
    """The message contains any of some items; or, with `only`, nothing but them."""

    items: int
    parts: int
    only: bool = False

    def holds(self, view: View, unknown: bool) -> Bools:
        """Content not named is not at issue, hence nothing is unknown here."""
        has_items, has_parts = view.col("contains_items"), view.col("contains_parts")
        if self.only:
            full = np.uint64(2**64 - 1)
            others = (has_items & (full ^ np.uint64(self.items))) | (has_parts & (full ^ np.uint64(self.parts)))
            found: Bools = others == 0
            return found
        return holds_any(has_items, self.items) | holds_any(has_parts, self.parts)


@dataclass(frozen=True, slots=True)
class Collector(Still):
    """The file of the loan lies with the creditor, an agency or a buyer."""

    bits: int

    def holds(self, view: View, unknown: bool) -> Bools:
        """True where it does; a loan that is not named is unknown."""
        codes = view.loan("collector")
        found = lookup(self.bits, kind_of(codes)) & (codes >= 0)
        return found | (codes < 0) if unknown else found


@dataclass(frozen=True, slots=True)
class Elsewhere(Still):
    """Another loan of the person lies with another agency than the one the contact names, or else is made by."""

    wanted: bool

    def holds(self, view: View, unknown: bool) -> Bools:
        """Where it lies is always known."""
        pairs = view.relation("loans")
        ours = np.where(view.col("names") >= 0, view.col("names"), view.col("by"))
        theirs = pairs.col("collector")
        agency = (kind_of(theirs) == AGENCY) & (theirs >= 0)
        other = pairs.other != pairs.of_row(view.col("loan"))
        found: Bools = pairs.any(other & agency & (theirs != pairs.of_row(ours)))
        return found if self.wanted else ~found


@dataclass(frozen=True, slots=True)
class Between(Still):
    """A number or a date lies between two (inclusive); money in some `currency`, if one is named."""

    column: str
    low: int | None
    high: int | None
    of_loan: bool
    currency: str = ""

    @classmethod
    def read(cls, key: str, span: Params) -> "Between":
        """A test from its table `{from, to, currency}`."""
        dates = key in LOAN_DATES
        kind, meant = (date, "a date such as 2026-01-30") if dates else (int, "a whole number")
        low, high = (span.value(end, kind, meant, None) for end in ("from", "to"))
        currency = span.text("currency", "") if key in MONEY else ""
        span.done()
        if low is None and high is None:
            raise span.fail("write {from = …}, {to = …} or both.")
        if low is not None and high is not None and low > high:
            raise span.fail(f"from {low} is above to {high}. Exchange them.")
        if dates:
            low, high = ((end - EPOCH).days if end is not None else None for end in (low, high))
        return cls(key, low, high, key not in CONTACT_NUMBERS, currency)

    def holds(self, view: View, unknown: bool) -> Bools:
        """True where it does; a null, or money in another or no currency, is unknown."""
        number = view.loan(self.column) if self.of_loan else view.col(self.column)
        known: Bools = number != NO_NUMBER
        if self.currency:
            known = known & in_currency(view, self.currency)
        found = known
        if self.low is not None:
            found = found & (number >= self.low)
        if self.high is not None:
            found = found & (number <= self.high)
        return found | ~known if unknown else found


def in_currency(view: View, currency: str) -> Bools:
    """Rows whose loan is in a currency."""
    if not len(view.facts.loans):
        return view.zeros()
    same, at = view.facts.loans.equals("currency", currency), view.col("loan")
    found: Bools = same[np.maximum(at, 0)] & (at >= 0)
    return found


@dataclass(frozen=True, slots=True)
class Residence(Still):
    """Where the person lives lies in one of some places."""

    places: frozenset[str]

    def holds(self, view: View, unknown: bool) -> Bools:
        """True where every plausible place does; with `unknown` where any does, or there is none."""
        answer = []
        for chains in view.facts.chains:
            inside = [bool(self.places & set(chain)) for chain in chains]
            answer.append(any(inside) or not chains if unknown else all(inside) and bool(chains))
        return view.by_situation(np.array(answer, np.bool_))
