"""Plans: the rows under a plan's root, and the contacts among them.

In        `plan-<plan_id>/` of an opened log, the body of the plan's entry.
Out       findings: rows missing, altered or too many; contacts without facts; breaches.
Not here  whether facts agree with a row, and the law (facts).
Proof     tests/audit/test_opened.py takes away and alters rows.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from . import clock, facts, tree
from .errors import Unreadable
from .laws import Laws
from .report import Report, read_lines

ROW = frozenset(("index", "salt", "row"))
FACTS = frozenset(("row", "contact_id", "person", "case"))
SILENCE = "silence"


def audit(folder: Path, index: int, body: dict[str, Any], laws: Laws, country: str | None, report: Report) -> None:
    """Everything about one plan."""
    name = f"plan-{body.get('plan_id')}"
    report.counts["plans"] += 1
    try:
        rows = _rows(folder / name, name, body, report)
        told = _facts(folder / name, name, report)
    except Unreadable as error:
        report.tell("missing-row", f"entry {index}, {name}", str(error))
        return
    for book in body.get("law_books", ()):
        if book not in laws.books:
            report.tell(
                "books", f"entry {index}, {name}", f"the plan was judged by the book {book!r}, which is not at hand"
            )
    contacts = {number: row for number, row in rows.items() if _is_contact(row, number, body)}
    for number in told:
        if number not in contacts:
            report.tell("extra-facts", f"{name}, row {number}", "facts of a contact, and the row is none")
    law_on = None if body.get("law_on") is None else clock.day(body["law_on"], f"{name}, law_on")
    for number, row in contacts.items():
        where = f"{name}, row {number}, contact {row.get('contact_id')}"
        if number not in told:
            report.tell("no-facts", where, "a contact, and contacts.jsonl does not say by which facts it was judged")
        else:
            facts.audit(told[number], row, where, laws, str(body.get("mode")), law_on, country, report)


def _is_contact(row: dict[str, Any], number: int, body: dict[str, Any]) -> bool:
    refusal = number >= body["rows"] - body.get("refusals", 0)
    return not refusal and row.get("contact_id") is not None and row.get("treatment") != SILENCE


def _rows(folder: Path, name: str, body: dict[str, Any], report: Report) -> dict[int, dict[str, Any]]:
    """The rows by index, after their root was verified."""
    leaves: dict[int, bytes] = {}
    rows: dict[int, dict[str, Any]] = {}
    for number, line in read_lines(folder / "rows.jsonl", ROW, report, f"{name}/rows.jsonl"):
        index, where = line["index"], f"{name}/rows.jsonl, line {number}"
        if not isinstance(index, int) or not 0 <= index < body["rows"] or index in leaves:
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
        if root != body.get("rows_root"):
            report.tell("rows-root", name, f"its rows lead to the root {root}, logged is {body.get('rows_root')}")
    return rows


def _facts(folder: Path, name: str, report: Report) -> dict[int, dict[str, Any]]:
    told: dict[int, dict[str, Any]] = {}
    for number, line in read_lines(folder / "contacts.jsonl", FACTS, report, f"{name}/contacts.jsonl"):
        if told.setdefault(line["row"], line) is not line:
            report.tell("extra-facts", f"{name}/contacts.jsonl, line {number}", f"row {line['row']} has facts already")
    return told
