"""Tiles: the standard's own examples; files against a tree in memory."""

from collections import Counter
from itertools import pairwise

import pytest

from eastwind.tlog import LogError
from eastwind.tlog.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    rows_root,
    verify_consistency,
    verify_inclusion,
)
from eastwind.tlog.tiles import (
    ENTRIES,
    Tile,
    Tiles,
    bundle_offsets,
    decode_index,
    edge_tiles,
    encode_index,
    full_tiles,
    grow,
)

SIZES = [0, 1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 66_000]


def leaves(start: int, end: int) -> list[bytes]:
    return [f"leaf {number}".encode() for number in range(start, end)]


def test_the_standards_example_of_an_index():
    assert encode_index(1234067) == "x001/x234/067"
    assert [encode_index(number) for number in (0, 7, 999, 1000)] == ["000", "007", "999", "x001/000"]


def test_an_index_has_one_path():
    for number in (0, 1, 999, 1000, 999_999, 1_000_000, 1234067):
        assert decode_index(encode_index(number)) == number
    for wrong in ("", "1", "0001", "x000/001", "001/002", "x001/x002", "a", "000\n", "x1/000"):
        assert decode_index(wrong) is None


def test_the_standards_example_of_a_tree():
    """tlog-tiles: of 70,000 entries, 273 tiles are full at level 0, then one of 112; one and one of 17; one of 1."""
    full = Counter(tile.level for tile in full_tiles(70_000))
    assert full == {ENTRIES: 273, 0: 273, 1: 1}
    assert {(tile.level, tile.width) for tile in edge_tiles(70_000)} == {(ENTRIES, 112), (0, 112), (1, 17), (2, 1)}


def test_256_entries_are_a_full_tile_and_one_of_width_1_above():
    assert {tile.path for tile in full_tiles(256)} == {"tile/0/000", "tile/entries/000"}
    assert [tile.path for tile in edge_tiles(256)] == ["tile/1/000.p/1"]


def write(folder, files):
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def test_files_grown_in_batches_are_those_of_the_tree_in_memory(tmp_path):
    size = 0
    for end in SIZES[1:]:
        files, root = grow(tmp_path, size, leaves(size, end))
        assert root == rows_root(leaves(0, end))
        write(tmp_path, files)
        present = {tile.path for tile in (*full_tiles(end), *edge_tiles(end))}
        assert all((tmp_path / path).is_file() for path in present)
        assert set(files) <= present
        assert Tiles(tmp_path, end).root() == root
        size = end
    tiles = Tiles(tmp_path, size)
    assert tiles.leaf(300) == b"leaf 300"
    assert tiles.leaf(65_999) == b"leaf 65999"


def test_proofs_from_files_hold(tmp_path):
    roots = {0: rows_root([])}
    for old, new in pairwise(SIZES):
        files, roots[new] = grow(tmp_path, old, leaves(old, new))
        write(tmp_path, files)
    for size in SIZES[1:]:
        tiles = Tiles(tmp_path, size)
        for index in {0, size // 2, size - 1}:
            path = inclusion_proof(tiles.node, index, size)
            assert verify_inclusion(leaf_hash(f"leaf {index}".encode()), index, size, path, roots[size])
        for old in (old for old in SIZES if old <= size):
            assert verify_consistency(old, size, consistency_proof(tiles.node, old, size), roots[old], roots[size])


def test_a_partial_tile_that_is_gone_is_read_from_the_full_one(tmp_path):
    for old, new in ((0, 100), (100, 300)):
        write(tmp_path, grow(tmp_path, old, leaves(old, new))[0])
    for level in ("0", "entries"):
        (tmp_path / f"tile/{level}/000.p/100").unlink()
    assert Tiles(tmp_path, 100).root() == rows_root(leaves(0, 100))
    assert Tiles(tmp_path, 100).leaf(99) == b"leaf 99"


def test_a_missing_or_short_tile_is_named(tmp_path):
    write(tmp_path, grow(tmp_path, 0, leaves(0, 5))[0])
    with pytest.raises(LogError, match=r"000\.p/6 is missing"):
        Tiles(tmp_path, 6).root()
    (tmp_path / "tile/0/000.p/5").write_bytes(bytes(31))
    with pytest.raises(LogError, match="31 bytes, expected 160"):
        Tiles(tmp_path, 5).root()


def test_a_bundle_cut_off_is_an_error():
    data = b"\x00\x01a\x00\x02bc"
    assert bundle_offsets(data, 2) == [0, 3, 7]
    for cut in range(7):
        with pytest.raises(LogError, match="ends within leaf"):
            bundle_offsets(data[:cut], 2)


def test_a_leaf_too_long_for_a_bundle_is_refused(tmp_path):
    with pytest.raises(LogError, match="65536 bytes"):
        grow(tmp_path, 0, [bytes(65_536)])
    assert grow(tmp_path, 0, [bytes(65_535)])[0][Tile(ENTRIES, 0, 1).path][:2] == b"\xff\xff"
