"""The private part of a verification: bodies against their leaves, rows of plans against their root.

In        the leaves of a log; stored rows, from `entries.jsonl` or an entry store; optionally keys and plan rows.
Out       findings.
Not here  the public part (verify_log, verify_tree).
Proof     tests/tlog/test_tamper.py, test_verify.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from eastwind.tlog.canonical_json import Json, parse_object
from eastwind.tlog.entries import EntryStore, read_rows
from eastwind.tlog.entry import Leaf, Sealed, commit, tag
from eastwind.tlog.errors import LogError, NotCanonical
from eastwind.tlog.findings import Findings
from eastwind.tlog.keys import TAG, KeyStore, entry_key
from eastwind.tlog.merkle import rows_root
from eastwind.tlog.tiles import ENTRIES, WIDTH, Tiles, bundle_offsets

ENTRIES_FILE = "entries.jsonl"
Row = tuple[str, Sealed | NotCanonical]  # where it stands, and what stands there


def rows_of_store(entries: EntryStore, size: int) -> Iterator[Row]:
    """The rows of an entry store."""
    for index, row in enumerate(entries.rows(0, size)):
        yield f"entry {index}", row


def rows_of_file(path: Path) -> Iterator[Row]:
    """The rows of a file of entries. A last line cut off by a crash was never acknowledged and is passed over."""
    offset = 0
    for number, line, row in read_rows(path):
        if line.endswith(b"\n"):
            yield f"{path.name} line {number} (byte {offset})", row
        offset += len(line)


def check_bodies(
    folder: Path,
    size: int,
    stored: Iterator[Row] | None,
    keys: KeyStore | None,
    plans: Mapping[str, Iterable[bytes]],
    found: Findings,
) -> None:
    """Check the first `size` rows against the leaves, those after them (still pending) against their sums."""
    if stored is None:
        if plans:
            found.add(str(folder), "plan rows cannot be checked", "opened entries", "none: give the entry store")
        return
    numbers: Counter[str] = Counter()
    once: set[tuple[str, str]] = set()
    met: set[str] = set()
    count = 0
    for where, row in _with_leaves(folder, size, stored, found):
        count += 1
        if isinstance(row, NotCanonical):
            found.add(where, "not a row of entries", "a canonical line with its sum", row)
            continue
        _check_order(where, row, numbers, once, found)
        body = _check_body(where, row, keys, found)
        if body is not None:
            met |= _check_plan(where, body, plans, found)
    if count < size:
        found.add(ENTRIES_FILE, "entries are missing", f"at least {size}", count)
    for plan_id in plans.keys() - met:
        found.add(f"plan {plan_id}", "no entry has the root over its rows", "an entry with rows_root", "none")


def _with_leaves(folder: Path, size: int, stored: Iterator[Row], found: Findings) -> Iterator[Row]:
    """Hand on the rows, having compared each with the leaf at its index."""
    leaves = _leaves(folder, size)
    for where, row in stored:
        leaf = next(leaves, None)
        if leaf is not None and isinstance(row, Sealed):
            found.differ(where, "not the leaf that the log has at this index", leaf, row.leaf)
        yield where, row


def _leaves(folder: Path, size: int) -> Iterator[bytes]:
    tiles = Tiles(folder, size)
    for index in range(-(-size // WIDTH)):
        tile = tiles.tile_at(ENTRIES, index)
        try:
            data = tiles.read(tile)
        except LogError:
            return  # found by the tree's check
        offsets = bundle_offsets(data, tile.width)
        yield from (data[start + 2 : end] for start, end in pairwise(offsets))


def _check_order(where: str, row: Sealed, numbers: Counter[str], once: set[tuple[str, str]], found: Findings) -> None:
    if row.person_id is not None and row.n is not None:
        found.differ(where, "a gap or repetition in the entry numbers of this person", numbers[row.person_id], row.n)
        numbers[row.person_id] = row.n + 1
    if row.contact_id is not None and row.transition is not None:
        key = (row.contact_id, row.transition)
        if key in once:
            found.add(where, "logged twice", f"one entry for {row.transition} of {row.contact_id}", "a second one")
        once.add(key)


def _check_body(where: str, row: Sealed, keys: KeyStore | None, found: Findings) -> dict[str, Json] | None:
    """The body if there is one and it parses; findings if it, its number or its keys do not open the leaf."""
    if row.body is None:
        return None
    try:
        body, leaf = parse_object(row.body), Leaf.parse(row.leaf)
    except NotCanonical as error:
        found.add(where, "body or leaf cannot be read", "canonical JSON", error)
        return None
    found.differ(where, "the body has another entry number", row.n, body.get("n"))
    if keys is None or row.person_id is None or row.n is None:
        return body
    try:
        log_key, class_key = keys.find(row.person_id, TAG), keys.find(row.person_id, row.retention)
    except LogError as error:
        found.add(where, "its keys cannot be read", "a key store", error)
        return body
    if log_key is None or class_key is None:
        missing = TAG if log_key is None else row.retention
        found.add(where, "there is a body but no key to open it", f"the person's key of class {missing!r}", "none")
        return body
    found.differ(where, "the tag is not that of this person and number", tag(log_key, row.n), leaf.tag)
    found.differ(where, "the body does not open the leaf", commit(entry_key(class_key, row.n), row.body), leaf.commit)
    return body


def _check_plan(where: str, body: dict[str, Json], plans: Mapping[str, Iterable[bytes]], found: Findings) -> set[str]:
    plan_id = body.get("plan_id")
    if "rows_root" not in body or not isinstance(plan_id, str) or plan_id not in plans:
        return set()
    count = 0

    def counted() -> Iterator[bytes]:
        nonlocal count
        for leaf in plans[plan_id]:
            count += 1
            yield leaf

    root = rows_root(counted()).hex()
    found.differ(where, f"the rows of plan {plan_id} have another root", body["rows_root"], root)
    found.differ(where, f"plan {plan_id} has another number of rows", body.get("rows"), count)
    return {plan_id}
