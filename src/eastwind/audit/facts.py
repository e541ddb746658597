"""Facts: do they agree with what was logged, and was the contact lawful by them?

In        a line of contacts.jsonl, the row or body that it belongs to, the laws.
Out       findings `facts`, `books`, `breach`, `unreadable`.
Not here  where lines and rows come from (plans, opened).
Proof     tests/audit/test_facts.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import clock, record
from .errors import Unreadable
from .judge import UNMAPPED, verdict
from .laws import Laws
from .record import Case
from .report import Report

NOT_HERE = frozenset(("id", "says", "source", "note", "expect", "event", "mode", "books"))


def audit(
    line: Mapping[str, Any],
    said: Mapping[str, Any],
    where: str,
    laws: Laws,
    mode: str,
    law_on: int | None,
    country: str | None,
    report: Report,
    sent: list[tuple[str, str]] | None = None,
) -> None:
    """One contact. `said`: the row or the body; `sent`: (channel, instant) of what went out to the person before."""
    try:
        extra = NOT_HERE.intersection(line["case"])
        if extra:
            raise Unreadable(f"{where}: the facts bear the key {min(extra)!r}. Leave it out.")
        case = record.read({**line["case"], "mode": mode}, laws.places, where)
        for says in _differences(line, case, said):
            report.tell("facts", where, says)
        for channel, at in sent or ():
            if not _remembered(case, channel, at):
                report.tell("facts", where, f"its history lacks the contact by {channel} at {at}, which the log shows")
    except Unreadable as error:
        report.tell("unreadable", where, str(error))
        return
    report.counts["contacts"] += 1
    _law(case, where, laws, law_on, country, report)


def _differences(line: Mapping[str, Any], case: Case, said: Mapping[str, Any]) -> list[str]:
    contact = case.contact
    pairs: list[tuple[str, Any, Any]] = [
        ("contact_id", line["contact_id"], said.get("contact_id")),
        ("person", line["person"], said.get("person_id")),
        ("channel", contact.channel, said.get("channel")),
        ("by", contact.by, said.get("by")),
        ("at", clock.text(contact.at), said.get("starts_at")),
    ]
    if not contact.point.startswith("\0"):
        pairs.append(("point", contact.point, said.get("point_id")))
    loans = said.get("loan_ids")
    if loans:
        pairs.append(("loan", sorted(contact.loans), sorted(map(str, loans))))
    for name in ("direction", "to", "purpose"):
        if name in said:
            pairs.append((name, getattr(contact, name), said[name]))
    return [f"{name} is {told!r} in the facts, logged is {logged!r}" for name, told, logged in pairs if told != logged]


def _remembered(case: Case, channel: str, at: str) -> bool:
    return any(past.channel == channel and clock.text(past.at) == at for past in case.history)


def _law(case: Case, where: str, laws: Laws, law_on: int | None, country: str | None, report: Report) -> None:
    names = laws.stack(case, country)
    if names is None:
        report.breach(dict(UNMAPPED), where)
        return
    missing = [name for name in names if name not in laws.books]
    if missing:
        report.tell("books", where, f"the book {missing[0]!r} binds there and is not at hand")
        return
    found = verdict(case, laws.rules(names, case.mode, case.contact.channel), law_on)
    for breach in found["breaches"]:
        report.breach(breach, where)
