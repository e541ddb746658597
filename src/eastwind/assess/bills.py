"""Bills: of each person the latest six bills, with what was owed, asked, paid and spent, and how late each was.

In        a book as known at an instant, its delinquency, the day, and the products looked at.
Out       `Bills`: one row per place (0 = the latest bill) and one column per person, summed over their loans.
Not here  features made of them (features), points (scorecard).
Proof     tests/assess/test_bills.py: a plain reading, one person at a time.

A bill is a statement of a credit line, known from its closing day, or an instalment of a loan, known from its due day.
Everything is counted by bills, not by days, so that it depends on no day of the month that a lender (or we) assumed.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.core import segments
from eastwind.core.columns import codes
from eastwind.core.frames import Book
from eastwind.core.segments import Bools, Ints
from eastwind.core.words import PRODUCTS

PLACES: Final = 6
CYCLE_DAYS: Final = 31  # what was paid before the oldest bill we look at: in so many days
MONTH_DAYS: Final = 30
MONTHS_MAX: Final = 9
UNKNOWN: Final = np.iinfo(np.int64).min
NEVER: Final = 2**22  # a day after every day

Table = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bills:
    """(PLACES, people) each, UNKNOWN where there is no such bill; `since` and `limit` one per person."""

    count: Ints  # bills known, of all ages
    balance: Table  # owed when the bill came
    asked: Table  # least to pay
    paid: Table  # paid in the cycle that ended with the bill
    late: Table  # months late then, 0–9: the lender's count where it gave one
    since: Ints  # paid since the latest bill
    limit: Ints  # credit limit and principal borrowed; UNKNOWN where one of them is
    kept_elsewhere: Bools  # nothing is past due on loans of other products


@dataclass(frozen=True, slots=True)
class _Rows:
    """Bills one by one, sorted by loan and day."""

    loan: Ints
    on: Ints
    due: Ints
    balance: Ints  # UNKNOWN for instalments
    asked: Ints
    given: Ints  # days past due; UNKNOWN where the lender told none


def bills(book: Book, delinquency: pl.DataFrame, today: int, products: tuple[str, ...]) -> Bills:
    """The latest bills of each person on loans of `products` (words.PRODUCTS), known on `today` (days since 1970)."""
    people, loans = book.people.height, book.loans.height
    person = book.loans["person"].to_numpy()
    looked_at = np.isin(codes(book.loans["product"]), [PRODUCTS.index(word) for word in products])
    rows = _rows(book, today, looked_at)
    start = segments.offsets(rows.loan, loans)
    paid = _Paid.of(book, today)
    place = start[1:][None, :] - 1 - np.arange(PLACES)[:, None]
    there = place >= start[:-1][None, :]
    at = np.where(there, place, 0)
    on = _taken(rows.on, at)
    every = np.arange(loans)
    until = paid.until(every[None, :], on)
    before = np.vstack([until[1:], until[-1:]])
    oldest = there & ~np.vstack([there[1:], np.zeros((1, loans), np.bool_)])
    before = np.where(oldest, paid.until(every[None, :], on - CYCLE_DAYS), before)
    whole = np.zeros(loans, np.int64)
    np.add.at(whole, book.instalments["loan"].to_numpy(), _due(book))
    balance = _taken(rows.balance, at)
    balance = np.where(balance == UNKNOWN, np.maximum(whole - until, 0), balance)
    days = _days_late(rows, paid, book, today)
    late = _taken(days, at)
    current = np.where(_taken(rows.given, at)[0] == UNKNOWN, delinquency["dpd"].to_numpy(), late[0])
    late[0] = np.where(there[0], current, 0)
    late = np.minimum(-(-late // MONTH_DAYS), MONTHS_MAX)
    owners = segments.offsets(person, people)
    known = _summed(there.astype(np.int64), owners) > 0
    dpd = delinquency["dpd"].to_numpy()
    elsewhere = segments.total(~looked_at & (dpd > 0), owners)
    last = np.where(there[0], on[0], NEVER)
    since = np.where(there[0], paid.until(every, np.full(loans, today)) - paid.until(every, last), 0)

    def summed(table: Table) -> Table:
        return np.where(known, _summed(np.where(there, table, 0), owners), UNKNOWN)

    return Bills(
        count=segments.total(np.diff(start), owners),
        balance=summed(balance),
        asked=summed(_taken(rows.asked, at)),
        paid=summed(until - before),
        late=np.where(
            known, np.stack([segments.largest(line, owners, 0) for line in np.where(there, late, 0)]), UNKNOWN
        ),
        since=segments.total(since, owners),
        limit=_limit(book, there[0], owners),
        kept_elsewhere=elsewhere == 0,
    )


def _rows(book: Book, today: int, looked_at: Bools) -> _Rows:
    statements, instalments = book.statements, book.instalments
    closed, due = (_days(statements[name]) for name in ("closed_on", "due_on"))
    fell = _days(instalments["due_on"])
    loan = np.concatenate([statements["loan"].to_numpy(), instalments["loan"].to_numpy()]).astype(np.int64)
    on = np.concatenate([closed, fell])
    given = statements["given_dpd"].cast(pl.Int64).fill_null(UNKNOWN).to_numpy()
    nothing = np.full(len(fell), UNKNOWN)
    columns = (
        loan,
        on,
        np.concatenate([due, fell]),
        np.concatenate([statements["balance_minor"].to_numpy(), nothing]),
        np.concatenate([statements["minimum_due_minor"].to_numpy(), _due(book)]),
        np.concatenate([given, nothing]),
    )
    keep = (on <= today) & looked_at[loan]
    if not keep.all():
        columns = tuple(column[keep] for column in columns)  # type: ignore[assignment]
    keys = (columns[0] << 24) + columns[1]
    if not bool((keys[1:] >= keys[:-1]).all()):
        order = np.argsort(keys, kind="stable")
        columns = tuple(column[order] for column in columns)  # type: ignore[assignment]
    return _Rows(*columns)


@dataclass(frozen=True, slots=True)
class _Paid:
    """Money received, as running sums by loan and day."""

    keys: Ints
    running: Ints

    @classmethod
    def of(cls, book: Book, today: int) -> "_Paid":
        """What the book holds of payments up to `today`, less what was taken back of them."""
        table = book.payments
        day, amount = _days(table["paid_on"]), table["amount_minor"].to_numpy()
        loan = table["loan"].to_numpy().astype(np.int64)
        if table["reversal_of"].null_count() < table.height:
            amount = np.where(table["reversal_of"].is_null().to_numpy(), amount - _taken_back(table), 0)
        amount = np.where(day <= today, np.maximum(amount, 0), 0)
        keys = (loan << 24) + day
        if not bool((keys[1:] >= keys[:-1]).all()):
            order = np.argsort(keys, kind="stable")
            keys, amount = keys[order], amount[order]
        running = np.zeros(len(amount) + 1, np.int64)
        np.cumsum(amount, out=running[1:])
        return cls(keys, running)

    def place(self, loan: Ints, day: Ints) -> Ints:
        """How many payments, of all loans before this one and of it up to `day`, came in."""
        return np.searchsorted(self.keys, (loan << 24) + day, side="right")

    def until(self, loan: Ints, day: Ints) -> Ints:
        """What was paid on the loan up to `day`, since its beginning."""
        first = np.searchsorted(self.keys, loan << 24, side="left")
        until: Ints = self.running[self.place(loan, day)] - self.running[first]
        return until


def _taken_back(table: pl.DataFrame) -> Ints:
    back = table.filter(pl.col("reversal_of").is_not_null())
    taken = back.group_by("loan", pl.col("reversal_of").alias("payment_id")).agg(
        pl.col("amount_minor").sum().alias("taken")
    )
    joined = table.select("loan", "payment_id").join(
        taken, on=["loan", "payment_id"], how="left", maintain_order="left"
    )
    found: Ints = joined["taken"].fill_null(0).to_numpy()
    return found


def _days_late(rows: _Rows, paid: _Paid, book: Book, today: int) -> Ints:
    """Of each bill, days late: as the lender counted, else from its due day until its least was paid, or till now."""
    line = rows.balance != UNKNOWN
    grace = book.loans["grace_days"].to_numpy().astype(np.int64)[rows.loan]
    # A line's bill is met by what came after it; an instalment once all that fell due until then is paid.
    running = np.cumsum(np.where(line, 0, rows.asked))
    start = segments.offsets(rows.loan, book.loans.height)
    fallen = running - np.where(start[:-1] > 0, np.append(running, 0)[start[:-1] - 1], 0)[rows.loan]
    since = np.where(line, paid.place(rows.loan, rows.on), np.searchsorted(paid.keys, rows.loan << 24))
    wanted = np.where(line, np.minimum(rows.asked, np.maximum(rows.balance, 0)), fallen)
    met = np.searchsorted(paid.running, paid.running[since] + wanted, side="left") - 1
    ends = paid.place(rows.loan, np.full(len(rows.loan), NEVER))
    days = np.append(paid.keys & (2**24 - 1), NEVER)
    met_on = np.where(wanted <= 0, rows.on, np.where(met < ends, days[np.clip(met, 0, len(days) - 1)], NEVER))
    late = np.minimum(met_on, today) - rows.due
    late = np.where(late > grace, late, 0)
    return np.where(rows.given == UNKNOWN, late, rows.given)


def _limit(book: Book, billed: Bools, owners: Ints) -> Ints:
    """What may be owed in all: the limit of lines and the principal of loans that have bills."""
    line = np.zeros(book.loans.height, np.bool_)
    line[book.statements["loan"].to_numpy()] = True
    lines = segments.total(billed & line, owners) > 0
    limit = book.people["credit_limit_minor"].fill_null(UNKNOWN).to_numpy()
    drawn = book.loans["principal_minor"].fill_null(UNKNOWN).to_numpy()
    term = billed & ~line
    unknown = (lines & (limit <= 0)) | (segments.total(term & (drawn <= 0), owners) > 0)
    found = np.where(lines & (limit > 0), limit, 0) + segments.total(np.where(term, np.maximum(drawn, 0), 0), owners)
    return np.where(unknown | (found <= 0), UNKNOWN, found)


def _due(book: Book) -> Ints:
    parts = [book.instalments[name].to_numpy() for name in ("principal_minor", "interest_minor", "fee_minor")]
    due: Ints = parts[0] + parts[1] + parts[2]
    return due


def _taken(column: Ints, at: Table) -> Table:
    found: Table = column[at] if len(column) else np.full(at.shape, UNKNOWN)
    return found


def _summed(table: Table, start: Ints) -> Table:
    return np.stack([segments.total(line, start) for line in table])


def _days(column: pl.Series) -> Ints:
    days: Ints = column.to_physical().to_numpy().astype(np.int64)
    return days
