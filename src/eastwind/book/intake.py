"""Intake: the files of a folder as parsed tables, and every row that could not be parsed in quarantine.

In        a Mapping and its files.
Out       `Intake`: per table the rows that parsed, with file and line; quarantine; what was not read; counts.
Not here  what rows say together (checks), the numbered book (assembly).
Proof     tests/book/test_intake.py: rows read = landed + quarantined + repeated, for every table.
"""

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from eastwind.book.mapping import Mapping
from eastwind.book.quarantine import Flaw
from eastwind.book.rows import DELETED, LINE, SOURCE, Rows, read_rows
from eastwind.core import schema

WHERE: Final = (SOURCE, LINE)
IN_BOOK: Final = "the book"  # the file of a row that was there before a delta
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
        """Send the rows of `table` where `bad` to quarantine, because of `column` of ours (None: the whole row)."""
        if not bad.any():
            return
        frame = self.tables[table]
        rows = frame.filter(bad)
        theirs, files = {-1: column}, {-1: IN_BOOK}
        for number, source in enumerate(self.mapping.sources):
            theirs[number] = None if column is None else source.columns.get(column, column)
            files[number] = source.path
        value = pl.lit(None, pl.String) if column is None else _shown(rows[column])
        file = pl.col(SOURCE).replace_strict(files, return_dtype=pl.String)
        named = pl.col(SOURCE).replace_strict(theirs, return_dtype=pl.String)
        self.flaws.append(_as_flaws(table, rows, file, named, value, pl.lit(flaw.value)))
        self.tables[table] = frame.filter(~bad.fill_null(False))


def take_in(mapping: Mapping, *, strict: bool) -> Intake:
    """Read every file that `mapping` names. Any BookError leaves nothing behind, for nothing has been written."""
    intake = Intake(mapping)
    for number, source in enumerate(mapping.sources):
        _add(intake, source.table, source.path, read_rows(mapping, number, source, strict=strict))
    for table in schema.TABLES:
        if table not in intake.tables:
            columns = {**schema.dtypes(table), SOURCE: pl.Int32(), LINE: pl.Int64(), DELETED: pl.Boolean()}
            intake.tables[table] = pl.DataFrame(schema=columns)
    _lender(intake)
    return intake


def _add(intake: Intake, table: str, path: str, rows: Rows) -> None:
    """The good rows of one file to their table, the others to quarantine."""
    intake.dropped.extend((path, column, why) for column, why in rows.dropped)
    intake.read[table] = intake.read.get(table, 0) + rows.frame.height + len(rows.broken)
    if rows.broken:
        cells = [(table, path, bad.line, None, bad.value, bad.reason, None, None, None) for bad in rows.broken]
        intake.flaws.append(pl.DataFrame(cells, schema=FLAWS, orient="row"))
    frame = rows.frame
    for bad in rows.bad:
        mine = bad.flaws.is_not_null()
        some = frame.filter(mine)
        where = (pl.lit(path), pl.lit(bad.column), _shown(bad.cells.filter(mine)), pl.lit(bad.flaws.filter(mine)))
        intake.flaws.append(_as_flaws(table, some, *where))
    if rows.bad:
        frame = frame.filter(pl.all_horizontal([bad.flaws.is_null() for bad in rows.bad]))
    if rows.distinct:
        content = [name for name in frame.columns if name not in WHERE]
        once = frame.unique(subset=content, keep="first", maintain_order=True)
        intake.repeated[table] = intake.repeated.get(table, 0) + frame.height - once.height
        frame = once
    known = intake.tables.get(table)
    intake.tables[table] = frame if known is None else pl.concat([known, frame])


def _as_flaws(
    table: str, rows: pl.DataFrame, file: pl.Expr, column: pl.Expr, value: pl.Expr, reason: pl.Expr
) -> pl.DataFrame:
    """Rows in quarantine, with the ids that can be read in them."""
    ids = [
        pl.col(name) if name in rows.columns else pl.lit(None, pl.String).alias(name)
        for name in ("loan_id", "person_id")
    ]
    key = pl.concat_str([pl.col(name).cast(pl.String) for name in schema.key(table)], separator="|")
    found = rows.select(
        pl.lit(table).alias("table"), file.alias("file"), pl.col(LINE).alias("line"), column.alias("column"),
        value.alias("value"), reason.alias("reason"), key.alias("key"), *ids,
    )  # fmt: skip
    return found.select(pl.col(name).cast(dtype) for name, dtype in FLAWS.items())


def _shown(values: pl.Series) -> pl.Expr:
    said = (
        values.list.eval(pl.element().cast(pl.String)).list.join("|") if isinstance(values.dtype, pl.List) else values
    )
    return pl.lit(said.cast(pl.String).str.slice(0, VALUE_SHOWN_MAX))


def _lender(intake: Intake) -> None:
    """The mapping's own lender, where no file tells of lenders."""
    mapping, lenders = intake.mapping, intake.tables["lenders"]
    if mapping.lender_id in lenders["lender_id"]:
        return
    row = {
        "lender_id": mapping.lender_id, "kind": mapping.kind, "country": mapping.country, "zone": mapping.zone,
        "currency": mapping.currency, "licences": list(mapping.licences), "parent": mapping.parent,
        "contacts_known_from": mapping.contacts_known_from, SOURCE: 0, LINE: 0, DELETED: False,
    }  # fmt: skip
    intake.tables["lenders"] = pl.concat([lenders, pl.DataFrame([row], schema=lenders.schema)])
