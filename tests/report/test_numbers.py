"""Numbers as people write them, the same on every machine."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eastwind.report import numbers
from eastwind.report.numbers import Text


@pytest.mark.parametrize(
    ("minor", "code", "zh", "en"),
    [
        (0, "CNY", "0元", "CNY 0"),
        (350, "CNY", "3.50元", "CNY 3.50"),
        (12_345_67, "CNY", "12,346元", "CNY 12,346"),
        (12_345_678_90, "CNY", "1,234.6 万元", "CNY 12.3 million"),
        (9_876_543_210_00, "USD", "98.77 亿美元", "$9.88 billion"),
        (58_571_000_00, "TWD", "NT$5,857.1 万", "NT$58.6 million"),
        (-1_500_00, "TWD", "−NT$1,500", "−NT$1,500"),
        (7_000_000, "JPY", "700.0 万日元", "JPY 7.0 million"),
        (999, "VND", "VND 999", "999 ₫"),
    ],
)
def test_money_is_written_as_each_language_writes_it(minor, code, zh, en):
    assert numbers.money(minor, code) == Text(zh, en)


def test_one_person_is_no_people():
    assert numbers.people(1) == Text("1 人", "1 person")
    assert numbers.people(24_069) == Text("24,069 人", "24,069 people")


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 10, "0.0%"),
        (1, 100_000, "<0.1%"),
        (1, 8, "12.5%"),
        (99_999, 100_000, ">99.9%"),
        (8, 8, "100.0%"),
        (0, 0, "—"),
    ],
)
def test_something_is_never_shown_as_nothing_nor_nearly_all_as_all(part, whole, shown):
    assert numbers.share(part, whole) == shown


@given(whole=st.integers(1, 10**9), data=st.data())
def test_a_bar_is_visible_exactly_when_there_is_something(whole, data):
    part = data.draw(st.integers(0, whole))
    wide = float(numbers.width(part, whole).removesuffix("%"))
    assert 0 <= wide <= 100
    assert (wide > 0) == (part > 0)


def test_a_moment_stands_on_the_wall_clock_of_the_lender():
    at = datetime(2026, 9, 30, 1, 0, tzinfo=UTC)
    assert numbers.moment(at, "Asia/Taipei", year=2026) == Text("9月30日（周三）09:00", "Wed 30 Sep, 09:00")
    assert numbers.moment(at, "America/New_York", year=2026) == Text("9月29日（周二）21:00", "Tue 29 Sep, 21:00")


def test_seconds_are_kept_because_lawful_from_may_have_them():
    at = datetime(2027, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert numbers.moment(at, "Asia/Shanghai", year=2026) == Text(
        "2027年1月1日（周五）08:00:01", "Fri 1 Jan 2027, 08:00:01"
    )


def test_a_day_is_written_in_full():
    assert numbers.day(date(2026, 9, 30)) == Text("2026年9月30日（周三）", "Wed 30 September 2026")


@pytest.mark.parametrize(
    ("spent", "en"), [(0.004, "0.00 s"), (0.42, "0.42 s"), (12.34, "12.3 s"), (125.2, "2 min 5 s")]
)
def test_run_times_are_short(spent, en):
    assert numbers.seconds(spent).en == en
