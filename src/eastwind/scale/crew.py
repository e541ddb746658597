"""Crew: the workers of a day, in threads of this process and in processes of their own.

In        a `Source`, a policy, how many workers.
Out       `Crew.each`: results of chunk after chunk in order, worked out side by side; `WorkerLost`.
Not here  what a worker does (work), what the results mean (local).
Proof     tests/scale/test_crew.py: killed, failing and interrupted workers leave one error and no process behind.

Threads share Python's own lock, which the many small steps of a chunk hold for half of their time; a process of its own
has a lock of its own, but takes a second to start and needs its chunks from files. So a store big enough is shared out
between this process and others, and a book in memory between threads. A process is started afresh (a fork of one that
runs Polars' threads would hang), told its work through a pipe, and ends when that pipe does.
"""

import contextlib
import gc
import os
import pickle
import signal
import subprocess
import sys
import traceback
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from eastwind.core.memory import KEPT
from eastwind.engine import Part, Policy
from eastwind.scale.work import Place, Settled, Source, Worker

T = TypeVar("T")

BOOT: Final = "from eastwind.scale.crew import serve; serve()"


class WorkerLost(RuntimeError):
    """A worker process that ended before its work did; the sentence says how, and what helps."""


class InWorker(Exception):
    """Where an error was raised in a worker process: its cause here, so that our own mistakes show where they broke."""


class AnyWorker(Protocol):
    """A worker, wherever it is."""

    def consider(self, span: tuple[int, int]) -> tuple[Part, int]: ...
    def conclude(self, place: Place, chosen: NDArray[np.int64], settled: Settled) -> Any: ...


class Apart:
    """A worker in a process of its own, with the methods of `Worker` once it is told what to `begin`."""

    def __init__(self) -> None:
        path = os.pathsep.join(filter(None, sys.path))
        environment = {**os.environ, **KEPT, "PYTHONPATH": path, "POLARS_MAX_THREADS": "1"}
        # A session of its own: an interrupt at the terminal is for this process, which then ends the other.
        self.process = subprocess.Popen(
            [sys.executable, "-c", BOOT],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, start_new_session=True,
        )  # fmt: skip
        self._greeting = b""

    def begin(self, source: Source, policy: Policy, folder: Path | None) -> "Apart":
        """Say what its chunks come from and are decided by, once and before all else."""
        # Written now, while nobody works with the policy and fills what it keeps for itself; sent later, because that
        # must wait until the other process has started.
        self._greeting = pickle.dumps((source, policy, folder), protocol=pickle.HIGHEST_PROTOCOL)
        return self

    def consider(self, span: tuple[int, int]) -> tuple[Part, int]:
        """As Worker.consider."""
        found: tuple[Part, int] = self._ask("consider", span)
        return found

    def conclude(self, place: Place, chosen: NDArray[np.int64], settled: Settled) -> Any:
        """As Worker.conclude."""
        return self._ask("conclude", place, chosen, settled)

    def _ask(self, what: str, *arguments: Any) -> Any:
        try:
            assert self.process.stdin is not None
            assert self.process.stdout is not None
            self.process.stdin.write(self._greeting)
            self._greeting = b""
            pickle.dump((what, arguments), self.process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
            self.process.stdin.flush()
            place, found = pickle.load(self.process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise WorkerLost(_how_it_ended(self.process.wait())) from error
        if place is not None:
            raise found from InWorker(place)
        return found


def _how_it_ended(code: int) -> str:
    if code == -signal.SIGKILL:
        return (
            "A worker process was killed. Most often the system does so when memory runs out: "
            "decide fewer people at once, or free some memory."
        )
    how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
    return f"A worker process ended {how} before its work was done. Start the run again."


def serve() -> None:
    """What the other process runs: messages from standard input, answers to what was standard output."""
    asked = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed must not stand between the answers
    try:
        worker = Worker(*pickle.load(asked))
        gc.freeze()
        while True:
            what, arguments = pickle.load(asked)
            try:
                answer: tuple[str | None, Any] = (None, getattr(worker, what)(*arguments))
            except Exception as error:
                answer = (traceback.format_exc(), _portable(error))
            pickle.dump(answer, answers, protocol=pickle.HIGHEST_PROTOCOL)
            answers.flush()
            del answer, arguments
    except (EOFError, BrokenPipeError):
        os._exit(0)  # nobody is there any more who waits for an answer


def _portable(error: Exception) -> Exception:
    """The error itself where it can be sent, otherwise its kind and its words."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


class Crew:
    """The workers of a day. Ends by `close`, at the latest when nobody holds it any more."""

    def __init__(
        self, source: Source, policy: Policy, folder: Path | None, *, workers: int, helpers: Sequence[Apart]
    ) -> None:
        """`workers` in all: this process and those of `helpers`, or so many threads where there are none of these."""
        here = Worker(source, policy, folder)
        others = [helper.begin(source, policy, folder) for helper in helpers[: workers - 1]]
        self._workers: list[AnyWorker] = [here, *others] if others else [here] * workers
        self._by: dict[int, int] = {}  # which worker has a chunk: it waits there to be concluded
        self._apart = bool(others)
        self.close = weakref.finalize(self, end, helpers)

    def each(self, work: Callable[[AnyWorker, int], T], count: int) -> Iterator[T]:
        """`work(worker, place)` for every place below `count`, the results in order.

        A place goes to the worker that had it before, if one did; else to whoever is free first. Where one fails,
        the others end after what they have in hand, and the error comes out at its place.
        """
        done: list[Future[T]] = [Future() for _ in range(count)]
        queues = self._queues(count)
        stop: list[BaseException] = []

        def run(number: int) -> None:
            for place in queues[number]:
                if stop:
                    return
                self._by[place] = number
                try:
                    done[place].set_result(work(self._workers[number], place))
                except BaseException as error:
                    stop.append(error)
                    for future in done:
                        if not future.done():
                            future.set_exception(error)
                    return

        pool = ThreadPoolExecutor(max_workers=len(self._workers))
        gc.freeze()
        try:
            for number in range(len(self._workers)):
                pool.submit(run, number)
            for place in range(count):
                yield done[place].result()
                done[place] = Future()  # what was handed on is not kept
        except BaseException as error:
            stop.append(error)
            self.close()
            raise
        finally:
            stop.append(GeneratorExit())
            pool.shutdown(wait=True)
            gc.unfreeze()

    def _queues(self, count: int) -> Sequence[Iterator[int]]:
        if self._apart and self._by:
            return [iter([p for p in range(count) if self._by[p] == number]) for number in range(len(self._workers))]
        together = iter(range(count))
        return [together] * len(self._workers)


def end(others: Sequence[Apart]) -> None:
    """Nothing is lost: what they had to say was said through the pipe, and what they write is put in place later."""
    for other in others:
        other.process.kill()
    for other in others:
        other.process.wait()
        for pipe in (other.process.stdin, other.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not sent is not wanted any more
                    pipe.close()
