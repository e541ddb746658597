"""Intake: the files of a folder as parsed tables, and every row that could not be parsed in quarantine.

In        a Mapping and its files.
Out       `Intake`: per table the rows that parsed, with file and line beside them; quarantine; what was not read; counts.
Not here  what rows say together (checks), the numbered book (assembly).
Proof     tests/book/test_intake.py: rows read = landed + quarantined + repeated, for every table.
"""

from dataclasses import dataclass, field
from typing import Final

import dataframely as dy
import polars as pl

from eastwind.book.cells import Manner, parse, text
from eastwind.book.files import Sheet, check_mapped, need, read_sheet
from eastwind.book.mapping import Mapping, Source
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
WHERE: Final = ("_source", "_line")
DELETED: Final = "_deleted"
FLAWS: Final = {
    "table": pl.String(), "file": pl.String(), "line": pl.Int64(), "column": pl.String(), "value": pl.String(),
    "reason": pl.String(), "key": pl.String(), "loan_id": pl.String(), "person_id": pl.String(),
}  # fmt: skip
VALUE_SHOWN_MAX: Final = 80


@dataclass
class Intake:
    """What has landed so far. Grows while files are read and rows are checked."""

    mapping: Mapping
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    flaws: list[pl.DataFrame] = field(default_factory=list)
    dropped: list[tuple[str, str, str]] = field(default_factory=list)  # file, column, why
    read: dict[str, int] = field(default_factory=dict)
    repeated: dict[str, int] = field(default_factory=dict)

    def flag(self, table: str, bad: pl.Series, column: str | None, flaw: Flaw) -> None:
        """Send the rows of `table` where `bad` to quarantine."""
        if not bad.any():
            return
        frame = self.tables[table]
        rows = frame.filter(bad)
        value = pl.lit(None, pl.String) if column is None else _shown(rows[column])
        names = {number: _theirs(source, column) for number, source in enumerate(self.mapping.sources)}
        files = {number: source.path for number, source in enumerate(self.mapping.sources)}
        self.flaws.append(
            rows.select(
                pl.lit(table).alias("table"),
                pl.col("_source").replace_strict(files, return_dtype=pl.String).alias("file"),
                pl.col("_line").alias("line"),
                pl.col("_source").replace_strict(names, return_dtype=pl.String).alias("column"),
                value.alias("value"),
                pl.lit(flaw.value).alias("reason"),
                *owners(table, rows),
            ).select(pl.col(name).cast(dtype) for name, dtype in FLAWS.items())
        )
        self.tables[table] = frame.filter(~bad.fill_null(False))

    def add(self, table: str, frame: pl.DataFrame) -> None:
        """More rows of `table`."""
        self.tables[table] = pl.concat([self.tables[table], frame]) if table in self.tables else frame


def take_in(mapping: Mapping, *, strict: bool, delta: bool = False) -> Intake:
    """Read every file that `mapping` names. Any BookError leaves nothing behind, for nothing has been written."""
    intake = Intake(mapping)
    for number, source in enumerate(mapping.sources):
        _source(intake, number, source, strict=strict, delta=delta)
    for table in schema.TABLES:
        if table not in intake.tables:
            columns = {**schema.dtypes(table), "_source": pl.Int32(), "_line": pl.Int64(), DELETED: pl.Boolean()}
            intake.tables[table] = pl.DataFrame(schema=columns)
    _lender(intake)
    return intake


def owners(table: str, rows: pl.DataFrame) -> list[pl.Expr]:
    """key, loan_id and person_id of rows, null where a table has none."""
    key = pl.concat_str([pl.col(name).cast(pl.String) for name in schema.key(table)], separator="|").alias("key")
    ids = [
        pl.col(name) if name in rows.columns else pl.lit(None, pl.String).alias(name)
        for name in ("loan_id", "person_id")
    ]
    return [key, *ids]


def _shown(values: pl.Series) -> pl.Expr:
    said = (
        values.list.eval(pl.element().cast(pl.String)).list.join("|") if isinstance(values.dtype, pl.List) else values
    )
    return pl.lit(said.cast(pl.String).str.slice(0, VALUE_SHOWN_MAX))


def _theirs(source: Source, ours: str | None) -> str | None:
    return None if ours is None else source.columns.get(ours, ours)


