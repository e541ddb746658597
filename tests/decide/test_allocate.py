"""Allocation beside HiGHS: never above the linear programme, near it for many, whole and feasible for few."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eastwind.decide import allocate, allocate_with, most, settle
from eastwind.decide import allocate as allocating
from eastwind.decide.crowd import MICRO, Crowd
from eastwind.decide.prices import simple_prices
from eastwind.decide.queue import NONE, serve
from tests.decide.days import Day, best_plan, by_highs, crowd_day, days, ints


def shared_out(day):
    return allocate(day.options, day.uses, day.there)


@given(days())
def test_no_capacity_is_passed_and_nobody_has_two(day):
    found = shared_out(day)
    chosen = day.chosen(found.chosen)
    assert (day.taken(chosen) <= day.there).all()
    assert found.used.tolist() == day.taken(chosen).tolist()
    assert found.value == day.worth(chosen)
    assert set(chosen.items()) <= {(person, kind) for person, kind, _ in day.rows}


@given(days())
def test_few_people_get_no_more_than_the_best_plan_and_the_bound_is_no_less(day):
    found, best = shared_out(day), best_plan(day)
    assert found.value <= best <= found.bound
    highest = max(value for _, _, value in day.rows)
    assert found.value >= by_highs(day) - len(day.there) * highest - 1e-6


def test_of_a_thousand_small_days_nearly_all_are_shared_out_as_well_as_can_be():
    small = [crowd_day(12, seed, short=0.4, kinds=3, scarce=2) for seed in range(100)]
    missed = [1 - shared_out(day).value / best_plan(day) for day in small]
    assert sum(one > 0 for one in missed) <= 25
    assert max(missed) < 0.1


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("short", [0.1, 0.5, 1.5])
def test_for_a_crowd_the_plan_is_within_two_thousandths_of_the_linear_programme(seed, short):
    day = crowd_day(2_500, seed, short)
    found, programme = shared_out(day), by_highs(day)
    assert found.value <= programme * (1 + 1e-9)
    assert found.bound >= programme * (1 - 1e-9) - 1
    assert found.bound <= programme * (1 + 3e-5) + 1
    assert found.value >= programme * (1 - 2e-3)


@pytest.mark.parametrize("seed", range(5))
def test_a_price_stands_only_where_less_is_left_than_some_treatment_takes(seed):
    """Complementary slackness, up to whole contacts."""
    day = crowd_day(800, seed, short=0.8)
    found = shared_out(day)
    left = day.there - found.used
    granule = day.uses.max(axis=0)
    for price, unused, one in zip(found.price, left.tolist(), granule.tolist(), strict=True):
        assert price >= 0
        assert price == 0 or unused < one


@given(days(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_numbers_of_people_make_no_difference(day, shuffler):
    found = shared_out(day)
    people = list(range(len(day.ties)))
    shuffler.shuffle(people)
    rows = [(people[person], kind, value) for person, kind, value in day.rows]
    shuffler.shuffle(rows)
    ties = [0] * len(people)
    for person, tie in enumerate(day.ties):
        ties[people[person]] = tie
    mixed = replace(day, rows=rows, ties=ties)
    other = shared_out(mixed)
    assert mixed.chosen(other.chosen) == {people[p]: kind for p, kind in day.chosen(found.chosen).items()}
    assert (other.price, other.value, other.bound) == (found.price, found.value, found.bound)


@given(days(minimums=1), st.integers(1, 4))
def test_part_by_part_by_the_cut_offs_is_as_the_whole(day, parts):
    found = shared_out(day)
    whole = day.chosen(found.chosen)
    together = {}
    for part in range(parts):
        rows = [row for row in day.rows if row[0] % parts == part]
        if rows:
            mine = replace(day, rows=rows)
            together |= mine.chosen(settle(mine.options, day.uses, found.cut_offs))
    assert together == whole


def test_a_crowd_is_decided_part_by_part_as_the_whole(monkeypatch):
    """With a sample smaller than the crowd, and everybody adjusting its prices."""
    monkeypatch.setattr(allocating_module(), "SAMPLE_PEOPLE", 300)
    day = crowd_day(4_000, 1)
    found = shared_out(day)
    assert (found.bound - found.value) / found.bound < 1e-3
    whole, together = day.chosen(found.chosen), {}
    for part in range(7):
        mine = replace(day, rows=[row for row in day.rows if row[0] % 7 == part])
        together |= mine.chosen(settle(mine.options, day.uses, found.cut_offs))
    assert together == whole


def allocating_module():
    import sys

    return sys.modules[allocating.__module__]


@given(days())
def test_nobody_has_nothing_for_want_of_what_lies_unused(day):
    found = shared_out(day)
    chosen, left = day.chosen(found.chosen), day.there - found.used
    for person, kind, _ in day.rows:
        assert person in chosen or (day.uses[kind] > left).any(), (person, kind)


@given(days())
def test_never_worse_than_one_queue_at_simple_prices(day):
    found, crowd = shared_out(day), Crowd.of(day.options)
    plain = serve(crowd, day.uses, simple_prices(crowd, day.uses, day.there), day.there)
    worth = int(crowd.micro[plain.row[plain.row != NONE]].sum()) // MICRO
    assert found.value >= worth or (found.bound - found.value) * 1000 <= found.bound


@given(days())
def test_nothing_short_costs_nothing_and_everyone_gets_their_best(day):
    plenty = replace(day, there=day.there * 0 + 1_000)
    found = shared_out(plenty)
    assert found.price == (0,) * len(day.there)
    best = {person: max((value, -kind) for who, kind, value in day.rows if who == person) for person, _, _ in day.rows}
    assert plenty.chosen(found.chosen) == {person: -kind for person, (_, kind) in best.items()}
    assert found.value == found.bound


def test_of_what_is_not_there_nothing_is_used_and_the_price_is_what_the_first_would_bring():
    day = Day([(0, 0, 800), (1, 0, 960), (1, 1, 160)], [0, 1], ints([[8], [0]]), ints([0]))
    found = shared_out(day)
    assert day.chosen(found.chosen) == {1: 1}
    assert found.price == (100 * MICRO,)  # 800 for eight of person 0; person 1 gains 800 as well
    assert found.least == (None,)


@given(days(minimums=1))
def test_a_minimum_is_met_wherever_it_can_be(day):
    found, best = shared_out(day), best_plan(day)
    met = bool((found.used <= day.there).all())
    assert met == (best is not None)
    if met:
        assert found.value <= best <= found.bound


@given(days(minimums=1))
def test_how_much_of_a_minimum_is_possible_is_never_told_too_low(day):
    place = len(day.there) - 1
    possible = most(day.options, day.uses, day.there, place)
    asked = replace(day, there=np.append(day.there[:-1], -possible - 1))
    assert best_plan(asked) is None
    assert possible <= len({person for person, _, _ in day.rows})


def test_a_share_for_a_group_is_kept():
    """Kind 0 is a call with the group, kind 1 one with others, who are worth more; four minutes, half of them owed."""
    rows = [*((person, 0, 10 + person) for person in range(4)), *((person, 1, 90 + person) for person in range(4, 10))]
    uses = ints([[1, 500_000 - 1_000_000], [1, 500_000]])
    day = Day(rows, list(range(10)), uses, ints([4, 0]))
    found = shared_out(day)
    assert sorted(day.chosen(found.chosen)) == [2, 3, 8, 9]
    assert found.price[1] > 0


def test_a_day_without_options_uses_nothing():
    found = shared_out(Day([], [], ints([[1]]), ints([3])))
    assert (len(found.chosen), found.used.tolist(), found.price, found.bound) == (0, [0], (0,), 0)


def test_a_day_without_limits_gives_everyone_their_best():
    day = Day([(0, 0, 5), (0, 1, 7)], [0], ints([[], []]).reshape(2, 0), ints([]))
    found = shared_out(day)
    assert day.chosen(found.chosen) == {0: 1}
    assert day.chosen(settle(day.options, day.uses, found.cut_offs)) == {0: 1}


def test_one_that_needs_too_much_does_not_stand_in_the_way_of_those_who_fit():
    day = Day([(0, 0, 1_000), (1, 1, 90), (2, 1, 80)], [0, 1, 2], ints([[120], [12]]), ints([100]))
    assert day.chosen(shared_out(day).chosen) == {1: 1, 2: 1}


def test_equal_gains_are_served_by_tie_number_as_far_as_it_goes():
    day = Day([(person, 0, 50) for person in range(5)], [4, 3, 2, 1, 0], ints([[1]]), ints([3]))
    assert sorted(day.chosen(shared_out(day).chosen)) == [2, 3, 4]


def test_values_beyond_all_measure_are_shared_out_without_overflow():
    day = Day([(0, 0, 2**62), (1, 0, 2**61), (2, 1, 5)], [0, 1, 2], ints([[3], [1]]), ints([4]))
    chosen = day.chosen(shared_out(day).chosen)
    assert chosen in ({0: 0, 2: 1}, {1: 0, 2: 1})


@given(days(), st.lists(st.integers(0, 6), min_size=3, max_size=3))
def test_who_comes_up_alone_pays_the_stored_price_and_gets_no_more_than_is_left(day, stored):
    prices = tuple(price * MICRO for price in stored[: len(day.there)])
    rows = [row for row in day.rows if row[0] == day.rows[0][0]]
    alone = replace(day, rows=rows)
    chosen = alone.chosen(allocate_with(alone.options, day.uses, day.there, prices))
    fits = [
        (value * MICRO - int(day.uses[kind] @ ints(prices)), -kind)
        for _, kind, value in rows
        if (day.uses[kind] <= day.there).all()
    ]
    best = max(fits, default=(0, 0))
    assert chosen == ({rows[0][0]: -best[1]} if best[0] > 0 else {})
