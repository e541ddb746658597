"""Conditions: the words by which a rule says whom it means, and what lifts it.

In        the condition keys of a rule, or a table of them (`unless`, `needs`, `only_if`, `not_counted`).
Out       `Condition`: whether it holds for a row at an instant, in doubt yes or for certain; when that changes.
Not here  what is broken (kinds).
Proof     tests/audit/test_conditions.py; the sentences are those of verdicts.md §4.

Every key becomes a `Test`. Those that no time can change are kept apart, so that looking ahead asks the others alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from . import words
from .books_check import check_table, word_list
from .calls import Reply, Unreached
from .consents import ConsentPattern
from .errors import Unreadable
from .moments import Moments
from .past import ContactPattern
from .row import Row
from .states import StatePattern
from .windows import Calendars
from .words import split

Ask = Callable[[Row, int, bool], bool]  # row, instant, for certain
Note = Callable[[Row, Moments], None]

TIMED = frozenset(split("consent state contact no_contact unreached reply"))
KEYS = (
    TIMED
    | frozenset(
        split("""channels to by purposes places provenances products lenders facts any_facts without_facts loan_facts
    without_loan_facts contains contains_only residence""")
    )
    | frozenset(words.NUMBERS)
)


@dataclass(frozen=True, slots=True)
class Test:
    """One key of a condition; `note` is there where time may change the answer."""

    ask: Ask
    note: Note | None = None


class Condition:
    """A table of conditions: it holds if each of its keys does."""

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars, *, own: bool) -> None:
        """`own`: the keys of a rule itself, asked in doubt yes; `channels` and other keys are then the rule's."""
        if not own:
            check_table(table, KEYS, where)
        self.fixed: list[Test] = []
        self.timed: list[Test] = []
        for key in table:
            if key not in KEYS or (own and key == "channels"):
                continue
            if own and key in ("unreached", "reply"):
                raise Unreadable(f"{where}: {key} holds for certain or not at all. Write it under unless or only_if.")
            test = _test(key, table, f"{where}, {key}", calendars)
            (self.timed if test.note else self.fixed).append(test)

    def fixed_holds(self, row: Row, sure: bool) -> bool:
        """Whether the part of it that no time can change holds."""
        return all(test.ask(row, 0, sure) for test in self.fixed)

    def timed_holds(self, row: Row, now: int, sure: bool) -> bool:
        """Whether the rest holds at `now`."""
        return all(test.ask(row, now, sure) for test in self.timed)

    def holds(self, row: Row, now: int, sure: bool) -> bool:
        """Whether all of it holds at `now`."""
        return self.fixed_holds(row, sure) and self.timed_holds(row, now, sure)

    def moments(self, row: Row, into: Moments) -> None:
        """Note when its answer may change."""
        for test in self.timed:
            if test.note:
                test.note(row, into)


def conditions(value: Any, where: str, calendars: Calendars) -> list[Condition]:
    """The conditions of a list such as `unless`; none where the key is absent."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unreadable(f"{where} is {value!r}. Write a list of tables.")
    return [
        Condition(_a_table(table, f"{where} {number}"), f"{where} {number}", calendars, own=False)
        for number, table in enumerate(value, 1)
    ]


def _a_table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not value:
        raise Unreadable(f"{where} is {value!r}. Write a table of conditions.")
    return value


_OF_CONTACT = {
    "to": (words.PARTIES, "to"),
    "by": (words.MAKERS, "maker"),
    "purposes": (words.PURPOSES, "purpose"),
    "places": (words.PLACES, "place"),
    "provenances": (words.PROVENANCES, "provenance"),
    "channels": ((*words.CHANNELS, *words.ACTS), "channel"),
}
_OF_LOAN = {"products": (words.PRODUCTS, "product"), "lenders": (words.LENDERS, "lender")}


def _test(key: str, table: Mapping[str, Any], where: str, calendars: Calendars) -> Test:
    value = table[key]
    if key in _OF_CONTACT:
        known, name = _OF_CONTACT[key]
        listed = word_list(value, known, where, key)
        return Test(lambda row, now, sure: getattr(row.contact, name) in listed)
    if key in _OF_LOAN:
        known, name = _OF_LOAN[key]
        return _loan_word(word_list(value, known, where, key), name)
    if key in words.NUMBERS:
        return _between(key, value, where)
    if key == "residence":
        return _residence(frozenset(value), calendars)
    if key in TIMED:
        return _timed(key, value, where, calendars)
    return _listed(key, value, where)


def _loan_word(listed: frozenset[str], name: str) -> Test:
    def ask(row: Row, now: int, sure: bool) -> bool:
        word = None if row.loan is None else getattr(row.loan, name)
        return not sure if word is None else word in listed

    return Test(ask)


def _between(key: str, value: Any, where: str) -> Test:
    check_table(value, ("from", "to", "currency"), where)
    low, high, currency = value.get("from"), value.get("to"), value.get("currency")

    def ask(row: Row, now: int, sure: bool) -> bool:
        number = None if row.loan is None else row.loan.numbers[key]
        if number is None or (currency is not None and (row.loan is None or row.loan.currency != currency)):
            return not sure
        return (low is None or number >= low) and (high is None or number <= high)

    return Test(ask)


def _residence(codes: frozenset[str], calendars: Calendars) -> Test:
    """Any plausible place lies there; for certain: every one."""

    def ask(row: Row, now: int, sure: bool) -> bool:
        places = row.case.places
        if not places:
            return not sure
        lies = (not codes.isdisjoint(calendars.places.chain(place) or (place,)) for place in places)
        return all(lies) if sure else any(lies)

    return Test(ask)


def _listed(key: str, value: Any, where: str) -> Test:
    if key in ("loan_facts", "without_loan_facts"):
        facts = word_list(value, words.LOAN_FACTS, where, key)
        if key == "loan_facts":
            return Test(lambda row, now, sure: row.loan is not None and facts <= row.loan.facts)
        return Test(lambda row, now, sure: row.loan is None or not facts & row.loan.facts)
    if key in ("contains", "contains_only"):
        items = word_list(value, words.ITEMS, where, key)
        if key == "contains":
            return Test(lambda row, now, sure: bool(items & row.contact.contains))
        return Test(lambda row, now, sure: row.contact.contains <= items)
    facts = word_list(value, words.CONTACT_FACTS, where, key)
    if key == "facts":
        return Test(lambda row, now, sure: facts <= row.contact.facts)
    if key == "any_facts":
        return Test(lambda row, now, sure: bool(facts & row.contact.facts))
    return Test(lambda row, now, sure: not facts & row.contact.facts)


def _timed(key: str, value: Any, where: str, calendars: Calendars) -> Test:
    if key == "consent":
        consent = ConsentPattern(value, where, calendars)
        return Test(
            lambda row, now, sure: any(consent.in_force(row, one, now, sure) for one in consent.of(row)),
            lambda row, into: consent.moments(row, into),
        )
    if key == "state":
        state = StatePattern(value, where, calendars)
        return Test(lambda row, now, sure: bool(state.at_work(row, now, sure)), state.moments)
    if key in ("contact", "no_contact"):
        past = ContactPattern(value, where, calendars)
        return Test(past.there_was if key == "contact" else past.there_was_none, past.moments)
    if key == "unreached":
        unreached = Unreached(value, where)
        return Test(lambda row, now, sure: unreached.holds(row, now), unreached.moments)
    reply = Reply(value, where)
    return Test(lambda row, now, sure: reply.holds(row, now), lambda row, into: None)
