"""The contacts of a plan put together again: the gate says of them what it said on the day."""

import polars as pl
import pytest

from eastwind import engine, law
from eastwind.book import known
from eastwind.law.records import records
from tests.engine.made import AS_OF, book, policy


@pytest.fixture(scope="module")
def made() -> engine.Plan:
    return engine.plan(book(), policy(), "book")


def judged(found: engine.Reopened) -> law.Verdicts:
    return law.judge(found.candidates, found.facts, policy().laws, AS_OF)


def test_every_contact_of_a_plan_is_reopened_and_lawful(made):
    found = engine.reopen(book(), policy(), made.plan)
    contacts = made.plan.with_row_index("row").filter(pl.col("contact_id").is_not_null())
    assert contacts.height > 50
    assert sorted(found.rows.tolist()) == contacts["row"].to_list()
    assert judged(found).candidates["allowed"].all()
    rows = made.plan[found.rows]
    first = found.candidates.unique("candidate", keep="first", maintain_order=True)
    assert first["at"].to_list() == rows["starts_at"].to_list()
    assert first["channel"].cast(pl.String).to_list() == rows["channel"].cast(pl.String).to_list()


def test_the_loans_and_points_are_those_of_the_plan(made):
    found = engine.reopen(book(), policy(), made.plan)
    rows = made.plan[found.rows]
    told = [record["contact"] for record in records(found.candidates, found.facts, found.names)]
    assert [contact["loan"] for contact in told] == rows["loan_ids"].to_list()
    assert [contact["point"] for contact in told] == rows["point_id"].to_list()
    assert [contact.get("by", "creditor") for contact in told] == rows["by"].to_list()


def test_what_was_refused_is_refused_again_with_the_same_breaches(made):
    found = engine.reopen(book(), policy(), made.refusals)
    verdicts = judged(found)
    assert found.rows.size == made.refusals.select("person_id", "treatment").unique().height > 0
    assert not verdicts.candidates["allowed"].any()
    again = verdicts.breaches.select(pl.Series("row", found.rows)[verdicts.breaches["candidate"]], "rule", "part")
    person = made.refusals["person_id"]
    told = {(person[row], rule, part or "") for row, rule, part in again.iter_rows()}
    assert told == {(a, b, c or "") for a, b, c in made.refusals.select("person_id", "rule", "part").iter_rows()}


def test_people_of_another_chunk_are_passed_over(made):
    part = book().slice(0, 500)
    found = engine.reopen(part, policy(), made.plan)
    there = made.plan.filter(pl.col("person_id").is_in(part.people["person_id"].implode()))
    assert found.rows.size == there["contact_id"].drop_nulls().len() > 0


def test_what_became_known_later_is_left_out(made):
    found = engine.reopen(book(), policy(), made.plan)
    assert found.facts.contacts.height == known(book(), AS_OF).contacts.height


def test_a_treatment_that_the_strategy_lacks_is_named(made):
    rows = made.plan.filter(pl.col("contact_id").is_not_null()).with_columns(pl.lit("pigeon").alias("treatment"))
    with pytest.raises(ValueError, match="pigeon"):
        engine.reopen(book(), policy(), rows)
