"""Prices and bound beside HiGHS: the same linear programme, the same value; the box and its settled people exact."""

import numpy as np
import pytest
from hypothesis import given

from eastwind.decide.crowd import MICRO, Crowd
from eastwind.decide.dual import Asked, find, highest, narrowed, without_needless
from tests.decide.days import by_highs, crowd_day, days


def asked(day):
    crowd = Crowd.of(day.options)
    return Asked(crowd, day.uses, tuple(day.there.tolist())), highest(crowd, day.uses)


@given(days())
def test_the_smallest_bound_is_the_value_of_the_linear_programme(day):
    ask, top = asked(day)
    none = (0,) * len(top)
    _, bound = find(ask, none, top, none)
    programme = by_highs(day)
    assert programme * (1 - 1e-9) - 1e-6 <= bound / MICRO <= programme * (1 + 5e-5) + 1e-3


@given(days(minimums=1))
def test_with_a_minimum_as_well_and_below_nought_where_no_plan_keeps_it(day):
    ask, top = asked(day)
    none = (0,) * len(top)
    _, bound = find(ask, none, top, none)
    programme = by_highs(day)
    if programme is not None:
        assert programme * (1 - 1e-9) - 1e-6 <= bound / MICRO <= programme * (1 + 5e-5) + 1e-2


@given(days())
def test_at_any_prices_the_bound_is_no_less_than_the_programme(day):
    ask, top = asked(day)
    for share in (0, 3, 10):
        prices = tuple(price * share // 10 for price in top)
        assert ask(prices)[0] / MICRO >= by_highs(day) * (1 - 1e-9) - 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_people_settled_within_a_box_change_the_bound_nowhere_in_it(seed):
    day = crowd_day(700, seed)
    ask, top = asked(day)
    none = (0,) * len(top)
    prices, _ = find(ask, none, top, none)
    low, high = (np.array([price * share // 10 for price in prices]) for share in (9, 11))
    near = narrowed(ask.crowd, day.uses, ask.available, low, high)
    assert near.crowd.people < ask.crowd.people
    dice = np.random.default_rng(seed)
    for _ in range(20):
        inside = tuple(int(dice.integers(one, two + 1)) for one, two in zip(low, high, strict=True))
        assert near(inside)[0] == ask(inside)[0]
        assert near(inside)[1].tolist() == ask(inside)[1].tolist()


def test_a_price_that_makes_no_bound_smaller_is_taken_away():
    day = crowd_day(300, 1, short=50)
    ask, top = asked(day)
    some = tuple(price // 1000 for price in top)
    assert without_needless(ask, some, ask(some)[0]) == (0,) * len(top)
