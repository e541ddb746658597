"""Offers in a day's plan: the same for the same circumstances, alone as in the crowd, only where help is offered."""

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import polars as pl
import pytest

from eastwind import engine
from eastwind.book import delinquency, known, local_day
from eastwind.core import agreements
from eastwind.core.plan import SILENCE
from eastwind.decide import offers
from eastwind.engine import offers as offered
from tests.book import books
from tests.engine import made

SECOND = int(made.AS_OF.timestamp())


@cache
def told():
    """The made book, in which two in three of those whose income is known have told the rest too."""
    book = made.book()
    more = pl.int_range(pl.len()) % 3
    costs = [
        pl.when(more > 0).then(pl.col("income_minor") // share).alias(name)
        for name, share in (("living_cost_minor", 2), ("priority_bills_minor", 5), ("other_debt_service_minor", 20))
    ]
    return replace(book, people=book.people.with_columns(costs))


@cache
def whole():
    """The told book at the instant, its delinquency, and everybody's offers."""
    book = known(told(), made.AS_OF)
    late = delinquency(book, made.AS_OF)
    people = np.arange(book.people.height)
    policy = made.policy().strategy.offers
    on = local_day(book, made.AS_OF)
    return book, late, on, people, policy, offered.consider(book, late, on, people, policy, SECOND)


def papers(found, rows):
    return [offers.paper(found, k) for k in rows]


def test_the_made_book_has_several_kinds_of_offer_among_its_best():
    *_, found = whole()
    assert len(set(found.best.tolist())) >= 3
    assert (found.means.income_known & found.means.told).any()
    assert (~found.means.income_known).any()


def test_one_person_alone_is_offered_what_they_are_in_the_crowd():
    book, late, on, _, policy, found = whole()
    some = np.array([3, 700, 42, 1499])
    few = offered.consider(book, late, on, some, policy, SECOND)
    assert papers(few, range(4)) == papers(found, some)
    for k in (42, 700):
        alone = book.slice(k, k + 1)
        one = offered.consider(alone, delinquency(alone, made.AS_OF), on, np.array([0]), policy, SECOND)
        assert papers(one, [0]) == papers(found, [k])


def test_what_is_irrelevant_changes_no_byte_of_an_offer():
    """Ids, language, age, needs, contacts, points, promises, the place within a country without a table of its own."""
    book, _, on, people, policy, found = whole()
    other = replace(
        book,
        people=book.people.with_columns(
            pl.format("x{}", "person_id").alias("person_id"),
            pl.lit("en").alias("language"),
            pl.lit(date(1950, 1, 1)).alias("born_on"),
            pl.lit(3, dtype=pl.UInt8).alias("needs"),
            pl.lit(9_999, dtype=pl.Int32).alias("utilisation_bp"),
        ),
        situations=book.situations.with_columns(
            pl.Series("places", [["CN-XJ"]] * book.situations.height),
            pl.Series("languages", [["en"]] * book.situations.height),
        ),
        loans=book.loans.with_columns(
            pl.format("y{}", "loan_id").reverse().alias("loan_id"), pl.lit("z").alias("lender_id")
        ),
        contacts=book.contacts.clear(),
        points=book.points.clear(),
        promises=book.promises.clear(),
        consents=book.consents.clear(),
    )
    again = offered.consider(other, delinquency(other, made.AS_OF), on, people, policy, SECOND)
    assert papers(again, people) == papers(found, people)


def test_the_order_of_rows_changes_no_byte_of_an_offer():
    book, late, on, people, policy, found = whole()
    order = np.random.default_rng(5).permutation(len(people))
    turned = offered.consider(book, late, on, order, policy, SECOND)
    assert papers(turned, range(len(order))) == papers(found, order)


def test_the_plan_names_the_best_offer_in_contacts_about_help_and_nowhere_else():
    book, _, _, _, policy, found = whole()
    plan = engine.plan(told(), made.policy(), "book").plan
    helps = (plan["reason"] == "help-owed") & (plan["treatment"] != SILENCE)
    assert plan.filter(~helps)["offer"].null_count() == plan.filter(~helps).height
    names = [None if place == offers.NOTHING else policy.order[place] for place in found.best.tolist()]
    expected = dict(zip(book.people["person_id"].to_list(), names, strict=True))
    said = plan.filter(helps)
    assert said.height > 20
    assert said["offer"].to_list() == [expected[person] for person in said["person_id"]]


def test_the_table_of_offers_holds_what_the_papers_of_those_people_say():
    book, late, on, people, policy, found = whole()
    table = offered.made(book, late, on, people, policy, SECOND)
    agreements.WRITTEN["offers"].validate(table.drop("person"))
    assert table["person"].to_list() == np.flatnonzero(found.best != offers.NOTHING).tolist()
    for row in table.to_dicts()[::37]:
        paper = offers.paper(found, row["person"])
        best = next(one for one in paper["offers"] if one["kind"] == paper["best"])
        assert row["person_id"] == book.people["person_id"][row["person"]]
        for name in ("offer_id", "policy"):
            assert row[name] == paper[name]
        for name in (
            "kind",
            "months",
            "approval",
            "instalment_minor",
            "monthly_minor",
            "total_minor",
            "after_minor",
            "contract_minor",
        ):
            assert row[name] == best[name], name
        for name in (
            "ceiling_minor",
            "living_minor",
            "bills_minor",
            "buffer_minor",
            "others_minor",
            "surplus_minor",
            "missing",
        ):
            assert row[name] == paper["surplus"][name], name
        assert row["first_due_on"].isoformat() == paper["first_due_on"]
        assert row["valid_until"].isoformat() == paper["valid_until"]
        assert row["loan_ids"] == offered.loan_ids(book, late, on, np.array([row["person"]]))[0]


def test_beside_the_plan_stand_the_offers_that_its_contacts_name():
    day = engine.plan(told(), made.policy(), "book")
    named = day.plan.filter(pl.col("offer").is_not_null())
    assert day.offers["person_id"].to_list() == named["person_id"].to_list()
    assert day.offers["kind"].cast(pl.String).to_list() == named["offer"].to_list()


def test_a_strategy_without_offers_leaves_the_column_empty():
    policy = made.policy()
    bare = replace(policy, strategy=replace(policy.strategy, offers=None))
    plan = engine.plan(made.book(300), bare, "book").plan
    assert plan["offer"].null_count() == plan.height


LOANS = [
    {"product": "instalment", "annual_rate_bp": 1_200},
    {"product": "credit_line"},
    {"product": "micro"},
]


def small():
    """An instalment loan with two of four due, a line with one minimum unpaid, a weekly micro loan."""
    return books.book(
        loans=LOANS,
        instalments=[
            *(
                {
                    "loan": 0,
                    "number": k,
                    "due_on": date(2026, k, 15),
                    "principal_minor": 1_000,
                    "interest_minor": 50,
                    "fee_minor": 5,
                }
                for k in (1, 2, 3, 4)
            ),
            *(
                {
                    "loan": 2,
                    "number": k,
                    "due_on": books.day(7 * k),
                    "principal_minor": 700,
                    "interest_minor": 0,
                    "fee_minor": 0,
                }
                for k in (1, 2, 3)
            ),
        ],
        statements=[
            {
                "loan": 1,
                "closed_on": date(2026, 1, 1),
                "balance_minor": 9_000,
                "minimum_due_minor": 900,
                "due_on": date(2026, 1, 15),
            }
        ],
    )


@pytest.fixture
def reckoned():
    book = small()
    late = delinquency(book, date(2026, 2, 20))
    return offered.circumstances(book, late, date(2026, 2, 20), np.array([0]), SECOND).of(0)


def test_what_is_owed_and_still_to_come_is_read_off_the_contract(reckoned):
    loans = {loan["product"]: loan for loan in reckoned["loans"]}
    assert loans["instalment"]["owed"] == 4_000 + 2 * 55
    assert loans["instalment"]["remaining"] == 4 * 1_055
    assert (loans["instalment"]["contract"], loans["instalment"]["peak"]) == (1_055, 1_055)
    assert loans["instalment"]["arrears"] == 2 * 1_055


def test_a_line_whose_minimum_holds_the_arrears_has_none_beside_it(reckoned):
    line = next(loan for loan in reckoned["loans"] if loan["product"] == "credit_line")
    assert (line["contract"], line["arrears"], line["owed"]) == (900, 0, 9_000)


def test_a_weekly_loan_counts_by_the_month(reckoned):
    weekly = next(loan for loan in reckoned["loans"] if loan["product"] == "micro")
    assert weekly["contract"] == 700 * 365 // (12 * 7)


def test_the_usual_day_is_that_of_most_due_dates(reckoned):
    assert reckoned["due_day"] == 15


def test_a_joint_loan_counts_whole_under_each_who_owes_it():
    rows = [{"loan_id": "L0", "person": person, "principal_minor": 5_000} for person in (0, 1)]
    joint = books.book(loans=rows)
    late = delinquency(joint, date(2026, 2, 20))
    found = offered.circumstances(joint, late, date(2026, 2, 20), np.array([0, 1]), SECOND)
    assert found.of(0)["loans"] == found.of(1)["loans"]
    assert found.owed.tolist() == [5_000, 5_000]


def test_a_place_with_a_table_has_its_published_cost_and_a_day_not_covered_is_unknown(reckoned):
    assert (reckoned["published"], reckoned["status"]) == (None, "uncovered")
    book = small()
    late = delinquency(book, date(2025, 6, 1))
    known_then = offered.circumstances(book, late, date(2025, 6, 1), np.array([0]), SECOND).of(0)
    assert (known_then["published"], known_then["status"]) == (20_379_00 * 12 // 10, "known")
