"""People: the worst loan gives the bucket, sums are sums, and facts carry what the gate needs."""

from eastwind.book import delinquency, facts, person_delinquency
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
