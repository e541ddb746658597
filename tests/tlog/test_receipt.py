"""Receipts: what they prove, what they refuse, and that no altered one passes."""

import json

import pytest

from eastwind.tlog import (
    DerivedKeys,
    Entry,
    Log,
    LogError,
    LogReader,
    MemoryEntries,
    Signer,
    blinded,
    check_receipt,
    make_receipt,
    row_proof,
    rows_root,
    verify,
)
from eastwind.tlog.canonical_json import canonical
from tests.tlog.support import KEYS, ROOT_KEY, SIGNER, entry, flipped, memory_log, pend

ROWS = list(blinded(bytes(32), (f'{{"person_id":"p-{number}"}}'.encode() for number in range(11))))


@pytest.fixture
def plan_log(tmp_path):
    """A log of nine entries whose entry 4 is a plan of eleven rows."""
    log, entries = Log(tmp_path / "log", SIGNER), MemoryEntries()
    pend(entries, 4)
    body = {"kind": "plan", "plan_id": "plan-1", "rows": len(ROWS), "rows_root": rows_root(ROWS).hex()}
    entries.pend(Entry(body), KEYS)
    pend(entries, 4, 5)
    log.integrate(entries)
    return LogReader(log.folder), entries


def test_every_entry_of_every_small_log_has_a_receipt_that_holds(tmp_path):
    for size in (1, 2, 3, 7, 8, 9, 257):
        log, entries = memory_log(tmp_path / str(size), size)
        for index in range(min(size, 9)):
            receipt = make_receipt(log, entries, KEYS, index)
            assert check_receipt(receipt, vkey=SIGNER.verifier.vkey) == []
            assert json.loads(receipt)["body"]["number"] == index


def test_a_receipt_file_is_verified_by_its_path(tmp_path):
    log, entries = memory_log(tmp_path / "log", 3)
    (tmp_path / "receipt.json").write_bytes(make_receipt(log, entries, KEYS, 1))
    assert verify(tmp_path / "receipt.json") == []
    (finding,) = verify(tmp_path / "none.json")
    assert "cannot be read" in finding.what


def test_every_row_of_a_plan_has_a_receipt_that_holds(plan_log):
    log, entries = plan_log
    for index in range(len(ROWS)):
        receipt = make_receipt(log, entries, KEYS, 4, row_proof(ROWS, index))
        assert check_receipt(receipt) == []
        assert bytes.fromhex(json.loads(receipt)["row"]["leaf"]) == ROWS[index]


def test_a_row_of_another_plan_gets_no_receipt(plan_log):
    log, entries = plan_log
    for entry_index, rows in ((4, ROWS[:-1]), (4, [*ROWS, b"more"]), (3, ROWS)):
        with pytest.raises(LogError, match="does not belong to the plan"):
            make_receipt(log, entries, KEYS, entry_index, row_proof(rows, 0))


@pytest.mark.parametrize("with_row", [False, True])
def test_every_byte_flipped_is_found(plan_log, with_row):
    log, entries = plan_log
    receipt = make_receipt(log, entries, KEYS, 4, row_proof(ROWS, 5) if with_row else None)
    for vkey in (None, SIGNER.verifier.vkey):
        for at, data in flipped(receipt, (0x01, 0x80)):
            assert check_receipt(data, vkey=vkey), f"byte {at}: {receipt[at : at + 1]!r} -> {data[at : at + 1]!r}"
    for end in range(len(receipt)):
        assert check_receipt(receipt[:end])
    assert check_receipt(receipt + b"\n")


def test_each_part_altered_alone_is_named(plan_log):
    log, entries = plan_log
    value = json.loads(make_receipt(log, entries, KEYS, 4, row_proof(ROWS, 5)))
    other = json.loads(make_receipt(log, entries, KEYS, 5))

    def named(**changes):
        return {finding.where.split()[1] for finding in check_receipt(canonical(value | changes) + b"\n")}

    assert named() == set()
    assert named(body=value["body"] | {"plan_id": "plan-2"}) == {"leaf.commit"}
    assert named(body=value["body"] | {"rows": 100}) == {"leaf.commit", "row"}
    assert named(key=other["key"]) == {"leaf.commit"}
    assert named(leaf=value["leaf"] | {"tag": other["leaf"]["tag"]}) == {"proof"}
    assert named(leaf=other["leaf"]) == {"leaf.commit", "proof"}
    assert named(proof=other["proof"]) == {"proof"}
    assert named(vkey=Signer.derived("log.example/other", ROOT_KEY).verifier.vkey) == {"proof,"}
    assert named(row=value["row"] | {"index": 4}) == {"row"}
    assert named(row=value["row"] | {"path": value["row"]["path"][:-1]}) == {"row"}


def test_a_receipt_of_a_forged_log_fails_against_the_published_key(tmp_path):
    forger = Signer.derived(SIGNER.name, b"the forger's own root key")
    log, entries = Log(tmp_path / "log", forger), MemoryEntries()
    pend(entries, 3)
    log.integrate(entries)
    receipt = make_receipt(log, entries, KEYS, 1)
    assert check_receipt(receipt) == []
    (finding,) = check_receipt(receipt, vkey=SIGNER.verifier.vkey)
    assert finding.what == "not the published key"


def test_what_cannot_be_opened_gets_no_receipt(tmp_path):
    log, entries = memory_log(tmp_path / "log", 3)
    entries.pend(entry(3), KEYS)
    with pytest.raises(LogError, match="not integrated yet"):
        make_receipt(log, entries, KEYS, 3)
    with pytest.raises(LogError, match="another log's store"):
        make_receipt(log, MemoryEntries(), KEYS, 1)
    keys = DerivedKeys(ROOT_KEY)
    keys.erase("p-1", "contact")
    with pytest.raises(LogError, match="key of entry 1 was erased"):
        make_receipt(log, entries, keys, 1)
    entries.erase("p-1")
    with pytest.raises(LogError, match="was erased"):
        make_receipt(log, entries, KEYS, 1)


@pytest.mark.parametrize("data", [b"", b"\n", b"{}\n", b"[]\n", b"\xff\n", b'{"v":1}\n'])
def test_what_is_no_receipt_is_a_finding(data):
    (finding,) = check_receipt(data, "letter.json")
    assert finding.where == "letter.json"
    assert str(finding).startswith("letter.json: not a receipt; expected")
