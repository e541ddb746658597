"""Observed: what became of people in the weeks after a day, where a book already knows, for reports that look back.

In        the book's `outcomes` table, the day decided.
Out       person_id and repaid (0 or 1), with a sentence that says what that is; None where nothing is known.
Not here  decisions: the engine never sees outcomes; how a model is judged (assess).
Proof     tests/cli/test_observed.py.
"""

from datetime import date, timedelta
from typing import Final

import polars as pl

from eastwind.report import Observed, Text

WINDOW_DAYS: Final = 31  # an outcome speaks of the day decided when its first day lies at most so far behind it
# Which value means that the person repaid, and in which words; the first target that the book knows is taken.
TARGETS: Final[dict[str, tuple[int, Text]]] = {
    "paid_30d": (1, Text("30 天内有还款", "paid anything within 30 days")),
    "cured_30d": (1, Text("30 天内回正", "came back to current within 30 days")),
    "default_next_month": (0, Text("没有错过下一个月的还款", "did not miss the next month's payment")),
}


def observed(outcomes: pl.DataFrame, on: date) -> Observed | None:
    """What the first target of TARGETS says of the weeks after `on`."""
    near = outcomes.filter(
        pl.col("from_on").is_between(pl.lit(on), pl.lit(on + timedelta(days=WINDOW_DAYS)), closed="right")
    )
    for target, (good, says) in TARGETS.items():
        mine = near.filter(pl.col("target") == target).sort("person_id", "from_on")
        if mine.height:
            first = mine.unique("person_id", keep="first", maintain_order=True)
            repaid = (pl.col("value") > 0 if good else pl.col("value") == 0).cast(pl.Int8)
            return Observed(first.select("person_id", repaid.alias("repaid")), says)
    return None
