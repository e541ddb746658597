"""Local: chunks of people on the cores of one machine.

In        a `Source` of chunks, a policy.
Out       `engine.Plan`, put together from the chunks in the order of the book.
Not here  files of the plan (cli), one chunk's work (engine).
Proof     tests/scale/test_local.py.

Considering is the work, and every chunk does it alone, so chunks run side by side in threads: NumPy and Polars let go
of the interpreter lock. Between considering and concluding stands one small allocation over all options.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import polars as pl

from eastwind import engine
from eastwind.book import known
from eastwind.core.frames import Book
from eastwind.engine import Considered, Policy

T = TypeVar("T")

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Where chunks come from: how many people, the names of agencies, and a cut from person to person."""

    people: int
    agencies: tuple[str, ...]
    cut: Callable[[int, int], Book]

    @classmethod
    def whole(cls, book: Book) -> "Source":
        """A book that is in memory."""
        return cls(book.people.height, book.agencies, book.slice)


def run(
    source: Source,
    policy: Policy,
    book_digest: str,
    *,
    chunk: int = 250_000,
    workers: int = 2,
    progress: Progress = lambda step, done, of: None,
) -> engine.Plan:
    """The plan of the whole source. `progress` is told the step and how many people of how many are through."""
    spans = [(start, min(start + chunk, source.people)) for start in range(0, source.people, chunk)]

    def consider(span: tuple[int, int]) -> Considered:
        return engine.consider(known(source.cut(*span), policy.as_of), policy)

    plan_id = policy.identity(book_digest)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        considered = list(_told(pool.map(consider, spans), spans, "consider", source.people, progress))
        chosen, prices = engine.allocate(considered, policy)
        progress("allocate", source.people, source.people)
        rows = pool.map(
            lambda pair: engine.conclude(pair[0], pair[1], policy, plan_id, source.agencies),
            zip(considered, chosen, strict=True),
        )
        frames = list(_told(rows, spans, "conclude", source.people, progress))
    return engine.Plan(
        plan_id=plan_id,
        plan=pl.concat([frame for frame, _ in frames]),
        refusals=pl.concat([frame for _, frame in frames]),
        prices=prices,
        standing=pl.concat([part.people for part in considered]),
        reconciliation=pl.concat([part.reconciliation for part in considered]),
    )


def _told(parts: Iterator[T], spans: list[tuple[int, int]], step: str, people: int, progress: Progress) -> Iterator[T]:
    for part, (_, stop) in zip(parts, spans, strict=True):
        progress(step, stop, people)
        yield part
