"""Mutants of duties, noticed: whether some worked case about an event fails where a duty is changed.

In        a mutant of a duty, the worked cases that name it.
Out       "case", "survived", or None where the changed duty is refused, or is the same duty.
Not here  rules of the gate (mutants_noticed).
Proof     tests/law/test_mutants.py.

A case names the duty meant, so only the duties of that id are asked: the changed one among its parts and versions.
"""

from collections import defaultdict
from dataclasses import replace
from functools import cache
from typing import Final

from eastwind.core import words
from eastwind.core.facts import Facts
from eastwind.law import Laws, books, due, event_cases
from eastwind.law.books import Book
from eastwind.law.cases import Case
from eastwind.law.duties import rules
from eastwind.law.duties.periodic import Periodic
from eastwind.law.duties.rules import Duty
from eastwind.law.reading import BookError
from tests.law.fuzz.mutants_made import Mutant, Table
from tests.law.fuzz.mutants_noticed import worked

Duties = dict[str, Duty | None]  # by mode
MODES: Final = words.MODES


def fate(mutant: Mutant) -> str | None:
    """What becomes of a mutant of a duty."""
    tables = books.read(books.FOLDER / f"{mutant.book}.toml").content["rule"]
    was = _read(tables[mutant.number], mutant.book)
    try:
        now = _read(mutant.table, mutant.book)
    except BookError:
        return None
    if all(_told(now[mode]) == _told(was[mode]) for mode in MODES):
        return None
    rule = mutant.table["id"]
    mixed = [
        now if place == mutant.number else _read(table, mutant.book)
        for place, table in enumerate(tables)
        if table["id"] == rule and table["kind"] in rules.KINDS
    ]
    return "case" if _fails(mutant.book, rule, mixed) else "survived"


def _fails(book: str, rule: str, duties: list[Duties]) -> bool:
    """Whether a case that names the rule fails where these are its parts and versions."""
    by_mode = {mode: tuple(duty for one in duties if (duty := one[mode]) is not None) for mode in MODES}
    laws = Laws((Book(book, {}, {}, "", {}, by_mode),), {}, (), pinned=True)
    per = {duty.part: duty.body.per for some in by_mode.values() for duty in some if isinstance(duty.body, Periodic)}
    for case, facts in _named().get(rule, ()):
        assert case.owed is not None
        assert case.events is not None
        found = due(case.events, facts, laws, case.at, mode=case.mode)
        if event_cases.differences(case.owed, found, case.events, per):
            return True
    return False


@cache
def _named() -> dict[str, list[tuple[Case, Facts]]]:
    """Cases about events, by the rule they name, each with its facts."""
    found: dict[str, list[tuple[Case, Facts]]] = defaultdict(list)
    for case in worked():
        if case.owed is not None:
            found[case.owed.rule].append((case, case.facts))
    return found


def _read(table: Table, book: str) -> Duties:
    return {mode: rules.read(table, book, "a mutant", mode) for mode in MODES}


def _told(duty: Duty | None) -> str:
    """All that a duty says; equal texts are one duty, however the table was written."""
    return "" if duty is None else repr(replace(duty, numbers={}))
