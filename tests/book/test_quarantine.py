"""Quarantine: one bad row of every kind in one import, each set apart with its reason, the good rows landed."""

from pathlib import Path

import polars as pl
import pytest

from eastwind.book import load
from eastwind.book.loading import Loaded
from eastwind.book.quarantine import SENTENCES, Flaw
from tests.book.folders import GOOD, folder

# Person and loan rows that only carry bad ones.
CARRIERS = {
    "people": [f"B{number},CN-GD,," for number in range(1, 10)],
    "loans": [f"X{number},2026-01-05,micro,100,CNY,creditor" for number in range(1, 10)],
    "liabilities": [f"X{number},B{number},borrower" for number in range(1, 10)],
}
# table, line as written, reason, the file's own column; in the order of the list and beyond it.
PLANTED = [
    ("people", "B11,CN-GD", Flaw.FIELDS, None),
    ("people", "B12,Guangdong,,", Flaw.UNKNOWN_PLACE, "places"),
    ("people", "B13,CN-GD,,1990-02-30", Flaw.IMPOSSIBLE_DATE, "born_on"),
    ("people", "B14,CN-GD,,3 May 1990", Flaw.NOT_A_DATE, "born_on"),
    ("people", ",CN-GD,,", Flaw.EMPTY, "person_id"),
    ("people", "13912345678,CN-GD,,", Flaw.NOT_A_CODE, "person_id"),
    ("people", "P1,CN-GD,zh-Hans,1990-01-02", Flaw.DUPLICATE, "person_id"),
    ("loans", "X11,2026-01-05,micro,100,XYZ,creditor", Flaw.UNKNOWN_CURRENCY, "currency"),
    ("loans", "X12,2026-01-05,micro,100,USD,creditor", Flaw.OTHER_CURRENCY, "currency"),
    ("loans", "X13,2026-01-05,payday,100,CNY,creditor", Flaw.UNKNOWN_WORD, "product"),
    ("loans", "X14,2026-01-05,micro,100,CNY,creditor", Flaw.NOBODY_LIABLE, "loan_id"),
    ("liabilities", "X1,NOBODY,guarantor", Flaw.ORPHAN_PERSON, "person_id"),
    ("liabilities", "X98,B9,borrower", Flaw.ORPHAN_LOAN, "loan_id"),
    ("liabilities", "X13,B3,borrower", Flaw.OWNER_QUARANTINED, "loan_id"),
    ("instalments", "X1,1,2026-02-05,-5", Flaw.NEGATIVE, "principal"),
    ("instalments", "X2,1,2025-12-31,5", Flaw.BEFORE, "due_on"),
    ("instalments", "X2,one,2026-02-05,5", Flaw.NOT_A_NUMBER, "number"),
    ("instalments", "X3,1,2026-02-05,5", Flaw.CONFLICT, "number"),
    ("instalments", "X3,1,2026-02-05,6", Flaw.CONFLICT, "number"),
    ("instalments", "L3,1,2026-02-05,6", None, None),  # makes L3 one with two schedules
    ("payments", "Z1,X4,2026-02-05,99999999999999,", Flaw.ABSURD, "amount"),
    ("payments", "Z2,X4,2026-02-05,0,", Flaw.NO_MONEY, "amount"),
    ("payments", "Z3,X4,2026-02-05,ten,", Flaw.NOT_AN_AMOUNT, "amount"),
    ("payments", "Z4,X4,2026-02-05,1.005,", Flaw.NOT_AN_AMOUNT, "amount"),
    ("payments", "Z5,X99,2026-02-05,5,", Flaw.ORPHAN_LOAN, "loan_id"),
    ("payments", "Z6,X4,2026-02-05,5,Y999", Flaw.REVERSES_NOTHING, "reversal_of"),
    ("payments", "Z7,L1,2026-02-05,9999,Y1", Flaw.REVERSES_TOO_MUCH, "amount"),
    ("payments", "Z8,X5,2026-02-05 25:00:00,5,", Flaw.IMPOSSIBLE_TIME, "paid_at"),
    ("payments", "Z9,X5,yesterday,5,", Flaw.NOT_A_TIME, "paid_at"),
    ("charges", "C9,X6,2026-02-20,fee,-3,", Flaw.NEGATIVE, "amount"),
    ("states", "T1,B6,dispute,L1,2026-02-12 09:00:00,", Flaw.NOT_LIABLE, "loan_id"),
    ("states", "T2,B7,dispute,,2026-02-12 09:00:00,2026-02-11 09:00:00", Flaw.BEFORE, "closed"),
    ("contacts", '"K9,B8,,2026-02-10 10:00:00,voice,conversation,m-1,creditor', Flaw.QUOTES, None),
]  # fmt: skip


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Loaded, Loaded]:
    """The good book alone, and with every bad row planted."""
    good = load(folder(tmp_path_factory.mktemp("good")))
    more = {table: list(lines) for table, lines in CARRIERS.items()}
    for table, line, _, _ in PLANTED:
        more.setdefault(table, []).append(line)
    return good, load(folder(tmp_path_factory.mktemp("bad"), more))


