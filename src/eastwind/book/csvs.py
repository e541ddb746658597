"""CSV: where each record of a file begins, and whether it is whole, before its cells are read.

In        bytes in UTF-8 (the encoding is settled in files) and a separator, or none.
Out       header, the cells of the columns asked for, the line each row begins on, the records that are no rows.
Not here  what cells mean (cells), Parquet (files).
Proof     tests/book/test_csvs.py compares it with Python's csv reader on any cells, and with lines counted by hand.

Quotes as RFC 4180 has them. Quotes and line ends are counted over the whole file at once; only a file whose quotes do
not stand where they belong is read record by record, so that one stray quote costs one record and not the whole file.
"""

import csv
import io
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.core.segments import Ints

QUOTE, NEWLINE, RETURN = 34, 10, 13
RECORD_LINES_MAX: Final = 1_000
SHOWN_MAX: Final = 80


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that is no row: its line, its reason (a word of quarantine) and what it shows."""

    line: int
    reason: str
    value: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file: cells as text, null where empty, and the line on which each row begins."""

    cells: pl.DataFrame
    lines: Ints
    broken: tuple[Broken, ...]


def header_of(data: bytes, separator: str | None) -> tuple[list[str], str]:
    """Column names and the separator: the one given, else the commonest of , ; and tab in the header."""
    text = _first_record(data)
    if separator is None:
        separator = max((",", ";", "\t"), key=text.count)
    names = next(csv.reader(io.StringIO(text), delimiter=separator), [])
    return [name.strip(" \t\u3000") for name in names], separator


def _first_record(data: bytes) -> str:
    lines = data.split(b"\n", 50)[:50]
    for end in range(1, len(lines) + 1):
        text = b"\n".join(lines[:end])
        if text.count(b'"') % 2 == 0 and text.strip():
            return text.decode("utf-8").strip("\r\n")
    return data.split(b"\n", 1)[0].decode("utf-8").strip("\r\n")


def rows_of(data: bytes, separator: str, wanted: list[int], names: list[str]) -> Rows:
    """The cells of the columns at `wanted`, named `names`; the other columns are not read."""
    width = len(header_of(data, separator)[0])
    raw = np.frombuffer(data, dtype=np.uint8)
    quotes = np.flatnonzero(raw == QUOTE)
    if len(quotes) % 2 or not _stand_well(raw, quotes, ord(separator)):
        return _one_by_one(data.decode("utf-8"), separator, width, wanted, names)
    return _at_once(data, raw, quotes, separator, width, wanted, names)


def _stand_well(raw: NDArray[np.uint8], quotes: Ints, separator: int) -> bool:
    """Every quote opens a cell, closes one, or is one of a pair inside a cell."""
    if not len(quotes):
        return True
    padded = np.concatenate(([NEWLINE], raw, [NEWLINE]))
    opening, closing = quotes[0::2], quotes[1::2]
    before, after = padded[opening], padded[closing + 2]
    paired = np.concatenate(([False], opening[1:] == closing[:-1] + 1))
    opens = paired | (before == separator) | (before == NEWLINE)
    closes = np.concatenate((paired[1:], [False]))
    closes |= (after == separator) | (after == NEWLINE) | (after == RETURN)
    return bool(opens.all() and closes.all())


