"""Checks: what rows say together. Keys once, owners there, days in order, reversals of something.

In        an Intake: rows that parsed, by table.
Out       the same Intake with the rows that do not fit in quarantine; whose rows those were.
Not here  single cells (cells), numbering (assembly).
Proof     tests/book/test_quarantine.py.

The order matters: a loan in quarantine takes what belongs to it along, so owners are settled before what they own.
"""

from typing import Final

import polars as pl

from eastwind.book.incomes import plausible
from eastwind.book.intake import Intake
from eastwind.book.quarantine import Flaw
from eastwind.book.rows import DELETED
from eastwind.core import schema

# Rows of a loan or of a person, beside the two themselves.
OF_LOAN: Final = ("instalments", "statements", "charges", "payments", "debits", "titles", "promises")
OF_PERSON: Final = ("mandates", "points", "profiles", "contacts", "states", "consents", "outcomes", "traits")
# The first of the two may not stand after the second.
ORDER: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "loans": (("opened_on", "final_due_on"), ("opened_on", "defaulted_on"), ("opened_on", "written_off_on")),
    "liabilities": (("since", "until"),),
    "mandates": (("from", "until"),),
    "statements": (("closed_on", "due_on"),),
    "titles": (("from", "until"),),
    "contacts": (("at", "outcome_at"),),
    "states": (("opened", "closed"),),
    "consents": (("given", "withdrawn"), ("given", "until")),
    "promises": (("made_on", "due_on"),),
    "outcomes": (("from_on", "to_on"),),
}


def check(intake: Intake) -> None:
    """Send rows to quarantine until what is left fits together."""
    for table in schema.TABLES:
        keys_once(intake, table)
        for first, second in ORDER.get(table, ()):
            frame = intake.tables[table]
            intake.flag(table, frame[first] > frame[second], second, Flaw.BEFORE)
    lenders = intake.tables["lenders"]
    intake.flag("lenders", lenders["zone"] != intake.mapping.zone, "zone", Flaw.OTHER_ZONE)
    _owners(intake)
    _after_opening(intake)
    charges = intake.tables["charges"]
    lowers = (charges["amount_minor"] < 0) & (charges["kind"] != "adjustment")
    intake.flag("charges", lowers, "amount_minor", Flaw.NEGATIVE)
    for table in OF_LOAN:
        _owned(intake, table, "loan_id", "loans", Flaw.ORPHAN_LOAN)
    for table in (*OF_PERSON, "events"):
        _owned(intake, table, "person_id", "people", Flaw.ORPHAN_PERSON)
    for table in ("states", "consents", "events"):
        _owned(intake, table, "loan_id", "loans", Flaw.ORPHAN_LOAN)
    _about_own_loans(intake)
    for table in ("charges", "payments"):
        _reversals(intake, table)
    plausible(intake)


def keys_once(intake: Intake, table: str) -> None:
    """Of rows with one key and one content the first stays; of rows with one key and several contents none does."""
    frame, key = intake.tables[table], schema.key(table)
    if frame.height < 2 or frame.select(key).n_unique() == frame.height:
        return
    lists = [name for name, dtype in schema.dtypes(table).items() if isinstance(dtype, pl.List)]
    joined = [pl.col(name).list.eval(pl.element().cast(pl.String)).list.join("|") for name in lists]
    twice = frame.with_row_index("row").filter(pl.struct(key).is_duplicated()).with_columns(joined)
    contents = twice.select(
        "row",
        pl.struct(list(schema.columns(table))).n_unique().over(key).alias("contents"),
        (~pl.struct(key).is_first_distinct()).alias("later"),
    )
    conflict = contents.filter(pl.col("contents") > 1)["row"]
    later = contents.filter((pl.col("contents") == 1) & pl.col("later"))["row"]
    rows = pl.Series(range(frame.height), dtype=pl.UInt32)
    bad, again = rows.is_in(conflict.implode()), rows.is_in(later.implode())
    intake.flag(table, bad, key[-1], Flaw.CONFLICT)
    intake.flag(table, again.filter(~bad), key[-1], Flaw.DUPLICATE)


def _owners(intake: Intake) -> None:
    """People, loans and who is liable for which, until every loan has somebody and every liability both its ends."""
    _owned(intake, "loans", "lender_id", "lenders", Flaw.ORPHAN_LENDER)
    billed = _among(intake.tables["loans"], "loan_id", intake.tables["statements"])
    scheduled = _among(intake.tables["loans"], "loan_id", intake.tables["instalments"])
    intake.flag("loans", billed & scheduled, "loan_id", Flaw.TWO_SCHEDULES)
    _owned(intake, "liabilities", "person_id", "people", Flaw.ORPHAN_PERSON)
    _owned(intake, "liabilities", "loan_id", "loans", Flaw.ORPHAN_LOAN)
    loans = intake.tables["loans"]
    intake.flag("loans", ~_among(loans, "loan_id", intake.tables["liabilities"]), "loan_id", Flaw.NOBODY_LIABLE)


