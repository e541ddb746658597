"""Verification from the command line: a plan folder, its log, receipts; whatever is altered is named, exit 1."""

import json
from functools import partial

import polars as pl
import pytest

from eastwind import tlog
from eastwind.cli import inputs, planfolder
from tests.cli.run import contents, refused, run

ORIGIN = "example-bank/log"


def findings(path, *options):
    """What is found wrong, told the same by lines and JSON."""
    lines, document = run("verify", path, *options), run("verify", path, *options, "--json")
    found = document.json
    assert document.code == lines.code == (0 if found["verified"] else 1)
    assert found["verified"] == (not found["findings"])
    if "says" not in found:
        assert len(lines.lines) == len(found["findings"]) + 1
    for line, finding in zip(lines.lines, found["findings"], strict=False):
        assert line.startswith(f"{finding['where']}: {finding['what']}")
    return [finding["where"] for finding in found["findings"]]


def rewrite(folder, table, change):
    path = folder / f"{table}.parquet"
    frame = change(pl.read_parquet(path))
    frame.write_parquet(path)


def receipt(folder, row=None):
    """A receipt of the plan's entry, of one of its rows if `row` is given."""
    written = planfolder.read(folder)
    keys = inputs.keys(None, ORIGIN)
    proof = None
    if row is not None:
        leaves = list(planfolder.leaves(written.rows_key, written.plan, written.refusals))
        proof = tlog.row_proof(leaves, row)
    log = tlog.LogReader(folder / "log")
    entries = tlog.FileEntries(folder / "log" / "entries.jsonl")
    made = tlog.make_receipt(log, entries, keys.store, 0, proof)
    entries.close()
    return made


def test_a_plan_and_its_log_hold(planned):
    assert findings(planned[1]) == []
    assert findings(planned[1] / "log") == []
    assert run("verify", planned[1]).lines == [f"{planned[1]}: verified"]


def test_the_published_key_is_asked_for(planned):
    vkey = planfolder.read(planned[1]).vkey
    assert findings(planned[1], "--key", vkey) == []
    other = tlog.Signer.derived(ORIGIN, b"somebody else's root key, which nobody has").verifier.vkey
    assert findings(planned[1], "--key", other) != []
    assert "name+id+base64" in refused("verify", planned[1], "--key", "nonsense")


def test_a_byte_flipped_anywhere_in_the_log_is_named(plan_folder):
    for name, data in contents(plan_folder / "log").items():
        path = plan_folder / "log" / name
        for place in {0, len(data) // 2, len(data) - 1}:
            path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            assert run("verify", plan_folder).code == 1, (name, place)
        path.write_bytes(data)
    assert findings(plan_folder) == []


def test_a_byte_flipped_anywhere_in_plan_json_is_named(plan_folder):
    path = plan_folder / "plan.json"
    data = path.read_bytes()
    check = partial(planfolder.verify, plan_folder, None, None)
    for place in range(0, len(data), 7):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert check() != [], (place, data[place - 9 : place + 9])
    path.write_bytes(data)
    assert check() == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("seed", 8), ("mode", "letter"), ("law_books", ["tw"]), ("zone", "UTC"), ("laws", "sha256:0"), ("plan_id", "00")],
)
def test_a_plan_json_that_says_otherwise_than_the_log_is_named(plan_folder, key, value):
    path = plan_folder / "plan.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    meta["plan"][key] = value
    path.write_text(json.dumps(meta, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    assert all(where.startswith("plan.json") for where in findings(plan_folder))
    assert run("verify", plan_folder).code == 1


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (
            "plan",
            lambda frame: frame.with_columns(value_minor=pl.col("value_minor") + (pl.col("person_id") == "P00009")),
        ),
        ("plan", lambda frame: frame.with_columns(reason=frame["reason"].reverse())),
        ("plan", lambda frame: frame[1:]),
        ("plan", lambda frame: pl.concat([frame, frame[-1:]])),
        ("plan", lambda frame: frame.reverse()),
        ("refusals", lambda frame: frame.clear()),
        ("refusals", lambda frame: frame.with_columns(evidence=pl.lit('{"count":99}'))),
        ("prices", lambda frame: frame.with_columns(used=pl.col("used") + 1)),
        ("offers", lambda frame: frame.with_columns(instalment_minor=pl.col("instalment_minor") + 1)),
        ("quarantine", lambda frame: frame.clear(1)),
        ("reconciliation", lambda frame: frame[1:]),
    ],
)
def test_a_row_changed_added_or_taken_away_is_named(plan_folder, table, change):
    rewrite(plan_folder, table, change)
    assert all(f"{table}.parquet" in where for where in findings(plan_folder))
    assert run("verify", plan_folder).code == 1


def test_tables_written_anew_with_the_same_rows_hold(plan_folder):
    for table in ("plan", "refusals", "prices", "offers"):
        rewrite(plan_folder, table, lambda frame: frame)
    assert findings(plan_folder) == []


@pytest.mark.parametrize("name", [f"{name}.parquet" for name in planfolder.TABLES])
def test_a_table_that_is_cut_short_or_gone_is_named(plan_folder, name):
    path = plan_folder / name
    path.write_bytes(path.read_bytes()[:-9])
    assert findings(plan_folder) == [name]
    path.unlink()
    assert findings(plan_folder) == [name]


def test_receipts_of_the_plan_and_of_one_row_hold_and_no_flipped_one_does(planned, tmp_path):
    path = tmp_path / "receipt.json"
    for row in (None, 0, 17):
        good = receipt(planned[1], row)
        path.write_bytes(good)
        assert findings(path) == []
        assert findings(path, "--key", planfolder.read(planned[1]).vkey) == []
        for place in range(0, len(good), len(good) // 40):
            path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
            found = tlog.verify(path)
            assert found != [], place
        assert findings(path) == [finding.where for finding in found]


def test_a_path_that_is_nothing_of_ours_says_what_to_give(small, tmp_path):
    assert "there is no such" in refused("verify", tmp_path / "absent")
    assert "neither a plan folder nor a log" in refused("verify", small)
    assert findings(small / "people.csv") == ["people.csv"]


def test_keys_that_are_not_there_are_asked_for(planned, tmp_path):
    assert "signer.skey" in refused("verify", planned[1], "--keys", tmp_path / "keys")
    assert list(tmp_path.iterdir()) == []
