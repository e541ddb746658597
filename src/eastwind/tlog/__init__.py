"""tlog: what was done, so that nobody can deny, alter or back-date it.

In        bytes: canonical bodies of entries (core's schemas), rows of plans.
Out       a transparency log in open formats (C2SP tlog-tiles, tlog-checkpoint, signed-note, tlog-proof; RFC 6962
          hashing), receipts, and findings of a verification.
Not here  what is worth logging (core's body schemas and the rooms that act), anchors, the independent auditor (audit).
Proof     tests/tlog: published vectors, every proof of every small log, every byte flipped, killed at every step.

    keys = SqliteKeys("keys.sqlite", random_bytes)        # apart from everything else
    log = Log("log", Signer.parse(secret))                # made if new
    entries = FileEntries("log/entries.jsonl")            # or SqliteEntries(connection), in your transaction
    entries.pend(Entry({"kind": "refusal", "at": "2026-09-30T01:00:00Z"}, person_id="p-1", retention="contact"), keys)
    log.integrate(entries)
    verify("log", keys=keys)                              # [] when all holds

The formats are specified in docs/reference/log.md, byte by byte.
"""

from eastwind.tlog.canonical_json import canonical
from eastwind.tlog.entries import EntryStore, FileEntries, MemoryEntries
from eastwind.tlog.entries_sqlite import SqliteEntries
from eastwind.tlog.entry import Entry, Sealed, seal
from eastwind.tlog.errors import AlreadyLogged, BadNote, LogConflict, LogError, NotCanonical
from eastwind.tlog.findings import Finding
from eastwind.tlog.keys import DerivedKeys, KeyStore, SqliteKeys
from eastwind.tlog.log import Log, LogReader
from eastwind.tlog.merkle import RowProof, RowsHashed, row_proof, rows_joined, rows_root
from eastwind.tlog.note import Checkpoint, Signer, Verifier
from eastwind.tlog.opened import opened_entries, opened_people, opened_rows
from eastwind.tlog.receipt import check_receipt, make_receipt, receipt_says
from eastwind.tlog.rows import blinded, hashed, row_key
from eastwind.tlog.verify_log import verify

__all__ = [
    "AlreadyLogged",
    "BadNote",
    "Checkpoint",
    "DerivedKeys",
    "Entry",
    "EntryStore",
    "FileEntries",
    "Finding",
    "KeyStore",
    "Log",
    "LogConflict",
    "LogError",
    "LogReader",
    "MemoryEntries",
    "NotCanonical",
    "RowProof",
    "RowsHashed",
    "Sealed",
    "Signer",
    "SqliteEntries",
    "SqliteKeys",
    "Verifier",
    "blinded",
    "canonical",
    "check_receipt",
    "hashed",
    "make_receipt",
    "opened_entries",
    "opened_people",
    "opened_rows",
    "receipt_says",
    "row_key",
    "row_proof",
    "rows_joined",
    "rows_root",
    "seal",
    "verify",
]
