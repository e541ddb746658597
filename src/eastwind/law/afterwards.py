"""Afterwards: past contacts judged by the gate, each as of its own time, with the earlier ones of the person behind it.

In        rows of a call list (docs/reference/call-files.md), typed; states and consents by person; which laws bind.
Out       a verdict each, as gathering gives it, and for what cannot be judged the reason.
Not here  reading files (cli.calllist), counting and showing (cli.lawaudit, report.pastcontacts).
Proof     tests/law/test_afterwards.py compares with an auditor that shares no code, on made lists.

All rows of a person that tell the same of the debts and of where the person lives are candidates over one set of facts:
the gate itself leaves out of a contact's history what did not happen before it. A loan is as the last row told it;
what no row tells of it is unknown, not a case's default.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final

import polars as pl

from eastwind.core import places, words
from eastwind.law import books
from eastwind.law.books import Laws
from eastwind.law.compiling import LOAN_NUMBERS, Compiler, Parts, frames
from eastwind.law.gate import UNMAPPED, judge
from eastwind.law.gathering import SHOWN, verdict_of
from eastwind.law.plain import LOAN_DATES
from eastwind.law.reading import BookError, Params

Record = dict[str, Any]

BATCH_ROWS: Final = 100_000  # of history, judged in one call of the gate
# Columns of a row, by the table of a worked case that they belong to, and what they are called there.
BORROWER: Final = ("residence", "time_zones", "contacts_known_from")
LOAN: Final = {
    **{name: name for name in ("product", "lender", "collector", "account", "currency", "dpd")},
    **{name: name for name in (*LOAN_NUMBERS, *LOAN_DATES)},
    "loan_facts": "facts",
}
CONTACT: Final = {
    **{
        name: name
        for name in (
            "at", "channel", "direction", "to", "person", "by", "place", "provenance", "purpose", "visitors",
            "missed_meetings", "abandon_rate_bp", "names", "period_ends", "facts", "contains", "lacks", "outcome",
            "outcome_at",
        )
    },
    "point_id": "point",
}  # fmt: skip
ALL_CONTENT: Final = words.ITEMS + words.PARTS


@dataclass(frozen=True, slots=True)
class Asked:
    """How the rows are judged. `bind`: these books for every row; None = those of the places and of `country`."""

    mode: str = "cautious"
    country: str | None = None
    bind: tuple[str, ...] | None = None
    known_from: datetime | None = None
    states: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    consents: Mapping[str, Sequence[Record]] = field(default_factory=dict)


@dataclass(slots=True)
class _File:
    """Rows of one person over one set of facts: which rows they are, and how many loans each is about."""

    parts: Parts
    rows: list[int]
    loans: list[int]


def verdicts(rows: Sequence[Record], asked: Asked) -> tuple[list[Record | None], dict[int, str]]:
    """The verdict on each row, None where it cannot be judged; and by the place of such a row, why not.

    A row has the columns of a call list under their names; a key that is absent is an empty cell.
    """
    found: list[Record | None] = [None for _ in rows]
    wrong: dict[int, str] = {}
    people: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        people.setdefault(row["person_id"], []).append(place)
    waiting: dict[tuple[str, ...] | None, list[_File]] = {}
    sizes: dict[tuple[str, ...] | None, int] = {}
    for person, members in people.items():
        members.sort(key=lambda place: rows[place]["at"])
        for made in _files(person, members, rows, asked, wrong):
            names = asked.bind or books.stack(made.parts.situation[0], asked.country, _every())
            waiting.setdefault(names, []).append(made)
            sizes[names] = sizes.get(names, 0) + len(made.parts.contacts)
            if sizes[names] >= BATCH_ROWS:
                _judge(names, waiting.pop(names), asked.mode, found)
                sizes[names] = 0
    for names, files in waiting.items():
        _judge(names, files, asked.mode, found)
    return found, wrong


def _judge(names: tuple[str, ...] | None, files: Sequence[_File], mode: str, found: list[Record | None]) -> None:
    """Judge these files under these books, and put each verdict where its row is."""
    members = [row for file in files for row in file.rows]
    if names is None:
        for row in members:
            found[row] = {"allowed": False, "lawful_from": None, "breaches": [_unmapped()], "warnings": []}
        return
    candidates, facts = frames([file.parts for file in files])
    about = [loans for file in files for loans in file.loans]
    number = [candidate for candidate, loans in enumerate(about) for _ in range(loans)]
    candidates = candidates.with_columns(pl.Series("candidate", number, candidates.schema["candidate"]))
    told = verdict_of(judge(candidates, facts, _laws(names), as_of=None, mode=mode))
    for row, verdict in zip(members, told, strict=True):
        found[row] = verdict


def _unmapped() -> Record:
    return {**dict.fromkeys(SHOWN), "rule": UNMAPPED, "part": "", "force": "law"}


def _files(
    person: str, members: Iterable[int], rows: Sequence[Record], asked: Asked, wrong: dict[int, str]
) -> Iterator[_File]:
    """The contacts of one person, in the order of time, parted where what is told of the debts or the place changes."""
    states, consents = asked.states.get(person, ()), asked.consents.get(person, ())
    told: dict[str, Record] = {
        one["loan_id"]: {"id": one["loan_id"], "collector": "creditor"}
        for one in (*states, *consents)
        if one.get("loan_id") is not None
    }
    names = dict.fromkeys([*told, *(name for row in members for name in _loan_ids(rows[row]))])
    compiler = _compiler(person, names)
    history: list[Record] = []
    open_: _File | None = None
    last: Any = None
    for row in members:
        said = rows[row]
        try:
            contact = compiler.contact(Params(_contact(said), f"contact {row}", empties=True), of_history=True)
            loans = told | {name: _loan(name, said) for name in _loan_ids(said)}
            key = (said.get("by", "creditor"), loans, {name: said.get(name) for name in BORROWER})
            if open_ is None or key != last:
                compiler.caller = said.get("by", "creditor")
                opened = _File(_parts(compiler, loans, said, asked, states, consents), [], [])
                opened.parts.contacts.extend(dict(one) for one in history)
                if open_ is not None:
                    yield open_
                open_ = opened
        except (BookError, places.UnknownPlace) as error:
            wrong[row] = str(error)
            continue
        open_.rows.append(row)
        open_.loans.append(len(contact))
        open_.parts.candidate.extend(dict(one) for one in contact)
        open_.parts.contacts.extend(dict(one) for one in contact)
        history += contact
        told, last = loans, key
    if open_ is not None:
        yield open_


def _compiler(person: str, names: Iterable[str]) -> Compiler:
    table = {"loan": [{"id": name} for name in names]}
    return Compiler(Params(table, f"person {person}", empties=True), Params({}, f"person {person}"))


def _parts(
    compiler: Compiler,
    loans: Mapping[str, Record],
    said: Record,
    asked: Asked,
    states: Sequence[Record],
    consents: Sequence[Record],
) -> Parts:
    """The facts of a person but the contacts."""
    where = compiler.params.where
    lived = tuple(said.get("residence") or ())
    zones = said.get("time_zones")
    if zones is None:
        zones = [zone for place in lived for zone in places.zones_of(place)]
    return Parts(
        situation=(lived, tuple(zones), ()),
        known_from=said.get("contacts_known_from", asked.known_from),
        candidate=[],
        contacts=[],
        states=[compiler.state(Params(_named(one), f"{where}, state", empties=True)) for one in states],
        consents=[compiler.consent(Params(_named(one), f"{where}, consent", empties=True)) for one in consents],
        loans=[
            _unknown(table, compiler.loan(Params(table, f"{where}, loan", empties=True))) for table in loans.values()
        ],
        agencies=compiler.agencies,
    )


def _named(said: Record) -> Record:
    renamed = {"loan_id": "loan", "point_id": "point"}
    return {renamed.get(name, name): value for name, value in said.items() if name != "person_id"}


def _loan_ids(said: Record) -> list[str]:
    return list(dict.fromkeys(said.get("loan_ids") or ["A"]))


def _loan(name: str, said: Record) -> Record:
    return {"id": name} | {theirs: said[ours] for ours, theirs in LOAN.items() if said.get(ours) is not None}


def _unknown(table: Record, row: Record) -> Record:
    """A worked case takes days past due and product for granted; a call list that does not tell them does not know."""
    return row | {name: None for name in ("dpd", "product") if name not in table}


def _contact(said: Record) -> Record:
    """The contact as a worked case has it, as it turned out."""
    contact = {theirs: said[ours] for ours, theirs in CONTACT.items() if said.get(ours) is not None}
    contact["loan"] = _loan_ids(said)
    contact.setdefault("outcome", "unknown")
    if said.get("found") is not None:  # the whole content is known: what was not found is not there
        here = dict.fromkeys([*contact.get("contains", ()), *said["found"]])
        contact["contains"] = list(here)
        contact["lacks"] = [item for item in ALL_CONTENT if item not in here or item in contact.get("lacks", ())]
    return contact


@cache
def _laws(names: tuple[str, ...]) -> Laws:
    return books.load(names, pinned=True)


@cache
def _every() -> Laws:
    return books.load(books.available())