def _owned(intake: Intake, table: str, column: str, owners: str, orphan: Flaw) -> None:
    """Rows whose owner is in quarantine, or not in the book at all."""
    frame = intake.tables[table]
    if not frame.height:
        return
    missing = frame[column].is_not_null() & ~_among(frame, column, intake.tables[owners])
    if not missing.any():
        return
    kept_out = {key for flaws in intake.flaws for key in flaws.filter(pl.col("table") == owners)["key"].drop_nulls()}
    held = missing & frame[column].is_in(list(kept_out))
    intake.flag(table, held, column, Flaw.OWNER_QUARANTINED)
    frame = intake.tables[table]
    missing = frame[column].is_not_null() & ~_among(frame, column, intake.tables[owners])
    intake.flag(table, missing, column, orphan)


def _after_opening(intake: Intake) -> None:
    """Nothing of a loan stands before the day it was opened."""
    opened = intake.tables["loans"].select("loan_id", "opened_on")
    for table, column in (("instalments", "due_on"), ("statements", "closed_on")):
        frame = intake.tables[table]
        day = frame.select("loan_id").join(opened, on="loan_id", how="left", maintain_order="left")["opened_on"]
        intake.flag(table, frame[column] < day, column, Flaw.BEFORE)


def _about_own_loans(intake: Intake) -> None:
    """States, consents and contacts that name a loan name one of the person's own."""
    liable = intake.tables["liabilities"].select("loan_id", "person_id", pl.lit(True).alias("liable"))
    for table in ("states", "consents"):
        frame = intake.tables[table]
        if frame["loan_id"].null_count() < frame.height:
            own = frame.select("loan_id", "person_id").join(
                liable, on=["loan_id", "person_id"], how="left", maintain_order="left"
            )
            intake.flag(table, frame["loan_id"].is_not_null() & own["liable"].is_null(), "loan_id", Flaw.NOT_LIABLE)
    contacts = intake.tables["contacts"]
    if not contacts["loan_ids"].list.len().sum():
        return
    named = contacts.select("person_id", "loan_ids").with_row_index("row").explode("loan_ids").drop_nulls("loan_ids")
    named = named.rename({"loan_ids": "loan_id"}).join(
        liable, on=["loan_id", "person_id"], how="left", maintain_order="left"
    )
    rows = named.filter(pl.col("liable").is_null())["row"].unique()
    bad = pl.Series([False]).new_from_index(0, contacts.height).scatter(rows, True)
    intake.flag("contacts", bad, "loan_ids", Flaw.NOT_LIABLE)


def _reversals(intake: Intake, table: str) -> None:
    """What is taken back was there, in the same loan, is no reversal itself, and was at least as much."""
    frame, key = intake.tables[table], schema.key(table)[0]
    if frame["reversal_of"].null_count() == frame.height:
        return
    there = frame.filter(pl.col("reversal_of").is_null()).select(
        pl.col(key).alias("reversal_of"), "loan_id", pl.col("amount_minor").abs().alias("had")
    )
    had = frame.select("reversal_of", "loan_id").join(
        there, on=["reversal_of", "loan_id"], how="left", maintain_order="left"
    )["had"]
    back = frame["reversal_of"].is_not_null()
    intake.flag(table, back & had.is_null(), "reversal_of", Flaw.REVERSES_NOTHING)
    frame = intake.tables[table]
    had = frame.select("reversal_of", "loan_id").join(
        there, on=["reversal_of", "loan_id"], how="left", maintain_order="left"
    )["had"]
    taken = frame.select(
        pl.when(pl.col("reversal_of").is_not_null()).then(
            pl.col("amount_minor").abs().sum().over("reversal_of", "loan_id")
        )
    ).to_series()
    intake.flag(table, (taken > had) & frame["reversal_of"].is_not_null(), "amount_minor", Flaw.REVERSES_TOO_MUCH)


def concerned(intake: Intake) -> tuple[set[str], set[str]]:
    """person_ids read in the table of people, and of these the ones any quarantined row is about."""
    flaws = (
        pl.concat(intake.flaws)
        if intake.flaws
        else pl.DataFrame(schema={"table": pl.String, "loan_id": pl.String, "person_id": pl.String})
    )
    read = set(intake.tables["people"]["person_id"]) | set(
        flaws.filter(pl.col("table") == "people")["person_id"].drop_nulls()
    )
    liabilities = pl.concat(
        [
            intake.tables["liabilities"].select("loan_id", "person_id"),
            flaws.filter(pl.col("table") == "liabilities").select("loan_id", "person_id"),
        ]
    ).drop_nulls()
    by_loan = liabilities.join(flaws.select("loan_id").drop_nulls().unique(), on="loan_id", how="semi")["person_id"]
    bad = set(flaws["person_id"].drop_nulls()) | set(by_loan)
    return read, bad & read


def _among(frame: pl.DataFrame, column: str, others: pl.DataFrame) -> pl.Series:
    """Whether each value of `column` stands in the table `others`, under the name of its own id."""
    name = column if column in others.columns else schema.key("loans")[0]
    known = others.select(pl.col(name).alias(column)).unique().with_columns(pl.lit(True).alias("there"))
    return frame.select(column).join(known, on=column, how="left", maintain_order="left")["there"].fill_null(False)


def drop_deleted(intake: Intake) -> dict[str, pl.DataFrame]:
    """Rows of a delta that say that a row is to go, taken out of the tables."""
    gone = {}
    for table, frame in intake.tables.items():
        gone[table] = frame.filter(pl.col(DELETED))
        intake.tables[table] = frame.filter(~pl.col(DELETED))
    return gone
