"""RFC 6962: published vectors; every proof of every small log holds and no altered one does."""

import json
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eastwind.tlog import merkle
from eastwind.tlog.merkle import (
    EMPTY_ROOT,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    range_hash,
    root_from_inclusion,
    root_of_hashes,
    row_proof,
    rows_hashed,
    rows_joined,
    rows_root,
    verify_consistency,
    verify_inclusion,
)

GOLDEN = json.loads((Path(__file__).parent / "golden" / "rfc6962.json").read_text("utf-8"))
LEAVES = [str(number).encode() for number in range(64)]
OTHER = sha256(b"other").digest()


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word for word."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + plain_root(leaves[:split]) + plain_root(leaves[split:])).digest()


@cache
def node(height: int, index: int) -> bytes:
    return (
        leaf_hash(LEAVES[index])
        if height == 0
        else node_hash(node(height - 1, 2 * index), node(height - 1, 2 * index + 1))
    )


ROOTS = [plain_root(LEAVES[:size]) for size in range(65)]


def hexes(texts: list[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]


def altered(path: list[bytes]):
    """Every near relation of a proof: a hash changed, dropped, doubled, added, two exchanged."""
    for at in range(len(path)):
        yield [*path[:at], OTHER, *path[at + 1 :]]
        yield [*path[:at], *path[at + 1 :]]
        yield [*path[:at], path[at], *path[at:]]
    yield [*path, OTHER]
    yield [OTHER, *path]
    for at, (one, other) in enumerate(pairwise(path)):
        if one != other:
            yield [*path[:at], other, one, *path[at + 2 :]]


def test_published_roots():
    leaves = hexes(GOLDEN["leaves"])
    for size, root in enumerate(hexes(GOLDEN["roots"])):
        assert rows_root(leaves[:size]) == root
        assert root_of_hashes(b"".join(map(leaf_hash, leaves[:size]))) == root


@pytest.mark.parametrize("case", GOLDEN["inclusion"])
def test_published_inclusion_proofs(case):
    leaves, roots = hexes(GOLDEN["leaves"]), hexes(GOLDEN["roots"])
    proof = row_proof(leaves[: case["size"]], case["index"])
    assert list(proof.path) == hexes(case["path"])
    assert verify_inclusion(
        leaf_hash(leaves[case["index"]]), case["index"], case["size"], proof.path, roots[case["size"]]
    )


@pytest.mark.parametrize("case", GOLDEN["consistency"])
def test_published_consistency_proofs(case):
    leaves, roots = hexes(GOLDEN["leaves"]), hexes(GOLDEN["roots"])

    def known(height: int, index: int) -> bytes:
        return rows_root(leaves[index << height : index + 1 << height])

    assert consistency_proof(known, case["old"], case["new"]) == hexes(case["path"])
    assert verify_consistency(case["old"], case["new"], hexes(case["path"]), roots[case["old"]], roots[case["new"]])


@pytest.mark.parametrize("size", range(1, 65))
def test_every_inclusion_proof_of_every_small_log_holds_and_no_altered_one_does(size):
    assert range_hash(node, 0, size) == ROOTS[size]
    for index in range(size):
        path = inclusion_proof(node, index, size)
        leaf = node(0, index)
        assert verify_inclusion(leaf, index, size, path, ROOTS[size])
        assert path == list(row_proof(LEAVES[:size], index).path)
        assert not verify_inclusion(OTHER, index, size, path, ROOTS[size])
        assert not any(verify_inclusion(leaf, index, size, wrong, ROOTS[size]) for wrong in altered(path))
        assert not any(
            verify_inclusion(leaf, other, size, path, ROOTS[size]) for other in range(-1, size + 1) if other != index
        )
        assert not any(verify_inclusion(leaf, index, size, path, root) for root in ROOTS[:size])


@pytest.mark.parametrize("new", range(65))
def test_every_consistency_proof_of_every_small_log_holds_and_no_altered_one_does(new):
    for old in range(new + 1):
        path = consistency_proof(node, old, new)
        assert verify_consistency(old, new, path, ROOTS[old], ROOTS[new])
        assert not verify_consistency(old, new, path, OTHER, ROOTS[new])
        assert not any(verify_consistency(old, new, wrong, ROOTS[old], ROOTS[new]) for wrong in altered(path))
        assert old == 0 or not verify_consistency(old, new, path, ROOTS[old], OTHER)


def test_a_tree_does_not_shrink():
    assert not verify_consistency(5, 4, [], ROOTS[5], ROOTS[4])
    assert not verify_consistency(-1, 4, [], ROOTS[0], ROOTS[4])


def test_an_inclusion_proof_of_the_wrong_shape_leads_nowhere():
    assert root_from_inclusion(OTHER, 0, 0, []) is None
    assert root_from_inclusion(OTHER, 0, 2, []) is None


@given(st.lists(st.binary(max_size=20), max_size=300))
def test_root_over_rows_equals_the_plain_definition(leaves):
    assert rows_root(leaves) == plain_root(leaves)


@pytest.mark.parametrize("size", [0, 1, 3, 4, 5, 8, 9, 12, 13, 40])
def test_blocks_do_not_change_the_root(size, monkeypatch):
    monkeypatch.setattr(merkle, "BLOCK", 4)
    assert rows_root(iter(LEAVES[:size])) == ROOTS[size]


@pytest.mark.parametrize("cuts", [[0], [3], [4], [1, 2, 3], [4, 8, 12], [5, 6, 7, 15, 16], [2, 2, 39], [40]])
def test_rows_hashed_apart_join_to_the_same_root(cuts, monkeypatch):
    monkeypatch.setattr(merkle, "BLOCK", 4)
    ends = [0, *cuts, 40]
    parts = [rows_hashed(b"".join(map(leaf_hash, LEAVES[first:end])), first) for first, end in pairwise(ends)]
    assert rows_joined(parts) == ROOTS[40]


def test_rows_that_do_not_follow_on_each_other_are_a_mistake():
    with pytest.raises(AssertionError, match="rows from 3 on, where 2 were expected"):
        rows_joined([rows_hashed(bytes(64), 0), rows_hashed(bytes(64), 3)])


def test_a_row_beyond_the_plan_is_an_error():
    with pytest.raises(IndexError, match="Row 3 of 3 rows"):
        row_proof(LEAVES[:3], 3)
    assert rows_root([]) == EMPTY_ROOT
