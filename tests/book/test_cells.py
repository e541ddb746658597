"""Cells: what a lender may write, and what it means."""

from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import pytest

from eastwind.book.cells import Manner, parse
from eastwind.book.mapping import Source
from eastwind.core import schema

FORMS = ("YYYY-MM-DD", "YYYY/M/D", "YYYY年M月D日", "YYYYMMDD", "DD.MM.YYYY")


def one(table: str, column: str, cell: object, **manner: object) -> tuple[object, object]:
    """The value and the flaw of one cell."""
    how = {"currency": "CNY", "zone": "Asia/Shanghai", "minor": False, **manner}
    source = Source("f.csv", table, dates=FORMS)
    cells = pl.Series([cell])
    made = Manner(source, str(how["zone"]), str(how["currency"]), 10**13, bool(how["minor"]))
    value, flaw = parse(cells, schema.columns(table)[column], column, made)
    return value.to_list()[0], flaw.to_list()[0]


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        ("1,234.50", 123450),
        ("１，２３４．５", 123450),
        ("￥12", 1200),
        (" 7 ", 700),
        ("0.01", 1),
        (12, 1200),
        (12.34, 1234),
        (Decimal("5.60"), 560),
        ("1.500", 150),
        ("+3", 300),
    ],
)
def test_amounts_are_read_as_they_are_written(cell: object, minor: int) -> None:
    assert one("instalments", "principal_minor", cell) == (minor, None)


@pytest.mark.parametrize(
    ("cell", "flaw"),
    [
        ("1.005", "not-an-amount"),
        ("12,34", "not-an-amount"),
        ("US$5", "not-an-amount"),
        ("1e3", "not-an-amount"),
        (0.123, "not-an-amount"),
        ("-1", "negative"),
        (-1.0, "negative"),
        ("999999999999999", "absurd"),
        (float("nan"), "not-an-amount"),
    ],
)
def test_an_amount_that_is_none_is_said_to_be_so(cell: object, flaw: str) -> None:
    assert one("instalments", "principal_minor", cell)[1] == flaw


def test_a_currency_without_cents_takes_none() -> None:
    assert one("instalments", "principal_minor", "1,234", currency="JPY") == (1234, None)
    assert one("instalments", "principal_minor", "1.5", currency="JPY")[1] == "not-an-amount"


def test_minor_units_stay_what_they_are() -> None:
    assert one("instalments", "principal_minor", "1,234", minor=True) == (1234, None)
    assert one("instalments", "principal_minor", "12.5", minor=True)[1] == "not-an-amount"


@pytest.mark.parametrize(
    "cell",
    ["2026-09-01", "2026/9/1", "2026年9月1日", "20260901", "01.09.2026", "２０２６－０９－０１", date(2026, 9, 1)],
)
def test_dates_are_read_by_any_form_of_the_mapping(cell: object) -> None:
    assert one("instalments", "due_on", cell) == (date(2026, 9, 1), None)


@pytest.mark.parametrize(
    ("cell", "flaw"),
    [
        ("2026-02-30", "impossible-date"),
        ("2026年13月1日", "impossible-date"),
        ("1 Sept 2026", "not-a-date"),
        ("1066-10-14", "impossible-date"),
    ],
)
def test_a_day_that_is_none_is_said_to_be_so(cell: str, flaw: str) -> None:
    assert one("instalments", "due_on", cell)[1] == flaw


@pytest.mark.parametrize(
    "cell",
    [
        "2026-09-01 10:00:00",
        "2026-09-01T02:00:00Z",
        "2026-09-01T10:00:00+08:00",
        "2026-09-01 10:00",
        "2026-09-01T04:00:00+02:00",
        datetime(2026, 9, 1, 10),
        datetime(2026, 9, 1, 2, tzinfo=UTC),
    ],
)
def test_times_without_an_offset_are_the_lenders_own(cell: object) -> None:
    assert one("payments", "paid_at", cell) == (datetime(2026, 9, 1, 2, tzinfo=UTC), None)


def test_a_date_for_a_time_is_the_start_of_that_day() -> None:
    assert one("payments", "paid_at", "2026/9/1") == (datetime(2026, 8, 31, 16, tzinfo=UTC), None)


def test_a_time_outside_the_zone_tables_is_refused() -> None:
    assert one("payments", "paid_at", "1960-01-01 10:00:00")[1] is not None


@pytest.mark.parametrize(
    ("cell", "value"), [("12", 12), ("1,200", 1200), ("１２", 12), ("12.0", 12), (12.0, 12), (None, None), ("  ", None)]
)
def test_whole_numbers(cell: object, value: int | None) -> None:
    assert one("loans", "grace_days" if value != 1200 else "given_dpd", cell) == (value, None)


@pytest.mark.parametrize(("cell", "flaw"), [("1.5", "not-a-number"), ("-1", "negative"), ("99999", "absurd")])
def test_numbers_that_are_none(cell: str, flaw: str) -> None:
    assert one("loans", "grace_days", cell)[1] == flaw


def test_lists_of_words_stand_with_bars_between_them() -> None:
    assert one("loans", "facts", "itemized | secured") == (["itemized", "secured"], None)
    assert one("loans", "facts", "itemised")[1] == "unknown-word"
    assert one("loans", "facts", None) == ([], None)


@pytest.mark.parametrize("cell", ["13912345678", "+8613912345678", "a@b.cn", "110101199003074514", "0755-8888"])
def test_what_reaches_or_names_somebody_is_no_code(cell: str) -> None:
    assert one("points", "point_id", cell)[1] == "not-a-code"


def test_yes_and_no_in_both_languages() -> None:
    assert [one("points", "shared", cell)[0] for cell in ("是", "否", "TRUE", "0", True)] == [
        True,
        False,
        True,
        False,
        True,
    ]
    assert one("points", "shared", "maybe")[1] == "unknown-word"
