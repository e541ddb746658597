"""Local: chunks of people on the cores of one machine.

In        a `Source` of chunks, a policy.
Out       `decide`: prices, and the frames of chunk after chunk in the order of the book; `run`: all of them together.
Not here  files of the plan (cli), one chunk's work (work, engine), threads and processes (crew).
Proof     tests/scale/test_local.py.

Considering is the work, and every chunk does it alone, so chunks run side by side. Between considering and concluding
stands one small allocation over all options. What was considered waits for it in memory, or on disk when the book is
big, so that ten million people take no more room.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind import engine
from eastwind.engine import Part, Policy
from eastwind.scale.crew import Crew
from eastwind.scale.work import Finish, Rows, Settled, Source

WORKERS: Final = 2
IN_MEMORY_PEOPLE: Final = 2_000_000
APART_PEOPLE_MIN: Final = 150_000  # with fewer, another process is not worth the second that it takes to start

T = TypeVar("T")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Decided:
    """A day after its allocation; its rows come chunk by chunk, once, in the order of the book."""

    plan_id: str
    prices: pl.DataFrame
    agencies: tuple[str, ...]
    spans: Sequence[tuple[int, int]]
    first_rows: Sequence[int]  # of each chunk, its first row's number in the plan
    chosen: list[NDArray[np.int64]]
    crew: Crew
    shelf: "tempfile.TemporaryDirectory[str] | None"
    progress: Progress

    def each(self, finish: Finish[T]) -> Iterator[T]:
        """`finish(chunk, first row, rows)` of every chunk, in order, worked out side by side.

        What takes time belongs in there. Where a process of its own does it, `finish` and what it gives are sent there
        and back: it must be something that pickle knows by name, and what it gives should be little.
        """
        settled = Settled(self.plan_id, self.agencies, finish)
        found = self.crew.each(
            lambda worker, k: worker.conclude(k, self.spans[k][0], self.first_rows[k], self.chosen[k], settled),
            len(self.spans),
        )
        yield from _told(found, self.spans, "conclude", self.progress)
        self.crew.close()
        if self.shelf is not None:
            self.shelf.cleanup()


def _silent(step: str, done: int, of: int) -> None:
    """Nobody is told."""


def decide(
    source: Source,
    policy: Policy,
    book_digest: str,
    *,
    chunk: int | None = None,
    workers: int = WORKERS,
    progress: Progress = _silent,
) -> Decided:
    """The day of the whole source. `progress` is told the step and how many people of how many are through."""
    chunk = chunk or source.chunk
    spans = [(start, min(start + chunk, source.people)) for start in range(0, source.people, chunk)]
    shelf = tempfile.TemporaryDirectory(prefix="eastwind-") if source.people > IN_MEMORY_PEOPLE else None
    apart = source.elsewhere and source.people >= APART_PEOPLE_MIN
    folder = None if shelf is None else Path(shelf.name)
    crew = Crew(source, policy, folder, workers=min(workers, max(len(spans), 1)), apart=apart)
    found = crew.each(lambda worker, k: worker.consider(spans[k]), len(spans))
    first_rows = [0]
    chosen, prices = engine.allocate(_counted(_told(found, spans, "consider", progress), first_rows), policy)
    progress("allocate", source.people, source.people)
    plan_id = policy.identity(book_digest)
    return Decided(plan_id, prices, source.agencies, spans, first_rows, chosen, crew, shelf, progress)


def run(
    source: Source,
    policy: Policy,
    book_digest: str,
    *,
    chunk: int | None = None,
    workers: int = WORKERS,
    progress: Progress = _silent,
) -> engine.Plan:
    """As `decide`, with all rows together: for books whose plan fits in memory."""
    decided = decide(source, policy, book_digest, chunk=chunk, workers=workers, progress=progress)
    rows = list(decided.each(_as_they_are))
    return engine.Plan(
        plan_id=decided.plan_id,
        plan=pl.concat([part.plan for part in rows]),
        refusals=pl.concat([part.refusals for part in rows]),
        prices=decided.prices,
        reconciliation=pl.concat([part.reconciliation for part in rows]),
    )


def _as_they_are(number: int, first_row: int, rows: Rows) -> Rows:
    return rows


def _counted(parts: Iterable[Part], first_rows: list[int]) -> Iterator[Part]:
    """The parts, none kept longer than it is wanted; where each one's rows end in the plan is noted."""
    for part in parts:
        first_rows.append(first_rows[-1] + part.rows)
        yield part


def _told(parts: Iterable[T], spans: Sequence[tuple[int, int]], step: str, progress: Progress) -> Iterator[T]:
    for part, (_, stop) in zip(parts, spans, strict=True):
        progress(step, stop, spans[-1][1])
        yield part
