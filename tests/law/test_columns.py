"""A column as an array says what the column says, whatever its type, length and nulls."""

import polars as pl
import pytest

from eastwind.core import words
from eastwind.law.columns import NO_NUMBER, NO_WORD, _array

TYPES = [pl.Int16(), pl.Int32(), pl.UInt8(), pl.Int64(), pl.Date()]
NULLS = {"dpd": NO_NUMBER, "by": NO_WORD, "days": 0}


@pytest.mark.parametrize("dtype", TYPES, ids=str)
@pytest.mark.parametrize("size", [0, 3, 200])
@pytest.mark.parametrize("every", [1, 3, 1000], ids=["all null", "some null", "first null"])
def test_numbers_and_dates(dtype, size, every):
    values = [None if place % every == 0 else place for place in range(size)]
    column = pl.Series("x", values, pl.Int64).cast(dtype)
    for name, null in NULLS.items():
        found = _array(column, name)
        assert str(found.dtype) == "int64"
        assert found.tolist() == [null if value is None else value for value in values]
        assert _array(column.drop_nulls(), name).tolist() == [value for value in values if value is not None]


def test_the_largest_and_smallest_of_a_code_are_kept():
    column = pl.Series([2**31 - 1, None, -(2**31)] * 40, dtype=pl.Int32)
    assert _array(column, "dpd").tolist() == [2**31 - 1, NO_NUMBER, -(2**31)] * 40


@pytest.mark.parametrize("times", [1, 20])
@pytest.mark.parametrize(("name", "among"), [("channel", words.CHANNELS), ("state", words.STATES)])
def test_words_are_their_places(name, among, times):
    column = pl.Series(name, [*among, None] * times, dtype=pl.Enum(among))
    assert _array(column, name).tolist() == [*range(len(among)), NO_WORD] * times
    assert _array(column.drop_nulls(), name).tolist() == [*range(len(among))] * times