def _source(intake: Intake, number: int, source: Source, *, strict: bool, delta: bool) -> None:
    """One file into one table."""
    columns = schema.columns(source.table)
    theirs = {ours: source.columns.get(ours, ours) for ours in columns if ours not in source.constants}
    for ours, name in source.columns.items():
        if not isinstance(columns[ours], (dy.Enum, dy.Bool)):
            check_mapped(source.path, ours, name)
    wanted = set(theirs.values()) | ({source.deleted} if source.deleted else set())
    sheet = read_sheet(intake.mapping.folder, source, wanted, strict=strict)
    intake.dropped.extend(
        (source.path, name, why) for name, why in sheet.dropped if not _mapped_elsewhere(intake.mapping, source, name)
    )
    intake.read[source.table] = intake.read.get(source.table, 0) + sheet.cells.height + len(sheet.broken)
    _broken(intake, source, sheet)
    parsed: dict[str, pl.Series] = {}
    bad: list[tuple[str, pl.Series, pl.Series]] = []
    # `reversal_of` first: it tells how the sign of an amount is meant.
    for ours, column in sorted(columns.items(), key=lambda item: item[0] != "reversal_of"):
        cells, minor = _cells(intake.mapping, source, sheet, ours, column, theirs.get(ours))
        if cells is None:  # to be filled in below
            parsed[ours] = pl.repeat(None, sheet.cells.height, dtype=column.dtype, eager=True)
            continue
        if ours == "amount_minor" and "reversal_of" in parsed:
            cells = _unsigned(cells, parsed["reversal_of"])
        manner = Manner(source, intake.mapping.zone, intake.mapping.currency, intake.mapping.amount_max_minor, minor)
        parsed[ours], flaws = parse(cells, column, ours, manner)
        if flaws.null_count() < len(flaws):
            bad.append((ours, flaws, cells))
    for ours, column in columns.items():
        if column.nullable or (ours == "recorded_at" and source.table in KNOWN_WITH):
            continue
        missing = parsed[ours].is_null()
        known_bad = next((flaws for name, flaws, _ in bad if name == ours), None)
        if known_bad is not None:
            missing &= known_bad.is_null()
        if missing.any():
            bad.append(
                (
                    ours,
                    pl.select(pl.when(missing).then(pl.lit(Flaw.EMPTY.value))).to_series(),
                    missing.cast(pl.String).set(missing, None),
                )
            )
    frame = pl.DataFrame({ours: parsed[ours] for ours in columns}).with_columns(
        pl.lit(number, pl.Int32).alias("_source"), pl.Series("_line", sheet.lines), _deleted(source, sheet)
    )
    _known_with(intake.mapping, source.table, frame, bad, intake, sheet, number)


def _known_with(
    mapping: Mapping, table: str, frame: pl.DataFrame, bad: list[tuple[str, pl.Series, pl.Series]],
    intake: Intake, sheet: Sheet, number: int,
) -> None:  # fmt: skip
    """Fill in when rows became known, set the bad ones apart, and add the rest to their table."""
    source = mapping.sources[number]
    if table in KNOWN_WITH:
        told = frame[KNOWN_WITH[table]]
        if told.dtype == pl.Date:
            told, _ = parse(
                told,
                schema.columns(table)["recorded_at"],
                "recorded_at",
                Manner(source, mapping.zone, mapping.currency, 0, False),
            )
        frame = frame.with_columns(pl.coalesce(pl.col("recorded_at"), told).alias("recorded_at"))
    if bad:
        wrong = pl.select(pl.any_horizontal([flaws.is_not_null() for _, flaws, _ in bad])).to_series()
        for ours, flaws, cells in bad:
            mine = flaws.is_not_null()
            rows = frame.filter(mine)
            said = cells.filter(mine)
            intake.flaws.append(
                rows.select(
                    pl.lit(table).alias("table"),
                    pl.lit(source.path).alias("file"),
                    pl.col("_line").alias("line"),
                    pl.lit(_theirs(source, ours)).alias("column"),
                    _shown(said).alias("value"),
                    pl.lit(flaws.filter(mine)).alias("reason"),
                    *owners(table, rows),
                ).select(pl.col(name).cast(dtype) for name, dtype in FLAWS.items())
            )
        frame = frame.filter(~wrong)
    if source.distinct:
        before = frame.height
        content = [name for name in frame.columns if name not in WHERE]
        frame = frame.unique(subset=content, keep="first", maintain_order=True)
        intake.repeated[table] = intake.repeated.get(table, 0) + before - frame.height
    intake.add(table, frame)


