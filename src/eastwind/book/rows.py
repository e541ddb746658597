"""Rows: one file as rows of one of our tables, each cell parsed, the bad cells beside them.

In        a Source of the mapping.
Out       `Rows`: the parsed rows with file and line, and every cell that could not be parsed, with its flaw.
Not here  reading the file (files), parsing a column (cells), what becomes of bad rows (intake).
Proof     tests/book/test_intake.py.
"""

from dataclasses import dataclass, replace
from typing import Final

import dataframely as dy
import polars as pl

from eastwind.book.cells import TRUE, Manner, parse, text
from eastwind.book.csvs import Broken
from eastwind.book.errors import ColumnError, near
from eastwind.book.files import Sheet, check_mapped, read_sheet
from eastwind.book.mapping import DATES, TIMES, Mapping, Source
from eastwind.book.quarantine import Flaw
from eastwind.core import schema

# What a file need not say, because it can mean only this, or because this is the careful reading.
DEFAULTS: Final[dict[str, dict[str, str]]] = {
    "loans": {"collector": "creditor"},
    "instalments": {"interest_minor": "0", "fee_minor": "0"},
    "points": {"party": "borrower", "place": "unknown", "provenance": "unknown"},
    "contacts": {
        "direction": "out",
        "to": "borrower",
        "by": "creditor",
        "place": "unknown",
        "provenance": "unknown",
        "purpose": "collect",
        "outcome": "unknown",
        "visitors": "1",
        "missed_meetings": "0",
    },
    "states": {"source": "staff", "sensitive": "true"},
    "promises": {"status": "open"},
}
# When a row became known, where the file does not say: with what it tells of.
KNOWN_WITH: Final[dict[str, str]] = {
    "mandates": "from",
    "charges": "on",
    "payments": "paid_at",
    "debits": "attempted_at",
    "titles": "from",
    "contacts": "at",
    "states": "opened",
    "consents": "given",
    "promises": "made_on",
    "events": "at",
}
SOURCE: Final = "_source"  # number of the [[file]]
LINE: Final = "_line"
DELETED: Final = "_deleted"


@dataclass(frozen=True, slots=True)
class Bad:
    """One column's bad cells: its name in the file, a flaw or null per row, the cells as they were read."""

    ours: str
    column: str
    flaws: pl.Series
    cells: pl.Series


@dataclass(frozen=True, slots=True)
class Rows:
    """A file's rows, the bad among them too, so that a quarantined row can name its loan and person."""

    frame: pl.DataFrame
    bad: tuple[Bad, ...]
    broken: tuple[Broken, ...]
    dropped: tuple[tuple[str, str], ...]
    distinct: bool


def read_rows(mapping: Mapping, number: int, source: Source, *, strict: bool) -> Rows:
    """File `number` of the mapping. ColumnError where it lacks a column that the table needs."""
    columns = schema.columns(source.table)
    for ours, theirs in source.columns.items():
        if not isinstance(columns[ours], (dy.Enum, dy.Bool)):
            check_mapped(source.path, ours, theirs)
    wanted = {source.columns.get(ours, ours) for ours in columns if ours not in source.constants}
    sheet = read_sheet(mapping.folder, source, wanted | {source.deleted or ""}, strict=strict)
    parsed: dict[str, pl.Series] = {}
    bad: list[Bad] = []
    # `reversal_of` first: it tells how the sign of an amount is meant.
    for ours, column in sorted(columns.items(), key=lambda item: item[0] != "reversal_of"):
        cells = _cells(mapping, source, sheet, ours, column)
        if ours == "amount_minor" and "reversal_of" in parsed:
            cells = _unsigned(cells, parsed["reversal_of"])
        parsed[ours], flaws = parse(cells, column, ours, _manner(mapping, source, ours))
        if flaws.null_count() < len(flaws):
            bad.append(Bad(ours, source.columns.get(ours, ours), flaws, cells))
    deleted = _deleted(source, sheet)
    bad = [*bad, *_empty(source, parsed, bad)]
    frame = pl.DataFrame({ours: parsed[ours] for ours in columns}).with_columns(
        pl.lit(number, pl.Int32).alias(SOURCE), pl.Series(LINE, sheet.lines), deleted
    )
    if deleted.any():  # A row that is to go needs its key alone.
        key = schema.key(source.table)
        bad = [
            Bad(one.ours, one.column, one.flaws.set(deleted, None), one.cells) if one.ours not in key else one
            for one in bad
        ]
    dropped = tuple((name, why) for name, why in sheet.dropped if not _read_elsewhere(mapping, source, name))
    return Rows(_known_with(mapping, source, frame), tuple(bad), sheet.broken, dropped, source.distinct)


