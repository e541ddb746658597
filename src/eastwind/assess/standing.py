"""Standing: plain facts about each person, from which scores are made and by which decisions are guarded.

In        a book as known at `as_of`, and its delinquency row by row (book.delinquency).
Out       `standing`: one row per person, in the book's order, with the columns of STANDING.
Not here  points (scorecard), decisions (decide). No protected trait and no finding of text is ever a column here.
Proof     tests/assess/test_standing.py: a plain reading, one person at a time.
"""

from datetime import datetime
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.core import segments, zones
from eastwind.core.facts import BY_BUYER, BY_CREDITOR, Schema
from eastwind.core.frames import Book
from eastwind.core.segments import Ints

DAY: Final = 86_400
RECENT_CONTACT_DAYS: Final = 28
RECENT_STATE_DAYS: Final = 365
BROKEN_PROMISE_DAYS: Final = 30
GOOD_RECORD_DAYS_LATE_MAX: Final = 3
BASIS: Final = 10_000
BUFFER_BP: Final = 1_000  # DESIGN, promise 7: a tenth is left alone
UNKNOWN: Final = np.iinfo(np.int64).min

STANDING: Final[Schema] = {
    "person_id": pl.String(),
    "dpd": pl.Int32(),
    "bucket": pl.Int8(),
    "overdue_minor": pl.Int64(),
    "outstanding_minor": pl.Int64(),
    "contract_minor": pl.Int64(),  # the instalments or minimums next due, over all loans
    "loans_late": pl.Int32(),
    "next_due_in_days": pl.Int32(),  # until the first due date not yet paid, today = 0; null = none
    "with_agency": pl.Boolean(),  # a loan past due is with an agency
    "ability_known": pl.Boolean(),  # by declared income, or by a contractual payment in the last 90 days
    "surplus_share_bp": pl.Int64(),  # what is left of a month's income, over what falls due in it; null = unknown
    "paid_share_90d_bp": pl.Int64(),  # largest payment of 90 days over the contractual one; null = none contracted
    "utilisation_bp": pl.Int32(),
    "burden_bp": pl.Int64(),  # overdue over the contractual payment; null = none contracted
    "on_time_bp": pl.Int64(),  # instalments paid on time over those due; null = none due
    "cures": pl.Int32(),  # instalments that were late and are paid
    "good_record": pl.Boolean(),  # none over 3 days late in the last 12 months
    "days_since_payment": pl.Int32(),
    "days_since_talk": pl.Int32(),  # a conversation, or anything the person wrote; null = not yet reached
    "contacts_28d": pl.Int32(),
    "promises_kept_bp": pl.Int64(),  # kept over due; null = none was due
    "promise_broken": pl.Boolean(),  # the last one due, in the last 30 days, was not kept
    "open_states": pl.UInt64(),  # bit = words.STATES
    "recent_states": pl.UInt64(),  # open, or closed in the last 12 months
}


