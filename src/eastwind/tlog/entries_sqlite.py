"""The entry store in the caller's own SQLite database, so that an act and its entry stand or fall together.

In        the caller's sqlite3 connection, inside the caller's transaction.
Out       as entries.EntryStore.
Not here  the log's files (log), the keys (keys): a database of their own.
Proof     tests/tlog/test_entries.py and test_crash.py (killed at every step, nothing lost, nothing twice).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import astuple

from eastwind.tlog.entries import already_logged, store_behind
from eastwind.tlog.entry import Entry, Sealed, seal
from eastwind.tlog.errors import LogError
from eastwind.tlog.keys import KeyStore

SCHEMA = """
CREATE TABLE IF NOT EXISTS log_entry (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,  -- order of arrival: writers take turns in SQLite
    idx INTEGER UNIQUE,                     -- place in the log, null while pending
    leaf BLOB NOT NULL,
    body BLOB,
    person_id TEXT,
    retention TEXT NOT NULL,
    n INTEGER,
    contact_id TEXT,
    transition TEXT,
    UNIQUE (person_id, n),
    UNIQUE (contact_id, transition)
)"""
_COLUMNS = "leaf, body, person_id, retention, n, contact_id, transition"


class SqliteEntries:
    """Entries in table `log_entry`. `pend` never commits: the caller's transaction does."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        level = connection.execute("PRAGMA synchronous").fetchone()[0]
        if level < 2:
            raise LogError(f"PRAGMA synchronous is {level}: a commit might not survive a power cut. Set it to FULL.")
        connection.execute(SCHEMA)

    def pend(self, entry: Entry, keys: KeyStore) -> Sealed:
        connection = self._connection
        if not connection.in_transaction:
            raise LogError("pend needs an open transaction. Begin one (BEGIN IMMEDIATE) and commit it with the act.")
        if entry.once is not None:
            known = "SELECT 1 FROM log_entry WHERE contact_id = ? AND transition = ?"
            if connection.execute(known, entry.once).fetchone():
                raise already_logged(*entry.once)
        last = "SELECT coalesce(max(n) + 1, 0) FROM log_entry WHERE person_id = ?"
        sealed = seal(entry, connection.execute(last, (entry.owner,)).fetchone()[0], keys)
        connection.execute(f"INSERT INTO log_entry ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", astuple(sealed))
        return sealed

    def assign(self, size: int, limit: int | None = None) -> list[Sealed]:
        connection = self._connection
        if connection.in_transaction:
            raise LogError(
                "assign must not run inside a transaction. Commit first, or integrate from a connection of its own."
            )
        connection.execute("BEGIN IMMEDIATE")
        try:
            count = connection.execute("SELECT count(idx) FROM log_entry").fetchone()[0]
            if count < size:
                raise store_behind(size, count)
            room = None if limit is None else max(0, size + limit - count)
            waiting = "SELECT seq FROM log_entry WHERE idx IS NULL ORDER BY seq LIMIT ?"
            found = connection.execute(waiting, (-1 if room is None else room,)).fetchall()
            pairs = [(count + i, seq) for i, (seq,) in enumerate(found)]
            connection.executemany("UPDATE log_entry SET idx = ? WHERE seq = ?", pairs)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        end = count + len(pairs) if limit is None else min(count + len(pairs), size + limit)
        return list(self.rows(size, end))

    def rows(self, start: int, end: int) -> Iterator[Sealed]:
        sql = f"SELECT {_COLUMNS} FROM log_entry WHERE idx >= ? AND idx < ? ORDER BY idx"
        for row in self._connection.execute(sql, (start, end)):
            yield Sealed(*row)

    def erase(self, person_id: str, retention: str | None = None) -> int:
        if retention is not None:
            sql = "UPDATE log_entry SET body = NULL WHERE person_id = ? AND retention = ?"
            return self._connection.execute(sql, (person_id, retention)).rowcount
        sql = (
            "UPDATE log_entry SET body = NULL, person_id = NULL, n = NULL, contact_id = NULL, transition = NULL"
            " WHERE person_id = ?"
        )
        return self._connection.execute(sql, (person_id,)).rowcount
