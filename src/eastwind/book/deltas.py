"""Deltas: what changed since, laid over a loaded book; the same delta twice is the delta once.

In        a Loaded and a folder like the first one (mapping.toml and files), with the rows that are new or changed.
Out       a Loaded again; its counts are those of the delta.
Not here  reading the files (intake), what rows say together (checks), which run over the outcome.
Proof     tests/book/test_deltas.py: twice is once, and a book loaded at once is a book loaded in pieces.

Rules, by table
  what is so     people, loans, liabilities, instalments, statements, points, mandates, profiles, outcomes, traits,
                 lenders: the later row replaces the one of its key; a row marked as deleted takes it away. When it
                 became known stays as it was.
  what happened  payments, charges, debits, contacts, promises, events, titles, states, consents: a row of a known id
                 with the same content is the same row; with other content it is refused (`altered`), but for what
                 may become known later (LATER below). None is ever deleted.
A row that lands takes the earlier quarantine of its own key away. Rows that went to quarantine with their loan or
person must come again with it.
"""

from dataclasses import replace
from pathlib import Path
from typing import Final

import polars as pl

from eastwind.book.checks import check, drop_deleted, keys_once
from eastwind.book.intake import FLAWS, Intake, take_in
from eastwind.book.loading import COUNTS, Loaded, finish
from eastwind.book.mapping import read_mapping
from eastwind.book.quarantine import Flaw
from eastwind.book.rows import DELETED, LINE, SOURCE
from eastwind.core import schema

# What may become known of something that happened, after it was first recorded.
LATER: Final[dict[str, tuple[str, ...]]] = {
    "payments": (),
    "charges": (),
    "debits": ("result",),
    "titles": ("until", "notice"),
    "contacts": ("outcome", "outcome_at", "duration_s"),
    "states": ("closed", "confirmed_by", "review_on"),
    "consents": ("withdrawn", "until"),
    "promises": ("status",),
    "events": (),
}
BEFORE: Final = -1  # SOURCE of rows that were in the book already


def apply(loaded: Loaded, folder: Path | str, strict: bool = False) -> Loaded:
    """`loaded` with the delta in `folder` laid over it. BookError, and then nothing has changed."""
    delta = take_in(read_mapping(Path(folder)), strict=strict)
    # The lender that the delta's mapping names is in the book already, and there a file may have told more of it.
    delta.tables["lenders"] = delta.tables["lenders"].filter(pl.col(LINE) > 0)
    for table in schema.TABLES:
        keys_once(delta, table)
    gone = drop_deleted(delta)
    merged = Intake(replace(loaded.mapping, sources=delta.mapping.sources))
    for table in schema.TABLES:
        merged.tables[table] = _merge(delta, table, loaded.tables[table], gone[table])
    landed = _landed_keys(merged)
    kept = loaded.quarantine.join(landed, on=["table", "key"], how="anti", nulls_equal=False)
    merged.flaws = [_flaws(kept), *delta.flaws]
    check(merged)
    return replace(finish(merged), dropped=_dropped(loaded, delta), counts=_counts(delta, merged, kept.height))


def _merge(delta: Intake, table: str, before: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """The rows of one table after the delta."""
    old = before.with_columns(
        pl.lit(BEFORE, pl.Int32).alias(SOURCE), pl.lit(0, pl.Int64).alias(LINE), pl.lit(False).alias(DELETED)
    )
    key = schema.key(table)
    if table not in LATER:
        new = _known_as_before(delta.tables[table], old, key)
        old = old.join(gone, on=key, how="anti").join(new, on=key, how="anti")
        return pl.concat([old, new.select(old.columns)])
    if gone.height:
        delta.tables[table] = pl.concat([delta.tables[table], gone])
        delta.flag(table, delta.tables[table][DELETED], key[0], Flaw.CANNOT_DELETE)
    fixed = [name for name in schema.columns(table) if name not in (*key, *LATER[table], "recorded_at")]
    altered = _differs(delta.tables[table], old, key, fixed)
    delta.flag(table, altered, key[0], Flaw.ALTERED)
    new = _known_as_before(delta.tables[table], old, key)
    same = ~_differs(new, old, key, list(LATER[table])) & _there(new, old, key)
    delta.repeated[table] = delta.repeated.get(table, 0) + int(same.sum())
    new = new.filter(~same)
    return pl.concat([old.join(new, on=key, how="anti"), new.select(old.columns)])


def _known_as_before(new: pl.DataFrame, old: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Rows of `new`, known since when the row they replace was."""
    if "recorded_at" not in new.columns:
        return new
    since = new.select(key).join(old.select(*key, "recorded_at"), on=key, how="left", maintain_order="left")
    return new.with_columns(pl.coalesce(since["recorded_at"], new["recorded_at"]).alias("recorded_at"))


def _there(new: pl.DataFrame, old: pl.DataFrame, key: list[str]) -> pl.Series:
    known = old.select(key).with_columns(pl.lit(True).alias("there"))
    return new.select(key).join(known, on=key, how="left", maintain_order="left")["there"].fill_null(False)


def _differs(new: pl.DataFrame, old: pl.DataFrame, key: list[str], columns: list[str]) -> pl.Series:
    """Whether a row of `new` stands in `old` with other content in `columns`."""
    there = _there(new, old, key)
    if not columns or not there.any():
        return there & False
    both = new.select(key).join(old.select(*key, *columns), on=key, how="left", maintain_order="left")
    other = [~new[name].eq_missing(both[name]) for name in columns]
    return pl.select(pl.any_horizontal(other)).to_series() & there


def _landed_keys(merged: Intake) -> pl.DataFrame:
    """table and key of every row that came with the delta."""
    rows = []
    for table, frame in merged.tables.items():
        key = pl.concat_str([pl.col(name).cast(pl.String) for name in schema.key(table)], separator="|")
        rows.append(frame.filter(pl.col(SOURCE) >= 0).select(pl.lit(table).alias("table"), key.alias("key")))
    return pl.concat(rows)


def _flaws(quarantine: pl.DataFrame) -> pl.DataFrame:
    return quarantine.select(pl.col(name).cast(dtype) for name, dtype in FLAWS.items())


def _dropped(loaded: Loaded, delta: Intake) -> pl.DataFrame:
    found = pl.DataFrame(delta.dropped, schema=dict(loaded.dropped.schema), orient="row")
    return pl.concat([loaded.dropped, found]).unique(maintain_order=True)


def _counts(delta: Intake, merged: Intake, kept: int) -> pl.DataFrame:
    """Rows of the delta: read = landed + quarantined + repeated; a row that takes another away has landed."""
    new = pl.concat([*delta.flaws, *merged.flaws[1 + len(delta.flaws) :], pl.DataFrame(schema=FLAWS)])
    paths = [source.path for source in delta.mapping.sources]
    mine = new.filter(pl.col("file").is_in(paths)).select("table", "file", "line").unique()
    bad = dict(mine.group_by("table").len().iter_rows())
    rows = [
        (
            table,
            read,
            read - bad.get(table, 0) - delta.repeated.get(table, 0),
            bad.get(table, 0),
            delta.repeated.get(table, 0),
        )
        for table, read in delta.read.items()
    ]
    return pl.DataFrame(rows, schema=COUNTS, orient="row")
