"""Mutants, noticed: whether some worked case fails where a rule of the gate is changed.

In        a mutant of a gate rule, the worked cases (tests/law/cases), the books.
Out       "case" (a worked case fails), "random" (only a random case aimed at the change is judged differently),
          "survived" (neither), or None: the changed rule is refused, or is the same rule, and no mutant.
Not here  duties (mutants_owed), the run and its tables (mutants).
Proof     tests/law/test_mutants.py: what is said here is what `law check` says under the changed book.

A change touches one entry of one book, so what the gate says of everything else stands. That is asked once; of a mutant
the gate is asked about the one entry, over all cases of its book and mode together. Where this leaves every case as
expected, those that say when a contact is lawful again are judged whole, if that entry lets them pass at another time.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from eastwind.core import words
from eastwind.core.facts import Facts
from eastwind.law import books, cases, gate, rules
from eastwind.law.books import Book, Laws
from eastwind.law.cases import Case
from eastwind.law.check import _differences, _judged
from eastwind.law.columns import Table as Columns
from eastwind.law.duties import rules as duties
from eastwind.law.gathering import gather
from eastwind.law.reading import BookError
from eastwind.law.rules import Rule
from eastwind.law.search import Group
from tests.law.fuzz import aim
from tests.law.fuzz.mutants_made import Mutant, Table

CASES: Final = Path(__file__).parents[1] / "cases"
AIMED: Final = 300
SEED: Final = 1
Spoken = tuple[set[str], set[str]]  # ids of breaches, of warnings


@dataclass(slots=True, eq=False)
class Bench:
    """The worked cases of a book in one mode, and what the gate says of them as the law stands."""

    book: str
    mode: str
    rules: list[Rule | None]  # by place in the book; None = a duty, or not known to the mode
    cases: list[Case]
    candidates: pl.DataFrame
    facts: Facts
    elsewhere: list[Spoken]  # by case: what other books of the case say
    groups: list[Group]
    broken: list[set[int]]  # by place: the cases that break it

    def notices(self, place: int, rule: Rule | None) -> bool:
        """Whether a case fails where `rule` stands at `place`."""
        now, was = broken(rule, self.groups), self.broken[place]
        speaks = rule or self.rules[place]
        assert speaks is not None
        if any(self._fails(case, place, speaks, case in now) for case in now ^ was):
            return True
        timed = [case for case in now & was if self._says_when(case)] if speaks.force != "warning" else []
        if not timed:
            return False
        some = self.candidates.filter(pl.col("candidate").is_in(timed))
        until = [_until(one, self.mode, some, self.facts) for one in (rule, self.rules[place])]
        moved = [case for case in timed if until[0][case] != until[1][case]]
        return any(self._lawful_otherwise(case, place, rule) for case in moved)

    def _fails(self, case: int, place: int, rule: Rule, broken: bool) -> bool:
        """Whether a case fails where the rule at `place` is broken, or is not, and all else stands."""
        expect = self.cases[case].expect
        assert expect is not None
        breaches, warnings = (set(ids) for ids in self.elsewhere[case])
        for other, found in enumerate(self.broken):
            speaks = rule if other == place else self.rules[other]
            if speaks is not None and (broken if other == place else case in found):
                (warnings if speaks.force == "warning" else breaches).add(speaks.id)
        told = replace(expect, lawful_from=None)
        return bool(_differences(told, {"allowed": not breaches}, breaches, warnings))

    def _says_when(self, case: int) -> bool:
        expect = self.cases[case].expect
        return expect is not None and expect.lawful_from is not None

    def _lawful_otherwise(self, case: int, place: int, rule: Rule | None) -> bool:
        """Whether a case fails that says when the contact is lawful again: it is judged whole."""
        one = self.cases[case]
        mixed = [rule if k == place else other for k, other in enumerate(self.rules)]
        own = {self.mode: tuple(other for other in mixed if other is not None)}
        whole = books.load(one.books, pinned=True).books
        changed = tuple(replace(book, rules=own) if book.name == self.book else book for book in whole)
        return bool(_judged([one], Laws(changed, {}, (), pinned=True), self.mode)[0])


def fate(mutant: Mutant) -> str | None:
    """What becomes of a mutant of a gate rule."""
    table = books.read(books.FOLDER / f"{mutant.book}.toml").content["rule"][mutant.number]
    try:
        pairs = {
            mode: (_read(mutant.table, mutant.book, mode), _read(table, mutant.book, mode)) for mode in words.MODES
        }
    except BookError:
        return None
    changed = {mode: now for mode, (now, was) in pairs.items() if _told(now) != _told(was)}
    if not changed:
        return None
    told = benches(mutant.book)
    if any(told[mode].notices(mutant.number, now) for mode, now in changed.items() if mode in told):
        return "case"
    return "random" if _random_notices(mutant, table) else "survived"


@cache
def worked() -> tuple[Case, ...]:
    """Every worked case."""
    return tuple(case for path in sorted(CASES.glob("*.toml")) for case in cases.read(path))


@cache
def benches(name: str) -> dict[str, Bench]:
    """By mode, the cases of a book that are about contacts."""
    return {mode: bench for mode in words.MODES if (bench := _bench(name, mode)) is not None}


def _bench(name: str, mode: str) -> Bench | None:
    some = [case for case in worked() if name in case.books and case.mode == mode and case.expect is not None]
    if not some:
        return None
    candidates, facts = cases.together(some)
    tables = books.read(books.FOLDER / f"{name}.toml").content["rule"]
    own = [_read(table, name, mode) for table in tables]
    bench = Bench(
        name, mode, own, some, candidates, facts, _elsewhere(some, name, mode), grouped(candidates, facts), []
    )
    bench.broken = [broken(rule, bench.groups) for rule in own]
    return bench


def _elsewhere(some: list[Case], name: str, mode: str) -> list[Spoken]:
    """What the books of each case say beside one of them."""
    found: list[Spoken] = [(set(), set()) for _ in some]
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, case in enumerate(some):
        groups[tuple(other for other in case.books if other != name)].append(place)
    for names, members in groups.items():
        if not names:
            continue
        candidates, facts = cases.together([some[place] for place in members])
        verdicts = gate.judge(candidates, facts, books.load(names, pinned=True), None, mode=mode)
        for which, frame in enumerate((verdicts.breaches, verdicts.warnings)):
            for candidate, rule in frame.select("candidate", "rule").rows():
                found[members[candidate]][which].add(rule)
    return found


def _read(table: Table, book: str, mode: str) -> Rule | None:
    """A rule as a mode reads it; None for a duty, and where the mode does not know it."""
    return None if table["kind"] in duties.KINDS else rules.read(table, book, "a mutant", mode)


def _told(rule: Rule | None) -> str:
    """All that a rule says; equal texts are one rule, however the table was written."""
    return "" if rule is None else repr(replace(rule, numbers={}))


def grouped(candidates: pl.DataFrame, facts: Facts) -> list[Group]:
    """Contacts as the gate groups them, to be asked about one rule after the other."""
    subject = Columns(candidates)
    number = subject.col("candidate")
    of = np.cumsum(np.diff(number, prepend=number[:1]) != 0)
    return gate._groups(subject, facts, Laws((), {}, (), pinned=True), None, None, "cautious", of)


def broken(rule: Rule | None, groups: list[Group]) -> set[int]:
    """The contacts that break one rule, by their place."""
    found: set[int] = set()
    for group in groups if rule is not None else ():
        if rule is not None and rule.channels >> int(group.view.col("channel")[0]) & 1:
            found.update(group.of[rule.breached(group.view)].tolist())
    return found


def _until(rule: Rule | None, mode: str, candidates: pl.DataFrame, facts: Facts) -> dict[int, datetime | None]:
    """By contact that breaks one rule: when it no longer does."""
    assert rule is not None
    laws = Laws((Book(rule.book, {}, {}, "", {mode: (rule,)}),), {}, (), pinned=True)
    found = gate.judge(candidates, facts, laws, None, mode=mode)
    return dict(found.breaches.select("candidate", "until").rows())


def _random_notices(mutant: Mutant, table: Table) -> bool:
    """Whether the changed rule says otherwise of a random case: aimed at the rule, or at the change."""
    at_rule = _drafts(mutant.book, mutant.number)
    if any(_says_otherwise(mutant, table, *drafts) for drafts in at_rule):
        return True
    return mutant.kind in ("word", "date", "exception") and any(
        _says_otherwise(mutant, table, *drafts)
        for drafts in _gathered(_aimed(mutant.book, mutant.aim, mutant.change, bounds=mutant.kind == "date"))
    )


def _says_otherwise(mutant: Mutant, table: Table, mode: str, groups: list[Group]) -> bool:
    was, now = (broken(_read(one, mutant.book, mode), groups) for one in (table, mutant.table))
    return was != now


@cache
def _drafts(book: str, number: int) -> list[tuple[str, list[Group]]]:
    table = books.read(books.FOLDER / f"{book}.toml").content["rule"][number]
    return list(_gathered(_aimed(book, table, str(number), bounds=False)))


def _aimed(book: str, table: Table, use: str, *, bounds: bool) -> Iterator[dict[str, Any]]:
    for number in range(AIMED):
        rng = random.Random(f"{SEED}:{table['id']}:{use}:{number}")
        case = aim.case(rng, number, aim.aimed_at(rng, book, table), bounds=bounds)
        yield {name: value for name, value in case.items() if name not in ("id", "expect")}


def _gathered(records: Iterable[dict[str, Any]]) -> Iterator[tuple[str, list[Group]]]:
    modes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        modes[record["mode"]].append(record)
    for mode, some in modes.items():
        yield mode, grouped(*gather(some))
