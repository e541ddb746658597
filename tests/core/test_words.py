"""Words against docs/reference/vocabulary.md, the page that lawyers and engineers share."""

import re
from pathlib import Path

import pytest

from eastwind.core import words

PAGE = Path(__file__).parents[2] / "docs/reference/vocabulary.md"
SECTIONS = {
    "Channels and acts": (words.CHANNELS,),
    "Who": (words.PARTIES, words.COLLECTORS),
    "Place, purpose, outcome": (words.PLACES, words.PURPOSES, words.OUTCOMES, words.PROVENANCES),
    "Loan": (words.PRODUCTS, words.LENDERS, words.LOAN_FACTS),
    "Contact facts": (words.CONTACT_FACTS,),
    "Content items": (words.ITEMS, words.PARTS),
    "States": (words.STATES, words.STATE_FACTS),
    "Consents": (words.CONSENTS, words.SCOPES),
    "Events (duty clocks)": (words.EVENTS, words.EVENT_FACTS),
    "Modes, forces": (words.MODES, words.FORCES),
}


def section(title: str) -> str:
    text = PAGE.read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.S | re.M)
    assert found, f"docs/reference/vocabulary.md has no section '{title}'"
    return found.group(1)


@pytest.mark.parametrize("title", SECTIONS)
def test_every_word_of_the_code_stands_in_its_section_of_the_page(title):
    text = section(title)
    missing = [
        word
        for table in SECTIONS[title]
        for word in table
        if f"`{word}`" not in text and not word.startswith("val-c") and word != "borrower"
    ]
    assert missing == []


@pytest.mark.parametrize("title", ["States", "Content items", "Contact facts"])
def test_every_word_in_the_first_cell_of_the_page_is_known_to_the_code(title):
    known = {word for table in SECTIONS[title] for word in table}
    rows = [line for line in section(title).splitlines() if line.startswith("| `")]
    cells = [line.split("|")[1] if title != "Content items" else line.split("|")[2] for line in rows]
    found = {word for cell in cells for word in re.findall(r"`([a-z][a-z0-9_-]*)`", cell)}
    assert found - known == set()


def test_masks_come_back_as_the_words_they_were_made_of():
    chosen = ("recorded", "enters", "landline")
    assert words.unmask(words.mask(chosen, words.CONTACT_FACTS, what="a fact"), words.CONTACT_FACTS) == chosen


def test_an_unknown_word_is_refused_by_name():
    with pytest.raises(words.UnknownWord, match="'recoded' is not a word for a contact fact"):
        words.code("recoded", words.CONTACT_FACTS, what="a contact fact")
    with pytest.raises(words.UnknownWord, match="'identitty' is not a content item"):
        words.item_masks(["identitty"])


@pytest.mark.parametrize("table", [words.ITEMS, words.PARTS, words.CONTACT_FACTS, words.STATES, words.STATE_FACTS])
def test_tables_that_become_masks_fit_into_64_bits_and_have_no_word_twice(table):
    assert len(table) <= 64
    assert len(set(table)) == len(table)
