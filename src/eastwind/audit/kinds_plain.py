"""Kinds that ask what is there: hold, consent, recipient, precondition, conduct, content, amount, time-bar.

In        their keys in a book; a row and an instant.
Out       what shows that they are broken, or None; when they may cease to be.
Not here  whom they mean (conditions).
Proof     tests/audit/test_kinds.py; the sentences are those of verdicts.md §5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from . import words
from .books_check import word_list
from .conditions import conditions, last_day
from .consents import ConsentPattern
from .moments import Moments
from .row import Row
from .states import KEYS as STATE_KEYS
from .states import StatePattern
from .windows import Calendars
from .words import split

Evidence = dict[str, Any]


def listed(items: Iterable[str]) -> str | None:
    """The words, each once, in alphabetical order; null where there are none."""
    return " ".join(sorted(set(items))) or None


class Hold:
    """`hold`: while such a state is at work."""

    keys = STATE_KEYS

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        self.state = StatePattern({k: v for k, v in table.items() if k in STATE_KEYS}, where, calendars)

    def broken(self, row: Row, now: int) -> Evidence | None:
        """The state at work that was opened last."""
        found = self.state.at_work(row, now, sure=False)
        if not found:
            return None
        last = min(found, key=lambda state: (-state.opened, state.state))
        return {"state": last.state, "opened_at": last.opened}

    def moments(self, row: Row, into: Moments) -> None:
        """Note when such states end."""
        self.state.moments(row, into)


class Needs:
    """`consent` with `needs`, `precondition`, `recipient`: one of some conditions must hold for certain."""

    keys = frozenset(("needs", "only_if"))

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        key = "only_if" if "only_if" in table else "needs"
        self.any_of = conditions(table.get(key), f"{where}, {key}", calendars)

    def broken(self, row: Row, now: int) -> Evidence | None:
        """None of them holds."""
        return None if any(condition.holds(row, now, True) for condition in self.any_of) else {}

    def moments(self, row: Row, into: Moments) -> None:
        """Note when one of them may begin to hold."""
        for condition in self.any_of:
            if condition.fixed_holds(row, True):
                condition.moments(row, into)


class Forbids:
    """`consent` with `forbids`: while such a prohibition is in force."""

    keys = frozenset(("forbids",))

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        self.patterns = [ConsentPattern(entry, f"{where}, forbids", calendars) for entry in table["forbids"]]

    def broken(self, row: Row, now: int) -> Evidence | None:
        """The prohibition in force that was given last."""
        given = [
            consent.given
            for pattern in self.patterns
            for consent in pattern.of(row, prohibition=True)
            if pattern.in_force(row, consent, now, sure=False)
        ]
        return {"opened_at": max(given)} if given else None

    def moments(self, row: Row, into: Moments) -> None:
        """Note when prohibitions end."""
        for pattern in self.patterns:
            pattern.moments(row, into, prohibition=True)


class Still:
    """What no time mends."""

    def moments(self, row: Row, into: Moments) -> None:
        """Nothing to note."""


class Conduct(Still):
    """`conduct`: how it is done."""

    keys = frozenset(
        split("""must must_not entry_consent visitors_least visitors_most not_at only_at only_from
        abandon_rate_bp_most""")
    )

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        self.must = word_list(table.get("must"), words.CONTACT_FACTS, where, "must")
        self.must_not = word_list(table.get("must_not"), words.CONTACT_FACTS, where, "must_not")
        self.entry = bool(table.get("entry_consent"))
        self.least: int | None = table.get("visitors_least")
        self.most: int | None = table.get("visitors_most")
        self.not_at = word_list(table.get("not_at"), words.PLACES, where, "not_at")
        self.only_at = word_list(table.get("only_at"), words.PLACES, where, "only_at")
        self.only_from = word_list(table.get("only_from"), words.PROVENANCES, where, "only_from")
        self.abandoned: int | None = table.get("abandon_rate_bp_most")

    def broken(self, row: Row, now: int) -> Evidence | None:
        """The facts that are missing or amiss; visitors, place, source and rate show none."""
        contact = row.contact
        items = set(self.must - contact.facts) | (self.must_not & contact.facts)
        if self.entry and "enters" in contact.facts and "entry-consent" not in contact.facts:
            items.add("enters")
        amiss = (
            self._visitors_amiss(contact.visitors)
            or contact.place in self.not_at
            or (bool(self.only_at) and contact.place not in self.only_at)
            or (bool(self.only_from) and contact.provenance not in self.only_from)
            or (
                self.abandoned is not None
                and contact.abandon_rate_bp is not None
                and contact.abandon_rate_bp > self.abandoned
            )
        )
        return {"items": listed(items)} if items or amiss else None

    def _visitors_amiss(self, visitors: int | None) -> bool:
        if self.least is None and self.most is None:
            return False
        if visitors is None:
            return True
        return (self.least is not None and visitors < self.least) or (self.most is not None and visitors > self.most)


class ContentRequires(Still):
    """`content-requires`: these items must be there."""

    keys = frozenset(("items",))

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        self.items = word_list(table["items"], words.ITEMS, where, "items")

    def broken(self, row: Row, now: int) -> Evidence | None:
        """The items that are lacking."""
        lacking = [item for item in self.items if row.contact.missing(item)]
        return {"items": listed(lacking)} if lacking else None


class ContentForbids(Still):
    """`content-forbids`: these items, or all but some, must not be there."""

    keys = frozenset(("items", "only"))

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        self.items = word_list(table.get("items"), words.ITEMS, where, "items")
        self.only = word_list(table.get("only"), words.ITEMS, where, "only") if "only" in table else None

    def broken(self, row: Row, now: int) -> Evidence | None:
        """The items that are there and must not be."""
        there = row.contact.contains
        found = set(there & self.items)
        if self.only is not None:
            found |= there - self.only
        return {"items": listed(found)} if found else None


class Amount(Still):
    """`amount`: a number of the loan must not be above another."""

    keys = frozenset(split("number most percent of currency"))

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        (self.number,) = word_list(table["number"], words.NUMBERS, where, "number")
        self.most: int | None = table.get("most")
        self.percent: int = table.get("percent", 100)
        (self.of,) = word_list(table.get("of", self.number), words.NUMBERS, where, "of")
        self.currency: str | None = table.get("currency")

    def broken(self, row: Row, now: int) -> Evidence | None:
        """The number and its limit; unknown where a number is."""
        loan = row.loan
        number = None if loan is None else loan.numbers[self.number]
        base = None if loan is None else loan.numbers[self.of]
        if self.currency is not None and (loan is None or loan.currency != self.currency):
            number = None
        if number is None or (self.most is None and base is None):
            return {"count": number, "limit": self.most, "unknown": "fact"}
        if self.most is not None:
            above = number > self.most
        else:
            assert base is not None
            above = number * 100 > base * self.percent
        return {"count": number, "limit": self.most} if above else None


class TimeBar(Still):
    """`time-bar`: nothing of the kind once the debt is barred, or may be."""

    keys = frozenset(split("years since_latest_of items"))

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        self.years: int | None = table.get("years")
        self.dates = word_list(table.get("since_latest_of"), words.DATES, where, "since_latest_of")
        self.items = word_list(table.get("items"), words.ITEMS, where, "items")
        self.any_message = "items" not in table

    def broken(self, row: Row, now: int) -> Evidence | None:
        """The items at issue; unknown where years, dates or the zone are."""
        at_issue = self.items & row.contact.contains
        if not at_issue and not self.any_message:
            return None
        items = listed(at_issue)
        last = None if self.years is None else last_day(row, self.years, self.dates)
        if last is None:
            return {"items": items, "unknown": "fact"}
        if not row.case.zones:
            return {"items": items, "unknown": "zone"}
        barred = any(day > last for day, _ in row.case.local(now))
        return {"items": items} if barred else None
