"""People: how late each person is over all their loans, and the facts that the gate judges by.

In        a Book and its delinquency, row by row.
Out       `person_delinquency`: one row per person; `facts`: core.facts.Facts.
Not here  how late each loan is (delinquency), what a rule makes of it (law).
Proof     tests/book/test_people.py.
"""

from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.book.delinquency import bucket_of
from eastwind.core import segments, words
from eastwind.core.facts import CONSENTS, CONTACTS, LOANS, PEOPLE, STATES, Facts, Schema
from eastwind.core.frames import Book
from eastwind.core.segments import Ints

GOOD_RECORD_DAYS_LATE_MAX: Final = 3
_LATE_IN_LAST_YEAR: Final = np.uint64(words.mask(("late-in-last-year",), words.LOAN_FACTS, what="a fact of a loan"))
_NO_DAY: Final = np.iinfo(np.int32).max
PERSON_DELINQUENCY: Final[Schema] = {
    "dpd": pl.Int32(),
    "bucket": pl.Int8(),
    "overdue_minor": pl.Int64(),
    "due_minor": pl.Int64(),
    "outstanding_minor": pl.Int64(),
    "loans": pl.Int32(),
    "loans_late": pl.Int32(),
    "latest_loan": pl.Int32(),  # row of the loan that gives the bucket; null = no loan
    "due_on": pl.Date(),
    "next_due_on": pl.Date(),
    "last_payment_on": pl.Date(),
    "on_time": pl.Int32(),
    "late": pl.Int32(),
    "longest_late_days": pl.Int32(),
    "longest_late_year_days": pl.Int32(),
}


def person_delinquency(book: Book, delinquency: pl.DataFrame) -> pl.DataFrame:
    """One row per row of `book.people`, in order, with the columns of PERSON_DELINQUENCY.

    A person's bucket is that of their latest loan, the one most days past due; among equals the first in the book.
    Sums take every loan a person is liable for, so a joint debt counts under each who owes it.
    """
    start = segments.offsets(book.loans["person"].to_numpy(), book.people.height)
    dpd = delinquency["dpd"].to_numpy().astype(np.int64)
    worst = segments.largest(dpd, start, 0)
    owner = np.repeat(np.arange(book.people.height), np.diff(start))
    rows = np.arange(len(dpd))
    latest = segments.smallest(np.where(dpd == worst[owner], rows, len(dpd)), start, -1)
    columns: dict[str, NDArray[Any]] = {
        "dpd": worst,
        "bucket": bucket_of(worst),
        "loans": np.diff(start),
        "loans_late": segments.total(dpd > 0, start),
        "latest_loan": latest,
        "due_on": _day(delinquency["due_on"], start, first=True),
        "next_due_on": _day(delinquency["next_due_on"], start, first=True),
        "last_payment_on": _day(delinquency["last_payment_on"], start, first=False),
    }
    for name in ("overdue_minor", "due_minor", "outstanding_minor", "on_time", "late"):
        columns[name] = segments.total(delinquency[name].to_numpy(), start)
    for name in ("longest_late_days", "longest_late_year_days"):
        columns[name] = segments.largest(delinquency[name].to_numpy().astype(np.int64), start, 0)
    frame = pl.DataFrame({name: columns[name] for name in PERSON_DELINQUENCY})
    absent = {"latest_loan": -1, "due_on": _NO_DAY, "next_due_on": _NO_DAY, "last_payment_on": -_NO_DAY}
    nulls = [
        pl.when(pl.col(name) == value).then(None).otherwise(pl.col(name)).alias(name) for name, value in absent.items()
    ]
    days = [pl.col(name).cast(pl.Int32) for name in absent]
    return frame.with_columns(nulls).with_columns(days).cast(PERSON_DELINQUENCY)  # type: ignore[arg-type]


def _day(column: pl.Series, start: Ints, *, first: bool) -> Ints:
    """The first or the last of each person's days, as days since 1970."""
    empty = _NO_DAY if first else -_NO_DAY
    days = column.to_physical().fill_null(empty).to_numpy().astype(np.int64)
    return segments.smallest(days, start, empty) if first else segments.largest(days, start, empty)


def facts(book: Book, delinquency: pl.DataFrame) -> Facts:
    """What the gate may look at. `due_on` is the oldest unpaid due date, in the future where nothing due is unpaid;
    `late-in-last-year` stands on all loans of whoever has no good record, whichever of them spoilt it.
    """
    loans = book.loans.with_columns(
        delinquency["dpd"],
        pl.coalesce(delinquency["due_on"], delinquency["next_due_on"]).alias("due_on"),
        delinquency["last_payment_on"],
        delinquency["charges_minor"],
        _marks(book, delinquency).alias("facts"),
    )
    return Facts(
        situations=book.situations,
        people=book.people.select(list(PEOPLE)),
        loans=loans.select(list(LOANS)),
        contacts=book.contacts.select(list(CONTACTS)),
        states=book.states.select(list(STATES)),
        consents=book.consents.select(list(CONSENTS)),
        agencies=book.agencies,
    )


def _marks(book: Book, delinquency: pl.DataFrame) -> pl.Series:
    """The facts of each loan; of the person's record the worst loan, and today's lateness as much as any before.

    Who is 60 days late with one loan is no longer somebody who only forgot another for 2 days.
    """
    person = book.loans["person"].to_numpy()
    worst = np.maximum(delinquency["longest_late_year_days"].to_numpy(), delinquency["dpd"].to_numpy())
    late = np.zeros(book.people.height, np.bool_)
    late[person[worst > GOOD_RECORD_DAYS_LATE_MAX]] = True
    own = book.loans["facts"].fill_null(0).to_numpy()
    return pl.Series(np.where(late[person], own | _LATE_IN_LAST_YEAR, own))