def _cells(
    mapping: Mapping, source: Source, sheet: Sheet, ours: str, column: dy.Column, theirs: str | None
) -> tuple[pl.Series | None, bool]:
    """The cells of one of our columns and whether amounts are minor units; None where later steps fill it in."""
    height, minor = (
        sheet.cells.height,
        source.amounts == "minor" or (source.amounts is None and ours.endswith("_minor") and theirs == ours),
    )
    default = source.defaults.get(ours, DEFAULTS.get(source.table, {}).get(ours, _by_book(mapping, source.table, ours)))
    if ours in source.constants:
        return pl.repeat(source.constants[ours], height, dtype=pl.String, eager=True), source.amounts == "minor"
    if theirs in sheet.cells.columns:
        cells = sheet.cells[theirs]
        if ours in source.values:
            known = source.values[ours]
            cells = text(cells).replace(list(known), list(known.values()))
        if default is not None and cells.null_count():
            cells = cells.cast(pl.String) if not isinstance(cells.dtype, pl.List) else cells
            cells = cells.fill_null(default) if cells.dtype == pl.String else cells
        return cells, minor
    if ours in source.columns:
        raise need(
            source.path,
            ours,
            source.columns[ours],
            sheet.cells.columns + [name for name, _ in sheet.dropped],
            source.table,
        )
    if default is not None:
        return pl.repeat(default, height, dtype=pl.String, eager=True), minor
    if isinstance(column, dy.List):
        return pl.repeat(None, height, dtype=pl.String, eager=True), minor
    if column.nullable or (ours == "recorded_at" and source.table in KNOWN_WITH):
        return None, minor
    raise need(source.path, ours, ours, sheet.cells.columns + [name for name, _ in sheet.dropped], source.table)


def _by_book(mapping: Mapping, table: str, ours: str) -> str | None:
    """What [book] and [lender] say for every row."""
    if table != "loans":
        return None
    said = {
        "lender_id": mapping.lender_id,
        "currency": mapping.currency,
        "grace_days": str(mapping.grace_days),
        "allocation": mapping.allocation,
    }
    return said.get(ours)


def _unsigned(cells: pl.Series, reversal_of: pl.Series) -> pl.Series:
    """Amounts of reversals without their sign: lenders write them either way, and `reversal_of` says it already."""
    back = reversal_of.is_not_null()
    if not back.any():
        return cells
    if cells.dtype.is_numeric():
        return cells.zip_with(~back, cells.abs())
    return cells.zip_with(~back, text(cells).str.strip_prefix("-"))


def _deleted(source: Source, sheet: Sheet) -> pl.Series:
    if source.deleted is None or source.deleted not in sheet.cells.columns:
        return pl.repeat(False, sheet.cells.height, dtype=pl.Boolean, eager=True).alias(DELETED)
    said = text(sheet.cells[source.deleted]).str.to_lowercase()
    return said.is_in(["true", "1", "y", "yes", "是", "d", "deleted"]).fill_null(False).alias(DELETED)


def _mapped_elsewhere(mapping: Mapping, source: Source, column: str) -> bool:
    """Whether another [[file]] of the same path reads the column."""
    return any(
        other.path == source.path and (column in other.columns.values() or column in schema.columns(other.table))
        for other in mapping.sources
        if other is not source
    )


def _broken(intake: Intake, source: Source, sheet: Sheet) -> None:
    if sheet.broken:
        rows = [
            (source.table, source.path, bad.line, None, bad.value, bad.reason, None, None, None) for bad in sheet.broken
        ]
        intake.flaws.append(pl.DataFrame(rows, schema=FLAWS, orient="row"))


def _lender(intake: Intake) -> None:
    """The mapping's own lender, where no file tells of lenders."""
    mapping, lenders = intake.mapping, intake.tables["lenders"]
    if mapping.lender_id in lenders["lender_id"]:
        return
    row = {
        "lender_id": mapping.lender_id, "kind": mapping.kind, "country": mapping.country, "zone": mapping.zone,
        "currency": mapping.currency, "licences": list(mapping.licences), "parent": mapping.parent,
        "contacts_known_from": mapping.contacts_known_from, "_source": 0, "_line": 0, DELETED: False,
    }  # fmt: skip
    intake.tables["lenders"] = pl.concat([lenders, pl.DataFrame([row], schema=lenders.schema)])
