"""Bad input: one clear sentence each, of a common kind, and nothing half-read."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from eastwind.book import BookError, check_day, known, load, read, write
from tests.book.folders import GOOD, MAPPING, entry, folder


def sentence(where: Path) -> str:
    with pytest.raises(BookError) as caught:
        load(where)
    said = str(caught.value)
    assert "\n" not in said
    assert said[-1] in ".?"
    return said


def change(where: Path, name: str, old: str, new: str) -> Path:
    path = where / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return where


def test_another_encoding_names_the_byte_and_line(tmp_path: Path) -> None:
    where = folder(tmp_path)
    (where / "people.csv").write_bytes("person_id,places,备注\nP1,CN-GD,好\n".encode("gb18030"))
    said = sentence(where)
    assert "people.csv is not UTF-8: byte 0xb1 on line 1" in said
    assert 'encoding = "gb18030"' in said


def test_utf_16_is_named(tmp_path: Path) -> None:
    where = folder(tmp_path)
    (where / "people.csv").write_bytes("person_id\nP1\n".encode("utf-16"))
    assert "UTF-16" in sentence(where)


def test_a_parquet_file_cut_short_is_named(tmp_path: Path) -> None:
    where = change(folder(tmp_path), "mapping.toml", '"people.csv"', '"people.parquet"')
    pl.DataFrame({"person_id": ["P1"] * 1000, "places": ["CN-GD"] * 1000}).write_parquet(where / "people.parquet")
    whole = (where / "people.parquet").read_bytes()
    (where / "people.parquet").write_bytes(whole[: len(whole) // 2])
    said = sentence(where)
    assert "people.parquet is no whole Parquet file" in said
    assert "export or copy it again" in said


def test_a_missing_column_is_named_with_what_is_like_it(tmp_path: Path) -> None:
    where = folder(tmp_path, people=["persn_id,places", "P1,CN-GD"])
    said = sentence(where)
    assert "people.csv lacks the column 'person_id'" in said
    assert "Did you mean 'persn_id'?" in said


def test_a_mapped_column_that_is_not_there_is_named_as_the_file_calls_it(tmp_path: Path) -> None:
    where = folder(tmp_path, payments=["payment_id,loan_id,paid_at,amnt", "Y1,L1,2026-02-04,5"])
    said = sentence(where)
    assert "lacks the column 'amount' (our 'amount_minor')" in said
    assert "'amnt'" in said


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ('country = "CN"', 'countri = "CN"', ("unknown key 'countri'", "Did you mean 'country'?")),
        ('table = "people"', 'tabel = "people"', ("unknown key 'tabel'", "'table'")),
        ('table = "people"', 'table = "persons"', ("'persons'", "Known:")),
        ('zone = "Asia/Shanghai"', 'zone = "Asia/Shanghia"', ("Asia/Shanghia", "Asia/Shanghai")),
        ('currency = "CNY"', 'currency = "RMB"', ("RMB",)),
        ('kind = "bank"', 'kind = "banc"', ("'banc'", "'bank'")),
        ('lender_id = "demo"', 'name = "demo"', ("unknown key 'name'",)),
        ("[lender]", "[lender", ("is not TOML",)),
        (
            'columns = {principal_minor = "principal"}',
            'columns = {principle = "principal"}',
            ("unknown key 'principle'",),
        ),
        ('path = "people.csv"', 'path = "../people.csv"', ("leads out of the folder",)),
        ('path = "people.csv"', 'path = "peple.csv"', ("is not there", "Did you mean 'people.csv'")),
        ('dates = ["YYYY-MM-DD", "YYYY年M月D日"]', 'dates = ["%Y-%m-%d"]', ("'%Y-%m-%d'", "YYYY")),
    ],
)
def test_a_slip_in_the_mapping_is_named(tmp_path: Path, old: str, new: str, parts: tuple[str, ...]) -> None:
    said = sentence(change(folder(tmp_path), "mapping.toml", old, new))
    assert all(part in said for part in parts), said


def test_no_mapping_no_folder_no_rows(tmp_path: Path) -> None:
    assert "no folder" in sentence(tmp_path / "absent")
    assert "no mapping.toml" in sentence(tmp_path)
    where = folder(tmp_path / "b")
    (where / "people.csv").write_text("")
    assert "is empty" in sentence(where)


def test_a_zero_byte_is_named(tmp_path: Path) -> None:
    where = folder(tmp_path)
    (where / "people.csv").write_bytes(b"person_id,places\nP1,CN-GD\nP\x00,CN\n")
    assert "zero byte on line 3" in sentence(where)


def test_a_column_twice_is_named(tmp_path: Path) -> None:
    assert "'person_id' twice" in sentence(folder(tmp_path, people=["person_id,places,person_id", "P1,CN-GD,P1"]))


def test_a_day_before_any_data_is_named_with_the_first_day(tmp_path: Path) -> None:
    book = load(folder(tmp_path)).book
    early = datetime(2025, 12, 31, 4, tzinfo=UTC)
    with pytest.raises(BookError, match=r"2025-12-31: the first was opened on 2026-01-05"):
        check_day(book, early)
    check_day(book, datetime(2026, 1, 5, 4, tzinfo=UTC))
    # A run of people who owe nothing yet is no error.
    assert known(book, early).loans.height == 0


def test_a_store_that_is_none_or_damaged_is_named(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"holds no book\.json"):
        read(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").write_text("x")
    book = load(folder(tmp_path / "files")).book
    with pytest.raises(BookError, match="is no book store"):
        write(book, tmp_path / "other")
    write(book, tmp_path / "store")
    part = tmp_path / "store" / "part-00000" / "loans.parquet"
    part.write_bytes(part.read_bytes()[:40])
    with pytest.raises(BookError, match="damaged"):
        read(tmp_path / "store")


def test_a_folder_that_cannot_be_written_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    book = load(folder(tmp_path / "files")).book
    (tmp_path / "file").write_text("x")
    with pytest.raises(BookError, match="cannot be written"):
        write(book, tmp_path / "file" / "store")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "files"]


def test_gb18030_semicolons_and_quoted_breaks_are_read_where_the_mapping_says_so(tmp_path: Path) -> None:
    where = folder(tmp_path)
    text = 'person_id;places;备注\nP1;CN-GD;"第一行\n第二行"\nP2;CN-BJ;好\nP3;错;好\n'
    (where / "people.csv").write_bytes(text.encode("gb18030"))
    change(where, "mapping.toml", 'path = "people.csv"', 'path = "people.csv"\nencoding = "gb18030"')
    loaded = load(where)
    assert loaded.tables["people"]["person_id"].to_list() == ["P1", "P2"]
    assert loaded.quarantine.filter(pl.col("table") == "people").select("line", "value", "reason").rows() == [
        (5, "错", "unknown-place")
    ]
    assert ("people.csv", "备注", "not-mapped") in loaded.dropped.rows()


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    where = folder(tmp_path)
    path = where / "people.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load(where).people_read == 3


def test_parquet_reads_as_the_same_book(tmp_path: Path) -> None:
    plain = load(folder(tmp_path / "csv"))
    where = folder(tmp_path / "parquet")
    mapping = (where / "mapping.toml").read_text(encoding="utf-8")
    for table in GOOD:
        pl.read_csv(where / f"{table}.csv", infer_schema=False).write_parquet(where / f"{table}.parquet")
        mapping = mapping.replace(f'"{table}.csv"', f'"{table}.parquet"')
    (where / "mapping.toml").write_text(mapping, encoding="utf-8")
    found = load(where)
    assert found.quarantine.height == 0
    assert all(
        getattr(found.book, name).equals(getattr(plain.book, name))
        for name in ("people", "loans", "payments", "contacts")
    )


def test_one_file_may_fill_two_tables_and_rows_alike_are_one(tmp_path: Path) -> None:
    where = folder(tmp_path)
    mapping = (
        MAPPING
        + entry("people", "distinct = true\n")
        + entry("loans")
        + '\n[[file]]\npath = "loans.csv"\ntable = "liabilities"\nconstants = {role = "borrower"}\n'
    )
    (where / "mapping.toml").write_text(mapping, encoding="utf-8")
    (where / "people.csv").write_text("person_id,places\nP1,CN-GD\nP1,CN-GD\nP2,CN-BJ\n")
    (where / "loans.csv").write_text(
        "loan_id,person_id,opened_on,product,principal\nL1,P1,2026-01-01,micro,5\nL2,P1,2026-01-01,micro,5\n"
    )
    loaded = load(where)
    assert loaded.counts.filter(pl.col("table") == "people").rows() == [("people", 3, 2, 0, 1)]
    assert loaded.book.loans["loan_id"].to_list() == ["L1", "L2"]
    assert loaded.dropped.height == 0
