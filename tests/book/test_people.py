"""People: the worst loan gives the bucket, sums are sums, and facts carry what the gate needs."""

import pytest

from eastwind.book import delinquency, facts, person_delinquency
from eastwind.core import words
from tests.book.books import book, charge, day, due, noon, paid


def three_people() -> object:
    loans = [{"person": 0}, {"person": 0}, {"person": 1}]
    dues = [due(0, 1, 10, 100), due(1, 1, 40, 50), due(2, 1, 90, 70)]
    return book(loans, dues, [paid(2, 30, 20)], [charge(0, 20, "fee", 9)])


def test_a_persons_bucket_is_that_of_their_latest_loan() -> None:
    made = three_people()
    found = person_delinquency(made, delinquency(made, noon(60))).to_dicts()
    assert [(row["dpd"], row["bucket"], row["latest_loan"]) for row in found] == [(50, 2, 0), (0, 0, 2)]
    assert [(row["overdue_minor"], row["loans"], row["loans_late"]) for row in found] == [(159, 2, 2), (0, 1, 0)]
    assert [(row["due_on"], row["next_due_on"], row["last_payment_on"]) for row in found] == [
        (day(10), None, None),
        (None, day(90), day(30)),
    ]


def test_a_person_without_a_loan_owes_nothing() -> None:
    made = book([{"person": 1}], [due(0, 1, 10, 100)])
    found = person_delinquency(made, delinquency(made, noon(20))).to_dicts()
    assert (found[0]["dpd"], found[0]["latest_loan"], found[0]["loans"]) == (0, None, 0)


def test_facts_give_the_oldest_unpaid_due_date_also_when_it_is_still_to_come() -> None:
    made = three_people()
    found = facts(made, delinquency(made, noon(60)))
    assert found.loans["due_on"].to_list() == [day(10), day(40), day(90)]
    assert found.loans["dpd"].to_list() == [50, 20, 0]
    assert found.loans["charges_minor"].to_list() == [9, 0, 0]
    assert found.loans["last_payment_on"].to_list() == [None, None, day(30)]


def records(made: object, moment: object) -> list[bool]:
    """Whether each loan bears the fact that its person was late in the last year."""
    marks = facts(made, delinquency(made, moment)).loans["facts"]
    return ["late-in-last-year" in words.unmask(bits, words.LOAN_FACTS) for bits in marks]


@pytest.mark.parametrize(("now", "late"), [(13, False), (14, True)])
def test_a_good_record_ends_on_the_fourth_day_late(now: int, late: bool) -> None:
    assert records(book([{}], [due(0, 1, 10, 100)]), noon(now)) == [late]


@pytest.mark.parametrize(("paid_on", "late"), [(13, False), (14, True)])
def test_a_record_is_kept_after_the_money_came(paid_on: int, late: bool) -> None:
    made = book([{}], [due(0, 1, 10, 100), due(0, 2, 200, 100)], [paid(0, paid_on, 100)])
    assert records(made, noon(100)) == [late]
    assert records(made, noon(202)) == [late]


@pytest.mark.parametrize(("now", "late"), [(374, True), (375, False)])
def test_a_record_is_good_again_a_year_after_the_due_date(now: int, late: bool) -> None:
    made = book([{}], [due(0, 1, 10, 100), due(0, 2, 370, 100)], [paid(0, 40, 200)])
    assert records(made, noon(now)) == [late]


def test_what_fell_due_more_than_a_year_ago_and_is_still_unpaid_is_no_good_record() -> None:
    assert records(book([{}], [due(0, 1, 10, 100)]), noon(400)) == [True]


def test_one_loan_spoils_the_record_of_all_loans_of_its_person_and_of_nobody_else() -> None:
    loans = [{"person": 0, "facts": 1}, {"person": 0}, {"person": 1}]
    made = book(loans, [due(0, 1, 58, 100), due(1, 1, 0, 100), due(2, 1, 58, 70)])
    assert records(made, noon(60)) == [True, True, False]
    assert facts(made, delinquency(made, noon(60))).loans["facts"][0] & 1  # its own facts stay
