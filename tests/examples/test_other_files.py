"""The worked example made of other files: of another form, of few accounts, into somebody else's folder."""

from pathlib import Path

import polars as pl
import pytest

from eastwind import book

SOURCE = Path(__file__).resolve().parents[2] / "examples" / "taiwan-cards-2005" / "accounts.parquet"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda frame: frame.drop("PAY_3"), "PAY_3"),
        (lambda frame: frame.with_columns(pl.col("BILL_AMT1").cast(pl.String)), "BILL_AMT1"),
        (lambda frame: frame.with_columns(pl.lit(None, pl.Int64).alias("PAY_0")), "PAY_0"),
        (lambda frame: pl.concat([frame, frame.head(1)]), "stands twice"),
        (lambda frame: frame.clear(), "no accounts"),
    ],
)
def test_a_file_of_another_form_is_refused_by_name(make_book, source, spoil, said):
    with pytest.raises(ValueError, match=said):
        make_book.tables(spoil(source.head(20)))


def test_no_parquet_no_book(make_book, tmp_path):
    (tmp_path / "text.parquet").write_text("not Parquet")
    with pytest.raises(ValueError, match="cannot be read as Parquet"):
        make_book.make(tmp_path / "text.parquet", tmp_path / "book")
    assert not (tmp_path / "book").exists()


def test_a_folder_of_somebody_else_is_left_alone(make_book, tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "letter.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="no book of this example"):
        make_book.make(SOURCE, tmp_path / "theirs")
    assert (tmp_path / "theirs" / "letter.txt").read_text() == "mine"


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_a_file_of_few_accounts_makes_a_book_too(make_book, source, tmp_path, rows):
    few = tmp_path / "few.parquet"
    source.filter(pl.col("PAY_0") == 2).head(rows).write_parquet(few)
    make_book.make(few, tmp_path / "book")
    found = book.load(tmp_path / "book")
    assert (found.people_read, found.quarantine.height) == (rows, 0)
