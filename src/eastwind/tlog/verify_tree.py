"""The tree part of a verification: bundles and tiles against each other and against the signed root.

In        a log's folder, its checkpoint, the tile files that are there.
Out       findings; and the tree, from which the root of every earlier size follows.
Not here  keys, checkpoints, extra files (verify_log), bodies (verify_bodies).
Proof     tests/tlog/test_tamper.py, test_crash.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from eastwind.tlog.errors import LogError
from eastwind.tlog.findings import Findings
from eastwind.tlog.log import HEAD, NEXT
from eastwind.tlog.merkle import EMPTY_ROOT, HASH_BYTES, leaf_hash, node_hash, root_of_hashes
from eastwind.tlog.note import Checkpoint
from eastwind.tlog.tiles import ENTRIES, WIDTH, Tile, bundle_offsets

TILE_BYTES = WIDTH * HASH_BYTES
_LEAF = re.compile(rb'\{"commit":"[0-9a-f]{64}","tag":"[0-9a-f]{64}","v":1\}')


@dataclass
class Tree:
    """The hashes of a log's full level-0 tiles, and of its beginnings within a tile at the sizes asked for."""

    size: int = 0
    full: list[bytes] = field(default_factory=list)
    partial: dict[int, bytes] = field(default_factory=dict)  # size -> hash of the last, incomplete tile
    _levels: list[bytes] = field(default_factory=list)

    def add(self, hashes: bytes, sizes: set[int]) -> None:
        """Append one tile of leaf hashes; of `sizes`, those that end within it can be asked for later."""
        self.partial |= {
            size: root_of_hashes(hashes[: (size - self.size) * HASH_BYTES])
            for size in sizes
            if self.size < size <= self.size + len(hashes) // HASH_BYTES and size % WIDTH
        }
        self.size += len(hashes) // HASH_BYTES
        if len(hashes) == TILE_BYTES:
            self.full.append(root_of_hashes(hashes))

    def root(self, size: int) -> bytes:
        """The root at an earlier size: the complete subtrees of its full tiles, joined from the right."""
        if not self._levels:
            self._levels = [b"".join(self.full)]
            while len(last := self._levels[-1]) > HASH_BYTES:
                pairs = range(0, len(last) - len(last) % (2 * HASH_BYTES), 2 * HASH_BYTES)
                self._levels.append(b"".join(node_hash(last[i : i + 32], last[i + 32 : i + 64]) for i in pairs))
        found = self.partial.get(size)
        tiles = size // WIDTH
        for height, level in enumerate(self._levels):
            if tiles >> height & 1:
                at = ((tiles >> height) - 1) * HASH_BYTES
                peak = level[at : at + HASH_BYTES]
                found = peak if found is None else node_hash(peak, found)
        return EMPTY_ROOT if found is None else found


@dataclass(frozen=True, slots=True)
class _Dispute:
    """A leaf whose hash is not the one in its tile."""

    bundle: Tile
    tile: Tile
    slot: int
    offset: int
    built: bytes
    stored: bytes


