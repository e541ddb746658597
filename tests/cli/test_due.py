"""`eastwind law due`: what a book's events oblige to, by day, with sentence and article."""

import csv
import io
from pathlib import Path

import pytest

from tests.book.folders import GOOD, folder
from tests.cli.run import refused, run

EVENTS = [
    "event_id,what,at,loan_id,person_id,facts",
    "old,complaint,2026-01-20 10:00:00,L1,P1,simple",
    "new,complaint,2026-02-20 10:00:00,L1,P1,simple",
    "far,complaint,2026-02-25 10:00:00,L1,P1,extended",
    "afar,complaint,2026-02-25 10:00:00,,P9,",
]
PEOPLE = [*GOOD["people"], "P9,BR,,"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder(tmp_path_factory.mktemp("due") / "book", people=PEOPLE, events=EVENTS)


def rows(text: str) -> dict[tuple[str, str, str], dict[str, str]]:
    return {(row["event_id"], row["rule"], row["part"]): row for row in csv.DictReader(io.StringIO(text))}


def test_each_duty_stands_with_its_day_its_sentence_and_its_article(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "due.csv"
    ran = run("law", "due", book, "--as-of", "2026-02-26", "--out", out)
    assert ran.code == 0
    found = rows(out.read_text(encoding="utf-8-sig"))
    rule = "cn.complaint.15-30-60"
    assert [found[event, rule, part]["due_on"] for event, part in (("old", "simple"), ("new", "simple"))] == [
        "2026-02-04",  # 15 days
        "2026-03-07",
    ]
    assert [found[event, rule, part]["standing"] for event, part in (("old", "simple"), ("new", "simple"))] == [
        "past",
        "ahead",
    ]
    assert found["far", rule, "extended"]["standing"] == "later"  # 60 days, with 30 to look ahead
    assert found["new", rule, "simple"]["cite"]
    assert "15 days" in found["new", rule, "simple"]["says"]
    assert "last day has passed" in ran.out
    assert "2026-02-04  complaint 2026-01-20  old · P1 L1" in ran.out


def test_where_no_law_book_is_known_somebody_looks_at_once(book: Path) -> None:
    told = run("law", "due", book, "--as-of", "2026-02-26", "--json").json
    (lost,) = [row for row in told["duties"] if row["event_id"] == "afar"]
    assert (lost["standing"], lost["unknown"], lost["due_on"]) == ("unknown", "stack", None)
    assert told["duties"][0]["standing"] == "unknown"  # first in the list


def test_the_list_speaks_chinese(book: Path) -> None:
    ran = run("law", "due", book, "--as-of", "2026-02-26", "--lang", "zh")
    assert "期限已过" in ran.out
    assert "15 日" in ran.out


def test_bad_words_are_one_sentence(book: Path, tmp_path: Path) -> None:
    assert "--lang fr" in refused("law", "due", book, "--as-of", "2026-02-26", "--lang", "fr")
    assert "--mode loud" in refused("law", "due", book, "--as-of", "2026-02-26", "--mode", "loud")
    assert "ends in .csv" in refused("law", "due", book, "--as-of", "2026-02-26", "--out", tmp_path / "due.txt")
    assert "before the first day" in refused("law", "due", book, "--as-of", "2020-01-01")