def line_of(table: str, text: str) -> int:
    lines = [*GOOD[table], *CARRIERS.get(table, []), *(line for name, line, _, _ in PLANTED if name == table)]
    return len(lines) - lines[::-1].index(text)


def test_a_good_book_has_no_quarantine(planted: tuple[Loaded, Loaded]) -> None:
    good, _ = planted
    assert good.quarantine.height == 0
    assert (good.counts["read"] == good.counts["landed"]).all()
    assert (good.people_read, good.people_quarantined) == (3, 0)


def test_at_least_twenty_kinds_are_planted() -> None:
    assert len({flaw for _, _, flaw, _ in PLANTED if flaw}) >= 20


@pytest.mark.parametrize(
    ("table", "text", "flaw", "column"), [row for row in PLANTED if row[2]], ids=lambda part: str(part)
)
def test_every_planted_row_is_set_apart_with_its_reason(
    planted: tuple[Loaded, Loaded], table: str, text: str, flaw: Flaw, column: str | None
) -> None:
    _, bad = planted
    found = bad.quarantine.filter(pl.col("table") == table, pl.col("line") == line_of(table, text))
    assert (flaw.value, column) in zip(found["reason"], found["column"], strict=True), found
    assert found["file"].to_list() == [f"{table}.csv"] * found.height
    assert found["says_en"].str.len_chars().min() > 10
    assert found["says_zh"].str.len_chars().min() > 3


def test_a_loan_with_two_schedules_goes_with_all_that_is_its(planted: tuple[Loaded, Loaded]) -> None:
    _, bad = planted
    mine = bad.quarantine.filter(pl.col("loan_id") == "L3")
    assert mine.filter(pl.col("table") == "loans")["reason"].to_list() == ["two-schedules"]
    assert set(mine.filter(pl.col("table") != "loans")["reason"]) == {"owner-quarantined"}
    assert set(mine["table"]) == {"loans", "liabilities", "instalments", "statements", "payments"}


def test_good_rows_land_beside_the_bad(planted: tuple[Loaded, Loaded]) -> None:
    good, bad = planted
    kept = set(good.book.loans["loan_id"]) - {"L3"}
    assert kept <= set(bad.book.loans["loan_id"])
    assert bad.tables["payments"]["payment_id"].to_list() == ["Y1"]
    assert set(bad.tables["instalments"]["loan_id"]) == {"L1", "L2"}


def test_totals_add_up_for_rows_and_people(planted: tuple[Loaded, Loaded]) -> None:
    _, bad = planted
    counts = bad.counts
    assert (counts["read"] == counts["landed"] + counts["quarantined"] + counts["repeated"]).all(), counts
    assert counts["quarantined"].sum() >= len(PLANTED) - 1
    in_book = set(bad.book.people["person_id"])
    assert bad.people_read == len(in_book | bad.book.quarantined)
    assert bad.people_decided == len(in_book - bad.book.quarantined)
    assert bad.people_read == bad.people_decided + bad.people_quarantined


def test_whoever_a_bad_row_is_about_counts_as_quarantined(planted: tuple[Loaded, Loaded]) -> None:
    _, bad = planted
    # B9: a liability for a loan that is not there. B1: a bad liability and a bad instalment of X1. P1: a reversal.
    assert {"B1", "B2", "B3", "B4", "B5", "B6", "B7", "B9", "B12", "B13", "B14", "P1", "P3"} == bad.book.quarantined - {
        "13912345678"
    }
    # P2 owes L2 together with P1, and no row of L2 is bad.
    assert "P2" not in bad.book.quarantined
    assert bad.book.people.filter(pl.col("person_id") == "P2").height == 1


def test_every_reason_has_both_sentences() -> None:
    assert set(SENTENCES) == set(Flaw)


def test_the_same_bad_files_give_the_same_quarantine(planted: tuple[Loaded, Loaded], tmp_path: Path) -> None:
    _, bad = planted
    more = {table: list(lines) for table, lines in CARRIERS.items()}
    for table, line, _, _ in PLANTED:
        more.setdefault(table, []).append(line)
    again = load(folder(tmp_path, more))
    assert again.quarantine.equals(bad.quarantine)
    assert again.book.quarantined == bad.book.quarantined


def test_a_lender_of_another_zone_or_currency_belongs_into_a_book_of_its_own(tmp_path: Path) -> None:
    lenders = [
        "lender_id,kind,country,zone,currency",
        "demo,bank,CN,Asia/Shanghai,CNY",
        "far,bank,CN,Asia/Urumqi,CNY",
        "dear,bank,HK,Asia/Shanghai,HKD",
    ]
    loans = ["loan_id,lender_id,opened_on,product,principal", "L1,demo,2026-01-05,micro,1"]
    loaded = load(
        folder(tmp_path, lenders=lenders, loans=[*loans, "L2,far,2026-01-05,micro,1", "L3,near,2026-01-05,micro,1"])
    )
    mine = loaded.quarantine.filter(pl.col("table").is_in(["lenders", "loans"]))
    assert mine.select("key", "reason").rows() == [
        ("far", "other-zone"),
        ("dear", "other-currency"),
        ("L2", "owner-quarantined"),
        ("L3", "orphan-lender"),
    ]
