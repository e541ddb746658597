"""Labels: what happened after the instant is the outcome and never an input."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from eastwind import book as books
from eastwind.assess import ModelError, labels, train
from eastwind.assess.bills import UNKNOWN
from tests.assess.cards import with_people
from tests.book.books import book as book_of

AS_OF = datetime(2026, 9, 30, 4, tzinfo=UTC)
NAMES = train.all_names()


def made():
    """Four people with five bills: late and pays, late and does not, late and pays half, never late."""
    statements, payments = [], []
    for who, late in enumerate((40, 40, 40, 0)):
        for month in range(4, 9):
            closed = date(2026, month, 20)
            given = {"given_dpd": late if month == 8 else 0, "given_on": date(2026, month, 28)}
            row = {"loan": who, "closed_on": closed, "due_on": closed + timedelta(days=15), **given}
            statements.append({**row, "balance_minor": 10_000, "minimum_due_minor": 500})
    for who, amount in ((0, 6_000), (2, 400), (3, 900)):
        row = {"loan": who, "payment_id": f"y{who}", "paid_on": date(2026, 9, 12), "amount_minor": amount}
        payments.append({**row, "recorded_at": datetime(2026, 9, 12, 9, tzinfo=UTC)})
    loans = [{"person": who, "product": "card"} for who in range(4)]
    return with_people(book_of(loans, payments=payments, statements=statements), [20_000] * 4)


def known_of(found):
    def known(at):
        then = books.known(found, at)
        return then, books.delinquency(then, at), (books.local_day(then, at) - labels.EPOCH).days

    return known


def learned(found, target, rows=None, as_of=AS_OF):
    rows = outcomes() if rows is None else rows
    return labels.labelled(known_of(found), rows, as_of, target, ("card",), NAMES, 3)


def outcomes(*rows):
    return pl.DataFrame(
        [(person, "default_next_month", day, day + timedelta(days=30), value) for person, day, value in rows],
        schema={"person_id": str, "target": str, "from_on": pl.Date, "to_on": pl.Date, "value": pl.Int64},
        orient="row",
    )


def test_who_was_late_a_month_ago_and_paid_anything_since():
    found = learned(made(), "paid_30d")
    assert found.person_id.to_list() == ["P000", "P001", "P002"]
    assert found.outcome.tolist() == [1, 0, 1]
    assert (found.as_of, found.until) == (AS_OF - timedelta(days=30), date(2026, 9, 30))


def test_who_was_late_a_month_ago_and_is_not_now():
    whole = made()
    row = {"loan": 1, "closed_on": date(2026, 9, 20), "due_on": date(2026, 10, 5), "balance_minor": 10_000}
    row |= {"minimum_due_minor": 500, "given_dpd": 0, "given_on": date(2026, 9, 28)}
    september = pl.DataFrame([row], schema=whole.statements.schema)
    cured = replace(whole, statements=pl.concat([whole.statements, september]).sort("loan", "closed_on"))
    assert learned(cured, "cured_30d").outcome.tolist() == [0, 1, 0]


def test_who_was_late_three_months_ago_and_paid_half_since():
    """Looked at 90 days later; the payments of September are within them."""
    found = learned(made(), "half_paid_90d", as_of=datetime(2026, 11, 29, 4, tzinfo=UTC))
    assert found.outcome.tolist() == [1, 0, 0]


def test_nothing_after_the_instant_changes_an_input():
    whole = made()
    before = learned(whole, "paid_30d").values
    nothing = replace(whole, payments=whole.payments.clear())
    assert (learned(nothing, "paid_30d").values == before).all()
    assert learned(nothing, "paid_30d").outcome.tolist() == [0, 0, 0]


def test_a_lenders_default_is_turned_round_and_comes_after_the_inputs():
    rows = outcomes(("P000", date(2026, 10, 1), 1), ("P003", date(2026, 10, 1), 0))
    found = learned(made(), "default_next_month", rows)
    assert (found.person_id.to_list(), found.outcome.tolist()) == (["P000", "P003"], [0, 1])
    assert found.late.tolist() == [True, False]
    with pytest.raises(ModelError, match="it would be learned from what was known only later"):
        learned(made(), "default_next_month", outcomes(("P000", date(2026, 9, 30), 1)))
    with pytest.raises(ModelError, match="of P000 is 7: 0 or 1 is wanted"):
        learned(made(), "default_next_month", outcomes(("P000", date(2026, 10, 1), 7)))
    with pytest.raises(ModelError, match=r"no outcome 'other'\. There are: default_next_month, paid_30d"):
        learned(made(), "other", rows)


def test_people_with_too_few_bills_are_left_out_and_counted():
    whole = made()
    few = replace(
        whole, statements=whole.statements.filter((pl.col("loan") != 1) | (pl.col("closed_on") > date(2026, 7, 1)))
    )
    found = learned(few, "paid_30d")
    assert (found.person_id.to_list(), found.left_out) == (["P000", "P002"], 1)
    assert not (found.values == UNKNOWN).all(axis=0).any()
