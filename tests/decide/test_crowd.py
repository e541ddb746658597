"""The crowd against a plain loop over people."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from eastwind.decide.crowd import COST_MAX, MICRO, Crowd, costs, exact_sum
from tests.decide.days import days, ints


@given(days(), st.lists(st.integers(0, 8), min_size=4, max_size=4))
def test_everyones_best_is_the_largest_gain_and_the_treatment_named_first(day, price):
    crowd = Crowd.of(day.options)
    cost = ints(price[: len(day.uses)]) * MICRO
    best, row = crowd.best(cost)
    for place, person in enumerate(crowd.number.tolist()):
        mine = [(value * MICRO - int(cost[kind]), -kind) for who, kind, value in day.rows if who == person]
        assert (int(best[place]), -int(crowd.kind[row[place]])) == max(mine)


@given(days(), st.sets(st.integers(0, 3)))
def test_kinds_that_are_not_possible_are_left_out_and_rows_still_named(day, gone):
    possible = np.array([kind not in gone for kind in range(len(day.uses))])
    options = day.options
    crowd = Crowd.of(options, possible)
    rest = [(person, kind) for person, kind, _ in day.rows if kind not in gone]
    assert sorted(crowd.number.tolist()) == sorted({person for person, _ in rest})
    named = zip(crowd.spread(crowd.number).tolist(), options.kind[crowd.row].tolist(), strict=True)
    assert sorted(named) == sorted(rest)
    assert (options.person[crowd.place] == crowd.number).all()


@given(days(), st.integers(1, 3))
def test_some_of_the_people_keep_all_their_options(day, every):
    crowd = Crowd.of(day.options)
    among = np.arange(crowd.people) % every == 0
    few = crowd.take(among)
    kept = set(crowd.number[among].tolist())
    named = sorted(zip(few.spread(few.number).tolist(), few.kind.tolist(), strict=True))
    assert named == sorted((person, kind) for person, kind, _ in day.rows if person in kept)


def test_costs_beyond_all_measure_are_cut_off_and_sums_are_exact():
    assert costs(ints([[2**40, -(2**40)], [1, 0]]), [2**40, 0]).tolist() == [COST_MAX, 2**40]
    assert exact_sum(ints([2**62, 2**62, 2**62, -5])) == 3 * 2**62 - 5
