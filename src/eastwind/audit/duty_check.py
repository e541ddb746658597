"""Event cases: a duty reckoned again and held against what the case expects.

In        an event case, the laws.
Out       why it is not covered, or the differences.
Not here  the reckoning (duties).
Proof     tests/audit/test_duties.py; every event case of every book in test_worked_cases.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import clock, words
from .duties import Due, Duty, read, rows
from .errors import Unreadable, unknown_word
from .laws import Laws

EXPECTS = frozenset(("rule", "part", "due_on", "due_at", "keep_until", "delete_by", "held", "unknown", "none"))
DATES = ("due_on", "keep_until", "delete_by")


def check(case: Mapping[str, Any], expect: Mapping[str, Any], laws: Laws, where: str) -> tuple[str | None, list[str]]:
    """Why the case is not covered (None = it is), and what differs."""
    unknown = set(expect) - EXPECTS
    if unknown or "rule" not in expect:
        raise Unreadable(f"{where}: expect has the keys {sorted(expect)}. Keys: rule and {', '.join(sorted(EXPECTS))}.")
    mode = case.get("mode", "cautious")
    if mode not in words.MODES:
        raise unknown_word(where, "mode", mode, words.MODES)
    named = {reading: _named(case, expect, laws, reading) for reading in words.MODES}
    if not any(named.values()):
        return f"the duty {expect['rule']!r} stands in none of its books", []
    told = read(case, laws.calendars, where)
    found = [due for duty in named[mode] for due in rows(duty, told)]
    return None, differences(found, expect, where)


def _named(case: Mapping[str, Any], expect: Mapping[str, Any], laws: Laws, mode: str) -> list[Duty]:
    duties = (duty for book in case["books"] for duty in laws.books[book].duties[mode])
    return [d for d in duties if d.id == expect["rule"] and expect.get("part", d.part) == d.part]


def differences(found: list[Due], expect: Mapping[str, Any], where: str) -> list[str]:
    """What the rows say otherwise than expected."""
    if expect.get("none"):
        return [f"the duty speaks, {len(found)} times, expected is nothing"] if found else []
    if not found:
        return ["the duty does not speak of this event"]
    told: list[str] = []
    for name in DATES:
        if name in expect:
            wanted = clock.day(expect[name], f"{where}, expect, {name}")
            told += _date(name, [getattr(due, name) for due in found if name in due.dated], wanted, found)
    if "due_at" in expect:
        at = min((due.due_at for due in found if due.due_at is not None), default=None)
        wanted = clock.instant(expect["due_at"], f"{where}, expect, due_at")
        if at != wanted:
            told.append(f"due_at is {clock.text(at)}, expected {clock.text(wanted)}")
    if "held" in expect and any(due.held for due in found) != expect["held"]:
        told.append(f"held is {not expect['held']}, expected {expect['held']}")
    if "unknown" in expect and expect["unknown"] not in [due.unknown for due in found]:
        told.append(f"unknown is {found[0].unknown}, expected {expect['unknown']}")
    return told


def _date(name: str, days: list[int | None], wanted: int, found: list[Due]) -> list[str]:
    if not days or None in days:
        why = next((due.unknown for due in found if due.unknown), None)
        return [f"{name} is null (unknown: {why}), expected {clock.date_of(wanted)}"]
    known = [day for day in days if day is not None]
    day = max(known) if name == "keep_until" else min(known)
    return [] if day == wanted else [f"{name} is {clock.date_of(day)}, expected {clock.date_of(wanted)}"]
