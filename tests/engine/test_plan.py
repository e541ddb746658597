"""A whole plan: everyone gets a decision with its reason, nothing unlawful starts, same input same bytes."""

import numpy as np
import polars as pl
import pytest

from eastwind import decide, engine, law
from eastwind.book import delinquency, facts
from eastwind.core.columns import instants
from eastwind.core.plan import PLAN, PRICES, REFUSALS, SILENCE, row_bytes
from eastwind.engine.consider import consider
from eastwind.engine.speech import Speech
from tests.engine.made import book, policy


@pytest.fixture(scope="module")
def made() -> engine.Plan:
    return engine.plan(book(), policy(), "book")


def test_frames_have_the_columns_and_types_that_core_promises(made):
    assert dict(made.plan.schema) == PLAN
    assert dict(made.refusals.schema) == REFUSALS
    assert dict(made.prices.schema) == PRICES


def test_everyone_read_gets_exactly_one_decision(made):
    main = made.plan.filter(pl.col("n") == 0)
    assert main["person_id"].to_list() == book().people["person_id"].to_list()
    assert main["reason"].null_count() == 0


def test_people_with_a_quarantined_row_get_no_decision():
    from dataclasses import replace

    some = frozenset(book().people["person_id"][:3].to_list())
    found = engine.plan(replace(book(), quarantined=some), policy(), "book")
    assert found.plan.filter(pl.col("n") == 0).height == book().people.height - 3
    assert not set(found.plan["person_id"]) & some
    assert not set(found.refusals["person_id"]) & some


def test_silence_has_no_contact_and_a_contact_has_everything_it_needs(made):
    silent = made.plan.filter(pl.col("treatment") == SILENCE)
    for name in ("contact_id", "channel", "point_id", "template", "starts_at"):
        assert silent[name].null_count() == silent.height
    contacts = made.plan.filter(pl.col("treatment") != SILENCE)
    assert contacts.height > 0
    for name in ("contact_id", "channel", "point_id", "template", "starts_at", "language"):
        assert contacts[name].null_count() == 0, name
    assert contacts["loan_ids"].list.len().min() > 0
    assert contacts["contact_id"].is_unique().all()


def test_who_is_owed_something_today_gets_nothing_else(made):
    owed = made.plan.filter(pl.col("n") > 0)["person_id"]
    main = made.plan.filter((pl.col("n") == 0) & pl.col("person_id").is_in(owed.implode()))
    assert owed.len() > 0
    assert set(main["treatment"]) == {SILENCE}


def test_every_planned_contact_is_lawful_at_the_moment_it_starts(made):
    """Promise 1, asked of the gate afresh for what was decided."""
    whole, rules = book(), policy()
    late = delinquency(whole, rules.as_of)
    found = consider(whole, rules)
    speech = Speech.of(rules.library, whole.situations)
    person_of = {name: k for k, name in enumerate(whole.people["person_id"].to_list())}
    main = made.plan.filter((pl.col("n") == 0) & (pl.col("treatment") != SILENCE))
    for treatment in rules.strategy.treatments:
        rows = main.filter(pl.col("treatment") == treatment.name)
        chosen = np.zeros(whole.people.height, dtype=bool)
        persons = np.array([person_of[name] for name in rows["person_id"]], dtype=np.int64)
        chosen[persons] = True
        built = decide.build([(treatment, chosen)], found.ways, speech.contents, rules.as_of)
        starts = np.zeros(whole.people.height, dtype=np.int64)
        starts[persons] = rows["starts_at"].dt.timestamp("us").to_numpy() // 1_000_000
        frame = built.frame.with_columns(instants(starts[built.frame["person"].to_numpy()]).alias("at"))
        verdicts = law.judge(frame, facts(whole, late), rules.laws, rules.as_of)
        assert verdicts.candidates["allowed"].all(), treatment.name


def test_a_refusal_tells_rule_evidence_and_when(made):
    assert made.refusals.height > 0
    assert made.refusals["rule"].null_count() == 0
    assert made.refusals["evidence"].str.json_path_match("$").null_count() == 0
    refused = set(made.refusals["person_id"])
    reasons = made.plan.filter((pl.col("n") == 0) & pl.col("person_id").is_in(list(refused)))
    assert set(reasons["treatment"].unique()) >= {SILENCE}


def test_capacities_are_respected_and_reported(made):
    assert (made.prices["used"] <= made.prices["available"]).all()
    uses = {t.name: dict(t.uses) for t in policy().strategy.treatments}
    main = made.plan.filter((pl.col("n") == 0) & (pl.col("treatment") != SILENCE))
    for row in made.prices.iter_rows(named=True):
        used = sum(uses[name].get(row["capacity"], 0) for name in main["treatment"])
        assert used == row["used"]


def test_what_is_chosen_was_eligible_and_has_a_chance_above_nothing(made):
    main = made.plan.filter((pl.col("n") == 0) & (pl.col("treatment") != SILENCE))
    assert main.select(pl.col("treatment").is_in(pl.col("eligible"))).to_series().all()
    assert main["propensity"].is_between(0, 1, closed="right").all()
    assert (main["value_minor"] > 0).all()


def test_the_same_input_gives_the_same_bytes_and_another_seed_another_plan(made):
    again = engine.plan(book(), policy(), "book")
    assert again.plan_id == made.plan_id
    assert list(row_bytes(again.plan)) == list(row_bytes(made.plan))
    assert again.refusals.equals(made.refusals)
    other = engine.plan(book(), policy(seed=8), "book")
    assert other.plan_id != made.plan_id


def test_one_person_alone_with_the_stored_prices_is_decided_as_in_the_crowd(made):
    prices = dict(made.prices.select("capacity", "price_micro").iter_rows())
    crowd = made.plan.partition_by("person_id", as_dict=True)
    for person in range(0, 1500, 75):
        alone = engine.plan(book().slice(person, person + 1), policy(), "book", prices)
        name = book().people["person_id"][person]
        wanted = crowd[(name,)]
        if "capacity-used" in wanted["reason"].to_list():
            continue  # alone nobody else has used the minutes up
        assert alone.plan.drop("contact_id").equals(wanted.drop("contact_id")), name


def test_unknown_is_never_permission():
    """Without a zone, a language or a mapped place nobody is contacted at all."""
    from dataclasses import replace

    whole = book()
    empty = pl.Series([[]], dtype=pl.List(pl.String))
    for column in ("time_zones", "languages", "places"):
        blind = replace(whole, situations=whole.situations.with_columns(empty.alias(column)))
        found = engine.plan(blind, policy(), "book")
        contacts = found.plan.filter(pl.col("treatment") != SILENCE)
        timed = contacts.filter(pl.col("channel") != "letter") if column == "time_zones" else contacts
        assert timed.height == 0, column
