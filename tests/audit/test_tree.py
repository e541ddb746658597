"""The public log alone: known roots, every size, and every byte that can be altered."""

from hashlib import sha256
from pathlib import Path

import pytest

from eastwind import tlog
from eastwind.audit import tree
from eastwind.audit.errors import Unreadable
from tests.tlog.support import SIGNER, files_below, memory_log


def plainly(leaves: list[bytes]) -> bytes:
    """RFC 6962, as its section 2.1 writes it."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + plainly(leaves[:half]) + plainly(leaves[half:])).digest()


@pytest.mark.parametrize("size", range(70))
def test_the_root_of_every_small_tree_is_that_of_the_standard(size: int):
    leaves = [bytes([number]) * number for number in range(size)]
    assert tree.root_of(leaves) == plainly(leaves)


@pytest.mark.parametrize(("number", "path"), [(0, "000"), (67, "067"), (1067, "x001/067"), (1234067, "x001/x234/067")])
def test_numbers_are_spelled_in_groups_of_three(number: int, path: str):
    assert tree.number_path(number) == path


def told(folder: Path) -> list[tuple[str, str, str]]:
    key = tree.read_key((folder / "log.vkey").read_text(), "log.vkey")
    newest = tree.read_checkpoint(folder / "checkpoint", key)
    return list(tree.verify(folder, key, newest, tree.read_leaves(folder, newest.size)))


@pytest.mark.parametrize("batches", [(0,), (1,), (3, 4), (255, 1), (256, 1), (200, 400)], ids=str)
def test_a_true_log_is_verified(tmp_path: Path, batches: tuple[int, ...]):
    memory_log(tmp_path, *batches)
    assert told(tmp_path) == []


def test_every_file_that_is_altered_is_found(tmp_path: Path):
    memory_log(tmp_path, 3, 300)
    for path in files_below(tmp_path):
        data = path.read_bytes()
        if path.name.startswith(".") or not data:
            continue
        for at in {0, len(data) // 2, len(data) - 2}:
            path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            try:
                found = bool(told(tmp_path))
            except Unreadable:
                found = True
            path.write_bytes(data)
            stale = "checkpoint" not in path.parts and ".p" in str(path.parent) and path.name == "3"
            assert found or stale, (path, at)  # a partial tile that a later one replaced is nobody's
    assert told(tmp_path) == []


@pytest.mark.parametrize("name", ["tile/entries/000.p/7", "tile/0/000.p/7"])
def test_a_missing_tile_is_found(tmp_path: Path, name: str):
    memory_log(tmp_path, 7)
    (tmp_path / name).unlink()
    if "entries" in name:
        with pytest.raises(Unreadable, match="not whole"):
            told(tmp_path)
    else:
        assert told(tmp_path) == [("root", "log/tile/0/000", "the tile is missing")]


def test_a_checkpoint_for_another_history_is_found(tmp_path: Path):
    """Signed by the log itself: a log that rewrites its past."""
    memory_log(tmp_path / "one", 3, 4)
    other = tlog.Log(tmp_path / "two", SIGNER)
    entries = tlog.MemoryEntries()
    for number in range(3):
        entries.pend(
            tlog.Entry({"kind": "refusal", "at": "2026-09-30T01:00:00Z", "other": number}),
            tlog.DerivedKeys(b"another root key"),
        )
    other.integrate(entries)
    (tmp_path / "one/checkpoints/003").write_bytes((tmp_path / "two/checkpoint").read_bytes())
    assert [(code, says) for code, _, says in told(tmp_path / "one")] == [
        ("root", "the first 3 leaves lead to another root")
    ]


@pytest.mark.parametrize(
    "text", ["", "name", "name+00000000+AAAA", "name+ae5e184e+ATovBUSFr43hbS1EYSXR4xN5zoq6gVfkILhZCqrWsG3P"]
)
def test_what_is_no_key_is_unreadable(text: str):
    with pytest.raises(Unreadable, match="no public key"):
        tree.read_key(text, "log.vkey")
