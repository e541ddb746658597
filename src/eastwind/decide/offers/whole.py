"""Whole numbers: products over quotients of amounts, exact where a product would leave 64 bits.

In        NumPy arrays of amounts, none negative and none above AMOUNT_MAX.
Out       `muldiv` rounded down, `muldiv_up` rounded up.
Not here  what the amounts mean.
Proof     tests/decide/offers/test_whole.py: against Python's own integers, of any size.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

AMOUNT_MAX: Final = 2**50  # a table of the book holds no amount above 10**15
STEP_BITS: Final = 11
STEPS: Final = 5  # of eleven bits: more than the fifty of an amount


def muldiv(a: Ints, b: Ints, c: Ints) -> Ints:
    """a · b // c, for 0 ≤ a ≤ AMOUNT_MAX, 0 ≤ b < 2**51, 0 < c < 2**51: long division, eleven bits of `a` a step."""
    whole: Ints = a * 0
    rest: Ints = a * 0
    for step in reversed(range(STEPS)):
        digit = (a >> (STEP_BITS * step)) & (2**STEP_BITS - 1)
        carried: Ints = (rest << STEP_BITS) + digit * b
        part: Ints = carried // c
        whole = (whole << STEP_BITS) + part
        rest = carried - part * c
    return whole


def muldiv_up(a: Ints, b: Ints, c: Ints) -> Ints:
    """a · b / c rounded up; bounds as `muldiv`."""
    down = muldiv(a, b, c)
    exact = down * c == a * b  # both wrap alike, so equal products stay equal and a rest below c cannot hide
    return np.where(exact, down, down + 1)


def ceil_div(a: Ints, b: Ints) -> Ints:
    """a / b rounded up."""
    up: Ints = -(-a // b)
    return up
