"""One person's decision told: somebody contacted, left in peace, refused, owed a message, and nobody."""

from dataclasses import replace

import polars as pl
import pytest

from eastwind import law
from eastwind.cli import planfolder
from eastwind.core.plan import SILENCE
from eastwind.core.reasons import sentence
from tests.cli.run import refused, run

CONTACTED = pl.col("contact_id").is_not_null() & (pl.col("n") == 0)
SILENT = (pl.col("treatment") == SILENCE) & (pl.col("reason") == "hold-arrangement")
FORBIDDEN = pl.col("reason") == "law-forbids"
OWED = pl.col("n") > 0
CHINESE = ("zh", "en")


def told(planned, person, language):
    ran = run("explain", planned[1], person, "--lang", language)
    assert ran.code == 0
    return ran.out


@pytest.mark.parametrize("language", CHINESE)
def test_a_contact_is_told_with_time_loan_and_reason(planned, person, language):
    who = person(CONTACTED)
    row = run("explain", planned[1], who, "--json").json["decisions"][0]
    out = told(planned, who, language)
    assert sentence(row["reason"], language) in out
    assert all(sentence(reason, language) in out for reason in row["reasons"])
    assert row["loan_ids"][0] in out
    assert {"zh": f"逾期 {row['dpd']} 天", "en": f"{row['dpd']} days past due"}[language] in out
    assert {"zh": "9月30日", "en": "30 Sep"}[language] in out


@pytest.mark.parametrize("language", CHINESE)
def test_silence_is_told_with_its_reason(planned, person, language):
    out = told(planned, person(SILENT), language)
    assert sentence("hold-arrangement", language) in out
    assert {"zh": "不联系", "en": "no contact"}[language] in out


@pytest.mark.parametrize("language", CHINESE)
def test_a_refusal_is_told_with_every_rule_its_article_and_when_it_becomes_lawful(planned, person, language):
    who = person(FORBIDDEN)
    out = told(planned, who, language)
    breaches = run("explain", planned[1], who, "--json").json["refusals"]
    assert breaches
    rules = {(rule.id, rule.part): rule for book in law.load(law.available()).books for rule in book.rules["cautious"]}
    for breach in breaches:
        assert breach["rule"] in out
        assert rules[breach["rule"], breach["part"] or ""].cite in out
    assert {"zh": ("最早合法时间", "400 天内没有合法时间"), "en": ("lawful from", "not lawful within")}[language][
        breaches[0]["lawful_from"] is None
    ] in out


@pytest.mark.parametrize("language", CHINESE)
def test_who_did_not_get_what_is_short_hears_where_it_went(planned, person, language, monkeypatch):
    """As if everything were short in the small book, and a call had been open to everybody."""
    read = planfolder.read

    def short(folder):
        written = read(folder)
        prices = written.prices.with_columns(pl.lit(7_000_000, pl.Int64).alias("price_micro"))
        called = pl.Series([["call-gentle"]] * written.plan.height, dtype=pl.List(pl.String))
        return replace(written, prices=prices, plan=written.plan.with_columns(called.alias("eligible")))

    monkeypatch.setattr(planfolder, "read", short)
    out = told(planned, person(CONTACTED & ~pl.col("treatment").str.starts_with("call-gentle")), language)
    assert {"zh": "今天都给了", "en": "which went to people for whom it brings at least"}[language] in out


@pytest.mark.parametrize("language", CHINESE)
def test_what_is_owed_is_told_beside_the_decision(planned, person, language):
    who = person(OWED)
    out = told(planned, who, language)
    assert {"zh": "应当告知", "en": "owed:"}[language] in out


def test_every_person_of_the_plan_can_be_explained_in_both_languages(planned):
    plan = pl.read_parquet(planned[1] / "plan.parquet")
    some = plan.unique(["treatment", "reason", "by"], keep="first", maintain_order=True)["person_id"].unique().sort()
    for who in some:
        for language in CHINESE:
            out = told(planned, who, language)
            assert out.startswith(f"{who}: ")
            assert "None" not in out
            assert "{" not in out, "evidence is told in words, not as JSON"


def test_an_unknown_person_is_named_and_where_to_look(planned):
    said = refused("explain", planned[1], "nobody")
    assert "'nobody'" in said
    assert "quarantine.parquet" in said


def test_a_language_that_we_do_not_write_is_named(planned, person):
    assert "--lang fr" in refused("explain", planned[1], person(CONTACTED), "--lang", "fr")


def test_a_folder_without_a_plan_says_how_to_make_one(small):
    assert "eastwind plan" in refused("explain", small, "P00001")


@pytest.mark.parametrize("name", ["plan.parquet", "refusals.parquet", "prices.parquet", "plan.json"])
@pytest.mark.parametrize("damage", ["cut", "other", "empty"])
def test_a_damaged_folder_names_the_file(plan_folder, name, damage):
    path = plan_folder / name
    data = path.read_bytes()
    path.write_bytes({"cut": data[: len(data) // 2], "other": b"person_id\nP1\n", "empty": b""}[damage])
    assert name in refused("explain", plan_folder, "P00001")


def test_a_table_of_another_form_names_the_file(plan_folder):
    pl.DataFrame({"person_id": ["P00001"]}).write_parquet(plan_folder / "plan.parquet")
    assert "plan.parquet" in refused("explain", plan_folder, "P00001")


def test_a_table_that_is_gone_is_named(plan_folder):
    (plan_folder / "refusals.parquet").unlink()
    assert "refusals.parquet" in refused("explain", plan_folder, "P00001")


def test_an_older_plan_json_says_to_make_the_plan_again(plan_folder):
    text = (plan_folder / "plan.json").read_text(encoding="utf-8")
    (plan_folder / "plan.json").write_text(text.replace('    "mode": "cautious",\n', ""), encoding="utf-8")
    said = refused("explain", plan_folder, "P00001")
    assert "'mode'" in said
    assert "Make the plan again" in said
