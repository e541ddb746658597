"""Delinquency: how late each loan and each person is, and what they have paid so far.

In        a Book and the instant to judge it on: one for all, or a column with one for each loan.
Out       `delinquency`: one row per loan, in the book's order.
Not here  the order money is set against instalments in (allocation, statements), the lender's own figures (given),
          people and the gate's facts (people), what to do about it (decide).
Proof     tests/book/test_delinquency.py compares it with a row-by-row reading; on 2,210 real invoices dpd = DaysLate.

dpd counts calendar days in the lender's zone since the oldest unpaid due date, which is day 0. It is 0 up to
`grace_days` and then counts from the due date. A charge has no due date, so it never makes a loan late by itself.
"""

from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.book.allocation import NEVER, Days, Schedule, allocate
from eastwind.book.given import WHY, Reading, reconcile_given
from eastwind.book.money import AsOf, Ledger, Moment, Received, ledger, moment, received, together
from eastwind.book.statements import Billed, settle
from eastwind.core import segments
from eastwind.core.facts import Schema
from eastwind.core.frames import Book
from eastwind.core.segments import Ints

BUCKET_MAX: Final = 7
DAYS_PER_BUCKET: Final = 30
FIRST_PAYMENT_DEFAULT_DAYS: Final = 30
RECENT_DAYS: Final = 90
YEAR_DAYS: Final = 365
FULL_BP: Final = 10_000

DELINQUENCY: Final[Schema] = {
    "dpd": pl.Int32(),
    "bucket": pl.Int8(),
    "due_on": pl.Date(),  # oldest unpaid due date that has come; null = nothing due is unpaid
    "next_due_on": pl.Date(),  # first due date, today or later, that is not yet paid
    "overdue_minor": pl.Int64(),  # past due, charges included; 0 where dpd is 0, or days are given without an amount
    "due_minor": pl.Int64(),  # fallen due and unpaid, today's and those in their days of grace included
    "outstanding_minor": pl.Int64(),  # principal unpaid, interest and fees due, charges
    "charges_owed_minor": pl.Int64(),  # of these, charged beside the schedule
    "charges_minor": pl.Int64(),  # all interest, fees and charges so far, paid or not, less what was waived
    "written_off_minor": pl.Int64(),
    "credit_minor": pl.Int64(),  # received beyond everything owed
    "contract_minor": pl.Int64(),  # the instalment or minimum that is next or was last; 0 = none
    "paid_minor": pl.Int64(),
    "paid_due_bp": pl.Int32(),  # share of what fell due that is paid; null = nothing fell due
    "last_payment_on": pl.Date(),
    "paid_recent_max_minor": pl.Int64(),  # largest payment of the last 90 days; 0 = none
    "instalments_due": pl.Int32(),  # fell due up to the day
    "on_time": pl.Int32(),  # of them paid by the end of their days of grace
    "late": pl.Int32(),  # of them paid after it, or past due now
    "longest_late_days": pl.Int32(),
    "longest_late_year_days": pl.Int32(),  # of those that fell due in the last 365 days
    "first_payment_default": pl.Boolean(),  # the first one was 30 days late; null = cannot be known yet
    "computed_dpd": pl.Int32(),
    "given_dpd": pl.Int32(),  # carried to the day; null = none known
    "why": pl.Enum(WHY),  # which of the two is used
}


