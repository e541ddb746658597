"""Days past due against a row-by-row reading, on any loans at all; and the examples one would try by hand."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eastwind.book import bucket_of, delinquency
from eastwind.core.facts import INSTANT
from eastwind.core.frames import ALLOCATIONS
from tests.book import plain
from tests.book.books import bill, book, charge, day, due, noon, paid

DAYS = st.integers(0, 75)
AMOUNTS = st.integers(0, 12)


@st.composite
def entries(draw: Any, loan: int, make: Any) -> list[dict[str, Any]]:
    """Sums with reversals of some of them, in part or whole, some known only days later."""
    rows = []
    for number in range(draw(st.integers(0, 4))):
        on, amount = draw(DAYS), draw(st.integers(1, 25))
        known = on + draw(st.sampled_from([0, 0, 0, 5, 40]))
        rows.append({**make(loan, on, amount, known, f"{loan}-{number}"), "day": on})
    for number, row in enumerate(list(rows)):
        if draw(st.integers(0, 5)) == 0:
            back = draw(st.integers(1, abs(row["amount_minor"])))
            on = row["day"] + draw(st.integers(0, 20))
            rows.append({**make(loan, on, back, on, f"{loan}-r{number}"), "day": on, "reversal_of": row[make.key]})
            if "kind" in row:
                rows[-1]["kind"] = row["kind"]
    return rows


def payment(loan: int, on: int, amount: int, known: int, name: str) -> dict[str, Any]:
    return paid(loan, on, amount, known, id=name)


payment.key = "payment_id"


@st.composite
def charge_rows(draw: Any, loan: int) -> list[dict[str, Any]]:
    kinds = draw(st.lists(st.sampled_from(["fee", "interest", "waiver", "write-off", "adjustment"]), max_size=4))
    turn = iter(kinds + ["fee"] * 40)

    def make(loan: int, on: int, amount: int, known: int, name: str) -> dict[str, Any]:
        return charge(loan, on, next(turn), amount, known, id=name)

    make.key = "charge_id"
    if not kinds:
        return []
    rows = draw(entries(loan, make))
    for row in rows:
        if row["kind"] == "adjustment" and row.get("reversal_of") is None and draw(st.booleans()):
            row["amount_minor"] = -row["amount_minor"]
    return rows


@st.composite
def cases(draw: Any) -> list[dict[str, Any]]:
    """One or two loans of any product, each with the day it is judged on."""
    found = []
    for number in range(draw(st.sampled_from([1, 1, 2]))):
        line = draw(st.integers(0, 3)) == 0
        case: dict[str, Any] = {
            "loan": {
                "allocation": draw(st.sampled_from(ALLOCATIONS)),
                "grace_days": draw(st.sampled_from([0, 0, 3, 10])),
                "principal_minor": draw(st.none() | st.integers(0, 40)),
                "product": "credit_line" if line else draw(st.sampled_from(["micro", "instalment"])),
            },
            "day": draw(st.integers(0, 110)),
            "payments": draw(entries(number, payment)),
            "charges": draw(charge_rows(number)),
            "line": line,
        }
        if line:
            closed = sorted(draw(st.sets(DAYS, min_size=1, max_size=4)))
            case["bills"] = [
                (at, at + draw(st.integers(0, 25)), draw(st.integers(-5, 60)), draw(st.integers(0, 30)))
                for at in closed
            ]
        else:
            dues = draw(st.lists(DAYS, max_size=5))
            case["instalments"] = [(on, draw(AMOUNTS), draw(AMOUNTS), draw(AMOUNTS)) for on in sorted(dues)]
        found.append(case)
    return found


def as_book(found: list[dict[str, Any]]) -> Any:
    instalments = [
        due(loan, number, on, principal, interest, fee)
        for loan, case in enumerate(found)
        for number, (on, fee, interest, principal) in enumerate(case.get("instalments", ()), 1)
    ]
    statements = [bill(loan, *row) for loan, case in enumerate(found) for row in case.get("bills", ())]
    return book(
        [case["loan"] for case in found],
        instalments,
        [row for case in found for row in case["payments"]],
        [row for case in found for row in case["charges"]],
        statements,
    )


def plainly(case: dict[str, Any]) -> dict[str, Any]:
    at = noon(case["day"])
    if case["line"] and any(closed <= case["day"] for closed, *_ in case["bills"]):
        return plain.read_line(case["loan"], case["bills"], case["payments"], case["charges"], case["day"], at)
    return plain.read(case["loan"], case.get("instalments", []), case["payments"], case["charges"], case["day"], at)


@settings(max_examples=2_000, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(cases())
def test_any_loans_read_as_the_plain_reading_has_them(found: list[dict[str, Any]]) -> None:
    as_of = pl.Series([noon(case["day"]) for case in found], dtype=INSTANT)
    rows = delinquency(as_book(found), as_of).to_dicts()
    for case, row in zip(found, rows, strict=True):
        for name, expected in plainly(case).items():
            if name.endswith("_on") and name not in ("on_time",):
                expected = None if expected is None else day(expected)
            assert row[name] == expected, (name, row[name], expected, case)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(cases(), st.integers(0, 110))
def test_one_day_for_all_is_that_day_for_each_and_rows_may_stand_in_any_order(
    found: list[dict[str, Any]], at: int
) -> None:
    whole = as_book(found)
    column = pl.Series([noon(at)] * len(found), dtype=INSTANT)
    once = delinquency(whole, noon(at))
    assert once.equals(delinquency(whole, column))
    turned = [{**case, "payments": case["payments"][::-1], "charges": case["charges"][::-1]} for case in found]
    assert once.equals(delinquency(as_book(turned), noon(at)))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(cases(), st.integers(0, 110))
def test_a_loan_reads_the_same_alone_and_among_others(found: list[dict[str, Any]], at: int) -> None:
    together = delinquency(as_book(found), noon(at))
    apart = pl.concat([delinquency(as_book([_first(case)]), noon(at)) for case in found])
    assert together.equals(apart)


def _first(case: dict[str, Any]) -> dict[str, Any]:
    """The case as that of loan 0."""
    return {
        **case,
        "payments": [{**row, "loan": 0} for row in case["payments"]],
        "charges": [{**row, "loan": 0} for row in case["charges"]],
    }


def read(what: Any, at: int, **loan: Any) -> dict[str, Any]:
    return delinquency(what, noon(at)).to_dicts()[0]


def test_loan_due_today_is_not_past_due() -> None:
    found = read(book([{}], [due(0, 1, 10, 100)]), 10)
    assert (found["dpd"], found["overdue_minor"], found["due_minor"], found["due_on"]) == (0, 0, 100, day(10))


def test_the_day_after_is_day_one() -> None:
    found = read(book([{}], [due(0, 1, 10, 100)]), 11)
    assert (found["dpd"], found["bucket"], found["overdue_minor"]) == (1, 1, 100)


def test_within_grace_nothing_is_past_due_and_after_it_days_count_from_the_due_date() -> None:
    made = book([{"grace_days": 3}], [due(0, 1, 10, 100)])
    assert [read(made, at)["dpd"] for at in (12, 13, 14)] == [0, 0, 4]
    assert [read(made, at)["overdue_minor"] for at in (13, 14)] == [0, 100]


def test_part_payment_leaves_the_oldest_due_date_unpaid() -> None:
    found = read(book([{}], [due(0, 1, 10, 100), due(0, 2, 40, 100)], [paid(0, 20, 99)]), 45)
    assert (found["dpd"], found["due_on"], found["overdue_minor"], found["outstanding_minor"]) == (
        35,
        day(10),
        101,
        101,
    )


def test_overpayment_pays_the_next_instalment_ahead_and_then_is_a_credit() -> None:
    made = book([{}], [due(0, 1, 10, 100), due(0, 2, 40, 100)], [paid(0, 9, 150), paid(0, 11, 80)])
    assert read(made, 12)["next_due_on"] is None
    assert (read(made, 50)["dpd"], read(made, 50)["credit_minor"], read(made, 50)["on_time"]) == (0, 30, 2)


def test_a_payment_taken_back_never_was_once_that_is_known() -> None:
    rows = [paid(0, 10, 100, id="a"), paid(0, 20, 100, id="b", reversal_of="a")]
    made = book([{}], [due(0, 1, 10, 100)], rows)
    assert (read(made, 15)["dpd"], read(made, 25)["dpd"], read(made, 25)["last_payment_on"]) == (0, 15, None)


def test_a_late_fee_does_not_make_the_next_payment_short() -> None:
    made = book(
        [{}], [due(0, 1, 10, 100), due(0, 2, 40, 100)], [paid(0, 12, 100), paid(0, 40, 100)], [charge(0, 12, "fee", 5)]
    )
    found = read(made, 60)
    assert (found["dpd"], found["charges_owed_minor"], found["outstanding_minor"]) == (0, 5, 5)


def test_under_fees_first_the_same_fee_does() -> None:
    made = book(
        [{"allocation": "fee_interest_principal"}],
        [due(0, 1, 10, 100), due(0, 2, 40, 100)],
        [paid(0, 12, 100), paid(0, 40, 100)],
        [charge(0, 12, "fee", 5)],
    )
    assert (read(made, 60)["dpd"], read(made, 60)["overdue_minor"]) == (20, 5)


def test_a_waiver_takes_charges_away_before_anything_else() -> None:
    made = book([{}], [due(0, 1, 10, 100)], [], [charge(0, 11, "fee", 30), charge(0, 12, "waiver", 50)])
    found = read(made, 20)
    assert (found["charges_owed_minor"], found["overdue_minor"], found["dpd"]) == (0, 80, 10)


def test_what_is_written_off_is_still_owed() -> None:
    found = read(book([{}], [due(0, 1, 10, 100)], [], [charge(0, 12, "write-off", 100)]), 20)
    assert (found["dpd"], found["outstanding_minor"], found["written_off_minor"]) == (10, 100, 100)


def test_a_charge_alone_makes_nobody_late() -> None:
    found = read(book([{}], [due(0, 1, 10, 100)], [paid(0, 10, 100)], [charge(0, 20, "fee", 7)]), 60)
    assert (found["dpd"], found["overdue_minor"], found["due_minor"]) == (0, 0, 7)


def test_a_payment_dated_tomorrow_is_not_known_yet() -> None:
    made = book([{}], [due(0, 1, 10, 100)], [paid(0, 21, 100, known=15)])
    assert (read(made, 20)["dpd"], read(made, 21)["dpd"]) == (10, 0)


def test_a_later_minimum_includes_what_was_short() -> None:
    rows = [bill(0, 0, 20, 500, 50), bill(0, 30, 50, 550, 100)]
    made = book([{"product": "credit_line"}], [], [paid(0, 45, 100)], [], rows)
    assert [read(made, at)["dpd"] for at in (20, 44, 45, 60)] == [0, 24, 0, 0]
    assert read(made, 60)["outstanding_minor"] == 450


def test_a_line_without_balance_owes_no_minimum() -> None:
    made = book([{"product": "credit_line"}], [], [], [], [bill(0, 0, 20, -30, 100)])
    assert (read(made, 60)["dpd"], read(made, 60)["outstanding_minor"]) == (0, 0)


def test_first_payment_default_shows_after_thirty_days_and_stays() -> None:
    made = book([{}], [due(0, 1, 10, 100)], [paid(0, 45, 100)])
    assert [read(made, at)["first_payment_default"] for at in (39, 40, 60)] == [None, True, True]


def test_days_are_those_of_the_lender_and_not_of_greenwich() -> None:
    made = book([{}], [due(0, 1, 10, 100)])
    # 16:30 UTC of day 10 is half past midnight of day 11 in Taipei.
    assert delinquency(made, datetime(2026, 1, 11, 16, 30, tzinfo=UTC))["dpd"].to_list() == [1]
    assert delinquency(made, datetime(2026, 1, 11, 15, 30, tzinfo=UTC))["dpd"].to_list() == [0]


def test_a_date_means_its_close() -> None:
    made = book([{}], [due(0, 1, 10, 100)], [paid(0, 12, 100)])
    assert delinquency(made, date(2026, 1, 12))["dpd"].to_list() == [1]
    assert delinquency(made, date(2026, 1, 13))["dpd"].to_list() == [0]


def test_buckets_begin_at_one_thirty_one_and_so_on() -> None:
    days = pl.Series([0, 1, 30, 31, 60, 61, 150, 151, 180, 181, 9_999]).to_numpy()
    assert bucket_of(days).tolist() == [0, 1, 1, 2, 2, 3, 5, 6, 6, 7, 7]


def test_a_book_without_loans_has_no_rows() -> None:
    assert delinquency(book([]), noon(0)).height == 0
