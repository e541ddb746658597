"""Flip any byte of any file of a log: something is found, in that file. Take away or add a file: the same."""

import shutil
from pathlib import Path

import pytest

from eastwind.tlog import LogError, SqliteKeys, verify
from tests.tlog.support import KEYS, SIGNER, entry, file_log, files_below, flipped, memory_log

BATCHES = (1, 2)


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """A log of three entries in two batches: partial tiles, a checkpoint's history, bodies, the public key."""
    folder = tmp_path_factory.mktemp("tamper") / "log"
    file_log(folder, *BATCHES)
    assert verify(folder, keys=KEYS) == []
    return folder


NAMES = [
    "checkpoint",
    "checkpoints/000",
    "checkpoints/001",
    "checkpoints/003",
    "entries.jsonl",
    "log.vkey",
    "tile/0/000.p/1",
    "tile/0/000.p/3",
    "tile/entries/000.p/1",
    "tile/entries/000.p/3",
]


def test_these_are_all_the_files(small):
    assert [path.relative_to(small).as_posix() for path in files_below(small)] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_byte_flipped_is_found_and_named(small, name):
    path = small / name
    data = path.read_bytes()
    try:
        for at, altered in flipped(data, (0x01,)):
            path.write_bytes(altered)
            findings = verify(small, keys=KEYS)
            assert findings, f"byte {at} of {name}"
            assert any(name in finding.where for finding in findings), (at, findings)
    finally:
        path.write_bytes(data)


@pytest.mark.parametrize("name", NAMES)
def test_flips_are_found_without_the_lenders_keys_too(small, name):
    path = small / name
    data = path.read_bytes()
    try:
        for at, altered in list(flipped(data, (0x80,)))[::5]:
            path.write_bytes(altered)
            assert verify(small, vkey=SIGNER.verifier.vkey), f"byte {at} of {name}"
    finally:
        path.write_bytes(data)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("checkpoints/000", "entries.jsonl")])
def test_a_file_taken_away_is_missed(small, name, tmp_path):
    folder = shutil.copytree(small, tmp_path / "log")
    (folder / name).unlink()
    where = {finding.where for finding in verify(folder, keys=KEYS)}
    # A past checkpoint is missed by the partial tiles that were kept for it.
    assert where == ({"tile/0/000.p/1", "tile/entries/000.p/1"} if name == "checkpoints/001" else {name})


@pytest.mark.parametrize("name", NAMES)
def test_a_file_cut_short_or_drawn_out_is_found(small, name):
    path = small / name
    data = path.read_bytes()
    try:
        for altered in (b"", data[:-1], data[: len(data) // 2], data + b"\n", data + data):
            path.write_bytes(altered)
            assert verify(small, keys=KEYS), (name, len(altered))
    finally:
        path.write_bytes(data)


@pytest.mark.parametrize(
    "name",
    [
        "note.txt",
        ".hidden",
        "tile/0/000",
        "tile/0/001",
        "tile/0/000.p/2",
        "tile/1/000.p/1",
        "tile/entries/000",
        "checkpoints/7",
        "a/b",
    ],
)
def test_a_file_that_does_not_belong_is_named(small, name, tmp_path):
    folder = shutil.copytree(small, tmp_path / "log")
    (folder / name).parent.mkdir(exist_ok=True, parents=True)
    (folder / name).write_bytes((small / "tile/0/000.p/3").read_bytes())
    assert [finding.where for finding in verify(folder, keys=KEYS)] == [name]


def test_a_link_is_no_part_of_a_log(small, tmp_path):
    folder = shutil.copytree(small, tmp_path / "log")
    (folder / "tile/7").symlink_to(folder / "tile/0")
    assert [finding.where for finding in verify(folder)] == ["tile/7"]


def test_which_of_bundle_and_tile_was_altered_is_told(small, tmp_path):
    folder = shutil.copytree(small, tmp_path / "log")
    bundle, tile = folder / "tile/entries/000.p/3", folder / "tile/0/000.p/3"
    bundle.write_bytes(
        bundle.read_bytes().replace(b'"tag":"', b'"tag":"', 1)[:-10] + b"0000" + bundle.read_bytes()[-6:]
    )
    (found,) = (finding for finding in verify(folder) if "altered" in finding.what)
    assert found.where == "tile/entries/000.p/3 byte 316"  # two leaves of 2 + 156 bytes before it
    shutil.copy(small / "tile/entries/000.p/3", bundle)
    tile.write_bytes(tile.read_bytes()[:64] + bytes(32) + tile.read_bytes()[96:])
    (found,) = verify(folder)
    assert (found.where, found.what) == ("tile/0/000.p/3 byte 64", "not the hash of entry 2")


def test_every_hash_of_a_log_with_upper_tiles_is_checked(tmp_path):
    log, _ = memory_log(tmp_path / "log", 100, 300, 200)
    assert verify(log.folder) == []
    paths = [path for path in files_below(log.folder) if path.parts[-2] != "checkpoints"]
    assert {"tile/1/000.p/1", "tile/1/000.p/2", "tile/0/001"} <= {
        path.relative_to(log.folder).as_posix() for path in paths
    }
    for path in paths:
        data = path.read_bytes()
        for at in {0, len(data) // 3, len(data) - 1}:
            path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            assert any(path.relative_to(log.folder).as_posix() in found.where for found in verify(log.folder)), path
        path.write_bytes(data)


def test_a_log_put_back_to_an_older_state_is_found(small, tmp_path):
    folder = shutil.copytree(small, tmp_path / "log")
    shutil.copy(small / "checkpoints/001", folder / "checkpoint")
    assert "checkpoints/003" in {finding.where for finding in verify(folder)}
    old = file_log(tmp_path / "old", 2)
    (found,) = verify(old.folder, seen=[(small / "checkpoint").read_bytes()])
    assert "older than a checkpoint it signed" in found.what


def test_a_log_forked_under_the_same_key_is_found(small, tmp_path):
    log, entries = memory_log(tmp_path / "fork", 2)
    for number in range(7, 12):
        entries.pend(entry(number), KEYS)
    log.integrate(entries)
    seen = [(small / name).read_bytes() for name in ("checkpoints/000", "checkpoints/001", "checkpoint")]
    (found,) = verify(log.folder, seen=seen)
    assert (found.where, found.what) == ("seen checkpoint 2", "the log does not extend it")
    (found,) = verify(log.folder, seen=[b"no note"])
    assert found.what == "does not hold"


def test_every_byte_of_the_key_store_that_carries_a_key_is_covered(tmp_path):
    """A database has bytes that mean nothing. A flip either shows, or every key reads as before."""
    numbers = iter(range(1, 99))
    path = tmp_path / "keys"
    keys = SqliteKeys(path, lambda size: next(numbers).to_bytes(size, "big"))
    log, entries = memory_log(tmp_path / "log", 0)
    for number in range(3):
        entries.pend(entry(number, "p-1"), keys)
    log.integrate(entries)
    names = [("p-1", "tag"), ("p-1", "contact")]
    before = [keys.find(*name) for name in names]
    keys.close()
    data = path.read_bytes()
    shown = 0
    for at in sorted({*range(120), *range(len(data) - 260, len(data))}):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x01]) + data[at + 1 :])
        try:
            keys = SqliteKeys(path)
        except LogError:
            shown += 1
            continue
        findings = verify(log.folder, keys=keys, entries=entries)
        shown += bool(findings)
        assert findings or [keys.find(*name) for name in names] == before, at
        keys.close()
    assert shown >= 2 * 32
