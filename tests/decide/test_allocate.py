"""Allocation against a plain loop over one queue, and what it promises, on any options at all."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eastwind.decide.allocate import NONE, Options, allocate
from eastwind.decide.prices import find_prices
from eastwind.decide.strategy import Capacity


def ints(values):
    return np.array(values, dtype=np.int64)


def options(rows, ties):
    """Options from (person, treatment, value) and a tie number for each person."""
    return Options(
        ints([row[0] for row in rows]),
        ints([row[1] for row in rows]),
        ints([row[2] for row in rows]),
        ints([ties[row[0]] for row in rows]),
    )


def capacities(available):
    return tuple(Capacity(f"c{k}", "units", amount) for k, amount in enumerate(available))


@st.composite
def days(draw):
    """Options, uses and capacities of a small day; few different values, so that ties and scarcity are common."""
    kinds = draw(st.integers(1, 4))
    scarce = draw(st.integers(0, 3))
    people = draw(st.integers(1, 9))
    uses = draw(st.lists(st.lists(st.sampled_from([0, 0, 1, 2, 5]), min_size=scarce, max_size=scarce),
                         min_size=kinds, max_size=kinds))  # fmt: skip
    cells = st.sampled_from([(person, kind) for person in range(people) for kind in range(kinds)])
    chosen = sorted(draw(st.sets(cells, min_size=1)))
    values = draw(st.lists(st.sampled_from([1, 2, 3, 5, 8, 13, 100]), min_size=len(chosen), max_size=len(chosen)))
    rows = [(person, kind, value) for (person, kind), value in zip(chosen, values, strict=True)]
    ties = draw(st.lists(st.integers(0, 3), min_size=people, max_size=people))
    available = draw(st.lists(st.integers(0, 9), min_size=scarce, max_size=scarce))
    return rows, ties, ints(uses).reshape(kinds, scarce), available


def queue(rows, ties, uses, left, price, has):
    """One option after the other, as the module describes it; returns who got which treatment, and who was refused."""
    refusals = []
    gains = [(person, kind, value - int(uses[kind] @ ints(price))) for person, kind, value in rows]
    for person, kind, gain in sorted(gains, key=lambda row: (-row[2], ties[row[0]], row[0], row[1])):
        if gain <= 0 or person in has:
            continue
        if all(uses[kind] <= left):
            has[person] = (kind, gain)
            left -= uses[kind]
        else:
            refusals.append((person, kind, gain, [bool(short) for short in uses[kind] > left]))
    return refusals


def plain(rows, ties, uses, available, price, stored):
    """The same described method, one row at a time."""
    left, has = ints(available).copy(), {}
    queue(rows, ties, uses, left, price, has)
    if not stored:
        queue(rows, ties, uses, left, [0] * len(available), has)
    return {person: kind for person, (kind, _) in has.items()}, left


def treatments(result, given_options):
    return {
        int(person): int(given_options.treatment[row])
        for person, row in zip(result.people, result.chosen, strict=True)
        if row != NONE
    }


@given(days())
def test_agrees_with_one_option_after_the_other(day):
    rows, ties, uses, available = day
    result = allocate(options(rows, ties), uses, capacities(available))
    price = find_prices_of(rows, ties, uses, available)
    chosen, left = plain(rows, ties, uses, available, price, stored=False)
    assert treatments(result, options(rows, ties)) == chosen
    assert result.used.tolist() == (ints(available) - left).tolist()


def find_prices_of(rows, ties, uses, available):
    given_options = options(rows, ties)
    _, start = np.unique(given_options.person, return_index=True)
    tie = given_options.tie[start]
    return find_prices(start, given_options.treatment, given_options.value, tie, uses, ints(available)).tolist()


@given(days(), st.lists(st.integers(0, 6), min_size=3, max_size=3))
def test_stored_prices_are_used_as_they_are(day, stored):
    rows, ties, uses, available = day
    price = stored[: len(available)]
    result = allocate(options(rows, ties), uses, capacities(available), ints(price))
    chosen, left = plain(rows, ties, uses, available, price, stored=True)
    assert treatments(result, options(rows, ties)) == chosen
    assert result.price.tolist() == price
    assert result.used.tolist() == (ints(available) - left).tolist()


@given(days())
def test_never_uses_what_is_not_there_and_gives_nobody_two_treatments(day):
    rows, ties, uses, available = day
    given_options = options(rows, ties)
    result = allocate(given_options, uses, capacities(available))
    served = [row for row in result.chosen if row != NONE]
    used = sum((uses[given_options.treatment[row]] for row in served), start=np.zeros(len(available), dtype=np.int64))
    assert (used <= ints(available)).all()
    assert result.used.tolist() == used.tolist()
    assert sorted(set(result.people.tolist())) == result.people.tolist() == sorted({row[0] for row in rows})
    for person, row in zip(result.people, result.chosen, strict=True):
        assert row == NONE or given_options.person[row] == person


@given(days(), st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(day, shuffler):
    rows, ties, uses, available = day
    mixed = list(rows)
    shuffler.shuffle(mixed)
    one = allocate(options(rows, ties), uses, capacities(available))
    other = allocate(options(mixed, ties), uses, capacities(available))
    assert treatments(one, options(rows, ties)) == treatments(other, options(mixed, ties))
    assert one.price.tolist() == other.price.tolist()
    assert one.cut_off.tolist() == other.cut_off.tolist()


@given(days())
def test_nobody_is_passed_over_for_a_lesser_gain(day):
    """Whoever lacks an option of more gain lacks a capacity that had gone to options of at least that gain."""
    rows, ties, uses, available = day
    price = find_prices_of(rows, ties, uses, available)
    result = allocate(options(rows, ties), uses, capacities(available), ints(price))
    has = treatments(result, options(rows, ties))
    gain = {(person, kind): value - int(uses[kind] @ ints(price)) for person, kind, value in rows}
    for (person, kind), wanted in gain.items():
        if wanted <= max(gain.get((person, has.get(person, -1)), 0), 0):
            continue
        before = [taken for other, taken in has.items() if gain[other, taken] >= wanted]
        used = sum((uses[taken] for taken in before), start=np.zeros(len(available), dtype=np.int64))
        assert (used + uses[kind] > ints(available)).any(), (person, kind)


@given(days())
def test_nobody_goes_without_for_want_of_what_lies_unused(day):
    rows, ties, uses, available = day
    result = allocate(options(rows, ties), uses, capacities(available))
    left = ints(available) - result.used
    has = treatments(result, options(rows, ties))
    for person, kind, _ in rows:
        assert person in has or (uses[kind] > left).any(), (person, kind)


@given(days())
def test_nothing_scarce_costs_nothing_and_everyone_gets_their_best(day):
    rows, ties, uses, _ = day
    plenty = [1_000] * uses.shape[1]
    result = allocate(options(rows, ties), uses, capacities(plenty))
    assert result.price.tolist() == [0] * len(plenty)
    assert result.cut_off.tolist() == [NONE] * len(plenty)
    best = {person: max((value, -kind) for who, kind, value in rows if who == person) for person, _, _ in rows}
    assert treatments(result, options(rows, ties)) == {person: -kind for person, (_, kind) in best.items()}


@given(days())
def test_a_price_stands_only_where_somebody_was_refused(day):
    rows, ties, uses, available = day
    result = allocate(options(rows, ties), uses, capacities(available))
    for price, cut_off in zip(result.price, result.cut_off, strict=True):
        assert price >= 0
        assert cut_off == NONE or cut_off > 0
        assert price == 0 or cut_off != NONE


@given(st.lists(st.integers(1, 50), min_size=2, max_size=20), st.integers(0, 12))
def test_at_the_price_more_is_wanted_than_there_is_and_at_one_more_no_longer(values, available):
    assume(len(values) > available)
    rows = [(person, 0, value) for person, value in enumerate(values)]
    price = find_prices_of(rows, [0] * len(values), ints([[1]]), [available])[0]
    assert sum(value > price for value in values) > available
    assert sum(value > price + 1 for value in values) <= available


def test_equal_gains_are_served_by_tie_number_as_far_as_it_goes():
    rows = [(person, 0, 50) for person in range(5)]
    result = allocate(options(rows, [4, 3, 2, 1, 0]), ints([[1]]), capacities([3]))
    assert result.chosen.tolist() == [NONE, NONE, 2, 3, 4]
    assert (result.used.tolist(), result.price.tolist()) == ([3], [49])


def test_one_that_needs_too_much_does_not_stand_in_the_way_of_those_who_fit():
    rows = [(0, 0, 1_000), (1, 1, 90), (2, 1, 80)]
    uses = ints([[120], [12]])
    result = allocate(options(rows, [0, 0, 0]), uses, capacities([100]))
    assert treatments(result, options(rows, [0, 0, 0])) == {1: 1, 2: 1}


def test_who_loses_the_first_choice_stands_in_the_queue_for_the_second():
    """A call of 100 or a message of 90, one call and one message: neither goes to the message worth 5."""
    rows = [(0, 0, 200), (1, 0, 100), (1, 1, 90), (2, 1, 5)]
    result = allocate(options(rows, [0, 0, 0]), ints([[1, 0], [0, 1]]), capacities([1, 1]), ints([0, 0]))
    assert treatments(result, options(rows, [0, 0, 0])) == {0: 0, 1: 1}


def test_a_day_without_options_uses_nothing():
    result = allocate(options([], []), ints([[1]]), capacities([3]))
    assert (len(result.people), result.used.tolist(), result.price.tolist()) == (0, [0], [0])
    assert result.cut_off.tolist() == [NONE]


def test_where_nothing_is_there_nobody_is_served_and_the_cut_off_lies_above_everyone():
    result = allocate(options([(0, 0, 7), (1, 0, 9)], [0, 0]), ints([[1]]), capacities([0]), ints([0]))
    assert result.chosen.tolist() == [NONE, NONE]
    assert result.cut_off.tolist() == [10]


@pytest.mark.parametrize("ties", ["distinct", "all equal"])
def test_a_crowd_is_priced_by_a_sample_that_no_chunking_changes(ties, monkeypatch):
    monkeypatch.setattr("eastwind.decide.prices.SAMPLE_PEOPLE", 500)
    dice = np.random.default_rng(7)
    count = 3_000
    tie = dice.permutation(count) if ties == "distinct" else np.zeros(count, dtype=np.int64)
    crowd = Options(
        person=np.repeat(np.arange(count), 2),
        treatment=np.tile([0, 1], count),
        value=dice.integers(1, 10_000, 2 * count),
        tie=np.repeat(tie, 2),
    )
    uses = ints([[1], [0]])
    result = allocate(crowd, uses, capacities([300]))
    again = allocate(Options(crowd.person + 5, crowd.treatment, crowd.value, crowd.tie), uses, capacities([300]))
    assert result.used.tolist() == [300]
    assert (result.chosen != NONE).all()
    assert result.price[0] > 0
    assert result.chosen.tolist() == again.chosen.tolist()
    rows = list(zip(crowd.person.tolist(), crowd.treatment.tolist(), crowd.value.tolist(), strict=True))
    price = find_prices_of(rows, tie.tolist(), uses, [300])
    assert treatments(result, crowd) == plain(rows, tie.tolist(), uses, [300], price, stored=False)[0]
