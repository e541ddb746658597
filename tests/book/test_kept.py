"""Kept: a book opened again equals the one that was kept; what is damaged is said."""

from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from eastwind.book import BookError, Loaded, apply, keep, kept_store, load, people_count
from eastwind.core import schema
from tests.book.folders import folder
from tests.book.test_store import same

WORDS = '\n[defaults]\nas_of = "2026-03-01"\nmade = "made.toml"\nstrategy = "../elsewhere.toml"\n'


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    """A book with a bad row, words of its own, and a file that these name."""
    made = folder(tmp_path / "files", more={"payments": ["Y3,L9,2026-02-20,5,"]})
    mapping = made / "mapping.toml"
    mapping.write_text(mapping.read_text(encoding="utf-8") + WORDS, encoding="utf-8")
    (made / "made.toml").write_text('[[made]]\nzh = "甲"\nen = "a"\n', encoding="utf-8")
    (tmp_path / "elsewhere.toml").touch()
    return load(made)


@pytest.fixture
def kept(loaded: Loaded, tmp_path: Path) -> Path:
    where = tmp_path / "kept"
    where.mkdir()
    keep(loaded, where)
    return where


def test_a_book_opened_again_is_the_one_that_was_kept(loaded, kept):
    found = load(kept)
    same(found.book, loaded.book)
    assert found.book.quarantined == loaded.book.quarantined
    assert loaded.quarantine.height
    for name in ("quarantine", "dropped", "counts"):
        assert_frame_equal(getattr(found, name), getattr(loaded, name))
    for name in schema.TABLES:
        assert_frame_equal(found.tables[name], loaded.tables[name])
    assert (found.people_read, found.people_quarantined) == (loaded.people_read, loaded.people_quarantined)
    assert found.mapping.defaults == loaded.mapping.defaults
    assert (kept / "made.toml").read_bytes() == (loaded.mapping.folder / "made.toml").read_bytes()
    assert not (kept.parent / "kept" / "elsewhere.toml").exists()


def test_its_chunks_can_be_read_where_it_says(loaded, kept):
    where = kept_store(kept)
    assert where is not None
    assert people_count(where) == loaded.book.people.height
    assert kept_store(loaded.mapping.folder) is None


def test_a_table_is_read_when_it_is_asked_for(kept):
    found = load(kept)
    assert not found.tables
    assert found.tables["traits"] is found.tables["traits"]
    with pytest.raises(KeyError, match="nothing"):
        found.tables["nothing"]


def test_a_later_day_is_laid_over_it_as_over_the_files(loaded, kept, tmp_path):
    later = folder(
        tmp_path / "later", payments=["payment_id,loan_id,paid_at,amount,reversal_of", "Y9,L1,2026-03-01,7,"]
    )
    one, other = apply(loaded, later), apply(load(kept), later)
    same(other.book, one.book)


def test_a_kept_book_is_kept_again(kept, tmp_path):
    again = tmp_path / "again"
    again.mkdir()
    keep(load(kept), again)
    same(load(again).book, load(kept).book)


@pytest.mark.parametrize(
    "name", ["landed/said.json", "landed/counts.parquet", "store/book.json", "store/situations.parquet"]
)
def test_what_is_damaged_is_named(kept, name):
    (kept / name).write_bytes(b"x")
    with pytest.raises(BookError, match="damaged"):
        load(kept)


def test_a_table_that_is_missing_is_named_when_it_is_asked_for(kept):
    (kept / "landed" / "tables" / "traits.parquet").unlink()
    with pytest.raises(BookError, match=r"traits\.parquet cannot be read .* keep it anew"):
        load(kept).tables["traits"]
