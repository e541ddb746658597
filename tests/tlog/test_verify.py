"""Verification of what lies behind the leaves: bodies, keys, plans; and of folders that are no logs."""

import pytest

from eastwind.tlog import DerivedKeys, Entry, Log, MemoryEntries, Signer, rows_root, seal, verify
from tests.tlog.support import KEYS, ROOT_KEY, SIGNER, entry, file_log, memory_log, pend

ROWS = [f"row {number}".encode() for number in range(20)]


def plan(rows=ROWS, plan_id="plan-1") -> Entry:
    return Entry({"kind": "plan", "plan_id": plan_id, "rows": len(rows), "rows_root": rows_root(rows).hex()})


def whats(folder, **arguments):
    return [(finding.where, finding.what) for finding in verify(folder, **arguments)]


def test_rows_of_a_plan_are_held_against_its_entry(tmp_path):
    log, entries = memory_log(tmp_path / "log", 2)
    entries.pend(plan(), KEYS)
    log.integrate(entries)

    def found(rows):
        return [what for _, what in whats(log.folder, keys=KEYS, entries=entries, rows=rows)]

    assert found({"plan-1": ROWS}) == []
    assert found({"plan-1": iter(ROWS)}) == []
    assert found({"plan-1": [*ROWS[:-1], b"row x"]}) == ["the rows of plan plan-1 have another root"]
    assert len(found({"plan-1": ROWS[:-1]})) == 2
    assert found({"plan-1": ROWS, "plan-2": ROWS}) == ["no entry has the root over its rows"]
    assert whats(log.folder, rows={"plan-1": ROWS})[0][1] == "plan rows cannot be checked"


def test_bodies_are_held_against_leaves_with_the_right_keys_alone(tmp_path):
    log, entries = memory_log(tmp_path / "log", 4)
    assert whats(log.folder, keys=KEYS, entries=entries) == []
    found = whats(log.folder, keys=DerivedKeys(b"some other root key"), entries=entries)
    assert len(found) == 8  # tag and commit of each


def test_after_an_erasure_the_log_still_verifies(tmp_path):
    log, entries = memory_log(tmp_path / "log", 9)
    keys = DerivedKeys(ROOT_KEY)
    keys.erase("p-1", "contact")
    assert {what for _, what in whats(log.folder, keys=keys, entries=entries)} == {
        "there is a body but no key to open it"
    }
    entries.erase("p-1", "contact")
    keys.erase("p-2")
    entries.erase("p-2")
    assert whats(log.folder, keys=keys, entries=entries) == []
    assert sum(row.body is None for row in entries.rows(0, 9)) == 6


class Doctored(MemoryEntries):
    """A store whose rows someone altered afterwards."""

    def alter(self, index, row):
        self._rows[index] = row

    def drop(self, index):
        del self._rows[index]


@pytest.fixture
def doctored(tmp_path):
    log, entries = Log(tmp_path / "log", SIGNER), Doctored()
    pend(entries, 6)
    log.integrate(entries)
    return log.folder, entries


def test_a_body_exchanged_with_its_leaf_is_found(doctored):
    folder, entries = doctored
    entries.alter(2, seal(entry(99, "p-2"), 0, KEYS))
    assert whats(folder, keys=KEYS, entries=entries) == [("entry 2", "not the leaf that the log has at this index")]


def test_an_entry_left_out_of_the_store_is_found(doctored):
    folder, entries = doctored
    entries.drop(1)
    found = whats(folder, keys=KEYS, entries=entries)
    assert ("entry 3", "a gap or repetition in the entry numbers of this person") in found
    assert ("entries.jsonl", "entries are missing") in found


def test_a_contact_logged_twice_is_found(doctored):
    folder, entries = doctored
    twice = seal(entry(1, "p-0", contact_id="c", transition="sent"), 2, KEYS)
    entries.alter(0, twice)
    entries.alter(3, twice)
    assert ("entry 3", "logged twice") in whats(folder, keys=KEYS, entries=entries)


def test_a_log_of_another_key_is_found(tmp_path):
    log = file_log(tmp_path / "log", 2)
    other = Signer.derived(SIGNER.name, b"another root key").verifier.vkey
    assert [what for _, what in whats(log.folder, vkey=other)] == [
        "not the published key",
        "the checkpoint does not hold",
    ]
    assert whats(log.folder, vkey=SIGNER.verifier.vkey) == []


def test_a_folder_that_is_no_log_is_a_finding(tmp_path):
    assert whats(tmp_path) == [("log.vkey", "cannot be read")]


def test_a_file_in_place_of_a_folder_is_a_finding(tmp_path):
    log = file_log(tmp_path / "log", 2)
    (log.folder / "checkpoint").unlink()
    (log.folder / "checkpoint").mkdir()
    assert whats(log.folder) == [("checkpoint", "cannot be read")]


def test_leaves_of_another_form_are_found(tmp_path):
    """The operator may not smuggle text into a public leaf."""
    log, entries = Log(tmp_path / "log", SIGNER), Doctored()
    pend(entries, 2)
    row = next(entries.rows(1, 2))
    entries.alter(1, type(row)(b'{"person":"p-1"}', row.body, row.person_id, row.retention, row.n))
    log.integrate(entries)
    assert whats(log.folder) == [("tile/entries/000.p/2 byte 158", "entry 1 is no leaf")]
