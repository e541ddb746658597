"""The worked examples come out as they say, and the guide is what they print."""

from pathlib import Path

import pytest

from tests.decide.offers import worked

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "offers.md"
EXAMPLES = worked.examples()


def test_there_are_ten():
    assert len(EXAMPLES) == 10


@pytest.mark.parametrize("example", [one for _, one in EXAMPLES], ids=[name for name, _ in EXAMPLES])
def test_an_example_comes_out_as_it_says(example):
    for telling, expected in zip(worked.tellings(example, zh=False), example["expect"], strict=True):
        paper = telling.paper
        best = next(one for one in paper["offers"] if one["kind"] == paper["best"])
        found = {"best": paper["best"], "instalment": best["instalment_minor"], "months": best["months"]}
        assert found == expected, telling.lines()


def test_every_kind_is_the_best_of_some_example():
    best = {one["best"] for _, example in EXAMPLES for one in example["expect"]}
    assert best == {"catch-up", "extension", "lower-instalment", "settlement", "token", "pause"}


def test_the_guide_is_what_the_examples_print():
    assert GUIDE.read_text(encoding="utf-8") == worked.page(), (
        "print it anew: python -m tests.decide.offers.worked > docs/guide/offers.md"
    )
