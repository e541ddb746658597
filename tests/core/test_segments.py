"""Segments against a plain loop over owners."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from eastwind.core import segments


@given(st.lists(st.lists(st.integers(-1000, 1000), max_size=5), min_size=1, max_size=20))
def test_sums_and_extremes_agree_with_a_loop(runs):
    owner = np.repeat(np.arange(len(runs)), [len(run) for run in runs])
    values = np.array([value for run in runs for value in run], dtype=np.int64)
    start = segments.offsets(owner, len(runs))
    assert segments.total(values, start).tolist() == [sum(run) for run in runs]
    assert segments.largest(values, start, -9999).tolist() == [max(run, default=-9999) for run in runs]
    assert segments.smallest(values, start, 9999).tolist() == [min(run, default=9999) for run in runs]
