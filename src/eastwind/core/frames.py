"""Frames: the book as the engine reads it, flat tables sorted by owner, codes only.

In        what book has parsed, checked and numbered.
Out       `Book`: facts (core.facts) and money rows; `Book.slice` cuts a run of people out of all of them.
Not here  the tables as lenders give them (core.schema), reading files (book), days past due (book.delinquency).
Proof     tests/core/test_frames.py: slices put side by side are the whole.

Grain of `loans`: one row per liability, so a joint loan stands once under each person liable for it (`main` on one of
them: loans are counted there). The engine never sees a name, a number to dial or an address (DESIGN §1, promise 5).
"""

from dataclasses import dataclass, fields, replace
from typing import Final

import polars as pl

from eastwind.core import words
from eastwind.core.facts import CODE, CONSENTS, CONTACTS, INSTANT, LOANS, PEOPLE, SITUATIONS, STATES, Schema

NEEDS: Final = ("large-print", "text-only", "no-phone", "interpreter", "slow-pace")
ALLOCATIONS: Final = ("oldest_first", "fee_interest_principal", "interest_fee_principal", "principal_first")
CHARGES_KINDS: Final = ("interest", "fee", "waiver", "write-off", "adjustment")
DEBIT_RESULTS: Final = ("paid", "refused", "unknown")

BOOK_PEOPLE: Final[Schema] = {
    **PEOPLE,
    "person_id": pl.String(),
    "born_on": pl.Date(),
    "needs": pl.UInt8(),  # bit k = NEEDS[k]
    "language": pl.String(),  # asked, never inferred; null = the contract's
    # The latest profile known; null = unknown.
    "profile_on": pl.Date(),
    "income_minor": pl.Int64(),
    "living_cost_minor": pl.Int64(),
    "priority_bills_minor": pl.Int64(),
    "other_debt_service_minor": pl.Int64(),
    "household_size": pl.Int16(),
    "dependants": pl.Int16(),
    "credit_limit_minor": pl.Int64(),
    "utilisation_bp": pl.Int32(),
}
BOOK_LOANS: Final[Schema] = {
    **{
        name: dtype
        for name, dtype in LOANS.items()
        if name not in ("dpd", "due_on", "last_payment_on", "charges_minor")
    },
    "loan_id": pl.String(),
    "main": pl.Boolean(),
    "role": pl.Enum(words.ROLES),
    "lender_id": pl.String(),
    "opened_on": pl.Date(),
    "grace_days": pl.Int16(),
    "allocation": pl.Enum(ALLOCATIONS),
    "given_dpd": pl.Int32(),
    "given_overdue_minor": pl.Int64(),
    "written_off_on": pl.Date(),
}
INSTALMENTS: Final[Schema] = {
    "loan": CODE(),
    "number": pl.Int16(),
    "due_on": pl.Date(),
    "principal_minor": pl.Int64(),
    "interest_minor": pl.Int64(),
    "fee_minor": pl.Int64(),
}
STATEMENTS: Final[Schema] = {
    "loan": CODE(),
    "closed_on": pl.Date(),
    "balance_minor": pl.Int64(),
    "minimum_due_minor": pl.Int64(),
    "due_on": pl.Date(),
    "given_dpd": pl.Int32(),  # as the lender counted them on given_on; null = not told
    "given_on": pl.Date(),  # null = the closing day
}
CHARGES: Final[Schema] = {
    "loan": CODE(),
    "charge_id": pl.String(),
    "on": pl.Date(),
    "kind": pl.Enum(CHARGES_KINDS),
    "amount_minor": pl.Int64(),
    "reversal_of": pl.String(),
    "recorded_at": INSTANT,
}
PAYMENTS: Final[Schema] = {
    "loan": CODE(),
    "payment_id": pl.String(),
    "paid_on": pl.Date(),  # the local day in the lender's zone
    "amount_minor": pl.Int64(),
    "reversal_of": pl.String(),
    "recorded_at": INSTANT,
}
POINTS: Final[Schema] = {
    "person": CODE(),
    "point": CODE(),  # the code that contacts and consents use
    "point_id": pl.String(),
    "channel": pl.Enum(words.CHANNELS),
    "place": pl.Enum(words.PLACES),
    "provenance": pl.Enum(words.PROVENANCES),
    "verified_at": INSTANT,
    "reassigned_checked_at": INSTANT,
    "shared": pl.Boolean(),
    "valid": pl.Boolean(),
}
PROMISES: Final[Schema] = {
    "loan": CODE(),
    "promise_id": pl.String(),
    "amount_minor": pl.Int64(),
    "made_on": pl.Date(),
    "due_on": pl.Date(),
    "recorded_at": INSTANT,
}
BOOK_CONTACTS: Final[Schema] = {**CONTACTS, "contact_id": pl.String(), "recorded_at": INSTANT}
BOOK_STATES: Final[Schema] = {
    **STATES,
    "state_id": pl.String(),
    "source": pl.Enum(words.STATE_SOURCES),
    "review_on": pl.Date(),
    "recorded_at": INSTANT,
}
BOOK_CONSENTS: Final[Schema] = {**CONSENTS, "consent_id": pl.String(), "recorded_at": INSTANT}

