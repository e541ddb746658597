"""Metrics against scikit-learn where it has them, against plain loops where it has not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as theirs

from eastwind.assess import metrics

rows = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 20)), min_size=2, max_size=200).filter(
    lambda found: len({outcome for outcome, _ in found}) == 2
)


@given(rows)
def test_auc_ks_and_brier_are_scikit_learns(found):
    outcome, score = np.array(found).T
    assert metrics.auc(outcome, score) == pytest.approx(theirs.roc_auc_score(outcome, score))
    fpr, tpr, _ = theirs.roc_curve(outcome, score, drop_intermediate=False)
    assert metrics.ks(outcome, score) == pytest.approx((tpr - fpr).max())
    assert metrics.brier(outcome, score / 20) == pytest.approx(theirs.brier_score_loss(outcome, score / 20))


def test_one_class_alone_has_no_auc():
    ones, score = np.ones(5), np.arange(5)
    assert np.isnan([metrics.auc(ones, score), metrics.ks(ones, score), metrics.h_measure(ones, score)]).all()


@settings(max_examples=15)
@given(rows)
def test_h_is_the_loss_saved_over_every_cost(found):
    """Plainly: for each cost the best threshold of all, weighed by Beta(2, 2), beside the better of all and nobody."""
    outcome, score = np.array(found).T
    one = outcome.mean()
    cuts = [(outcome[score >= cut], outcome[score < cut]) for cut in sorted({*score, 99})]
    rates = [((above == 0).sum() / len(outcome), (below == 1).sum() / len(outcome)) for above, below in cuts]
    cost = (np.arange(4_000) + 0.5) / 4_000
    weight = 6 * cost * (1 - cost)
    best = np.min([cost * alarm + (1 - cost) * miss for alarm, miss in rates], axis=0)
    trivial = np.minimum(cost * (1 - one), (1 - cost) * one)
    assert metrics.h_measure(outcome, score) == pytest.approx(
        1 - (best * weight).sum() / (trivial * weight).sum(), abs=2e-3
    )


def test_h_of_a_perfect_score_is_one_and_of_a_useless_one_nothing():
    outcome = np.array([0, 1] * 50)
    assert metrics.h_measure(outcome, outcome) == pytest.approx(1)
    assert metrics.h_measure(outcome, np.zeros(100)) == pytest.approx(0)


def test_ece_is_the_mean_gap_over_bins_of_equal_number():
    draw = np.random.default_rng(1)
    chance = draw.random(1_003)
    outcome = (draw.random(1_003) < chance**2).astype(int)
    order = np.argsort(chance, kind="stable")
    bins = [order[np.arange(1_003) * 10 // 1_003 == number] for number in range(10)]
    wanted = sum(abs(chance[mine].mean() - outcome[mine].mean()) * len(mine) for mine in bins) / 1_003
    assert metrics.ece(outcome, chance) == pytest.approx(wanted)
    assert sum(count for _, _, count in metrics.curve(outcome, chance)) == 1_003


def test_the_noise_floor_is_what_right_chances_show_and_the_same_each_time():
    draw = np.random.default_rng(2)
    chance = draw.random(5_000)
    floor = metrics.noise_floor(chance, seed=3)
    assert floor == metrics.noise_floor(chance, seed=3)
    right = [metrics.ece((draw.random(5_000) < chance).astype(int), chance) for _ in range(100)]
    assert np.mean(right) == pytest.approx(floor.mean, rel=0.15)
    assert np.mean([found > floor.p95 for found in right]) < 0.15
    assert metrics.ece((draw.random(5_000) < chance**1.5).astype(int), chance) > floor.p95


def test_bias_tells_each_group_apart():
    found = metrics.bias(np.array([1, 0, 1]), np.array([0.5, 0.7, 0.9]), ["a", "b", "a"])
    assert found == {"a": (2, pytest.approx(0.7), 1.0), "b": (1, pytest.approx(0.7), 0.0)}