def bucket_of(dpd: NDArray[np.integer]) -> NDArray[np.int8]:
    """Bucket of days past due: 0 current, 1 for 1–30, 2 for 31–60 … 7 for over 180."""
    bucket: NDArray[np.int8] = np.minimum(-(-dpd // DAYS_PER_BUCKET), BUCKET_MAX).astype(np.int8)
    return bucket


def delinquency(book: Book, as_of: AsOf) -> pl.DataFrame:
    """One row per row of `book.loans`, in order, with the columns of DELINQUENCY.

    `as_of` is a UTC instant, a date (the close of that day in the lender's zone), or a column of instants, one a loan.
    """
    now = moment(book, as_of)
    paid_in, entries = received(book, now), ledger(book, now)
    columns = _schedules(book, now, paid_in, entries)
    billed = _billed(book, now)
    if len(billed.loan):
        lines = _lines(book, now, billed, paid_in, entries)
        line = np.zeros(book.loans.height, np.bool_)
        line[billed.loan] = True
        columns = {name: np.where(line, lines[name], column) for name, column in columns.items()}
    columns |= _conduct(book, now, paid_in, entries)
    return _frame(book, now, columns)


def _schedules(book: Book, now: Moment, paid_in: Received, entries: Ledger) -> dict[str, NDArray[Any]]:
    """The figures of every loan as one with instalments; a loan without any owes its principal, and nothing is due."""
    loans = book.loans.height
    every = np.arange(loans)
    table = _instalments(book)
    schedule, start = table, table.start
    mode = book.loans["allocation"].to_physical().to_numpy()
    paid = allocate(schedule, together(paid_in, entries.lowered), entries.charged, mode, now.day)
    grace = book.loans["grace_days"].to_numpy().astype(np.int32)
    owner = np.repeat(every, np.diff(start))
    fallen = segments.total(schedule.due <= now.day[owner], start) + start[:-1]
    before = segments.total(schedule.due < now.day[owner], start) + start[:-1]
    past = segments.total(schedule.due < (now.day - grace)[owner], start) + start[:-1]

    def unpaid(place: Ints) -> Ints:
        """Unpaid of the instalments before `place`."""
        parts = ((schedule.fee, paid.fee), (schedule.interest, paid.interest), (schedule.principal, paid.principal))
        left = np.zeros(loans, np.int64)
        for sums, done in parts:
            left += np.maximum(sums[place] - sums[start[:-1]] - done, 0)
        return left

    put_on = np.zeros(loans, np.int64)
    np.add.at(put_on, entries.charged.loan, entries.charged.fee + entries.charged.interest)
    charges_owed = put_on - paid.charged
    oldest = _at(schedule.due, paid.done, start)
    due_on = np.where(oldest <= now.day, oldest, NEVER)
    principal = schedule.principal[start[1:]] - schedule.principal[start[:-1]]
    interest_due = np.maximum(schedule.interest[fallen] - schedule.interest[start[:-1]] - paid.interest, 0)
    fee_due = np.maximum(schedule.fee[fallen] - schedule.fee[start[:-1]] - paid.fee, 0)
    outstanding = principal - paid.principal + interest_due + fee_due + charges_owed
    unscheduled = start[1:] == start[:-1]
    drawn = book.loans["principal_minor"].fill_null(0).to_numpy()
    outstanding = np.where(unscheduled, np.maximum(drawn + charges_owed - paid.credit, 0), outstanding)
    late = (due_on < NEVER) & (now.day - np.where(due_on < NEVER, due_on, 0) > grace)
    fell_due = schedule.whole[fallen] - schedule.whole[start[:-1]]
    due = unpaid(fallen)
    contract_at = np.clip(np.maximum(before, start[:-1]), start[:-1], np.maximum(start[1:] - 1, start[:-1]))
    whole = np.append(np.diff(schedule.whole), 0)
    scheduled = np.zeros(loans, np.int64)
    scheduled += schedule.interest[fallen] - schedule.interest[start[:-1]]
    scheduled += schedule.fee[fallen] - schedule.fee[start[:-1]]
    return {
        "due_on": due_on,
        "next_due_on": _at(schedule.due, np.maximum(paid.done, before), start),
        "late_now": late,
        "overdue_minor": np.where(late, unpaid(past) + charges_owed, 0),
        "due_minor": due + charges_owed,
        "outstanding_minor": outstanding,
        "charges_owed_minor": charges_owed,
        "scheduled_charges": scheduled,
        "credit_minor": np.where(unscheduled, 0, paid.credit),
        "contract_minor": np.where(unscheduled, 0, whole[contract_at]),
        "fell_due": fell_due,
        "paid_of_due": fell_due - due,
        **_record(schedule.due, paid.on, start, now.day, grace),
    }


def _lines(book: Book, now: Moment, billed: Billed, paid_in: Received, entries: Ledger) -> dict[str, NDArray[Any]]:
    """The figures of credit lines; loans without statements get zeros that are not used."""
    loans = book.loans.height
    start = segments.offsets(billed.loan, loans)
    lines = settle(billed, together(paid_in, entries.lowered), entries.charged, loans)
    grace = book.loans["grace_days"].to_numpy().astype(np.int32)
    day = now.day[billed.loan]
    unmet = lines.short > 0
    due_on = segments.smallest(np.where(unmet & (billed.due <= day), billed.due, NEVER), start, NEVER)
    next_due = segments.smallest(np.where(unmet & (billed.due >= day), billed.due, NEVER), start, NEVER)
    past = np.where(billed.due < day - grace[billed.loan], lines.short, 0)
    fallen = billed.due <= day
    late = (due_on < NEVER) & (now.day - np.where(due_on < NEVER, due_on, 0) > grace)
    last = np.clip(start[1:] - 1, 0, None)
    minimum = np.minimum(billed.minimum, np.maximum(billed.balance, 0))
    paid = np.zeros(loans, np.int64)
    np.add.at(paid, paid_in.loan, paid_in.amount)
    credit = np.zeros(loans, np.int64)
    fell_due = segments.total(np.where(fallen, minimum, 0), start)
    overdue = np.minimum(segments.largest(past, start, 0), lines.owed)
    return {
        "due_on": due_on,
        "next_due_on": next_due,
        "late_now": late,
        "overdue_minor": np.where(late, overdue, 0),
        "due_minor": np.minimum(segments.largest(np.where(fallen, lines.short, 0), start, 0), lines.owed),
        "outstanding_minor": lines.owed,
        "charges_owed_minor": lines.charged,
        "scheduled_charges": credit,
        "credit_minor": credit,
        "contract_minor": minimum[last],
        "fell_due": fell_due,
        "paid_of_due": fell_due - segments.total(np.where(fallen, lines.short, 0), start),
        **_record(billed.due, lines.on, start, now.day, grace),
    }


def _record(due: Days, on: Days, start: Ints, day: Days, grace: Days) -> dict[str, NDArray[Any]]:
    """How each owner's due dates up to `day` were met: on time, late, the longest lateness, the first payment."""
    owner = np.repeat(np.arange(len(day)), np.diff(start))
    today, allowed = day[owner], grace[owner]
    fallen = due <= today
    lateness = np.where(fallen, np.minimum(on, today) - due, 0)
    lateness = np.where(lateness > allowed, lateness, 0)
    late = lateness > 0
    on_time = fallen & ~late & (on <= today)
    recent = np.where(due > today - YEAR_DAYS, lateness, 0)
    first = np.minimum(start[:-1], max(len(due) - 1, 0))
    has = start[1:] > start[:-1]
    if len(due):
        waited = np.minimum(on[first], day) - due[first]
        defaulted = np.where(waited >= FIRST_PAYMENT_DEFAULT_DAYS, 1, np.where(on[first] <= day, 0, -1))
    else:
        defaulted = np.full(len(day), -1)
    return {
        "instalments_due": segments.total(fallen, start),
        "on_time": segments.total(on_time, start),
        "late": segments.total(late, start),
        "longest_late_days": segments.largest(lateness, start, 0),
        "longest_late_year_days": segments.largest(recent, start, 0),
        "first_payment_default": np.where(has, defaulted, -1),
    }


def _conduct(book: Book, now: Moment, paid_in: Received, entries: Ledger) -> dict[str, NDArray[Any]]:
    """What was paid in all and lately, and what was charged and written off; the same for every product."""
    loans = book.loans.height
    start = segments.offsets(paid_in.loan, loans)
    recent = np.where(paid_in.day > now.day[paid_in.loan] - RECENT_DAYS, paid_in.amount, 0)
    last = start[1:] - 1
    some = start[1:] > start[:-1]
    last_on = np.full(loans, NEVER, np.int32)
    last_on[some] = paid_in.day[last[some]]
    put_on, taken_off = np.zeros(loans, np.int64), np.zeros(loans, np.int64)
    np.add.at(put_on, entries.charged.loan, entries.charged.fee + entries.charged.interest)
    np.add.at(taken_off, entries.lowered.loan, entries.lowered.amount)
    return {
        "put_on": np.maximum(put_on - taken_off, 0),
        "written_off_minor": entries.written_off,
        "paid_minor": segments.total(paid_in.amount, start),
        "last_payment_on": last_on,
        "paid_recent_max_minor": segments.largest(recent, start, 0),
    }


def _frame(book: Book, now: Moment, found: dict[str, NDArray[Any]]) -> pl.DataFrame:
    """The columns of DELINQUENCY, after the lender's own figures had their say."""
    computed = np.where(found["late_now"], now.day - np.where(found["late_now"], found["due_on"], 0), 0).astype(
        np.int64
    )
    reading = Reading(
        computed,
        found["due_on"],
        found["overdue_minor"],
        found["due_minor"],
        found["outstanding_minor"],
        found["contract_minor"],
        found["last_payment_on"],
    )
    used = reconcile_given(book, now, reading)
    share = np.where(found["fell_due"] > 0, found["paid_of_due"] * FULL_BP // np.maximum(found["fell_due"], 1), -1)
    columns: dict[str, NDArray[Any]] = {
        **found,
        "dpd": used.dpd,
        "bucket": bucket_of(used.dpd),
        "due_on": used.due_on,
        "overdue_minor": used.overdue_minor,
        "due_minor": used.due_minor,
        "outstanding_minor": used.outstanding_minor,
        "charges_minor": found["scheduled_charges"] + found["put_on"],
        "paid_due_bp": share,
        "computed_dpd": computed,
        "given_dpd": used.given,
        "why": used.why,
    }
    nulls = {"paid_due_bp": -1, "given_dpd": -1, "first_payment_default": -1}
    return pl.DataFrame([_column(name, dtype, columns[name], nulls.get(name)) for name, dtype in DELINQUENCY.items()])


def _column(name: str, dtype: pl.DataType, values: NDArray[Any], null: int | None) -> pl.Series:
    if dtype == pl.Date:
        null = NEVER
    if isinstance(dtype, pl.Enum):
        return pl.Series(name, values.astype(np.uint8)).cat.to(dtype)
    if dtype == pl.Date:
        values = values.astype(np.int32)
    column = pl.Series(name, values)
    if null is not None:
        column = column.set(column == null, None)
    return column.cast(dtype)


def _instalments(book: Book) -> Schedule:
    """Instalments of `book` by loan and due date; one of nothing is never unpaid and is left out."""
    table = book.instalments
    loan = table["loan"].to_numpy().astype(np.int64)
    due = table["due_on"].to_physical().to_numpy()
    parts = [table[name].to_numpy() for name in ("fee_minor", "interest_minor", "principal_minor")]
    keys = (loan << 24) + due
    if not bool((keys[1:] >= keys[:-1]).all()):
        order = np.argsort(keys, kind="stable")
        loan, due, parts = loan[order], due[order], [part[order] for part in parts]
    whole = parts[0] + parts[1] + parts[2]
    if len(whole) and whole.min() <= 0:
        keep = whole > 0
        loan, due, whole, parts = loan[keep], due[keep], whole[keep], [part[keep] for part in parts]
    sums = [np.zeros(len(whole) + 1, np.int64) for _ in range(4)]
    for target, part in zip(sums, (*parts, whole), strict=True):
        np.cumsum(part, out=target[1:])
    return Schedule(segments.offsets(loan, book.loans.height), due, *sums)


def _billed(book: Book, now: Moment) -> Billed:
    """Statements closed by the day judged."""
    table = book.statements
    if table.height:  # Most books of one person have none, and asking costs more than knowing.
        closed = table["closed_on"].to_physical() <= pl.Series(now.day).gather(table["loan"])
        table = table.filter(closed).sort("loan", "closed_on")
    return Billed(
        table["loan"].to_numpy().astype(np.int64),
        table["closed_on"].to_physical().to_numpy(),
        table["due_on"].to_physical().to_numpy(),
        table["balance_minor"].to_numpy(),
        table["minimum_due_minor"].to_numpy(),
    )


def _at(values: Days, place: Ints, start: Ints) -> Days:
    """The value at `place`, NEVER where that is past the owner's last."""
    return np.where(place < start[1:], np.append(values, np.int32(NEVER))[place], np.int32(NEVER))
