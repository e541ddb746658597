"""The fewest months, against trying every number of months."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from eastwind.decide.offers.terms import NONE, fewest_months

a_loan = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 400_000))
a_group = st.tuples(st.lists(a_loan, max_size=3), st.integers(-10, 10**5), st.integers(1, 60))
steps = st.sampled_from([1, 100])


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.lists(a_group, min_size=1, max_size=5), steps)
def test_no_fewer_months_would_do(groups, step):
    flat = [loan for loans, _, _ in groups for loan in loans]
    amount, bearing, rate = (np.array([loan[k] for loan in flat], dtype=np.int64) for k in range(3))
    start = np.cumsum([0, *(len(loans) for loans, _, _ in groups)]).astype(np.int64)
    cap, most = (np.array([group[k] for group in groups], dtype=np.int64) for k in (1, 2))
    found = fewest_months(amount, bearing, rate, start, cap, most, step)
    for k, (loans, capped, months_max) in enumerate(groups):
        wanted = NONE
        for months in range(1, months_max + 1):
            totals = [one + held * ppm * (months + 1) // 24_000_000 for one, held, ppm in loans]
            each = [-(-total // months) for total in totals]
            each = [-(-one // step) * step for one in each]
            if sum(each) <= capped:
                ends = [-(-total // one) for total, one in zip(totals, each, strict=True) if one]
                wanted = max(ends, default=1)
                rows = slice(start[k], start[k + 1])
                assert found.instalment[rows].tolist() == each
                assert found.total[rows].tolist() == totals
                break
        assert found.months[k] == wanted


def test_an_amount_that_rounding_up_pays_off_sooner_ends_sooner():
    one = np.array([1_000], dtype=np.int64)
    zero = np.zeros(1, dtype=np.int64)
    found = fewest_months(one, one, zero, np.array([0, 1]), np.array([100]), np.array([24]), step=100)
    assert (found.months.tolist(), found.instalment.tolist()) == ([10], [100])
