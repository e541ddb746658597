"""A notice is owed of each loan: whoever was told of one file does not know of the next."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from eastwind import decide
from eastwind.core import words
from eastwind.core.facts import BY_CREDITOR, BY_NAMED
from eastwind.decide.strategy import Fixed
from eastwind.engine.gate import Sent, _due
from tests.engine.made import AS_OF, policy

ITEMS, PARTS = words.item_masks(["agency-notice"])
NOTICE = next(fixed for fixed in decide.load().fixed if fixed.when == "with-agency")
LOANS = pl.DataFrame(
    {
        "person": [0, 0, 1, 2, 3],
        "collector": [BY_NAMED, BY_NAMED, BY_NAMED, BY_CREDITOR, BY_NAMED],
        "dpd": [40, 50, 40, 40, 0],
    },
    schema={"person": pl.Int32, "collector": pl.Int32, "dpd": pl.Int32},
)
PEOPLE = pl.DataFrame(
    {"bucket": [2, 2, 2, 0], "contacts_28d": [0] * 4, "way": ["can-and-will"] * 4}, schema_overrides={"bucket": pl.Int8}
)


def sent(*notices: tuple[int, int], days_ago: int = 3, delivered: bool = True) -> Sent:
    """Notices as (person, loan), −1 = about no loan in particular."""
    count = len(notices)
    at = int((AS_OF - timedelta(days=days_ago)).timestamp()) * 1_000_000
    return Sent(
        np.array([person for person, _ in notices], np.int32),
        np.array([loan for _, loan in notices], np.int32),
        np.full(count, at),
        np.ones(count, bool),
        np.full(count, words.PURPOSES.index("notice"), np.int16),
        np.full(count, ITEMS, np.uint64),
        np.full(count, PARTS, np.uint64),
        np.full(count, delivered),
    )


def owed(before: Sent, fixed: Fixed = NOTICE) -> list[int]:
    return np.flatnonzero(_due(fixed, PEOPLE, LOANS, before, policy())).tolist()


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (sent(), [0, 1]),  # the loan of 2 is with the lender, that of 3 is not late
        (sent((0, 0)), [0, 1]),  # the second loan of 0 is not told of yet
        (sent((0, 0), (0, 1)), [1]),
        (sent((0, -1)), [1]),  # about no loan in particular: about all of them, as the law reads it
        (sent((0, 0), (0, 1), (1, 2)), []),
        (sent((1, 2), delivered=False), [0, 1]),  # a notice is given when it has arrived
    ],
)
def test_of_every_placed_loan_that_is_late(before: Sent, expected: list[int]) -> None:
    assert owed(before) == expected