def read_tree(
    folder: Path, head: Checkpoint, intent: Checkpoint | None, tiles: set[Tile], sizes: set[int], found: Findings
) -> Tree:
    """Check every tile file in `tiles`; the tree, ready for the roots at `sizes`.

    With an intent whose bundles are all there, the tree checked is the intended one, for then its root is signed too.
    """
    widths: dict[tuple[int, int], list[int]] = defaultdict(list)
    for tile in sorted(tiles):
        widths[tile.level, tile.index].append(tile.width)
    covered = intent is not None and intent.size > head.size and _all_bundles(intent.size, tiles)
    top = intent if covered and intent is not None else head
    sizes = sizes | {head.size, top.size}
    built, stored, disputes = Tree(), Tree(), list[_Dispute]()
    for index in range(-(-top.size // WIDTH)):
        width = min(WIDTH, top.size - index * WIDTH)
        from_bundle, offsets = _read_bundles(folder, index, width, widths[ENTRIES, index], found)
        from_tile = _read_tile(folder, index, width, widths[0, index], from_bundle, found)
        hashes = from_bundle or from_tile or bytes(width * HASH_BYTES)
        built.add(hashes, sizes)
        stored.add(from_tile or hashes, sizes)
        for slot in _slots_differing(hashes, from_tile or hashes):
            at = slice(slot * HASH_BYTES, (slot + 1) * HASH_BYTES)
            bundle, tile = Tile(ENTRIES, index, width), Tile(0, index, width)
            disputes.append(_Dispute(bundle, tile, slot, offsets[slot], hashes[at], (from_tile or hashes)[at]))
    tree = _decide(top, NEXT if top is intent else HEAD, built, stored, disputes, found)
    _check_upper(folder, tree, widths, found)
    if top is intent:
        found.differ(HEAD, "not the root of the entries", tree.root(head.size), head.root)
    return tree


def _all_bundles(size: int, tiles: set[Tile]) -> bool:
    last, width = divmod(size, WIDTH)
    return all(Tile(ENTRIES, index) in tiles for index in range(last)) and (
        not width or not tiles.isdisjoint({Tile(ENTRIES, last, width), Tile(ENTRIES, last)})
    )


def _read_bundles(folder: Path, index: int, width: int, widths: list[int], found: Findings) -> tuple[bytes, list[int]]:
    """Leaf hashes of the widest bundle (b"" if it cannot be read) and its offsets; shorter ones must begin it."""
    main = Tile(ENTRIES, index, width)
    if width not in widths:
        return b"", [0] * (width + 1)  # already found missing
    data = (folder / main.path).read_bytes()
    try:
        offsets = bundle_offsets(data, width)
    except LogError as error:
        found.add(main.path, "not a bundle", f"{width} leaves", error)
        return b"", [0] * (width + 1)
    found.differ(f"{main.path} byte {offsets[-1]}", "bytes after the last leaf", offsets[-1], len(data))
    leaves = [data[start + 2 : end] for start, end in pairwise(offsets)]
    for slot, leaf in enumerate(leaves):
        if not _LEAF.fullmatch(leaf):
            where = f"{main.path} byte {offsets[slot]}"
            found.add(where, f"entry {index * WIDTH + slot} is no leaf", "commit, tag, v", leaf)
    for shorter in widths:
        if shorter < width:
            _compare(folder, Tile(ENTRIES, index, shorter), data[: offsets[shorter]], found)
    return b"".join([leaf_hash(leaf) for leaf in leaves]), offsets


def _read_tile(folder: Path, index: int, width: int, widths: list[int], built: bytes, found: Findings) -> bytes:
    """The stored leaf hashes (b"" if there are none of the right number); shorter tiles must begin the built ones."""
    main = Tile(0, index, width)
    stored = (folder / main.path).read_bytes() if width in widths else b""
    if width in widths and found.differ(main.path, "a tile of another length", width * HASH_BYTES, len(stored)):
        stored = b""
    for shorter in widths:
        if shorter < width and (built or stored):
            _compare(folder, Tile(0, index, shorter), (built or stored)[: shorter * HASH_BYTES], found)
    return stored


def _decide(top: Checkpoint, name: str, built: Tree, stored: Tree, disputes: list[_Dispute], found: Findings) -> Tree:
    """Say which side of each dispute was altered: the one that does not lead to the signed root."""
    bundles_hold = built.root(top.size) == top.root
    tiles_hold = not bundles_hold and stored.root(top.size) == top.root
    for dispute in disputes:
        entry = dispute.tile.index * WIDTH + dispute.slot
        tile = f"{dispute.tile.path} byte {dispute.slot * HASH_BYTES}"
        bundle = f"{dispute.bundle.path} byte {dispute.offset}"
        if bundles_hold:
            found.add(tile, f"not the hash of entry {entry}", dispute.built, dispute.stored)
        elif tiles_hold:
            found.add(bundle, f"entry {entry} was altered: not the logged hash", dispute.stored, dispute.built)
        else:
            found.add(f"{bundle}, {tile}", f"entry {entry} and its hash disagree", dispute.built, dispute.stored)
    if not bundles_hold and not tiles_hold:
        found.add(name, "not the root of the entries", built.root(top.size), top.root)
    return stored if tiles_hold else built


def _check_upper(folder: Path, tree: Tree, widths: dict[tuple[int, int], list[int]], found: Findings) -> None:
    data, level = b"".join(tree.full), 1
    while data:
        for index in range(-(-len(data) // TILE_BYTES)):
            part = data[index * TILE_BYTES : (index + 1) * TILE_BYTES]
            for width in widths.get((level, index), []):
                if width * HASH_BYTES <= len(part):  # else of an intent whose bundles are not all there yet
                    _compare(folder, Tile(level, index, width), part[: width * HASH_BYTES], found)
        whole = len(data) - len(data) % TILE_BYTES
        data = b"".join(root_of_hashes(data[i : i + TILE_BYTES]) for i in range(0, whole, TILE_BYTES))
        level += 1


def _compare(folder: Path, tile: Tile, expected: bytes, found: Findings) -> None:
    data = (folder / tile.path).read_bytes()
    if data != expected:
        same = zip(data, expected, strict=False)
        at = next((i for i, (a, b) in enumerate(same) if a != b), min(len(data), len(expected)))
        start = at - at % HASH_BYTES if tile.level != ENTRIES else at
        shown = slice(start, start + HASH_BYTES)
        found.add(f"{tile.path} byte {at}", "not what the entries give", expected[shown], data[shown])


def _slots_differing(one: bytes, other: bytes) -> list[int]:
    if one == other:
        return []
    starts = range(0, len(one), HASH_BYTES)
    return [start // HASH_BYTES for start in starts if one[start : start + 32] != other[start : start + 32]]
