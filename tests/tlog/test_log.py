"""The log: batches, proofs, and what it refuses."""

import pytest

from eastwind.tlog import BadNote, FileEntries, Log, LogConflict, LogError, LogReader, MemoryEntries, Signer, verify
from eastwind.tlog.merkle import EMPTY_ROOT, leaf_hash, verify_consistency, verify_inclusion
from tests.tlog.support import KEYS, ROOT_KEY, SIGNER, entry, files_below, memory_log, pend


def test_a_new_log_is_empty_and_verifies(tmp_path):
    log = Log(tmp_path / "log", SIGNER)
    assert (log.checkpoint().size, log.checkpoint().root) == (0, EMPTY_ROOT)
    assert log.integrate(MemoryEntries()) == log.checkpoint()
    assert verify(tmp_path / "log") == []


@pytest.mark.parametrize("batches", [(1,), (5,), (2, 3), (255, 1), (256, 1), (250, 10, 300), (1,) * 12])
def test_any_batches_lead_to_the_same_root_and_verify(tmp_path, batches):
    log, entries = memory_log(tmp_path / "log", *batches)
    whole, _ = memory_log(tmp_path / "whole", sum(batches))
    assert log.checkpoint() == whole.checkpoint()
    assert verify(tmp_path / "log", keys=KEYS, entries=entries) == []


def test_two_runs_under_the_test_key_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        memory_log(tmp_path / name, 3, 300)
    one, two = (
        [(path.relative_to(tmp_path / name), path.read_bytes()) for path in files_below(tmp_path / name)]
        for name in ("one", "two")
    )
    assert one == two


def test_a_limit_takes_the_oldest_first(tmp_path):
    log, entries = Log(tmp_path / "log", SIGNER), MemoryEntries()
    pend(entries, 10)
    assert [log.integrate(entries, limit=4).size for _ in range(4)] == [4, 8, 10, 10]
    assert verify(tmp_path / "log", keys=KEYS, entries=entries) == []


def test_partial_tiles_go_when_the_full_one_is_there(tmp_path):
    log, entries = memory_log(tmp_path / "log", 100, 100)
    assert (log.folder / "tile/0/000.p/100").is_file()
    pend(entries, 100, 200)
    log.integrate(entries)
    assert not (log.folder / "tile/0/000.p").exists()
    assert not (log.folder / "tile/entries/000.p").exists()
    assert verify(log.folder, keys=KEYS, entries=entries) == []


def test_a_file_of_others_among_partial_tiles_stays_and_is_named(tmp_path):
    log, entries = memory_log(tmp_path / "log", 200)
    (log.folder / "tile/0/000.p/letter").write_bytes(b"dear")
    pend(entries, 100, 200)
    log.integrate(entries)
    assert [finding.where for finding in verify(log.folder)] == ["tile/0/000.p/letter"]


def test_proofs_read_from_the_log_hold(tmp_path):
    log, entries = memory_log(tmp_path / "log", 7, 300)
    reader = LogReader(log.folder)
    head = reader.checkpoint()
    for index in (0, 6, 7, 255, 256, 306):
        leaf = next(entries.rows(index, index + 1)).leaf
        assert reader.tiles(head.size).leaf(index) == leaf
        assert verify_inclusion(leaf_hash(leaf), index, head.size, reader.inclusion(index, head.size), head.root)
    old = reader.tiles(7).root()
    assert verify_consistency(7, head.size, reader.consistency(7, head.size), old, head.root)


def test_another_key_cannot_add_to_the_log(tmp_path):
    memory_log(tmp_path / "log", 1)
    with pytest.raises(LogError, match="not of"):
        Log(tmp_path / "log", Signer.derived("log.example/other", ROOT_KEY))


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(LogError, match="is no log"):
        Log(tmp_path, SIGNER)
    with pytest.raises(LogError, match=r"no log\.vkey"):
        LogReader(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_another_store_is_refused(tmp_path):
    log, _ = memory_log(tmp_path / "log", 3)
    before = {path: path.read_bytes() for path in files_below(log.folder)}
    with pytest.raises(LogConflict):
        log.integrate(MemoryEntries())
    assert {path: path.read_bytes() for path in files_below(log.folder)} == before


def test_a_store_that_contradicts_the_intent_is_refused(tmp_path):
    log, entries = memory_log(tmp_path / "log", 3)
    pend(entries, 2, 3)
    other = MemoryEntries()
    pend(other, 3)
    other.pend(entry(99, "someone-else"), KEYS)
    other.pend(entry(98, "someone-else"), KEYS)
    reached = Log(tmp_path / "copy", SIGNER).integrate(entries)
    (log.folder / "checkpoint.next").write_bytes(SIGNER.sign(reached.text()))
    with pytest.raises(LogConflict, match="promises 5 entries"):
        log.integrate(other)
    assert log.integrate(entries) == reached


def test_a_forged_checkpoint_stops_integration(tmp_path):
    log, entries = memory_log(tmp_path / "log", 3)
    path = log.folder / "checkpoint"
    path.write_bytes(path.read_bytes().replace(b"\n3\n", b"\n2\n"))
    with pytest.raises(BadNote, match="does not hold"):
        log.integrate(entries)


def test_one_process_integrates_at_a_time(tmp_path):
    log, _ = memory_log(tmp_path / "log", 1)

    class Meanwhile(MemoryEntries):
        def assign(self, size, limit=None):
            return Log(log.folder, SIGNER).integrate(MemoryEntries())

    with pytest.raises(LogError, match="by another process"):
        log.integrate(Meanwhile())


def test_a_file_store_lies_in_the_logs_folder(tmp_path):
    log = Log(tmp_path / "log", SIGNER)
    entries = FileEntries(log.folder / "entries.jsonl")
    pend(entries, 4)
    assert log.integrate(entries).size == 4
    pend(entries, 1, 4)  # still pending: no finding
    assert verify(log.folder, keys=KEYS) == []
