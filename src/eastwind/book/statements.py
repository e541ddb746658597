"""Statements: which minima of a credit line were met, and when.

In        statements, money and charges as arrays sorted by loan and day.
Out       `Lines`: per line what is short, owed and next, and per statement the day its minimum was met.
Not here  loans with a schedule (allocation), days past due (delinquency).
Proof     tests/book/test_delinquency.py.

A minimum includes what was short of earlier ones, so a statement is met once the money received after its closing day
reaches its minimum, whichever statement the payer had in mind. A minimum is never more than the balance billed.
"""

from dataclasses import dataclass

import numpy as np

from eastwind.book.allocation import NEVER, Charged, Days, Money
from eastwind.core import segments
from eastwind.core.segments import Ints


@dataclass(frozen=True, slots=True)
class Billed:
    """Statements known, sorted by loan and closing day."""

    loan: Ints
    closed: Days
    due: Days
    balance: Ints
    minimum: Ints


@dataclass(frozen=True, slots=True)
class Lines:
    """Per statement: what is short of its minimum, and the day it was met; per loan: what is owed in all."""

    short: Ints
    on: Days
    owed: Ints
    charged: Ints  # of what is owed: charges put on since the last closing day


def settle(billed: Billed, money: Money, charged: Charged, loans: int) -> Lines:
    """Hold the money received after each closing day against the minimum; loans without statements owe nothing here."""
    minimum = np.minimum(billed.minimum, np.maximum(billed.balance, 0))
    start = segments.offsets(money.loan, loans)
    running = np.zeros(len(money.amount) + 1, dtype=np.int64)
    np.cumsum(money.amount, out=running[1:])
    keys = (money.loan << 24) + money.day
    # The first sum after the closing day of each statement, and the end of its loan's sums.
    first = np.searchsorted(keys, (billed.loan << 24) + billed.closed, side="right")
    end = start[billed.loan + 1]
    short = np.maximum(minimum - (running[end] - running[first]), 0)
    met = np.searchsorted(running, running[first] + minimum, side="left") - 1
    days = np.append(money.day, np.int32(NEVER))
    on = np.where(minimum <= 0, billed.closed, days[np.clip(met, first, len(money.day))])
    on = np.where(short > 0, np.int32(NEVER), on).astype(np.int32)

    last = segments.largest(np.arange(len(billed.loan)), segments.offsets(billed.loan, loans), -1)
    has = np.flatnonzero(last >= 0)
    at = last[has]
    put_on = np.zeros(len(charged.loan) + 1, dtype=np.int64)
    np.cumsum(charged.fee + charged.interest, out=put_on[1:])
    since = np.searchsorted((charged.loan << 24) + charged.day, (has << 24) + billed.closed[at], side="right")
    until = np.searchsorted(charged.loan, has, side="right")
    extra, owed = np.zeros(loans, np.int64), np.zeros(loans, np.int64)
    extra[has] = put_on[until] - put_on[since]
    owed[has] = np.maximum(billed.balance[at] + extra[has] - (running[end[at]] - running[first[at]]), 0)
    return Lines(short, on, owed, np.minimum(extra, owed))
