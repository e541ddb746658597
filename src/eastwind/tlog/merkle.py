"""The Merkle tree of RFC 6962: hashes, proofs, and the two checks.

In        leaf bytes, or a function that knows the hashes of complete subtrees.
Out       roots, inclusion and consistency proofs (lists of 32-byte hashes), True or False.
Not here  where hashes are kept (tiles), who signs a root (note).
Proof     tests/tlog/test_merkle.py: published vectors; every proof of every log of 1 to 64 leaves, and every forgery.

A subtree is named by (height, index): it covers the leaves from index·2^height, 2^height of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

Node = Callable[[int, int], bytes]  # (height, index) of a complete subtree -> its hash

HASH_BYTES = 32
EMPTY_ROOT = sha256().digest()
BLOCK = 1 << 12  # rows hashed together; a power of two, so that a block is a subtree


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 || leaf)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def fold(level: bytes) -> bytes:
    """The next level up: neighbours hashed in pairs, an odd last one carried up unchanged."""
    whole = len(level) - len(level) % (2 * HASH_BYTES)
    pairs = [sha256(b"\x01" + level[i : i + 64]).digest() for i in range(0, whole, 64)]
    return b"".join(pairs) + level[whole:]


def root_of_hashes(level: bytes) -> bytes:
    """The root over consecutive leaf hashes, joined; the empty root for none."""
    while len(level) > HASH_BYTES:
        level = fold(level)
    return level or EMPTY_ROOT


def range_hash(node: Node, start: int, end: int) -> bytes:
    """MTH(D[start:end]) of RFC 6962 §2.1, for a range that the RFC's own splitting reaches."""
    count = end - start
    if count == 0:
        return EMPTY_ROOT
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        return node(height, start >> height)
    split = start + _split(count)
    return node_hash(range_hash(node, start, split), range_hash(node, split, end))


def inclusion_proof(node: Node, index: int, size: int) -> list[bytes]:
    """The siblings of leaf `index` in a tree of `size`, from the leaf's up to the root's child."""
    assert 0 <= index < size, (index, size)
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        split = start + _split(end - start)
        if index < split:
            path.append(range_hash(node, split, end))
            end = split
        else:
            path.append(range_hash(node, start, split))
            start = split
    return path[::-1]


def consistency_proof(node: Node, old: int, new: int) -> list[bytes]:
    """The hashes that show the tree of `old` leaves to be a prefix of that of `new` (RFC 6962 §2.1.2)."""
    assert 0 <= old <= new, (old, new)
    if old in (0, new):
        return []
    path: list[bytes] = []
    start, end, whole = 0, new, True  # whole: the old tree so far is exactly the left edge
    while end != old:
        split = start + _split(end - start)
        if old <= split:
            path.append(range_hash(node, split, end))
            end = split
        else:
            path.append(range_hash(node, start, split))
            start, whole = split, False
    return ([] if whole else [range_hash(node, start, end)]) + path[::-1]


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a leaf hash and its path lead to; None if the path has the wrong shape for (index, size)."""
    if not 0 <= index < size:
        return None
    inner = (index ^ (size - 1)).bit_length()
    if len(path) != inner + (index >> inner).bit_count():
        return None
    found = leaf
    for level, sibling in enumerate(path):
        # Above `inner` the leaf lies on the right edge, so that every sibling there stands on the left.
        left = level >= inner or index >> level & 1
        found = node_hash(sibling, found) if left else node_hash(found, sibling)
    return found


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the leaf hash `leaf` stands at `index` of the tree of `size` leaves with that root."""
    return root_from_inclusion(leaf, index, size, path) == root


