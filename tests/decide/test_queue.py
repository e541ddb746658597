"""The queue against a plain loop, one person after the other, round by round."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from eastwind.decide import queue
from eastwind.decide.crowd import MICRO, Crowd
from eastwind.decide.queue import NONE, decided, first_too_many, serve
from tests.decide.days import days, ints


def plain(day, prices):
    """Everyone's best, in order of gain for what is taken; who does not fit asks for the next best, behind."""
    left, has, gone = day.there.copy(), {}, set()
    gain = {(p, k): v * MICRO - int(day.uses[k] @ ints(prices)) for p, k, v in day.rows}
    weight = {k: max(int(day.uses[k] @ ints(prices)), MICRO) for k in range(len(day.uses))}
    while True:
        gone |= {k for k in range(len(day.uses)) if (day.uses[k] > left).any()}
        wishes = {}
        for (person, kind), worth in sorted(gain.items()):
            if person not in has and kind not in gone and worth > max(0, wishes.get(person, (0, 0))[0]):
                wishes[person] = (worth, kind)
        order = sorted(wishes, key=lambda p: (-int(wishes[p][0] / weight[wishes[p][1]] * 2.0**22), day.ties[p], p))
        for person in order:
            kind = wishes[person][1]
            if (day.uses[kind] > left).any():
                break
            has[person] = kind
            left -= day.uses[kind]
        else:
            return has, left


@given(days(), st.lists(st.integers(0, 6), min_size=3, max_size=3))
def test_everyones_best_is_served_as_in_a_plain_loop(day, stored):
    prices = tuple(price * MICRO for price in stored[: len(day.there)])
    crowd = Crowd.of(day.options)
    found = serve(crowd, day.uses, prices, day.there, only_best=True)
    got = {int(crowd.number[k]): int(crowd.kind[row]) for k, row in enumerate(found.row) if row != NONE}
    has, left = plain(day, prices)
    assert got == has
    assert found.left.tolist() == left.tolist()


@given(days(minimums=2), st.lists(st.integers(0, 6), min_size=5, max_size=5))
def test_what_is_left_is_what_the_rows_leave_and_the_rounds_tell_the_same(day, stored):
    prices = tuple(price * MICRO for price in stored[: len(day.there)])
    crowd = Crowd.of(day.options)
    found = serve(crowd, day.uses, prices, day.there)
    taken = sum((day.uses[crowd.kind[row]] for row in found.row if row != NONE), start=day.there * 0)
    assert found.left.tolist() == (day.there - taken).tolist()
    assert decided(crowd, day.uses, prices, found.rounds).tolist() == found.row.tolist()


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=60), st.integers(0, 40))
def test_the_first_too_many_is_found_without_sorting_everybody(asking, room):
    best, wanted = (ints(column) for column in zip(*asking, strict=True))
    tie, person, takes = np.arange(len(best))[::-1], np.arange(len(best)), ints([[0], [1], [3]])
    order = sorted(range(len(best)), key=lambda k: (-best[k], tie[k]))
    used, expected = 0, None
    for place in order:
        used += int(takes[wanted[place], 0])
        if used > room:
            expected = place
            break
    small = queue.SORTED_AT_ONCE
    try:
        queue.SORTED_AT_ONCE = 4
        assert first_too_many(best, wanted, tie, person, takes, ints([room])) == expected
    finally:
        queue.SORTED_AT_ONCE = small
