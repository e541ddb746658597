"""Entry stores: one behaviour, wherever the entries lie."""

import sqlite3

import pytest

from eastwind.tlog import AlreadyLogged, Entry, FileEntries, LogConflict, LogError, MemoryEntries, SqliteEntries
from eastwind.tlog.entries import encode_row, read_rows
from tests.tlog.support import KEYS, entry, flipped, pend


class Committing(SqliteEntries):
    """SqliteEntries as a caller uses it: each act in its own transaction."""

    def __init__(self, path):
        self.connection = sqlite3.connect(path, isolation_level=None)
        super().__init__(self.connection)

    def pend(self, entry, keys):
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            return super().pend(entry, keys)
        finally:
            self.connection.execute("COMMIT")


def store(kind, folder):
    return {
        "memory": MemoryEntries,
        "file": lambda: FileEntries(folder / "e"),
        "sqlite": lambda: Committing(folder / "e"),
    }[kind]()


@pytest.fixture(params=["memory", "file", "sqlite"])
def entries(request, tmp_path):
    return store(request.param, tmp_path)


def numbers(rows):
    return [(row.person_id, row.n) for row in rows]


def test_order_of_arrival_is_order_in_the_log(entries):
    pend(entries, 7)
    first = entries.assign(0, 3)
    assert numbers(first) == [("p-0", 0), ("p-1", 0), ("p-2", 0)]
    assert numbers(entries.assign(3)) == [("p-0", 1), ("p-1", 1), ("p-2", 1), ("p-0", 2)]
    assert list(entries.rows(0, 3)) == first


def test_assigned_indexes_stay_whatever_is_pended_since(entries):
    pend(entries, 3)
    before = entries.assign(0)
    pend(entries, 3, start=3)
    assert entries.assign(0, 3) == before
    assert len(entries.assign(0)) == 6
    assert entries.assign(6) == []


def test_one_transition_of_a_contact_is_logged_once(entries):
    entries.pend(entry(1, "p", contact_id="c", transition="sent"), KEYS)
    entries.pend(entry(2, "p", contact_id="c", transition="failed"), KEYS)
    entries.pend(entry(3, "p", contact_id="c"), KEYS)
    entries.pend(entry(4, "p", contact_id="c"), KEYS)
    with pytest.raises(AlreadyLogged, match="'c' already has an entry for 'sent'"):
        entries.pend(entry(5, "p", contact_id="c", transition="sent"), KEYS)
    assert [row.n for row in entries.assign(0)] == [0, 1, 2, 3]


def test_a_refused_entry_leaves_no_gap(entries):
    with pytest.raises(LogError):
        entries.pend(Entry({"amount": 1.5}, "p"), KEYS)
    assert entries.pend(entry(1, "p"), KEYS).n == 0


def test_a_store_that_knows_less_than_the_log_is_refused(entries):
    with pytest.raises(LogConflict, match=r"10 entries, .* to 0 only"):
        entries.assign(10)


def test_erasing_a_class_keeps_leaf_and_number(entries):
    entries.pend(entry(1, "p"), KEYS)
    entries.pend(Entry({"kind": "payment"}, "p", "money"), KEYS)
    entries.pend(entry(2, "q"), KEYS)
    before = entries.assign(0)
    assert entries.erase("p", "contact") == 1
    after = list(entries.rows(0, 3))
    assert [row.body is None for row in after] == [True, False, False]
    assert [row.leaf for row in after] == [row.leaf for row in before]
    assert entries.pend(entry(3, "p"), KEYS).n == 2


def test_erasing_a_person_keeps_leaves_alone(entries):
    entries.pend(entry(1, "p", contact_id="c", transition="sent"), KEYS)
    before = entries.assign(0)
    assert entries.erase("p") == 1
    (row,) = entries.rows(0, 1)
    assert row.leaf == before[0].leaf
    assert (row.body, row.person_id, row.n, row.contact_id, row.transition) == (None,) * 5


@pytest.mark.parametrize("kind", ["file", "sqlite"])
def test_entries_outlive_the_process(kind, tmp_path):
    entries = store(kind, tmp_path)
    pend(entries, 5)
    entries.erase("p-1", "contact")
    rows = entries.assign(0)
    assert kind == "sqlite" or (tmp_path / "e").stat().st_mode & 0o777 == 0o600
    (entries if kind == "file" else entries.connection).close()
    again = store(kind, tmp_path)
    assert again.assign(0) == rows
    assert again.pend(entry(9, "p-0"), KEYS).n == 2


def test_pending_stands_or_falls_with_the_callers_transaction(tmp_path):
    connection = sqlite3.connect(tmp_path / "e", isolation_level=None)
    entries = SqliteEntries(connection)
    with pytest.raises(LogError, match="open transaction"):
        entries.pend(entry(1), KEYS)
    connection.execute("BEGIN IMMEDIATE")
    entries.pend(entry(1, "p"), KEYS)
    with pytest.raises(LogError, match="must not run inside a transaction"):
        entries.assign(0)
    connection.execute("ROLLBACK")
    connection.execute("BEGIN IMMEDIATE")
    assert entries.pend(entry(2, "p"), KEYS).n == 0
    connection.execute("COMMIT")
    assert len(entries.assign(0)) == 1


def test_a_store_that_may_forget_is_refused():
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA synchronous = NORMAL")
    with pytest.raises(LogError, match="synchronous is 1"):
        SqliteEntries(connection)


def test_a_file_cut_off_anywhere_keeps_every_whole_line(tmp_path):
    path = tmp_path / "e"
    entries = FileEntries(path)
    pend(entries, 3)
    entries.close()
    data = path.read_bytes()
    ends = [at + 1 for at, byte in enumerate(data) if byte == 0x0A]
    for cut in range(len(data) + 1):
        path.write_bytes(data[:cut])
        again = FileEntries(path)
        whole = sum(end <= cut for end in ends)
        assert len(again.assign(0)) == whole
        again.pend(entry(9, "new"), KEYS)
        again.close()
        assert [type(row).__name__ for _, _, row in read_rows(path)] == ["Sealed"] * (whole + 1)


def test_a_damaged_line_is_named(tmp_path):
    path = tmp_path / "e"
    entries = FileEntries(path)
    pend(entries, 2)
    entries.close()
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"n":0', b'"n":1', 1))
    with pytest.raises(LogError, match="line 1 is damaged"):
        FileEntries(path)


def test_no_altered_line_is_read(tmp_path):
    line = encode_row(MemoryEntries().pend(entry(1), KEYS))
    path = tmp_path / "e"
    for _, data in flipped(line, (1, 0x80)):
        path.write_bytes(data)
        assert {type(row).__name__ for _, _, row in read_rows(path)} == {"NotCanonical"}


def test_a_file_serves_one_process_at_a_time(tmp_path):
    first = FileEntries(tmp_path / "e")
    with pytest.raises(LogError, match="in use by another process"):
        FileEntries(tmp_path / "e")
    first.close()
    FileEntries(tmp_path / "e").close()


def test_a_full_disk_adds_nothing(tmp_path, monkeypatch):
    entries = FileEntries(tmp_path / "e")
    pend(entries, 2)
    real = __import__("os").write
    monkeypatch.setattr("os.write", lambda file, data: real(file, data[:10]))
    with pytest.raises(OSError, match="only 10 of"):
        entries.pend(entry(3), KEYS)
    monkeypatch.undo()
    assert entries.pend(entry(4, "p-0"), KEYS).n == 1
    entries.close()
    assert len(FileEntries(tmp_path / "e").assign(0)) == 3
