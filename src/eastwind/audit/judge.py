"""Judge: one contact under the books that bind, rule by rule, and the first second at which it would pass.

In        a case, the laws, a day whose law is asked (or the contact's own).
Out       the verdict of verdicts.md: allowed, lawful_from, breaches and warnings with their evidence.
Not here  reading cases (record) and books (books), which books bind (laws).
Proof     tests/audit/test_worked_cases.py, every case of every book; tests/audit/test_lawful_from.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import clock
from .books import Rule
from .conditions import Condition
from .moments import Moments
from .record import Case
from .row import Row, rows

AHEAD = 400 * clock.DAY
INSTANTS = ("first_at", "last_at", "opened_at", "until")
COLUMNS = ("count", "limit", "first_at", "last_at", "state", "opened_at", "until", "items", "unknown")
UNMAPPED = {"rule": "gate.unmapped-place", "part": "", "force": "law"} | dict.fromkeys(COLUMNS)


class Asked:
    """One rule asked about one row. What no time can change is settled when it is made."""

    def __init__(self, rule: Rule, row: Row) -> None:
        self.rule, self.row = rule, row
        self.unless: list[Condition] = []
        self.speaks = rule.meant.fixed_holds(row, False) and self._exceptions()

    def _exceptions(self) -> bool:
        """Keep the exceptions that time may yet decide; False where one lifts the rule for good."""
        for condition in self.rule.unless:
            if not condition.fixed_holds(self.row, True):
                continue
            if not condition.timed:
                return False
            self.unless.append(condition)
        return True

    def broken(self, now: int) -> dict[str, Any] | None:
        """What shows that it is broken at `now`; None = it is not, or does not speak."""
        meant = self.rule.meant
        if meant.timed and not meant.timed_holds(self.row, now, False):
            return None
        found = self.rule.kind.broken(self.row, now)
        if found is None or any(condition.timed_holds(self.row, now, True) for condition in self.unless):
            return None
        return found

    def moments(self, into: Moments) -> None:
        """Note when the answer may change."""
        self.rule.meant.moments(self.row, into)
        self.rule.kind.moments(self.row, into)
        for condition in self.unless:
            condition.moments(self.row, into)


class Entry:
    """One rule asked about all rows of a contact."""

    def __init__(self, rule: Rule, case: Case, asked: list[Asked], law_on: int | None) -> None:
        self.rule, self.case, self.asked, self.law_on = rule, case, asked, law_on
        self._found: dict[tuple[int, int], int | None] = {}
        began = all(rule.since <= day for day, _ in case.local(case.contact.at))
        self._for_good = law_on is None and rule.until is None and began

    def in_force(self, now: int) -> bool:
        """By the local date in any zone, or by the day whose law is asked."""
        if self._for_good:
            return True
        rule = self.rule
        days = [day for day, _ in self.case.local(now)] if self.law_on is None else [self.law_on]
        return any(rule.since <= day and (rule.until is None or day <= rule.until) for day in days)

    def broken(self, now: int) -> dict[str, Any] | None:
        """The broken row to be shown: the highest count, of equals the first."""
        if not self.in_force(now):
            return None
        shown: dict[str, Any] | None = None
        for one in self.asked:
            found = one.broken(now)
            if found is not None and (shown is None or _count(found) > _count(shown)):
                shown = found
        return shown

    def passes_from(self, after: int, last: int) -> int | None:
        """The first second after `after`, up to `last`, at which no row breaks it."""
        if (after, last) not in self._found:
            into = Moments()
            if self.law_on is None and self.rule.until is not None:
                into.midnights(self.case, self.rule.until + 1)
            for one in self.asked:
                one.moments(into)
            later = into.later(self.case, after, last)
            self._found[after, last] = next((at for at in later if self.broken(at) is None), None)
        return self._found[after, last]


def _count(found: Mapping[str, Any]) -> tuple[bool, int]:
    """For comparing: no count is lower than any."""
    count = found.get("count")
    return count is not None, count or 0


def entries_of(case: Case, rules: list[Rule], law_on: int | None = None) -> list[Entry]:
    """The rules that speak of the contact, now or later, in their order."""
    contact, entries = case.contact, []
    about = rows(case)
    for rule in rules:
        if contact.channel not in rule.channels or rule.direction not in ("any", contact.direction):
            continue
        asked = [one for one in (Asked(rule, row) for row in about) if one.speaks]
        if asked:
            entries.append(Entry(rule, case, asked, law_on))
    return entries


def verdict(case: Case, rules: list[Rule], law_on: int | None = None) -> dict[str, Any]:
    """The verdict on a case under rules in their order; `law_on`: the day number whose law decides.

    Gives  JSON-ready dict, instants as text; see docs/reference/verdicts.md.
    """
    now = case.contact.at
    entries = entries_of(case, rules, law_on)
    breaches: list[dict[str, Any]] = []
    warnings: list[dict[str, Any]] = []
    for entry in entries:
        found = entry.broken(now)
        if found is None:
            continue
        until = entry.passes_from(now, now + AHEAD)
        shown = _shown(entry.rule, found, until)
        (warnings if entry.rule.force == "warning" else breaches).append(shown)
    binding = [entry for entry in entries if entry.rule.force != "warning"]
    first = now if not breaches else _lawful_from(binding, now)
    return {
        "allowed": not breaches,
        "lawful_from": clock.text(first),
        "breaches": breaches,
        "warnings": warnings,
    }


def _lawful_from(entries: list[Entry], now: int) -> int | None:
    """The first second at which nothing is broken: each broken entry pushes on to where it alone would pass."""
    at, last = now, now + AHEAD
    settled = False
    while not settled:
        settled = True
        for entry in entries:
            if entry.broken(at) is None:
                continue
            later = entry.passes_from(at, last)
            if later is None:
                return None
            at, settled = later, False
    return at


def _shown(rule: Rule, found: Mapping[str, Any], until: int | None) -> dict[str, Any]:
    shown: dict[str, Any] = {"rule": rule.id, "part": rule.part, "force": rule.force}
    for column in COLUMNS:
        value = until if column == "until" else found.get(column)
        shown[column] = clock.text(value) if column in INSTANTS else value
    return shown
