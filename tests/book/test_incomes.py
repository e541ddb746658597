"""Incomes that are no amounts, or not of this unit, are said plainly; none becomes zero."""

from pathlib import Path

import polars as pl
import pytest

from eastwind.book import BookError, load


def profiles(income: list[object]) -> pl.DataFrame:
    """Profiles of many people, each with an income."""
    return pl.DataFrame({"person_id": [f"P{k}" for k in range(len(income))], "income": income})


def made(tmp_path: Path, income: list[object], due: int = 500) -> Path:
    """A small book: everybody has a loan of one instalment, and an income as told."""
    people = len(income)
    (tmp_path / "mapping.toml").write_text(
        """
[book]
country = "TW"
zone = "Asia/Taipei"
currency = "TWD"
languages = ["zh"]
[lender]
lender_id = "bank"
kind = "bank"
[[file]]
path = "loans.csv"
table = "loans"
constants = {product = "instalment"}
[[file]]
path = "loans.csv"
table = "liabilities"
constants = {role = "borrower"}
[[file]]
path = "loans.csv"
table = "people"
[[file]]
path = "due.csv"
table = "instalments"
columns = {principal_minor = "amount"}
constants = {number = 1, interest_minor = 0, fee_minor = 0}
[[file]]
path = "profiles.parquet"
table = "profiles"
columns = {income_minor = "income"}
constants = {source = "declared", as_of = 2026-09-01}
"""
    )
    ids = [f"{{}}{k}" for k in range(people)]
    loans = "".join(f"{one.format('L')},{one.format('P')},2026-01-01\n" for one in ids)
    (tmp_path / "loans.csv").write_text("loan_id,person_id,opened_on\n" + loans)
    (tmp_path / "due.csv").write_text(
        "loan_id,due_on,amount\n" + "".join(f"{one.format('L')},2026-09-05,{due}\n" for one in ids)
    )
    profiles(income).write_parquet(tmp_path / "profiles.parquet")
    return tmp_path


def test_incomes_in_the_books_own_unit_land(tmp_path: Path) -> None:
    found = load(made(tmp_path, [30_000 + 1_000 * k for k in range(40)]))
    assert found.quarantine.height == 0
    assert found.book.people["income_minor"].null_count() == 0


@pytest.mark.parametrize("times", [10_000, 1 / 10_000])
def test_incomes_in_another_unit_are_refused(tmp_path: Path, times: float) -> None:
    income = [round((30_000 + 1_000 * k) * times, 2) for k in range(40)]
    with pytest.raises(BookError, match=r"half of 40 incomes are above .* another unit") as found:
        load(made(tmp_path, income))
    assert "mapping.toml" in str(found.value)


def test_one_income_in_another_unit_is_quarantined_with_its_value(tmp_path: Path) -> None:
    found = load(made(tmp_path, [300_000_000, *(30_000 + 1_000 * k for k in range(40))]))
    assert found.quarantine.select("table", "column", "reason").rows() == [("profiles", "income", "absurd")]
    assert found.book.people["income_minor"].null_count() == 1
    assert found.people_quarantined == 1


@pytest.mark.parametrize("income", [float("nan"), float("inf"), -5.0])
def test_what_is_no_amount_is_quarantined_and_never_zero(tmp_path: Path, income: float) -> None:
    found = load(made(tmp_path, [income, *(30_000.0 + k for k in range(40))]))
    assert found.quarantine["column"].to_list() == ["income"]
    assert found.quarantine["reason"][0] in ("not-an-amount", "negative")
    assert found.book.people["income_minor"].null_count() == 1
    assert 0 not in found.book.people["income_minor"]


def test_few_incomes_are_taken_as_they_are(tmp_path: Path) -> None:
    assert load(made(tmp_path, [10**9] * 5)).quarantine.height == 0
