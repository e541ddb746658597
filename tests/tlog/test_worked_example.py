"""The worked example of docs/reference/log.md: recorded bytes, in the golden folder and word for word in the page."""

from pathlib import Path

from eastwind.tlog import (
    DerivedKeys,
    Entry,
    Log,
    MemoryEntries,
    Signer,
    blinded,
    make_receipt,
    row_key,
    row_proof,
    rows_root,
    verify,
)
from eastwind.tlog.entry import Leaf
from eastwind.tlog.keys import LENDER, TAG, entry_key
from eastwind.tlog.merkle import leaf_hash, node_hash

GOLDEN = Path(__file__).parent / "golden"
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "log.md"
ROOT_KEY = b"eastwind worked example root key"
ROWS = [f'{{"person_id":"p-{number}","treatment":"silence"}}'.encode() for number in range(3)]


def build(folder):
    """A log of three entries: a refusal about p-1, a plan of three rows, a second refusal about p-1."""
    keys, entries = DerivedKeys(ROOT_KEY), MemoryEntries()
    log = Log(folder / "log", Signer.derived("log.example/lender", ROOT_KEY))
    leaves = list(blinded(row_key(keys, "plan-1"), ROWS))
    plan = {"kind": "plan", "plan_id": "plan-1", "rows": len(ROWS), "rows_root": rows_root(leaves).hex()}
    entries.pend(Entry({"kind": "refusal", "at": "2026-09-30T01:00:00Z"}, "p-1", "contact"), keys)
    entries.pend(Entry(plan), keys)
    entries.pend(Entry({"kind": "refusal", "at": "2026-10-01T01:00:00Z"}, "p-1", "contact"), keys)
    log.integrate(entries)
    return log, entries, keys, leaves


def narrated(log, entries, keys, leaves) -> str:
    """Every step of the example, one value to a line."""
    rows = list(entries.rows(0, 3))
    hashes = [leaf_hash(row.leaf) for row in rows]
    parts = [
        ("root key (ASCII)", ROOT_KEY.decode()),
        ("log key of p-1", keys.find("p-1", TAG).hex()),
        ("key of p-1, class contact", keys.find("p-1", "contact").hex()),
        ("entry key of p-1, n = 0", entry_key(keys.find("p-1", "contact"), 0).hex()),
        ("body 0", rows[0].body.decode()),
        ("tag 0", Leaf.parse(rows[0].leaf).tag.hex()),
        ("commit 0", Leaf.parse(rows[0].leaf).commit.hex()),
        *((f"leaf {index}", row.leaf.decode()) for index, row in enumerate(rows)),
        *((f"leaf hash {index}", value.hex()) for index, value in enumerate(hashes)),
        ("node (0, 1)", node_hash(hashes[0], hashes[1]).hex()),
        ("root", log.checkpoint().root.hex()),
        ("tile/entries/000.p/3, first 24 bytes", (log.folder / "tile/entries/000.p/3").read_bytes()[:24].hex()),
        ("tile/0/000.p/3", (log.folder / "tile/0/000.p/3").read_bytes().hex()),
        ("log.vkey", log.verifier.vkey),
        ("key of the lender, class plan", keys.find(LENDER, "plan").hex()),
        ("row key of plan-1", row_key(keys, "plan-1").hex()),
        *((f"row leaf {index}", leaf.hex()) for index, leaf in enumerate(leaves)),
        ("root over rows", rows_root(leaves).hex()),
        ("body 1", rows[1].body.decode()),
    ]
    lines = [f"{name}\n    {value}" for name, value in parts]
    return (
        "\n".join(lines) + "\ncheckpoint\n" + "".join(f"    {line}\n" for line in log.note().decode().split("\n")[:-1])
    )


def test_the_example_is_as_recorded_and_as_printed(tmp_path):
    log, entries, keys, leaves = build(tmp_path)
    text = narrated(log, entries, keys, leaves)
    assert text == (GOLDEN / "worked-example.txt").read_text("utf-8")
    assert text in PAGE.read_text("utf-8")


def test_the_receipts_are_as_recorded_and_as_printed(tmp_path):
    log, entries, keys, leaves = build(tmp_path)
    for name, receipt in (
        ("receipt.json", make_receipt(log, entries, keys, 2)),
        ("row-receipt.json", make_receipt(log, entries, keys, 1, row_proof(leaves, 2))),
    ):
        assert receipt == (GOLDEN / name).read_bytes()
        assert receipt.decode() in PAGE.read_text("utf-8")
        assert verify(GOLDEN / name, vkey=log.verifier.vkey) == []
