"""The store: what is written is what is read, in any run of people and whatever the parts."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from eastwind.book import Writer, chunks, load, people_count, read, read_people, store, write
from eastwind.core.frames import SCHEMAS, Book
from tests.book.folders import folder


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Forty people with one to three loans each, joint debts among them, and one quarantined row."""
    people = ["person_id,places"] + [f"P{n:02d},{'CN-GD' if n % 3 else 'US-CA|US-NV'}" for n in range(40)]
    loans, liable, dues, paid, contacts = (["loan_id,opened_on,product,principal"], ["loan_id,person_id,role"],
        ["loan_id,number,due_on,principal"], ["payment_id,loan_id,paid_at,amount"],
        ["contact_id,person_id,loan_ids,at,channel"])  # fmt: skip
    for n in range(40):
        for k in range(n % 4):
            name = f"L{n:02d}{k}"
            loans.append(f"{name},2026-01-01,micro,100")
            liable.append(f"{name},P{n:02d},borrower")
            if k == 1:
                liable.append(
                    f"{name},P{(n * 7) % 40:02d},guarantor" if (n * 7) % 40 != n else f"{name},P{n - 1:02d},guarantor"
                )
            dues += [f"{name},{m},2026-0{m}-15,{10 * m}" for m in range(1, 1 + n % 5)]
            paid += [f"Y{name},{name},2026-02-{1 + n % 20:02d},{n + 1}"]
            contacts += [f"K{name},P{n:02d},{name},2026-02-0{1 + k} 10:00:00,voice"]
    contacts += ["KX,P05,,2026-02-10 10:00:00,robodial"]
    where = tmp_path_factory.mktemp("files")
    empty = {name: [] for name in ("statements", "charges", "points", "states", "consents", "promises", "profiles")}
    made = folder(
        where, people=people, loans=loans, liabilities=liable, instalments=dues, payments=paid, contacts=contacts
    )
    text = (made / "mapping.toml").read_text(encoding="utf-8")
    pieces = [piece for piece in text.split("\n[[file]]") if not any(f'"{name}"' in piece for name in empty)]
    (made / "mapping.toml").write_text("\n[[file]]".join(pieces), encoding="utf-8")
    return load(made).book


def same(one: Book, other: Book) -> None:
    for name in SCHEMAS:
        assert_frame_equal(getattr(one, name), getattr(other, name))
    for name in ("zone", "country", "currency", "dpd_rules", "agencies"):
        assert getattr(one, name) == getattr(other, name)


def test_what_is_written_is_what_is_read(book: Book, tmp_path: Path) -> None:
    assert book.quarantined == {"P05"}
    write(book, tmp_path / "store")
    found = read(tmp_path / "store")
    same(found, book)
    assert found.quarantined == book.quarantined


@pytest.mark.parametrize("part", [1, 7, 39, 40, 1_000])
def test_any_run_of_people_is_that_slice(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(store, "PART_PEOPLE", part)
    monkeypatch.setattr(store, "ROW_GROUP", 5)
    write(book, tmp_path / "store")
    assert people_count(tmp_path / "store") == 40
    for start, stop in [(0, 40), (0, 1), (5, 6), (3, 17), (39, 40), (12, 12), (0, 39), (20, 33)]:
        found = read_people(tmp_path / "store", start, stop)
        same(found, book.slice(start, stop))
        assert found.quarantined == ({"P05"} if start <= 5 < stop else set())


def test_books_added_one_after_another_are_one_book(book: Book, tmp_path: Path) -> None:
    with Writer(tmp_path / "store") as writer:
        for start in range(0, 40, 9):
            writer.add(book.slice(start, min(start + 9, 40)))
    same(read(tmp_path / "store"), book)
    assert sum(piece.people.height for piece in chunks(tmp_path / "store", 7)) == 40


def test_situations_of_books_that_number_them_otherwise_are_brought_together(book: Book, tmp_path: Path) -> None:
    one, other = book.slice(0, 20), book.slice(20, 40)
    turned = other.situations.reverse()
    moved = other.people.with_columns(
        (other.situations.height - 1 - pl.col("situation")).cast(pl.Int32).alias("situation")
    )
    with Writer(tmp_path / "store") as writer:
        writer.add(one)
        writer.add(replace(other, situations=turned, people=moved))
    same(read(tmp_path / "store"), book)


def test_an_error_half_way_leaves_nothing_and_the_old_store_stays(book: Book, tmp_path: Path) -> None:
    write(book.slice(0, 3), tmp_path / "store")

    def half() -> None:
        with Writer(tmp_path / "store") as writer:
            writer.add(book)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert [path.name for path in tmp_path.iterdir()] == ["store"]
    assert people_count(tmp_path / "store") == 3
    write(book, tmp_path / "store")
    assert people_count(tmp_path / "store") == 40
    assert [path.name for path in tmp_path.iterdir()] == ["store"]
