"""The tree as files: C2SP tlog-tiles.

In        a folder with `tile/…`, and leaves to be added.
Out       hashes and leaves read from tiles; the files that a longer tree needs.
Not here  hashing and proofs (merkle), the order of writing (log).
Proof     tests/tlog/test_tiles.py: the standard's example of 70,000 entries; files against a tree in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eastwind.tlog.errors import LogError
from eastwind.tlog.merkle import HASH_BYTES, leaf_hash, range_hash, root_of_hashes

HEIGHT = 8
WIDTH = 1 << HEIGHT
ENTRIES = -1  # the "level" of entry bundles, which lie beside those of level 0
LEAF_BYTES_MAX = 0xFFFF
_INDEX = re.compile(r"(x[0-9]{3}/)*[0-9]{3}")


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """One file: `width` consecutive hashes of a level (or leaves), the `index`-th such file. Full at 256."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The path below the log's folder."""
        part = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{'entries' if self.level == ENTRIES else self.level}/{encode_index(self.index)}{part}"

    @property
    def full(self) -> Tile:
        """The full tile that takes this one's place in the end."""
        return Tile(self.level, self.index)


def encode_index(number: int) -> str:
    """The number in groups of three digits, all but the last group marked x: 1234067 is x001/x234/067."""
    text = f"{number % 1000:03d}"
    while number := number // 1000:
        text = f"x{number % 1000:03d}/{text}"
    return text


def decode_index(path: str) -> int | None:
    """The number that `encode_index` gave `path` for; None for any other path."""
    if not _INDEX.fullmatch(path):
        return None
    number = int(path.replace("x", "").replace("/", ""))
    return number if encode_index(number) == path else None


def full_tiles(size: int) -> Iterator[Tile]:
    """Every full tile and bundle of a tree of `size`."""
    for level in (ENTRIES, *_levels(size)):
        for index in range(_count(size, level) // WIDTH):
            yield Tile(level, index)


def edge_tiles(size: int) -> Iterator[Tile]:
    """The partial tiles and the partial bundle on the right edge of a tree of `size`."""
    for level in (ENTRIES, *_levels(size)):
        index, width = divmod(_count(size, level), WIDTH)
        if width:
            yield Tile(level, index, width)


class Tiles:
    """The tiles of a tree of `size` in `folder`; files in `fresh` (by path) take precedence over the disk's."""

    def __init__(self, folder: Path, size: int, fresh: Mapping[str, bytes] | None = None) -> None:
        self.folder = folder
        self.size = size
        self._fresh = fresh or {}
        self._cache: dict[Tile, bytes] = {}

    def node(self, height: int, index: int) -> bytes:
        """The hash of a complete subtree: what merkle's proofs ask for."""
        level, rest = divmod(height, HEIGHT)
        first = index << rest
        tile = self._cached(self.tile_at(level, first // WIDTH))
        start = first % WIDTH * HASH_BYTES
        return root_of_hashes(tile[start : start + (HASH_BYTES << rest)])

    def root(self) -> bytes:
        """The root of the whole tree."""
        return range_hash(self.node, 0, self.size)

    def tile_at(self, level: int, index: int) -> Tile:
        """The tile of this tree at that place, partial or full."""
        return Tile(level, index, min(WIDTH, _count(self.size, level) - index * WIDTH))

    def read(self, tile: Tile) -> bytes:
        """The bytes of a tile or bundle; where its partial file is gone, the beginning of the full one."""
        for candidate in (tile, tile.full):
            data = self._fresh.get(candidate.path)
            if data is None:
                path = self.folder / candidate.path
                data = path.read_bytes() if path.is_file() else None
            if data is None:
                continue
            end = bundle_offsets(data, tile.width)[-1] if tile.level == ENTRIES else tile.width * HASH_BYTES
            if len(data) < end or (candidate == tile and len(data) != end):
                path = self.folder / candidate.path
                raise LogError(f"{path} has {len(data)} bytes, expected {end}. Run `eastwind verify`.")
            return data[:end]
        raise LogError(
            f"{self.folder / tile.path} is missing. Run `eastwind verify`; restore it from a copy of the log."
        )

    def leaf(self, index: int) -> bytes:
        """The leaf at `index`."""
        data = self.read(self.tile_at(ENTRIES, index // WIDTH))
        start, end = bundle_offsets(data, index % WIDTH + 1)[-2:]
        return data[start + 2 : end]

    def _cached(self, tile: Tile) -> bytes:
        if tile not in self._cache:
            self._cache[tile] = self.read(tile)
        return self._cache[tile]


def bundle_offsets(data: bytes, count: int) -> list[int]:
    """Where the first `count` leaves of a bundle begin, and where the last of them ends; LogError if it is cut off."""
    offsets = [0]
    for number in range(count):
        start = offsets[-1]
        end = start + 2 + int.from_bytes(data[start : start + 2], "big")
        if start + 2 > len(data) or end > len(data):
            raise LogError(f"The bundle ends within leaf {number} of {count}, at byte {len(data)}.")
        offsets.append(end)
    return offsets


def grow(folder: Path, size: int, leaves: Sequence[bytes]) -> tuple[dict[str, bytes], bytes]:
    """The files (path: bytes, in the order to write them) and the root of the tree of `size` with `leaves` added."""
    old = Tiles(folder, size)
    files: dict[str, bytes] = {}
    for leaf in leaves:
        if len(leaf) > LEAF_BYTES_MAX:
            raise LogError(f"A leaf of {len(leaf)} bytes; at most {LEAF_BYTES_MAX} fit into a bundle.")
    _grow_bundles(old, leaves, files)
    hashes = b"".join([leaf_hash(leaf) for leaf in leaves])
    level = 0
    while hashes:
        index, width = divmod(_count(size, level), WIDTH)
        data = (old.read(Tile(level, index, width)) if width else b"") + hashes
        hashes = b""
        for start in range(0, len(data), WIDTH * HASH_BYTES):
            chunk = data[start : start + WIDTH * HASH_BYTES]
            tile = Tile(level, index, len(chunk) // HASH_BYTES)
            files[tile.path] = chunk
            if tile.width == WIDTH:
                hashes += root_of_hashes(chunk)
            index += 1
        level += 1
    return files, Tiles(folder, size + len(leaves), files).root()


def _grow_bundles(old: Tiles, leaves: Sequence[bytes], files: dict[str, bytes]) -> None:
    index, width = divmod(old.size, WIDTH)
    head = [old.read(Tile(ENTRIES, index, width))] if width else []
    room = WIDTH - width
    start = 0
    while start < len(leaves):
        part = leaves[start : start + room]
        tile = Tile(ENTRIES, index, WIDTH - room + len(part))
        files[tile.path] = b"".join(head + [len(leaf).to_bytes(2, "big") + leaf for leaf in part])
        start, index, room, head = start + len(part), index + 1, WIDTH, []


def _levels(size: int) -> range:
    return range((max(size, 1).bit_length() - 1) // HEIGHT + 1) if size else range(0)


def _count(size: int, level: int) -> int:
    return size >> HEIGHT * max(level, 0)
