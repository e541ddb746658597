"""Assembly: checked tables, keyed by codes, as the numbered book that the engine reads.

In        the tables of an Intake (or of a delta applied to them): every key once, every owner there.
Out       core.frames.Book, people in the order of their ids, everything else in the order of its owner and day.
Not here  checking (checks), the files (intake).
Proof     tests/book/test_assembly.py; a book does not depend on the order of rows or files.
"""

from collections.abc import Iterable
from typing import Final

import polars as pl

from eastwind.book import dealings
from eastwind.book.dealings import Tables, agencies_of, by_code, fit, mask, own
from eastwind.book.mapping import Mapping
from eastwind.core import frames, places, words, zones
from eastwind.core.facts import CODE, SITUATIONS, Schema
from eastwind.core.frames import Book

PROFILE: Final = (
    "income_minor", "living_cost_minor", "priority_bills_minor", "other_debt_service_minor", "household_size",
    "dependants", "credit_limit_minor", "utilisation_bp",
)  # fmt: skip


def assemble(tables: Tables, mapping: Mapping, quarantined: frozenset[str]) -> Book:
    """The book of `tables`. One row of `loans` per liability; what is a joint loan's stands under each of them."""
    agencies = agencies_of(tables)
    people = tables["people"].sort("person_id")
    number = people.select("person_id").with_row_index("person").with_columns(pl.col("person").cast(CODE))
    situations, situation = _situations(people, mapping)
    loans = _loans(tables, number, agencies)
    owner = loans.select("loan_id", "person").with_row_index("loan").with_columns(pl.col("loan").cast(CODE))
    points = dealings.point_codes(tables, number)
    return Book(
        zone=mapping.zone,
        country=mapping.country,
        currency=mapping.currency,
        dpd_rules=mapping.dpd_rules,
        agencies=agencies,
        situations=situations,
        people=_people(people, tables["profiles"], situation, mapping),
        loans=fit(loans, frames.BOOK_LOANS, "given_on", "recorded_at", "since", "until"),
        instalments=_of_loan(tables["instalments"], owner, frames.INSTALMENTS, "due_on", "number"),
        statements=_of_loan(tables["statements"], owner, frames.STATEMENTS, "closed_on"),
        charges=_of_loan(tables["charges"], owner, frames.CHARGES, "on", "recorded_at", "charge_id"),
        payments=_of_loan(
            _paid(tables["payments"], mapping), owner, frames.PAYMENTS, "paid_on", "recorded_at", "payment_id"
        ),
        promises=_of_loan(tables["promises"], owner, frames.PROMISES, "made_on", "promise_id"),
        points=dealings.points(tables["points"], number, points),
        contacts=dealings.contacts(tables["contacts"], number, owner, points, agencies),
        states=dealings.states(tables["states"], number, owner),
        consents=dealings.consents(tables["consents"], number, owner, points, agencies),
        quarantined=quarantined,
    )


def _situations(people: pl.DataFrame, mapping: Mapping) -> tuple[pl.DataFrame, pl.Series]:
    """The distinct ways of living where one lives, and the number of each person's."""
    texts = people.select(pl.col(name).list.join("|") for name in ("places", "time_zones", "languages"))
    distinct = texts.unique().sort("places", "time_zones", "languages").with_row_index("situation")
    number = texts.join(distinct, on=["places", "time_zones", "languages"], how="left", maintain_order="left")[
        "situation"
    ]
    rows = [
        (
            where := place.split("|") if place else [],
            zone.split("|") if zone else zones_of(where),
            spoken.split("|") if spoken else list(mapping.languages),
            mapping.country,
        )
        for _, place, zone, spoken in distinct.iter_rows()
    ]
    return pl.DataFrame(rows, schema=SITUATIONS, orient="row"), number


def zones_of(where: Iterable[str]) -> list[str]:
    """The zones of some places, each once; a place that we do not know adds none, so the law books block there."""
    found: dict[str, None] = {}
    for place in where:
        try:
            found |= dict.fromkeys(places.zones_of(place))
        except ValueError:
            return []
    return list(found)


def _people(people: pl.DataFrame, profiles: pl.DataFrame, situation: pl.Series, mapping: Mapping) -> pl.DataFrame:
    latest = profiles.sort("person_id", "as_of").unique("person_id", keep="last", maintain_order=True)
    latest = latest.select("person_id", pl.col("as_of").alias("profile_on"), *PROFILE)
    frame = people.join(latest, on="person_id", how="left", maintain_order="left").with_columns(
        situation.alias("situation"),
        pl.lit(mapping.contacts_known_from).alias("contacts_known_from"),
        mask(people["needs"], frames.NEEDS),
        pl.col("languages").list.first().alias("language"),
    )
    return fit(frame, frames.BOOK_PEOPLE, "recorded_at")


def _loans(tables: Tables, number: pl.DataFrame, agencies: tuple[str, ...]) -> pl.DataFrame:
    lender = tables["lenders"].select("lender_id", pl.col("kind").alias("lender"))
    liable = own(tables["liabilities"], number)
    loans = (
        liable.join(tables["loans"], on="loan_id", how="left")
        .join(lender, on="lender_id", how="left")
        .sort("person", "loan_id")
    )
    # A joint loan is counted where the borrower stands first in the book.
    rank = pl.col("role").to_physical().cast(pl.Int64) * 2**32 + pl.col("person")
    return loans.with_columns(
        (rank == rank.min().over("loan_id")).alias("main")
        if loans["loan_id"].is_duplicated().any()
        else pl.lit(True).alias("main"),
        dealings.dense(loans.select("person", pl.coalesce("account", "loan_id").alias("account"))).alias("account"),
        by_code("collector", agencies),
        mask(loans["facts"], words.LOAN_FACTS),
    )


def _paid(payments: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Payments with the local day on which they were made."""
    seconds = payments["paid_at"].to_physical().to_numpy() // 1_000_000
    return payments.with_columns(pl.Series("paid_on", zones.local_days(mapping.zone, seconds)).cast(pl.Date))


def _of_loan(table: pl.DataFrame, owner: pl.DataFrame, wanted: Schema, *order: str) -> pl.DataFrame:
    """A table by loan, once under each liability, in `order` within a loan."""
    return fit(table.join(owner.select("loan_id", "loan"), on="loan_id", how="inner"), wanted).sort("loan", *order)
