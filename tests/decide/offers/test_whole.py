"""Exact products over quotients, against Python's own integers."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from eastwind.decide.offers.whole import AMOUNT_MAX, ceil_div, muldiv, muldiv_up

a_row = st.tuples(st.integers(0, AMOUNT_MAX), st.integers(0, 2**51 - 1), st.integers(1, 2**51 - 1))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(a_row, min_size=1, max_size=8))
def test_products_over_quotients_are_exact(rows):
    rows = [row for row in rows if row[0] * row[1] // row[2] < 2**62]
    if not rows:
        return
    a, b, c = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    assert muldiv(a, b, c).tolist() == [x * y // z for x, y, z in rows]
    assert muldiv_up(a, b, c).tolist() == [-(-x * y // z) for x, y, z in rows]


def test_rounding_up_keeps_what_is_exact():
    a, b = np.array([0, 6, 7], dtype=np.int64), np.array([3, 3, 3], dtype=np.int64)
    assert ceil_div(a, b).tolist() == [0, 2, 3]
