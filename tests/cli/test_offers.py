"""`eastwind offers`: one person's offers, line by line; every slip of the command line and of the book said plainly."""

from importlib import resources
from pathlib import Path

import pytest

from tests.book import folders
from tests.cli.run import refused, run

SHIPPED = resources.files("eastwind.decide").joinpath("strategies/everyday.toml").read_text(encoding="utf-8")
DAY = ("--as-of", "2026-09-30")
PROFILE = "person_id,as_of,income,living,bills,others,household_size,dependants,source"
INSTALMENTS = [f"{loan},{k},2026-{k:02d}-15,1000,80" for loan in ("L1", "L2") for k in range(1, 13)]
PAID = [f"Y{k},L1,2026-{k:02d}-14 10:00:00,1080," for k in range(1, 8)]


@pytest.fixture
def columns(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {"instalments": {"principal_minor": "principal", "interest_minor": "interest"}}
    own["profiles"] = {
        "income_minor": "income", "living_cost_minor": "living", "priority_bills_minor": "bills",
        "other_debt_service_minor": "others",
    }  # fmt: skip
    monkeypatch.setattr(folders, "COLUMNS", {**folders.COLUMNS, **own})


@pytest.fixture
def book(tmp_path: Path, columns: None) -> Path:
    """P1 is short, P2 well off and in hardship, P3 current and silent about money."""
    return made(tmp_path / "book", "P1,2026-09-01,6000,3000,1300,0,1,0,declared")


def made(where: Path, first: str) -> Path:
    return folders.folder(
        where,
        instalments=["loan_id,number,due_on,principal,interest", *INSTALMENTS],
        payments=["payment_id,loan_id,paid_at,amount,reversal_of", *PAID, "YY,L3,2026-02-19,80,"],
        profiles=[PROFILE, first, "P2,2026-09-01,30000,5000,3000,0,2,1,declared"],
    )


def test_the_lines_tell_the_month_the_best_offer_its_dates_and_why_the_others_are_shut(book):
    said = run("offers", book, "P1", *DAY)
    assert said.code == 0
    assert "  = surplus: CNY 1,100.00" in said.lines
    assert "Best: lower instalment" in said.lines
    assert "2026-10-15 CNY 1,080.74 (L1 CNY 317.65, L2 CNY 763.09)" in said.out
    assert "  longer term: it would ask for more than can be afforded." in said.lines
    assert "借" not in said.out


def test_the_same_in_chinese(book):
    said = run("offers", book, "P1", *DAY, "--lang", "zh")
    assert "  = 结余：1,100.00元" in said.lines
    assert "最合适：降低每期金额" in said.lines


def test_one_document_holds_everything(book):
    found = run("offers", book, "P1", *DAY, "--json").json
    best = next(one for one in found["offers"] if one["kind"] == found["best"])
    assert found["surplus"]["ceiling_minor"] == 110_000
    assert best["monthly_minor"] <= 110_000
    assert sum(sum(row["amounts_minor"]) for row in best["schedule"]) == best["total_minor"]
    assert found["loan_ids"] == ["L1", "L2"]
    assert found["sources"]["told_on"] == "2026-09-01"
    assert found["stops"] == []
    assert len(found["offer_id"]) == 32


def test_income_unknown_is_asked_about(book):
    said = run("offers", book, "P3", *DAY)
    assert "  · What income comes in a month, after tax?" in said.lines


def test_a_dispute_makes_a_person_look_first(tmp_path, columns):
    where = made(tmp_path / "book", "P1,2026-09-01,6000,3000,1300,0,1,0,declared")
    states = where / "states.csv"
    states.write_text(states.read_text() + "S9,P1,dispute,L1,2026-09-12 09:00:00,\n")
    said = run("offers", where, "P1", *DAY)
    assert "Mind: open states (dispute)." in said.out


def test_an_income_ten_thousand_times_too_high_is_not_believed(tmp_path, columns):
    where = made(tmp_path / "book", "P1,2026-09-01,60000000,3000,1300,0,1,0,declared")
    said = run("offers", where, "P1", *DAY)
    assert "beyond belief, perhaps in the wrong unit" in said.out
    assert "  most that may be asked a month (all loans with us): CNY 2,160.00" in said.lines


@pytest.mark.parametrize("income", ["NaN", "inf", "-6000", "1e99"])
def test_an_income_that_is_no_amount_keeps_the_person_out_and_says_where_it_stands(tmp_path, columns, income):
    where = made(tmp_path / "book", f"P1,2026-09-01,{income},3000,1300,0,1,0,declared")
    said = refused("offers", where, "P1", *DAY)
    assert "P1" in said
    assert "quarantined" in said
    assert f"profiles.csv, line 2, income = '{income}'" in said


def test_a_person_who_is_not_there_is_named_with_the_nearest(book):
    assert "no person 'P11'. Did you mean P1" in refused("offers", book, "P11", *DAY)


def test_a_strategy_without_offers_is_said(book, tmp_path):
    bare = tmp_path / "bare.toml"
    bare.write_text(SHIPPED[: SHIPPED.index("[offers]")], encoding="utf-8")
    said = refused("offers", book, "P1", *DAY, "--strategy", bare)
    assert "the strategy 'everyday' has no [offers]".lower() in said.lower()


def test_a_slip_in_the_policy_is_named(book, tmp_path):
    slip = tmp_path / "slip.toml"
    slip.write_text(SHIPPED.replace('interest = "scheduled"', 'interest = "half"', 1), encoding="utf-8")
    assert "'half' is no way of interest" in refused("offers", book, "P1", *DAY, "--strategy", slip)


def test_a_language_or_a_day_that_does_not_exist_is_said(book):
    assert "choose en or zh" in refused("offers", book, "P1", *DAY, "--lang", "fr")
    assert "--as-of" in refused("offers", book, "P1", "--as-of", "2026-02-30")
    assert "before the first day of the book" in refused("offers", book, "P1", "--as-of", "2001-01-01")
