"""Circumstances for the tests of offers, from what is said of people and loans; the rest is ordinary."""

from datetime import date
from typing import Any

import numpy as np
from hypothesis import strategies as st

from eastwind.core import words
from eastwind.decide import load
from eastwind.decide.offers import LOAN_ORDER, PUBLISHED, UNKNOWN, Circumstances

ON = date(2026, 9, 30)
POLICY = load().offers
assert POLICY is not None
# A household of one that has told everything, and can spare 1,100 a month (in cents).
PERSON: dict[str, Any] = {
    "income": 600_000, "declared": 300_000, "published": None, "status": "none-known", "household_known": True,
    "bills": 130_000, "others": 0, "hardship": False, "due_day": 15,
}  # fmt: skip
# 40 days late with two instalments of 1,000; six of twelve are still to come.
LOAN: dict[str, Any] = {
    "owed": 700_000, "remaining": 760_000, "contract": 100_000, "arrears": 200_000, "late": True, "bucket": 2,
    "product": "instalment", "rate_ppm": 180_000, "late_ppm": 182_500,
}  # fmt: skip


def circumstances(people: list[dict[str, Any]], on: date = ON, currency: str = "CNY") -> Circumstances:
    """One person for each dictionary: changes to PERSON, and `loans`, changes to LOAN."""
    whole = [{**PERSON, **one} for one in people]
    loans = [sorted_loans(one.get("loans", [{}])) for one in people]
    flat = [loan for mine in loans for loan in mine]

    def column(rows: list[dict[str, Any]], name: str) -> Any:
        return np.array([UNKNOWN if row[name] is None else row[name] for row in rows], dtype=np.int64)

    return Circumstances(
        on=on,
        currency=currency,
        **{name: column(whole, name) for name in ("income", "declared", "published", "bills", "others", "due_day")},
        status=np.array([PUBLISHED.index(one["status"]) for one in whole], dtype=np.int8),
        household_known=np.array([one["household_known"] for one in whole], dtype=bool),
        hardship=np.array([one["hardship"] for one in whole], dtype=bool),
        start=np.cumsum([0, *(len(mine) for mine in loans)]).astype(np.int64),
        late=np.array([loan["late"] for loan in flat], dtype=bool),
        **{name: column(flat, name) for name in LOAN_ORDER},
    )


def sorted_loans(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Loans as circumstances have them: products as codes, in the order of what they are."""
    loans = [{**LOAN, **change} for change in changes]
    for loan in loans:
        loan.setdefault("peak", loan["contract"])
        loan["product"] = UNKNOWN if loan["product"] is None else words.PRODUCTS.index(loan["product"])
    return sorted(loans, key=lambda loan: tuple(UNKNOWN if loan[name] is None else loan[name] for name in LOAN_ORDER))


def _amount(most: int) -> st.SearchStrategy[int]:
    return st.integers(0, most) | st.sampled_from([0, 1, 99, 100_000])


def _told(most: int) -> st.SearchStrategy[int | None]:
    return st.none() | _amount(most)


@st.composite
def a_loan(draw: st.DrawFn) -> dict[str, Any]:
    """A loan that could be: never less remaining than owed, arrears only where it is late."""
    owed = draw(st.integers(1, 3_000_000) | st.sampled_from([1, 59, 10**12, 10**15]))
    late = draw(st.booleans() | st.just(True))
    contract = draw(_amount(300_000))
    return {
        "owed": owed,
        "remaining": owed + draw(_amount(500_000)),
        "contract": contract,
        "peak": contract + draw(st.just(0) | _amount(50_000)),
        "arrears": draw(st.integers(0, min(owed, 400_000))) if late else 0,
        "late": late,
        "bucket": draw(st.integers(1, 7)) if late else 0,
        "product": draw(st.sampled_from([None, "micro", "card", "instalment", "credit_line"])),
        "rate_ppm": draw(st.none() | st.integers(0, 360_000)),
        "late_ppm": draw(st.none() | st.integers(0, 365_000)),
    }


@st.composite
def a_person(draw: st.DrawFn) -> dict[str, Any]:
    """A person with up to four loans, of whom anything may be unknown."""
    status = draw(st.sampled_from(PUBLISHED))
    return {
        "income": draw(_told(1_500_000) | st.sampled_from([10**8, 10**8 + 1, 10**14])),
        "declared": draw(_told(600_000)),
        "published": draw(_amount(500_000)) if status == "known" else None,
        "status": status,
        "household_known": draw(st.booleans() | st.just(True)),
        "bills": draw(_told(300_000)),
        "others": draw(_told(300_000)),
        "hardship": draw(st.booleans()),
        "due_day": draw(st.integers(0, 31)),
        "loans": draw(st.lists(a_loan(), max_size=4)),
    }
