"""Happenings: a book's events, numbered as what they oblige to is reckoned from.

In        the table of events (`Loaded.tables`), and the book as known at the instant of asking.
Out       events as core.facts.EVENTS, with their ids.
Not here  which duties an event starts, and by when (law.due).
Proof     tests/book/test_happenings.py: each event against a plain reading of its row.
"""

from datetime import datetime

import polars as pl

from eastwind.book.dealings import fit, mask
from eastwind.core import words
from eastwind.core.facts import CODE, EVENTS
from eastwind.core.frames import Book


def events(table: pl.DataFrame, known: Book, as_of: datetime) -> pl.DataFrame:
    """The events known at `as_of`, by time and id: EVENTS, and `event_id`, `person_id`, `loan_id` as in the table.

    `known` is the book as known at the same instant (book.known). Of a loan for which several are liable, the row of
    the person named, else the one by which loans are counted; a loan that is not known at that instant leaves the event
    without one, so that every duty about loans means it.
    """
    people = known.people.select("person_id").with_row_index("person").with_columns(pl.col("person").cast(CODE))
    loans = known.loans.select("loan_id", "person", "main").with_row_index("loan")
    loans = loans.with_columns(pl.col("loan").cast(CODE))
    owners = loans.join(people, on="person", how="left")
    rows = table.filter(pl.col("at") <= as_of, pl.col("recorded_at") <= as_of)
    rows = rows.join(people, on="person_id", how="left", maintain_order="left")
    own = owners.select("loan_id", "person_id", pl.col("loan").alias("own"))
    rows = rows.join(own, on=["loan_id", "person_id"], how="left", maintain_order="left")
    main = loans.filter("main").select("loan_id", pl.col("loan").alias("counted"))
    rows = rows.join(main, on="loan_id", how="left", maintain_order="left").with_columns(
        pl.coalesce("own", "counted").alias("loan"),
        mask(rows["facts"], words.EVENT_FACTS),
        *(pl.lit(None, EVENTS[name]).alias(name) for name in ("situation", "lender", "about")),
    )
    return fit(rows.sort("at", "event_id"), EVENTS, "event_id", "person_id", "loan_id")
