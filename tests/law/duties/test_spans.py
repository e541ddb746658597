"""Months, leap days, year ends, rolls and uncovered years, by example and by hand."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eastwind.core.calendars import EPOCH, UNKNOWN_DAY, load
from eastwind.law.duties.counting import period_end
from eastwind.law.duties.spans import Roll, Span, calendars_here, months_later
from tests.law.duties import plain


def day(on: date | None) -> int:
    return UNKNOWN_DAY if on is None else (on - EPOCH).days


def days(*on: date | None) -> np.ndarray:
    return np.array([day(one) for one in on], np.int32)


MONTHS = [
    ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2024-02-29", 12, "2025-02-28"),
    ("2024-02-29", 48, "2028-02-29"), ("2026-02-28", 1, "2026-03-28"), ("2026-12-31", 2, "2027-02-28"),
    ("2026-03-31", 1, "2026-04-30"), ("2026-08-31", 6, "2027-02-28"), ("1969-12-31", 2, "1970-02-28"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "months", "end"), MONTHS)
def test_months_end_on_the_day_of_the_same_number_or_the_last(start, months, end):
    assert months_later(days(date.fromisoformat(start)), months).tolist() == [day(date.fromisoformat(end))]


@given(st.lists(st.dates(date(1960, 1, 1), date(2100, 12, 31)), max_size=8), st.integers(1, 240))
def test_months_agree_with_counting_by_hand(on, months):
    assert months_later(days(*on), months).tolist() == [day(plain.month_later(one, months)) for one in on]


@given(
    st.lists(st.dates(date(1960, 1, 1), date(2100, 12, 31)), max_size=8),
    st.sampled_from(["week", "month", "quarter", "half-year", "year"]),
)
def test_periods_end_where_the_next_begins(on, period):
    assert period_end(days(*on), period).tolist() == [day(plain.period_end(one, period)) for one in on]


def test_an_unknown_day_stays_unknown():
    for span in (Span("days", 3), Span("weeks", 2), Span("months", 1), Span("years", 1), Span("working_days", 2, "us")):
        assert span.last_day(days(None), load("us")).tolist() == [UNKNOWN_DAY], span
    assert Roll(1, "us").moved(days(None), load("us")).tolist() == [UNKNOWN_DAY]


def test_working_days_and_rolls_without_a_calendar_are_unknown():
    on = days(date(2026, 3, 2))
    assert Span("working_days", 1, "here").last_day(on, None).tolist() == [UNKNOWN_DAY]
    assert Roll(-1, "here").moved(on, None).tolist() == [UNKNOWN_DAY]


ROLLS = [
    (1, "cn", "2026-03-21", "2026-03-23"),  # a Saturday
    (-1, "cn", "2026-03-21", "2026-03-20"),
    (1, "cn", "2026-10-01", "2026-10-08"),  # a week of holidays
    (1, "cn", "2026-02-14", "2026-02-14"),  # a Saturday that is worked
    (1, "cn", "2026-12-31", "2026-12-31"),
    (1, "cn", "2027-01-01", None),  # the next working day of 2027 is not known yet
    (-1, "cn", "2027-01-01", "2026-12-31"),
    (1, "cn", "2027-03-01", None),
    (1, "us", "2026-07-03", "2026-07-06"),  # observed
    (1, "au-vic", "2027-09-24", None),  # may yet be a holiday
    (1, "au-vic", "2027-09-25", "2027-09-27"),
    (-1, "au-vic", "2027-09-25", None),
    (1, "us", "2027-12-31", None),
    (-1, "gb-eng", "2025-01-01", None),
]  # fmt: skip


@pytest.mark.parametrize(("step", "name", "on", "moved"), ROLLS)
def test_a_last_day_moves_to_a_working_day_or_nobody_knows(step, name, on, moved):
    found = Roll(step, name).moved(days(date.fromisoformat(on)), load(name)).tolist()
    assert found == [day(moved and date.fromisoformat(moved))]


def test_nominal_lengths_compare_floors_with_ceilings():
    assert Span("years", 2).nominal > Span("months", 23).nominal
    assert Span("years", 1).nominal == Span("days", 365).nominal == Span("months", 12).nominal


def test_calendars_of_places_are_the_most_precise_and_countries_count_with_their_parts():
    assert calendars_here(("GB-SCT",)) == ("gb-sct",)
    assert calendars_here(("GB",)) == ("gb-eng", "gb-wls", "gb-sct", "gb-nir")
    assert calendars_here(("US-NYC", "US-TX")) == ("us",)
    assert calendars_here(("FR", "IE")) == ("", "ie")
    assert calendars_here(()) == ("",)


@given(st.dates(date(2025, 2, 1), date(2026, 10, 1)), st.integers(1, 40))
def test_a_span_of_working_days_ends_on_one_and_holds_so_many(on, count):
    end = EPOCH + timedelta(days=int(Span("working_days", count, "ie").last_day(days(on), load("ie"))[0]))
    between = [on + timedelta(days=k) for k in range(1, (end - on).days + 1)]
    assert sum(load("ie").is_working_day(one) for one in between) == count
    assert load("ie").is_working_day(end)
