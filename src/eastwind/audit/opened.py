"""Opened log: is it whole and unaltered, and was every contact in it lawful?

In        the folder of docs/reference/opened-log.md, the laws, the key that the lender publishes.
Out       a report: findings (code, where, says, evidence), counts, notes.
Not here  tree and signature (tree), rows of plans (plans), whether facts agree (facts), the law (judge).
Proof     tests/audit/test_opened.py takes away, adds and alters every part of a true log.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from . import canonical, facts, plans, tree, words
from .errors import Unreadable
from .laws import Laws
from .report import LIST, NUMBER, OBJECT, TEXT, TEXT_OR_NULL, Report, Shape, misshapen, read_json, read_lines

FORMAT = "eastwind/opened-log/v1"
MANIFEST: Shape = {
    "format": TEXT, "vkey": TEXT, "size": NUMBER, "root": TEXT, "country": TEXT_OR_NULL, "mode": TEXT_OR_NULL,
}  # fmt: skip
ENTRY: Shape = {"index": NUMBER, "leaf": TEXT, "person": TEXT_OR_NULL, "body": TEXT_OR_NULL, "key": TEXT_OR_NULL}
PERSON: Shape = {"person": TEXT, "log_key": TEXT}
FACTS: Shape = {"entry": NUMBER, "contact_id": TEXT, "person": TEXT, "case": OBJECT}
BODY: Shape = {"kind": TEXT, "n": NUMBER}
BODIES: dict[str, Shape] = {
    "plan": plans.BODY,
    "erasure": {"entries": NUMBER},
    "contact": {
        "contact_id": TEXT, "transition": TEXT, "channel": TEXT, "by": TEXT, "loan_ids": LIST,
        "starts_at": TEXT_OR_NULL, "point_id": TEXT_OR_NULL,
    },
}  # fmt: skip
GONE_OUT = ("sending", "sent", "delivered", "answered", "failed", "unknown")


@dataclass(slots=True)
class Entry:
    """One opened entry."""

    index: int
    leaf: bytes
    person: str | None  # None = erased
    body: dict[str, Any] | None  # None = erased, or not readable
    erased: bool


def audit(folder: Path, laws: Laws, published: str | None = None) -> dict[str, Any]:
    """The report on an opened log, JSON-ready; Unreadable if the folder is none."""
    report = Report()
    report.counts.update(entries=0, erased=0, plans=0, rows=0, contacts=0, breaches=0)
    manifest = _manifest(folder / "manifest.json")
    leaves = _public(folder, manifest, published, report)
    entries = _entries(folder, leaves, report)
    report.counts["entries"] = len(entries)
    report.counts["erased"] = sum(entry.erased for entry in entries)
    _numbers(folder, entries, report)
    _erasures(entries, report)
    for entry in entries:
        if entry.body is not None and entry.body.get("kind") == "plan":
            plans.audit(folder, entry.index, entry.body, laws, manifest["country"], report)
    _contacts(folder, entries, laws, manifest, report)
    return {"findings": report.findings, "counts": dict(report.counts), "notes": report.notes}


def _manifest(path: Path) -> dict[str, Any]:
    manifest = read_json(path)
    amiss = misshapen(manifest, MANIFEST)
    if amiss is None and (manifest["format"] != FORMAT or set(manifest) != set(MANIFEST)):
        amiss = f"its format is not {FORMAT!r}, or it has other keys than {', '.join(MANIFEST)}"
    if amiss is None and (manifest["mode"] or "cautious") not in words.MODES:
        amiss = f"its mode is {manifest['mode']!r}"
    if amiss is not None:
        raise Unreadable(f"{path}: {amiss}. docs/reference/opened-log.md says what a manifest holds.")
    assert isinstance(manifest, dict)
    return manifest


def _public(folder: Path, manifest: dict[str, Any], published: str | None, report: Report) -> list[bytes]:
    """The leaves of the public log, after everything about it was verified."""
    log = folder / "log"
    try:
        key = tree.read_key((log / "log.vkey").read_text("utf-8"), f"{log}/log.vkey")
    except OSError as error:
        raise Unreadable(f"{log}/log.vkey: it cannot be read ({error}).") from None
    if published is None:
        report.notes.append(f"the log's key was not compared with a published one (--vkey): {key.text}")
    elif published != key.text:
        report.tell("wrong-key", "log/log.vkey", f"the log's key is {key.text}, published is {published}")
    try:
        newest = tree.read_checkpoint(log / "checkpoint", key)
    except Unreadable as error:
        report.tell("unsigned", "log/checkpoint", str(error))
        newest = tree.Checkpoint(manifest["size"], _bytes(manifest["root"], 32, "manifest.json, root"))
    told = {"vkey": key.text, "size": newest.size, "root": newest.root.hex()}
    for name, value in told.items():
        if manifest[name] != value:
            report.tell("manifest", "manifest.json", f"{name} is {manifest[name]!r}, the log's is {value!r}")
    leaves = tree.read_leaves(log, newest.size)
    for code, where, says in tree.verify(log, key, newest, leaves):
        report.tell(code, where, says)
    return leaves


def _entries(folder: Path, leaves: list[bytes], report: Report) -> list[Entry]:
    """The opened entries in the order of the log; each against its leaf, and none missing."""
    found: dict[int, Entry] = {}
    for number, line in read_lines(folder / "entries.jsonl", ENTRY, report, "entries.jsonl"):
        index = line["index"]
        where = f"entries.jsonl, line {number}, entry {index}"
        if not 0 <= index < len(leaves) or index in found:
            report.tell("extra-entry", where, f"the log has the entries 0 to {len(leaves) - 1}, each once")
            continue
        found[index] = _entry(line, leaves[index], where, report)
    for index in range(len(leaves)):
        if index not in found:
            report.tell("missing-entry", f"entry {index}", "it stands in the log and was not opened")
    return [found[index] for index in sorted(found)]


def _entry(line: dict[str, Any], leaf: bytes, where: str, report: Report) -> Entry:
    entry = Entry(line["index"], leaf, line["person"], None, line["body"] is None)
    if line["leaf"] != leaf.decode("utf-8", "replace"):
        report.tell("leaf", where, "the leaf shown is not the leaf in the log")
    if (line["body"] is None) != (line["key"] is None):
        report.tell("unreadable", where, "body and key are null together, or neither")
    elif line["body"] is not None:
        try:
            commit = tree.commit_of(leaf)
            key = bytes.fromhex(line["key"])
            if hmac.new(key, line["body"].encode(), sha256).hexdigest() != commit:
                report.tell("commit", where, "body and key do not give the leaf's commit: this is not what was logged")
            entry.body = _body(line["body"], where)
        except (ValueError, TypeError, KeyError) as error:
            report.tell("unreadable", where, f"it cannot be read: {error}")
    return entry


def _body(text: str, where: str) -> dict[str, Any]:
    """The body, of the shape that auditors need of its kind; Unreadable if it is not."""
    body = canonical.parse(text, where)
    amiss = misshapen(body, BODY) or misshapen(body, BODIES.get(body["kind"], {}))
    if amiss is not None:
        raise Unreadable(f"{where}: {amiss}")
    assert isinstance(body, dict)
    return body


def _bytes(text: str, length: int, where: str) -> bytes:
    """The bytes of hexadecimal digits."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != length:
        raise Unreadable(f"{where} is {text!r}. Write {2 * length} hexadecimal digits.")
    return found


