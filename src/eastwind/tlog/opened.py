"""Opened: a log's entries and a plan's rows with the keys that prove them, as an auditor is given them.

In        an entry store, the lender's keys; the blinded leaves of a plan.
Out       the lines of docs/reference/opened-log.md, as objects.
Not here  the facts of contacts (cli), the auditor (audit), receipts of single entries (receipt).
Proof     tests/tlog/test_opened.py opens every leaf by the page's own formulas.

Whoever has these lines can read everything they open: they are for an auditor under the duty of secrecy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eastwind.tlog.canonical_json import Json
from eastwind.tlog.entries import EntryStore
from eastwind.tlog.entry import Sealed
from eastwind.tlog.errors import LogError
from eastwind.tlog.keys import LENDER, TAG, KeyStore, entry_key
from eastwind.tlog.rows import SALT_BYTES


def opened_entries(entries: EntryStore, size: int, keys: KeyStore) -> Iterator[dict[str, Json]]:
    """The first `size` entries, each with its body and its key; both null where they were erased."""
    for index, sealed in enumerate(entries.rows(0, size)):
        key = _key(sealed, keys, index)
        body = None if sealed.body is None or key is None else sealed.body.decode()
        yield {
            "index": index,
            "leaf": sealed.leaf.decode(),
            "person": sealed.person_id or LENDER,
            "body": body,
            "key": None if body is None or key is None else key.hex(),
        }


def opened_people(entries: EntryStore, size: int, keys: KeyStore) -> Iterator[dict[str, Json]]:
    """The log key of each person with an entry, in the order of their first one; erased people are left out."""
    people = dict.fromkeys(one.person_id for one in entries.rows(0, size) if one.person_id is not None)
    for person in people:
        key = keys.find(person, TAG)
        if key is not None:
            yield {"person": person, "log_key": key.hex()}


def opened_rows(leaves: Iterable[bytes]) -> Iterator[dict[str, Json]]:
    """The rows of a plan from its leaf bytes (rows.blinded): index, salt and row."""
    for index, leaf in enumerate(leaves):
        yield {"index": index, "salt": leaf[:SALT_BYTES].hex(), "row": leaf[SALT_BYTES:].decode()}


def _key(sealed: Sealed, keys: KeyStore, index: int) -> bytes | None:
    if sealed.body is None or sealed.person_id is None or sealed.n is None:
        return None
    found = keys.find(sealed.person_id, sealed.retention)
    if found is None:
        raise LogError(
            f"Entry {index} has a body, but its key is not in this key store. Give the lender's own keys, with --keys."
        )
    return entry_key(found, sealed.n)
