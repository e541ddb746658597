"""Small made books, drawn as plain records: what a plain reading loops over, and the frames that the room is given."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import strategies as st

from eastwind.book.delinquency import DELINQUENCY
from eastwind.core import words
from eastwind.core.facts import SITUATIONS
from eastwind.core.frames import SCHEMAS, Book

AS_OF = datetime(2026, 9, 30, 1, 30, tzinfo=UTC)  # 09:30 in Shanghai
TODAY = date(2026, 9, 30)
ZONE = "Asia/Shanghai"

amounts = st.sampled_from([0, 1, 500, 1_000, 9_999, 10_000, 30_000])
maybe = lambda values: st.none() | values  # noqa: E731 (reads as what it is)
days_near = st.integers(-45, 10).map(lambda days: TODAY + timedelta(days=days))
instants = st.sampled_from(
    [
        AS_OF + timedelta(days=days, seconds=seconds)
        for days in (-400, -366, -365, -90, -60, -28, -27, -1, 0)
        for seconds in (-1, 0, 1)
    ]
)

promises = st.fixed_dictionaries({"made_on": days_near, "due_on": days_near, "amount_minor": st.integers(1, 3_000)})
payments = st.fixed_dictionaries(
    {
        "paid_on": days_near,
        "amount_minor": st.sampled_from([500, 1_000, 2_000]),
        "back_minor": st.sampled_from([0, 0, 1, 500]),
    }
)
loans = st.fixed_dictionaries(
    {
        "collector": st.integers(0, 4),
        "grace_days": st.sampled_from([0, 0, 3]),
        "dpd": st.sampled_from([0, 0, 1, 4, 31, 200]),
        "due_ago": maybe(st.integers(0, 5)),  # of a loan that is not past due
        "next_due_in": maybe(st.integers(0, 30)),
        "overdue_minor": amounts,
        "outstanding_minor": amounts,
        "contract_minor": amounts,
        "paid_recent_max_minor": amounts,
        "paid_ago": maybe(st.integers(0, 200)),
        "instalments_due": st.integers(0, 6),
        "on_time": st.integers(0, 6),
        "late": st.integers(0, 12),
        "longest_late_year_days": st.integers(0, 5),
        "due_offsets": st.lists(st.integers(-220, 30), max_size=8, unique=True).map(sorted),
        "statement_offsets": st.lists(st.integers(-220, 30), max_size=2, unique=True).map(sorted),
        "payments": st.lists(payments, max_size=3),
        "promises": st.lists(promises, max_size=3),
    }
)
contacts = st.fixed_dictionaries(
    {
        "at": instants,
        "first": st.sampled_from([True, True, False]),
        "channel": st.sampled_from(["voice", "sms", "email", "letter", "payment", "visit"]),
        "direction": st.sampled_from(["out", "in"]),
        "who": st.sampled_from([0, 0, 1, 11]),
        "outcome": st.sampled_from([None, "unknown", "no_answer", "conversation", "delivered"]),
        "auto": st.sampled_from([False, False, True]),
    }
)
states = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["dispute", "promise", "distress", "vulnerable", "adapted", "arrangement", "paid"]),
        "of_loan": maybe(st.integers(0, 2)),
        "who": st.sampled_from([None, 0, 0, 1]),
        "opened": instants,
        "closed": maybe(instants),
    }
)
people = st.fixed_dictionaries(
    {
        "profile_on": maybe(st.sampled_from([0, 365, 366]).map(lambda days: TODAY - timedelta(days=days))),
        "income_minor": maybe(st.sampled_from([0, 10_000, 40_000])),
        "living_cost_minor": maybe(amounts),
        "priority_bills_minor": maybe(amounts),
        "other_debt_service_minor": maybe(amounts),
        "utilisation_bp": maybe(st.integers(0, 10_000)),
        "needs": st.sampled_from([None, 0, 0, 4]),
        "loans": st.lists(loans, max_size=3),
        "contacts": st.lists(contacts, max_size=4).map(lambda rows: sorted(rows, key=lambda row: row["at"])),
        "states": st.lists(states, max_size=3),
    }
)
worlds = st.lists(people, min_size=1, max_size=4)


def frame(name, rows):
    """A table of the book from plain rows; what they leave out is null."""
    schema = SCHEMAS[name]
    return pl.DataFrame([{key: row.get(key) for key in schema} for row in rows], schema=schema, orient="row")


def book(world):
    """The frames of a drawn world."""
    tables = {name: [] for name in SCHEMAS if name != "situations"}
    for person, one in enumerate(world):
        first_loan = len(tables["loans"])
        tables["people"].append({**one, "person_id": f"p{person}", "situation": 0})
        for loan in one["loans"]:
            _loan(tables, person, loan)
        for row in one["contacts"]:
            fact = words.mask(["auto-reply"] if row["auto"] else [], words.CONTACT_FACTS, what="a fact")
            tables["contacts"].append({**row, "person": person, "facts": fact})
        for row in one["states"]:
            place = row["of_loan"]
            named = None if place is None or place >= len(one["loans"]) else first_loan + place
            tables["states"].append({**row, "person": person, "loan": named})
    made = {name: frame(name, rows) for name, rows in tables.items()}
    situations = pl.DataFrame([[["CN-GD"], [ZONE], ["zh"], "CN"]], SITUATIONS, orient="row")
    return Book(ZONE, "CN", "CNY", "computed", ("harbour", "meadow"), situations=situations, **made)


def _loan(tables, person, loan):
    number = len(tables["loans"])
    tables["loans"].append({**loan, "person": person, "loan_id": f"l{number}"})
    for name, key in (("instalments", "due_offsets"), ("statements", "statement_offsets")):
        for offset in loan[key]:
            tables[name].append({"loan": number, "due_on": TODAY + timedelta(days=offset)})
    for place, row in enumerate(loan["payments"]):
        payment = {"loan": number, "payment_id": f"y{place}", **row}  # ids are their loan's own
        tables["payments"].append(payment)
        if row["back_minor"]:
            back = {"payment_id": f"b{place}", "reversal_of": f"y{place}", "amount_minor": row["back_minor"]}
            tables["payments"].append({**payment, **back, "paid_on": TODAY})
    for row in loan["promises"]:
        tables["promises"].append({"loan": number, **row})


def delinquency(world):
    """What book.delinquency would hand over, as drawn."""
    rows = []
    for loan in (loan for one in world for loan in one["loans"]):
        rows.append(
            {
                **loan,
                "bucket": min(-(-loan["dpd"] // 30), 7),
                "due_on": oldest_due(loan),
                "next_due_on": None if loan["next_due_in"] is None else TODAY + timedelta(days=loan["next_due_in"]),
                "last_payment_on": None if loan["paid_ago"] is None else TODAY - timedelta(days=loan["paid_ago"]),
            }
        )
    return pl.DataFrame([{key: row.get(key) for key in DELINQUENCY} for row in rows], schema=DELINQUENCY, orient="row")


def oldest_due(loan):
    """The oldest unpaid due date of a loan, as drawn."""
    if loan["dpd"]:
        return TODAY - timedelta(days=loan["dpd"])
    return None if loan["due_ago"] is None else TODAY - timedelta(days=loan["due_ago"])
