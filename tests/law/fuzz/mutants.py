"""Mutants: every parameter of every rule changed a little, one at a time; some case must notice.

In        the law books, the worked cases, survivors.toml (the changes that nothing can notice, each with the reason).
Out       a line for each book, the survivors, what of survivors.toml is stale; exit 1 unless every survivor is
          explained, nothing is stale and no more than 2 % survive.
Not here  what a change is (mutants_made), whether it is noticed (mutants_noticed, mutants_owed).
Proof     tests/law/test_mutants.py runs a sample in `make test`.

    make law-mutants        or one book:  make law-mutants BOOK=ie

What was found is kept rule by rule in out/mutants.jsonl, and taken from there while the law, the books and their cases
are the same: a run that was stopped goes on where it stood. `--anew` judges all again.
"""

import argparse
import json
import os
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from eastwind.law import books
from eastwind.law.duties import rules as duties
from tests.law.fuzz import mutants_made, mutants_noticed, mutants_owed

HERE: Final = Path(__file__).parent
EXPLAINED: Final = HERE / "survivors.toml"
KEPT: Final = Path("out") / "mutants.jsonl"
MOST: Final = 0.02  # of all mutants that may survive
AT_ONCE: Final = 6  # rules that a process is given at once
Row = tuple[str, str, str, str]  # rule, kind, change, fate
Told = tuple[str, str, str]  # book, rule, change


@dataclass(frozen=True, slots=True)
class Fates:
    """What became of the mutants of one rule of a book."""

    book: str
    number: int
    rows: tuple[Row, ...]


def fates(name: str, number: int) -> Fates:
    """Judge every mutant of the rule that stands at a place of its book."""
    tables = rules_of(name)
    fate = mutants_owed.fate if tables[number]["kind"] in duties.KINDS else mutants_noticed.fate
    found = [(one, fate(one)) for one in mutants_made.mutants(name, tables, number)]
    return Fates(name, number, tuple((m.rule, m.kind, m.change, what) for m, what in found if what is not None))


@cache
def rules_of(name: str) -> list[dict[str, Any]]:
    """The tables of a book's rules and duties."""
    found: list[dict[str, Any]] = books.read(books.FOLDER / f"{name}.toml").content["rule"]
    return found


def explained(path: Path = EXPLAINED) -> dict[Told, str]:
    """Why a change survives, by book, rule and change."""
    rows = tomllib.loads(path.read_text(encoding="utf-8")).get("survivor", [])
    found = {(row["book"], row["rule"], row["change"]): row["why"] for row in rows}
    assert len(found) == len(rows), f"{path.name} names a change twice."
    assert all(found.values()), f"{path.name} names a change without saying why it survives."
    return found


def stale(whole: Iterable[Fates], why: dict[Told, str], names: Iterable[str]) -> Iterator[str]:
    """What survivors.toml says that is not so."""
    fate = {(one.book, rule, change): what for one in whole for rule, _, change, what in one.rows}
    for told in why:
        if told[0] in names and fate.get(told) != "survived":
            what = "is no change of a rule any more" if told not in fate else f"is noticed ({fate[told]})"
            yield f"{EXPLAINED.name}: {told[0]}, {told[1]}, {told[2]!r} {what}. Take it out."


def _task(name: str, numbers: list[int]) -> list[Fates]:
    return [fates(name, number) for number in numbers]


def run(names: list[str], jobs: int, *, anew: bool) -> Iterator[tuple[str, list[Fates]]]:
    """The fates of each book's mutants, a book as soon as it is whole; what is known already is taken from KEPT."""
    keys = {name: key(name) for name in names}
    known = {} if anew else _kept(keys)
    found = {name: [one for (book, _), one in known.items() if book == name] for name in names}
    todo = []
    for name in names:
        missing = [number for number in range(len(rules_of(name))) if (name, number) not in known]
        todo += [(name, missing[at : at + AT_ONCE]) for at in range(0, len(missing), AT_ONCE)]
    yield from ((name, found[name]) for name in names if len(found[name]) == len(rules_of(name)))
    KEPT.parent.mkdir(exist_ok=True)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool, KEPT.open("a", encoding="utf-8") as kept:
        waiting = {pool.submit(_task, *task): task[0] for task in todo}
        for place, done in enumerate(as_completed(waiting), 1):
            name = waiting[done]
            for one in done.result():
                found[name].append(one)
                kept.write(json.dumps([keys[name], one.book, one.number, one.rows], ensure_ascii=False) + "\n")
            kept.flush()
            _note(f"\r{place} of {len(todo)} tasks" + ("\n" if place == len(todo) else ""))
            if len(found[name]) == len(rules_of(name)):
                yield name, found[name]


