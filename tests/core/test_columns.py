"""Columns: codes become words and back."""

from datetime import UTC, datetime

import numpy as np

from eastwind.core.columns import instants, worded
from eastwind.core.facts import INSTANT


def test_codes_become_words_and_minus_one_becomes_null():
    column = worded(np.array([1, -1, 0]), ("out", "in"))
    assert column.to_list() == ["in", None, "out"]
    assert column.to_physical().to_list() == [1, None, 0]


def test_seconds_become_instants_where_they_are_known():
    column = instants(np.array([0, 86_400]), np.array([False, True]))
    assert column.dtype == INSTANT
    assert column.to_list() == [None, datetime(1970, 1, 2, tzinfo=UTC)]
