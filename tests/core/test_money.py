"""Amounts read back as they were written, held against Decimal, one at a time against a column."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eastwind.core import money
from eastwind.core.money import MINOR_MAX, currencies, currency, format_minor, format_number, parse_column, parse_minor

codes = st.sampled_from(sorted(currencies()))
amounts = st.integers(-MINOR_MAX, MINOR_MAX)


def test_the_currencies_the_trade_meets_have_their_minor_units() -> None:
    two = [
        "CNY",
        "TWD",
        "USD",
        "HKD",
        "EUR",
        "GBP",
        "INR",
        "IDR",
        "MYR",
        "PHP",
        "SGD",
        "THB",
        "AUD",
        "CAD",
        "BRL",
        "MXN",
    ]
    none, three = ["JPY", "KRW", "VND", "CLP", "ISK"], ["KWD", "BHD", "OMR", "JOD", "TND"]
    wanted = {**dict.fromkeys([*two, "ZAR", "NGN", "CZK"], 2), **dict.fromkeys(none, 0), **dict.fromkeys(three, 3)}
    assert {code: currency(code).digits for code in wanted} == wanted
    assert currency("TWD").usual == 0


def test_an_unknown_currency_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'cny' is no known currency.*CNY.*capitals"):
        currency("cny")


@pytest.mark.parametrize(
    ("text", "code", "minor"),
    [
        ("1,234.50", "CNY", 123_450),
        ("１，２３４．５０", "CNY", 123_450),
        ("￥1 234.5 元", "CNY", 123_450),
        ("人民币100", "CNY", 10_000),
        ("-0.5", "CNY", -50),
        ("－０．５", "CNY", -50),
        ("−7", "CNY", -700),
        ("+7", "CNY", 700),
        ("-$5", "USD", -500),
        ("$ -5", "USD", -500),
        ("＄5", "USD", 500),
        ("US$1,000,000", "USD", 100_000_000),
        ("NT$1,234", "TWD", 123_400),
        ("1,00,000.25", "INR", 10_000_025),
        ("1'234'567", "CHF", 123_456_700),
        ("1\u202f234", "CZK", 123_400),
        ("1.5000", "CNY", 150),
        ("12.000", "JPY", 12),
        ("0.001", "KWD", 1),
        ("007", "CNY", 700),
        ("92233720368547758.07", "CNY", MINOR_MAX),
    ],
)
def test_amounts_are_read_exactly(text: str, code: str, minor: int) -> None:
    assert parse_minor(text, code) == minor
    assert parse_column(pl.Series("amount", [text]), code).to_list() == [minor]


WRONG = [
    ("", "CNY"), (" ", "CNY"), ("-", "CNY"), (".", "CNY"), ("1.", "CNY"), (".5", "CNY"), ("1.005", "CNY"),
    ("1.5", "JPY"),    ("12,34", "CNY"), ("1,23,456", "CNY"), ("1234,567", "CNY"),
    ("1,234'567", "CNY"), ("1e5", "CNY"), ("--5", "CNY"),
    ("-$-5", "USD"), ("(5)", "CNY"), ("5-", "CNY"), ("$5", "CNY"), ("EUR 5", "USD"), ("nan", "CNY"), ("１２３a", "CNY"),
    ("٣", "CNY"), ("1_000", "CNY"), ("1..0", "CNY"), ("五", "CNY"), ("1\n2", "CNY"), ("5\n", "CNY"),
    ("92233720368547758.08", "CNY"), ("9" * 60, "CNY"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), WRONG)
def test_what_is_no_amount_is_an_error_with_the_value_and_null_in_a_column(text: str, code: str) -> None:
    with pytest.raises(ValueError, match="^" + money.re.escape(repr(text))):
        parse_minor(text, code)
    assert parse_column(pl.Series("amount", [text]), code).to_list() == [None]


def test_a_decimal_comma_is_read_only_where_it_is_announced() -> None:
    assert parse_minor("1.234,56 €", "EUR", decimal=",") == 123_456
    assert parse_column(pl.Series(["1.234,56 €", "1,234.56"]), "EUR", decimal=",").to_list() == [123_456, None]
    with pytest.raises(ValueError, match=r"1\.234,56"):
        parse_minor("1.234,56", "EUR")


@given(codes, amounts, st.sampled_from(["zh", "en"]))
def test_what_is_written_for_people_reads_back_as_the_same_amount(code: str, minor: int, lang: money.Language) -> None:
    assert parse_minor(format_minor(minor, code, lang), code) == minor
    assert parse_minor(format_number(minor, code), code) == minor


@given(codes, st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_reading_agrees_with_decimal(code: str, value: Decimal) -> None:
    exact = value.scaleb(currency(code).digits)
    if exact == exact.to_integral_value():
        assert parse_minor(f"{value:f}", code) == int(exact)
    else:
        with pytest.raises(ValueError, match="no amount"):
            parse_minor(f"{value:f}", code)


pieces = st.sampled_from(
    [*"0123456789", "000", ",", ".", "'", " ", "-", "+", "¥", "$", "元", "CNY", "，", "５", "\n", "x"]
)


@given(st.lists(st.lists(pieces, max_size=8).map("".join) | st.none(), max_size=8), codes)
def test_a_column_is_read_as_its_amounts_are_one_at_a_time(texts: list[str | None], code: str) -> None:
    def alone(text: str | None) -> int | None:
        try:
            return None if text is None else parse_minor(text, code)
        except ValueError:
            return None

    column = parse_column(pl.Series("amount", texts, pl.String), code)
    assert column.to_list() == [alone(text) for text in texts]
    assert (column.name, column.dtype) == ("amount", pl.Int64)


@pytest.mark.parametrize(
    ("minor", "code", "zh", "en"),
    [
        (123_450, "CNY", "1,234.50元", "CNY 1,234.50"),
        (-50, "CNY", "-0.50元", "-CNY 0.50"),
        (123_400, "TWD", "新臺幣 1,234 元", "NT$1,234"),
        (123_456, "TWD", "新臺幣 1,234.56 元", "NT$1,234.56"),
        (-123_456, "USD", "-1,234.56美元", "-$1,234.56"),
        (100_000, "JPY", "100,000日元", "JPY 100,000"),
        (1_234_567_890, "INR", "INR 1,23,45,678.90", "₹1,23,45,678.90"),
        (5, "KWD", "KWD 0.005", "KWD 0.005"),
        (0, "USD", "0.00美元", "$0.00"),
    ],
)
def test_amounts_are_written_as_people_write_them(minor: int, code: str, zh: str, en: str) -> None:
    assert (format_minor(minor, code, "zh"), format_minor(minor, code, "en")) == (zh, en)
