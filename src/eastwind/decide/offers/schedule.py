"""Schedule: the due dates of an offer, and what each asks of each loan.

In        one kind of offer of one person, the day of decision, the person's usual due day.
Out       rows of (due date, amount a loan), the first due date.
Not here  how many months and how much (kinds).
Proof     tests/decide/offers/test_schedule.py: rows add up to the offer's total, loan by loan, to the cent.
"""

import calendar
from datetime import date, timedelta
from typing import NamedTuple

from eastwind.decide.offers.circumstances import Circumstances
from eastwind.decide.offers.kinds import Kind


class Due(NamedTuple):
    """One due date: what is asked of each of the person's loans, in their order."""

    on: date
    amounts: tuple[int, ...]


def schedule(kind: Kind, found: Circumstances, k: int, first_due_on: date) -> list[Due]:
    """What the offer of person `k` asks and when; of a catch-up what comes beside the contract's own instalments.

    Equal instalments, the last takes the rest; dates without anything to pay (a pause) are left out.
    """
    rows = range(int(found.start[k]), int(found.start[k + 1]))
    left = [int(kind.sums[row]) for row in rows]
    each = [int(kind.each[row]) for row in rows]
    found_rows = []
    for month in range(int(kind.months[k])):
        amounts = tuple(min(asked, rest) for asked, rest in zip(each, left, strict=True))
        left = [rest - amount for rest, amount in zip(left, amounts, strict=True)]
        if any(amounts):
            found_rows.append(Due(months_on(first_due_on, month, int(found.due_day[k])), amounts))
    assert not any(left), f"{kind.name}: {left} of {each} is left after {kind.months[k]} months"
    return found_rows


def first_due(on: date, due_day: int, after_days: int) -> date:
    """The first usual due day at least `after_days` after `on`; without a usual day, the day of the month then."""
    soonest = on + timedelta(days=after_days)
    if due_day == 0:
        return soonest
    this_month = _in_month(soonest.year, soonest.month, due_day)
    return this_month if this_month >= soonest else months_on(this_month, 1, due_day)


def months_on(first: date, months: int, due_day: int) -> date:
    """So many months after `first`, on the due day (or the first's); the month's last day where it has no such day."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return _in_month(year, month + 1, due_day or first.day)


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
