"""Every code of the house has a name in both languages."""

import pytest

from eastwind.core import agreements, plan, words
from eastwind.report import labels
from eastwind.report.numbers import Text


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        (words.CHANNELS, labels.CHANNELS),
        (words.TONES, labels.TONES),
        (words.FORCES, labels.FORCES),
        (words.CONFIDENCES, labels.CONFIDENCES),
        (words.STATES, labels.STATES),
        (plan.WAYS, labels.WAYS),
        (plan.WAYS, labels.WAYS_MEAN),
        (agreements.OFFER_KINDS, labels.OFFERS),
        (range(8), labels.BUCKETS),
    ],
    ids=["channels", "tones", "forces", "confidences", "states", "ways", "what ways mean", "offers", "buckets"],
)
def test_no_code_is_without_a_name(codes, names):
    assert set(codes) == set(names)
    assert all(text.zh and text.en for text in names.values())


def test_the_callers_word_comes_first_and_an_unknown_one_keeps_its_spelling():
    assert labels.label("sms", {"sms": ("信息", "message")}) == Text("信息", "message")
    assert labels.label("robot-x_1", {}) == Text("robot-x_1", "robot x 1")


@pytest.mark.parametrize(
    ("word", "en"),
    [("sms-gentle", "gentle text message"), ("call-firm", "firm call"), ("help", "offer of help"), ("other", "other")],
)
def test_a_treatment_is_called_by_what_its_name_is_made_of(word, en):
    assert labels.treatment(word, {}).en == en


def test_letters_are_a_capacity_and_a_unit():
    assert labels.capacity("letters", {}).zh == "信函"
    assert labels.unit("letters", {}).zh == "封"


@pytest.mark.parametrize(
    ("by", "en"),
    [
        ("creditor", "the lender"),
        ("agency:harbour", "agency harbour"),
        ("buyer", "the buyer of the debt"),
        (None, "unknown"),
    ],
)
def test_who_has_the_file_is_said(by, en):
    assert labels.collector(by).en == en
