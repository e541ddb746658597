"""The entry store: what has been pended, in the order it will be logged.

In        entries, in the caller's transaction.
Out       sealed rows; fixed indexes when the log integrates them.
Not here  tiles and checkpoints (log). A store on SQLite in the caller's own database: entries_sqlite.
Proof     tests/tlog/test_entries.py: the same tests for every store; a file cut at every byte.

Three methods make a store (`EntryStore`). MemoryEntries is for one run; FileEntries is a file of lines, each synced
before `pend` returns, for a log without a database such as that of `eastwind plan`.
"""

from __future__ import annotations

import fcntl
import os
from collections import Counter
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import Protocol

from eastwind.tlog.canonical_json import Json, canonical, open_line, sealed_line
from eastwind.tlog.entry import Entry, Leaf, Sealed, seal
from eastwind.tlog.errors import AlreadyLogged, LogConflict, LogError, NotCanonical
from eastwind.tlog.files import write_atomic
from eastwind.tlog.keys import KeyStore

PRIVATE = 0o600  # bodies are for the lender alone: no one else may read the file
_KEYS = {"body", "contact_id", "leaf", "n", "person_id", "retention", "transition"}


class EntryStore(Protocol):
    """What the log asks of a store."""

    def pend(self, entry: Entry, keys: KeyStore) -> Sealed:
        """Take an entry, durable as soon as the caller's transaction is; AlreadyLogged for a second of its kind."""

    def assign(self, size: int, limit: int | None = None) -> list[Sealed]:
        """The rows at index size, size + 1, …, at most `limit`; from now on, durably, they have these indexes.

        LogConflict if fewer than `size` rows ever got an index: then this is not the store of that log.
        """

    def rows(self, start: int, end: int) -> Iterator[Sealed]:
        """The rows with index start … end - 1, as far as there are any."""

    def erase(self, person_id: str, retention: str | None = None) -> int:
        """Empty the bodies of one class, or all that is known of a person; how many rows. Erase the keys first."""


class MemoryEntries:
    """Entries in memory, in the order they came. An index is the place in that order."""

    def __init__(self) -> None:
        self._rows: list[Sealed] = []
        self._numbers: Counter[str] = Counter()
        self._once: set[tuple[str, str]] = set()

    def pend(self, entry: Entry, keys: KeyStore) -> Sealed:
        if entry.once is not None and entry.once in self._once:
            raise already_logged(*entry.once)
        sealed = seal(entry, self._numbers[entry.owner], keys)
        self._store(sealed)
        self._take(sealed)
        return sealed

    def assign(self, size: int, limit: int | None = None) -> list[Sealed]:
        if size > len(self._rows):
            raise store_behind(size, len(self._rows))
        return self._rows[size : None if limit is None else size + limit]

    def rows(self, start: int, end: int) -> Iterator[Sealed]:
        yield from self._rows[start:end]

    def erase(self, person_id: str, retention: str | None = None) -> int:
        hits = [
            i for i, row in enumerate(self._rows) if row.person_id == person_id and retention in (None, row.retention)
        ]
        for i in hits:
            row = self._rows[i]
            self._rows[i] = row.erased(retention)
            if retention is None and row.contact_id is not None and row.transition is not None:
                self._once.discard((row.contact_id, row.transition))
        if retention is None:
            del self._numbers[person_id]
        return len(hits)

    def _store(self, sealed: Sealed) -> None:
        """Where a durable store writes; in memory there is nothing to do."""

    def _take(self, sealed: Sealed) -> None:
        if sealed.person_id is not None and sealed.n is not None:
            self._numbers[sealed.person_id] = max(self._numbers[sealed.person_id], sealed.n + 1)
        if sealed.contact_id is not None and sealed.transition is not None:
            self._once.add((sealed.contact_id, sealed.transition))
        self._rows.append(sealed)


class FileEntries(MemoryEntries):
    """Entries in a file of lines, for one process at a time. A line cut off by a crash is dropped: nobody got a yes."""

    def __init__(self, path: str | Path) -> None:
        super().__init__()
        self.path = Path(path)
        self._file = _open_private(self.path)
        try:
            self._lock()
            self._end = 0
            for number, line, row in read_rows(self.path):
                if isinstance(row, NotCanonical):
                    if line.endswith(b"\n"):
                        raise LogError(f"{self.path} line {number} is damaged: {row} Restore the file from a backup.")
                    self._file.truncate(self._end)
                    break
                self._take(row)
                self._end += len(line)
        except BaseException:
            self._file.close()
            raise

    def erase(self, person_id: str, retention: str | None = None) -> int:
        count = super().erase(person_id, retention)
        data = b"".join(encode_row(row) for row in self._rows)
        write_atomic(self.path, data, self.path.with_name(".tmp"), PRIVATE)
        self._file.close()
        self._file = _open_private(self.path)
        self._lock()
        self._end = len(data)
        return count

    def close(self) -> None:
        """Give the file free for another process."""
        self._file.close()

    def _store(self, sealed: Sealed) -> None:
        line = encode_row(sealed)
        try:
            written = os.write(self._file.fileno(), line)
            if written != len(line):
                raise OSError(28, f"{self.path}: only {written} of {len(line)} bytes could be written")
            os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(self._end)  # not acknowledged, so not kept
            raise
        self._end += len(line)

    def _lock(self) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LogError(f"{self.path} is in use by another process. Wait for it to end.") from error


def _open_private(path: Path) -> FileIO:
    return FileIO(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, PRIVATE), "r+")


def encode_row(row: Sealed) -> bytes:
    """One line of the file: everything of the row, readable, with its sum."""
    from_body: Json = None if row.body is None else row.body.decode()
    return sealed_line(
        {
            "body": from_body,
            "contact_id": row.contact_id,
            "leaf": row.leaf.decode(),
            "n": row.n,
            "person_id": row.person_id,
            "retention": row.retention,
            "transition": row.transition,
        }
    )


def decode_row(line: bytes) -> Sealed:
    """Read one line; NotCanonical if it is not exactly a row."""
    value = open_line(line)
    leaf, body, n, retention = value.get("leaf"), value.get("body"), value.get("n"), value.get("retention")
    texts = [value.get(key) for key in ("person_id", "contact_id", "transition")]
    if value.keys() != _KEYS or not isinstance(leaf, str) or not isinstance(retention, str):
        raise NotCanonical(f"A row has {sorted(_KEYS)}; found {sorted(value)}.")
    if not (body is None or isinstance(body, str)) or not (n is None or isinstance(n, int)):
        raise NotCanonical(f"body is text or null and n a number or null; found {canonical(value)[:80]!r}.")
    person_id, contact_id, transition = (text if isinstance(text, str) else None for text in texts)
    Leaf.parse(leaf.encode())
    return Sealed(
        leaf.encode(), None if body is None else body.encode(), person_id, retention, n, contact_id, transition
    )


def read_rows(path: Path) -> Iterator[tuple[int, bytes, Sealed | NotCanonical]]:
    """(line number from 1, its bytes, the row or what is wrong with it) for each line of a file of entries."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield number, line, decode_row(line)
            except NotCanonical as error:
                yield number, line, error


def already_logged(contact_id: str, transition: str) -> AlreadyLogged:
    """The error for a second entry of one transition of one contact."""
    return AlreadyLogged(f"Contact {contact_id!r} already has an entry for {transition!r}. Nothing was added.")


def store_behind(size: int, count: int) -> LogConflict:
    """The error for a store that knows less than the log."""
    return LogConflict(
        f"The log has {size} entries, but this store gave an index to {count} only. "
        "It is another log's store or an old copy: restore the newest one."
    )
