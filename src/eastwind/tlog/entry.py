"""Entries and leaves: what is said in private, and what the world sees of it.

In        a body (canonical JSON object), whose it is, how long it may be kept, and the keys for that.
Out       a leaf of fixed form, {commit, tag, v}; and the check that a body and a key open a leaf.
Not here  the schemas of bodies (core), storage (entries), the tree (merkle, tiles).
Proof     tests/tlog/test_entry.py; the worked example of docs/reference/log.md.

A leaf tells a stranger nothing: `tag` is a keyed digest of the person's entry number (with the person's log key, they
find all of theirs, and a gap in the numbers shows), `commit` one of the body (with the entry's key, it opens).
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from eastwind.tlog.canonical_json import Json, canonical, parse_object
from eastwind.tlog.errors import LogError, NotCanonical
from eastwind.tlog.keys import LENDER, TAG, KeyStore, checked_class, entry_key

LEAF_VERSION = 1
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be logged. `n`, the person's entry number, is added to the body when it is pended.

    A body with text in both `contact_id` and `transition` is logged once: a second one is AlreadyLogged.
    """

    body: Mapping[str, Json]
    person_id: str | None = None  # None: about no person; the lender's key is used
    retention: str = "plan"

    def __post_init__(self) -> None:
        checked_class(self.retention)
        if self.person_id == LENDER:
            raise LogError("person_id is empty. Give the person's id, or None for an entry about no person.")
        if "n" in self.body:
            raise LogError(
                f"The body has n = {self.body['n']!r}. Leave n out: the log numbers a person's entries itself."
            )

    @property
    def owner(self) -> str:
        """The person_id under which keys are kept."""
        return LENDER if self.person_id is None else self.person_id

    @property
    def once(self) -> tuple[str, str] | None:
        """(contact_id, transition), on which entries are unique; None where not both are given."""
        contact_id, transition = self.body.get("contact_id"), self.body.get("transition")
        return (contact_id, transition) if isinstance(contact_id, str) and isinstance(transition, str) else None


@dataclass(frozen=True, slots=True)
class Leaf:
    """The public leaf. `tag` and `commit` are 32 bytes."""

    tag: bytes
    commit: bytes

    def encode(self) -> bytes:
        """The canonical bytes, which the tree hashes; always 156 bytes."""
        return canonical({"commit": self.commit.hex(), "tag": self.tag.hex(), "v": LEAF_VERSION})

    @classmethod
    def parse(cls, data: bytes) -> Leaf:
        """Read a leaf; NotCanonical unless `data` is exactly of the form."""
        value = parse_object(data)
        tag, commit = value.get("tag"), value.get("commit")
        if value.keys() != {"commit", "tag", "v"} or value["v"] != LEAF_VERSION or value["v"] is True:
            raise NotCanonical(f"A leaf has commit, tag and v = {LEAF_VERSION}; found {data!r}.")
        return cls(_digest(tag), _digest(commit))


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry as stored: the leaf for all, the rest for the lender alone.

    Erasing a class empties body; erasing a person empties everything but leaf and class.
    """

    leaf: bytes
    body: bytes | None
    person_id: str | None
    retention: str
    n: int | None
    contact_id: str | None = None
    transition: str | None = None

    def erased(self, retention: str | None) -> Sealed:
        """This row after its body (one class) or everything about the person (retention None) is erased."""
        if retention is not None:
            return replace(self, body=None)
        return replace(self, body=None, person_id=None, n=None, contact_id=None, transition=None)


def seal(entry: Entry, n: int, keys: KeyStore) -> Sealed:
    """The entry as the person's n-th, with its leaf. Makes the keys it needs; NotCanonical for an unfit body."""
    body = canonical({**entry.body, "n": n})
    leaf = Leaf(
        tag=tag(keys.obtain(entry.owner, TAG), n),
        commit=commit(entry_key(keys.obtain(entry.owner, entry.retention), n), body),
    )
    contact_id, transition = entry.once or (None, None)
    return Sealed(leaf.encode(), body, entry.owner, entry.retention, n, contact_id, transition)


def tag(log_key: bytes, n: int) -> bytes:
    """HMAC-SHA256(person's log key, n as 8 bytes, big-endian): how a person finds their n-th entry."""
    return hmac.digest(log_key, n.to_bytes(8, "big"), "sha256")


def commit(key: bytes, body: bytes) -> bytes:
    """HMAC-SHA256(entry key, canonical body)."""
    return hmac.digest(key, body, "sha256")


def _digest(value: Json) -> bytes:
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise NotCanonical(f"Expected 64 hexadecimal digits, found {value!r}.")
    return bytes.fromhex(value)
