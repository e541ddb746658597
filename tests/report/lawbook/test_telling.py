"""Rules and changes of law in words: every value readable in both languages, nothing left in braces."""

from datetime import date

import pytest

from eastwind.law import available, history, load
from eastwind.report import lawbook
from eastwind.report.lawbook import terms
from eastwind.report.lawbook.telling import value

BOOKS = load(available()).books
VERSIONS = [version for book in BOOKS for version in history.versions(book)]

VALUES = [
    ("window", {"days": 7, "kind": "consecutive"}, "7 consecutive days", "连续7 日"),
    ("window", {"days": 1, "kind": "calendar"}, "1 calendar day", "自然1 日"),
    ("window", {"hours": 24}, "24 hours", "24 小时"),
    ("window", {"working_days": 1, "calendar": "here"}, "1 working day (here)", "1 个工作日 (here)"),
    ("window", {"ever": True}, "ever", "不限期间"),
    ("hours", {"from": "08:00", "to": "21:00"}, "08:00–21:00", "08:00–21:00"),
    (
        "hours",
        [{"days": ["mon", "tue"], "from": "09:00", "to": "12:00"}],
        "mon, tue 09:00–12:00",
        "mon, tue 09:00–12:00",
    ),
    ("dpd", {"from": 1, "to": 3}, "1–3", "1–3"),
    ("channels", ["voice", "sms"], "call, text message", "人工电话、短信"),
    ("unless", [{"reply": {"limit": 1, "hours": 24}}], None, None),
    ("limit", 3, "3", "3"),
    ("letter", "off", "the cautious reading only", "仅为从严解读"),
    ("limit", None, "none", "无"),
]


@pytest.mark.parametrize(("key", "found", "english", "chinese"), VALUES)
def test_a_value_reads_as_people_say_it(key, found, english, chinese):
    for language, expected in (("en", english), ("zh", chinese)):
        said = value(key, found, language)
        assert expected is None or said == expected
        assert not any(mark in said for mark in "{}[]'")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_parameter_of_any_book_is_left_as_code(language):
    for version in VERSIONS:
        for name, said in lawbook.parameters(version, language):
            assert name
            assert not any(mark in said for mark in "{}[]'"), (version.name, name, said)


def test_every_key_and_kind_of_the_books_has_a_term():
    def keys(table):
        for key, inner in table.items():
            yield key
            for one in inner if isinstance(inner, list) else [inner]:
                if isinstance(one, dict):
                    yield from keys(one)

    used = {key for version in VERSIONS for key in keys(version.content)} - {"from"}
    assert used - set(terms.KEYS) - set(terms.UNITS) - {"ever", "to"} == set()
    assert {version.table["kind"] for version in VERSIONS} <= set(terms.KINDS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_change_of_law_names_each_rule_once_with_what_it_was_and_is(language):
    (book,) = load(["cn"]).books
    before, after = date(2025, 1, 1), date(2026, 6, 1)
    changes = history.compare(book, before, book, after)
    lines = lawbook.difference(changes, history.unchanged(book, before, book, after), "head", language)
    assert lines[0] == "head"
    for change in changes:
        assert sum(line.startswith(f"  {change.version.name} · ") for line in lines) == 1
    nothing = lawbook.difference((), 3, "head", language)
    assert len(nothing) == 5
    assert "3" in nothing[-1]
