"""Movement: which loans rolled to a later bucket and which were cured between two days.

In        the delinquency of one book on two days, row by row (read from one Book, so the rows are the same loans).
Out       `movement`: one row per loan; `roll_table`: counts and balances from bucket to bucket.
Not here  why they moved (learn), how late they are (delinquency).
Proof     tests/book/test_movement.py.
"""

from typing import Final

import polars as pl

MOVES: Final = ("stayed_current", "rolled", "stayed_late", "improved", "cured")


def movement(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """bucket_before, bucket_after, move and the balance before, per loan.

    Rolled: moved up at least one bucket. Improved: moved down, still late. Cured: back to current. By moving a due date
    a loan can become current too; whoever re-ages must look at payments as well (`paid_minor` of the two days).
    """
    assert before.height == after.height, "two days of one book have the same loans"
    frame = pl.DataFrame(
        {
            "bucket_before": before["bucket"],
            "bucket_after": after["bucket"],
            "outstanding_minor": before["outstanding_minor"],
            "paid_minor": after["paid_minor"] - before["paid_minor"],
        }
    )
    old, new = pl.col("bucket_before"), pl.col("bucket_after")
    move = (
        pl.when((old == 0) & (new == 0)).then(pl.lit("stayed_current"))
        .when(new == 0).then(pl.lit("cured"))
        .when(new > old).then(pl.lit("rolled"))
        .when(new < old).then(pl.lit("improved"))
        .otherwise(pl.lit("stayed_late"))
    )  # fmt: skip
    return frame.with_columns(move.cast(pl.Enum(MOVES)).alias("move"))


def roll_table(moves: pl.DataFrame) -> pl.DataFrame:
    """Per pair of buckets: loans, balance before, and the shares of the first bucket's that took this way."""
    per_bucket = pl.col("loans").sum().over("bucket_before")
    return (
        moves.group_by("bucket_before", "bucket_after")
        .agg(pl.len().cast(pl.Int64).alias("loans"), pl.col("outstanding_minor").sum().alias("balance_minor"))
        .sort("bucket_before", "bucket_after")
        .with_columns(
            (pl.col("loans") / per_bucket).alias("share_by_count"),
            (pl.col("balance_minor") / pl.col("balance_minor").sum().over("bucket_before"))
            .fill_nan(0.0)
            .alias("share_by_balance"),
        )
    )
