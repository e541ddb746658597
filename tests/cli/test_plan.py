"""A day planned twice, in other chunks, under other laws, with other keys; and the folder read again."""

import json

import polars as pl
import pytest

from eastwind import tlog
from eastwind.cli import inputs, planfolder
from eastwind.core.plan import PLAN, PRICES, REFUSALS
from tests.cli.run import TABLES, contents, refused, run

pytestmark = pytest.mark.usefixtures("undrawn")

SAME = {*(f"{table}.parquet" for table in TABLES), "plan.json", "log/checkpoint", "log/entries.jsonl"}


def plan_of(small, out, *options):
    ran = run("plan", small, "--out", out, *options)
    assert ran.code == 0, ran
    return ran


@pytest.mark.parametrize("options", [(), ("--chunk", 23), ("--chunk", 100_000)])
def test_same_input_same_bytes_in_any_chunking(small, planned, options, tmp_path):
    plan_of(small, tmp_path / "plan", *options)
    ours, theirs = contents(tmp_path / "plan"), contents(planned[1])
    assert set(ours) >= SAME
    assert ours.keys() == theirs.keys()
    assert {name for name in ours if ours[name] != theirs[name]} <= {"report.html"}  # which gives the timings


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--seed", 7), {"seed": 7}),
        (("--law-on", "2026-03-01"), {"law_on": "2026-03-01"}),
        (("--mode", "letter"), {"mode": "letter"}),
        (("--laws", "tw"), {"law_books": ["house", "tw"]}),
        (("--as-of", "2026-09-29"), {"as_of": "2026-09-28T16:00:00Z"}),
    ],
)
def test_another_seed_law_or_day_is_another_plan(small, planned, options, said, tmp_path):
    ran = plan_of(small, tmp_path / "plan", *options)
    assert ran.line("plan:") != planned[0].line("plan:")
    body = planfolder.read(tmp_path / "plan").body
    assert {key: body[key] for key in said} == said
    assert run("verify", tmp_path / "plan").code == 0


def test_books_that_bind_everywhere_come_along_in_any_order(small, tmp_path):
    one = plan_of(small, tmp_path / "one", "--laws", "tw,cn")
    other = plan_of(small, tmp_path / "other", "--laws", " cn, house,tw,")
    assert one.line("plan:") == other.line("plan:")


def test_the_letter_of_the_law_leaves_the_house_out(small, tmp_path):
    ran = plan_of(small, tmp_path / "plan", "--mode", "letter")
    assert "house." not in ran.line("refused, by rule:")


def test_json_says_what_the_lines_say(small, planned, tmp_path):
    lines = planned[0]
    found = run("plan", small, "--out", tmp_path / "plan", "--json").json
    assert found["people_read"] == found["decisions"] + found["people_quarantined"]
    assert lines.lines[0].startswith(
        f"{found['people_read']:,} people read, {found['people_quarantined']:,} quarantined"
    )
    for key, line in {"by_treatment": "by treatment:", "owed": "owed besides:", "silence": "why silence:"}.items():
        said = " · ".join(f"{name} {count:,}" for name, count in found[key].items())
        assert lines.line(line).endswith(said), key
    assert (found["plan_id"] in lines.line("plan:"), found["log_root"] in lines.line("log root:")) == (True, True)
    assert found["out"] == str(tmp_path / "plan")
    assert set(found["capacity"]) == set(pl.read_parquet(planned[1] / "prices.parquet")["capacity"])


def test_the_folder_is_read_back_as_it_was_written(planned):
    written = planfolder.read(planned[1])
    assert dict(written.plan.schema) == PLAN
    assert dict(written.refusals.schema) == REFUSALS
    assert dict(written.prices.schema) == PRICES
    assert written.body["rows"] == written.plan.height + written.refusals.height
    assert written.body["plan_id"] in planned[0].line("plan:")
    assert {path.name for path in planned[1].iterdir()} == set(planfolder.FILES)


def test_the_root_of_the_log_covers_every_row(planned):
    written = planfolder.read(planned[1])
    rows = list(planfolder.leaves(written.rows_key, written.plan, written.refusals))
    assert len(rows) == written.body["rows"]
    assert tlog.rows_root(rows).hex() == written.body["rows_root"]
    assert tlog.rows_root(rows[1:]).hex() != written.body["rows_root"]


def test_keys_are_made_once_and_sign_the_next_plan_too(small, tmp_path):
    keys = tmp_path / "keys"
    first = plan_of(small, tmp_path / "one", "--keys", keys)
    secret = (keys / "signer.skey").read_text(encoding="ascii")
    assert (keys / "signer.skey").stat().st_mode & 0o077 == 0, "a secret that others can read is none"
    assert not any("test key" in line for line in first.lines)
    plan_of(small, tmp_path / "two", "--keys", keys)
    assert (keys / "signer.skey").read_text(encoding="ascii") == secret
    for folder in ("one", "two"):
        assert run("verify", tmp_path / folder, "--keys", keys).code == 0
    assert contents(tmp_path / "one")["log/log.vkey"] == contents(tmp_path / "two")["log/log.vkey"]
    assert inputs.keys(keys, "").signer.verifier.vkey == planfolder.read(tmp_path / "one").vkey


def test_without_keys_it_is_said_that_the_test_key_proves_nothing(planned):
    assert any("test key" in line and "--keys" in line for line in planned[0].lines)


def test_keys_of_another_lender_are_refused(small, tmp_path):
    inputs.keys(tmp_path / "keys", "another-bank/log")
    said = refused("plan", small, "--out", tmp_path / "plan", "--keys", tmp_path / "keys")
    assert "another-bank/log" in said
    assert "example-bank/log" in said
    assert not (tmp_path / "plan").exists()


def test_a_plan_is_replaced_on_request_alone_and_nothing_else_is(small, planned, plan_folder):
    before = contents(plan_folder)
    assert "--replace" in refused("plan", small, "--out", plan_folder)
    (plan_folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert "notes.txt" in refused("plan", small, "--out", plan_folder, "--replace")
    (plan_folder / "notes.txt").unlink()
    assert contents(plan_folder) == before
    plan_of(small, plan_folder, "--replace", "--seed", 7)
    assert contents(plan_folder)["plan.json"] != before["plan.json"]
    assert [path.name for path in plan_folder.parent.iterdir()] == [plan_folder.name]


def test_plan_json_is_for_people_too(planned):
    text = (planned[1] / "plan.json").read_text(encoding="utf-8")
    assert json.loads(text)["plan"]["kind"] == "plan"
    assert text.count("\n") > 20
