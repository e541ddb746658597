"""Tables: CSV and .jsonl files with named columns, read line by line.

In        a path, the columns that are known and those that are needed.
Out       `Line`s: where they stand, and their values by column; empty cells are absent, lists split at "|".
Not here  what the values mean (record, contacts).
Proof     tests/audit/test_contacts.py, wrong files.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import words
from .errors import Unreadable, unknown_key
from .words import split

ALIASES = {"loan": "loan_ids", "time_zone": "time_zones", "point": "point_id", "places": "residence", "text": "found"}
LISTS = frozenset(split("residence time_zones loan_ids facts contains lacks found loan_facts days"))
NUMBERS = frozenset((*words.NUMBERS, *split("visitors missed_meetings abandon_rate_bp")))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file."""

    where: str
    number: int
    values: dict[str, Any]


def read_lines(path: Path, known: Iterable[str], needed: Iterable[str]) -> Iterator[Line]:
    """The lines of a file; Unreadable for columns that are missing or that nobody reads."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path}: it cannot be read ({error}). Give a CSV or .jsonl file in UTF-8.") from None
    known, needed = frozenset(known), tuple(needed)
    yield from (_json_lines if path.suffix == ".jsonl" else _csv_lines)(path, text, known, needed)


def _columns(path: Path, columns: Iterable[str], known: frozenset[str], needed: tuple[str, ...]) -> None:
    there = list(columns)
    for column in there:
        if column in ALIASES and column not in known:
            raise Unreadable(f"{path}: the column {column!r} is called {ALIASES[column]!r} here. Rename it.")
        if column not in known:
            raise unknown_key(str(path), column, known)
    for column in needed:
        if column not in there:
            raise Unreadable(f"{path}: the column {column!r} is missing. Add it: every row needs one.")


def _csv_lines(path: Path, text: str, known: frozenset[str], needed: tuple[str, ...]) -> Iterator[Line]:
    reader = csv.reader(text.splitlines(keepends=True))
    header = next(reader, [])
    _columns(path, header, known, needed)
    if len(set(header)) < len(header):
        raise Unreadable(f"{path}: a column is there twice. Keep one.")
    for cells in reader:
        if not cells:
            continue
        if len(cells) != len(header):
            raise Unreadable(
                f"{path}, line {reader.line_num}: {len(cells)} cells under {len(header)} columns. Quote commas."
            )
        values = {column: cell.strip() for column, cell in zip(header, cells, strict=True) if cell.strip()}
        yield Line(f"{path}, line {reader.line_num}", reader.line_num, _typed(values))


def _typed(values: Mapping[str, str]) -> dict[str, Any]:
    """Lists and whole numbers out of text; a number that is none stays text, for the reader to name."""
    typed: dict[str, Any] = {}
    for column, cell in values.items():
        if column in LISTS:
            typed[column] = [part.strip() for part in cell.split("|") if part.strip()]
        elif column in NUMBERS and re.fullmatch(r"-?\d+", cell):
            typed[column] = int(cell)
        else:
            typed[column] = cell
    return typed


def _json_lines(path: Path, text: str, known: frozenset[str], needed: tuple[str, ...]) -> Iterator[Line]:
    for number, row in enumerate(text.split("\n"), 1):
        if not row.strip():
            continue
        where = f"{path}, line {number}"
        try:
            values = json.loads(row)
        except ValueError as error:
            raise Unreadable(f"{where}: this is no JSON ({error}). Write one object a line.") from None
        if not isinstance(values, dict):
            raise Unreadable(f"{where}: this is {values!r}. Write one object a line.")
        _columns(Path(where), values, known, needed)
        yield Line(where, number, {column: value for column, value in values.items() if value is not None})
