"""Assembly: owners are numbers, what people wrote stands as codes, joint debts stand under each who owes them."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from eastwind.book import known, load
from eastwind.book.loading import Loaded
from eastwind.core import words
from eastwind.core.facts import BY_CREDITOR, BY_NAMED, POINT_NAMED, WHO_NAMED
from tests.book.folders import GOOD, folder


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return load(folder(tmp_path_factory.mktemp("book")))


def test_people_and_loans_stand_in_the_order_of_their_ids(loaded: Loaded) -> None:
    book = loaded.book
    assert book.people["person_id"].to_list() == ["P1", "P2", "P3"]
    assert book.loans.select("person", "loan_id", "role", "main").rows() == [
        (0, "L1", "borrower", True),
        (0, "L2", "guarantor", False),
        (1, "L2", "borrower", True),
        (2, "L3", "borrower", True),
    ]
    assert book.loans["account"].to_list() == [0, 1, 0, 0]


def test_a_joint_loans_instalments_stand_under_each_who_owes_it(loaded: Loaded) -> None:
    assert loaded.book.instalments.select("loan", "principal_minor").rows() == [
        (0, 150000),
        (0, 150000),
        (1, 300000),
        (2, 300000),
    ]


def test_payments_stand_on_the_lenders_local_day(loaded: Loaded) -> None:
    assert loaded.book.payments["paid_on"].cast(pl.String).to_list() == ["2026-02-04", "2026-02-19"]


def test_a_contact_about_two_loans_stands_twice_and_is_one(loaded: Loaded) -> None:
    contacts = loaded.book.contacts
    assert contacts.select("contact_id", "loan", "first").rows() == [
        ("K1", 0, True),
        ("K1", 1, False),
        ("K2", None, True),
    ]
    assert loaded.book.agencies == ("north",)
    assert contacts["by"].to_list() == [BY_NAMED, BY_NAMED, 0]
    points = loaded.book.points.filter(pl.col("person") == 0)
    voice = points.filter(pl.col("point_id") == "m-1")["point"].to_list()[0]
    assert sorted(points["point"].to_list()) == [POINT_NAMED, POINT_NAMED + 1]
    assert contacts["point"].to_list() == [voice, voice, words.CHANNELS.index("sms")]


def test_zones_come_from_places_and_languages_from_the_contract(loaded: Loaded) -> None:
    situations = loaded.book.situations.to_dicts()
    mine = [situations[number] for number in loaded.book.people["situation"]]
    assert [row["time_zones"] for row in mine] == [["Asia/Shanghai"]] * 3
    assert [row["languages"] for row in mine] == [["zh-Hans"]] * 3
    assert mine[2]["places"] == ["CN-SH", "CN-JS"]
    # Asked, not inferred: the contract's language is nobody's answer.
    assert loaded.book.people["language"].to_list() == ["zh-Hans", None, None]


def test_hours_and_days_of_a_consent_are_minutes_and_bits(loaded: Loaded) -> None:
    row = loaded.book.consents.to_dicts()[0]
    assert (row["from_minute"], row["to_minute"], row["days"]) == (18 * 60, 20 * 60, 0b11)


def test_another_person_is_a_party_or_a_number(tmp_path: Path) -> None:
    states = [
        "state_id,person_id,state,person,opened",
        "S1,P1,deceased,,2026-02-12 09:00:00",
        "S2,P1,attorney,attorney,2026-02-12 09:00:00",
        "S3,P1,attorney,att-7,2026-02-12 09:00:00",
        "S4,P1,attorney,att-3,2026-02-12 09:00:00",
    ]
    found = load(folder(tmp_path, states=states)).book.states
    assert found["who"].to_list() == [0, words.PARTIES.index("attorney"), WHO_NAMED + 1, WHO_NAMED]


def test_a_liability_counts_from_its_first_day_to_its_last(tmp_path: Path) -> None:
    liable = ["loan_id,person_id,role,since,until", "L1,P1,borrower,,", "L2,P2,borrower,,", "L3,P3,borrower,,"]
    liable.append("L2,P1,guarantor,2026-02-01,2026-03-31")
    contacts = [GOOD["contacts"][0], GOOD["contacts"][2]]
    book = load(folder(tmp_path, liabilities=liable, contacts=contacts)).book
    owed = [
        known(book, datetime(2026, month, 15, tzinfo=UTC)).loans.filter(pl.col("person") == 0)["loan_id"].to_list()
        for month in (1, 2, 3, 4)
    ]
    assert owed == [["L1"], ["L1", "L2"], ["L1", "L2"], ["L1"]]


def test_a_consent_that_names_nobody_and_no_scope_was_given_to_the_lender_as_its_kind_is_usually_meant(
    tmp_path: Path,
) -> None:
    consents = [
        "consent_id,person_id,kind,scope,given_to,given",
        "K1,P1,opt-out,,,2026-01-01 09:00:00",
        "K2,P1,opt-out,one-kind,agency:x,2026-01-02 09:00:00",
        "K3,P1,agreed-time,,,2026-01-03 09:00:00",
        "K4,P1,contact,,,2026-01-04 09:00:00",
    ]
    found = load(folder(tmp_path, consents=consents)).book.consents
    assert found["scope"].to_list() == ["all", "one-kind", "separate", None]
    assert [code == BY_CREDITOR for code in found["given_to"]] == [True, False, True, True]
