"""Segments: sums, counts and extremes over the rows of one owner, by position.

In        an owner column (dense row numbers, sorted) and a value column of the same length, as NumPy arrays.
Out       one value per owner, owners without rows included.
Not here  anything that joins by a string key.
Proof     tests/core/test_segments.py compares each with a plain loop.

Sums are differences of running sums, so they are exact integers and do not depend on chunks.
"""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def offsets(owner: NDArray[np.integer], owners: int) -> Ints:
    """Where each owner's rows begin, and one entry more where the last one's end; int64, length owners + 1."""
    start = np.zeros(owners + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=owners)[:owners], out=start[1:])
    return start


def total(values: NDArray[np.integer] | Bools, start: Ints) -> Ints:
    """Sum of each owner's values; 0 where there are none."""
    running = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum(values, out=running[1:])
    return running[start[1:]] - running[start[:-1]]


def largest(values: Ints, start: Ints, empty: int) -> Ints:
    """Largest of each owner's values; `empty` where there are none."""
    return _extreme(np.maximum, values, start, empty)


def smallest(values: Ints, start: Ints, empty: int) -> Ints:
    """Smallest of each owner's values; `empty` where there are none."""
    return _extreme(np.minimum, values, start, empty)


def _extreme(which: np.ufunc, values: Ints, start: Ints, empty: int) -> Ints:
    found = np.full(len(start) - 1, empty, dtype=np.int64)
    some = start[1:] > start[:-1]
    if some.any():
        # Owners without rows take no room, so the starts of the others cut the values into exactly their runs.
        found[some] = which.reduceat(values, start[:-1][some])
    return found
