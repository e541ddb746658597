"""Knowledge: a book as it was known at an instant, so that a day can be decided again with what was known that day.

In        a Book and a UTC instant.
Out       the same Book without what was recorded later.
Not here  days past due (delinquency), which leaves out later money by itself.
Proof     tests/book/test_knowledge.py: what is known only grows, and knowing twice is knowing once.

People stay: everyone gets a decision, also who owes nothing yet. What happened to a row later (a state closed, a
consent withdrawn, an outcome reported) is taken off the row: a state is open again, an outcome unknown again.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

import polars as pl

from eastwind.book.assembly import PROFILE
from eastwind.book.errors import DayError
from eastwind.core import zones
from eastwind.core.facts import CODE
from eastwind.core.frames import BY_LOAN, Book

LOAN_DATES: Final = ("defaulted_on", "written_off_on", "last_demand_on", "last_acknowledged_on", "judgment_on")


def known(book: Book, as_of: datetime, profiles: pl.DataFrame | None = None) -> Book:
    """What was known at `as_of`, which may be nothing: `check_day` says so of a whole book.

    `profiles` is the table of profiles (`Loaded.tables`): with it the latest profile of that day is taken; without it a
    later profile is unknown, and so are its figures.
    """
    assert as_of.tzinfo is not None, f"as_of {as_of} names no zone; give a UTC instant"
    at = as_of.astimezone(UTC)
    day = local_day(book, at)
    loans, keep = _loans(book, at, day)
    tables = {"loans": loans, "people": _people(book, day, profiles)}
    for name in BY_LOAN:
        tables[name] = _by_loan(getattr(book, name), keep, at, day)
    tables["contacts"] = _contacts(_dealings(book.contacts, keep, at), at)
    tables["states"] = _unless_later(_dealings(book.states, keep, at), at, "closed")
    tables["consents"] = _unless_later(_dealings(book.consents, keep, at), at, "withdrawn")
    tables["points"] = _unless_later(book.points, at, "verified_at", "reassigned_checked_at")
    return replace(book, **tables)  # type: ignore[arg-type]


def check_day(book: Book, as_of: datetime) -> None:
    """DayError where no loan of the book was open at `as_of`: it would read as a book in which nobody is late.

    Of a whole book, not of a run of its people, who may well owe nothing yet.
    """
    day = local_day(book, as_of)
    opened = book.loans["opened_on"].drop_nulls().sort()
    if len(opened) and opened[0] > day:
        raise DayError(
            f"No loan of this book was known on {day}: the first was opened on {opened[0]}. "
            f"Decide as of that day or later."
        )


def local_day(book: Book, at: datetime) -> date:
    """The lender's local day of an instant."""
    return at.astimezone(zones.zone(book.zone)).date()


def _loans(book: Book, at: datetime, day: date) -> tuple[pl.DataFrame, pl.Series]:
    """The loans known, and for every loan its new number, null where it is not known."""
    there = pl.col("opened_on").fill_null(day) <= day
    if "recorded_at" in book.loans.columns:
        there &= pl.col("recorded_at").is_null() | (pl.col("recorded_at") <= at)
    if "until" in book.loans.columns:  # a liability that has not begun, or has ended
        there &= (pl.col("since").fill_null(day) <= day) & (pl.col("until").fill_null(day) >= day)
    mask = book.loans.select(there.alias("there"))["there"]
    number = pl.select(pl.when(mask).then(mask.cast(CODE).cum_sum() - 1)).to_series()
    later = [pl.when(pl.col(name) <= day).then(pl.col(name)).alias(name) for name in LOAN_DATES]
    return book.loans.filter(mask).with_columns(later), number


def _people(book: Book, day: date, profiles: pl.DataFrame | None) -> pl.DataFrame:
    if profiles is None:
        is_known = pl.col("profile_on") <= day
        return book.people.with_columns(
            pl.when(is_known).then(pl.col(name)).alias(name) for name in ("profile_on", *PROFILE)
        )
    latest = profiles.filter(pl.col("as_of") <= day).sort("person_id", "as_of")
    latest = latest.unique("person_id", keep="last", maintain_order=True)
    latest = latest.select("person_id", pl.col("as_of").alias("profile_on"), *PROFILE)
    joined = book.people.drop("profile_on", *PROFILE).join(latest, on="person_id", how="left", maintain_order="left")
    return joined.select(book.people.columns).cast(dict(book.people.schema))  # type: ignore[arg-type]


def _renumbered(frame: pl.DataFrame, keep: pl.Series) -> pl.DataFrame:
    """`frame` with the new numbers of loans; null stays null."""
    return frame if keep.null_count() == 0 else frame.with_columns(keep.gather(frame["loan"]).alias("loan"))


def _by_loan(frame: pl.DataFrame, keep: pl.Series, at: datetime, day: date) -> pl.DataFrame:
    frame = _renumbered(frame, keep).filter(pl.col("loan").is_not_null())
    if "recorded_at" in frame.columns:
        return frame.filter(pl.col("recorded_at") <= at)
    if "closed_on" not in frame.columns:
        return frame
    frame = frame.filter(pl.col("closed_on") <= day)
    if not frame.height or frame["given_dpd"].null_count() == frame.height:
        return frame
    # A count of a later day, be it of a bill closed before, is not known yet.
    told = pl.coalesce("given_on", "closed_on") <= day
    return frame.with_columns(pl.when(told).then(pl.col(name)).alias(name) for name in ("given_dpd", "given_on"))


def _dealings(frame: pl.DataFrame, keep: pl.Series, at: datetime) -> pl.DataFrame:
    """Rows recorded by `at`; one about a loan that is not known goes with it, one about every loan stays."""
    about_all = frame["loan"].is_null()
    frame = _renumbered(frame, keep)
    return frame.filter((about_all | frame["loan"].is_not_null()) & (frame["recorded_at"] <= at).fill_null(True))


def _contacts(frame: pl.DataFrame, at: datetime) -> pl.DataFrame:
    frame = frame.filter(pl.col("at") <= at)
    later = (pl.col("outcome_at") > at).fill_null(False)
    unknown = pl.lit("unknown", frame.schema["outcome"])
    return frame.with_columns(
        pl.when(later).then(unknown).otherwise(pl.col("outcome")).alias("outcome"),
        pl.when(~later).then(pl.col("outcome_at")).alias("outcome_at"),
        (pl.col("contact_id") != pl.col("contact_id").shift()).fill_null(True).alias("first"),
    )


def _unless_later(frame: pl.DataFrame, at: datetime, *columns: str) -> pl.DataFrame:
    """Instants after `at` taken off their rows."""
    return frame.with_columns(pl.when(pl.col(name) <= at).then(pl.col(name)).alias(name) for name in columns)
