"""Mutants: every parameter of every rule changed a little, one at a time; some case must notice.

In        law books, worked cases, a seed.
Out       how many changes a worked case notices, how many only a random case aimed at the rule, and which none does.
Not here  the random cases (aim); gate against auditor (compare).
Proof     tests/law/test_fuzz.py runs it on a few rules.

    make law-mutants        or        python -m tests.law.fuzz.mutants [--books us,us-ma] [--aimed 300]

A change: a whole number or a time of day one up or down, a date a day, an exception dropped, a mark that is true left
out, a word of a list dropped. The changed book is read by the auditor, which decides as the gate does (compare), and
is quicker at one case. A change that the reader of books refuses is no mutant.
"""

import argparse
import copy
import random
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import track

from eastwind import audit
from eastwind.audit import check
from eastwind.audit.books import Book
from eastwind.audit.laws import Laws
from tests.law.fuzz import aim

CASES: Final = Path(__file__).parents[1] / "cases"
DATA: Final = aim.HOLIDAYS.parent
SEED: Final = 1
TOLD: Final = ("id", "part", "kind", "force", "cite", "url", "confidence", "says", "note")
DROPPED: Final = ("unless", "not_counted", "needs", "only_if", "forbids", "hours")
CLOCK: Final = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


@dataclass(slots=True)
class Fate:
    """What became of the mutants of some rules."""

    by_case: Counter[str] = field(default_factory=Counter)
    by_aim: Counter[str] = field(default_factory=Counter)
    survived: list[tuple[str, str, str]] = field(default_factory=list)  # class, rule, change

    def add(self, other: "Fate") -> None:
        """Take in another's."""
        self.by_case += other.by_case
        self.by_aim += other.by_aim
        self.survived += other.survived


def mutants(table: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """(class, change in words, changed table, table to aim at) of every change of a rule.

    Where a word is dropped, aimed at is the rule as if it had that word alone.
    """
    for path, value in _leaves({key: value for key, value in table.items() if key not in TOLD}, ()):
        for kind, said, changed in _changes(value):
            yield kind, f"{'.'.join(map(str, path))}: {said}", _with(table, path, changed), table
        if isinstance(value, list) and len(value) > (0 if path[-1] in ("unless", "not_counted") else 1):
            kind = "exception" if path[-1] in DROPPED else "word"
            for place, one in enumerate(value):
                left = value[:place] + value[place + 1 :]
                said = one if isinstance(one, str) else f"[{place}]"
                changed, alone = _with(table, path, left or None), _with(table, path, [one])
                yield kind, f"{'.'.join(map(str, path))}: {said} dropped", changed, alone


def _leaves(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
        return
    yield path, value
    if isinstance(value, list):
        for place, inner in enumerate(value):
            if isinstance(inner, dict):
                yield from _leaves(inner, (*path, place))


def _changes(value: Any) -> Iterator[tuple[str, str, Any]]:
    """(class, change in words, new value; None = left out)."""
    if value is True:
        yield "mark", "left out", None
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from (("number", f"{value} → {value + step}", value + step) for step in (-1, 1))
    elif isinstance(value, date) and not isinstance(value, datetime):
        days = (value + timedelta(days=step) for step in (-1, 1))
        yield from (("date", f"{value} → {day}", day) for day in days)
    elif isinstance(value, str) and (found := CLOCK.fullmatch(value)):
        minute = int(found[1]) * 60 + int(found[2])
        for other in (minute - 1, minute + 1):
            if 0 <= other <= 1440:
                clock = f"{other // 60:02d}:{other % 60:02d}"
                yield "minute", f"{value} → {clock}", clock


def _with(table: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(table)
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return changed


@cache
def _world() -> tuple[Laws, dict[str, dict[str, Any]], dict[str, list[tuple[Path, dict[str, Any]]]]]:
    """The laws as they stand, the books' tables, and the worked cases by book."""
    folder = aim.LAW / "books"
    laws = audit.load(folder, DATA)
    tables = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))}
    cases: dict[str, list[tuple[Path, dict[str, Any]]]] = defaultdict(list)
    for path in sorted(CASES.glob("*.toml")):
        for case in check.cases(path):
            for book in case["books"]:
                cases[book].append((path, case))
    return laws, tables, cases


def fate(name: str, number: int, aimed: int) -> Fate:
    """What becomes of the mutants of rule `number` of the book `name`."""
    laws, tables, cases = _world()
    table = tables[name]["rule"][number]
    found = Fate()
    said = table["id"] + (f" ({table['part']})" if table.get("part") else "")
    naming = sorted(cases[name], key=lambda one: not _names(one[1], table["id"]))
    naming = [(path, case) for path, case in naming if "text" not in case.get("contact", {})]
    drafts = _Drafts(name, table, said, aimed)
    for kind, change, changed, aim_at in mutants(table):
        try:
            other = _laws(laws, name, tables[name], number, changed)
        except audit.Unreadable:
            continue
        if any(check._check(case, path, other, {}).differences for path, case in naming):
            found.by_case[kind] += 1
        elif drafts.notice(kind, aim_at, laws, other):
            found.by_aim[kind] += 1
        else:
            found.survived.append((kind, said, change))
    return found


