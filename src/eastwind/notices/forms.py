"""Forms: how a day and a sum are written in each language, and which language a person is written to in.

In        dates, integers of minor units, language words of tables.
Out       text.
Not here  currencies and their digits (core.money), sentences (templates), the person's own wish (people.languages).
Proof     tests/notices/test_forms.py.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

from eastwind.core import money

LANGUAGES: Final = ("zh-Hans", "zh-Hant", "en")
TRADITIONAL_PLACES: Final = ("TW", "HK", "MO")

MONTHS: Final = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)

# core.money writes Chinese in the characters of the currency's home; these are those of the text.
_TO_SIMPLIFIED: Final = str.maketrans("臺幣", "台币")
_TO_TRADITIONAL: Final = str.maketrans("币门欧镑韩卢亚", "幣門歐鎊韓盧亞")


def day(on: date, language: str) -> str:
    """A date as people write it: 2026年8月5日 · 5 August 2026 (no form that could be read two ways)."""
    if language == "en":
        return f"{on.day} {MONTHS[on.month - 1]} {on.year}"
    return f"{on.year}年{on.month}月{on.day}日"


def sum_of(minor: int, currency: str, language: str) -> str:
    """A sum with its currency, as core.money writes it: 1,234.50元 · 新臺幣1,234元 · $1,234.56.

    A text in Traditional characters names the yuan, since 元 alone would be read as the reader's own.
    """
    if language == "en":
        return money.format_minor(minor, currency, "en")
    text = money.format_minor(minor, currency, "zh").replace(" ", "")
    if language == "zh-Hans":
        return text.translate(_TO_SIMPLIFIED)
    return ("人民幣" if currency == "CNY" else "") + text.translate(_TO_TRADITIONAL)


def filters(language: str) -> dict[str, Callable[..., str]]:
    """What templates of a language may pipe a date or a sum through."""
    return {
        "day": lambda on: day(on, language),
        "money": lambda minor, currency: sum_of(minor, currency, language),
    }


def language_of(language: str | None, place: str | None = None, contract: str | None = None) -> str | None:
    """The written language for a person; null when neither the person's nor the contract's is one we write.

    `zh` alone is written in Traditional characters for a person in Taiwan, Hong Kong or Macao, else in Simplified ones.
    Unknown, or a language without templates, falls back to that of the contract, which the person has signed.
    """
    for asked in (language, contract):
        if asked is None:
            continue
        head, _, tail = asked.partition("-")
        if head.lower() == "en":
            return "en"
        if head.lower() == "zh":
            if tail.upper() in (*TRADITIONAL_PLACES, "HANT"):
                return "zh-Hant"
            if tail:
                return "zh-Hans"
            return "zh-Hant" if (place or "").partition("-")[0] in TRADITIONAL_PLACES else "zh-Hans"
    return None
