"""Keys per person and retention class: what opens an entry, and what erases it.

In        person_id ("" is the lender itself), retention class.
Out       32-byte keys; and from them, per entry, a tag key and an entry key.
Not here  bodies and leaves (entry). Keep this store apart from them, and out of their backups: deleting a key here
          is what makes every copy of an entry unreadable.
Proof     tests/tlog/test_keys.py: RFC 5869's vectors, erasure, two processes at once.
"""

from __future__ import annotations

import hmac
import re
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from eastwind.tlog.errors import LogError

LENDER = ""  # the person_id of entries that are about no person
TAG = "tag"  # the reserved class of a person's log key
ENTRY_INFO = b"eastwind/tlog/entry/v1\x00"
_CLASS = re.compile(r"[a-z][a-z0-9-]{0,31}")


class KeyStore(Protocol):
    """Where keys live. A key once handed out by `obtain` is the same until erased."""

    def obtain(self, person_id: str, retention: str) -> bytes:
        """The key, made and durably stored first if there is none."""

    def find(self, person_id: str, retention: str) -> bytes | None:
        """The key, or None if there is none (any more)."""

    def erase(self, person_id: str, retention: str | None = None) -> int:
        """Forget one class of a person's keys, or all of them; how many were forgotten."""


def hkdf_sha256(key: bytes, info: bytes, salt: bytes = b"") -> bytes:
    """HKDF of RFC 5869 with SHA-256, one output block (32 bytes)."""
    extracted = hmac.digest(salt or bytes(32), key, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def entry_key(class_key: bytes, n: int) -> bytes:
    """The key of the person's n-th entry. Handing it out opens that entry and no other."""
    return hkdf_sha256(class_key, ENTRY_INFO + n.to_bytes(8, "big"))


def checked_class(retention: str) -> str:
    """`retention` if it may name a retention class; LogError otherwise."""
    if retention == TAG or not _CLASS.fullmatch(retention):
        raise LogError(
            f"{retention!r} is no retention class. Use lower-case letters, digits and hyphens, at most 32, not {TAG!r}."
        )
    return retention


class DerivedKeys:
    """Keys derived from one test root key: the same on every run, so that log roots can be compared.

    For tests and demonstrations only. Who knows the root key opens every entry, and erasure dies with this object.
    """

    def __init__(self, root: bytes) -> None:
        assert len(root) >= 16, "A test root key has at least 16 bytes."
        self._root = root
        self._erased: set[tuple[str, str | None]] = set()

    def obtain(self, person_id: str, retention: str) -> bytes:
        key = self.find(person_id, retention)
        if key is None:
            raise LogError(f"The keys of {person_id!r} were erased; derived keys cannot be made anew.")
        return key

    def find(self, person_id: str, retention: str) -> bytes | None:
        if {(person_id, retention), (person_id, None)} & self._erased:
            return None
        named = f"eastwind/tlog/keys/v1\x00{retention}\x00{person_id}"
        return hmac.digest(self._root, named.encode(), "sha256")

    def erase(self, person_id: str, retention: str | None = None) -> int:
        before = len(self._erased)
        self._erased.add((person_id, retention))
        return len(self._erased) - before


class SqliteKeys:
    """Random keys in a SQLite file of their own. Deleted rows are overwritten (secure_delete).

    Weak: a solid-state disk, a snapshot or a backup may keep old pages; exclude this file from backups of the log's
    store, keep its own backups short, and void them after an erasure.
    """

    def __init__(self, path: str | Path, random_bytes: Callable[[int], bytes] | None = None) -> None:
        """`random_bytes` is the operating system's (secrets.token_bytes), from cli or web; without it, only reading."""
        self.path = Path(path)
        self._random_bytes = random_bytes
        try:
            self._connection = sqlite3.connect(self.path, isolation_level=None, timeout=30)
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute("PRAGMA secure_delete = ON")
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS log_key (person_id TEXT, retention TEXT,"
                " key BLOB NOT NULL CHECK (length(key) = 32), PRIMARY KEY (person_id, retention)) WITHOUT ROWID"
            )
        except sqlite3.Error as error:
            raise LogError(f"The key store {self.path} cannot be opened: {error}.") from error

    def obtain(self, person_id: str, retention: str) -> bytes:
        key = self.find(person_id, retention)
        if key is None:
            if self._random_bytes is None:
                raise LogError(
                    f"{self.path} has no key of class {retention!r} for {person_id!r}, and was opened to read."
                )
            # Another process may be as quick: the first key stored is the one both read back.
            self._run("INSERT OR IGNORE INTO log_key VALUES (?, ?, ?)", (person_id, retention, self._random_bytes(32)))
            key = self.find(person_id, retention)
        assert key is not None, (person_id, retention)
        return key

    def find(self, person_id: str, retention: str) -> bytes | None:
        sql = "SELECT key FROM log_key WHERE person_id = ? AND retention = ?"
        rows = self._run(sql, (person_id, retention))
        if not rows:
            return None
        key = rows[0][0]
        if not isinstance(key, bytes) or len(key) != 32:
            raise LogError(f"The key store {self.path} is damaged: {person_id!r} has no 32 bytes for {retention!r}.")
        return key

    def erase(self, person_id: str, retention: str | None = None) -> int:
        sql = "DELETE FROM log_key WHERE person_id = ? AND (? IS NULL OR retention = ?) RETURNING 1"
        return len(self._run(sql, (person_id, retention, retention)))

    def prepare(self, person_ids: Iterable[str], retention: str) -> None:
        """Make the keys that entries of these people need, all at once: a thousand in the time of one `obtain`."""
        make = self._random_bytes
        if make is None:
            raise LogError(f"{self.path} was opened to read. Open it with a source of random bytes to make keys.")
        self._run("BEGIN IMMEDIATE", ())
        try:
            for person_id in person_ids:
                for name in (TAG, checked_class(retention)):
                    self._run("INSERT OR IGNORE INTO log_key VALUES (?, ?, ?)", (person_id, name, make(32)))
            self._run("COMMIT", ())
        except BaseException:
            self._connection.rollback()
            raise

    def close(self) -> None:
        """Close the file; the store is of no use afterwards."""
        self._connection.close()

    def _run(self, sql: str, values: tuple[object, ...]) -> list[tuple[object]]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except (sqlite3.Error, UnicodeError) as error:
            raise LogError(f"The key store {self.path} cannot be used: {error}.") from error
