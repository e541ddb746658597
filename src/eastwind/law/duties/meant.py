"""Meant: which events a duty means, by their words, facts, loans and places.

In        keys of a duty rule (docs/reference/duties.md, "When it means an event"); occurrences.
Out       `Meant.of(occurrences, rows)`: which of these rows it means.
Not here  how its days are counted (counting).
Proof     tests/law/duties/test_due.py compares with a plain reading.

What is not known never lifts a duty: a loan without a lender fulfils every condition about lenders.
"""

from dataclasses import dataclass

import numpy as np

from eastwind.core import words
from eastwind.law.columns import NO_NUMBER, Bools, Ints
from eastwind.law.duties.occurrences import Occurrences
from eastwind.law.reading import Params


@dataclass(frozen=True, slots=True)
class Meant:
    """The condition of a duty. Masks have a bit for each word; 0 = not asked."""

    events: tuple[int, ...]
    facts: int
    any_facts: int
    without_facts: int
    lenders: int
    products: int
    collectors: int
    loan_facts: int
    without_loan_facts: int
    dpd: tuple[int | None, int | None] | None
    residence: tuple[str, ...]

    def of(self, seen: Occurrences, rows: Ints) -> Bools:
        """Which of these rows are meant; their words are taken as fitting."""
        found = np.ones(len(rows), np.bool_)
        facts = seen.facts[rows]
        for mask, wanted in ((self.facts, True), (self.without_facts, False)):
            if mask:
                bits = facts & np.uint64(mask)
                found &= bits == np.uint64(mask) if wanted else bits == 0
        if self.any_facts:
            found &= (facts & np.uint64(self.any_facts)) != 0
        for mask, codes in (
            (self.lenders, seen.lender),
            (self.products, seen.product),
            (self.collectors, seen.collector),
        ):
            if mask:
                code = codes[rows]
                found &= (code < 0) | (np.int64(mask) >> np.maximum(code, 0) & 1).astype(np.bool_)
        if self.loan_facts or self.without_loan_facts:
            found &= self._loan_facts(seen, rows)
        if self.dpd is not None:
            dpd = seen.dpd[rows]
            low, high = self.dpd
            inside = (dpd >= (NO_NUMBER if low is None else low)) & (dpd <= (2**62 if high is None else high))
            found &= inside | (dpd == NO_NUMBER)
        if self.residence:
            found &= seen.lives_in(self.residence)[seen.situation[rows]]
        return found

    def _loan_facts(self, seen: Occurrences, rows: Ints) -> Bools:
        facts = seen.loan_facts[rows]
        wanted, unwanted = np.uint64(self.loan_facts), np.uint64(self.without_loan_facts)
        found: Bools = ((facts & wanted) == wanted) & ((facts & unwanted) == 0) | (seen.loan[rows] < 0)
        return found


def read(params: Params) -> Meant:
    """The condition keys of a rule."""
    named = params.words("events", words.EVENTS)
    table = params.sub("dpd")
    dpd = None
    if table is not None:
        low, high = (table.value(key, int, "a whole number", None) for key in ("from", "to"))
        table.done()
        if low is None and high is None:
            raise table.fail("neither 'from' nor 'to' is there. Write one of them at least.")
        if low is not None and high is not None and low > high:
            raise table.fail(f"from {low} is above to {high}. Exchange them.")
        dpd = (low, high)
    residence = tuple(params.value("residence", list, 'a list of places such as ["CN", "US-NY"]', []))
    if params.has("residence") and not (residence and all(isinstance(place, str) and place for place in residence)):
        raise params.fail(f'\'residence\' is {list(residence)!r}. Write a list of places such as ["CN", "US-NY"].')
    return Meant(
        events=tuple(words.EVENTS.index(word) for word in named),
        facts=params.bits("facts", words.EVENT_FACTS),
        any_facts=params.bits("any_facts", words.EVENT_FACTS),
        without_facts=params.bits("without_facts", words.EVENT_FACTS),
        lenders=params.bits("lenders", words.LENDERS),
        products=params.bits("products", words.PRODUCTS),
        collectors=params.bits("collectors", words.COLLECTORS),
        loan_facts=params.bits("loan_facts", words.LOAN_FACTS),
        without_loan_facts=params.bits("without_loan_facts", words.LOAN_FACTS),
        dpd=dpd,
        residence=residence,
    )
