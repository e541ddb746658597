"""Kept: a loaded book as a folder that opens again without its files being read and checked anew.

In        a `Loaded`; a folder.
Out       `keep` writes it; `load` opens it, or reads a lender's own folder; `kept_store`, where its chunks can be read.
Not here  a lender's own files (loading), the tables of a run of people (store).
Proof     tests/book/test_kept.py: opened again, everything is equal.

Layout: mapping.toml and the files that its defaults name, as they were; `store/` (store); `landed/` with what was said
while the book was read, and all tables, of which each is read when somebody asks for it.
"""

import json
import shutil
from pathlib import Path
from typing import Final

import polars as pl

from eastwind.book import loading, store
from eastwind.book.errors import StoreError
from eastwind.book.loading import Loaded
from eastwind.book.mapping import NAME, read_mapping
from eastwind.core import schema

STORE: Final = "store"
LANDED: Final = "landed"
SAID: Final = "said.json"
FRAMES: Final = ("quarantine", "dropped", "counts")
COUNTED: Final = ("people_read", "people_quarantined")


class Tables(dict[str, pl.DataFrame]):
    """The tables of a kept book by name, each read when it is asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def __missing__(self, name: str) -> pl.DataFrame:
        if name not in schema.TABLES:
            raise KeyError(name)
        self[name] = _frame(self._folder / f"{name}.parquet")
        return self[name]


def keep(loaded: Loaded, folder: Path) -> None:
    """Write `loaded` into `folder`, which is there and empty; who calls sees to it that it appears whole."""
    mapping = loaded.mapping
    shutil.copyfile(mapping.folder / NAME, folder / NAME)
    for value in mapping.defaults.values():
        # Files are named as they stand to mapping.toml. One that lies elsewhere stays there, and is missed when asked.
        if isinstance(value, str) and (mapping.folder / value).is_file() and Path(value).name == value:
            shutil.copyfile(mapping.folder / value, folder / value)
    try:
        store.write(loaded.book, folder / STORE)
    except StoreError as error:
        raise error.__cause__ or error from error  # what the machine said: what becomes of `folder` the caller says
    tables = folder / LANDED / "tables"
    tables.mkdir(parents=True)
    for name in FRAMES:
        getattr(loaded, name).write_parquet(folder / LANDED / f"{name}.parquet", compression="lz4", statistics=False)
    for name in schema.TABLES:
        loaded.tables[name].write_parquet(tables / f"{name}.parquet", compression="lz4", statistics=False)
    said = {name: getattr(loaded, name) for name in COUNTED}
    (folder / LANDED / SAID).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def kept_store(folder: Path | str) -> Path | None:
    """Where the chunks of a kept book can be read; None for a lender's own folder."""
    found = Path(folder) / STORE
    return found if (found / store.HEADER).is_file() else None


def load(folder: Path | str, strict: bool = False) -> Loaded:
    """The book in `folder`, a lender's own or a kept one. Raises BookError (what, where, which value, what to do) and
    then nothing has been read.

    `strict` refuses files that hold a phone book; without it such columns stay unread and are reported. A kept book
    holds none.
    """
    folder = Path(folder)
    stored = kept_store(folder)
    if stored is None:
        return loading.load(folder, strict)
    quarantine, dropped, counts = (_frame(folder / LANDED / f"{name}.parquet") for name in FRAMES)
    path = folder / LANDED / SAID
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        read, quarantined = (int(said[name]) for name in COUNTED)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} cannot be read ({error}). The kept book is damaged: keep it anew.") from error
    mapping = read_mapping(folder)
    tables = Tables(folder / LANDED / "tables")
    return Loaded(store.read(stored), quarantine, dropped, counts, read, quarantined, tables, mapping)


def _frame(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        said = str(error).splitlines()[0][:120]
        raise StoreError(f"{path} cannot be read ({said}). The kept book is damaged: keep it anew.") from error
