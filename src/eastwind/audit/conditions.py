"""Conditions: the words by which a rule says whom it means, and what lifts it.

In        the condition keys of a rule, or a table of them (`unless`, `needs`, `only_if`, `not_counted`).
Out       `Condition`: whether it holds for a row at an instant, in doubt yes or for certain; when that changes.
Not here  what is broken (kinds).
Proof     tests/audit/test_conditions.py; the sentences are those of verdicts.md §4.

Every key becomes a `Test`. Those that no time can change are kept apart, so that looking ahead asks the others alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from . import clock, words
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

TIMED = frozenset(split("consent state contact no_contact unreached reply barred"))
OF_CONTACT = frozenset(split("visitors missed_meetings abandon_rate_bp"))
KEYS = frozenset(
    (
        *TIMED,
        *OF_CONTACT,
        *words.NUMBERS,
        *words.DATES,
        *split("channels to by purposes places provenances products lenders collectors elsewhere residence"),
        *split("facts any_facts without_facts loan_facts without_loan_facts contains contains_only"),
    )
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
_OF_LOAN = {
    "products": (words.PRODUCTS, "product"),
    "lenders": (words.LENDERS, "lender"),
    "collectors": (words.MAKERS, "collector_kind"),
}


def _test(key: str, table: Mapping[str, Any], where: str, calendars: Calendars) -> Test:
    value = table[key]
    if key in _OF_CONTACT:
        known, name = _OF_CONTACT[key]
        listed = word_list(value, known, where, key)
        return Test(lambda row, now, sure: getattr(row.contact, name) in listed)
    if key in _OF_LOAN:
        known, name = _OF_LOAN[key]
        return _loan_word(word_list(value, known, where, key), name)
    if key in words.NUMBERS or key in words.DATES or key in OF_CONTACT:
        return _between(key, value, where)
    if key == "elsewhere":
        return Test(lambda row, now, sure: _elsewhere(row) == bool(value))
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
    if key in words.DATES:
        low, high = (None if end is None else clock.day(end, where) for end in (low, high))

    def ask(row: Row, now: int, sure: bool) -> bool:
        number = _number(row, key, currency)
        if number is None:
            return not sure
        return (low is None or number >= low) and (high is None or number <= high)

    return Test(ask)


def _number(row: Row, key: str, currency: str | None) -> int | None:
    """A number or date of the loan, or a number of the contact; money in another currency is not known."""
    if key in OF_CONTACT:
        number: int | None = getattr(row.contact, key)
        return number
    if row.loan is None or (currency is not None and row.loan.currency != currency):
        return None
    return row.loan.dates[key] if key in words.DATES else row.loan.numbers[key]


def _elsewhere(row: Row) -> bool:
    """Whether another loan of the file lies with another agency than the one that now gets it or calls."""
    mine = row.contact.names or row.contact.by
    return any(
        loan.collector_kind == "agency" and loan.collector != mine
        for name, loan in row.case.loans.items()
        if name != row.loan_name
    )


def last_day(row: Row, years: int, dates: Iterable[str]) -> int | None:
    """The last day of a limitation period: the latest of these dates so many years later; None = no date is known."""
    known = [] if row.loan is None else [row.loan.dates[name] for name in dates]
    latest = max((day for day in known if day is not None), default=None)
    return None if latest is None else clock.add_months(latest, 12 * years)


def _barred(value: Any, where: str) -> Test:
    check_table(value, ("years", "since_latest_of"), where)
    years: int = value["years"]
    dates = word_list(value["since_latest_of"], words.DATES, where, "since_latest_of")

    def ask(row: Row, now: int, sure: bool) -> bool:
        last = last_day(row, years, dates)
        if last is None or not row.case.zones:
            return not sure
        over = [day > last for day, _ in row.case.local(now)]
        return all(over) if sure else any(over)

    def note(row: Row, into: Moments) -> None:
        last = last_day(row, years, dates)
        if last is not None:
            into.midnights(row.case, last + 1)

    return Test(ask, note)


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
    if key == "barred":
        return _barred(value, where)
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
