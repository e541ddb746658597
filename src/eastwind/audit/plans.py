"""Plans: the rows under a plan's root, and the contacts among them.

In        `plan-<plan_id>/` of an opened log, the body of the plan's entry.
Out       findings: rows missing, altered or too many; contacts without facts; breaches.
Not here  whether facts agree with a row, and the law (facts).
Proof     tests/audit/test_opened.py takes away and alters rows.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from . import clock, facts, tree, words
from .errors import Unreadable
from .laws import Laws
from .report import LIST, NUMBER, OBJECT, TEXT, TEXT_OR_NULL, Report, Shape, misshapen, read_lines

BODY: Shape = {
    "plan_id": TEXT, "rows": NUMBER, "refusals": NUMBER, "rows_root": TEXT, "law_books": LIST, "mode": TEXT,
    "law_on": TEXT_OR_NULL, "laws": TEXT,
}  # fmt: skip
LINE: Shape = {"index": NUMBER, "salt": TEXT, "row": TEXT}
FACTS: Shape = {"row": NUMBER, "contact_id": TEXT, "person": TEXT, "case": OBJECT}
ROW: Shape = {
    "person_id": TEXT, "contact_id": TEXT_OR_NULL, "treatment": TEXT, "channel": TEXT_OR_NULL, "by": TEXT_OR_NULL,
    "starts_at": TEXT_OR_NULL, "point_id": TEXT_OR_NULL, "loan_ids": LIST,
}  # fmt: skip
SILENCE = "silence"


def audit(folder: Path, index: int, body: dict[str, Any], laws: Laws, country: str | None, report: Report) -> None:
    """Everything about one plan."""
    name = f"plan-{body['plan_id']}"
    report.counts["plans"] += 1
    try:
        if not re.fullmatch("[0-9a-f]{32}", body["plan_id"]) or body["mode"] not in words.MODES:
            raise Unreadable(f"its plan_id is {body['plan_id']!r}, its mode {body['mode']!r}: neither may be so")
        law_on = None if body["law_on"] is None else clock.day(body["law_on"], "law_on")
        rows = _rows(folder / name, name, body, report)
        told = _facts(folder / name, name, report)
    except Unreadable as error:
        report.tell("missing-row", f"entry {index}, {name}", str(error))
        return
    _books(body, laws, f"entry {index}, {name}", report)
    contacts = _contacts(rows, body, name, report)
    for number in told:
        if number not in contacts:
            report.tell("extra-facts", f"{name}, row {number}", "facts of a contact, and the row is none")
    for number, row in contacts.items():
        where = f"{name}, row {number}, contact {row['contact_id']}"
        if number not in told:
            report.tell("no-facts", where, "a contact, and contacts.jsonl does not say by which facts it was judged")
        else:
            facts.audit(told[number], row, where, laws, body["mode"], law_on, country, report)


def _books(body: dict[str, Any], laws: Laws, where: str, report: Report) -> None:
    """Whether the auditor's books are those of the plan: a missing one is a finding, another wording a note."""
    named = list(map(str, body["law_books"]))
    missing = [book for book in named if book not in laws.books]
    for book in missing:
        report.tell("books", where, f"the plan was judged by the book {book!r}, which is not at hand")
    if not missing and laws.digest(named) != body["laws"]:
        report.notes.append(
            f"{where}: the plan was judged by other law books or stacks of these names ({body['laws']}) than those at "
            f"hand ({laws.digest(named)}); it is judged again by those at hand"
        )


def _contacts(
    rows: dict[int, dict[str, Any]], body: dict[str, Any], name: str, report: Report
) -> dict[int, dict[str, Any]]:
    """The rows that are contacts: not the refusals at the end, not silence."""
    found: dict[int, dict[str, Any]] = {}
    for number, row in rows.items():
        if number >= body["rows"] - body["refusals"]:
            continue
        amiss = misshapen(row, ROW)
        if amiss is None and (row["contact_id"] is None) != (row["treatment"] == SILENCE):
            amiss = f"its treatment is {row['treatment']!r} and its contact_id {row['contact_id']!r}"
        if amiss is not None:
            report.tell("unreadable", f"{name}, row {number}", amiss)
        elif row["contact_id"] is not None:
            found[number] = row
    return found


def _rows(folder: Path, name: str, body: dict[str, Any], report: Report) -> dict[int, dict[str, Any]]:
    """The rows by index, after their root was verified."""
    leaves: dict[int, bytes] = {}
    rows: dict[int, dict[str, Any]] = {}
    for number, line in read_lines(folder / "rows.jsonl", LINE, report, f"{name}/rows.jsonl"):
        index, where = line["index"], f"{name}/rows.jsonl, line {number}"
        if not 0 <= index < body["rows"] or index in leaves:
            report.tell("extra-row", where, f"the plan has the rows 0 to {body['rows'] - 1}, each once")
            continue
        try:
            salt = bytes.fromhex(line["salt"])
            leaves[index] = salt + line["row"].encode()
            rows[index] = json.loads(line["row"])
            if len(salt) != 16:
                raise ValueError("a salt has 16 bytes")
        except (ValueError, TypeError, AttributeError) as error:
            report.tell("unreadable", where, f"it cannot be read: {error}")
    report.counts["rows"] += len(rows)
    for index in range(body["rows"]):
        if index not in leaves:
            report.tell("missing-row", f"{name}, row {index}", "the plan has it, and rows.jsonl does not show it")
    if len(leaves) == body["rows"]:
        root = tree.root_of(leaves[index] for index in range(body["rows"])).hex()
        if root != body["rows_root"]:
            report.tell("rows-root", name, f"its rows lead to the root {root}, logged is {body['rows_root']}")
    return rows


def _facts(folder: Path, name: str, report: Report) -> dict[int, dict[str, Any]]:
    told: dict[int, dict[str, Any]] = {}
    for number, line in read_lines(folder / "contacts.jsonl", FACTS, report, f"{name}/contacts.jsonl"):
        if told.setdefault(line["row"], line) is not line:
            report.tell("extra-facts", f"{name}/contacts.jsonl, line {number}", f"row {line['row']} has facts already")
    return told
