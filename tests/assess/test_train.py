"""Training: the same twice, the same order with another seed, exact sums, and plain words where nothing is to learn."""

from dataclasses import replace

import numpy as np
import pytest

from eastwind.assess import ModelError, features, labels, train
from eastwind.assess.modelfile import packed
from eastwind.core import digests
from tests.assess.learnt import ABOUT, NAMES, QUICK, people, trained


def test_the_same_people_and_seed_give_the_same_bytes():
    again = train.trained(people(), NAMES, QUICK, 1, ABOUT)
    assert packed(again.content) == packed(trained().content)
    assert packed(again.aside(people())) == packed(trained().aside(people()))


def test_another_seed_is_another_model_and_puts_ability_in_much_the_same_order():
    """Another draw of people and features for each tree, and other folds; the construction is what is held fixed."""
    one, other = trained(1), trained(2)
    assert digests.digest(one.content) != digests.digest(other.content)
    for half in ("ability", "willingness"):
        found = train.rank_correlation(getattr(one.crossfit, half), getattr(other.crossfit, half))
        assert found >= 0.9, half


def test_people_alike_in_every_feature_are_in_one_fold():
    fold = train.folds(people(), 1)
    alike = len(fold) // 10
    marks = features.fingerprints(people().values)
    same = marks[:alike] == marks[alike : 2 * alike]
    assert same.sum() > 100
    assert (fold[:alike][same] == fold[alike : 2 * alike][same]).all()
    assert np.bincount(fold).min() > 400


def test_base_ability_and_willingness_are_the_log_odds_on_every_row():
    for settings in (QUICK, replace(QUICK, calibration="beta", monotone=False)):
        found = train.crossfitted(people(), NAMES, settings, 1)
        assert np.abs(found.calibrated - found.logit).max() <= 1e-9
        assert np.abs(found.raw_logit - found.raw / 1e6).max() < 1e-4  # LightGBM's own sums


def test_zero_of_a_half_is_what_the_training_people_have_on_average():
    found = trained().crossfit
    for half in (found.ability, found.willingness):
        assert abs(half.mean()) < 0.05 < half.std()


def test_where_the_sign_is_known_more_never_counts_the_other_way():
    forest, _, _ = train.grow(people(), np.ones(3_000, np.bool_), NAMES, QUICK, 1)
    table = people().values[:, :500]
    before = np.stack(forest.halves(table)).sum(axis=0)
    for place, name in enumerate(NAMES):
        sign = features.NAMED[name].sign
        if sign and name != "share_bp_0":  # some of its values are unknown
            more = table.copy()
            more[place] += 3
            assert (sign * (np.stack(forest.halves(more)).sum(axis=0) - before) >= 0).all(), name


def test_nobody_is_scored_by_trees_that_saw_their_outcome():
    """Turning round one fold's outcomes changes nobody's raw score in that fold."""
    whole = people()
    before = train.crossfitted(whole, NAMES, QUICK, 1)
    mine = before.fold == 2
    turned = replace(whole, outcome=np.where(mine, 1 - whole.outcome, whole.outcome))
    after = train.crossfitted(turned, NAMES, QUICK, 1)
    assert (after.raw[mine] == before.raw[mine]).all()
    assert (after.raw[~mine] != before.raw[~mine]).any()


@pytest.mark.parametrize("value", [0, 1])
def test_one_class_alone_is_refused(value):
    whole = people()
    with pytest.raises(ModelError, match="nothing to tell apart"):
        train.trained(replace(whole, outcome=np.full(3_000, value)), NAMES, QUICK, 1, ABOUT)


def test_too_few_people_are_refused():
    with pytest.raises(ModelError, match=r"499 people have an outcome 'default_next_month'.*at least 500"):
        train.check(people().part(np.arange(3_000) < 499))


def test_a_feature_that_does_not_exist_cannot_be_left_out():
    with pytest.raises(ModelError, match="--without shoe_size: there is no such feature"):
        train.all_names(("shoe_size",))
    assert set(features.NAMED) - set(train.all_names(("late_0",))) == {"late_0"}


def test_short_term_targets_have_settings_of_their_own():
    assert {train.Settings.of(target).calibration for target in labels.LATER} == {"beta"}
    assert train.Settings.of("default_next_month").monotone
