"""The model in a day: whom it scores, whom the scorecard scores, by which trees, and the same in any chunking."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from eastwind import assess
from eastwind.assess import train
from eastwind.assess.bills import UNKNOWN
from eastwind.assess.features import features, usable
from eastwind.assess.model import BY
from eastwind.book import delinquency
from eastwind.core.plan import WAYS
from tests.assess.cards import AS_OF, book, worlds
from tests.assess.learnt import people, written


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return assess.load_model(written(tmp_path_factory.mktemp("model"))[0])


def bill(late=0, balance=5_000):
    return {"balance_minor": balance, "minimum_due_minor": 500, "given_dpd": late}


def card(bills=6, late=0, balance=5_000, **changes):
    told = {
        "product": "card",
        "grace_days": 0,
        "last": 20,
        "bills": [bill(late, balance)] * bills,
        "payments": [(25, 500, 0)],
    }
    return {**told, **changes}


def scored(model, *world):
    """Score and by what, of each person of a small world."""
    made = book(list(world))
    late = delinquency(made, AS_OF)
    return model.by(made, late, assess.standing(made, late, AS_OF), AS_OF)


def by(model, *world):
    return [BY[each] for each in scored(model, *world)[1]]


def one(*loans, limit=100_000):
    return {"limit": limit, "loans": list(loans)}


def test_both_assessors_give_the_same_columns(model):
    made = book([one(card()), one(card(late=40)), one()])
    late = delinquency(made, AS_OF)
    standing = assess.standing(made, late, AS_OF)
    plain = assess.load().assess(made, late, standing, AS_OF)
    trained = model.assess(made, late, standing, AS_OF)
    assert trained.schema == plain.schema
    assert trained.height == plain.height == 3
    assert trained.row(2) == plain.row(2)  # nothing is known: the scorecard's
    assert trained.row(0)[:2] != plain.row(0)[:2]


def test_cold_start_is_scored_by_the_scorecard(model):
    assert by(model, one(card(bills=2)), one(card(bills=3)), one()) == ["scorecard", "model", "scorecard"]


def test_another_product_past_due_is_scored_by_the_scorecard(model):
    """The model was trained on cards: a micro loan that is kept is no matter, one that is late is."""
    paid = {"product": "micro", "grace_days": 0, "bills": [], "last": 0, "payments": []}
    late = {"product": "instalment", "grace_days": 0, "principal_minor": 900, "due": [(40, 900)], "payments": []}
    assert by(model, one(card(), paid), one(card(), late)) == ["model", "scorecard"]


def test_a_gap_that_the_training_never_had_is_scored_by_the_scorecard(model):
    """Everyone the model learned from had a limit; some had no share paid."""
    assert not model.always_known[model.names.index("share_bp_0")]
    assert by(model, one(card(), limit=None), one(card())) == ["scorecard", "model"]


def test_reasons_are_told_of_those_late_or_soon_due_alone(model):
    found, _ = scored(model, one(card(late=95, payments=[])), one(card(last=12)), one(card(last=25, balance=0)))
    assert [bool(each) for each in found["reasons"].to_list()] == [True, True, False]
    assert found["reasons"][0].to_list()[:2] == ["income-unknown", "late-long"]


def test_ability_that_is_not_known_counts_as_cannot_whatever_the_half_says(model):
    found, _ = scored(model, *(one(card(late=late, payments=[])) for late in (5, 35, 95, 200)))
    assert set(found["way"].drop_nulls()) <= {"will-but-cannot", "care-first"}
    assert set(found["way"].drop_nulls()) <= set(WAYS)


@settings(max_examples=25)
@given(worlds)
def test_any_person_alone_is_scored_as_among_all(world):
    model = _shipped()
    made = book(world)
    late = delinquency(made, AS_OF)
    standing = assess.standing(made, late, AS_OF)
    whole = model.assess(made, late, standing, AS_OF)
    for who in range(made.people.height):
        part = made.slice(who, who + 1)
        alone = delinquency(part, AS_OF)
        assert model.assess(part, alone, assess.standing(part, alone, AS_OF), AS_OF).equals(whole.slice(who, 1))


def _shipped():
    return assess.load_model("taiwan-cards-2005")


def test_chances_follow_from_base_and_halves(model):
    table = people().values
    base, ability, willingness, aside = model.scored(table)
    assert not aside.any()
    assert len(set(base.tolist())) == 1
    halves = model.halves(table)
    assert np.abs(halves.chance - 1 / (1 + np.exp(-(base + ability + willingness) / 1000))).max() < 1e-3


def test_one_person_of_the_training_is_scored_out_of_fold_wherever_they_stand(tmp_path):
    model = assess.load_model(*written(tmp_path))
    table = people().values
    whole = model.scored(table)
    for who in (0, 17, 2_999):
        mine = model.scored(np.ascontiguousarray(table[:, [who]]))
        assert [int(each[0]) for each in mine] == [int(each[who]) for each in whole]
        assert mine[3][0]
    moved = table.copy()
    moved[0] += 1
    assert not model.scored(moved)[3].any()


def test_a_model_and_its_out_of_fold_scores_are_part_of_what_a_plan_is_called_by(model, tmp_path):
    with_aside = assess.load_model(*written(tmp_path))
    assert with_aside.digest == model.digest
    assert with_aside.content != model.content
    assert model.content["scorecard"] == assess.load().content


def test_whom_a_model_knows_does_not_depend_on_the_score(model):
    made = book([one(card()), one(card(bills=1))])
    late = delinquency(made, AS_OF)
    seen = model.seen(made, late, assess.standing(made, late, AS_OF), AS_OF)
    table = features(seen, model.names)
    assert model.knows(seen, table).tolist() == usable(seen, train.BILLS_MIN).tolist() == [True, False]
    gap = table.copy()
    gap[0] = UNKNOWN
    assert not model.knows(seen, gap).any()
    assert replace(model, bills_min=1).knows(seen, table)[0]
    assert isinstance(model.assess(made, late, seen.standing, AS_OF), pl.DataFrame)


def test_scoring_needs_neither_lightgbm_nor_scipy():
    """Their wheels need libraries that a bare machine lacks, and a plan must come out the same without them."""
    code = (
        "import sys, numpy as np, eastwind.engine; from eastwind import assess; "
        "model = assess.load_model('taiwan-cards-2005'); model.scored(np.ones((len(model.names), 100), np.int64)); "
        "print([name for name in ('lightgbm', 'scipy', 'sklearn') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