def verify_consistency(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the tree of `new` leaves extends the tree of `old` leaves without changing any of them."""
    if not 0 <= old <= new:
        return False
    if old == new or old == 0:
        return not path and (old_root == new_root if old == new else old_root == EMPTY_ROOT)
    shift = (old & -old).bit_length() - 1  # a complete old subtree is not repeated in the proof
    hashes = [old_root, *path] if old == 1 << shift else list(path)
    if not hashes:
        return False
    index, last = (old - 1) >> shift, (new - 1) >> shift
    old_found = new_found = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            old_found, new_found = node_hash(sibling, old_found), node_hash(sibling, new_found)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            new_found = node_hash(new_found, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and old_found == old_root and new_found == new_root


@dataclass(frozen=True, slots=True)
class RowProof:
    """One row of a plan in the tree over its rows: leaf bytes, place, and siblings up to the root."""

    index: int
    size: int
    leaf: bytes
    path: tuple[bytes, ...]

    def root(self) -> bytes | None:
        """The root this proof leads to, to be compared with `rows_root` in the plan's entry."""
        return root_from_inclusion(leaf_hash(self.leaf), self.index, self.size, self.path)


@dataclass(frozen=True, slots=True)
class RowsHashed:
    """Consecutive rows of a plan as hashes: of rows before the first whole block, of whole blocks, of rows after."""

    first: int
    count: int
    head: bytes
    blocks: bytes
    tail: bytes


def rows_hashed(hashes: bytes, first: int) -> RowsHashed:
    """The leaf hashes of consecutive rows, joined, the first of them row number `first`: folded as far as they can be
    without the rows before and after, 2^12 at a time."""
    count = len(hashes) // HASH_BYTES
    begin = min(-first % BLOCK, count)
    end = begin + (count - begin) // BLOCK * BLOCK
    blocks = [root_of_hashes(hashes[at * HASH_BYTES : (at + BLOCK) * HASH_BYTES]) for at in range(begin, end, BLOCK)]
    return RowsHashed(first, count, hashes[: begin * HASH_BYTES], b"".join(blocks), hashes[end * HASH_BYTES :])


def rows_joined(parts: Iterable[RowsHashed]) -> bytes:
    """The root over all rows, from parts that follow on each other; an empty plan has the empty root."""
    blocks: list[bytes] = []
    open_, count = b"", 0  # leaf hashes since the last whole block; rows so far
    for part in parts:
        assert part.first == count, f"rows from {part.first} on, where {count} were expected"
        open_ += part.head
        if len(open_) == BLOCK * HASH_BYTES:
            blocks.append(root_of_hashes(open_))
            open_ = b""
        assert not open_ or not (part.blocks or part.tail), "a block that was begun goes on in the next part"
        blocks.append(part.blocks)
        open_ += part.tail
        count += part.count
    if open_:
        blocks.append(root_of_hashes(open_))
    # Aligned blocks are complete subtrees; the last, partial one is carried up like any odd node.
    return root_of_hashes(b"".join(blocks))


def rows_root(leaves: Iterable[bytes]) -> bytes:
    """The root over the leaf bytes of a plan's rows, in order; any iterable: one block of them is in memory."""
    return rows_joined(_hashed(iter(leaves)))


def row_proof(leaves: Sequence[bytes], index: int) -> RowProof:
    """The proof of row `index`. Hashes every row once: about 1.2 s for a million."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"Row {index} of {len(leaves)} rows. Rows count from 0.")
    level = b"".join([sha256(b"\x00" + leaf).digest() for leaf in leaves])
    path: list[bytes] = []
    at = index
    while len(level) > HASH_BYTES:
        sibling = level[(at ^ 1) * HASH_BYTES : ((at ^ 1) + 1) * HASH_BYTES]
        if sibling:  # the odd last one of a level has none
            path.append(sibling)
        level = fold(level)
        at >>= 1
    return RowProof(index, len(leaves), leaves[index], tuple(path))


def _hashed(leaves: Iterator[bytes]) -> Iterator[RowsHashed]:
    first = 0
    while level := b"".join([sha256(b"\x00" + leaf).digest() for leaf in islice(leaves, BLOCK)]):
        yield rows_hashed(level, first)
        first += len(level) // HASH_BYTES


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1
