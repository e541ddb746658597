"""`eastwind assess card`: lines, JSON and page of the shipped model on the small book."""

import json

import pytest

from eastwind.assess import load_model
from eastwind.report.cardpage import NOT_FOR
from tests.cli.run import REPOSITORY, refused, run


@pytest.fixture(scope="module")
def printed(small, tmp_path_factory):
    out = tmp_path_factory.mktemp("card") / "card.html"
    return run("assess", "card", small, "--out", out, "--by", "head of risk"), out


def test_the_page_and_the_lines_name_the_model_and_who_answers(printed):
    ran, out = printed
    assert ran.code == 0, ran
    page = out.read_text(encoding="utf-8")
    assert page.rstrip().endswith("</html>")
    assert "head of risk" in page
    assert "answers for it: head of risk" in ran.lines
    assert ran.line("not for: ")
    digest = ran.lines[0].rsplit(" ", 1)[1]
    assert digest.startswith("sha256:")
    assert digest in page
    assert ran.lines[-1] == f"card: {out}"
    assert [path.name for path in out.parent.iterdir()] == ["card.html"]


def test_the_guide_prints_the_card_of_the_model_that_ships():
    guide = " ".join((REPOSITORY / "docs" / "guide" / "model-card.md").read_text(encoding="utf-8").split())
    model = load_model("taiwan-cards-2005")
    trained = model.data["trained"]
    assert model.digest in guide, "the model is another: print the card anew (the commands stand in the guide)"
    assert f"learned from {trained['people']:,} people as known up to {trained['as_of'][:10]}" in guide
    for text in NOT_FOR:
        assert text.en in guide


def test_the_json_says_what_evaluate_says(small):
    found = run("assess", "card", small, "--json").json
    other = run("assess", "evaluate", small, "--json").json
    for key in ("auc", "ks", "brier", "ece", "n", "base_rate"):
        assert found[key] == other[key], key
    assert found["digest"] == other["model"]
    assert found["not_for"]
    assert {row["trait"] for row in found["groups"]} == {"sex", "age-band"}
    assert found["outcomes"]["past_due"] > 0
    assert [month["auc"] for month in found["months"]][1:] == [None] * 3, "one month of outcomes is all the book has"
    json.dumps(found, allow_nan=False)


def test_what_cannot_be_used_is_one_sentence(small, book, tmp_path):
    assert "no model 'nothing'" in refused("assess", "card", small, "--model", "nothing")
    assert "is a folder" in refused("assess", "card", small, "--out", tmp_path)
    (book / "outcomes.csv").write_text("person_id,value,target,from_on,to_on\n", encoding="utf-8")
    assert "default_next_month" in refused("assess", "card", book)


def test_a_book_without_traits_has_a_card_without_groups(book):
    (book / "traits.csv").write_text("person_id,trait,value\n", encoding="utf-8")
    found = run("assess", "card", book, "--json").json
    assert (found["groups"], found["outcomes"]) == ([], None)