def _names(case: dict[str, Any], rule: str) -> bool:
    expect = case["expect"]
    return rule in (*expect.get("breaches", ()), *expect.get("warnings", ()), expect.get("rule"))


def _laws(laws: Laws, name: str, book: dict[str, Any], number: int, changed: dict[str, Any]) -> Laws:
    """The laws with one rule changed. Only that rule is read anew: the others are the book's own."""
    alone = Book({"book": book["book"], "rule": [changed]}, f"{name}.toml", laws.calendars)
    own, mixed = laws.books[name], copy.copy(laws.books[name])
    old = Book({"book": book["book"], "rule": [book["rule"][number]]}, f"{name}.toml", laws.calendars)
    for what in ("rules", "duties"):
        place_of = {mode: _place(getattr(own, what)[mode], getattr(old, what)[mode]) for mode in getattr(own, what)}
        setattr(mixed, what, {
            mode: _swapped(rules, place_of[mode], getattr(old, what)[mode], getattr(alone, what)[mode])
            for mode, rules in getattr(own, what).items()
        })  # fmt: skip
    other = Laws((), laws.stacks, laws.calendars, laws.places)
    other.books = {**laws.books, name: mixed}
    return other


def _place(rules: list[Any], old: list[Any]) -> int:
    """Where the rule stands in a mode's list; −1 = that mode does not know it."""
    if not old:
        return -1
    key = (old[0].id, old[0].part, old[0].since)
    return next(place for place, rule in enumerate(rules) if (rule.id, rule.part, rule.since) == key)


def _swapped(rules: list[Any], place: int, old: list[Any], new: list[Any]) -> list[Any]:
    return rules if not old and not new else [*rules[:place], *new, *rules[place + len(old) :]]


class _Drafts:
    """Random cases aimed at a rule, judged once by the laws as they stand."""

    def __init__(self, book: str, table: dict[str, Any], said: str, many: int) -> None:
        self.book, self.table, self.said, self.many = book, table, said, many
        self.made: list[tuple[dict[str, Any], Any]] = []

    def notice(self, kind: str, aim_at: dict[str, Any], laws: Laws, other: Laws) -> bool:
        """Whether the other laws judge any case differently: first those aimed at the rule, then at the change."""
        if self.table["kind"] in aim.DUTIES:
            return False
        if not self.made:
            self.made = [(case, audit.judge(case, laws)) for case in self._aimed(self.table, "", bounds=False)]
        if any(audit.judge(case, other) != before for case, before in self.made):
            return True
        if kind not in ("word", "date"):
            return False
        sharp = self._aimed(aim_at, kind, bounds=kind == "date")
        return any(audit.judge(case, other) != audit.judge(case, laws) for case in sharp)

    def _aimed(self, table: dict[str, Any], use: str, *, bounds: bool) -> Iterator[dict[str, Any]]:
        for number in range(self.many):
            rng = random.Random(f"{SEED}:{self.said}:{use}:{number}")
            case = aim.case(rng, number, aim.aimed_at(rng, self.book, table), bounds=bounds)
            yield {name: value for name, value in case.items() if name not in ("id", "expect")}


def _of(task: tuple[str, int, int]) -> Fate:
    return fate(*task)


def main() -> int:
    """Run all mutants, tell their fate by class, name the survivors."""
    parser = argparse.ArgumentParser(description="Change every parameter of every rule; some case must notice.")
    parser.add_argument("--books", default="", help="books, with commas; all by default")
    parser.add_argument("--aimed", type=int, default=300, help="random cases aimed at each rule")
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    _, tables, _ = _world()
    names = [name for name in asked.books.split(",") if name] or list(tables)
    tasks = [(name, number, asked.aimed) for name in names for number in range(len(tables[name]["rule"]))]
    whole = Fate()
    with ProcessPoolExecutor(asked.jobs, mp_context=get_context("spawn")) as pool:
        for one in track(pool.map(_of, tasks, chunksize=4), "mutants", len(tasks), console=Console(stderr=True)):
            whole.add(one)
    _tell(whole)
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _tell(whole: Fate) -> None:
    survived = Counter(kind for kind, *_ in whole.survived)
    _say(f"{'change':<10} {'by a case':>10} {'by aim':>8} {'survived':>9} {'share':>7}")
    kinds = [*dict.fromkeys([*whole.by_case, *whole.by_aim, *survived])]
    total = Counter({kind: whole.by_case[kind] + whole.by_aim[kind] + survived[kind] for kind in kinds})
    for kind in [*kinds, "all"]:
        rows = [
            sum(of.values()) if kind == "all" else of[kind] for of in (whole.by_case, whole.by_aim, survived, total)
        ]
        _say(f"{kind:<10} {rows[0]:>10,} {rows[1]:>8,} {rows[2]:>9,} {rows[2] / max(rows[3], 1):>7.1%}")
    for kind, rule, change in whole.survived:
        _say(f"survived  {kind:<9} {rule}  {change}")


if __name__ == "__main__":
    sys.exit(main())
