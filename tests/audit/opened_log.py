"""A true log, opened: one plan of three rows, two contacts that went out; and ways to spoil it.

The public part is written by eastwind.tlog, which the auditor does not know; what is opened is written here, from
docs/reference/opened-log.md alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eastwind import law, tlog
from eastwind.audit import canonical, opened
from eastwind.tlog.keys import entry_key
from tests.audit.support import standing
from tests.tlog.support import KEYS, SIGNER

PLAN = "a" * 32
FIRST, SECOND, PLANNED = "1" * 32, "2" * 32, "3" * 32
Lines = list[dict[str, Any]]


def facts(at: str, person: str, **contact: Any) -> dict[str, Any]:
    """The facts of a lawful text message in Taiwan."""
    told = {"at": at, "channel": "sms", "loan": [f"L-{person}"], "point": f"{person}-sms", **contact}
    return {"borrower": {"residence": "TW"}, "loan": [{"id": f"L-{person}", "lender": "bank"}], "contact": told}


def body(person: str, contact_id: str, transition: str, at: str) -> dict[str, Any]:
    """The body of a contact's entry, as far as auditors read it."""
    return {
        "kind": "contact", "at": at, "contact_id": contact_id, "transition": transition, "plan_id": None,
        "channel": "sms", "direction": "out", "to": "borrower", "by": "creditor", "point_id": f"{person}-sms",
        "loan_ids": [f"L-{person}"], "purpose": "collect", "starts_at": at, "allowed": True,
    }  # fmt: skip


def row(person: str, contact_id: str | None, at: str | None) -> dict[str, Any]:
    """A plan's row, as far as auditors read it."""
    return {
        "person_id": person, "contact_id": contact_id, "treatment": "sms-gentle" if contact_id else "silence",
        "channel": "sms" if contact_id else None, "by": "creditor", "starts_at": at,
        "point_id": f"{person}-sms" if contact_id else None, "loan_ids": [f"L-{person}"] if contact_id else [],
    }  # fmt: skip


EARLY, LATE = "2026-03-10T02:00:00Z", "2026-03-24T02:00:00Z"
ROWS = [
    row("p-3", PLANNED, EARLY),
    row("p-1", None, None),
    {"person_id": "p-4", "treatment": "sms-gentle", "channel": "sms", "starts_at": EARLY, "rule": "house.opt-out"},
]


def plan_body(leaves: list[bytes]) -> dict[str, Any]:
    """The body of the plan's entry."""
    return {
        "kind": "plan", "at": EARLY, "plan_id": PLAN, "rows": 3, "refusals": 1,
        "rows_root": tlog.rows_root(leaves).hex(),
        "law_books": ["house", "tw"], "mode": "cautious", "law_on": None,
        "laws": law.load(["house", "tw"]).digest,
    }  # fmt: skip


def write(folder: Path) -> Path:
    """The folder of a log without fault."""
    log, entries = tlog.Log(folder / "log", SIGNER), tlog.MemoryEntries()
    texts = [canonical.write(one) for one in ROWS]
    leaves = list(tlog.blinded(tlog.row_key(KEYS, PLAN), [text.encode() for text in texts]))
    pended = [
        (plan_body(leaves), "", "plan"),
        (body("p-1", FIRST, "sending", EARLY), "p-1", "contact"),
        (body("p-2", SECOND, "sending", EARLY), "p-2", "contact"),
        (body("p-1", FIRST, "delivered", EARLY), "p-1", "contact"),
        (body("p-1", "4" * 32, "planned", LATE), "p-1", "contact"),
        (body("p-1", "4" * 32, "sending", LATE), "p-1", "contact"),
    ]
    for number, (said, person, retention) in enumerate(pended, 1):
        entries.pend(tlog.Entry(said, person or None, retention), KEYS)
        if number == 2:
            log.integrate(entries)  # an older checkpoint stays in the folder
    point = log.integrate(entries)
    sealed = list(entries.rows(0, point.size))
    lines(folder / "entries.jsonl", [_opened(index, one) for index, one in enumerate(sealed)])
    people = ("", "p-1", "p-2")
    lines(folder / "people.jsonl", [{"person": one, "log_key": KEYS.obtain(one, "tag").hex()} for one in people])
    history = [{**facts(EARLY, "p-1")["contact"], "outcome": "delivered"}]
    later = {**facts(LATE, "p-1"), "history": history}
    told = [
        {"entry": 1, "contact_id": FIRST, "person": "p-1", "case": facts(EARLY, "p-1")},
        {"entry": 2, "contact_id": SECOND, "person": "p-2", "case": facts(EARLY, "p-2")},
        {"entry": 5, "contact_id": "4" * 32, "person": "p-1", "case": later},
    ]
    lines(folder / "contacts.jsonl", told)
    plan = folder / f"plan-{PLAN}"
    plan.mkdir()
    opened_rows = zip(leaves, texts, strict=True)
    lines(
        plan / "rows.jsonl",
        [{"index": i, "salt": leaf[:16].hex(), "row": text} for i, (leaf, text) in enumerate(opened_rows)],
    )
    lines(plan / "contacts.jsonl", [{"row": 0, "contact_id": PLANNED, "person": "p-3", "case": facts(EARLY, "p-3")}])
    manifest = {
        "format": opened.FORMAT, "vkey": (folder / "log/log.vkey").read_text().strip(), "size": point.size,
        "root": point.root.hex(), "country": "TW", "mode": "cautious",
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def _opened(index: int, sealed: tlog.Sealed) -> dict[str, Any]:
    assert sealed.body is not None
    assert sealed.person_id is not None
    assert sealed.n is not None
    key = entry_key(KEYS.obtain(sealed.person_id, sealed.retention), sealed.n)
    leaf = sealed.leaf.decode()
    return {"index": index, "leaf": leaf, "person": sealed.person_id, "body": sealed.body.decode(), "key": key.hex()}


def lines(path: Path, told: Lines) -> None:
    """Write a .jsonl file."""
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in told), "utf-8")


def change(path: Path, how: Callable[[Lines], Any]) -> None:
    """Read a .jsonl file, let `how` alter its lines, write it."""
    told = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    how(told)
    lines(path, told)


def codes(folder: Path, published: str | None = None) -> list[str]:
    """The codes of what an auditor finds."""
    return [finding["code"] for finding in opened.audit(folder, standing(), published)["findings"]]
