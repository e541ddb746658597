"""A second reader, written from docs/reference/log.md alone: no code shared with the room, and the same verdict."""

import base64
import hashlib
import hmac
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

GOLDEN = Path(__file__).parent / "golden"


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def canonical(value) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def climb(found: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """RFC 9162 §2.1.3.2, step by step."""
    at, last = index, size - 1
    for sibling in path:
        assert last > 0
        if at % 2 or at == last:
            found = sha(b"\x01" + sibling + found)
            while at % 2 == 0 and at:
                at, last = at // 2, last // 2
        else:
            found = sha(b"\x01" + found + sibling)
        at, last = at // 2, last // 2
    assert last == 0
    return found


def holds(data: bytes) -> bool:
    receipt = json.loads(data)
    leaf = receipt["leaf"]
    assert hmac.digest(bytes.fromhex(receipt["key"]), canonical(receipt["body"]), "sha256").hex() == leaf["commit"]
    head, _, note = receipt["proof"].partition("\n\n")
    header, index, *path = head.split("\n")
    assert header == "c2sp.org/tlog-proof@v1"
    text, _, signature = note.partition("\n\n")
    origin, size, root = text.split("\n")
    name, key_id, key = receipt["vkey"].split("+", 2)
    public = base64.b64decode(key)
    assert sha(name.encode() + b"\n" + public)[:4].hex() == key_id
    dash, signer, value = signature.rstrip("\n").split(" ")
    assert (dash, signer, origin) == ("—", name, name)
    signed = base64.b64decode(value)
    assert signed[:4].hex() == key_id
    Ed25519PublicKey.from_public_bytes(public[1:]).verify(signed[4:], (text + "\n").encode())
    siblings = [base64.b64decode(line) for line in path]
    reached = climb(sha(b"\x00" + canonical(leaf)), int(index.removeprefix("index ")), int(size), siblings)
    assert reached == base64.b64decode(root)
    if row := receipt.get("row"):
        siblings = [bytes.fromhex(text) for text in row["path"]]
        reached = climb(sha(b"\x00" + bytes.fromhex(row["leaf"])), row["index"], receipt["body"]["rows"], siblings)
        assert reached.hex() == receipt["body"]["rows_root"]
    return True


@pytest.mark.parametrize("name", ["receipt.json", "row-receipt.json"])
def test_the_recorded_receipts_hold_for_a_second_reader(name):
    assert holds((GOLDEN / name).read_bytes())


def test_tags_and_keys_of_the_example_follow_from_the_page():
    lines = (GOLDEN / "worked-example.txt").read_text("utf-8").split("\n")
    value = {lines[at]: lines[at + 1].strip() for at in range(len(lines) - 1) if lines[at + 1].startswith("    ")}
    root_key = value["root key (ASCII)"].encode()
    derived = {
        name: hmac.digest(root_key, b"eastwind/tlog/keys/v1\x00" + name.encode() + b"\x00p-1", "sha256")
        for name in ("tag", "contact")
    }
    assert derived["tag"].hex() == value["log key of p-1"]
    assert derived["contact"].hex() == value["key of p-1, class contact"]
    extracted = hmac.digest(bytes(32), derived["contact"], "sha256")
    entry_key = hmac.digest(extracted, b"eastwind/tlog/entry/v1\x00" + bytes(8) + b"\x01", "sha256")
    assert entry_key.hex() == value["entry key of p-1, n = 0"]
    assert hmac.digest(entry_key, value["body 0"].encode(), "sha256").hex() == value["commit 0"]
    assert hmac.digest(derived["tag"], bytes(8), "sha256").hex() == value["tag 0"]
