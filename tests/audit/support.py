"""What the tests of the auditor share: the standing laws, small books of their own, and cases around them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import eastwind.audit as auditor
from eastwind.audit import record
from eastwind.audit.books import Book
from eastwind.audit.laws import Laws
from eastwind.audit.record import Case
from eastwind.audit.row import Row, rows

ROOT = Path(__file__).resolve().parents[2]
BOOKS = ROOT / "src/eastwind/law/books"
DATA = ROOT / "src/eastwind/core/data"
CASES = ROOT / "tests/law/cases"
HEAD = 'force = "law"\nsince = 2000-01-01\n'
TUESDAY = "2026-03-10T10:00:00+08:00"


@cache
def standing() -> Laws:
    """The books and calendars of the product."""
    return auditor.load(BOOKS, DATA)


def book(*rules: str, name: str = "made") -> Laws:
    """Laws of one book with these rules; each gets an id, a force and a date unless it has them."""
    calendars, places = standing().calendars, standing().places
    tables = []
    for number, text in enumerate(rules, 1):
        table = {"id": f"made.{number}", **tomllib.loads(HEAD), **tomllib.loads(text)}
        tables.append(table)
    made = Book({"book": {"name": name}, "rule": tables}, f"{name}.toml", calendars)
    return Laws([made], None, calendars, places)


def case(at: str = TUESDAY, channel: str = "voice", **keys: Any) -> dict[str, Any]:
    """A case in Taiwan: `contact_…` keys go to the contact, others to the case."""
    contact = {"at": at, "channel": channel}
    contact |= {key.removeprefix("contact_"): keys.pop(key) for key in list(keys) if key.startswith("contact_")}
    return {"books": ["made"], "borrower": {"residence": "TW"}, "contact": contact, **keys}


def past(at: str, channel: str = "voice", **keys: Any) -> dict[str, Any]:
    """A past contact."""
    return {"at": at, "channel": channel, **keys}


def judge(laws: Laws, told: dict[str, Any]) -> dict[str, Any]:
    """The verdict."""
    return auditor.judge(told, laws)


def broken(laws: Laws, told: dict[str, Any]) -> bool:
    """Whether anything is broken."""
    return not judge(laws, told)["allowed"]


def only(laws: Laws, told: dict[str, Any]) -> dict[str, Any]:
    """The one breach."""
    (breach,) = judge(laws, told)["breaches"]
    return dict(breach)


def read(told: dict[str, Any]) -> Case:
    """The case, read."""
    return record.read(told, standing().places)


def row(told: dict[str, Any]) -> Row:
    """The first row of the case."""
    return rows(read(told))[0]
