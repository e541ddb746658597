"""Reasons of a model: the weightiest first, and nothing that is not so of the person."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eastwind.assess import why
from eastwind.assess.bills import UNKNOWN
from eastwind.assess.features import NAMED
from eastwind.core.reasons import Reason

NAMES = tuple(NAMED)


def told(facts, weights, unknown_income=False):
    """The reasons of one person; features not named are unknown, themes not named weigh nothing."""
    table = np.array([[facts.get(name, UNKNOWN)] for name in NAMES], np.int64)
    weighs = np.array([[weights.get(theme, 0)] for theme in why.THEMES], np.int64)
    return why.told(weighs, table, NAMES, np.array([unknown_income])).to_list()[0]


def test_the_weightiest_comes_first_and_three_are_told():
    facts = {"late_0": 5, "utilisation_bp_0": 9_500, "unpaid_count": 3, "balance_change_3_bp": 2_000}
    weights = {"late": -10, "use": -40, "unpaid": -30, "trend": -20}
    assert told(facts, weights) == ["utilisation-high", "bills-unpaid", "balance-risen"]


def test_income_that_is_unknown_is_told_first():
    assert told({"late_0": 1}, {"late": -(10**9)}, unknown_income=True) == ["income-unknown", "late-now"]


@pytest.mark.parametrize(
    ("facts", "weights", "wanted"),
    [
        ({"utilisation_bp_0": 8_999}, {"use": -5}, []),  # it weighs, but the limit is not nearly used up
        ({"utilisation_bp_0": 9_000}, {"use": -5}, ["utilisation-high"]),
        ({"utilisation_bp_0": 9_000}, {"use": 5}, []),  # so, but it does not weigh that way
        ({"late_0": 3}, {"late": -5}, ["late-now"]),
        ({"late_0": 4}, {"late": -5}, ["late-long"]),  # more than 90 days
        ({"late_0": 0, "late_streak": 0, "late_count": 2}, {"late": -5}, ["paid-late-often"]),
        ({"late_change": -1, "late_count": 4}, {"late": 5}, ["late-less"]),
        ({}, {"late": -5, "use": 5, "shares": 9}, []),  # nothing is known
    ],
)
def test_weight_and_fact_must_point_the_same_way(facts, weights, wanted):
    assert told(facts, weights) == wanted


SO = {say.reason.value: [each for each in why.SAYS if each.reason == say.reason] for say in why.SAYS}
values = st.sampled_from([UNKNOWN, -1, 0, 1, 2, 4, 999, 1_000, 9_000, 10_000, 10**9])


@given(
    st.lists(values, min_size=len(NAMES), max_size=len(NAMES)),
    st.lists(st.integers(-9, 9), min_size=len(why.THEMES), max_size=len(why.THEMES)),
)
def test_nothing_is_told_that_is_not_so(facts, weights):
    table, weighs = np.array([facts], np.int64).T, np.array([weights], np.int64).T
    reasons = why.told(weighs, table, NAMES, np.array([False])).to_list()[0]
    assert len(reasons) <= why.SHOWN
    for reason in reasons:
        lines = SO[reason]
        assert any(
            facts[NAMES.index(say.feature)] != UNKNOWN
            and (say.low is None or facts[NAMES.index(say.feature)] >= say.low)
            and (say.high is None or facts[NAMES.index(say.feature)] <= say.high)
            and np.sign(weights[why.THEMES.index(say.theme)]) == say.sign
            for say in lines
        ), reason


def test_a_person_is_never_told_of_their_character():
    """Staff and borrowers are told facts: no reason of a model names will, honesty or blame."""
    from eastwind.core.reasons import sentence

    for say in why.SAYS:
        said = sentence(say.reason, "en").lower()
        for word in ("willing", "refus", "dishonest", "bad", "avoid", "score", "model"):
            assert word not in said, say.reason
    assert Reason.LATE_NOW in {say.reason for say in why.SAYS}
