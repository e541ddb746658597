"""Movement between two days: rolled, cured, improved, and shares that add up."""

import polars as pl

from eastwind.book import delinquency, movement, roll_table
from tests.book.books import book, due, noon, paid


def test_each_loan_moves_as_its_buckets_say() -> None:
    dues = [due(0, 1, 10, 100), due(1, 1, 10, 100), due(2, 1, 50, 100), due(3, 1, 0, 50), due(3, 2, 38, 50)]
    made = book([{}, {}, {}, {}], dues, [paid(1, 45, 100), paid(3, 42, 50)])
    found = movement(delinquency(made, noon(40)), delinquency(made, noon(60)))
    assert found["bucket_before"].to_list() == [1, 1, 0, 2]
    assert found["bucket_after"].to_list() == [2, 0, 1, 1]
    assert found["move"].to_list() == ["rolled", "cured", "rolled", "improved"]
    assert found["paid_minor"].to_list() == [0, 100, 0, 50]
    table = roll_table(found)
    assert table["loans"].sum() == 4
    shares = table.group_by("bucket_before").agg(pl.col("share_by_count", "share_by_balance").sum())
    assert shares.drop("bucket_before").rows() == [(1.0, 1.0)] * 3