def _at_once(
    data: bytes, raw: NDArray[np.uint8], quotes: Ints, separator: str, width: int, wanted: list[int], names: list[str]
) -> Rows:
    """All records in one reading, records of another width left out of it."""
    newlines = np.flatnonzero(raw == NEWLINE)
    ends = newlines[np.searchsorted(quotes, newlines) % 2 == 0] if len(quotes) else newlines
    if not len(raw) or raw[-1] != NEWLINE:
        ends = np.append(ends, len(raw))
    starts = np.concatenate(([0], ends[:-1] + 1))
    lines = 1 + np.searchsorted(newlines, starts)
    text_ends = ends - ((ends > starts) & (raw[np.maximum(ends - 1, 0)] == RETURN))
    blank = text_ends <= starts
    marks = np.flatnonzero(raw == ord(separator))
    if len(quotes):
        marks = marks[np.searchsorted(quotes, marks) % 2 == 0]
    fields = np.searchsorted(marks, ends) - np.searchsorted(marks, starts) + 1
    header = int(np.argmin(blank))
    record = ~blank
    record[: header + 1] = False
    good = record & (fields == width)
    bad = np.flatnonzero(record & ~good)
    broken = tuple(
        Broken(int(lines[i]), "fields", data[starts[i] : text_ends[i]].decode("utf-8", "replace")[:SHOWN_MAX])
        for i in bad
    )
    if (~good[header + 1 :]).any():
        body = b"".join(data[starts[i] : ends[i]] + b"\n" for i in np.flatnonzero(good))
    else:
        body = data[ends[header] + 1 :]
    cells = _parse(body, separator, width, wanted, names) if good.any() else _empty(names)
    assert cells.height == int(good.sum()), f"{cells.height} rows were read where {int(good.sum())} records stand"
    return Rows(cells, lines[good].astype(np.int64), broken)


def _parse(body: bytes, separator: str, width: int, wanted: list[int], names: list[str]) -> pl.DataFrame:
    if not wanted:
        return pl.DataFrame()
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    places = sorted(set(wanted))
    frame = pl.read_csv(
        io.BytesIO(body),
        has_header=False,
        separator=separator,
        schema={f"column_{place}": pl.String for place in range(width)},
        columns=places,
    )
    return frame.select(pl.col(f"column_{wanted[i]}").alias(names[i]) for i in order).select(names)


def _empty(names: list[str]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(names, pl.String))


def _one_by_one(text: str, separator: str, width: int, wanted: list[int], names: list[str]) -> Rows:
    """Record by record; a record whose quotes never close costs its first line alone."""
    physical = text.split("\n")
    found: list[list[str]] = []
    lines: list[int] = []
    broken: list[Broken] = []
    at, header_seen = 0, False
    while at < len(physical):
        if not physical[at].rstrip("\r"):
            at += 1
            continue
        fields, used, reason = _record(physical, at, separator)
        if not header_seen:
            header_seen = True
        elif reason or len(fields) != width:
            broken.append(Broken(at + 1, reason or "fields", physical[at][:SHOWN_MAX].rstrip("\r")))
        else:
            found.append(fields)
            lines.append(at + 1)
        at += used
    columns = {name: [row[place] or None for row in found] for name, place in zip(names, wanted, strict=True)}
    cells = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))
    return Rows(cells, np.array(lines, dtype=np.int64), tuple(broken))


def _record(physical: list[str], at: int, separator: str) -> tuple[list[str], int, str]:
    """Cells of the record that begins at line `at`, the lines it takes, and what is wrong with it, if anything.

    A record with a stray or open quote is its first line alone, so that what follows it is read for itself.
    """
    record = physical[at]
    for used in range(1, RECORD_LINES_MAX + 1):
        fields, state = _cells(record.rstrip("\r"), separator)
        if state == "whole":
            return fields, used, ""
        if state == "stray":
            break
        if at + used >= len(physical):
            break
        record += "\n" + physical[at + used]
    return [], 1, "quotes"


def _cells(record: str, separator: str) -> tuple[list[str], str]:
    """Cells of one record; `open` where a quote is not closed, `stray` where something follows a closing quote."""
    cells: list[str] = []
    at, end = 0, len(record)
    while True:
        if at < end and record[at] == '"':
            cell, at = "", at + 1
            while True:
                close = record.find('"', at)
                if close < 0:
                    return cells, "open"
                cell += record[at:close]
                at = close + 1
                if at < end and record[at] == '"':
                    cell, at = cell + '"', at + 1
                    continue
                break
            if at < end and record[at] != separator:
                return cells, "stray"
        else:
            stop = record.find(separator, at)
            stop = end if stop < 0 else stop
            cell, at = record[at:stop], stop
        cells.append(cell)
        if at >= end:
            return cells, "whole"
        at += 1
