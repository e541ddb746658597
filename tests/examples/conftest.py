"""The worked example, built once: its folder, its tables, and the book read from it."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from eastwind import book

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "taiwan-cards-2005"
SOURCE = EXAMPLE / "accounts.parquet"


def _make_book() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_book", EXAMPLE / "make_book.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_book"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def make_book() -> ModuleType:
    return _make_book()


@pytest.fixture(scope="session")
def source() -> pl.DataFrame:
    return pl.read_parquet(SOURCE)


@pytest.fixture(scope="session")
def tables(make_book: ModuleType, source: pl.DataFrame) -> dict[str, pl.DataFrame]:
    found: dict[str, pl.DataFrame] = make_book.tables(source)
    return found


@pytest.fixture(scope="session")
def folder(make_book: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("example") / "book"
    make_book.make(SOURCE, out)
    return out


@pytest.fixture(scope="session")
def loaded(folder: Path) -> book.Loaded:
    return book.load(folder, strict=True)
