"""Sentences: every number of a rule stands in its sentences, in both languages, so that what is read is what binds.

In        a `[[rule]]` table of a book.
Out       BookError for the first number that a sentence does not name.
Not here  what numbers mean (kinds).
Proof     tests/law/test_bad_books.py; every book is read in tests/law/test_books.py.

A 1 may be said in words ("a day", 每日). Minor units, basis points and millionths may be said as what they are:
10000000 as 100,000, 2400 as 24. What `letter` changes need not be said.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from eastwind.core import words
from eastwind.law.reading import BookError

SILENT: Final = frozenset(
    {
        "since", "until", "id", "part", "kind", "force", "cite", "url", "confidence", "note", "says", "letter",
        "channels",
    }
)  # fmt: skip
ONE: Final = ("a day", "per day", "one ", "once", "每日", "每天", "一次")
CLOCK: Final = re.compile(r"\d\d:\d\d(:\d\d)?")
# What a number is a number of, by the end of its key: how many of it make one of what people say.
UNITS: Final = {"_minor": 100, "_bp": 100, "_bp_most": 100, "_ppm_day": 10_000}


def check(table: dict[str, Any], where: str) -> None:
    """Refuse a rule one of whose sentences lacks a number of its parameters."""
    says = table.get("says")
    if not isinstance(says, dict):
        return
    for language in words.LANGUAGES:
        sentence = says.get(language)
        if not isinstance(sentence, str):
            continue  # rules.read says so
        for key, number in numbers(table):
            if not _named(sentence, key, number):
                part = f" ({table['part']})" if table.get("part") else ""
                raise BookError(
                    f"{where}, rule {table.get('id')!r}{part}, says: '{language}' does not name {number} ({key}): "
                    f"{sentence!r}. Write the number into the sentence."
                )


def numbers(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Key and text of every number and time of day among a rule's parameters."""
    of = table.get("number", "")
    for key, value in table.items():
        if key not in SILENT:
            yield from _within(value, of if key == "most" and isinstance(of, str) else key)


def _within(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, (bool, date)):
        return
    if isinstance(value, int):
        yield key, str(value)
    elif isinstance(value, str) and CLOCK.fullmatch(value):
        yield key, value
    elif isinstance(value, dict):
        for inner, held in value.items():
            if inner not in SILENT:
                yield from _within(held, key if inner in ("from", "to") else inner)
    elif isinstance(value, list):
        for held in value:
            yield from _within(held, key)


def _named(sentence: str, key: str, number: str) -> bool:
    if number == "1" and any(word in sentence.lower() for word in ONE):
        return True
    return any(re.search(rf"(?<![\d.,]){re.escape(said)}(?![\d]|[.,]\d)", sentence) for said in _ways(key, number)) or (
        re.search(rf"(?<!\d){re.escape(number)}(?!\d)", sentence) is not None
    )


def _ways(key: str, number: str) -> Iterator[str]:
    """How a number may be written."""
    if not number.isdigit():
        return
    units = [1, *(unit for end, unit in UNITS.items() if key.endswith(end))]
    for unit in units:
        whole, rest = divmod(int(number), unit)
        fraction = f"{rest / unit:.4f}".rstrip("0")[1:] if rest else ""
        yield from (f"{whole}{fraction}", f"{whole:,}{fraction}", f"{whole:,}{fraction}".replace(",", " "))
        if not rest and whole and whole % 10_000 == 0:
            yield f"{whole // 10_000} 万"
            yield f"{whole // 10_000}万"
