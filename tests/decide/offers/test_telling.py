"""Telling: every code has its sentence in both languages, and none proposes what must never be suggested."""

import re

import pytest

from eastwind.decide.offers.kinds import SHUT as CODES
from eastwind.decide.offers.policy import KINDS
from eastwind.decide.offers.sentences import ASK, KIND, LINE, MEANS, SAY, SHUT
from eastwind.decide.offers.surplus import MISSING
from tests.decide.offers import worked

TABLES = {"KIND": KIND, "MEANS": MEANS, "SHUT": SHUT, "ASK": ASK, "LINE": LINE, "SAY": SAY}
NEVER = re.compile(
    r"\b(borrow|loan from|family|friends?|relatives?|sell|pawn|credit card)\b|借钱|借新|亲友|父母|子女|变卖|典当",
    re.IGNORECASE,
)


def test_every_code_has_a_sentence():
    assert set(KIND) == set(MEANS) == set(KINDS)
    assert set(SHUT) == set(CODES) - {"open"}
    assert set(ASK) == set(MISSING)


@pytest.mark.parametrize("name", TABLES)
def test_every_sentence_stands_in_both_languages_with_the_same_blanks(name):
    for key, text in TABLES[name].items():
        assert text.zh.strip(), key
        assert text.en.strip(), key
        assert set(re.findall(r"\{(\w+)\}", text.zh)) == set(re.findall(r"\{(\w+)\}", text.en)), key


def test_no_sentence_suggests_borrowing_family_money_or_selling():
    said = [text for table in TABLES.values() for one in table.values() for text in one]
    said += [
        line
        for _, example in worked.examples()
        for telling in worked.tellings(example, zh=True)
        for line in telling.lines()
    ]
    assert not [line for line in said if NEVER.search(line)]


def test_no_chinese_line_holds_an_english_sentence_and_no_english_line_a_chinese_one():
    for _, example in worked.examples():
        for zh in (True, False):
            for telling in worked.tellings(example, zh):
                for line in telling.lines():
                    if "published" in line or "公布" in line:
                        continue  # a cited source keeps its own name
                    assert not re.search(r"[a-z]{4,} [a-z]{3,}" if zh else r"[\u4e00-\u9fff]", line), line
