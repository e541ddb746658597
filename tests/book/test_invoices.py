"""The book's whole path on real due and settlement dates: 2,210 invoices, each a loan with one instalment."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from eastwind.book import delinquency, load
from eastwind.core.facts import INSTANT

SET = Path(__file__).parents[2].parent / "shared" / "data" / "repayment" / "ibm_accounts_receivable.parquet"
MAPPING = """
[book]
country = "US"
zone = "America/New_York"
currency = "USD"
[lender]
lender_id = "receivables"
[[file]]
path = "people.csv"
table = "people"
distinct = true
columns = {person_id = "customerID"}
[[file]]
path = "invoices.csv"
table = "loans"
columns = {loan_id = "invoiceNumber", opened_on = "InvoiceDate", principal_minor = "InvoiceAmount"}
constants = {product = "instalment"}
[[file]]
path = "invoices.csv"
table = "liabilities"
columns = {loan_id = "invoiceNumber", person_id = "customerID"}
constants = {role = "borrower"}
[[file]]
path = "invoices.csv"
table = "instalments"
columns = {loan_id = "invoiceNumber", due_on = "DueDate", principal_minor = "InvoiceAmount"}
constants = {number = 1}
[[file]]
path = "invoices.csv"
table = "payments"
columns.payment_id = "invoiceNumber"
columns.loan_id = "invoiceNumber"
columns.paid_at = "SettledDate"
columns.amount_minor = "InvoiceAmount"
"""


@pytest.mark.skipif(not SET.is_file(), reason=f"the shared data are not here: {SET}")
def test_days_past_due_on_the_eve_of_settlement_are_the_days_late_in_all_rows(tmp_path: Path) -> None:
    invoices = pl.read_parquet(SET)
    assert invoices.height == 2_210
    wanted = ["invoiceNumber", "customerID", "InvoiceDate", "DueDate", "InvoiceAmount", "SettledDate"]
    invoices.select(wanted).write_csv(tmp_path / "invoices.csv")
    invoices.select("customerID").write_csv(tmp_path / "people.csv")
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    loaded = load(tmp_path)
    assert loaded.quarantine.height == 0
    truth = loaded.book.loans.select("loan_id").join(
        invoices, left_on="loan_id", right_on="invoiceNumber", how="left", maintain_order="left"
    )
    # Judged at the first moment of the day of settlement, with what was known on its eve: the file gives dates alone,
    # so its payments would be known from that very moment on, and are told a second later here.
    book = loaded.book
    eve = book.payments.with_columns(pl.col("recorded_at") + pl.duration(seconds=1))
    settled = (
        truth["SettledDate"]
        .cast(pl.Datetime("us"))
        .dt.replace_time_zone(book.zone)
        .dt.convert_time_zone("UTC")
        .cast(INSTANT)
    )
    found = delinquency(replace(book, payments=eve), settled)
    assert found["dpd"].to_list() == truth["DaysLate"].to_list()
    assert (found["paid_minor"] == 0).all()
    after = delinquency(book, settled)
    assert (after["dpd"] == 0).all()
    assert (after["outstanding_minor"] == 0).all()
    assert after["longest_late_days"].to_list() == truth["DaysLate"].to_list()
