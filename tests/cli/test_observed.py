"""What became of people afterwards, where the book knows."""

from datetime import date

import polars as pl
import pytest

from eastwind.cli.observed import observed
from eastwind.core import schema

ON = date(2026, 9, 30)


def outcomes(*rows) -> pl.DataFrame:
    names = ["person_id", "target", "from_on", "to_on", "value"]
    return pl.DataFrame(rows, schema={name: schema.dtypes("outcomes")[name] for name in names}, orient="row")


def row(person="a", target="paid_30d", start=date(2026, 10, 1), value=1):
    return (person, target, start, date(2026, 10, 31), value)


def test_an_amount_counts_as_repaid_and_a_default_as_not():
    paid = observed(outcomes(row(value=500), row("b", value=0)), ON)
    assert paid.people.rows() == [("a", 1), ("b", 0)]
    missed = observed(outcomes(row(target="default_next_month"), row("b", "default_next_month", value=0)), ON)
    assert missed.people.rows() == [("a", 0), ("b", 1)]
    assert "30 days" in paid.says.en
    assert "miss" in missed.says.en


def test_the_first_target_that_the_book_knows_is_taken():
    both = observed(outcomes(row(target="default_next_month"), row("b", "paid_30d")), ON)
    assert both.people["person_id"].to_list() == ["b"]


@pytest.mark.parametrize("start", [date(2026, 9, 30), date(2026, 8, 1), date(2026, 11, 1)])
def test_what_lies_before_the_day_or_far_behind_it_says_nothing_of_it(start):
    assert observed(outcomes(row(start=start)), ON) is None


def test_a_target_that_nobody_explained_is_not_guessed_at():
    assert observed(outcomes(row(target="smiled")), ON) is None
    assert observed(outcomes(), ON) is None
