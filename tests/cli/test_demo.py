"""The demo on the real accounts: what it promises to print, and that it adds up."""

import json
import re
from pathlib import Path

import polars as pl
import pytest

from eastwind.cli import demo as demo_module
from eastwind.core.reasons import REASONS
from tests.cli.run import EXAMPLE, TABLES, Ran, contents, refused, run

PEOPLE = 24_069


def counts(line: str) -> dict[str, int]:
    """`name 1,234 · name 5` as numbers."""
    parts = [part.rsplit(" ", 1) for part in line.split(":", 1)[1].strip().split(" · ")]
    return {name: int(count.replace(",", "")) for name, count in parts}


@pytest.fixture(scope="session")
def plan(demo: Ran, demo_folder: Path) -> pl.DataFrame:
    return pl.read_parquet(demo_folder / "plan" / "plan.parquet")


def test_people_read_are_decided_or_quarantined(demo, plan):
    found = re.fullmatch(
        r"([\d,]+) people read, ([\d,]+) quarantined \(([\d,]+) rows?\), ([\d,]+) decisions = ([\d,]+) − ([\d,]+)",
        demo.lines[0],
    )
    assert found
    read, left, _, decided, minuend, subtrahend = (int(number.replace(",", "")) for number in found.groups())
    assert (read, minuend, subtrahend) == (PEOPLE, PEOPLE, left)
    assert decided == read - left == plan.filter(pl.col("n") == 0)["person_id"].n_unique()


def test_buckets_and_treatments_add_up_to_the_decisions(demo, plan):
    buckets, treatments = counts(demo.line("by bucket:")), counts(demo.line("by treatment:"))
    decided = plan.filter(pl.col("n") == 0)
    assert sum(buckets.values()) == sum(treatments.values()) == decided.height
    assert treatments["silence"] == decided["contact_id"].null_count()
    assert list(buckets) == sorted(buckets)


def test_every_silence_has_a_reason(demo):
    why = counts(demo.line("why silence:"))
    assert sum(why.values()) == counts(demo.line("by treatment:"))["silence"]
    assert set(why) <= set(REASONS)


def test_what_is_owed_besides_stands_in_rows_of_its_own(demo, plan):
    assert sum(counts(demo.line("owed besides:")).values()) == plan.filter(pl.col("n") > 0).height


def test_refusals_are_counted_by_rule(demo, demo_folder):
    refusals = pl.read_parquet(demo_folder / "plan" / "refusals.parquet")
    by_rule = counts(demo.line("refused, by rule:"))
    assert by_rule == dict(refusals.group_by("rule").agg(pl.col("person_id").n_unique()).iter_rows())


def test_no_capacity_is_passed(demo):
    for part in demo.line("capacity used:").split(":", 1)[1].strip().split(" · "):
        found = re.fullmatch(r"\w+ ([\d,]+) of ([\d,]+)", part)
        assert found
        used, there = (int(number.replace(",", "")) for number in found.groups())
        assert used <= there


def test_the_same_people_stand_under_three_laws(demo):
    start = next(place for place, line in enumerate(demo.lines) if line.startswith("the same people under three laws"))
    form = r"  (\w+): +([\d,]+) = +([\d,]+) \+ +([\d,]+) refused   (.*)"
    stacks = [row for line in demo.lines[start + 1 :] if (row := re.fullmatch(form, line))]
    assert [row[1] for row in stacks] == ["tw", "cn", "us"]
    for row in stacks:
        wanted, lawful, refused = (int(number.replace(",", "")) for number in row.groups()[1:4])
        assert wanted == lawful + refused
        assert min(lawful, refused) > 0


def test_log_is_verified_and_the_report_lies_where_it_says(demo, demo_folder):
    assert "log verified" in demo.lines
    report = Path(demo.line("report: ").removeprefix("report: "))
    assert report == demo_folder / "plan" / "report.html"
    assert "</html>" in report.read_text(encoding="utf-8")
    assert run("verify", demo_folder / "plan").lines == [f"{demo_folder / 'plan'}: verified"]


def test_another_chunk_size_gives_the_same_bytes_and_the_same_log(demo, demo_folder, tmp_path):
    ran = run("plan", demo_folder / "book", "--out", tmp_path / "plan", "--chunk", 1_000)
    assert ran.line("log root:") == demo.line("log root:")
    ours, theirs = contents(tmp_path / "plan"), contents(demo_folder / "plan")
    assert {name for name in ours if ours[name] != theirs[name]} <= {"report.html"}  # which gives the timings
    assert {f"{table}.parquet" for table in TABLES} | {"plan.json", "log/checkpoint"} <= set(ours)


def test_json_says_what_the_lines_say(small_accounts, tmp_path):
    lines = run("demo", "--example", EXAMPLE, "--source", small_accounts, "--out", tmp_path / "a")
    found = run("demo", "--example", EXAMPLE, "--source", small_accounts, "--out", tmp_path / "a", "--json").json
    assert found["log"] == "verified"
    assert found["by_treatment"] == counts(lines.line("by treatment:"))
    assert found["silence"] == counts(lines.line("why silence:"))
    assert found["log_root"] in lines.line("log root:")
    assert list(found["laws"]) == ["tw", "cn", "us"]
    assert Path(found["report"]).is_file()


def test_a_folder_that_holds_something_else_is_not_replaced(small_accounts, tmp_path):
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    said = refused("demo", "--example", EXAMPLE, "--source", small_accounts, "--out", tmp_path)
    assert "letters.txt" in said
    assert contents(tmp_path) == {"letters.txt": b"mine"}


def test_without_the_example_the_sentence_says_where_to_run(tmp_path):
    assert "make_book.py" in refused("demo", "--example", tmp_path, "--out", tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"PAR1 and then nothing", b"person,amount\n1,2\n"])
def test_a_source_that_is_no_parquet_is_named(content, tmp_path):
    source = tmp_path / "source.parquet"
    source.write_bytes(content)
    assert "source.parquet" in refused("demo", "--example", EXAMPLE, "--source", source, "--out", tmp_path / "a")
    assert list(tmp_path.iterdir()) == [source]


def test_a_log_that_does_not_verify_ends_with_1_and_leaves_nothing(small_accounts, tmp_path, monkeypatch):
    monkeypatch.setattr(demo_module.planfolder, "verify", lambda *_: ["log: a finding"])
    said = refused("demo", "--example", EXAMPLE, "--source", small_accounts, "--out", tmp_path / "a", code=1)
    assert "a finding" in said
    assert list(tmp_path.iterdir()) == []


def test_plan_json_holds_what_the_plan_is_a_digest_of(demo, demo_folder):
    body = json.loads((demo_folder / "plan" / "plan.json").read_text(encoding="utf-8"))["plan"]
    assert body["plan_id"] in demo.line("plan:")
    assert (body["seed"], body["as_of"], body["currency"], body["zone"]) == (
        2005, "2026-09-30T00:30:00Z", "TWD", "Asia/Taipei",
    )  # fmt: skip
