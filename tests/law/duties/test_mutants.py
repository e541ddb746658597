"""Every number, date and condition of every duty is held by a worked case: change or drop one, and a case fails."""

import copy
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from eastwind.core import words
from eastwind.law import Laws, due, event_cases
from eastwind.law.books import FOLDER, Book
from eastwind.law.cases import Case, read
from eastwind.law.duties import rules
from eastwind.law.duties.periodic import Periodic
from eastwind.law.reading import BookError

CASES = Path(__file__).parents[1] / "cases"
TABLES = [
    (path.stem, table)
    for path in sorted(FOLDER.glob("*.toml"))
    for table in tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
    if table["kind"] in rules.KINDS
]
DROPPED = (
    "facts", "any_facts", "without_facts", "lenders", "products", "collectors", "loan_facts", "without_loan_facts",
    "residence", "dpd", "hold", "done", "ends", "renewed", "roll", "letter", "after", "first", "day_one",
    "at_most", "per",
)  # fmt: skip


@cache
def cases() -> dict[str, list[tuple[Case, Any]]]:
    """Cases about events by the rule they name, each with its facts."""
    found: dict[str, list[tuple[Case, Any]]] = {}
    for path in sorted(CASES.glob("*.toml")):
        for case in read(path):
            if case.owed is not None:
                found.setdefault(case.owed.rule, []).append((case, case.facts))
    return found


def numbers(table: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], int]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from numbers(value, (*path, key))
        elif isinstance(value, int) and not isinstance(value, bool):
            yield (*path, key), value


def mutants(table: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rule with one thing changed, and what."""
    for path, value in numbers(table):
        for step in (-1, 1):
            mutant = copy.deepcopy(table)
            inner = mutant
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = value + step
            yield f"{'.'.join(path)} {value} → {value + step}", mutant
    for key in DROPPED:
        if key in table:
            yield f"without {key}", {k: v for k, v in table.items() if k != key}
    for key in (*DROPPED, "events"):
        if isinstance(table.get(key), list) and len(table[key]) > 1:
            for word in table[key]:
                yield f"{key} without {word}", {**table, key: [other for other in table[key] if other != word]}
    for key in ("since", "until"):
        if key in table:
            for step in (-1, 1):
                yield f"{key} {step:+} day", {**table, key: table[key] + timedelta(days=step)}


def fails(name: str, table: dict[str, Any], others: list[dict[str, Any]]) -> bool:
    """Whether any case about the rule fails where one part of it is changed."""
    tables = [*others, table]
    read_in = {mode: [rules.read(one, name, name, mode) for one in tables] for mode in words.MODES}
    duties = {mode: tuple(duty for duty in found if duty is not None) for mode, found in read_in.items()}
    laws = Laws((Book(name, {}, {}, "", {}, duties),), {}, (), pinned=True)
    per = {duty.part: duty.body.per for found in duties.values() for duty in found if isinstance(duty.body, Periodic)}
    for case, facts in cases().get(table["id"], []):
        assert case.owed is not None
        assert case.events is not None
        found = due(case.events, facts, laws, case.at, mode=case.mode)
        if event_cases.differences(case.owed, found, case.events, per):
            return True
    return False


@pytest.mark.parametrize("place", range(len(TABLES)), ids=[f"{t['id']}-{t.get('part', '')}" for _, t in TABLES])
def test_whatever_is_changed_in_a_duty_some_case_fails(place: int) -> None:
    name, table = TABLES[place]
    others = [t for k, (_, t) in enumerate(TABLES) if t["id"] == table["id"] and k != place]
    survivors = []
    for what, mutant in mutants(table):
        try:
            if not fails(name, mutant, others):
                survivors.append(what)
        except BookError:
            continue  # nonsense is refused when the book is read
    assert not survivors
    assert not fails(name, table, others)
