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
from eastwind.scale.crew import Apart, Crew, end
from eastwind.scale.work import Finish, Place, Rows, Settled, Source

WORKERS: Final = 2
IN_MEMORY_PEOPLE: Final = 2_000_000
APART_PEOPLE_MIN: Final = 150_000  # with fewer, another process is not worth the second that it takes to start

T = TypeVar("T")
Progress = Callable[[str, int, int], None]


class Helpers:
    """Processes beside this one for a big store, to be used with `with`.

    To start them takes a second, so it is done before the law of the day is read, or whatever else can go on meanwhile.
    """

    def __init__(self, source: Source | None, workers: int = WORKERS) -> None:
        """None are started where threads do as well: for few people, and for a book that no other process can read."""
        apart = source is not None and source.elsewhere and source.people >= APART_PEOPLE_MIN
        self.started = [Apart() for _ in range(workers - 1)] if apart else []

    def __enter__(self) -> "Helpers":
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """None is left, whatever happened."""
        end(self.started)


@dataclass(frozen=True, slots=True)
class Decided:
    """A day after its allocation; its rows come chunk by chunk, once, in the order of the book."""

    plan_id: str
    prices: pl.DataFrame
    agencies: tuple[str, ...]
    spans: Sequence[tuple[int, int]]
    places: Sequence[Place]  # of the chunks; one more, where the next would begin
    chosen: list[NDArray[np.int64]]
    crew: Crew
    shelf: "tempfile.TemporaryDirectory[str] | None"
    progress: Progress

    def each(self, finish: Finish[T]) -> Iterator[T]:
        """`finish(place, rows)` of every chunk, in order, worked out side by side.

        What takes time belongs in there. Where a process of its own does it, `finish` and what it gives are sent there
        and back: it must be something that pickle knows by name, and what it gives should be little.
        """
        settled = Settled(self.plan_id, self.agencies, finish)
        found = self.crew.each(
            lambda worker, k: worker.conclude(self.places[k], self.chosen[k], settled), len(self.spans)
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
    helpers: Helpers | None = None,
    progress: Progress = _silent,
) -> Decided:
    """The day of the whole source. `progress` is told the step and how many people of how many are through.

    `helpers` are those that were started already; else they are now.
    """
    spans = _spans(source, chunk, workers)
    shelf = tempfile.TemporaryDirectory(prefix="eastwind-") if source.people > IN_MEMORY_PEOPLE else None
    folder = None if shelf is None else Path(shelf.name)
    workers = min(workers, max(len(spans), 1))
    helpers = helpers or Helpers(source, workers)
    crew = Crew(source, policy, folder, workers=workers, helpers=helpers.started)
    found = crew.each(lambda worker, k: worker.consider(spans[k]), len(spans))
    places = [Place(0, 0, 0, 0)]
    chosen, prices = engine.allocate(_counted(_told(found, spans, "consider", progress), places), policy)
    progress("allocate", source.people, source.people)
    plan_id = policy.identity(book_digest)
    return Decided(plan_id, prices, source.agencies, spans, places, chosen, crew, shelf, progress)


def _spans(source: Source, chunk: int | None, workers: int) -> list[tuple[int, int]]:
    """From where to where each chunk goes: as long as was asked, or else smaller towards the end of the book.

    So none of the workers has much left to do when the others are done.
    """
    whole = chunk or source.chunk
    spans, start = [], 0
    while start < source.people:
        left = source.people - start
        size = whole if chunk else min(whole, max(left // workers, whole // 4, 1))
        spans.append((start, min(start + size, source.people)))
        start = spans[-1][1]
    return spans


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
        offers=pl.concat([part.offers for part in rows]),
    )


def _as_they_are(place: Place, rows: Rows) -> Rows:
    return rows


def _counted(found: Iterable[tuple[Part, int]], places: list[Place]) -> Iterator[Part]:
    """The parts, none kept longer than it is wanted; where each one's rows and refusals end is noted."""
    for part, refusals in found:
        last = places[-1]
        places.append(Place(last.number + 1, last.person + part.people, last.row + part.rows, last.refusal + refusals))
        yield part


def _told(parts: Iterable[T], spans: Sequence[tuple[int, int]], step: str, progress: Progress) -> Iterator[T]:
    for part, (_, stop) in zip(parts, spans, strict=True):
        progress(step, stop, spans[-1][1])
        yield part
