"""Columns: between NumPy arrays of codes and the typed columns that frames are made of.

In        codes of words, UTC seconds, as NumPy arrays.
Out       Enum and instant columns; and the other way.
Not here  what the codes mean (words).
Proof     tests/core/test_columns.py.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.core.facts import INSTANT

MICROSECONDS = 1_000_000


def worded(codes: NDArray[np.integer], words: tuple[str, ...]) -> pl.Series:
    """Codes as an Enum column of `words`; −1 is null."""
    column = pl.Series(codes.astype(np.int16))
    known = column.set(column < 0, None).cast(pl.UInt8)
    return known.cat.to(pl.Enum(words))


def instants(seconds: NDArray[np.int64], known: NDArray[np.bool_] | None = None) -> pl.Series:
    """UTC seconds as a column of instants; null where not `known`."""
    column = (pl.Series(seconds, dtype=pl.Int64) * MICROSECONDS).cast(INSTANT)
    return column if known is None else column.set(pl.Series(~known), None)


def codes(column: pl.Series) -> NDArray[np.int16]:
    """An Enum column as codes of its words; null is −1."""
    found = column.to_physical().cast(pl.Int16)
    return (found.fill_null(-1) if found.null_count() else found).to_numpy()


def microseconds(column: pl.Series) -> NDArray[np.int64]:
    """Instants, none of them null, as microseconds since 1970."""
    assert not column.null_count(), column.name
    return column.to_physical().to_numpy()
