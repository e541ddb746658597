"""Another strategy over the same book: told on the terminal, as JSON, on the page and row by row."""

import polars as pl
import pytest

from eastwind.cli import compare as comparing
from tests.cli.run import EXAMPLE, contents, refused, run

pytestmark = pytest.mark.usefixtures("undrawn")


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """The strategy of the example without reminders by message and app, which the small book's people mostly get."""
    text = (EXAMPLE / "strategy-gentler.toml").read_text(encoding="utf-8")
    head, *treatments = text.split("[[treatment]]")
    kept = [one for one in treatments if not one.startswith(('\nname = "sms', '\nname = "app'))]
    path = tmp_path_factory.mktemp("other") / "other.toml"
    path.write_text("[[treatment]]".join([head, *kept]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def compared(small, other, tmp_path_factory):
    out = tmp_path_factory.mktemp("compared") / "plan"
    return run("plan", small, "--out", out, "--compare", other, "--json"), out


@pytest.fixture(scope="module")
def theirs(small, other, tmp_path_factory):
    """The day as the other strategy would have it."""
    out = tmp_path_factory.mktemp("theirs") / "plan"
    assert run("plan", small, "--out", out, "--strategy", other).code == 0
    return out


def test_what_would_change_is_what_a_plan_of_the_other_strategy_holds(compared, theirs):
    ran, out = compared
    assert ran.code == 0, ran
    found = ran.json["compared"]
    plan = pl.read_parquet(theirs / "plan.parquet").filter(pl.col("n") == 0)
    rows = pl.read_parquet(out / comparing.FILE)
    assert rows.height == found["people"] == plan.height
    joined = rows.join(plan, on="person_id")
    silent = joined.filter(pl.col("treatment") != "silence")
    assert (silent["treatment_after"] == silent["treatment"]).all()
    assert dict(rows.group_by("kind").len().iter_rows()) == {kind: n for kind, n in found["kinds"].items() if n}
    assert found["changed"] == rows.filter(pl.col("kind") != "unchanged").height > 0
    prices = pl.read_parquet(theirs / "prices.parquet")
    assert {name: row["after"] for name, row in found["capacity"].items()} == {
        row["capacity"]: [row["used"], row["available"]] for row in prices.iter_rows(named=True)
    }


def test_the_plan_of_the_day_stays_what_it_is_without_a_comparison(compared, planned):
    ours, alone = contents(compared[1]), contents(planned[1])
    assert set(ours) == set(alone) | {comparing.FILE}
    assert {name for name in alone if ours[name] != alone[name]} <= {"report.html"}


def test_lines_say_what_the_json_says(small, other, compared, tmp_path):
    ran = run("plan", small, "--out", tmp_path / "plan", "--compare", other)
    found = compared[0].json["compared"]
    line = ran.line("compared with other.toml")
    assert line.endswith(f"{found['changed']:,} of {found['people']:,} people would be treated differently")
    for kind, count in found["kinds"].items():
        shown = [line.split()[1] for line in ran.lines if line.split()[:1] == [kind]]
        assert shown[:1] == ([f"{count:,}"] if count else [])


def test_a_strategy_against_itself_changes_nobody(small, tmp_path):
    ran = run("plan", small, "--out", tmp_path / "plan", "--compare", EXAMPLE / "strategy.toml")
    assert ran.line("compared with strategy.toml").endswith(": 0 of 400 people would be treated differently")


def test_a_plan_with_its_comparison_is_replaced_as_a_whole(small, other, tmp_path):
    out = tmp_path / "plan"
    run("plan", small, "--out", out, "--compare", other)
    assert run("plan", small, "--out", out, "--replace").code == 0
    assert not (out / comparing.FILE).exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "--compare"),
        ("name = 1", "lacks 'version'"),
        ("name = ", "not valid TOML"),
        ('name = "x"\nversion = "1"\ncurrency = "CNY"\n', "lacks 'guardrails'"),
    ],
)
def test_a_strategy_that_cannot_be_used_is_one_sentence_and_nothing_is_written(small, tmp_path, content, said):
    path = tmp_path / "other.toml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert said in refused("plan", small, "--out", tmp_path / "plan", "--compare", path)
    assert not (tmp_path / "plan").exists()


def test_a_strategy_in_another_currency_names_the_option(small, tmp_path):
    path = tmp_path / "other.toml"
    text = (EXAMPLE / "strategy.toml").read_text(encoding="utf-8")
    path.write_text(text.replace('currency = "TWD"', 'currency = "CNY"'), encoding="utf-8")
    said = refused("plan", small, "--out", tmp_path / "plan", "--compare", path)
    assert "--compare" in said
    assert "CNY" in said
