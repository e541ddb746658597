"""`firm`: random people through the engine, by scorecard and by model; whoever gets it met every condition."""

from dataclasses import replace
from typing import ClassVar

import numpy as np
import polars as pl
import pytest

from eastwind import assess, decide, engine
from eastwind.book import delinquency, known
from eastwind.core import words
from eastwind.engine.consider import _meant
from tests.engine.made import AS_OF, book, policy

NEVER = ("vulnerable", "hardship", "dispute", "distress", "adapted", "complaint", "mental_health_crisis")
MASK = words.mask(NEVER, words.STATES, what="a state")


class Eager:
    """Scores everybody as able and willing as can be: no score may open the way to `firm` by itself."""

    version = "eager"
    content: ClassVar = {"eager": True}

    def assess(self, book, delinquency, standing, as_of):
        found = assess.load().score(standing)
        most = pl.lit(8_000, pl.Int32)
        way = pl.when(pl.col("way").is_not_null()).then(pl.lit("not-yet-in-touch", found.schema["way"]))
        return found.with_columns(most.alias("ability"), way.alias("way"))


def firm_contacts(found, wanted):
    """People for whom a firm treatment is meant and worth it, before the law is asked."""
    late = delinquency(found, AS_OF)
    people = assess.standing(found, late, AS_OF)
    people = people.hstack(wanted.model.assess(found, late, people, AS_OF))
    open_ = people["dpd"].to_numpy() > 0
    reaches = _meant(people, open_, wanted.strategy).reaches
    heard = np.any([reach for treatment, reach in reaches if treatment.tone == "firm"], axis=0)
    return people.filter(pl.Series(heard)), people


@pytest.mark.parametrize("seed", range(4))
def test_firm_is_meant_for_nobody_who_lacks_a_condition(seed):
    found = known(book(4_000, seed), AS_OF)
    for model in (assess.load(), Eager()):
        heard, everybody = firm_contacts(found, replace(policy(), model=model))
        assert heard["ability_known"].all()
        assert (heard["days_since_talk"].fill_null(9_999) <= 60).all()
        assert (heard["dpd"] > 30).all()
        assert (heard["dpd"] >= 61).all()
        assert not (heard["recent_states"].to_numpy() & np.uint64(MASK)).any()
        assert not (heard["open_states"].to_numpy() & np.uint64(MASK)).any()
        assert not heard["adapted"].any()
        assert not heard["promise_broken"].any()
        assert everybody.height == 4_000


def test_there_are_people_whom_firm_would_reach_so_the_test_is_of_something():
    found = known(book(4_000, 1), AS_OF)
    heard = decide.may_hear_firm(firm_contacts(found, replace(policy(), model=Eager()))[1])
    assert heard.sum() > 0


@pytest.mark.parametrize("seed", [1, 2])
def test_no_plan_holds_a_firm_contact_with_somebody_who_lacks_a_condition(seed):
    wanted = replace(policy(), model=Eager())
    made = book(4_000, seed)
    plan = engine.plan(made, wanted, "sha256:test").plan
    tones = {treatment.name: treatment.tone for treatment in wanted.strategy.treatments}
    firm = plan.filter(pl.col("treatment").cast(pl.String).replace_strict(tones, default="") == "firm")
    now = known(made, AS_OF)
    people = assess.standing(now, delinquency(now, AS_OF), AS_OF)
    heard = firm.select("person_id").join(people, on="person_id")
    assert (heard["ability_known"] & (heard["days_since_talk"] <= 60) & (heard["dpd"] > 30) & ~heard["adapted"]).all()
    assert not (heard["recent_states"].to_numpy() & np.uint64(MASK)).any()
