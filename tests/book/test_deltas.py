"""Deltas: twice is once, what is so is replaced, what happened stays."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from eastwind.book import apply, load
from eastwind.book.loading import Loaded
from eastwind.core.frames import SCHEMAS
from tests.book.folders import GOOD, delta, folder


@pytest.fixture
def before(tmp_path: Path) -> Loaded:
    return load(folder(tmp_path / "before"))


def same(one: Loaded, other: Loaded) -> None:
    for name in SCHEMAS:
        assert_frame_equal(getattr(one.book, name), getattr(other.book, name))
    assert_frame_equal(one.quarantine, other.quarantine)
    assert one.book.quarantined == other.book.quarantined
    assert (one.people_read, one.people_quarantined) == (other.people_read, other.people_quarantined)


DELTA = {
    "people": ["person_id,places,languages,born_on", "P1,CN-ZJ,zh-Hans,1990-01-02", "P4,CN-HB,,"],
    "loans": ["loan_id,opened_on,product,principal,currency,collector", "L4,2026-02-01,micro,50,CNY,agency:south"],
    "liabilities": ["loan_id,person_id,role", "L4,P4,borrower"],
    "instalments": ["loan_id,number,due_on,principal", "L4,1,2026-03-01,50", "L1,2,2026-04-05,1500"],
    "payments": [
        "payment_id,loan_id,paid_at,amount,reversal_of",
        "Y1,L1,2026-02-04 10:00:00,1500,",
        "Y3,L1,2026-03-01,10,",
        "Y4,L9,2026-03-01,1,",
    ],
    "states": [
        "state_id,person_id,state,loan_id,opened,closed",
        "S1,P2,hardship,L2,2026-02-12 09:00:00,2026-02-20 09:00:00",
    ],
    "contacts": [
        "contact_id,person_id,loan_ids,at,channel,outcome,point_id,by",
        "K2,P1,,2026-02-11 10:00:00,sms,undeliverable,,creditor",
    ],
}


def test_the_same_delta_twice_is_the_delta_once(before: Loaded, tmp_path: Path) -> None:
    where = delta(tmp_path / "delta", DELTA)
    once = apply(before, where)
    same(apply(once, where), once)
    assert once.people_read == 4
    assert once.book.agencies == ("north", "south")


def test_what_is_so_is_replaced_and_what_happened_is_settled(before: Loaded, tmp_path: Path) -> None:
    found = apply(before, delta(tmp_path / "delta", DELTA)).tables
    assert found["people"].filter(pl.col("person_id") == "P1")["places"].to_list() == [["CN-ZJ"]]
    assert (
        found["instalments"].filter(pl.col("loan_id") == "L1", pl.col("number") == 2)["due_on"].to_list()[0].month == 4
    )
    assert found["states"]["closed"].null_count() == 0
    # Known since it was first recorded, not since it was settled.
    assert found["states"]["recorded_at"].to_list() == found["states"]["opened"].to_list()
    assert found["contacts"].filter(pl.col("contact_id") == "K2")["outcome"].to_list() == ["undeliverable"]


def test_counts_of_a_delta_add_up(before: Loaded, tmp_path: Path) -> None:
    where = delta(tmp_path / "delta", DELTA)
    for found in (apply(before, where), apply(apply(before, where), where)):
        counts = found.counts
        assert (counts["read"] == counts["landed"] + counts["quarantined"] + counts["repeated"]).all()
    assert counts.filter(pl.col("table") == "payments").rows() == [("payments", 3, 0, 1, 2)]


def test_a_payment_that_says_something_else_is_refused(before: Loaded, tmp_path: Path) -> None:
    lines = [GOOD["payments"][0], "Y1,L1,2026-02-04 10:00:00,1400,"]
    found = apply(before, delta(tmp_path / "delta", {"payments": lines}))
    assert found.quarantine.select("key", "reason", "line").rows() == [("Y1", "altered", 2)]
    assert found.tables["payments"].filter(pl.col("payment_id") == "Y1")["amount_minor"].to_list() == [150000]
    # P1 owes L1.
    assert found.book.quarantined == {"P1"}


def test_money_is_never_deleted_and_a_schedule_may_be(before: Loaded, tmp_path: Path) -> None:
    tables = {
        "payments": ["payment_id,gone", "Y1,1"],
        "instalments": ["loan_id,number,gone,due_on,principal", "L1,2,1,,", "L2,1,,2026-02-07,3000"],
    }
    where = delta(tmp_path / "delta", tables, deleted=("payments", "instalments"))
    found = apply(before, where)
    assert found.quarantine.select("key", "reason").rows() == [("Y1", "cannot-delete")]
    assert found.tables["instalments"].select("loan_id", "number").rows() == [("L1", 1), ("L2", 1)]
    same(apply(found, where), found)


def test_a_loan_taken_away_sends_what_is_its_to_quarantine(before: Loaded, tmp_path: Path) -> None:
    where = delta(tmp_path / "delta", {"loans": ["loan_id,gone", "L3,yes"]}, deleted=("loans",))
    found = apply(before, where)
    assert set(found.quarantine["reason"]) == {"orphan-loan"}
    assert set(found.quarantine["file"]) == {"the book"}
    assert set(found.quarantine["table"]) == {"liabilities", "statements", "payments"}
    same(apply(found, where), found)


def test_a_row_that_comes_right_leaves_quarantine(tmp_path: Path) -> None:
    broken = load(folder(tmp_path / "before", {"payments": ["Y9,L1,2026-02-30,10,"]}))
    assert broken.book.quarantined == {"P1"}
    found = apply(broken, delta(tmp_path / "delta", {"payments": [GOOD["payments"][0], "Y9,L1,2026-02-28,10,"]}))
    assert found.quarantine.height == 0
    assert found.book.quarantined == frozenset()


def test_a_book_in_two_pieces_is_the_book_in_one(tmp_path: Path) -> None:
    whole = load(folder(tmp_path / "whole"))
    late = {name: [GOOD[name][0], *GOOD[name][2:]] for name in ("payments", "contacts", "instalments")}
    early = {name: GOOD[name][:2] for name in late}
    first = load(folder(tmp_path / "early", **early))
    same(apply(first, delta(tmp_path / "late", late)), whole)


def test_a_delta_that_names_its_lender_alone_takes_nothing_from_it(tmp_path: Path) -> None:
    lenders = ["lender_id,kind,country,zone,currency,licences", "demo,bank,CN,Asia/Shanghai,CNY,A1|B2"]
    first = load(folder(tmp_path / "before", lenders=lenders))
    found = apply(first, delta(tmp_path / "delta", {"people": DELTA["people"]}))
    assert found.tables["lenders"].to_dicts() == first.tables["lenders"].to_dicts()
    assert found.tables["lenders"]["licences"].to_list() == [["A1", "B2"]]