def _numbers(folder: Path, entries: list[Entry], report: Report) -> None:
    """Every person's entries are numbered from 0 without a gap, and the tags are theirs."""
    by_person: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.person is not None:
            by_person.setdefault(entry.person, []).append(entry)
        elif not entry.erased:
            report.tell("unreadable", f"entry {entry.index}", "it is opened, and nobody says whose it is")
    for person, theirs in by_person.items():
        told = [entry.body["n"] for entry in theirs if entry.body is not None]
        if len(set(told)) < len(told) or not set(told) <= set(range(len(theirs))):
            shown = ", ".join(map(str, sorted(told)))
            report.tell(
                "number", f"person {person!r}", f"{len(theirs)} entries bear the numbers {shown}: one is missing"
            )
    path = folder / "people.jsonl"
    if not path.is_file():
        report.notes.append("there is no people.jsonl: tags were not checked, numbers by the bodies alone")
        return
    tags = {tree.tag_of(entry.leaf): entry for entry in entries}
    keys = {line["person"]: line["log_key"] for _, line in read_lines(path, PERSON, report, "people.jsonl")}
    for person, theirs in by_person.items():
        if person not in keys:
            report.tell("tag", f"person {person!r}", "people.jsonl has no log key of theirs")
            continue
        try:
            _tags(person, _bytes(keys[person], 32, f"people.jsonl, {person!r}"), theirs, tags, report)
        except Unreadable as error:
            report.tell("unreadable", f"person {person!r}", str(error))