def standing(book: Book, delinquency: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """How each person stands; every column of STANDING, nulls only where the schema's comment says what they mean."""
    people = book.people.height
    now = int(as_of.timestamp())
    today = int(zones.local_days(book.zone, np.array([now], dtype=np.int64))[0])
    start = segments.offsets(book.loans["person"].to_numpy(), people)
    columns: dict[str, pl.Series | NDArray[np.generic]] = {"person_id": book.people["person_id"]}
    columns |= _debts(book, delinquency, start, today)
    contract = np.asarray(columns["contract_minor"])
    columns |= _means(book, delinquency, start, contract)
    columns |= _talks(book, now)
    columns |= _promises(book, start, today)
    columns |= _states(book, now)
    columns["burden_bp"] = _share(np.asarray(columns["overdue_minor"]), contract)
    frame = pl.DataFrame({name: columns[name] for name in STANDING})
    return frame.select([_known(frame[name]).cast(dtype).alias(name) for name, dtype in STANDING.items()])


def _known(column: pl.Series) -> pl.Series:
    """UNKNOWN made null."""
    return column.set(column == UNKNOWN, None) if column.dtype == pl.Int64 else column


def _share(part: Ints, whole: Ints) -> Ints:
    return np.where(whole > 0, part * BASIS // np.maximum(whole, 1), UNKNOWN)


def _debts(book: Book, loans: pl.DataFrame, start: Ints, today: int) -> dict[str, NDArray[np.generic]]:
    dpd = loans["dpd"].to_numpy().astype(np.int64)
    worst = segments.largest(dpd, start, 0)
    collector = book.loans["collector"].to_numpy()
    agency = (dpd > 0) & (collector != BY_CREDITOR) & (collector != BY_BUYER)
    far = np.iinfo(np.int32).max
    next_due = loans["next_due_on"].to_physical().fill_null(far).to_numpy().astype(np.int64)
    soonest = segments.smallest(next_due, start, far)
    paid_on = loans["last_payment_on"].to_physical().fill_null(-far).to_numpy().astype(np.int64)
    last_paid = segments.largest(paid_on, start, -far)
    on_time = segments.total(loans["on_time"].to_numpy(), start)
    due = segments.total(loans["instalments_due"].to_numpy(), start)
    bucket = segments.largest(loans["bucket"].to_numpy().astype(np.int64), start, 0)
    owed = loans["outstanding_minor"].to_numpy()
    contract = np.where(owed > 0, loans["contract_minor"].to_numpy(), 0)
    worst_late = segments.largest(loans["longest_late_year_days"].to_numpy().astype(np.int64), start, 0)
    return {
        "dpd": worst,
        "bucket": bucket,
        "overdue_minor": segments.total(loans["overdue_minor"].to_numpy(), start),
        "outstanding_minor": segments.total(owed, start),
        "contract_minor": segments.total(contract, start),
        "loans_late": segments.total(dpd > 0, start),
        "next_due_in_days": np.where(soonest < far, soonest - today, UNKNOWN),
        "with_agency": segments.total(agency, start) > 0,
        "on_time_bp": _share(on_time, due),
        # Past due now is not cured; with monthly instalments the bucket counts those.
        "cures": np.maximum(segments.total(loans["late"].to_numpy(), start) - bucket, 0),
        "good_record": worst_late <= GOOD_RECORD_DAYS_LATE_MAX,
        "days_since_payment": np.where(last_paid > -far, today - last_paid, UNKNOWN),
    }


def _means(book: Book, loans: pl.DataFrame, start: Ints, contract: Ints) -> dict[str, pl.Series | NDArray[np.generic]]:
    """What is left of income, and what recent payments show; unknown stays unknown."""
    columns = ("income_minor", "living_cost_minor", "priority_bills_minor", "other_debt_service_minor")
    income, living, bills, other = (book.people[name] for name in columns)
    told = (income.is_not_null() & living.is_not_null()).to_numpy()
    earned = income.fill_null(0).to_numpy()
    spent = sum(column.fill_null(0).to_numpy() for column in (living, bills, other))
    surplus = earned - spent - earned * BUFFER_BP // BASIS
    one = np.where(loans["outstanding_minor"].to_numpy() > 0, loans["contract_minor"].to_numpy(), 0)
    paid = segments.largest(_share(loans["paid_recent_max_minor"].to_numpy(), one), start, UNKNOWN)
    return {
        "ability_known": told | (paid >= BASIS),
        "surplus_share_bp": np.where(told & (contract > 0), surplus * BASIS // np.maximum(contract, 1), UNKNOWN),
        "paid_share_90d_bp": paid,
        "utilisation_bp": book.people["utilisation_bp"],
    }


def _talks(book: Book, now: int) -> dict[str, NDArray[np.generic]]:
    """Touches of the last four weeks, and how long ago the person last talked or wrote."""
    contacts = book.contacts
    start = segments.offsets(contacts["person"].to_numpy(), book.people.height)
    at = contacts["at"].dt.timestamp("us").to_numpy() // 1_000_000
    inbound = (contacts["direction"] == "in").fill_null(False).to_numpy()
    talked = inbound | (contacts["outcome"] == "conversation").fill_null(False).to_numpy()
    last = segments.largest(np.where(talked & (at <= now), at, UNKNOWN), start, UNKNOWN)
    touched = ~inbound & contacts["first"].to_numpy() & (at <= now) & (at > now - RECENT_CONTACT_DAYS * DAY)
    return {
        "days_since_talk": np.where(last != UNKNOWN, (now - np.where(last != UNKNOWN, last, now)) // DAY, UNKNOWN),
        "contacts_28d": segments.total(touched, start),
    }


def _promises(book: Book, start: Ints, today: int) -> dict[str, NDArray[np.generic]]:
    """Kept and broken: a promise is kept when its amount came in between the day it was made and the day it was due."""
    people = book.people.height
    reversed_ = book.payments["reversal_of"].drop_nulls().implode()
    standing_payments = book.payments.filter(
        pl.col("reversal_of").is_null() & ~pl.col("payment_id").is_in(reversed_)
    ).select("loan", "paid_on", pl.col("amount_minor").alias("paid_minor"))
    due = book.promises.filter(pl.col("due_on").to_physical() < today).with_row_index("promise")
    within = pl.col("paid_on").is_between("made_on", "due_on")
    paid = (
        due.join(standing_payments, on="loan", how="left", maintain_order="left")
        .group_by("promise", maintain_order=True)
        .agg(pl.col("paid_minor").filter(within).sum())
    )
    kept = (paid["paid_minor"] >= due["amount_minor"]).to_numpy()
    owner = np.repeat(np.arange(people), np.diff(start))[due["loan"].to_numpy()]
    fell = due["due_on"].to_physical().to_numpy().astype(np.int64)
    made, good = np.bincount(owner, minlength=people), np.bincount(owner[kept], minlength=people)
    latest = np.full(people, UNKNOWN, dtype=np.int64)
    np.maximum.at(latest, owner, fell)
    broken = np.zeros(people, dtype=bool)
    broken[owner[~kept & (fell == latest[owner]) & (fell >= today - BROKEN_PROMISE_DAYS)]] = True
    return {"promises_kept_bp": _share(good, made), "promise_broken": broken}


def _states(book: Book, now: int) -> dict[str, NDArray[np.generic]]:
    """Masks of the states of the person themselves, open now and open in the last year."""
    states = book.states.filter(pl.col("who").fill_null(0) == 0)
    opened = states["opened"].dt.timestamp("us").to_numpy() // 1_000_000
    never = np.iinfo(np.int64).max
    closed = states["closed"].dt.timestamp("us").fill_null(never).to_numpy() // 1_000_000
    bit = np.uint64(1) << states["state"].to_physical().to_numpy().astype(np.uint64)
    started = opened <= now
    return {
        "open_states": _masks(states, bit, started & (closed > now), book.people.height),
        "recent_states": _masks(states, bit, started & (closed > now - RECENT_STATE_DAYS * DAY), book.people.height),
    }


def _masks(states: pl.DataFrame, bit: NDArray[np.uint64], counts: NDArray[np.bool_], people: int) -> NDArray[np.uint64]:
    mask = np.zeros(people, dtype=np.uint64)
    np.bitwise_or.at(mask, states["person"].to_numpy()[counts], bit[counts])
    return mask
