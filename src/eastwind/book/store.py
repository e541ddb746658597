"""Store: a book as a folder of Parquet, read whole or a run of people at a time.

In        a Book, or one after another with `Writer`; a folder.
Out       the same Book, bit for bit; of a run of people only the row groups that hold them are read.
Not here  a lender's own files (loading).
Proof     tests/book/test_store.py: any run of people read back is that slice of the book, whatever the parts.

Layout: `book.json` (format, lender's figures, parts with people), `situations.parquet`, `quarantined.parquet`, and
`part-00000/` … each with a table a file. In a part's `people.parquet`, a column `_<table>` beside each person says
where their rows begin in that table. A folder appears whole: it is written under another name and then renamed.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import numpy as np
import polars as pl

from eastwind.book.errors import StoreError
from eastwind.core import segments
from eastwind.core.facts import CODE, SITUATIONS
from eastwind.core.frames import BY_LOAN, BY_PERSON, Book

FORMAT: Final = "eastwind-book/2"
HEADER: Final = "book.json"
PART_PEOPLE: Final = 250_000
ROW_GROUP: Final = 65_536
FIXED: Final = ("zone", "country", "currency", "dpd_rules")
OWNED: Final = (*BY_PERSON, *BY_LOAN)
POINTING: Final = ("contacts", "states", "consents")  # they also point at loans


class Writer:
    """Writes books of one lender one after another, people in order, into one folder; use it with `with`.

    Nothing is at `folder` until the block ends well; after an error nothing is left behind.
    """

    def __init__(self, folder: Path | str) -> None:
        """StoreError where `folder` is there already and is no store, or cannot be written."""
        self.folder = Path(folder)
        if self.folder.exists() and not (self.folder / HEADER).is_file():
            raise StoreError(f"{self.folder} is there already and is no book store. Name another folder, or remove it.")
        self._making = self.folder.with_name(f".{self.folder.name}.{os.getpid()}.new")
        self._parts: list[dict[str, Any]] = []
        self._first: Book | None = None
        self._situations: pl.DataFrame = pl.DataFrame(schema=SITUATIONS)
        self._quarantined: set[str] = set()

    def __enter__(self) -> "Writer":
        """Begin."""
        try:
            shutil.rmtree(self._making, ignore_errors=True)
            self._making.mkdir(parents=True)
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        return self

    def add(self, book: Book) -> None:
        """Write the people of `book` after those written so far, of the same lender, currency and agencies."""
        first = self._first = self._first or book
        for name in (*FIXED, "agencies"):
            if getattr(book, name) != getattr(first, name):
                raise StoreError(
                    f"One store holds one {name}: {getattr(first, name)!r}, not also {getattr(book, name)!r}."
                )
        if not book.situations.equals(self._situations):
            book = self._merged(book)
        self._quarantined |= book.quarantined
        try:
            for start in range(0, max(book.people.height, 1), PART_PEOPLE):
                self._part(book.slice(start, min(start + PART_PEOPLE, book.people.height)))
        except (OSError, pl.exceptions.PolarsError) as error:  # a full disk may come as either
            raise _unwritable(self.folder, error) from error

    def _merged(self, book: Book) -> Book:
        """`book` with situations numbered as in the store."""
        together = pl.concat([self._situations, book.situations])
        texts = together.select(pl.all().exclude("lender_country").list.join("|"), "lender_country")
        distinct = texts.with_row_index("old").unique(texts.columns, keep="first", maintain_order=True)
        number = texts.join(
            distinct.with_row_index("new"), on=texts.columns, how="left", maintain_order="left", nulls_equal=True
        )["new"]
        self._situations = together[distinct["old"].to_list()]
        own = number.slice(len(number) - book.situations.height)
        people = book.people.with_columns(own.gather(book.people["situation"]).cast(CODE).alias("situation"))
        return replace(book, people=people, situations=self._situations)

    def _part(self, book: Book) -> None:
        folder = self._making / f"part-{len(self._parts):05d}"
        folder.mkdir()
        rows = {}
        starts = _starts(book)
        for name in OWNED:
            frame: pl.DataFrame = getattr(book, name)
            rows[name] = frame.height
            frame.write_parquet(
                folder / f"{name}.parquet", compression="lz4", row_group_size=ROW_GROUP, statistics=False
            )
        people = book.people.with_columns(pl.Series(f"_{name}", start[:-1]) for name, start in starts.items())
        people.write_parquet(folder / "people.parquet", compression="lz4", row_group_size=ROW_GROUP, statistics=False)
        self._parts.append({"name": folder.name, "people": book.people.height, "rows": rows})

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put the folder in its place, or leave nothing."""
        if kind is not None or self._first is None:
            shutil.rmtree(self._making, ignore_errors=True)
            if kind is None:
                raise StoreError(f"Nothing was added, so {self.folder} was not written. Add at least one book.")
            return
        try:
            self._finish(self._first)
        except (OSError, pl.exceptions.PolarsError) as failed:
            shutil.rmtree(self._making, ignore_errors=True)
            raise _unwritable(self.folder, failed) from failed

    def _finish(self, first: Book) -> None:
        self._situations.write_parquet(self._making / "situations.parquet")
        pl.DataFrame({"person_id": sorted(self._quarantined)}, schema={"person_id": pl.String}).write_parquet(
            self._making / "quarantined.parquet"
        )
        header = {
            "format": FORMAT,
            **{name: getattr(first, name) for name in FIXED},
            "agencies": list(first.agencies),
            "parts": self._parts,
        }
        (self._making / HEADER).write_text(json.dumps(header, indent=1, ensure_ascii=False), encoding="utf-8")
        if self.folder.exists():
            old = self.folder.with_name(f".{self.folder.name}.{os.getpid()}.old")
            self.folder.rename(old)
            self._making.rename(self.folder)
            shutil.rmtree(old, ignore_errors=True)
        else:
            self._making.rename(self.folder)


