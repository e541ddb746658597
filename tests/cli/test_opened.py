"""A plan's log opened: every line that the page promises, each row under the root, each contact with its facts."""

import hashlib
import hmac
import json

import polars as pl
import pytest

from eastwind import tlog
from tests.cli.run import refused, run


@pytest.fixture(scope="module")
def opened(planned, small, tmp_path_factory):
    out = tmp_path_factory.mktemp("opened") / "log"
    ran = run("open", planned[1], small, "--out", out)
    assert ran.code == 0, ran
    return ran, out


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_folder_holds_what_the_page_says_and_no_private_file(opened):
    _, out = opened
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest) == {"format", "vkey", "size", "root", "country", "mode"}
    assert sorted(path.name for path in out.iterdir() if not path.name.startswith("plan-")) == [
        "entries.jsonl", "log", "manifest.json", "people.jsonl",
    ]  # fmt: skip
    assert not (out / "log" / "entries.jsonl").exists()
    assert (out / "log" / "log.vkey").read_text(encoding="ascii").strip() == manifest["vkey"]


def test_every_entry_opens_its_leaf_and_every_tag_is_its_person_s(opened):
    _, out = opened
    keys = {line["person"]: bytes.fromhex(line["log_key"]) for line in lines(out / "people.jsonl")}
    for number, line in enumerate(lines(out / "entries.jsonl")):
        leaf, body = json.loads(line["leaf"]), json.loads(line["body"])
        assert line["index"] == number
        commit = hmac.digest(bytes.fromhex(line["key"]), line["body"].encode(), "sha256")
        tag = hmac.digest(keys[line["person"]], body["n"].to_bytes(8, "big"), "sha256")
        assert (leaf["commit"], leaf["tag"]) == (commit.hex(), tag.hex())


def test_the_rows_lead_to_the_root_that_the_entry_names(opened):
    _, out = opened
    (entry,) = lines(out / "entries.jsonl")
    body = json.loads(entry["body"])
    rows = lines(out / f"plan-{body['plan_id']}" / "rows.jsonl")
    assert [row["index"] for row in rows] == list(range(body["rows"]))
    leaves = [bytes.fromhex(row["salt"]) + row["row"].encode() for row in rows]
    assert tlog.rows_root(leaves).hex() == body["rows_root"]
    assert hashlib.sha256(b"\x00" + leaves[0]).digest() != hashlib.sha256(b"\x00" + leaves[1]).digest()


def test_every_contact_has_its_facts_and_they_agree_with_its_row(opened, planned):
    _, out = opened
    folder = next(out.glob("plan-*"))
    rows = {row["index"]: json.loads(row["row"]) for row in lines(folder / "rows.jsonl")}
    contacts = lines(folder / "contacts.jsonl")
    plan = pl.read_parquet(planned[1] / "plan.parquet")
    assert len(contacts) == plan["contact_id"].drop_nulls().len() > 0
    assert [line["row"] for line in contacts] == [
        index for index, row in rows.items() if row.get("contact_id") is not None
    ]
    for line in contacts:
        row, contact = rows[line["row"]], line["case"]["contact"]
        assert (line["contact_id"], line["person"]) == (row["contact_id"], row["person_id"])
        assert (contact["channel"], contact["at"]) == (row["channel"], row["starts_at"])
        assert contact.get("by", "creditor") == row["by"]
        assert sorted(contact["loan"]) == sorted(row["loan_ids"])
        assert contact["point"] == row["point_id"]


def test_the_line_counts_what_was_written(opened):
    ran, out = opened
    rows, contacts = (len(lines(next(out.glob("plan-*")) / name)) for name in ("rows.jsonl", "contacts.jsonl"))
    assert f"1 entries, {rows:,} rows, {contacts:,} contacts" in ran.lines[-1]


def test_what_cannot_be_opened_is_said_and_nothing_is_left(planned, small, book, tmp_path):
    out = tmp_path / "out"
    assert "no plan folder" in refused("open", small, small, "--out", out)
    path = next(path for path in sorted(book.glob("*.csv")) if path.stem == "people")
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:-1]) + "\n", encoding="utf-8")
    assert "was changed since" in refused("open", planned[1], book, "--out", out)
    assert not out.exists()


def test_a_log_under_the_lender_s_own_keys_needs_them(small, tmp_path):
    keys, plan, out = tmp_path / "keys", tmp_path / "plan", tmp_path / "out"
    assert run("plan", small, "--out", plan, "--keys", keys).code == 0
    assert "--keys" in refused("open", plan, small, "--out", out)
    assert run("open", plan, small, "--out", out, "--keys", keys).code == 0
    assert lines(out / "entries.jsonl")[0]["key"]
