"""Labels: who repaid, for whom that is known, and what was known of them before.

In        a book (core.frames), its tables `outcomes` and `profiles`, an instant, a target, the products looked at.
Out       `Labelled`: features as of an instant, and 1 or 0 for what happened after it.
Not here  learning (train), deciding: no label ever comes near a plan.
Proof     tests/assess/test_labels.py: nothing that happened after the instant changes a feature.

Targets
  a word of `outcomes`   the lender's own label; one that begins with "default" is turned round: 1 = did not default
  paid_30d               of those late 30 days ago: anything paid since
  cured_30d              of those late 30 days ago: not late now
  half_paid_90d          of those late 90 days ago: at least half of what was owed then paid since
The last three need no label: the book as it was known then is set against the book as it is known now.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.assess.bills import UNKNOWN, Bills, Table, bills
from eastwind.assess.features import Seen, features
from eastwind.assess.modelerror import ModelError
from eastwind.assess.standing import standing
from eastwind.core.frames import Book
from eastwind.core.segments import Bools, Ints

EPOCH: Final = date(1970, 1, 1)
LATER: Final = {"paid_30d": 30, "cured_30d": 30, "half_paid_90d": 90}
DEFAULT: Final = "default"
# What the book knows as of an instant, and its delinquency then: eastwind.book's `known` and `delinquency`.
Known = Callable[[datetime], tuple[Book, pl.DataFrame, int]]


@dataclass(frozen=True, slots=True)
class Labelled:
    """People (rows of `person_id`, columns of `values`) with an outcome. `late`: past due at the instant."""

    target: str
    as_of: datetime
    until: date  # last day of the outcome
    person_id: pl.Series
    values: Table
    outcome: NDArray[np.int64]
    late: Bools
    left_out: int  # with an outcome, but with too few bills

    def part(self, mine: Bools) -> "Labelled":
        """Some of them."""
        return replace(
            self,
            person_id=self.person_id.filter(pl.Series(mine)),
            values=self.values[:, mine],
            outcome=self.outcome[mine],
            late=self.late[mine],
        )


def labelled(
    known: Known,
    outcomes: pl.DataFrame,
    as_of: datetime,
    target: str,
    products: tuple[str, ...],
    names: tuple[str, ...],
    bills_min: int,
) -> Labelled:
    """Features and outcomes of everyone who has both; ModelError says where there are none, or of one kind alone."""
    then = as_of - timedelta(days=LATER[target]) if target in LATER else as_of
    book, late, today = known(then)
    seen = Seen(bills(book, late, today, products), standing(book, late, then))
    if target in LATER:
        outcome = _later(known(as_of), seen.bills, book, target, products, today)
        until = EPOCH + timedelta(days=today + LATER[target])
    else:
        outcome, until = _given(outcomes, book, target, EPOCH + timedelta(days=today))
    there = outcome != UNKNOWN
    mine = there & (seen.bills.count >= bills_min)
    return Labelled(
        target=target,
        as_of=then,
        until=until,
        person_id=book.people["person_id"].filter(pl.Series(mine)),
        values=features(seen, names)[:, mine],
        outcome=outcome[mine],
        late=(seen.bills.late[0] > 0)[mine],
        left_out=int(there.sum() - mine.sum()),
    )


def _given(outcomes: pl.DataFrame, book: Book, target: str, today: date) -> tuple[Ints, date]:
    """The lender's own labels, in the order of people; UNKNOWN where there is none."""
    rows = outcomes.filter(pl.col("target") == target)
    if not rows.height:
        there = ", ".join([*outcomes["target"].unique().sort(), *LATER])
        raise ModelError(f"The book has no outcome '{target}'. There are: {there}.")
    later = rows.filter(pl.col("from_on") > today)
    if not later.height:
        raise ModelError(
            f"Every outcome '{target}' begins by {rows['from_on'].max()!s}, that is not after {today}: it would be "
            "learned from what was known only later. Give an earlier --as-of."
        )
    strange = later.filter(~pl.col("value").is_in([0, 1]))
    if strange.height:
        raise ModelError(
            f"The outcome '{target}' of {strange['person_id'][0]} is {strange['value'][0]}: 0 or 1 is wanted. "
            "Mend the file of outcomes."
        )
    one = later.sort("person_id", "from_on").unique("person_id", keep="first", maintain_order=True)
    value = book.people.select("person_id").join(one, on="person_id", how="left", maintain_order="left")["value"]
    found = value.fill_null(UNKNOWN).to_numpy().astype(np.int64)
    if target.startswith(DEFAULT):
        found = np.where(found == UNKNOWN, UNKNOWN, 1 - found)
    until = one["to_on"].max()
    assert isinstance(until, date)
    return found, until


def _later(
    now: tuple[Book, pl.DataFrame, int], then: Bills, book: Book, target: str, products: tuple[str, ...], since: int
) -> Ints:
    """What came of those late then, from the book as it is known now."""
    later, late, today = now
    late_then = then.late[0] > 0
    if target == "cured_30d":
        found = (bills(later, late, today, products).late[0] == 0).astype(np.int64)
        return np.where(late_then, found, UNKNOWN)
    paid = _paid_between(later, since, today, products, book.people.height)
    wanted = np.ones(len(paid), np.int64) if target == "paid_30d" else np.maximum(-(-then.balance[0] // 2), 1)
    owed = np.ones(len(paid), np.bool_) if target == "paid_30d" else then.balance[0] > 0
    return np.where(late_then & owed, (paid >= wanted).astype(np.int64), UNKNOWN)


def _paid_between(book: Book, since: int, until: int, products: tuple[str, ...], people: int) -> Ints:
    """Paid by each person after the day `since` and up to `until`, less what was taken back of it."""
    day = pl.col("paid_on").to_physical()
    back = (
        book.payments.filter(pl.col("reversal_of").is_not_null())
        .group_by("loan", pl.col("reversal_of").alias("payment_id"))
        .agg(pl.col("amount_minor").sum().alias("taken"))
    )
    paid = (
        book.payments.filter(pl.col("reversal_of").is_null() & (day > since) & (day <= until))
        .join(back, on=["loan", "payment_id"], how="left")
        .select("loan", (pl.col("amount_minor") - pl.col("taken").fill_null(0)).clip(lower_bound=0).alias("paid"))
    )
    loan = paid["loan"].to_numpy()
    mine = book.loans["product"].is_in(list(products)).to_numpy()[loan]
    found = np.zeros(people, np.int64)
    np.add.at(found, book.loans["person"].to_numpy()[loan[mine]], paid["paid"].to_numpy()[mine])
    return found