def write(book: Book, folder: Path | str) -> None:
    """Write `book` into `folder`, whole or not at all; a store that is there already is replaced."""
    with Writer(folder) as writer:
        writer.add(book)


def read(folder: Path | str) -> Book:
    """The whole book in `folder`."""
    return read_people(folder, 0, people_count(folder))


def people_count(folder: Path | str) -> int:
    """How many people a store holds."""
    return sum(part["people"] for part in _header(Path(folder))["parts"])


def read_people(folder: Path | str, start: int, stop: int) -> Book:
    """People `start` to `stop` (exclusive) with all that is theirs, numbered from 0; reads their row groups alone."""
    folder = Path(folder)
    header = _header(folder)
    pieces = list(_pieces(folder, header, start, stop))
    # A run of nobody still has the columns of the first part.
    whole: dict[str, Any] = {
        name: pl.concat([piece[name] for piece in pieces or [_nobody(folder, header)]]) for name in ("people", *OWNED)
    }
    try:
        situations = pl.read_parquet(folder / "situations.parquet")
        quarantined = pl.read_parquet(folder / "quarantined.parquet")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise _damaged(folder, error) from error
    mine = quarantined.join(whole["people"].select("person_id"), on="person_id", how="semi")["person_id"]
    # Of whom no row landed nobody has a number; they go with the first run, so that all runs together are the book.
    if start == 0 and stop >= people_count(folder):
        mine = quarantined["person_id"]
    return Book(
        **{name: header[name] for name in FIXED},
        agencies=tuple(header["agencies"]),
        situations=situations,
        quarantined=frozenset(mine),
        **whole,
    )


def chunks(folder: Path | str, people: int) -> Iterator[Book]:
    """The book in runs of `people` people, one in memory at a time."""
    for start in range(0, people_count(folder), people):
        yield read_people(folder, start, min(start + people, people_count(folder)))


