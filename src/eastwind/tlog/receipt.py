"""Receipts: one file with which anyone checks one entry, offline.

In        a log, its entry store and keys, an index; for a row of a plan also its RowProof.
Out       the receipt's bytes (canonical JSON and a newline); its findings.
Not here  what an entry means (core's body schemas).
Proof     tests/tlog/test_receipt.py, test_tamper.py (every byte flipped is found), docs/reference/log.md.

A receipt proves that its body stands in the log whose key it names. Whether that is the lender's log shows by comparing
that key with the one the lender publishes: give it as `vkey`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from eastwind.tlog.canonical_json import Json, canonical, parse_object
from eastwind.tlog.entries import EntryStore
from eastwind.tlog.entry import Leaf, commit
from eastwind.tlog.errors import BadNote, LogError, NotCanonical
from eastwind.tlog.findings import Finding, Findings
from eastwind.tlog.keys import KeyStore, entry_key
from eastwind.tlog.log import LogReader
from eastwind.tlog.merkle import HASH_BYTES, RowProof, leaf_hash, root_from_inclusion
from eastwind.tlog.note import Checkpoint, Verifier, decode_base64, decode_number, encode_base64
from eastwind.tlog.rows import SALT_BYTES

RECEIPT_VERSION = 1
PROOF_HEADER = "c2sp.org/tlog-proof@v1"
_HEX = re.compile(r"([0-9a-f]{2})*")


@dataclass(frozen=True, slots=True)
class Proof:
    """A C2SP tlog-proof: an index, the inclusion path, and the signed checkpoint it leads to."""

    index: int
    path: tuple[bytes, ...]
    note: bytes

    def encode(self) -> str:
        """The text; on its own it is a `.tlog-proof` file."""
        lines = [PROOF_HEADER, f"index {self.index}", *(encode_base64(sibling) for sibling in self.path)]
        return "\n".join(lines) + "\n\n" + self.note.decode()

    @classmethod
    def parse(cls, text: str) -> Proof:
        """Read the text; BadNote if it is not exactly of the form. We write no `extra` line and read none."""
        head, blank, note = text.partition("\n\n")
        lines = head.split("\n")
        if not blank or len(lines) < 2 or lines[0] != PROOF_HEADER or not lines[1].startswith("index "):
            raise BadNote(
                f"A proof begins with {PROOF_HEADER!r}, an index and hashes, then a blank line; found {head[:60]!r}."
            )
        path = tuple(decode_base64(line, HASH_BYTES) for line in lines[2:])
        return cls(decode_number(lines[1].removeprefix("index ")), path, note.encode())


def make_receipt(log: LogReader, entries: EntryStore, keys: KeyStore, index: int, row: RowProof | None = None) -> bytes:
    """The receipt of the entry at `index` under the newest checkpoint; of one row of it, if it is a plan's entry.

    LogError if the entry is not integrated yet, was erased, or is not the one that the row belongs to.
    """
    note = log.note()
    head = Checkpoint.open(note, log.verifier)
    if not 0 <= index < head.size:
        raise LogError(f"The log has {head.size} entries; entry {index} is not integrated yet. Integrate first.")
    stored = next(entries.rows(index, index + 1), None)
    if stored is None or stored.body is None or stored.n is None or stored.person_id is None:
        raise LogError(f"Entry {index} was erased, or this is another log's store: it cannot be opened.")
    key = keys.find(stored.person_id, stored.retention)
    if key is None:
        raise LogError(f"The key of entry {index} was erased: it cannot be opened.")
    body = parse_object(stored.body)
    value: dict[str, Json] = {
        "body": body,
        "key": entry_key(key, stored.n).hex(),
        "leaf": parse_object(stored.leaf),
        "proof": Proof(index, tuple(log.inclusion(index, head.size)), note).encode(),
        "v": RECEIPT_VERSION,
        "vkey": log.verifier.vkey,
    }
    if row is not None:
        root = row.root()
        if root is None or body.get("rows_root") != root.hex() or body.get("rows") != row.size:
            raise LogError(f"Row {row.index} of {row.size} does not belong to the plan of entry {index}.")
        value["row"] = {"index": row.index, "leaf": row.leaf.hex(), "path": [sibling.hex() for sibling in row.path]}
    return canonical(value) + b"\n"


def check_receipt(data: bytes, where: str = "receipt", vkey: str | None = None) -> list[Finding]:
    """Everything that is wrong with a receipt; nothing if all of it holds. `vkey` is the key the lender publishes."""
    found = Findings()
    try:
        if not data.endswith(b"\n"):
            raise NotCanonical("The file does not end in a newline.")
        receipt = _Receipt(parse_object(data[:-1]))
    except NotCanonical as error:
        found.add(where, "not a receipt", "canonical JSON of a receipt's form", error)
        return found
    if vkey is not None:
        found.differ(f"{where} vkey", "not the published key", vkey, receipt.vkey)
    found.differ(
        f"{where} leaf.commit",
        "body and key do not open the leaf",
        commit(receipt.key, receipt.body),
        receipt.leaf.commit,
    )
    try:
        proof = Proof.parse(receipt.proof)
        head = Checkpoint.open(proof.note, Verifier.parse(receipt.vkey))
    except BadNote as error:
        found.add(f"{where} proof, vkey", "the signed checkpoint does not hold", "a proof signed by vkey", error)
        return found
    root = root_from_inclusion(leaf_hash(receipt.leaf.encode()), proof.index, head.size, proof.path)
    found.differ(f"{where} proof", f"leaf is not entry {proof.index} of {head.size}", head.root, root)
    if receipt.row is not None:
        _check_row(found, where, receipt)
    return found


def receipt_says(data: bytes) -> dict[str, Json]:
    """What a receipt that holds is proof of: its row of a plan, or its whole entry. NotCanonical if it is none."""
    receipt = _Receipt(parse_object(data[:-1]))
    return receipt.fields if receipt.row is None else parse_object(receipt.row.leaf[SALT_BYTES:])


class _Receipt:
    """The parts of a receipt, of the right types; NotCanonical otherwise."""

    def __init__(self, value: dict[str, Json]) -> None:
        expected = {"body", "key", "leaf", "proof", "v", "vkey"}
        body, leaf, proof, vkey = (value.get(key) for key in ("body", "leaf", "proof", "vkey"))
        if value.keys() - {"row"} != expected or value["v"] != RECEIPT_VERSION:
            raise NotCanonical(f"A receipt has {sorted(expected)} and perhaps row, with v = {RECEIPT_VERSION}.")
        if not (isinstance(body, dict) and isinstance(leaf, dict) and isinstance(proof, str) and isinstance(vkey, str)):
            raise NotCanonical("body and leaf are objects, proof and vkey texts.")
        self.fields = body
        self.body = canonical(body)
        self.key = _hex(value["key"], HASH_BYTES)
        self.leaf = Leaf.parse(canonical(leaf))
        self.proof = proof
        self.vkey = vkey
        self.row = _row(value["row"], body) if "row" in value else None


def _row(value: Json, body: dict[str, Json]) -> RowProof:
    if not isinstance(value, dict) or value.keys() != {"index", "leaf", "path"}:
        raise NotCanonical("row has index, leaf and path.")
    index, path, size = value["index"], value["path"], body.get("rows")
    if not isinstance(index, int) or not isinstance(path, list) or not isinstance(size, int):
        raise NotCanonical("row.index and body.rows are numbers, row.path is a list.")
    return RowProof(index, size, _hex(value["leaf"]), tuple(_hex(sibling, HASH_BYTES) for sibling in path))


def _check_row(found: Findings, where: str, receipt: _Receipt) -> None:
    row = receipt.row
    assert row is not None
    root = row.root()
    stated = receipt.fields.get("rows_root")
    found.differ(f"{where} row", f"not row {row.index} of the plan's {row.size}", stated, root.hex() if root else None)


def _hex(value: Json, count: int | None = None) -> bytes:
    if not isinstance(value, str) or not _HEX.fullmatch(value) or (count is not None and len(value) != 2 * count):
        digits = "pairs of" if count is None else 2 * count
        raise NotCanonical(f"Expected {digits} hexadecimal digits, found {str(value)[:80]!r}.")
    return bytes.fromhex(value)


def read_receipt(path: Path, vkey: str | None) -> list[Finding]:
    """`check_receipt` of a file; an unreadable file is a finding."""
    try:
        return check_receipt(path.read_bytes(), path.name, vkey)
    except OSError as error:
        return [Finding(str(path), "cannot be read", "a receipt or a log's folder", str(error))]
