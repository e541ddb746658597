"""The card as a page: whole, in both languages, the same bytes twice, with what must not be missing."""

import dataclasses

import pytest

from eastwind import assess
from eastwind.assess import card as cards
from eastwind.report import cardpage
from eastwind.report.fairness import Fairness
from tests.assess.learnt import people, written
from tests.report.test_fairness import ratio
from tests.report.test_page import Outline, words

SECTIONS = ["what", "not", "worth", "time", "features", "groups", "verify"]


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    model = assess.load_model(*written(tmp_path_factory.mktemp("model")))
    found = people(seed=5)
    months = [cards.month(model, found.as_of, found.values, found.late, None, 1)]
    made = cards.card(model, people(), 1, {"sex": ["female", "male", "male"] * 1_000}, months)
    return cardpage.Shown(
        made, "Bank <b>", Fairness(900, [ratio()], []), "A. Nother", "verify it", "print it", "train it"
    )


@pytest.fixture(scope="module")
def page(shown):
    return cardpage.render_card(shown)


def test_the_page_is_whole_and_the_same_bytes_twice(shown, page):
    outline = Outline(page)
    assert outline.sections == SECTIONS
    assert (outline.crossed, outline.open) == ([], [])
    assert len(outline.ids) == len(set(outline.ids))
    assert {link[1:] for link in outline.links if link.startswith("#")} <= set(outline.ids)
    assert outline.loads == ["data:,"]
    assert cardpage.render_card(shown) == page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_must_not_be_missing_is_told(shown, page, language):
    text, place = words(page, language), 0 if language == "zh" else 1
    for told in (
        *(one[place] for one in cardpage.NOT_FOR),
        shown.card.model.digest,
        "A. Nother",
        "verify it",
        "train it",
        f"{shown.card.result.auc:.4f}",
        cardpage.target("default_next_month")[place],
        "约定" if language == "zh" else "a convention, not a cause",
    ):
        assert told.replace("'", "&#39;") in text, told
    assert "Bank &lt;b&gt;" in page


def test_a_card_that_nobody_answers_for_says_so(shown):
    page = cardpage.render_card(dataclasses.replace(shown, by="", fairness=None))
    assert "nobody is named" in page
    assert "There are no outcomes to compare" in page


def test_a_target_that_nobody_put_into_words_keeps_its_spelling():
    assert cardpage.target("smiles_90d").en == "smiles 90d"


def test_groups_are_judged_by_gap_and_number(shown):
    one = dataclasses.replace(shown.card.groups[0], people=1_500, said=0.7, seen=0.71)
    assert "within" in cardpage.calibrated(one).en
    assert "off" in cardpage.calibrated(dataclasses.replace(one, seen=0.73)).en
    assert "too few" in cardpage.calibrated(dataclasses.replace(one, people=1_499)).en
