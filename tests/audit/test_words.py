"""The vocabulary copied by hand is the vocabulary of the page."""

import re

import pytest

from eastwind.audit import duty_words, words
from tests.audit.support import ROOT

PAGE = (ROOT / "docs/reference/vocabulary.md").read_text("utf-8")


KEYS = {
    *words.split(
        "state loan person opened closed facts kind channel point place given withdrawn until from to days scope"
    ),
    *words.split("given_to what at lender about due_on keep_until not_connected creditor agency mon sun enters"),
}  # keys and words of other sections that the sections name


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}", 1)[1].split("\n## ", 1)[0]


def coded(text: str) -> set[str]:
    return set(re.findall(r"`([a-z][a-z0-9_-]*)`", text))


@pytest.mark.parametrize(
    ("title", "known"),
    [
        ("Channels and acts", {*words.CHANNELS, *words.ACTS}),
        ("Contact facts", set(words.CONTACT_FACTS)),
        ("Content items", set(words.ITEMS)),
        ("States", {*words.STATES, *words.STATE_FACTS}),
        ("Consents", {*words.CONSENTS, *words.SCOPES}),
        ("Events (duty clocks)", {*duty_words.EVENTS, *duty_words.EVENT_FACTS}),
    ],
)
def test_every_word_of_a_section_is_known(title: str, known: set[str]):
    assert coded(section(title)) - known - KEYS == set()


@pytest.mark.parametrize(
    "known",
    [
        (*words.CHANNELS, *words.ACTS), words.PARTIES[1:], words.PLACES, words.PURPOSES, words.OUTCOMES,
        words.PROVENANCES,
        words.PRODUCTS, words.LENDERS, words.DATES, words.LOAN_FACTS, words.CONTACT_FACTS, words.STATES,
        words.STATE_FACTS,
        words.CONSENTS, words.SCOPES, words.FORCES, words.MODES, duty_words.EVENTS, duty_words.EVENT_FACTS,
        [item for item in words.ITEMS if not item.startswith("val-c")],
    ],
)  # fmt: skip
def test_every_word_known_stands_on_the_page(known: list[str]):
    assert len(set(known)) == len(known)
    assert set(known) - coded(PAGE) == set()
