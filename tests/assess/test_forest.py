"""Trees as whole numbers: every way through them gives the same, and what LightGBM itself gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eastwind.assess import forest, train
from tests.assess.learnt import NAMES, UNKNOWN, booster, people


def drawn(count, seed):
    """Values at, just below and just above every threshold, unknown ones too."""
    trees, _, _ = booster()
    draw = np.random.default_rng(seed)
    rows = []
    for edges in trees.edges:
        around = np.concatenate([edges, edges - 1, edges + 1, [UNKNOWN, 0, -(2**40), 2**40]])
        rows.append(draw.choice(around, count))
    return np.stack(rows)


def descended(trees, table, person):
    """One person, one tree, one node at a time: (ability, willingness)."""
    sums = [0, 0]
    for tree in range(len(trees.nodes)):
        first, last = 0, int(trees.nodes[tree]) + 1
        start = int(trees.node_start[tree])
        while last - first > 1:
            node = next(
                at
                for at in range(start, start + int(trees.nodes[tree]))
                if (trees.first[at], trees.last[at]) == (first, last)
            )
            value = int(table[trees.feature[node], person])
            edges = trees.edges[trees.feature[node]]
            right = not trees.unknown_left[node] if value == UNKNOWN else value > edges[trees.cut[node] - 1]
            first, last = (int(trees.middle[node]), last) if right else (first, int(trees.middle[node]))
        sums[int(trees.half[tree])] += int(trees.value[trees.leaf_start[tree] + first])
    return sums


@pytest.mark.parametrize("seed", range(3))
def test_many_few_one_and_plain_descent_agree(seed):
    trees, _, _ = booster()
    table = drawn(300, seed)
    many = np.stack(trees.halves(table))
    few = np.stack([np.stack(trees.halves(table[:, k : k + 50])) for k in range(0, 300, 50)], axis=1).reshape(2, 300)
    one = np.stack([np.stack(trees.halves(table[:, [k]]))[:, 0] for k in range(40)], axis=1)
    assert (many == few).all()
    assert (many[:, :40] == one).all()
    assert many[:, :20].T.tolist() == [descended(trees, table, person) for person in range(20)]


@given(st.integers(1, 400), st.integers(65, 200))
def test_no_block_changes_a_sum(count, block):
    trees, _, _ = booster()
    table = drawn(count, 9)
    assert (np.stack(trees.halves(table)) == np.stack(trees.halves(table, block))).all()


def test_lightgbm_sums_the_same_to_the_rounding():
    trees, _, grown = booster()
    for table in (people().values, drawn(2_000, 4)):
        theirs = grown.predict(train.as_floats(table), raw_score=True)
        ours = sum(trees.halves(table)) / 1e6
        assert np.abs(theirs - ours).max() < len(trees.nodes) * 0.5e-6 + 1e-9


def test_a_tree_looks_at_one_half_alone_and_halves_ask_only_their_own_features():
    trees, _, _ = booster()
    half = np.array(train.half_of(NAMES))
    assert (half[trees.feature] == trees.half[trees.tree_of_node]).all()
    table = people().values.copy()
    ability, willingness = trees.halves(table)
    table[half == 1] = UNKNOWN
    assert (trees.halves(table)[0] == ability).all()
    assert not (trees.halves(table)[1] == willingness).all()


def test_contributions_add_up_to_the_half_exactly():
    trees, _, _ = booster()
    table = drawn(500, 5)
    half = np.array(train.half_of(NAMES))
    each = trees.contributions(table, np.arange(len(NAMES)), len(NAMES))
    for side, total in enumerate(trees.halves(table)):
        assert (each[half == side].sum(axis=0) == total - trees.expected[side]).all()
    grouped = trees.contributions(table, np.array([0, 0, 1, 2, 2, 3, 3]), 4)
    assert (grouped[0] == each[0] + each[1]).all()
    assert (grouped[2] == each[3] + each[4]).all()


def test_what_is_expected_is_the_average_of_the_training_people_to_a_hundredth():
    trees, _, _ = booster()
    for side, total in enumerate(trees.halves(people().values)):
        assert abs(total.mean() - trees.expected[side]) < 20_000


def test_a_tree_that_never_split_adds_nothing():
    leaf = {"tree_structure": {"leaf_value": 0.3}}
    found = forest.grown([leaf], [0], 1_000_000)
    assert len(found.nodes) == 0
    assert found.halves(np.zeros((1, 3), np.int64))[0].tolist() == [0, 0, 0]