BY_PERSON: Final[dict[str, Schema]] = {
    "loans": BOOK_LOANS,
    "points": POINTS,
    "contacts": BOOK_CONTACTS,
    "states": BOOK_STATES,
    "consents": BOOK_CONSENTS,
}
BY_LOAN: Final[dict[str, Schema]] = {
    "instalments": INSTALMENTS,
    "statements": STATEMENTS,
    "charges": CHARGES,
    "payments": PAYMENTS,
    "promises": PROMISES,
}


@dataclass(frozen=True, slots=True)
class Book:
    """A lender's book: row k of `people` is person k, row k of `loans` is loan k; every other table is sorted by owner.

    `zone` is the lender's (IANA), `currency` the one currency of a plan; `quarantined` holds the person_ids of whom any
    row was quarantined: they are read, and get no contact.
    """

    zone: str
    country: str
    currency: str
    dpd_rules: str  # given · computed · later (the later day of the two)
    agencies: tuple[str, ...]
    situations: pl.DataFrame
    people: pl.DataFrame
    loans: pl.DataFrame
    instalments: pl.DataFrame
    statements: pl.DataFrame
    charges: pl.DataFrame
    payments: pl.DataFrame
    promises: pl.DataFrame
    points: pl.DataFrame
    contacts: pl.DataFrame
    states: pl.DataFrame
    consents: pl.DataFrame
    quarantined: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name, schema in SCHEMAS.items():
            frame: pl.DataFrame = getattr(self, name)
            found = frame.schema  # asked once: polars makes it anew each time
            for column, dtype in schema.items():
                assert column in found, f"book.{name} lacks the column '{column}'"
                assert found[column] == dtype, f"book.{name}.{column} is {found[column]}, not {dtype}"

    def slice(self, start: int, stop: int) -> "Book":
        """People `start` to `stop` (exclusive) with all that is theirs, owners numbered from 0 again."""
        loans, first = _rows(self.loans, "person", start, stop)
        cut = {"people": self.people.slice(start, stop - start), "loans": loans}
        for name in BY_PERSON:
            if name != "loans":
                cut[name], _ = _rows(getattr(self, name), "person", start, stop)
        for name in BY_LOAN:
            cut[name], _ = _rows(getattr(self, name), "loan", first, first + loans.height)
        for name in ("contacts", "states", "consents"):  # they also point at loans
            cut[name] = cut[name].with_columns(pl.col("loan") - first)
        return replace(self, **cut)  # type: ignore[arg-type]


SCHEMAS: Final[dict[str, Schema]] = {
    "situations": SITUATIONS,
    "people": BOOK_PEOPLE,
    **BY_PERSON,
    **BY_LOAN,
}
assert set(SCHEMAS) <= {entry.name for entry in fields(Book)}


def _rows(frame: pl.DataFrame, owner: str, start: int, stop: int) -> tuple[pl.DataFrame, int]:
    """The rows owned by start…stop, owners renumbered; and the place of the first of them."""
    low, high = frame[owner].search_sorted(pl.Series([start, stop]), side="left").to_list()
    return frame.slice(low, high - low).with_columns((pl.col(owner) - start).cast(CODE)), low
