"""How days, sums and languages are written and chosen."""

from datetime import date

import pytest

from eastwind.core import money
from eastwind.notices.forms import LANGUAGES, day, language_of, sum_of

SUMS = [
    (123_450, "CNY", "1,234.50元", "人民幣1,234.50元", "CNY 1,234.50"),
    (123_400, "TWD", "新台币1,234元", "新臺幣1,234元", "NT$1,234"),
    (123_456, "TWD", "新台币1,234.56元", "新臺幣1,234.56元", "NT$1,234.56"),
    (1, "USD", "0.01美元", "0.01美元", "$0.01"),
    (0, "CNY", "0.00元", "人民幣0.00元", "CNY 0.00"),
]


@pytest.mark.parametrize(("minor", "currency", "hans", "hant", "en"), SUMS)
def test_a_sum_is_written_as_people_write_it(minor, currency, hans, hant, en):
    assert [sum_of(minor, currency, language) for language in LANGUAGES] == [hans, hant, en]


def test_every_currency_is_written_in_the_characters_of_its_text():
    traditional = set("臺幣歐鎊韓門盧亞")
    simplified = set("币欧镑韩门卢亚")
    for code in money.currencies():
        assert not set(sum_of(100, code, "zh-Hans")) & traditional, code
        assert not set(sum_of(100, code, "zh-Hant")) & simplified, code


def test_a_day_cannot_be_read_two_ways():
    assert day(date(2026, 8, 5), "en") == "5 August 2026"
    assert day(date(2026, 8, 5), "zh-Hans") == day(date(2026, 8, 5), "zh-Hant") == "2026年8月5日"


LANGUAGE_CASES = """
    asked     place   contract  written
    zh        CN-GD   -         zh-Hans
    zh        TW-TPE  -         zh-Hant
    zh        HK      -         zh-Hant
    zh        MO      -         zh-Hant
    zh        US-CA   -         zh-Hans
    zh        -       -         zh-Hans
    zh-Hant   CN-GD   -         zh-Hant
    zh-TW     US-NY   -         zh-Hant
    zh-Hans   TW-TPE  -         zh-Hans
    zh-SG     SG      -         zh-Hans
    en        CN-GD   zh        en
    en-GB     -       -         en
    es        US-CA   en        en
    -         TW-TPE  zh        zh-Hant
    -         CN-GD   en        en
    es        US-CA   -         -
    -         -       -         -
"""


@pytest.mark.parametrize("row", [line.split() for line in LANGUAGE_CASES.strip().splitlines()[1:]], ids=" ".join)
def test_the_written_language_follows_the_person_then_the_contract(row):
    asked, place, contract, written = (None if cell == "-" else cell for cell in row)
    assert language_of(asked, place, contract) == written
