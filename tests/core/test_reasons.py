"""Reasons: a sentence in each language, and a spelling that can be stored."""

import re

import pytest

from eastwind.core.reasons import SENTENCES, Reason, sentence


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_both_sentences_and_ends_them(reason):
    assert re.fullmatch(r"[a-z0-9-]+", reason.value)
    assert set(SENTENCES[reason]) == {"zh", "en"}
    assert sentence(reason, "en").endswith(".")
    assert sentence(reason, "zh").endswith("。")


def test_numbers_agree_between_the_languages():
    for reason, said in SENTENCES.items():
        assert re.findall(r"\d+", said["en"]) == re.findall(r"\d+", said["zh"]), reason
