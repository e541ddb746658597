"""Due dates: the usual day, never too soon, the month's last day where it has no such day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eastwind.decide.offers.schedule import first_due, months_on


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 31), st.integers(1, 60))
def test_the_first_date_is_the_first_usual_day_that_is_far_enough_off(on, day, after):
    due = first_due(on, day, after)
    soonest = on + timedelta(days=after)
    assert due >= soonest
    if day == 0:
        assert due == soonest
        return
    last = (due.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    assert due.day == min(day, last.day)
    earlier = months_on(due, -1, day)
    assert earlier < soonest


@pytest.mark.parametrize(
    ("months", "on"), [(0, date(2027, 1, 31)), (1, date(2027, 2, 28)), (2, date(2027, 3, 31)), (13, date(2028, 2, 29))]
)
def test_the_31st_falls_on_the_last_day_of_a_shorter_month_and_comes_back(months, on):
    assert months_on(date(2027, 1, 31), months, 31) == on