def _kept(keys: dict[str, str]) -> dict[tuple[str, int], Fates]:
    if not KEPT.exists():
        return {}
    rows = map(json.loads, KEPT.read_text(encoding="utf-8").splitlines())
    return {
        (book, number): Fates(book, number, tuple(tuple(row) for row in found))  # type: ignore[misc]
        for kept, book, number, found in rows
        if keys.get(book) == kept
    }


def key(name: str) -> str:
    """Digest of everything on which the fates of a book's mutants hang."""
    of_book = [case for case in mutants_noticed.worked() if name in case.books]
    code = [*books.FOLDER.parent.rglob("*.py"), *HERE.glob("*.py")]
    law = [books.FOLDER / f"{one}.toml" for one in {name, *(book for case in of_book for book in case.books)}]
    files = [*code, *law, *(mutants_noticed.CASES / one for one in {case.file for case in of_book})]
    return sha256(b"".join(sha256(path.read_bytes()).digest() for path in sorted(files))).hexdigest()[:16]


def lines(name: str, some: Iterable[Fates], why: dict[Told, str]) -> str:
    """A line of the table: mutants, who notices, who survives unexplained, and survivors by kind."""
    rows = [(one.book, *row) for one in some for row in one.rows]
    fate = Counter(what for *_, what in rows)
    kinds = Counter(kind for _, _, kind, _, _ in rows)
    lived = Counter(kind for _, _, kind, _, what in rows if what == "survived")
    open_ = sum(what == "survived" and (book, rule, change) not in why for book, rule, _, change, what in rows)
    cells = (f"{f'{lived[kind]}/{kinds[kind]}':>11}" for kind in mutants_made.KINDS)
    told = (len(rows), fate["case"], fate["random"], fate["survived"], open_)
    return f"{name:<7}" + "".join(f"{number:>12,}" for number in told) + "  |" + "".join(cells)


def head() -> str:
    """The words over the table."""
    names = ("mutants", "by a case", "by random", "survived", "unexplained")
    kinds = "".join(f"{kind + 's':>11}" for kind in mutants_made.KINDS)
    return f"{'book':<7}" + "".join(f"{one:>12}" for one in names) + "  |" + kinds


def main() -> int:
    """Run the mutants of the books asked for, print the table, name the survivors."""
    parser = argparse.ArgumentParser(description="Change every parameter of every rule; some case must notice.")
    parser.add_argument("--books", default="", help="books, with commas; all by default")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--anew", action="store_true", help="judge all again")
    parser.add_argument("--random", action="store_true", help="name those that only a random case notices, too")
    asked = parser.parse_args()
    names = [name for name in asked.books.split(",") if name] or list(books.available())
    if unknown := [name for name in names if name not in books.available()]:
        parser.error(f"there is no law book {unknown[0]!r}; there are {', '.join(books.available())}")
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # a thread for each of the processes
    why = explained()
    whole: list[Fates] = []
    _say(head())
    for name, found in run(names, asked.jobs, anew=asked.anew):
        _say(lines(name, found, why))
        whole += found
    _say(lines("all", whole, why))
    return _tell(whole, why, names, seldom=asked.random)


def _tell(whole: list[Fates], why: dict[Told, str], names: list[str], *, seldom: bool) -> int:
    rows = [(one.book, *row) for one in sorted(whole, key=lambda one: (one.book, one.number)) for row in one.rows]
    survivors = [row for row in rows if row[-1] == "survived"]
    for book, rule, kind, change, what in rows:
        if what == "survived" or (seldom and what == "random"):
            said = why.get((book, rule, change), "not explained") if what == "survived" else "by a random case"
            _say(f"{what:<9} {kind:<9} {book}  {rule}  {change}  ({said})")
    wrong = list(stale(whole, why, names))
    for line in wrong:
        _say(line)
    unexplained = [row for row in survivors if (row[0], row[1], row[3]) not in why]
    share = len(survivors) / max(len(rows), 1)
    _say(f"{len(survivors):,} of {len(rows):,} survive ({share:.2%}), {len(unexplained):,} of them unexplained")
    return 1 if wrong or unexplained or share > MOST else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _note(line: str) -> None:
    sys.stderr.write(line)
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
