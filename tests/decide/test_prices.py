"""Simple prices: at the price more is wanted than there is, at one minor unit more no longer."""

from hypothesis import assume, given
from hypothesis import strategies as st

from eastwind.decide.crowd import MICRO, Crowd
from eastwind.decide.prices import simple_prices
from tests.decide.days import Day, days, ints


@given(st.lists(st.integers(1, 50), min_size=2, max_size=20), st.integers(0, 12))
def test_at_the_price_more_is_wanted_than_there_is_and_at_one_more_no_longer(values, available):
    assume(len(values) > available)
    rows = [(person, 0, value) for person, value in enumerate(values)]
    day = Day(rows, list(range(len(values))), ints([[1]]), ints([available]))
    price = simple_prices(Crowd.of(day.options), day.uses, day.there)[0] // MICRO
    assert sum(value > price for value in values) > available
    assert sum(value > price + 1 for value in values) <= available


@given(days(minimums=1))
def test_nothing_plentiful_costs_anything_and_minimums_have_no_price(day):
    plenty = day.there * 0 + 1_000
    assert not any(simple_prices(Crowd.of(day.options), day.uses, plenty))
    assert simple_prices(Crowd.of(day.options), day.uses, day.there)[-1] == 0 or (day.uses[:, -1] >= 0).all()
