"""Mutants, made: every parameter of a rule changed a little, one at a time.

In        the `[[rule]]` tables of a law book.
Out       `Mutant`s: which rule, what kind of change, the change in words, the table so changed.
Not here  whether anything notices (mutants_noticed, mutants_owed), telling it (mutants).
Proof     tests/law/test_mutants.py.

A number, a span or a time of day goes one up and one down, a date a day; an exception, a word of a list, a mark that is
true, a condition are left out. What the reader of books refuses afterwards, or reads as the same rule, is no mutant;
that is found out where the table is read.
"""

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

Table = dict[str, Any]
Path = tuple[Any, ...]

KINDS: Final = ("number", "window", "minute", "date", "exception", "word", "mark", "condition")
TOLD: Final = ("id", "part", "kind", "force", "cite", "url", "confidence", "says", "note")  # of these nothing hangs
EXCEPTIONS: Final = ("unless", "not_counted", "needs", "only_if")  # each entry lifts or satisfies the rule
SPANS: Final = (
    "minutes", "hours", "days", "weeks", "months", "years", "working_days", "days_before", "working_days_before",
    "days_after", "working_days_after", "days_at_most", "hours_later", "after_working_days", "period_days",
)  # fmt: skip
CLOCK: Final = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule of a book with one thing changed. `aim` is the table at which random cases are best aimed to notice it."""

    book: str
    number: int  # place of the rule in its book
    rule: str  # its id, its part in brackets, its first day where there are several versions
    kind: str  # one of KINDS
    change: str
    table: Table = field(compare=False)
    aim: Table = field(compare=False)


def mutants(book: str, tables: Sequence[Table], number: int) -> Iterator[Mutant]:
    """Every change of the rule that stands at a place of its book."""
    table = tables[number]
    said = name(tables, number)
    for kind, change, changed, aim in changes(table):
        yield Mutant(book, number, said, kind, change, changed, aim)


def name(tables: Sequence[Table], number: int) -> str:
    """What a rule is called: id, part and, where there are several versions, the first day."""
    table = tables[number]
    same = [one for one in tables if (one["id"], one.get("part")) == (table["id"], table.get("part"))]
    part = f" ({table['part']})" if table.get("part") else ""
    return f"{table['id']}{part}" + (f" from {table['since']}" if len(same) > 1 else "")


def changes(table: Table) -> Iterator[tuple[str, str, Table, Table]]:
    """(kind, change in words, changed table, table to aim at). A word left out is aimed at as if it stood alone."""
    for path, value in _leaves({key: value for key, value in table.items() if key not in TOLD}, ()):
        where = ".".join(map(str, path))
        for kind, said, changed in _steps(path[-1], value):
            yield kind, f"{where}: {said}", _with(table, path, changed), table
        if isinstance(value, list) and (len(value) > 1 or path[-1] in EXCEPTIONS):
            for place, one in enumerate(value):
                left = value[:place] + value[place + 1 :]
                said = one if isinstance(one, str) else f"[{place}]"
                kind = "exception" if path[-1] in EXCEPTIONS else "word"
                yield kind, f"{where}: {said} left out", _with(table, path, left or None), _with(table, path, [one])
        elif value is not True:
            yield "condition", f"{where}: left out", _with(table, path, None), table


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every value but the tables themselves; and every table but the rule's own, as something to leave out."""
    if isinstance(value, dict):
        if path and not isinstance(path[-1], int):
            yield path, value
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
        return
    yield path, value
    if isinstance(value, list):
        for place, inner in enumerate(value):
            if isinstance(inner, dict):
                yield from _leaves(inner, (*path, place))


def _steps(key: Any, value: Any) -> Iterator[tuple[str, str, Any]]:
    """(kind, change in words, new value; None = left out)."""
    if value is True:
        yield "mark", "left out", None
    elif isinstance(value, int) and not isinstance(value, bool):
        kind = "window" if key in SPANS else "number"
        yield from ((kind, f"{value} → {value + step}", value + step) for step in (-1, 1))
    elif isinstance(value, date) and not isinstance(value, datetime):
        days = (value + timedelta(days=step) for step in (-1, 1))
        yield from (("date", f"{value} → {day}", day) for day in days)
    elif isinstance(value, str) and (found := CLOCK.fullmatch(value)):
        minute = int(found[1]) * 60 + int(found[2])
        for other in (minute - 1, minute + 1):
            if 0 <= other <= 1440:
                clock = f"{other // 60:02d}:{other % 60:02d}"
                yield "minute", f"{value} → {clock}", clock


def _with(table: Table, path: Path, value: Any) -> Table:
    changed = copy.deepcopy(table)
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return changed
