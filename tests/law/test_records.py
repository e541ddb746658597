"""Facts told as a worked case and compiled again are the facts they were: the gate says the same of both."""

import json
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from eastwind import law
from eastwind.core import words
from eastwind.law import cases
from eastwind.law.cases import Case
from eastwind.law.records import Names, records
from tests.law.people import case, together

FOLDER = Path(__file__).parent / "cases"
FILES = sorted(FOLDER.glob("*.toml"))
DATES = ("_on", "period_ends")
INSTANTS = ("at", "outcome_at", "opened", "closed", "given", "withdrawn", "until", "contacts_known_from")


def read_again(value: Any, key: str = "") -> Any:
    """JSON with dates and instants as TOML has them."""
    if isinstance(value, dict):
        return {name: read_again(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [read_again(inner, key) for inner in value]
    if isinstance(value, str) and key in INSTANTS:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(value, str) and key.endswith(DATES) else value


def again(record: dict[str, Any]) -> dict[str, Any]:
    """The record as `case` takes it: `found` as what is there and what is lacking, places as residence."""
    record = read_again(json.loads(json.dumps(record)))
    contact, borrower = record.pop("contact"), record.pop("borrower")
    borrower["residence"] = borrower.pop("places", None) or borrower.get("residence", [])
    if "found" in contact:
        found = contact.pop("found")
        contact |= {"contains": found, "lacks": [w for w in words.ITEMS + words.PARTS if w not in found]}
    return {"contact": contact, "borrower": borrower, **record}


def verdicts(candidates, facts, books, mode):
    """What the gate says of each candidate, as of its own moment."""
    found = law.judge(candidates, facts, law.load(books, pinned=True), None, mode=mode)
    return [getattr(found, name).to_dicts() for name in ("candidates", "breaches", "warnings")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_worked_case_told_and_compiled_again_gets_the_same_verdict(path):
    groups: dict[tuple[tuple[str, ...], str], list[Case]] = {}
    for one in cases.read(path):
        if one.owed is None and not set(one.books) - set(law.available()):
            groups.setdefault((one.books, one.mode), []).append(one)
    for (books, mode), some in groups.items():
        candidates, facts = cases.together(some)
        told = list(records(candidates, facts, Names([f"loan-{row}" for row in range(facts.loans.height)])))
        assert len(told) == len(some)
        compiled = together([case(mode=mode, **again(record)) for record in told])
        expected = verdicts(candidates, facts, books, mode)
        assert verdicts(compiled[1], compiled[0], books, mode) == expected, [one.id for one in some]
    contacts = [table for table in tomllib.loads(path.read_text(encoding="utf-8"))["case"] if "contact" in table]
    assert groups or not contacts


def test_each_person_s_record_holds_their_own_rows_alone():
    people = [
        case({"at": datetime.fromisoformat(f"2026-04-0{day}T10:00:00+08:00")}, loan=[{"id": "A", "dpd": day}],
             history=[{"at": datetime.fromisoformat("2026-03-01T10:00:00+08:00"), "channel": "sms"}] * day)
        for day in (1, 2, 3)
    ]  # fmt: skip
    facts, candidates = together(people)
    found = list(records(candidates, facts))
    assert [len(record["history"]) for record in found] == [1, 2, 3]
    assert [record["loan"][0]["dpd"] for record in found] == [1, 2, 3]
    assert [record["contact"]["loan"] for record in found] == [["loan-0"], ["loan-1"], ["loan-2"]]


def test_a_contact_about_several_loans_is_one_contact_in_the_record():
    at = datetime.fromisoformat("2026-04-01T10:00:00+08:00")
    loans = [{"id": "A"}, {"id": "B"}]
    past = {"at": datetime.fromisoformat("2026-03-01T10:00:00+08:00"), "channel": "sms", "loan": ["A", "B"]}
    facts, candidate = case({"at": at, "loan": ["A", "B"]}, loan=loans, history=[past, past])
    (record,) = records(candidate, facts, Names(["A", "B"]))
    assert record["contact"]["loan"] == ["A", "B"]
    assert [past["loan"] for past in record["history"]] == [["A", "B"], ["A", "B"]]


def test_content_that_is_known_whole_is_told_as_found():
    at = datetime.fromisoformat("2026-04-01T10:00:00+08:00")
    everything = words.ITEMS + words.PARTS
    here = ["identity", "opt-out"]
    facts, candidate = case({"at": at, "contains": here, "lacks": [one for one in everything if one not in here]})
    (record,) = records(candidate, facts)
    assert record["contact"]["found"] == here
    assert "lacks" not in record["contact"]
