"""Conditions: to whom and when a rule applies, and what lifts or satisfies it.

In        the condition tables of a book: words of the contact, its loan and person; consents, states, past contacts.
Out       `Condition`: every test must hold. A rule's own keys are one, `unless` is a list of them (any lifts the rule),
          and the needs of the kinds consent, recipient and precondition are lists too (any satisfies).
Not here  what is forbidden (kinds).
Proof     tests/law/test_conditions.py.

A test is asked with `unknown`: what to answer where a fact is null. A rule asks with True whether it applies and
with False whether an exception lifts it, so that the unknown never permits.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from eastwind.core import places, words
from eastwind.law.columns import LONG_AGO, NEVER, Bools, Ints
from eastwind.law.consents import Consented
from eastwind.law.limitation import Barred
from eastwind.law.pasts import Contacted, Replied, Unreached
from eastwind.law.plain import (
    CONTACT_NUMBERS,
    LOAN_DATES,
    LOAN_NUMBERS,
    Between,
    Bits,
    By,
    Collector,
    Contains,
    Elsewhere,
    Known,
    Residence,
    Word,
)
from eastwind.law.reading import Params
from eastwind.law.states import Stated
from eastwind.law.view import View

# Keys of a condition that ask for a word of the judged contact: key → column, words.
CONTACT_WORDS = {
    "channels": ("channel", words.CHANNELS),
    "to": ("to", words.PARTIES),
    "purposes": ("purpose", words.PURPOSES),
    "places": ("place", words.PLACES),
    "provenances": ("provenance", words.PROVENANCES),
}
LOAN_WORDS = {"products": ("product", words.PRODUCTS), "lenders": ("lender", words.LENDERS)}


class Test(Protocol):
    """One thing a condition asks."""

    @property
    def timed(self) -> bool:
        """Whether the answer may differ at another moment."""

    def holds(self, view: View, unknown: bool) -> Bools:
        """The answer for each row; `unknown` where a null leaves it open."""

    def next_change(self, view: View) -> Ints:
        """The first moment after each row's at which the answer may differ; asked only where `timed`."""

    def begins(self, view: View) -> Ints:
        """For rows where it does not certainly hold, the first moment at which it may; asked only where `timed`."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Tests that must all hold."""

    tests: tuple[Test, ...]

    @property
    def timed(self) -> bool:
        """Whether the answer may differ at another moment."""
        return any(test.timed for test in self.tests)

    def holds(self, view: View, unknown: bool) -> Bools:
        """True where every test holds."""
        found: Bools | None = None
        for test in self.tests:
            now = test.holds(view, unknown)
            found = now if found is None else found & now
            if not found.any():
                break
        return np.ones(len(view), np.bool_) if found is None else found

    def given(self, known: Known, unknown: bool) -> "Condition | None":
        """What is left to ask about contacts of which some words are known; None where it cannot hold."""
        left = []
        for test in self.tests:
            answer = test.given(known, unknown) if isinstance(test, (Word, By)) else None
            if answer is None:
                left.append(test)
            elif not answer:
                return None
        return Condition(tuple(left))

    def next_change(self, view: View) -> Ints:
        """The first moment after each row's at which any test may differ."""
        found = np.full(len(view), NEVER)
        for test in self.tests:
            if test.timed:
                found = np.minimum(found, test.next_change(view))
        return found

    def begins(self, view: View) -> Ints:
        """For rows where it does not certainly hold, the first moment at which it may: not before every test that
        fails now may hold."""
        found = np.full(len(view), LONG_AGO)
        for test in self.tests:
            holds = test.holds(view, unknown=False)
            if not holds.all():
                found = np.where(holds, found, np.maximum(found, test.begins(view) if test.timed else NEVER))
                if (found == NEVER).all():
                    break
        return found


