"""Verification: a whole log, or one receipt, offline, trusting nothing but a public key.

In        a log's folder or a receipt's file; optionally the lender's published key, keys and entries (to open bodies),
          plan rows, and checkpoints seen elsewhere.
Out       findings: what is wrong and where. None: everything holds.
Not here  repairing; what the opened bodies mean (audit).
Proof     tests/tlog/test_tamper.py: every byte of every file flipped; test_crash.py: logs of a crash verify.

The tree is computed anew from the entry bundles and compared with every tile, every checkpoint and every body. Where a
bundle and its tile disagree, the signed root decides which of them was altered.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from eastwind.tlog.entries import EntryStore
from eastwind.tlog.errors import BadNote
from eastwind.tlog.findings import Finding, Findings
from eastwind.tlog.keys import KeyStore
from eastwind.tlog.log import HEAD, HISTORY, NEXT, SCRATCH, VKEY, history_path
from eastwind.tlog.note import Checkpoint, Verifier
from eastwind.tlog.receipt import read_receipt
from eastwind.tlog.tiles import Tile, decode_index, edge_tiles, full_tiles
from eastwind.tlog.verify_bodies import ENTRIES_FILE, check_bodies, rows_of_file, rows_of_store
from eastwind.tlog.verify_tree import Tree, read_tree


def verify(
    path: str | Path,
    *,
    vkey: str | None = None,
    keys: KeyStore | None = None,
    entries: EntryStore | None = None,
    rows: Mapping[str, Iterable[bytes]] | None = None,
    seen: Iterable[bytes] = (),
) -> list[Finding]:
    """Everything that is wrong with the log in folder `path`, or with the receipt in file `path`.

    vkey     the key the lender publishes; without it the log is only checked against the key it brings along
    keys     opens bodies; without it they are compared with their sums and leaves alone
    entries  the entry store; without it `entries.jsonl` in the folder, if there
    rows     plan_id -> the leaf bytes of that plan's rows, in order
    seen     signed checkpoints got elsewhere (receipts, witnesses, anchors), which this log must extend
    """
    path = Path(path)
    if not path.is_dir():
        return read_receipt(path, vkey)
    found = Findings()
    verifier = _verifier(path, vkey, found)
    if verifier is None:
        return found
    head = _checkpoint(path, HEAD, verifier, found)
    if head is None:
        return found
    files = _files(path)
    intent = _checkpoint(path, NEXT, verifier, found) if NEXT in files else None
    history = {size for file in files if (size := _history_size(file)) is not None}
    ahead = {intent.size} if intent and intent.size > head.size else set()
    known, required = _expected(head.size, ahead, history, files)
    _check_files(found, files, known, required)
    tiles = {tile for name, tile in known.items() if name in files}
    elsewhere = _seen(seen, verifier, head, found)
    asked = history | ahead | {past.size for _, past in elsewhere}
    tree = read_tree(path, head, intent, tiles, asked, found)
    _check_history(path, history, verifier, tree, found)
    for where, past in elsewhere:
        found.differ(where, "the log does not extend it", tree.root(past.size), past.root)
    stored = rows_of_store(entries, head.size) if entries is not None else None
    if stored is None and ENTRIES_FILE in files:
        stored = rows_of_file(path / ENTRIES_FILE)
    check_bodies(path, head.size, stored, keys, rows or {}, found)
    return found


def _verifier(folder: Path, vkey: str | None, found: Findings) -> Verifier | None:
    data = _read(folder, VKEY, found)
    try:
        if data is not None:
            text = data.decode()
            if not text.endswith("\n"):
                raise BadNote("The file does not end in a newline.")
            own = Verifier.parse(text[:-1])
            if vkey is None:
                return own
            found.differ(VKEY, "not the published key", vkey, own.vkey)
        elif vkey is None:
            return None
    except (BadNote, UnicodeDecodeError) as error:
        found.add(VKEY, "not a public key", "name+id+base64 and a newline", error)
    return Verifier.parse(vkey) if vkey is not None else None


def _checkpoint(folder: Path, name: str, verifier: Verifier, found: Findings) -> Checkpoint | None:
    data = _read(folder, name, found)
    try:
        return None if data is None else Checkpoint.open(data, verifier)
    except BadNote as error:
        found.add(name, "the checkpoint does not hold", f"a checkpoint signed by {verifier.name}", error)
        return None


def _read(folder: Path, name: str, found: Findings) -> bytes | None:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        found.add(name, "cannot be read", "a file", error.strerror)
        return None


def _files(folder: Path) -> set[str]:
    names = set()
    for parent, folders, files in os.walk(folder):
        links = [name for name in folders if (Path(parent) / name).is_symlink()]  # not followed: so they show as files
        names |= {(Path(parent) / name).relative_to(folder).as_posix() for name in files + links}
    return names


def _history_size(file: str) -> int | None:
    return decode_index(file.removeprefix(f"{HISTORY}/")) if file.startswith(f"{HISTORY}/") else None


def _expected(head: int, ahead: set[int], history: set[int], files: set[str]) -> tuple[dict[str, Tile], set[str]]:
    """Every tile file that may be there, by path; and the paths that must be there.

    A partial tile must be there until its full one is (C2SP tlog-tiles); files of an intent may be there.
    """
    known = {tile.path: tile for size in {head} | ahead for tile in full_tiles(size)}
    required = {tile.path for tile in full_tiles(head)} | {history_path(head)}
    for size in history | {head} | ahead:
        if size > head and size not in ahead:
            continue  # a checkpoint beyond the head: a finding of its own, which excuses no file
        for tile in edge_tiles(size):
            known[tile.path] = tile
            replaced = tile.full.path in known and tile.full.path in files
            if size <= head and not replaced:
                required.add(tile.path)
    return known, required


def _check_files(found: Findings, files: set[str], known: Mapping[str, Tile], required: set[str]) -> None:
    for name in sorted(required - files):
        found.add(name, "missing", "a file", "none")
    for name in sorted(files - known.keys()):
        if name not in (VKEY, HEAD, NEXT, SCRATCH, ENTRIES_FILE) and _history_size(name) is None:
            found.add(name, "does not belong to the log", "no file", "a file")


def _check_history(folder: Path, sizes: set[int], verifier: Verifier, tree: Tree, found: Findings) -> None:
    # All of them being roots of prefixes of one tree is what makes them consistent with each other.
    for size in sorted(sizes):
        name = history_path(size)
        past = _checkpoint(folder, name, verifier, found)
        if past is None or found.differ(name, "a checkpoint of another size", size, past.size):
            continue
        if size > tree.size:
            found.add(name, "a checkpoint beyond the newest", f"at most {tree.size} entries", size)
        else:
            found.differ(name, f"the log does not extend this checkpoint of {size} entries", tree.root(size), past.root)


def _seen(
    notes: Iterable[bytes], verifier: Verifier, head: Checkpoint, found: Findings
) -> list[tuple[str, Checkpoint]]:
    """The checkpoints got elsewhere that this log must extend, each with its name in findings."""
    kept = []
    for number, note in enumerate(notes):
        where = f"seen checkpoint {number}"
        try:
            past = Checkpoint.open(note, verifier)
        except BadNote as error:
            found.add(where, "does not hold", f"a checkpoint signed by {verifier.name}", error)
            continue
        if past.size <= head.size:
            kept.append((where, past))
        else:
            found.add(where, "the log is older than a checkpoint it signed", f"{past.size} entries", head.size)
    return kept
