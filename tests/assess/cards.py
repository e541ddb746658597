"""Small made card books, drawn as plain records; what a plain reading of bills loops over."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from eastwind.core.frames import BOOK_PEOPLE
from tests.book.books import book as book_of
from tests.book.books import frame

TODAY = date(2026, 9, 30)
AS_OF = datetime(2026, 9, 30, 4, tzinfo=UTC)  # noon in Taipei
DAYS = (TODAY - date(1970, 1, 1)).days

amounts = st.sampled_from([-500, 0, 1, 900, 1_000, 25_000, 10**15])
bill = st.fixed_dictionaries(
    {
        "balance_minor": amounts,
        "minimum_due_minor": st.sampled_from([0, 1, 500, 1_000]),
        "given_dpd": st.none() | st.sampled_from([0, 1, 30, 31, 95, 400]),
    }
)
card = st.fixed_dictionaries(
    {
        "product": st.sampled_from(["card", "card", "micro"]),
        "grace_days": st.sampled_from([0, 3]),
        "bills": st.lists(bill, max_size=8),
        "last": st.integers(-3, 40),  # days since the latest closing; negative = it is still to come
        "payments": st.lists(
            st.tuples(st.integers(-2, 260), st.sampled_from([1, 500, 2_000]), st.sampled_from([0, 0, 1, 9_999])),
            max_size=6,
        ),
    }
)
term = st.fixed_dictionaries(
    {
        "product": st.just("instalment"),
        "grace_days": st.sampled_from([0, 3]),
        "principal_minor": st.none() | st.sampled_from([0, 12_000]),
        "due": st.lists(
            st.tuples(st.integers(-40, 260), st.sampled_from([1, 1_000])), max_size=8, unique_by=lambda x: x[0]
        ),
        "payments": st.lists(st.tuples(st.integers(-2, 260), st.sampled_from([1, 500, 2_000]), st.just(0)), max_size=6),
    }
)
person = st.fixed_dictionaries(
    {"limit": st.none() | st.sampled_from([0, 10_000, 10**12]), "loans": st.lists(card | term, max_size=3)}
)
worlds = st.lists(person, min_size=1, max_size=4)


def ago(days):
    """A date so many days before today."""
    return TODAY - timedelta(days=days)


def book(world):
    """The frames of a drawn world."""
    loans, statements, instalments, payments = [], [], [], []
    for who, one in enumerate(world):
        for loan in one["loans"]:
            number = len(loans)
            drawn = loan.get("principal_minor")
            loans.append(
                {"person": who, "product": loan["product"], "grace_days": loan["grace_days"], "principal_minor": drawn}
            )
            for place, each in enumerate(reversed(loan.get("bills", ()))):
                closed = ago(loan["last"] + 30 * place)
                statements.append({"loan": number, "closed_on": closed, "due_on": closed + timedelta(days=15), **each})
            for place, (days, amount) in enumerate(loan.get("due", ())):
                row = {"principal_minor": amount, "interest_minor": 0, "fee_minor": 0}
                instalments.append({"loan": number, "number": place + 1, "due_on": ago(days), **row})
            for place, (days, amount, back) in enumerate(loan["payments"]):
                row = {"loan": number, "payment_id": f"y{number}-{place}", "paid_on": ago(days), "amount_minor": amount}
                payments.append(row)
                if back:
                    payments.append({**row, "payment_id": f"b{number}-{place}", "amount_minor": min(back, amount),
                                     "reversal_of": row["payment_id"]})  # fmt: skip
    order = sorted(statements, key=lambda row: (row["loan"], row["closed_on"]))
    payments.sort(key=lambda row: (row["loan"], row["paid_on"]))
    instalments.sort(key=lambda row: (row["loan"], row["due_on"]))
    made = book_of(loans, instalments, payments, statements=order)
    limits = [one["limit"] for one in world]
    return with_people(made, limits)


def with_people(made, limits):
    """The book with as many people as there are limits, and those limits."""
    rows = [
        {"situation": 0, "person_id": f"P{number:03d}", "credit_limit_minor": limit}
        for number, limit in enumerate(limits)
    ]
    return replace(made, people=frame(BOOK_PEOPLE, rows))
