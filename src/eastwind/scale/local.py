"""Local: chunks of people on the cores of one machine.

In        a `Source` of chunks, a policy.
Out       `decide`: prices, and the frames of chunk after chunk in the order of the book; `run`: all of them together.
Not here  files of the plan (cli), one chunk's work (engine).
Proof     tests/scale/test_local.py.

Considering is the work, and every chunk does it alone, so chunks run side by side in threads: NumPy and Polars let go
of the interpreter lock. Between considering and concluding stands one small allocation over all options. What was
considered waits for it in memory, or on disk when the book is big, so that ten million people take no more room.
"""

import gc
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import polars as pl

from eastwind import engine
from eastwind.book import known
from eastwind.core.frames import BY_LOAN, BY_PERSON, Book
from eastwind.engine import Considered, Part, Policy

CHUNK_ROWS: Final = 2_000_000  # of all tables: what a chunk takes in memory follows from its rows, not its people
WORKERS: Final = 2
IN_MEMORY_PEOPLE: Final = 2_000_000

T = TypeVar("T")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Where chunks come from: how many people and rows, the names of agencies, and a cut from person to person."""

    people: int
    rows: int  # of all tables that grow with people
    agencies: tuple[str, ...]
    cut: Callable[[int, int], Book]

    @classmethod
    def whole(cls, book: Book) -> "Source":
        """A book that is in memory."""
        rows = sum(getattr(book, name).height for name in ("people", *BY_PERSON, *BY_LOAN))
        return cls(book.people.height, rows, book.agencies, book.slice)

    @property
    def chunk(self) -> int:
        """How many people a chunk has unless somebody says otherwise."""
        return max(CHUNK_ROWS * self.people // max(self.rows, 1), 1)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one chunk."""

    plan: pl.DataFrame
    refusals: pl.DataFrame
    reconciliation: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Decided:
    """A day after its allocation; its rows come chunk by chunk, once, in the order of the book."""

    plan_id: str
    prices: pl.DataFrame
    conclude: Callable[[int], Rows]
    spans: Sequence[tuple[int, int]]
    workers: int
    progress: Progress

    def each(self, finish: Callable[[int, Rows], T]) -> Iterator[T]:
        """`finish(number, rows)` of every chunk in order, worked out side by side: what takes time belongs in there."""
        done = _ahead(lambda place: finish(place, self.conclude(place)), len(self.spans), self.workers)
        return _told(done, self.spans, "conclude", self.progress)


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
    shelf = _Shelf(on_disk=source.people > IN_MEMORY_PEOPLE)

    def consider(span: tuple[int, int]) -> Part:
        found = engine.consider(known(source.cut(*span), policy.as_of), policy)
        shelf.put(span[0], found.kept())
        part = Part.of(found)
        # The gate's views hold each other in circles, and with them the columns of the chunk: a gigabyte in a big book
        # if left until Python comes by.
        del found
        gc.collect()
        return part

    with ThreadPoolExecutor(max_workers=workers) as pool:
        parts = _told(pool.map(consider, spans), spans, "consider", progress)
        chosen, prices = engine.allocate(parts, policy)
    progress("allocate", source.people, source.people)
    plan_id = policy.identity(book_digest)

    def conclude(place: int) -> Rows:
        found = shelf.take(spans[place][0])
        plan, refusals = engine.conclude(found, chosen[place], policy, plan_id, source.agencies)
        return Rows(plan, refusals, found.reconciliation)

    return Decided(plan_id, prices, conclude, spans, workers, progress)


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
    rows = list(decided.each(lambda _, found: found))
    return engine.Plan(
        plan_id=decided.plan_id,
        plan=pl.concat([part.plan for part in rows]),
        refusals=pl.concat([part.refusals for part in rows]),
        prices=decided.prices,
        reconciliation=pl.concat([part.reconciliation for part in rows]),
    )


class _Shelf:
    """Where considered chunks wait: in memory, or in a temporary folder that goes with the shelf."""

    def __init__(self, *, on_disk: bool) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="eastwind-") if on_disk else None
        self._held: dict[int, Considered] = {}

    def put(self, key: int, found: Considered) -> None:
        if self._folder is None:
            self._held[key] = found
        else:
            with open(Path(self._folder.name) / str(key), "wb") as file:
                pickle.dump(found, file, protocol=pickle.HIGHEST_PROTOCOL)

    def take(self, key: int) -> Considered:
        if self._folder is None:
            return self._held.pop(key)
        path = Path(self._folder.name) / str(key)
        with open(path, "rb") as file:
            found: Considered = pickle.load(file)  # our own, written a moment ago into a folder of our own
        path.unlink()
        return found


def _ahead(work: Callable[[int], T], count: int, workers: int) -> Iterator[T]:
    """Results in order, worked out no further ahead than there are workers: rows must not pile up."""
    with ThreadPoolExecutor(max_workers=workers) as pool:
        waiting = [pool.submit(work, place) for place in range(min(workers, count))]
        for place in range(count):
            found = waiting.pop(0).result()
            if place + workers < count:
                waiting.append(pool.submit(work, place + workers))
            yield found


def _told(parts: Iterable[T], spans: Sequence[tuple[int, int]], step: str, progress: Progress) -> Iterator[T]:
    for part, (_, stop) in zip(parts, spans, strict=True):
        progress(step, stop, spans[-1][1])
        yield part
