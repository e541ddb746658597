"""Allocation: which instalments the money received has paid, and on which day each of them was.

In        instalments, money and charges as NumPy arrays sorted by loan and day (days = days since 1970-01-01).
Out       `Paid`: what is paid of each loan's fees, interest, principal and charges, and the day of each instalment.
Not here  days past due (delinquency), credit lines, which bill a minimum (statements).
Proof     tests/book/test_delinquency.py compares it with a row-by-row reading that keeps one pot per instalment.

Orders (core.frames.ALLOCATIONS), each over what is due on the day of the payment, oldest first within a kind:
  oldest_first            instalment by instalment (its fee, interest, principal), then charges
  fee_interest_principal  charged fees, fees, charged interest, interest, principal
  interest_fee_principal  charged interest, interest, charged fees, fees, principal
  principal_first         principal, interest, fees, charged interest, charged fees
What is left pays the next instalments ahead in their order; beyond the last it is a credit, which meets later
charges. Waivers and lowering adjustments pay like money, but charges first, then fees, interest, principal; a waiver
comes before a payment of its day. Charges never stand before an instalment under `oldest_first`: a late fee must not
make the next payment short (pyramiding, which 12 CFR 1026.36(c)(2) and 16 CFR 444.4 forbid to those they bind).

Loans under `oldest_first` with neither charges nor waivers need running sums alone. All others are settled in rounds:
round k takes the k-th sum of every loan at once.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from eastwind.core import segments
from eastwind.core.frames import ALLOCATIONS
from eastwind.core.segments import Bools, Ints

Days = NDArray[np.int32]
NEVER: Final = np.iinfo(np.int32).max

CHARGED_FEE, CHARGED_INTEREST, FEE, INTEREST, PRINCIPAL, WHOLE = range(6)
_ORDERS: Final = {
    "oldest_first": (WHOLE, CHARGED_FEE, CHARGED_INTEREST),
    "fee_interest_principal": (CHARGED_FEE, FEE, CHARGED_INTEREST, INTEREST, PRINCIPAL),
    "interest_fee_principal": (CHARGED_INTEREST, INTEREST, CHARGED_FEE, FEE, PRINCIPAL),
    "principal_first": (PRINCIPAL, INTEREST, FEE, CHARGED_INTEREST, CHARGED_FEE),
}
_WAIVED: Final = (CHARGED_FEE, CHARGED_INTEREST, FEE, INTEREST, PRINCIPAL)
_WAIVED_WHOLE: Final = (CHARGED_FEE, CHARGED_INTEREST, WHOLE)
OLDEST_FIRST: Final = ALLOCATIONS.index("oldest_first")


def _table() -> NDArray[np.int64]:
    """Row 2 · mode + waived: the kinds to pay, in order, the last repeated to five places."""
    rows = []
    for mode in ALLOCATIONS:
        for order in (_ORDERS[mode], _WAIVED_WHOLE if mode == "oldest_first" else _WAIVED):
            rows.append([*order, *[order[-1]] * (5 - len(order))])
    return np.array(rows, dtype=np.int64)


ORDER: Final = _table()


@dataclass(frozen=True, slots=True)
class Schedule:
    """Instalments of all loans, none of them worth nothing, by loan and due date; sums run over all of them."""

    start: Ints  # where each loan's instalments begin; one entry more than loans
    due: Days
    fee: Ints  # running sums, one entry more than instalments, as are the next three
    interest: Ints
    principal: Ints
    whole: Ints

    def covered(self, sums: Ints, loan: Ints, amount: Ints) -> Ints:
        """Place of the first instalment of `loan` that `amount` does not cover in `sums`; the end if all are."""
        low, high = self.start[loan], self.start[loan + 1]
        found = np.searchsorted(sums, sums[low] + amount, side="right") - 1
        return np.clip(found, low, high)

    def due_by(self, loan: Ints, day: Days | Ints) -> Ints:
        """Place of the first instalment of `loan` that falls due after `day`."""
        keys = _keys(np.repeat(np.arange(len(self.start) - 1), np.diff(self.start)), self.due)
        return np.searchsorted(keys, _keys(loan, day), side="right").astype(np.int64)

    def spread(self, loan: Ints, amount: Ints) -> tuple[Ints, Ints, Ints]:
        """Fee, interest and principal that `amount` pays when it goes instalment by instalment."""
        place = self.covered(self.whole, loan, amount)
        low, inside = self.start[loan], place < self.start[loan + 1]
        rest = amount - (self.whole[place] - self.whole[low])
        after = np.where(inside, place + 1, place)
        parts = []
        for sums in (self.fee, self.interest, self.principal):
            part = np.minimum(rest, sums[after] - sums[place])
            rest = rest - part
            parts.append(sums[place] - sums[low] + part)
        return parts[0], parts[1], parts[2]


@dataclass(frozen=True, slots=True)
class Money:
    """Sums that lower what is owed: payments, and waivers where `waived`; sorted by loan, day, waivers first."""

    loan: Ints
    day: Days
    amount: Ints
    waived: Bools


@dataclass(frozen=True, slots=True)
class Charged:
    """Fees and interest put on loans beside the schedule, sorted by loan and day."""

    loan: Ints
    day: Days
    fee: Ints
    interest: Ints


@dataclass(frozen=True, slots=True)
class Paid:
    """What is paid of each loan, and the day each instalment was (NEVER if it is not)."""

    fee: Ints
    interest: Ints
    principal: Ints
    charged: Ints  # of charged fees and interest
    credit: Ints  # received beyond everything owed
    done: Ints  # place of each loan's first instalment that is not wholly paid
    on: Days  # per instalment


def allocate(schedule: Schedule, money: Money, charged: Charged, mode: NDArray[np.integer], day: Days) -> Paid:
    """Set `money` against `schedule` and `charged` in each loan's order; `mode` is the place in ALLOCATIONS.

    `day` per loan is the day judged, on which a last credit may meet a charge. Nothing later may stand in the others.
    """
    loans = len(schedule.start) - 1
    hard = np.asarray(mode != OLDEST_FIRST)
    hard[charged.loan] = True
    hard[money.loan[money.waived]] = True
    paid = _running(schedule, money, ~hard)
    if not hard.any():
        return paid
    rows = np.flatnonzero(hard)
    mine = hard[money.loan]
    some = Money(money.loan[mine], money.day[mine], money.amount[mine], money.waived[mine])
    return _rounds(schedule, some, charged, mode, day, rows, paid, loans)


def _running(schedule: Schedule, money: Money, easy: Bools) -> Paid:
    """The loans that are `easy`, by running sums; nothing is paid of the others."""
    loans = len(easy)
    start = segments.offsets(money.loan, loans)
    amount = money.amount if easy.all() else np.where(easy[money.loan], money.amount, 0)
    running = np.zeros(len(amount) + 1, dtype=np.int64)
    np.cumsum(amount, out=running[1:])
    after = running[1:] - running[start[money.loan]]
    received = running[start[1:]] - running[start[:-1]]
    every = np.arange(loans)
    owed = schedule.whole[schedule.start[1:]] - schedule.whole[schedule.start[:-1]]
    reached = schedule.covered(schedule.whole, money.loan, after)
    fee, interest, principal = schedule.spread(every, np.minimum(received, owed))
    done = schedule.covered(schedule.whole, every, received)
    on = np.full(len(schedule.due), NEVER, dtype=np.int32)
    _date(on, schedule, money.loan, money.day, reached)
    return Paid(fee, interest, principal, np.zeros(loans, np.int64), np.maximum(received - owed, 0), done, on)


def _date(on: Days, schedule: Schedule, loan: Ints, day: Days, reached: Ints) -> None:
    """Write the day of the sum that completed it beside each instalment; `reached` is the place after each sum."""
    if not len(loan):
        return
    before = np.empty_like(reached)
    before[0], before[1:] = schedule.start[loan[0]], reached[:-1]
    first = np.flatnonzero(loan[1:] != loan[:-1]) + 1
    before[first] = schedule.start[loan[first]]
    new = reached - before
    places = np.arange(new.sum()) + np.repeat(before - (np.cumsum(new) - new), new)
    on[places] = np.repeat(day, new)


def _rounds(
    schedule: Schedule,
    money: Money,
    charged: Charged,
    mode: NDArray[np.integer],
    day: Days,
    rows: Ints,
    paid: Paid,
    loans: int,
) -> Paid:
    """The loans of `rows`, one sum of each a round; the result is written into `paid`."""
    start = segments.offsets(money.loan, loans)
    due = _due(schedule, charged, money.loan, money.day)
    settled = np.zeros((loans, 6), dtype=np.int64)
    credit = np.zeros(loans, dtype=np.int64)
    reached = np.empty(len(money.loan), dtype=np.int64)
    counts = np.diff(start)
    for turn in range(int(counts[rows].max(initial=0))):
        loan = rows[counts[rows] > turn]
        sums = start[loan] + turn
        left = money.amount[sums] + credit[loan]
        which = 2 * mode[loan].astype(np.int64) + money.waived[sums]
        left = _pay(settled, due[sums], loan, left, ORDER[which])
        credit[loan] = _ahead(schedule, settled, loan, left, mode[loan] == OLDEST_FIRST)
        reached[sums] = _reached(schedule, settled, loan, mode[loan] == OLDEST_FIRST)
    _date(paid.on, schedule, money.loan, money.day, reached)

    # A credit meets charges that came after the last payment.
    due = _due(schedule, charged, rows, day[rows])
    order = np.broadcast_to(np.array([CHARGED_FEE, CHARGED_INTEREST]), (len(rows), 2))
    credit[rows] = _pay(settled, due, rows, credit[rows], order)
    whole = mode[rows] == OLDEST_FIRST
    by_whole = schedule.spread(rows, settled[rows, WHOLE])
    for target, kind, spread in zip(
        (paid.fee, paid.interest, paid.principal), (FEE, INTEREST, PRINCIPAL), by_whole, strict=True
    ):
        target[rows] = np.where(whole, spread, settled[rows, kind])
    paid.charged[rows] = settled[rows, CHARGED_FEE] + settled[rows, CHARGED_INTEREST]
    paid.credit[rows] = credit[rows]
    paid.done[rows] = _reached(schedule, settled, rows, whole)
    return paid


def _due(schedule: Schedule, charged: Charged, loan: Ints, day: Days) -> Ints:
    """What has fallen due of each kind by `day`, one row per (loan, day)."""
    due = np.zeros((len(loan), 6), dtype=np.int64)
    place, low = schedule.due_by(loan, day), schedule.start[loan]
    for kind, sums in (
        (FEE, schedule.fee),
        (INTEREST, schedule.interest),
        (PRINCIPAL, schedule.principal),
        (WHOLE, schedule.whole),
    ):
        due[:, kind] = sums[place] - sums[low]
    keys = _keys(charged.loan, charged.day)
    first = np.searchsorted(charged.loan, loan, side="left")
    last = np.searchsorted(keys, _keys(loan, day), side="right")
    for kind, values in ((CHARGED_FEE, charged.fee), (CHARGED_INTEREST, charged.interest)):
        running = np.zeros(len(values) + 1, dtype=np.int64)
        np.cumsum(values, out=running[1:])
        due[:, kind] = running[last] - running[first]
    return due


def _pay(settled: Ints, due: Ints, loan: Ints, left: Ints, order: Ints) -> Ints:
    """Pay what is due of each kind in `order`; gives what is left."""
    row = np.arange(len(loan))
    for kind in order.T:
        part = np.minimum(left, np.maximum(due[row, kind] - settled[loan, kind], 0))
        settled[loan, kind] += part
        left = left - part
    return left


def _ahead(schedule: Schedule, settled: Ints, loan: Ints, left: Ints, whole: Bools) -> Ints:
    """Pay instalments not yet due with what is left, in their order; gives what no instalment takes."""
    kinds = [FEE, INTEREST, PRINCIPAL]
    so_far = np.where(whole, settled[loan, WHOLE], settled[loan][:, kinds].sum(axis=1))
    owed = schedule.whole[schedule.start[loan + 1]] - schedule.whole[schedule.start[loan]]
    ahead = np.minimum(left, owed - so_far)
    some = ahead > 0
    moved, total = loan[some], (so_far + ahead)[some]
    settled[moved, WHOLE] = np.where(whole[some], total, settled[moved, WHOLE])
    for kind, part in zip(kinds, schedule.spread(moved, total), strict=True):
        settled[moved, kind] = np.where(whole[some], settled[moved, kind], part)
    rest: Ints = left - ahead
    return rest


def _reached(schedule: Schedule, settled: Ints, loan: Ints, whole: Bools) -> Ints:
    """Place of the first instalment of each loan that is not wholly paid."""
    by_whole = schedule.covered(schedule.whole, loan, settled[loan, WHOLE])
    by_kind = np.minimum.reduce(
        [
            schedule.covered(sums, loan, settled[loan, kind])
            for kind, sums in ((FEE, schedule.fee), (INTEREST, schedule.interest), (PRINCIPAL, schedule.principal))
        ]
    )
    reached: Ints = np.where(whole, by_whole, by_kind).astype(np.int64)
    return reached


def _keys(loan: Ints, day: NDArray[np.integer]) -> Ints:
    """Loan and day as one number that sorts as they do; days from 1970 back to year 1 stay positive."""
    keys: Ints = (loan.astype(np.int64) << 24) + (day.astype(np.int64) + (1 << 23))
    return keys
