"""Given: the lender's own days past due beside ours, and which of the two is used.

In        what was computed, and `given_dpd`, `given_overdue_minor`, `given_on` of the loans.
Out       the figures used, why, and the reconciliation frame of all that differ.
Not here  how the computed figures come about (delinquency).
Proof     tests/book/test_given.py.

The lender's own figure is used as the book's `dpd_rules` say:
  computed  never; it is reported where it differs
  given     where something is owed; elsewhere the loan is current
  later     of the two oldest unpaid due dates the later one, so the smaller number of days: in doubt, for the borrower
A figure of an earlier day (`given_on`) grows by a day a day and is dropped once money came after it; one of a later day
is not known yet.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from eastwind.book.allocation import NEVER, Days
from eastwind.book.money import Moment
from eastwind.core.frames import Book
from eastwind.core.segments import Ints

WHY: Final = ("computed", "given", "later", "nothing-owed", "stale", "not-yet-given")
COMPUTED, GIVEN, LATER, NOTHING_OWED, STALE, NOT_YET_GIVEN = range(len(WHY))
UNKNOWN: Final = -1


@dataclass(frozen=True, slots=True)
class Reading:
    """What was computed, per loan."""

    dpd: Ints
    due_on: Days
    overdue_minor: Ints
    due_minor: Ints
    outstanding_minor: Ints
    contract_minor: Ints
    last_payment_on: Days


@dataclass(frozen=True, slots=True)
class Used:
    """What is used, per loan; `given` is −1 where nothing is given, `why` a place in WHY."""

    dpd: Ints
    due_on: Days
    overdue_minor: Ints
    due_minor: Ints
    outstanding_minor: Ints
    given: Ints
    why: Ints


def reconcile_given(book: Book, now: Moment, computed: Reading) -> Used:
    """The figures used under `book.dpd_rules`, where the lender gives its own."""
    loans, rules = book.loans, book.dpd_rules
    raw = loans["given_dpd"]
    if raw.null_count() == loans.height:
        nothing = np.full(loans.height, UNKNOWN, np.int64)
        why = np.zeros(loans.height, np.int64)
        return Used(computed.dpd, computed.due_on, computed.overdue_minor, computed.due_minor,
                    computed.outstanding_minor, nothing, why)  # fmt: skip
    given = raw.fill_null(UNKNOWN).to_numpy().astype(np.int64)
    has = given >= 0
    day = now.day.astype(np.int64)
    since = _days(loans, "given_on", day)
    early, stale = has & (since > day), has & (since <= day) & (computed.last_payment_on < NEVER)
    stale &= computed.last_payment_on > since
    carried = np.where(given > 0, given + np.maximum(day - since, 0), given)
    carried = np.where(has & ~early, carried, UNKNOWN)
    claimed = loans["given_overdue_minor"].fill_null(0).to_numpy()
    # Where the file brings no schedule, the amount that the lender gives is all that is known of what is owed.
    outstanding = np.where(has & ~early & ~stale, _owed(book, computed, claimed), computed.outstanding_minor)
    owed = outstanding > 0
    usable = has & ~early & ~stale & (rules != "computed")
    if rules == "later":
        takes = usable & (carried < computed.dpd)
        dpd = np.where(takes, carried, computed.dpd)
        why = np.where(takes, LATER, COMPUTED)
    else:
        dpd = np.where(usable, carried, computed.dpd)
        why = np.where(usable, GIVEN, COMPUTED)
    why = np.where(early & (rules != "computed"), NOT_YET_GIVEN, np.where(stale & (rules != "computed"), STALE, why))
    none = usable & ~owed & (carried > 0)
    dpd = np.where(none, 0, dpd)
    why = np.where(none, NOTHING_OWED, why)
    differs = dpd != computed.dpd
    overdue = np.where(differs, _overdue(computed, claimed, outstanding, dpd), computed.overdue_minor)
    due_on = np.where(differs, np.where(dpd > 0, day - dpd, NEVER), computed.due_on).astype(np.int32)
    due = np.where(differs, np.maximum(overdue, np.where(dpd > 0, computed.due_minor, 0)), computed.due_minor)
    return Used(dpd, due_on, overdue, due, outstanding, carried, why)


def _owed(book: Book, computed: Reading, claimed: Ints) -> Ints:
    """What is owed; the given overdue amount where the book holds neither instalments nor statements of a loan."""
    bare = np.ones(book.loans.height, np.bool_)
    bare[book.instalments["loan"].to_numpy()] = False
    bare[book.statements["loan"].to_numpy()] = False
    return np.where(bare, np.maximum(computed.outstanding_minor, claimed), computed.outstanding_minor)


def _overdue(computed: Reading, claimed: Ints, outstanding: Ints, dpd: Ints) -> Ints:
    """The lender's overdue amount; else ours; never more than is owed, and 0 where no amount can be shown.

    What is next due is not overdue: who counts days must say for which money, or nobody is asked for any.
    """
    ours = np.where(computed.overdue_minor > 0, computed.overdue_minor, computed.due_minor)
    return np.where(dpd > 0, np.minimum(np.where(claimed > 0, claimed, ours), outstanding), 0)


def _days(loans: pl.DataFrame, column: str, day: Ints) -> Ints:
    """A date column as days since 1970; `day` where it is null or absent."""
    if column not in loans.columns:
        return day
    dates = loans[column].to_physical()
    return np.where(dates.is_null().to_numpy(), day, dates.fill_null(0).to_numpy().astype(np.int64))


def reconciliation(book: Book, delinquency: pl.DataFrame) -> pl.DataFrame:
    """loan_id, computed, given, used, why: each loan, counted once, whose given figure is not the computed one."""
    return (
        book.loans.select("loan_id", "main")
        .with_columns(
            delinquency["computed_dpd"].alias("computed"),
            delinquency["given_dpd"].alias("given"),
            delinquency["dpd"].alias("used"),
            delinquency["why"],
        )
        .filter(pl.col("main") & pl.col("given").is_not_null() & (pl.col("given") != pl.col("computed")))
        .drop("main")
    )
