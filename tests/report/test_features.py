"""Features, halves and levels: none that a page may show is without a name in both languages."""

import dataclasses
import re

import pytest

from eastwind.assess.drift import LEVELS
from eastwind.assess.features import FEATURES, HALVES
from eastwind.report import Moved, Scoring, features, render

BY = {"scorecard": 3, "model": 40, "out-of-fold": 2_957}


@pytest.mark.parametrize("name", ["score", *(feature.name for feature in FEATURES)])
def test_no_feature_is_without_a_name(name):
    said = features.feature(name)
    assert re.search("[一-鿿]", said.zh)
    assert "_" not in said.en
    assert not re.search("[一-鿿]", said.en)


def test_halves_and_levels_are_those_of_the_house():
    assert tuple(features.HALF) == HALVES
    assert tuple(features.LEVEL) == LEVELS


def test_a_feature_of_tomorrow_keeps_its_spelling():
    assert features.feature("moon_phase") == ("moon_phase", "moon phase")
    assert features.feature("moon_3") == ("moon_3", "moon 3")


def scoring(*moved: Moved, **changes) -> Scoring:
    usual = {"model": "m@2026-09-30", "digest": "sha256:" + "ab" * 32, "target": "paid", "trained_on": "2026-09-30"}
    return Scoring(**(usual | changes), by=BY, moved=moved)


def test_the_page_warns_of_what_has_moved_and_says_who_was_scored_out_of_fold(day):
    page = render(dataclasses.replace(day, scoring=scoring(
        Moved("limit_minor", "ability", 0.31, 0.001, "moved"), Moved("score", "", 0.02, 0.001, "steady"))))  # fmt: skip
    for told in ("credit limit", "额度", "0.31", "moved", "明显变动", "2,957 people are among those", "1 line."):
        assert told in page, told


def test_a_book_that_has_not_moved_and_a_scorecard_are_told_as_such(day):
    steady = render(dataclasses.replace(day, scoring=scoring(Moved("score", "", 0.02, 0.001, "steady"))))
    assert "lie as they did when the model learned" in steady
    card = render(
        dataclasses.replace(day, scoring=Scoring("", "", "", "", {"scorecard": 3_000, "model": 0, "out-of-fold": 0}))
    )
    assert "expert scorecard: its points were set by people" in card
