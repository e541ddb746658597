"""Killed at every step: the log verifies, nothing acknowledged is lost, nothing is there twice.

A child process works and is killed (SIGKILL) at its k-th call of an operating-system function, for every k until it
ends by itself; then another is killed at moments of time. What it acknowledged it wrote to a pipe first.
"""

import os
import random
import shutil
import signal
import sqlite3
import threading

import pytest

from eastwind.tlog import AlreadyLogged, FileEntries, Log, SqliteEntries, verify
from eastwind.tlog.canonical_json import parse_object
from tests.tlog.support import KEYS, SIGNER, entry

CALLS = ("open", "write", "fsync", "replace", "unlink", "mkdir", "rmdir")


def die_at(count: int) -> None:
    """From now on the `count`-th call of one of CALLS is the last thing this process does: it does not come back."""
    left = count

    def counting(real):
        def call(*arguments, **named):
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)

        return call

    for name in CALLS:
        setattr(os, name, counting(getattr(os, name)))


def in_child(work) -> tuple[int, bytes]:
    """(signal that ended it or 0, what it wrote to its pipe)."""
    read, write = os.pipe()
    say = os.write  # before die_at puts its own in place
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work(lambda number: say(write, bytes([number])))
            status = 0
        finally:
            os._exit(status)
    os.close(write)
    said = b""
    while part := os.read(read, 4096):
        said += part
    os.close(read)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return (os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0), said


class Committing(SqliteEntries):
    """SqliteEntries with each entry in a transaction of its own, as a dispatcher uses it."""

    def __init__(self, path):
        self.connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        super().__init__(self.connection)

    def pend(self, entry, keys):
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            sealed = super().pend(entry, keys)
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")
        return sealed

    def close(self):
        self.connection.close()


def opened(kind, folder):
    return FileEntries(folder / "log" / "entries.jsonl") if kind == "file" else Committing(folder / "entries.sqlite")


def once(number):
    return entry(number, contact_id=f"c-{number}", transition="sending")


def work(kind, folder, numbers, say, batch=3):
    """Pend and acknowledge, integrating in batches, over the boundary of a tile."""
    log = Log(folder / "log", SIGNER)
    entries = opened(kind, folder)
    for number in numbers:
        try:
            entries.pend(once(number), KEYS)
        except AlreadyLogged:
            continue
        say(number - numbers[0])  # one byte on the pipe
        if number % batch == batch - 1:
            log.integrate(entries)
    log.integrate(entries)
    entries.close()


def check(kind, folder, acknowledged: bytes, first: int) -> None:
    """After a crash: verifies as it is; verifies after going on; every acknowledged entry is there, each entry once."""
    if not (folder / "log").exists():
        assert not acknowledged
        return
    entries = None if kind == "file" else opened(kind, folder)
    assert verify(folder / "log", entries=entries) == []
    entries = entries or opened(kind, folder)
    log = Log(folder / "log", SIGNER)
    size = log.integrate(entries).size
    entries.close()
    entries = None if kind == "file" else opened(kind, folder)
    assert verify(folder / "log", keys=KEYS, entries=entries) == []
    assert not (folder / "log" / "checkpoint.next").exists()
    entries = entries or opened(kind, folder)
    numbers = [parse_object(row.body)["number"] for row in entries.rows(0, size + 1)]
    entries.close()
    assert len(numbers) == len(set(numbers)) == size
    assert {first + number for number in acknowledged} <= set(numbers)


@pytest.mark.parametrize("kind", ["file", "sqlite"])
@pytest.mark.parametrize("start", [0, 254])
def test_killed_at_every_step_nothing_is_lost_and_nothing_twice(kind, start, tmp_path):
    base = tmp_path / "base"
    base.mkdir()
    if start:  # a full tile is about to take the place of partial ones, at two levels
        work(kind, base, range(start), lambda number: None, batch=127)
    elif kind == "sqlite":
        Committing(base / "entries.sqlite").close()
    # The steps of the log itself are the same with either store: the second time every fifth of them will do.
    for step in range(1, 500, 5 if start and kind == "sqlite" else 1):
        folder = shutil.copytree(base, tmp_path / "run")

        def crash(say, folder=folder, step=step):
            die_at(step)
            work(kind, folder, range(start, start + 5), say)

        ended_by, said = in_child(crash)
        check(kind, folder, said, start)
        shutil.rmtree(folder)
        if not ended_by:
            break
    assert step > 40, "the child came to its end before it could be killed often"
    assert ended_by == 0


@pytest.mark.parametrize("kind", ["file", "sqlite"])
def test_killed_at_any_moment_nothing_is_lost_and_nothing_twice(kind, tmp_path):
    chance = random.Random(7)
    acknowledged = b""
    for _ in range(12):
        after = chance.uniform(0.01, 0.12)

        def crash(say, after=after):
            threading.Timer(after, os.kill, (os.getpid(), signal.SIGKILL)).start()
            work(kind, tmp_path, range(200), say, batch=4)

        acknowledged += in_child(crash)[1]
        check(kind, tmp_path, acknowledged, 0)
    assert len(acknowledged) == len(set(acknowledged))


def test_what_is_renamed_was_synced_before(tmp_path, monkeypatch):
    """A rename may reach the disk before what it names: so every file is synced first, and its folder after."""
    synced, renamed = [], []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda file: (synced.append(os.readlink(f"/proc/self/fd/{file}")), fsync(file))[1])

    def watched(source, target):
        assert str(source) in synced or os.path.isdir(source) or str(source).endswith("checkpoint.next"), source
        renamed.append(str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", watched)
    work("file", tmp_path, range(5), lambda number: None)
    assert all(os.path.dirname(target) in synced for target in renamed)
    assert any(target.endswith("checkpoint") for target in renamed)


def test_a_full_disk_leaves_the_log_as_it_was(tmp_path, monkeypatch):
    work("file", tmp_path, range(4), lambda number: None)
    log = Log(tmp_path / "log", SIGNER)
    entries = FileEntries(log.folder / "entries.jsonl")
    entries.pend(once(4), KEYS)
    real, calls = os.fsync, []

    def full(file):
        calls.append(file)
        if len(calls) > 3:
            raise OSError(28, "No space left on device")
        real(file)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        log.integrate(entries)
    monkeypatch.undo()
    assert verify(log.folder, keys=KEYS) == []
    assert log.checkpoint().size == 4
    assert log.integrate(entries).size == 5
    assert verify(log.folder, keys=KEYS) == []
