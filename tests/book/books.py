"""Small books made by hand, for tests that need no files."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import polars as pl

from eastwind.core import frames
from eastwind.core.facts import SITUATIONS
from eastwind.core.frames import Book

EPOCH = date(2026, 1, 1)
LOAN = {
    "person": 0,
    "account": 0,
    "product": "instalment",
    "lender": "bank",
    "collector": 0,
    "principal_minor": None,
    "currency": "TWD",
    "facts": 0,
    "main": True,
    "role": "borrower",
    "lender_id": "b",
    "opened_on": date(2025, 1, 1),
    "grace_days": 0,
    "allocation": "oldest_first",
}


def day(number: int) -> date:
    """Day `number` after 1 January 2026."""
    return EPOCH + timedelta(days=number)


def noon(number: int) -> datetime:
    """Noon in Taipei of day `number`."""
    return datetime(2026, 1, 1, 4, tzinfo=UTC) + timedelta(days=number)


def frame(schema: dict[str, Any], rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows under a schema of core.frames, columns not given null."""
    if not rows:
        return _empty(tuple(schema.items()))
    return pl.DataFrame({name: [row.get(name) for row in rows] for name in schema}, schema=schema)


@cache
def _empty(schema: tuple[tuple[str, Any], ...]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict(schema))


def book(
    loans: list[dict[str, Any]],
    instalments: list[dict[str, Any]] = (),
    payments: list[dict[str, Any]] = (),
    charges: list[dict[str, Any]] = (),
    statements: list[dict[str, Any]] = (),
    **more: Any,
) -> Book:
    """A book of these loans, all of one person unless they say otherwise; rows in any order within a loan."""
    rows = [{"loan_id": f"L{number}", **loan} for number, loan in enumerate(loans)]
    people = 1 + max((loan.get("person", 0) for loan in rows), default=0)
    by_loan = {"instalments": instalments, "payments": payments, "charges": charges, "statements": statements}
    tables = {
        name: frame(schema, sorted(by_loan.get(name, more.get(name, ())), key=lambda row: row["loan"]))
        for name, schema in frames.BY_LOAN.items()
    }
    tables |= {name: frame(schema, more.get(name, [])) for name, schema in frames.BY_PERSON.items() if name != "loans"}
    return Book(
        zone=more.get("zone", "Asia/Taipei"),
        country="TW",
        currency="TWD",
        dpd_rules=more.get("dpd_rules", "computed"),
        agencies=(),
        situations=pl.DataFrame([(["TW"], ["Asia/Taipei"], ["zh-Hant"], "TW")], schema=SITUATIONS, orient="row"),
        people=_people(people),
        loans=_loans(rows),
        **tables,
    )


@cache
def _people(count: int) -> pl.DataFrame:
    return frame(frames.BOOK_PEOPLE, [{"situation": 0, "person_id": f"P{number:03d}"} for number in range(count)])


@cache
def _alike(count: int) -> pl.DataFrame:
    """So many loans of LOAN, with the further column that an imported book has."""
    return frame({**frames.BOOK_LOANS, "given_on": pl.Date()}, [LOAN] * count)


def _loans(rows: list[dict[str, Any]]) -> pl.DataFrame:
    base = _alike(len(rows))
    told = sorted({name for row in rows for name in row})
    return base.with_columns(
        pl.Series(name, [row.get(name, LOAN.get(name)) for row in rows], dtype=base.schema[name]) for name in told
    )


def due(loan: int, number: int, on: int, principal: int, interest: int = 0, fee: int = 0) -> dict[str, Any]:
    """One instalment."""
    return {
        "loan": loan,
        "number": number,
        "due_on": day(on),
        "principal_minor": principal,
        "interest_minor": interest,
        "fee_minor": fee,
    }


def paid(loan: int, on: int, amount: int, known: int | None = None, **more: Any) -> dict[str, Any]:
    """One payment, known on its day unless `known` says later."""
    given = more.pop("id", f"y{loan}-{on}-{amount}-{known}")
    recorded = noon(on if known is None else known)
    return {
        "loan": loan,
        "payment_id": given,
        "paid_on": day(on),
        "amount_minor": amount,
        "recorded_at": recorded,
        **more,
    }


def charge(loan: int, on: int, kind: str, amount: int, known: int | None = None, **more: Any) -> dict[str, Any]:
    """One entry beside the schedule."""
    given = more.pop("id", f"c{loan}-{on}-{kind}-{amount}-{known}")
    recorded = noon(on if known is None else known)
    return {
        "loan": loan,
        "charge_id": given,
        "on": day(on),
        "kind": kind,
        "amount_minor": amount,
        "recorded_at": recorded,
        **more,
    }


def bill(loan: int, closed: int, on: int, balance: int, minimum: int) -> dict[str, Any]:
    """One statement."""
    return {
        "loan": loan,
        "closed_on": day(closed),
        "due_on": day(on),
        "balance_minor": balance,
        "minimum_due_minor": minimum,
        "given_dpd": None,
        "given_on": None,
    }
