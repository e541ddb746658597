"""What a text folds to, and that every place points back to where it was written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eastwind.text.fold import fold
from eastwind.text.rules import rulebook

KNOWN = rulebook().known


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("警察將上門逮捕您", "警察将上门逮捕您"),
        ("ＰＡＹ　ｎｏｗ", "pay now"),
        ("后 果 自 负", "后果自负"),
        ("后·果·自·负", "后果自负"),
        ("后\u200b果\u2060自负", "后果自负"),
        ("后😡果自负", "后果自负"),
        ("P A Y  N O W", "pay now"),
        ("H i s l o a n i s o v e r d u e", "his loan is overdue"),
        ("p.a.y.", "pay."),
        ("раy nоw", "pay now"),  # Cyrillic а, у, о
        ("Y0u will r3gret this", "you will regret this"),
        ("I won’t, you'd better", "i will not, you would better"),
        ("u cant hide", "you can not hide"),
        ("cust. said", "customer said"),
        ("Mr. Smith", "mr smith"),
        ("“警察”会来", "警察会来"),
        ("café", "cafe"),
        ("第401号", "第401号"),
        ("Code K7QM2-RFX9D", "code k7qm2-rfx9d"),
    ],
)
def test_folding(written, folded):
    assert fold(written, KNOWN).text == folded


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(max_size=80))
def test_every_place_points_back_into_the_text(text):
    folded = fold(text, KNOWN)
    assert len(folded.text) == len(folded.starts)
    assert all(0 <= start < len(text) for start in folded.starts)
    assert list(folded.starts) == sorted(folded.starts)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.text(alphabet="后果自负欠款您 .ab1@'’-·😡後將", max_size=40))
def test_folding_twice_changes_no_chinese_more(text):
    once = fold(text).text
    assert [char for char in fold(once).text if char > "\u3400"] == [char for char in once if char > "\u3400"]
