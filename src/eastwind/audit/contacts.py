"""Contacts: a file of past contacts, each judged afterwards, with every earlier row of the same person as its history.

In        CSV or .jsonl of docs/reference/call-files.md; states and consents in files of their own, where there are any.
Out       a report: breaches by line, rows that cannot be read, counts, notes.
Not here  reading cells (tables), the law (judge).
Proof     tests/audit/test_contacts.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import clock, record, values
from .errors import Unreadable
from .judge import UNMAPPED, verdict
from .laws import Laws
from .record import Case
from .report import Report
from .tables import Line, read_lines
from .words import split

CONTACT = frozenset(record.CONTACT_KEYS - {"text", "found", "loan", "point"}) | {"found"}
LOAN = frozenset(record.LOAN_KEYS - {"id", "facts"})
BORROWER = frozenset(("residence", "time_zones", "contacts_known_from"))
COLUMNS = CONTACT | LOAN | BORROWER | {"contact_id", "person_id", "loan_ids", "point_id", "loan_facts"}
IGNORED = frozenset(split("duration_s template agent recorded_at languages"))
NEEDED = ("person_id", "at", "channel")
STATES = frozenset(split("person_id state loan_id person opened closed facts"))
CONSENTS = frozenset(
    split("person_id kind channel point_id person place loan_id given withdrawn until from to days scope given_to")
)
NAMES = {"loan_ids": "loan", "loan_id": "loan", "point_id": "point", "loan_facts": "facts"}


@dataclass(slots=True)
class Asked:
    """What is asked of a file besides its rows."""

    mode: str = "cautious"
    country: str | None = None
    bind: tuple[str, ...] | None = None
    known_from: str | None = None
    states: Sequence[Path] = ()
    consents: Sequence[Path] = ()


@dataclass(slots=True)
class Person:
    """All that the files say of one person."""

    rows: list[tuple[int, Line]] = field(default_factory=list)  # by instant
    states: list[dict[str, Any]] = field(default_factory=list)
    consents: list[dict[str, Any]] = field(default_factory=list)


def audit(files: Iterable[Path], laws: Laws, asked: Asked) -> dict[str, Any]:
    """The report on the contacts of these files together; Unreadable if a column is missing or unknown."""
    report = Report()
    report.counts.update(rows=0, contacts=0, lawful=0, breaches=0, warnings=0)
    people: dict[str, Person] = {}
    for path in files:
        for line in read_lines(path, COLUMNS | IGNORED, NEEDED):
            report.counts["rows"] += 1
            _place(line, people, report)
    _others(asked.states, STATES, ("person_id", "state", "opened"), people, "states")
    _others(asked.consents, CONSENTS, ("person_id", "kind", "given"), people, "consents")
    _notes(asked, report)
    for person in people.values():
        person.rows.sort(key=lambda row: row[0])
        _judge_person(person, laws, asked, report)
    return {"findings": report.findings, "counts": dict(report.counts), "notes": report.notes}


def _place(line: Line, people: dict[str, Person], report: Report) -> None:
    try:
        at = clock.instant(line.values["at"], f"{line.where}, at")
    except (KeyError, Unreadable) as error:
        told = (
            f"{line.where}: at is empty. Every contact has an instant." if isinstance(error, KeyError) else str(error)
        )
        report.tell("unreadable", line.where, told)
        return
    person = line.values.get("person_id")
    if person is None:
        report.tell(
            "unreadable", line.where, f"{line.where}: person_id is empty. Write whose debt it was about, a code."
        )
        return
    people.setdefault(str(person), Person()).rows.append((at, line))


def _others(
    paths: Sequence[Path], columns: frozenset[str], needed: tuple[str, ...], people: dict[str, Person], name: str
) -> None:
    for path in paths:
        for line in read_lines(path, columns, needed):
            told = {NAMES.get(key, key): value for key, value in line.values.items() if key != "person_id"}
            getattr(people.setdefault(str(line.values.get("person_id")), Person()), name).append(told)


def _notes(asked: Asked, report: Report) -> None:
    if not asked.states:
        report.notes.append("no states were given (--states): disputes, attorneys and other holds were not judged")
    if not asked.consents:
        report.notes.append("no consents were given (--consents): contacts that need one count as made without it")
    if asked.known_from is None:
        report.notes.append("what happened before the file begins counts as nothing (--known-from says otherwise)")


def _judge_person(person: Person, laws: Laws, asked: Asked, report: Report) -> None:
    history: list[dict[str, Any]] = []
    loans: dict[str, dict[str, Any]] = {}
    for _, line in person.rows:
        where = f"{line.where}, contact {line.values.get('contact_id', line.number)}"
        try:
            contact = _contact(line)
            told = loans | {name: _loan(name, line.values) for name in contact["loan"]}
            case = {
                "mode": asked.mode,
                "books": None if asked.bind is None else list(asked.bind),
                "borrower": _borrower(line.values, asked),
                "loan": list(told.values()),
                "contact": contact,
                "history": list(history),
                "state": person.states,
                "consent": person.consents,
            }
            read = record.read(case, laws.places, line.where)
        except Unreadable as error:
            report.tell("unreadable", where, str(error))
            continue
        _judge(read, where, laws, asked, report)
        history.append(contact)
        loans = told


def _contact(line: Line) -> dict[str, Any]:
    told = line.values
    contact = {NAMES.get(key, key): told[key] for key in told if key in CONTACT or key == "point_id"}
    contact["loan"] = list(values.codes(told.get("loan_ids"), line.where, "loan_ids")) or ["A"]
    contact.setdefault("outcome", "unknown")
    return contact


def _loan(name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    loan = {NAMES.get(key, key): told[key] for key in told if key in LOAN or key == "loan_facts"}
    return {"id": name, "dpd": None, "product": None, **loan}


def _borrower(told: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    borrower = {key: told[key] for key in BORROWER if key in told}
    if asked.known_from is not None:
        borrower.setdefault("contacts_known_from", asked.known_from)
    return borrower


def _judge(read: Case, where: str, laws: Laws, asked: Asked, report: Report) -> None:
    report.counts["contacts"] += 1
    names = laws.binding(read, asked.country)
    if names is None:
        report.breach(dict(UNMAPPED), where)
        return
    found = verdict(read, laws.rules(names, asked.mode, read.contact.channel))
    report.counts["lawful"] += found["allowed"]
    report.counts["warnings"] += len(found["warnings"])
    for breach in found["breaches"]:
        report.breach(breach, where)


def bind(text: str | None, laws: Laws) -> tuple[str, ...] | None:
    """The books of `--bind cn,house`; Unreadable if one is not at hand."""
    if text is None:
        return None
    names = tuple(text.split(","))
    for name in names:
        if name not in laws.books:
            raise Unreadable(f"--bind: there is no book {name!r}. Books at hand: {', '.join(sorted(laws.books))}.")
    return names
