"""The lender's own days past due: when they are used, and what is said where they differ."""

from typing import Any

import pytest

from eastwind.book import delinquency, reconciliation
from tests.book.books import bill, book, day, due, noon, paid


def used(rules: str, at: int, loan: dict[str, Any], *rows: Any, payments: Any = ()) -> dict[str, Any]:
    made = book(
        [loan],
        [row for row in rows if "number" in row],
        payments,
        [],
        [row for row in rows if "closed_on" in row],
        dpd_rules=rules,
    )
    return delinquency(made, noon(at)).to_dicts()[0]


@pytest.mark.parametrize(
    ("rules", "given", "dpd", "why"),
    [
        ("computed", 45, 10, "computed"),
        ("given", 45, 45, "given"),
        ("given", 0, 0, "given"),
        ("given", None, 10, "computed"),
        ("later", 45, 10, "computed"),
        ("later", 4, 4, "later"),
    ],
)
def test_the_setting_says_which_figure_is_used(rules: str, given: int | None, dpd: int, why: str) -> None:
    found = used(rules, 20, {"given_dpd": given}, due(0, 1, 10, 100))
    assert (found["dpd"], found["computed_dpd"], found["why"]) == (dpd, 10, why)


def test_where_nothing_is_owed_a_given_lateness_does_not_count() -> None:
    found = used("given", 60, {"given_dpd": 30}, bill(0, 0, 20, 0, 0))
    assert (found["dpd"], found["overdue_minor"], found["why"]) == (0, 0, "nothing-owed")


def test_a_given_figure_moves_the_due_date_and_asks_for_no_more_than_is_owed() -> None:
    found = used(
        "given", 60, {"given_dpd": 30, "given_overdue_minor": 900}, bill(0, 0, 50, 500, 50), payments=[paid(0, 45, 450)]
    )
    assert (found["dpd"], found["due_on"], found["overdue_minor"]) == (30, day(30), 50)


def test_what_is_next_due_is_not_overdue_because_the_lender_counts_days() -> None:
    """The minimum that fell due is paid; the lender's days name no money, so no amount is claimed."""
    found = used("given", 60, {"given_dpd": 30}, bill(0, 0, 20, 500, 50), payments=[paid(0, 15, 50)])
    assert (found["dpd"], found["overdue_minor"]) == (30, 0)


def test_without_the_lenders_amount_ours_is_what_is_overdue() -> None:
    found = used("given", 60, {"given_dpd": 30}, bill(0, 0, 20, 500, 50), payments=[paid(0, 15, 20)])
    assert (found["dpd"], found["overdue_minor"]) == (30, 30)


def test_a_figure_of_an_earlier_day_grows_by_a_day_a_day() -> None:
    assert used("given", 30, {"given_dpd": 10, "given_on": day(25)}, due(0, 1, 10, 100))["dpd"] == 15


def test_money_since_makes_a_given_figure_stale() -> None:
    found = used("given", 30, {"given_dpd": 10, "given_on": day(25)}, due(0, 1, 10, 100), payments=[paid(0, 27, 100)])
    assert (found["dpd"], found["why"]) == (0, "stale")


def test_a_figure_of_a_later_day_is_not_known_yet() -> None:
    found = used("given", 20, {"given_dpd": 33, "given_on": day(25)}, due(0, 1, 10, 100))
    assert (found["dpd"], found["given_dpd"], found["why"]) == (10, None, "not-yet-given")


def test_a_loan_without_any_schedule_may_be_late_by_the_lenders_word() -> None:
    found = used("given", 20, {"given_dpd": 33, "given_overdue_minor": 70})
    assert (found["dpd"], found["overdue_minor"], found["outstanding_minor"]) == (33, 70, 70)


def test_reconciliation_lists_each_loan_that_differs_once() -> None:
    made = book(
        [{"given_dpd": 10}, {"given_dpd": 99}, {"given_dpd": 99, "loan_id": "L1", "main": False, "person": 1}, {}],
        [due(loan, 1, 10, 100) for loan in range(4)],
        dpd_rules="given",
    )
    found = reconciliation(made, delinquency(made, noon(20)))
    assert found.rows() == [("L1", 10, 99, 99, "given")]
