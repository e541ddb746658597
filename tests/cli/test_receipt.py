"""Receipts by command: every decision and refusal of a person, proven one by one to whoever holds the files."""

import json

from eastwind import tlog
from eastwind.cli import planfolder
from eastwind.core.plan import row_bytes
from tests.cli.conftest import FORBIDDEN
from tests.cli.run import contents, refused, run

PERSON = f"P{FORBIDDEN:05d}"


def test_each_row_about_a_person_has_a_receipt_that_holds_and_says_it(planned, tmp_path):
    folder = planned[1]
    written = planfolder.read(folder)
    mine = [frame.filter(frame["person_id"] == PERSON) for frame in (written.plan, written.refusals)]
    assert all(frame.height for frame in mine)
    made = run("receipt", folder, PERSON, "--out", tmp_path / "r")
    expected = {
        f"{name}-{n}.json": json.loads(row)
        for name, frame in zip(("decision", "refusal"), mine, strict=True)
        for n, row in enumerate(row_bytes(frame))
    }
    assert contents(tmp_path / "r").keys() == expected.keys()
    assert made.lines[:-1] == [str(tmp_path / "r" / name) for name in expected]
    for name, row in expected.items():
        checked = run("verify", tmp_path / "r" / name, "--key", written.vkey, "--json")
        assert checked.json == {"verified": True, "findings": [], "says": row}
    lines = run("verify", tmp_path / "r" / "decision-0.json").lines
    assert lines[0].endswith(": verified")
    assert PERSON in "\n".join(lines)
    assert lines[-1].endswith("add --key.")


def test_a_receipt_that_was_altered_says_nothing(planned, tmp_path):
    run("receipt", planned[1], PERSON, "--out", tmp_path / "r")
    path = tmp_path / "r" / "decision-0.json"
    path.write_bytes(path.read_bytes().replace(b'"index":', b'"index": '))
    ran = run("verify", path, "--json")
    assert (ran.code, ran.json["verified"]) == (1, False)
    assert "says" not in ran.json


def test_somebody_of_whom_the_plan_holds_nothing_is_named_and_nothing_is_written(planned, tmp_path):
    assert "no decision for 'P99999'" in refused("receipt", planned[1], "P99999", "--out", tmp_path / "r")
    assert list(tmp_path.iterdir()) == []


def test_a_plan_of_the_lenders_own_keys_asks_for_them(small, tmp_path):
    plan, keys, out = tmp_path / "plan", tmp_path / "keys", tmp_path / "r"
    assert run("plan", small, "--out", plan, "--keys", keys).code == 0
    assert "--keys" in refused("receipt", plan, PERSON, "--out", out)
    assert run("receipt", plan, PERSON, "--out", out, "--keys", keys).code == 0
    assert tlog.verify(out / "decision-0.json", vkey=planfolder.read(plan).vkey) == []
