"""Facts against the keys of the case format, and frames against their slices."""

import re
from pathlib import Path

import polars as pl
import pytest

from eastwind.core import facts

PAGE = Path(__file__).parents[2] / "docs/reference/vocabulary.md"

# The keys of the case format (docs/reference/vocabulary.md); what compiles to another table is left out.
CASE_KEYS = {
    "loans": (
        "account dpd product lender collector annual_rate_bp late_rate_ppm_day principal_minor currency charges_minor "
        "due_on final_due_on defaulted_on last_payment_on last_demand_on last_acknowledged_on judgment_on facts"
    ),
    "contacts": (
        "at channel direction to person loan by point provenance place purpose visitors outcome outcome_at period_ends "
        "names missed_meetings abandon_rate_bp contains lacks facts"
    ),
    "states": "state loan person opened closed facts",
    "consents": "kind channel point person place loan given withdrawn until from to days scope given_to",
}


@pytest.mark.parametrize("table", CASE_KEYS)
def test_frames_have_exactly_the_keys_of_the_case_format(table):
    spelled = facts.CASE_KEYS.get(table, {})
    wanted = {column for key in CASE_KEYS[table].split() for column in spelled.get(key, (key,))}
    owner = {"person", "first"} if table == "contacts" else {"person"}
    assert set(facts.TABLES[table]) == wanted | owner


def test_every_date_and_number_that_the_page_gives_a_loan_is_a_column():
    text = PAGE.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith(("| dates |", "| numbers |"))]
    keys = {key for line in lines for key in re.findall(r"`([a-z_]+)`", line)}
    assert keys <= set(facts.LOANS)


def test_facts_refuse_a_frame_without_a_column_or_of_another_type():
    whole = {name: pl.DataFrame(schema=schema) for name, schema in facts.TABLES.items()}
    facts.Facts(**whole)
    with pytest.raises(AssertionError, match=r"facts.loans lacks the column 'dpd'"):
        facts.Facts(**whole | {"loans": whole["loans"].drop("dpd")})
    wrong = whole["loans"].with_columns(pl.col("dpd").cast(pl.Int64))
    with pytest.raises(AssertionError, match=r"facts.loans.dpd is Int64"):
        facts.Facts(**whole | {"loans": wrong})
