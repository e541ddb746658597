"""Loading: a lender's folder as a book, whole or not at all.

In        a folder with mapping.toml and the files it names.
Out       `Loaded`: the book, the quarantine, what was not read, counts, and all tables (the engine needs fewer).
Not here  one file (intake), what rows say together (checks), the store (store), later days' files (deltas).
Proof     tests/book/test_loading.py, tests/book/test_quarantine.py.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from eastwind.book.assembly import assemble
from eastwind.book.checks import check, concerned
from eastwind.book.intake import FLAWS, WHERE, Intake, take_in
from eastwind.book.mapping import Mapping, read_mapping
from eastwind.book.quarantine import with_sentences
from eastwind.book.rows import DELETED, LINE
from eastwind.core import schema
from eastwind.core.facts import Schema
from eastwind.core.frames import Book

COUNTS: Final[Schema] = {
    "table": pl.String(),
    "read": pl.Int64(),
    "landed": pl.Int64(),
    "quarantined": pl.Int64(),
    "repeated": pl.Int64(),  # rows alike, of a file that the mapping calls distinct
}
DROPPED: Final[Schema] = {"file": pl.String(), "column": pl.String(), "why": pl.String()}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A book and what was said while it was read.

    counts       per table: read = landed + quarantined + repeated
    people_read  people whose row could be told apart; = people_decided + people_quarantined
    """

    book: Book
    quarantine: pl.DataFrame
    dropped: pl.DataFrame
    counts: pl.DataFrame
    people_read: int
    people_quarantined: int
    tables: dict[str, pl.DataFrame] = field(repr=False)
    mapping: Mapping = field(repr=False)

    @property
    def people_decided(self) -> int:
        """People who get a decision."""
        return self.people_read - self.people_quarantined


def load(folder: Path | str, strict: bool = False) -> Loaded:
    """The book in `folder`. Raises BookError (what, where, which value, what to do) and then nothing has been read.

    `strict` refuses files that hold a phone book; without it such columns stay unread and are reported.
    """
    intake = take_in(read_mapping(Path(folder)), strict=strict)
    check(intake)
    return finish(intake)


def finish(intake: Intake) -> Loaded:
    """The book of a checked intake."""
    tables = {name: frame.drop(*WHERE, DELETED) for name, frame in intake.tables.items()}
    for name, frame in tables.items():
        schema.TABLES[name].validate(frame)
    people, bad = concerned(intake)
    flaws = pl.concat(intake.flaws) if intake.flaws else pl.DataFrame(schema=FLAWS)
    return Loaded(
        book=assemble(tables, intake.mapping, frozenset(bad)),
        quarantine=with_sentences(flaws),
        dropped=pl.DataFrame(intake.dropped, schema=DROPPED, orient="row").unique(maintain_order=True),
        counts=_counts(intake, flaws),
        people_read=len(people),
        people_quarantined=len(bad),
        tables=tables,
        mapping=intake.mapping,
    )


def _counts(intake: Intake, flaws: pl.DataFrame) -> pl.DataFrame:
    bad = dict(flaws.select("table", "file", "line").unique().group_by("table").len().iter_rows())
    rows = []
    for table in schema.TABLES:
        landed = intake.tables[table].filter(pl.col(LINE) > 0).height
        rows.append((table, intake.read.get(table, 0), landed, bad.get(table, 0), intake.repeated.get(table, 0)))
    return pl.DataFrame(rows, schema=COUNTS, orient="row").filter(pl.col("read") > 0)
