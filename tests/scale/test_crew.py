"""Crew: processes of their own change no byte; failing, killed or interrupted, they leave one error and no process."""

import errno
import functools
import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from eastwind import book as books
from eastwind import engine, scale
from eastwind.book import BookError
from eastwind.scale import crew, local
from eastwind.scale.work import Settled
from tests.engine.made import book, policy


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store") / "book"
    books.write(book(), folder)
    return folder


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[crew.Apart]:
    """Processes are used however few the people are; those that were started."""
    found: list[crew.Apart] = []
    start = crew.Apart.__init__

    def noted(self: crew.Apart) -> None:
        found.append(self)
        start(self)

    monkeypatch.setattr(local, "APART_PEOPLE_MIN", 0)
    monkeypatch.setattr(crew.Apart, "__init__", noted)
    return found


def ended(started: list[crew.Apart]) -> bool:
    return bool(started) and all(worker.process.poll() is not None for worker in started)


@pytest.mark.parametrize("on_disk", [False, True])
def test_processes_change_no_byte(store, started, monkeypatch, on_disk):
    if on_disk:
        monkeypatch.setattr(local, "IN_MEMORY_PEOPLE", 0)
    whole = engine.plan(book(), policy(), "book")
    found = scale.run(scale.Source.stored(store), policy(), "book", chunk=190, workers=3)
    assert len(started) == 2
    assert ended(started)
    assert found.plan_id == whole.plan_id
    for name in ("plan", "refusals", "prices", "offers", "reconciliation"):
        assert getattr(found, name).equals(getattr(whole, name))


def test_a_store_is_cut_as_the_book_is(store):
    whole, stored = scale.Source.whole(book()), scale.Source.stored(store)
    assert (stored.people, stored.agencies) == (whole.people, whole.agencies)
    assert stored.cut(20, 50).people.equals(whole.cut(20, 50).people)
    assert abs(stored.chunk - whole.chunk) < whole.chunk / 10


def test_few_people_are_decided_in_threads(store, monkeypatch):
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("another process was started")

    monkeypatch.setattr("subprocess.Popen", refuse)
    scale.run(scale.Source.stored(store), policy(), "book", chunk=700)


def test_a_killed_process_is_one_sentence(store, started):
    def kill(step: str, done: int, of: int) -> None:
        for worker in started:
            worker.process.kill()

    with pytest.raises(scale.WorkerLost, match=r"was killed\. Most often the system does so when memory runs out"):
        scale.run(scale.Source.stored(store), policy(), "book", chunk=50, progress=kill)
    assert ended(started)


def test_how_a_process_ended_is_said():
    assert "ended by signal 15 before" in crew._how_it_ended(-signal.SIGTERM)
    assert "ended with exit code 1 before" in crew._how_it_ended(1)


def test_an_error_in_a_process_comes_out_as_it_is(store, started, tmp_path):
    damaged = tmp_path / "book"
    books.write(book(), damaged)
    source = scale.Source.stored(damaged)
    (damaged / "situations.parquet").write_bytes(b"none")
    worker = crew.Apart().begin(source, policy(), None)
    with pytest.raises(BookError, match="The store is damaged") as told:
        worker.consider((0, 100))
    assert "in read_people" in str(told.value.__cause__)
    with pytest.raises(BookError, match="The store is damaged"):
        scale.run(source, policy(), "book", chunk=100)
    crew.end([worker])
    assert ended(started)


def full(name: str, place: scale.Place, rows: scale.Rows) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", name)


def test_a_full_disk_in_a_process_keeps_its_number(store, started):
    source = scale.Source.stored(store)
    worker = crew.Apart().begin(source, policy(), None)
    worker.consider((0, 100))
    settled = Settled("plan", source.agencies, functools.partial(full, "part-00000.parquet"))
    with pytest.raises(OSError, match=r"No space left on device: 'part-00000\.parquet'") as told:
        worker.conclude(scale.Place(0, 0, 0, 0), np.full(100, -1), settled)
    assert told.value.errno == errno.ENOSPC
    crew.end([worker])
    assert ended(started)


class Unsendable(Exception):
    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


def test_an_error_that_cannot_be_sent_keeps_its_words():
    assert str(crew._portable(Unsendable("this", "that"))) == "Unsendable: this and that"
    error = ValueError("sent as it is")
    assert crew._portable(error) is error


def test_an_interruption_ends_the_processes(store, started):
    def interrupt(step: str, done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scale.run(scale.Source.stored(store), policy(), "book", chunk=100, progress=interrupt)
    assert ended(started)


def test_a_day_that_is_left_half_way_leaves_no_process(store, started):
    decided = scale.decide(scale.Source.stored(store), policy(), "book", chunk=400)
    assert not ended(started)
    for _ in decided.each(local._as_they_are):
        break
    del decided
    gc.collect()
    assert ended(started)


ALONE = """
import sys
from tests.engine.made import policy
from eastwind import scale
from eastwind.scale import crew
worker = crew.Apart().begin(scale.Source.stored(sys.argv[1]), policy(), None)
worker.consider((0, 100))
print(worker.process.pid, flush=True)
sys.stdin.read()
"""


def test_a_process_ends_when_the_one_that_started_it_is_killed(store):
    path = os.pathsep.join(filter(None, sys.path))
    with subprocess.Popen(
        [sys.executable, "-c", ALONE, str(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": path},
    ) as parent:  # fmt: skip
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        os.kill(pid, 0)  # it is there
        parent.kill()
    for _ in range(200):
        if not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes():
            return  # gone, or waiting for somebody to ask how it ended
        time.sleep(0.05)
    raise AssertionError(f"process {pid} outlived the one that started it")
