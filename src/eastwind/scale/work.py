"""Work: what is done with one chunk, by whichever thread or process has it in hand.

In        a `Source` of chunks, a policy.
Out       `Worker`: considers a chunk, keeps what it found, and concludes it later.
Not here  which worker gets which chunk (crew, local), one chunk's decisions (engine).
Proof     tests/scale/test_local.py.
"""

import functools
import gc
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind import book as books
from eastwind import engine
from eastwind.core.frames import BY_LOAN, BY_PERSON, Book
from eastwind.engine import Considered, Part, Policy

CHUNK_ROWS: Final = 2_000_000  # of all tables: what a chunk takes in memory follows from its rows, not its people
SAMPLE_PEOPLE: Final = 1_000  # from which the rows of a store are reckoned

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """Where chunks come from: how many people and rows, the names of agencies, and a cut from person to person."""

    people: int
    rows: int  # of all tables that grow with people
    agencies: tuple[str, ...]
    cut: Callable[[int, int], Book]
    elsewhere: bool = False  # another process can cut as well: `cut` can be sent there and reads from files

    @classmethod
    def whole(cls, book: Book) -> "Source":
        """A book that is in memory."""
        return cls(book.people.height, _rows(book), book.agencies, book.slice)

    @classmethod
    def stored(cls, folder: Path) -> "Source":
        """A book store, of which each chunk is read when its turn comes."""
        people = books.people_count(folder)
        sample = min(people, SAMPLE_PEOPLE)
        first = books.read_people(folder, 0, sample)
        cut = functools.partial(books.read_people, folder)
        return cls(people, _rows(first) * people // max(sample, 1), first.agencies, cut, elsewhere=True)

    @property
    def chunk(self) -> int:
        """How many people a chunk has unless somebody says otherwise."""
        return max(CHUNK_ROWS * self.people // max(self.rows, 1), 1)


def _rows(book: Book) -> int:
    return sum(getattr(book, name).height for name in ("people", *BY_PERSON, *BY_LOAN))


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one chunk."""

    plan: pl.DataFrame
    refusals: pl.DataFrame
    reconciliation: pl.DataFrame
    offers: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chunk stands in the day."""

    number: int
    person: int  # its first, of all people
    row: int  # its first, of the plan's rows
    refusal: int  # its first, of all refusals


Finish = Callable[[Place, Rows], T]  # what becomes of a chunk's rows where they were made


@dataclass(frozen=True, slots=True)
class Settled:
    """What concluding needs to know of the whole day, the same for every chunk."""

    plan_id: str
    agencies: tuple[str, ...]
    finish: Finish[Any]


class Worker:
    """Considers chunks of `source` and keeps them, in memory or in `folder`, until they are concluded."""

    def __init__(self, source: Source, policy: Policy, folder: Path | None) -> None:
        self._source, self._policy, self._folder = source, policy, folder
        self._held: dict[int, Considered] = {}

    def consider(self, span: tuple[int, int]) -> tuple[Part, int]:
        """Of the people from the first of `span` to before the second what the allocation needs to know; how many
        refusals they will have."""
        found = engine.consider(books.known(self._source.cut(*span), self._policy.as_of), self._policy)
        self._put(span[0], found.kept())
        part, refusals = Part.of(found, self._policy), found.breaches.height
        # The gate's views hold each other in circles, and with them the columns of the chunk: a gigabyte in a big book
        # if left until Python comes by. What was there before the work began is frozen, or each look would cost as much
        # as a person in twenty.
        del found
        gc.collect()
        return part, refusals

    def conclude(self, place: Place, chosen: NDArray[np.int64], settled: Settled) -> Any:  # what settled.finish gives
        """The rows of the chunk at `place`, once it is known what was chosen for each of its people."""
        found = self._take(place.person)
        plan, refusals = engine.conclude(found, chosen, self._policy, settled.plan_id, settled.agencies)
        named = engine.offers.named(found.offers, plan)
        return settled.finish(place, Rows(plan, refusals, found.reconciliation, named))

    def _put(self, key: int, found: Considered) -> None:
        if self._folder is None:
            self._held[key] = found
        else:
            with open(self._folder / str(key), "wb") as file:
                pickle.dump(found, file, protocol=pickle.HIGHEST_PROTOCOL)

    def _take(self, key: int) -> Considered:
        if self._folder is None:
            return self._held.pop(key)
        path = self._folder / str(key)
        with open(path, "rb") as file:
            found: Considered = pickle.load(file)  # our own, written a moment ago into a folder of our own
        path.unlink()
        return found