def read(params: Params, *, done: bool = True) -> Condition:
    """A condition from the keys it knows; with `done` any other key is an error."""
    tests: list[Test] = []
    for key, (column, among) in CONTACT_WORDS.items():
        if bits := params.bits(key, among):
            tests.append(Word(column, bits))
    if bits := params.bits("by", words.COLLECTORS):
        tests.append(By(bits))
    for key, (column, among) in LOAN_WORDS.items():
        if bits := params.bits(key, among):
            tests.append(Word(column, bits, of_loan=True))
    tests += _marks(params)
    if bits := params.bits("collectors", words.COLLECTORS):
        tests.append(Collector(bits))
    if params.value("elsewhere", bool, "true or false", None) is not None:
        tests.append(Elsewhere(params.flag("elsewhere")))
    for key in (*LOAN_NUMBERS, *LOAN_DATES, *CONTACT_NUMBERS):
        if (span := params.sub(key)) is not None:
            tests.append(Between.read(key, span))
    if params.has("residence"):
        tests.append(_residence(params))
    else:
        params.taken.add("residence")
    tests += _facts_about(params)
    if done:
        params.done()
        if not tests:
            raise params.fail("the condition is empty and would always hold. Name what must be so.")
    return Condition(tuple(tests))


def _marks(params: Params) -> list[Test]:
    tests: list[Test] = []
    for key, column, among, which, of_loan in (
        ("facts", "facts", words.CONTACT_FACTS, "all", False),
        ("any_facts", "facts", words.CONTACT_FACTS, "any", False),
        ("without_facts", "facts", words.CONTACT_FACTS, "none", False),
        ("loan_facts", "facts", words.LOAN_FACTS, "all", True),
        ("without_loan_facts", "facts", words.LOAN_FACTS, "none", True),
    ):
        if bits := params.bits(key, among):
            tests.append(Bits(column, bits, which, of_loan))
    for key in ("contains", "contains_only"):
        items = params.items(key)
        if any(items):
            tests.append(Contains(*items, only=key == "contains_only"))
    return tests


def _residence(params: Params) -> Residence:
    lived = params.value("residence", list, 'a list of places such as ["US-NY"]')
    if not lived or not all(isinstance(place, str) and place for place in lived):
        raise params.fail(f"'residence' is {lived!r}. Write a list of places such as [\"US-NY\"].")
    for place in lived:
        try:
            places.parents(place)
        except places.UnknownPlace as error:
            raise params.fail(f"'residence' holds {place!r}. {error}") from None
    return Residence(frozenset(lived))


def _facts_about(params: Params) -> list[Test]:
    """Tests over what is known of the person: consents, states, past contacts."""
    tests: list[Test] = []
    if (sub := params.sub("consent")) is not None:
        tests.append(Given(Consented.read(sub)))
    if (sub := params.sub("state")) is not None:
        tests.append(Stated.read(sub))
    if (sub := params.sub("barred")) is not None:
        tests.append(Barred.read(sub))
    if (sub := params.sub("contact")) is not None:
        tests.append(Contacted.read(sub, wanted=True))
    if (sub := params.sub("no_contact")) is not None:
        tests.append(Contacted.read(sub, wanted=False))
    if (sub := params.sub("unreached")) is not None:
        tests.append(Unreached.read(sub))
    if (sub := params.sub("reply")) is not None:
        tests.append(Replied.read(sub))
    return tests


@dataclass(frozen=True, slots=True)
class Given:
    """A consent of some pattern is in force for the contact."""

    pattern: Consented

    @property
    def timed(self) -> bool:
        """Consents begin and end."""
        return True

    def holds(self, view: View, unknown: bool) -> Bools:
        """True where one is; `unknown` where that is in doubt. A consent that nobody recorded was not given."""
        return self.pattern.pairs(view).any(self.pattern.marks(view, unknown))

    def next_change(self, view: View) -> Ints:
        """When one may begin or end."""
        return self.pattern.next_change(view)

    def begins(self, view: View) -> Ints:
        """When one may begin."""
        return self.pattern.begins(view)