def _pieces(folder: Path, header: dict[str, Any], start: int, stop: int) -> Iterator[dict[str, pl.DataFrame]]:
    """Of each part that holds some of the people: all tables, owners numbered from the first person of all."""
    begin, persons, loans = 0, 0, 0
    for part in header["parts"]:
        low, high = max(start - begin, 0), min(stop - begin, part["people"])
        begin += part["people"]
        if low >= high:
            continue
        try:
            piece = _piece(folder / part["name"], part, low, high)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise _damaged(folder / part["name"], error) from error
        yield {name: _moved(name, frame, persons, loans) for name, frame in piece.items()}
        persons += high - low
        loans += piece["loans"].height


def _piece(folder: Path, part: dict[str, Any], low: int, high: int) -> dict[str, pl.DataFrame]:
    """Rows of people low…high of one part, numbered from 0."""
    # One person more tells where the last one's rows end.
    people = _rows(folder / "people.parquet", low, min(high + 1, part["people"]) - low)
    found = {}
    starts = {name: people[f"_{name}"] for name in OWNED}
    first_loan = int(starts["loans"][0])
    for name in OWNED:
        begin = int(starts[name][0])
        end = int(starts[name][high - low]) if high < part["people"] else part["rows"][name]
        frame = _rows(folder / f"{name}.parquet", begin, end - begin)
        if name in BY_LOAN or name in POINTING:
            frame = frame.with_columns((pl.col("loan") - first_loan).cast(CODE))
        if name in BY_PERSON:
            frame = frame.with_columns((pl.col("person") - low).cast(CODE))
        found[name] = frame
    found["people"] = people.head(high - low).drop([f"_{name}" for name in OWNED])
    return found


def _nobody(folder: Path, header: dict[str, Any]) -> dict[str, pl.DataFrame]:
    """All tables without a row."""
    part = folder / header["parts"][0]["name"]
    found = {name: _rows(part / f"{name}.parquet", 0, 0) for name in ("people", *OWNED)}
    return {**found, "people": found["people"].drop([f"_{name}" for name in OWNED])}


def _rows(path: Path, start: int, count: int) -> pl.DataFrame:
    return pl.scan_parquet(path).slice(start, count).collect()


def _moved(name: str, frame: pl.DataFrame, persons: int, loans: int) -> pl.DataFrame:
    """Owners moved on by the people and loans of earlier parts."""
    columns = []
    if name in BY_PERSON and persons:
        columns.append((pl.col("person") + persons).cast(CODE))
    if (name in BY_LOAN or name in POINTING) and loans:
        columns.append((pl.col("loan") + loans).cast(CODE))
    return frame.with_columns(columns)


def _starts(book: Book) -> dict[str, np.ndarray[Any, np.dtype[np.int64]]]:
    """Where each person's rows begin in every table."""
    people = book.people.height
    loans = segments.offsets(book.loans["person"].to_numpy(), people)
    found = {"loans": loans}
    for name in BY_PERSON:
        if name != "loans":
            found[name] = segments.offsets(getattr(book, name)["person"].to_numpy(), people)
    for name in BY_LOAN:
        found[name] = np.searchsorted(getattr(book, name)["loan"].to_numpy(), loans).astype(np.int64)
    return found


def _header(folder: Path) -> dict[str, Any]:
    path = folder / HEADER
    if not path.is_file():
        raise StoreError(f"{folder} holds no {HEADER}, so it is no book store. Write one with book.write.")
    try:
        header: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise StoreError(f"{path} is no JSON ({error}). The store is damaged: write it anew.") from error
    if header.get("format") != FORMAT:
        raise StoreError(
            f"{path} is of the format {header.get('format')!r}; this version reads {FORMAT!r}. Write it anew."
        )
    return header


def _damaged(path: Path, error: Exception) -> StoreError:
    return StoreError(
        f"{path} cannot be read ({str(error).splitlines()[0][:120]}). The store is damaged: write it anew."
    )


def _unwritable(folder: Path, error: Exception) -> StoreError:
    said = (error.strerror if isinstance(error, OSError) else None) or str(error).splitlines()[0][:120]
    return StoreError(f"{folder} cannot be written: {said}. Nothing was left there; free it or name another.")
