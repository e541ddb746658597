"""A model's card: every figure against a plain reading, and plain data out of it."""

import json
import math

import numpy as np
import pytest

from eastwind import assess
from eastwind.assess import card as cards
from eastwind.assess import metrics
from eastwind.assess.bills import UNKNOWN
from tests.assess.learnt import NAMES, people, written

SEX = ["female", "male", "female"] * 1_000


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return assess.load_model(*written(tmp_path_factory.mktemp("model")))


@pytest.fixture(scope="module")
def made(model):
    return cards.card(model, people(), 1, {"sex": SEX})


def test_the_distribution_and_the_bins_hold_everybody_once(made):
    outcome = people().outcome
    assert sum(ones for ones, _ in made.spread) == outcome.sum()
    assert sum(ones + zeros for ones, zeros in made.spread) == sum(one.people for one in made.bins) == 3_000
    assert sum(count for count, _ in made.late.values()) == people().late.sum()


def test_a_bin_holds_its_share_within_its_interval(made):
    for one in made.bins:
        assert one.low <= one.seen <= one.high


def test_the_interval_of_a_share_is_the_textbooks():
    """Wilson 1927, of 10 in 100: 0.0552 to 0.1744; of 0 in 20: up to 0.1611."""
    assert cards.wilson(10, 100) == (pytest.approx(0.0552, abs=1e-4), pytest.approx(0.1744, abs=1e-4))
    assert cards.wilson(0, 20) == (0, pytest.approx(0.1611, abs=1e-4))


def test_weights_are_shares_of_all_that_moves_scores_told_feature_by_feature(made, model):
    assert sum(one.share for one in made.weights) == pytest.approx(1)
    assert {one.name for one in made.weights} == set(NAMES)
    assert [one.share for one in made.weights] == sorted((one.share for one in made.weights), reverse=True)
    added = model.forest.contributions(people().values, np.arange(len(NAMES)), len(NAMES))
    size = {name: float(np.abs(row).mean()) for name, row in zip(NAMES, added, strict=True)}
    for one in made.weights:
        assert one.share == pytest.approx(size[one.name] / sum(size.values()))
    signs = {one.name: one.sign for one in made.weights}
    assert (signs["limit_minor"], signs["late_0"]) == (1, -1)


def test_groups_agree_with_a_reading_one_person_at_a_time(made, model):
    logit = made_logits(model)
    low = sorted(logit)[math.ceil(0.2 * len(logit)) - 1]
    shares = {}
    for one in made.groups:
        mine = [place for place, sex in enumerate(SEX) if sex == one.value]
        assert one.people == len(mine)
        assert one.seen == pytest.approx(np.mean([people().outcome[place] for place in mine]))
        assert one.said == pytest.approx(np.mean([1 / (1 + math.exp(-logit[place])) for place in mine]))
        shares[one.value] = np.mean([logit[place] <= low for place in mine])
        assert one.lowest == pytest.approx(shares[one.value])
    ratios = {one.value: one.ratio for one in made.groups}
    assert ratios == {"female": 1, "male": pytest.approx(shares["male"] / shares["female"])}


def made_logits(model):
    from eastwind.assess import evaluation

    return evaluation.scores(model, people())[0].logit.tolist()


def test_folds_are_told_where_training_people_have_scores_of_their_own(made, model, tmp_path):
    assert len(made.folds) == 5
    alone = assess.load_model(written(tmp_path)[0])
    assert cards.card(alone, people(), 1, {}).folds == []
    assert made.scored == {"model": 0, "out-of-fold": 3_000}


def test_the_people_learned_from_have_not_moved(made):
    assert {one.level for one in made.drifts} == {"steady"}
    assert max(one.psi for one in made.drifts if one.name != "score") == 0


def test_a_month_is_told_as_far_as_it_can_be(model):
    found = people(seed=5)
    knows = np.ones(3_000, np.bool_)
    known = np.where(np.arange(3_000) < 1_000, found.outcome, UNKNOWN)
    whole = cards.month(model, found.as_of, found.values, knows, known, 1)
    assert (whole.scored, whole.known) == (3_000, 1_000)
    base, ability, willingness, _ = model.scored(found.values)
    logit = ((base + ability + willingness) / 1000)[:1_000]
    assert whole.auc == pytest.approx(metrics.auc(found.outcome[:1_000], logit), abs=1e-4)  # ties, to the last bit
    assert whole.drift.people == 3_000
    unlabelled = cards.month(model, found.as_of, found.values, knows, None, 1)
    assert (unlabelled.auc, unlabelled.known, unlabelled.drift) == (None, 0, whole.drift)
    nobody = cards.month(model, found.as_of, found.values, ~knows, known, 1)
    assert (nobody.scored, nobody.drift, nobody.auc) == (0, None, None)
    one_class = np.where(found.outcome == 1, 1, UNKNOWN)
    assert cards.month(model, found.as_of, found.values, knows, one_class, 1).auc is None


def test_a_card_is_plain_data_without_anything_that_json_cannot_say(made):
    text = json.dumps(made.content(), allow_nan=False)
    found = json.loads(text)
    assert found["auc"] == made.result.auc
    assert found["digest"] == made.model.digest
    assert len(found["features"]) == len(NAMES)
