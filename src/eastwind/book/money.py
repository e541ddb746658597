"""Money: what was known of payments and charges on the day judged, as arrays for allocation.

In        a Book and the instant to judge it at, one for all loans or one for each.
Out       `Moment` (instant and local day per loan), payments and charges net of what was taken back.
Not here  which instalments they pay (allocation), what the day looks like then (delinquency).
Proof     tests/book/test_delinquency.py.

A payment that was taken back, in part or whole, never was, once the reversal is known. A payment dated after the day
judged, or recorded after the instant, is not known yet.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.book.allocation import Charged, Days, Money
from eastwind.core import zones
from eastwind.core.facts import INSTANT
from eastwind.core.frames import CHARGES_KINDS, Book
from eastwind.core.segments import Bools, Ints

AsOf = datetime | date | pl.Series
INTEREST, FEE, WAIVER, WRITE_OFF, ADJUSTMENT = range(len(CHARGES_KINDS))
SECOND: Final = 1_000_000
_ALWAYS: Final = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant judged (microseconds since 1970, UTC) and its local day in the lender's zone, per loan."""

    at: Ints
    day: Days


def moment(book: Book, as_of: AsOf) -> Moment:
    """`as_of` for each loan: a UTC instant, a date (its close in the lender's zone), or a column of instants."""
    loans = book.loans.height
    if isinstance(as_of, pl.Series):
        assert len(as_of) == loans, f"as_of has {len(as_of)} rows, the book {loans} loans"
        assert as_of.null_count() == 0, "as_of has a null: every loan needs an instant"
        at = _ints(as_of.cast(INSTANT).to_physical())
        return Moment(at, zones.local_days(book.zone, at // SECOND))
    instant = as_of if isinstance(as_of, datetime) else close_of(as_of, book.zone)
    assert instant.tzinfo is not None, f"as_of {instant} names no zone; give a UTC instant"
    micros = (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    day = zones.local_days(book.zone, np.array([micros // SECOND]))
    return Moment(np.full(loans, micros, np.int64), np.full(loans, day[0], np.int32))


def close_of(day: date, zone: str) -> datetime:
    """The last microsecond of a local day, in UTC."""
    next_day = datetime.combine(day + timedelta(days=1), time())
    opening = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=zones.instant(zone, next_day))
    return opening - timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Received:
    """Payments known, net of reversals, by loan and day; none of them is zero."""

    loan: Ints
    day: Days
    amount: Ints


def received(book: Book, now: Moment) -> Received:
    """Payments of `book` known at `now`."""
    loan, day, amount = _known(book.payments, "paid_on", "payment_id", now)
    return Received(*_sorted(loan, day, amount))


@dataclass(frozen=True, slots=True)
class Ledger:
    """Charges known, net of reversals: what was put on loans, what was taken off them, what was written off."""

    charged: Charged
    lowered: Received
    written_off: Ints  # per loan


def ledger(book: Book, now: Moment) -> Ledger:
    """Charges known at `now`; adjustments that raise the debt go with fees, those that lower it with waivers."""
    loan, day, amount = _known(book.charges, "on", "charge_id", now, zero=True)
    kind = book.charges["kind"].to_physical().to_numpy().astype(np.int64)
    raised = np.where(kind == ADJUSTMENT, np.maximum(amount, 0), amount)
    fee = np.where((kind == FEE) | (kind == ADJUSTMENT), raised, 0)
    interest = np.where(kind == INTEREST, amount, 0)
    lowered = np.where(kind == WAIVER, amount, np.where(kind == ADJUSTMENT, np.maximum(-amount, 0), 0))
    up, down = (fee > 0) | (interest > 0), lowered > 0
    written_off = np.zeros(book.loans.height, np.int64)
    np.add.at(written_off, loan, np.where(kind == WRITE_OFF, amount, 0))
    order = _order(loan[up], day[up])
    charged = Charged(loan[up][order], day[up][order], fee[up][order], interest[up][order])
    return Ledger(charged, Received(*_sorted(loan[down], day[down], lowered[down])), written_off)


def together(payments: Received, lowered: Received) -> Money:
    """Payments and waivers as one run of sums, waivers first within a day."""
    if not len(lowered.loan):
        return Money(payments.loan, payments.day, payments.amount, np.zeros(len(payments.loan), np.bool_))
    loan = np.concatenate([lowered.loan, payments.loan])
    day = np.concatenate([lowered.day, payments.day])
    amount = np.concatenate([lowered.amount, payments.amount])
    waived = np.arange(len(loan)) < len(lowered.loan)
    order = np.lexsort((day, loan))  # stable, so waivers stay first
    return Money(loan[order], day[order], amount[order], waived[order])


def _known(table: pl.DataFrame, on: str, key: str, now: Moment, *, zero: bool = False) -> tuple[Ints, Days, Ints]:
    """Loan, day and net amount of the rows known at `now`; with `zero` the others stay and are worth nothing."""
    loan = _ints(table["loan"])
    day = table[on].to_physical().to_numpy().astype(np.int32, copy=False)
    amount = _ints(table["amount_minor"])
    recorded = table["recorded_at"].to_physical()
    at = _ints(recorded.fill_null(_ALWAYS) if recorded.null_count() else recorded)
    known = (at <= now.at[loan]) & (day <= now.day[loan])
    if table["reversal_of"].null_count() < table.height:
        amount = _net(table, key, amount, known)
    amount = np.where(known, amount, 0)
    if zero:
        return loan, day, amount
    keep = amount != 0
    return (loan, day, amount) if keep.all() else (loan[keep], day[keep], amount[keep])


def _net(table: pl.DataFrame, key: str, amount: Ints, known: Bools) -> Ints:
    """Amounts less what known reversals took back, never past nothing; the reversals themselves are worth nothing."""
    back = table["reversal_of"].is_not_null().to_numpy()
    taken = (
        table.select("loan", pl.col("reversal_of").alias("id"), pl.Series("taken", np.abs(amount)))
        .filter(pl.Series(back & known))
        .group_by("loan", "id")
        .agg(pl.col("taken").sum())
    )
    less = (
        table.select("loan", pl.col(key).alias("id"))
        .join(taken, on=["loan", "id"], how="left", maintain_order="left")["taken"]
        .fill_null(0)
        .to_numpy()
    )
    net = np.sign(amount) * np.maximum(np.abs(amount) - less, 0)
    return np.where(back, 0, net)


def _sorted(loan: Ints, day: Days, amount: Ints) -> tuple[Ints, Days, Ints]:
    order = _order(loan, day)
    return loan[order], day[order], amount[order]


def _order(loan: Ints, day: Days) -> NDArray[np.intp] | slice:
    """Order by loan and day; a whole slice when the rows stand so already, which assembly sees to."""
    keys = (loan << 24) + day
    return slice(None) if bool((keys[1:] >= keys[:-1]).all()) else np.argsort(keys, kind="stable")


def _ints(column: pl.Series) -> Ints:
    return column.to_numpy().astype(np.int64, copy=False)