def _tags(person: str, key: bytes, theirs: list[Entry], tags: dict[str, Entry], report: Report) -> None:
    def tag(number: int) -> str:
        return hmac.new(key, number.to_bytes(8, "big"), sha256).hexdigest()

    own = {tag(number): number for number in range(len(theirs))}
    for entry in theirs:
        number = own.get(tree.tag_of(entry.leaf))
        told = None if entry.body is None else entry.body.get("n")
        if number is None or (told is not None and told != number):
            report.tell("tag", f"entry {entry.index}", f"its tag is not that of number {told} of the person {person!r}")
    following = tags.get(tag(len(theirs)))
    if following is not None:
        report.tell(
            "tag", f"entry {following.index}", f"it is the next one of the person {person!r}, and is told of another"
        )


def _erasures(entries: list[Entry], report: Report) -> None:
    erased = sum(entry.erased for entry in entries)
    told = sum(e.body["entries"] for e in entries if e.body is not None and e.body["kind"] == "erasure")
    if erased:
        report.notes.append(f"{erased} entries are erased: nobody can say what they held")
    if erased > told:
        report.tell("erased", "entries.jsonl", f"{erased} entries are erased, entries of kind erasure tell of {told}")


def _contacts(folder: Path, entries: list[Entry], laws: Laws, manifest: dict[str, Any], report: Report) -> None:
    """Contacts that stand in the log one by one: those that went out have facts, and were lawful by them."""
    gone: dict[str, Entry] = {}
    for entry in entries:
        body = entry.body
        if body is None or body.get("kind") != "contact" or body.get("transition") not in GONE_OUT:
            continue
        before = gone.setdefault(body["contact_id"], entry)
        if before.body is not None and before.body["transition"] != "sending" and body["transition"] == "sending":
            gone[body["contact_id"]] = entry
    path = folder / "contacts.jsonl"
    if not gone and not path.is_file():
        return
    told: dict[str, dict[str, Any]] = {}
    if path.is_file():
        for number, line in read_lines(path, FACTS, report, "contacts.jsonl"):
            if told.setdefault(line["contact_id"], line) is not line:
                report.tell("extra-facts", f"contacts.jsonl, line {number}", "this contact has facts already")
    sent: dict[str, list[tuple[str, str]]] = {}
    for contact_id, entry in gone.items():
        where = f"entry {entry.index}, contact {contact_id}"
        assert entry.body is not None
        if entry.body.get("allowed") is False:
            report.tell("sent-refused", where, "the entry says that the law forbade it, and it went out")
        theirs = sent.setdefault(entry.person or "", [])
        if contact_id not in told:
            report.tell("no-facts", where, "it went out, and contacts.jsonl does not say by which facts it was judged")
        else:
            said = {**entry.body, "person_id": entry.person}
            facts.audit(
                told[contact_id],
                said,
                where,
                laws,
                manifest["mode"] or "cautious",
                None,
                manifest["country"],
                report,
                theirs,
            )
        theirs.append((str(entry.body.get("channel")), str(entry.body.get("starts_at"))))
    for contact_id in told.keys() - gone.keys():
        report.tell(
            "extra-facts", f"contacts.jsonl, contact {contact_id}", "no contact of the log that went out has this id"
        )