def _cells(mapping: Mapping, source: Source, sheet: Sheet, ours: str, column: dy.Column) -> pl.Series:
    """The cells of one of our columns: a constant, the file's own, or what stands for an absent or empty one."""
    height = sheet.cells.height
    if ours in source.constants:
        return pl.repeat(source.constants[ours], height, dtype=pl.String, eager=True)
    default = source.defaults.get(ours, DEFAULTS.get(source.table, {}).get(ours, _by_book(mapping, source.table, ours)))
    theirs = source.columns.get(ours, ours)
    if theirs in sheet.cells.columns:
        cells = sheet.cells[theirs]
        if ours in source.values:
            cells = text(cells).replace(list(source.values[ours]), list(source.values[ours].values()))
        return _filled(cells, default)
    needed = not column.nullable and not isinstance(column, dy.List) and not _told(source.table, ours)
    # A file of rows that are to go may hold nothing but their keys.
    if source.deleted is None and (ours in source.columns or (needed and default is None)):
        raise _lacks(source, sheet, ours, theirs)
    return pl.repeat(default, height, dtype=pl.String, eager=True)


def _filled(cells: pl.Series, default: str | None) -> pl.Series:
    """Empty cells filled with what they mean."""
    if default is None or isinstance(cells.dtype, pl.List) or not cells.null_count():
        return cells
    return (cells if cells.dtype == pl.String else text(cells)).fill_null(default)


def _lacks(source: Source, sheet: Sheet, ours: str, theirs: str) -> ColumnError:
    names = [*sheet.cells.columns, *(name for name, _ in sheet.dropped)]
    named = f"'{theirs}' (our '{ours}')" if theirs != ours else f"'{ours}'"
    return ColumnError(
        f"{source.path} lacks the column {named}, which the table {source.table} needs.{near(theirs, names)} "
        f"It has: {', '.join(names)}. Name it under columns of its [[file]] in mapping.toml, or give it as a constant."
    )


def _by_book(mapping: Mapping, table: str, ours: str) -> str | None:
    """What [book] and [lender] say for every loan."""
    if table != "loans":
        return None
    said = {
        "lender_id": mapping.lender_id,
        "currency": mapping.currency,
        "grace_days": str(mapping.grace_days),
        "allocation": mapping.allocation,
    }
    return said.get(ours)


def _manner(mapping: Mapping, source: Source, ours: str) -> Manner:
    """A column whose own name in the file ends in _minor holds minor units, any other units of the currency."""
    minor = source.amounts == "minor"
    if source.amounts is None:
        minor = ours not in source.constants and source.columns.get(ours, ours).endswith("_minor")
    if ours in source.constants:  # written by the mapping, so as TOML writes
        source = replace(source, dates=DATES, times=TIMES, decimal=".")
    return Manner(source, mapping.zone, mapping.currency, mapping.amount_max_minor, minor)


def _unsigned(cells: pl.Series, reversal_of: pl.Series) -> pl.Series:
    """Amounts of reversals without their sign: lenders write them either way, and `reversal_of` says it already."""
    back = reversal_of.is_not_null()
    if not back.any():
        return cells
    if cells.dtype.is_numeric():
        return cells.zip_with(~back, cells.abs())
    return cells.zip_with(~back, text(cells).str.strip_prefix("-"))


def _empty(source: Source, parsed: dict[str, pl.Series], bad: list[Bad]) -> list[Bad]:
    """Empty cells where the table needs a value; a cell that could not be parsed has its own flaw."""
    found = []
    flawed = {one.ours: one.flaws for one in bad}
    for ours, column in schema.columns(source.table).items():
        if column.nullable or _told(source.table, ours):
            continue
        empty = parsed[ours].is_null()
        if ours in flawed:
            empty &= flawed[ours].is_null()
        if empty.any():
            flaws = pl.select(pl.when(empty).then(pl.lit(Flaw.EMPTY.value))).to_series()
            nothing = pl.repeat(None, len(empty), dtype=pl.String, eager=True)
            found.append(Bad(ours, source.columns.get(ours, ours), flaws, nothing))
    return found


def _told(table: str, ours: str) -> bool:
    """Whether an empty cell is filled from what the row tells of."""
    return ours == "recorded_at" and table in KNOWN_WITH


def _known_with(mapping: Mapping, source: Source, frame: pl.DataFrame) -> pl.DataFrame:
    """When each row became known, where the file does not say."""
    if source.table not in KNOWN_WITH:
        return frame
    told = frame[KNOWN_WITH[source.table]]
    if told.dtype == pl.Date:
        column = schema.columns(source.table)["recorded_at"]
        told, _ = parse(told, column, "recorded_at", _manner(mapping, source, "recorded_at"))
    return frame.with_columns(pl.coalesce("recorded_at", told).alias("recorded_at"))


def _deleted(source: Source, sheet: Sheet) -> pl.Series:
    """Whether a row of a delta says that it is to go."""
    if source.deleted is None or source.deleted not in sheet.cells.columns:
        return pl.repeat(False, sheet.cells.height, dtype=pl.Boolean, eager=True).alias(DELETED)
    return text(sheet.cells[source.deleted]).str.to_lowercase().is_in(list(TRUE)).fill_null(False).alias(DELETED)


def _read_elsewhere(mapping: Mapping, source: Source, column: str) -> bool:
    """Whether another [[file]] of the same path reads the column."""
    others = (other for other in mapping.sources if other.path == source.path and other is not source)
    return any(
        column in other.columns.values() or (column in schema.columns(other.table) and column not in other.columns)
        for other in others
    )
