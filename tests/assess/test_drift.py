"""How far a book has moved: held against the formula written out row by row."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from eastwind.assess.drift import MOVED, SHIFTED, Drift, Spread, drift, psi, spread

VALUES = arrays.arrays(
    np.float64, st.integers(1, 60), elements=st.one_of(st.floats(-50, 50, width=16), st.just(math.nan))
)


def plain_psi(edges: list[float], before: list[float], after: list[float]) -> float:
    """The index as a textbook has it, one value at a time."""

    def shares(values: list[float]) -> dict[object, float]:
        found: dict[object, int] = {}
        for value in values:
            place = "unknown" if math.isnan(value) else sum(value > edge for edge in edges)
            found[place] = found.get(place, 0) + 1
        return {place: count / len(values) for place, count in found.items()}

    old, new = shares(before), shares(after)
    total = 0.0
    for place in old.keys() | new.keys():
        p, q = old.get(place, 0.5 / len(before)), new.get(place, 0.5 / len(after))
        total += (q - p) * math.log(q / p)
    return total


@given(before=VALUES, after=VALUES)
def test_the_index_agrees_with_the_row_by_row_reading(before, after):
    then = spread(before)
    found = drift("x", then, after).psi
    assert found == pytest.approx(plain_psi(list(then.edges), before.tolist(), after.tolist()), abs=1e-12)


@given(before=VALUES, after=VALUES)
def test_the_same_people_have_not_moved_and_no_index_is_negative(before, after):
    then = spread(before)
    assert drift("x", then, before[::-1]).psi == 0
    assert drift("x", then, after).psi >= 0


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1))
def test_it_does_not_matter_which_side_is_called_then(counts):
    then, now = zip(*counts, strict=True)
    assert psi(then, now) == pytest.approx(psi(now, then), abs=1e-12)


@given(VALUES)
def test_every_value_lies_in_one_bin_and_a_spread_survives_a_file(values):
    made = spread(values)
    assert made.people == len(values)
    assert Spread.of(made.content()) == made


def test_bins_hold_about_a_tenth_each_and_unknown_has_its_own():
    made = spread(np.append(np.arange(1000.0), [math.nan] * 7))
    assert made.counts == (*[100] * 10, 7)


@pytest.mark.parametrize("today", [2.0, 5.0, math.nan])
def test_a_feature_that_was_always_alike_and_is_another_today_has_moved(today):
    then = spread(np.full(1000, 3.0))
    assert then.counts == (0, 1000, 0, 0)
    assert drift("x", then, np.full(1000, 3.0)).psi == 0
    assert drift("x", then, np.full(1000, today)).level == "moved"


def test_a_feature_of_which_nothing_was_known_has_no_edges():
    assert spread(np.full(9, math.nan)) == Spread((), (0, 9))


def test_a_book_that_became_unknown_has_moved():
    then = spread(np.arange(1000.0))
    assert drift("x", then, np.full(1000, math.nan)).level == "moved"


@pytest.mark.parametrize(
    ("found", "level"), [(0.0, "steady"), (SHIFTED - 1e-9, "steady"), (SHIFTED, "shifted"), (MOVED, "moved")]
)
def test_levels_follow_the_rule_of_thumb(found, level):
    assert Drift("x", found, 0.001, 10_000).level == level


def test_what_chance_alone_shows_is_no_drift():
    """Twenty people drawn from the same thousand: an index far above 0.1, and no news."""
    rng = np.random.default_rng(7)
    then = spread(rng.normal(size=1000))
    found = [drift("x", then, rng.normal(size=20)) for _ in range(200)]
    assert np.mean([one.psi for one in found]) > SHIFTED
    assert np.mean([one.level == "steady" for one in found]) > 0.9


def test_an_unmoved_book_shows_about_what_is_told_as_chance():
    rng = np.random.default_rng(3)
    found = [drift("x", spread(rng.normal(size=2000)), rng.normal(size=2000)) for _ in range(200)]
    assert np.mean([one.psi for one in found]) == pytest.approx(found[0].by_chance, rel=0.15)
