"""Chance in the example: the same for an account in any file, and spread as asked for."""

import numpy as np
import pytest


@pytest.fixture(scope="module")
def draws(make_book):
    from making import draws

    return draws


def test_a_row_draws_the_same_whatever_stands_beside_it(draws):
    many = draws.draws(7, np.arange(1_000)).uniform("place")
    few = draws.draws(7, np.array([3, 500, 999])).uniform("place")
    assert few.tolist() == many[[3, 500, 999]].tolist()


def test_the_first_draw_is_split_mix_64(draws):
    # Vector of the published generator: seed 0, first output.
    assert draws.draws(0, np.array([0])).keys[0] == 0xE220A8397B1DCDAF


def test_another_seed_and_another_use_draw_something_else(draws):
    base = draws.draws(7, np.arange(1_000))
    for other in (draws.draws(8, np.arange(1_000)).uniform("a"), base.uniform("b")):
        assert abs(np.corrcoef(base.uniform("a"), other)[0, 1]) < 0.1


def test_draws_are_uniform_and_words_come_as_often_as_weighed(draws):
    chance = draws.draws(7, np.arange(50_000))
    shares = np.bincount((chance.uniform("a") * 10).astype(int), minlength=10) / 50_000
    assert np.abs(shares - 0.1).max() < 0.006
    words = chance.pick("w", {"often": 9.0, "seldom": 1.0})
    assert abs((words == "seldom").mean() - 0.1) < 0.006


def test_whole_numbers_lie_between_their_bounds_both_included(draws):
    found = draws.draws(7, np.arange(5_000)).between("n", 3, 6)
    assert sorted(set(found.tolist())) == [3, 4, 5, 6]


def test_several_things_of_one_row_draw_apart(draws):
    rows, number = draws.several(np.array([0, 2, 3]))
    assert rows.tolist() == [1, 1, 2, 2, 2]
    assert number.tolist() == [0, 1, 0, 1, 2]
    found = draws.draws(7, np.arange(3)).repeat(rows, number).uniform("a")
    assert len(set(found.tolist())) == 5
