"""`eastwind assess`: train, evaluate, and what it says of books it cannot use."""

import json
from importlib import resources

import polars as pl
import pytest

from eastwind import assess
from eastwind.cli import planfolder
from eastwind.cli.demo import make_book
from tests.cli.run import EXAMPLE, run

YUAN = resources.files("eastwind.decide").joinpath("strategies", "everyday.toml")
LEFT_OUT = ("--products", "card", "--without", "surplus_share_bp,promises_kept_bp")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A book of a part of the example's accounts."""
    folder = tmp_path_factory.mktemp("assess")
    source = pl.read_parquet(EXAMPLE / "accounts.parquet").gather_every(8)
    return made(source, folder)


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    """The same accounts a little altered, so that nobody of the training is among them."""
    folder = tmp_path_factory.mktemp("stranger")
    source = pl.read_parquet(EXAMPLE / "accounts.parquet").gather_every(8)
    return made(source.with_columns(pl.col("LIMIT_BAL") + 1_000), folder)


def made(source, folder):
    source.write_parquet(folder / "source.parquet")
    make_book(EXAMPLE, folder / "source.parquet", folder / "book")
    return folder / "book"


def test_a_model_is_trained_written_and_evaluated(book, tmp_path):
    model, aside = tmp_path / "model.json.gz", tmp_path / "aside.json.gz"
    ran = run("assess", "train", book, "--out", model, "--out-of-fold", aside, *LEFT_OUT)
    assert ran.code == 0, ran.err
    assert "3,009 people learned from" in ran.lines[0]
    found = assess.load_model(str(model), str(aside))
    assert found.products == ("card",)
    assert "surplus_share_bp" not in found.names
    again = run("assess", "evaluate", book, "--model", model, "--out-of-fold", aside, "--json")
    told = json.loads(again.out)
    assert told["targets"]["default_next_month"]["scored"] == {"model": 0, "out-of-fold": 3_009}
    assert 0.70 < told["auc"] < 0.82  # out of fold, of few people


def test_evaluate_tells_of_the_shipped_model_what_was_asked(book, stranger):
    keys = {"auc", "ks", "brier", "ece", "n", "base_rate", "noise_floor", "h_measure", "model", "targets"}
    own, other = (json.loads(run("assess", "evaluate", each, "--json").out) for each in (book, stranger))
    assert set(own) == set(other) == keys
    assert own["targets"]["default_next_month"]["scored"] == {"model": 0, "out-of-fold": 3_009}
    assert other["targets"]["default_next_month"]["scored"] == {"model": 3_009, "out-of-fold": 0}
    assert 0.74 < own["auc"] < 0.83
    assert 0 < own["noise_floor"]["mean"] < own["noise_floor"]["p95"] < 0.05
    lines = run("assess", "evaluate", book).lines
    assert "3,009 by models that did not see them (out of fold), 0 by the model" in " ".join(lines)
    assert any(line.strip().startswith("sex=") for line in lines)


def test_a_target_that_looks_back_needs_no_outcomes(book, tmp_path):
    (tmp_path / "late.json.gz").unlink(missing_ok=True)
    ran = run("assess", "train", book, "--out", tmp_path / "late.json.gz", "--target", "paid_30d", *LEFT_OUT)
    assert ran.code == 2
    assert "people have an outcome 'paid_30d' and history enough" in ran.err
    assert "at least 500 are needed" in ran.err
    assert not (tmp_path / "late.json.gz").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--target", "repaid"), "The book has no outcome 'repaid'. There are: default_next_month, paid_30d"),
        (("--products", "yacht"), "--products yacht: the book has no 'yacht'. It has: "),
        (("--without", "shoe_size"), "--without shoe_size: there is no such feature"),
        (("--as-of", "2026-10-15"), "it would be learned from what was known only later"),
    ],
)
def test_what_cannot_be_learned_is_said_in_one_sentence(book, tmp_path, options, said):
    ran = run("assess", "train", book, "--out", tmp_path / "model.json.gz", *options)
    assert (ran.code, said in ran.err) == (2, True), ran.err
    assert not (tmp_path / "model.json.gz").exists()


@pytest.mark.parametrize(("rows", "outcome"), [(60, None), (300, 0), (300, 1)])
def test_too_few_people_or_one_outcome_alone_say_nothing_of_a_model(tmp_path, rows, outcome):
    source = pl.read_parquet(EXAMPLE / "accounts.parquet").head(rows)
    if outcome is not None:
        source = source.with_columns(pl.lit(outcome, pl.Int64).alias("default.payment.next.month"))
    found = made(source, tmp_path)
    ran = run("assess", "evaluate", found, "--json")
    assert (ran.code, "both outcomes. Give a larger book." in ran.err) == (2, True), ran.err
    told = run("assess", "train", found, "--out", tmp_path / "model.json.gz", *LEFT_OUT).err
    assert "at least 500 are needed" in told or "nothing to tell apart" in told


def test_a_model_that_is_not_there_altered_or_of_another_currency_is_refused(book, tmp_path):
    assert "There is no model 'nothing'" in run("assess", "evaluate", book, "--model", "nothing").err
    path = tmp_path / "broken.json.gz"
    path.write_bytes(b"\x1f\x8bbroken")
    assert "is no model file" in run("assess", "evaluate", book, "--model", path).err
    mapping = book / "mapping.toml"
    before = mapping.read_text(encoding="utf-8")
    try:
        mapping.write_text(before.replace('currency  = "TWD"', 'currency  = "CNY"'), encoding="utf-8")
        found = run("plan", book, "--out", tmp_path / "plan", "--model", "taiwan-cards-2005", "--strategy", YUAN)
        assert "the model was trained on TWD, the book owes CNY" in found.err, found.err
    finally:
        mapping.write_text(before, encoding="utf-8")


def test_a_plan_is_made_by_the_model_or_the_scorecard_as_it_is_told(book, tmp_path):
    digests = {}
    for name in ("scorecard", "taiwan-cards-2005", None):
        out = tmp_path / str(name)
        ran = run("plan", book, "--out", out, *(() if name is None else ("--model", name)))
        assert ran.code == 0, ran.err
        digests[name] = planfolder.read(out).body["model"]
    assert digests["scorecard"] != digests["taiwan-cards-2005"] == digests[None]
