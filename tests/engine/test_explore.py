"""The lot: no harsher, no scarcer, nobody protected, and chances that add up to one."""

from dataclasses import replace

import numpy as np
import pytest

from eastwind.engine import Part, allocate, consider
from eastwind.engine.explore import CHANNELS, explore
from tests.engine.made import book, policy

SHARE = 400_000


@pytest.fixture(scope="module")
def drawn():
    rules = policy()
    strategy = replace(rules.strategy, exploration=replace(rules.strategy.exploration, share_ppm=SHARE))
    rules = replace(rules, strategy=strategy)
    chunk = consider(book(), rules)
    allocated = allocate([Part.of(chunk, rules)], rules)[0][0]
    return chunk, allocated, explore(chunk, allocated, rules), rules


def test_a_lot_takes_a_contact_from_nobody_and_gives_one_to_nobody(drawn):
    _, allocated, choice, _ = drawn
    assert choice.drawn.any()
    assert (choice.row != allocated).any()
    assert ((choice.row >= 0) == (allocated >= 0)).all()


def test_what_a_lot_chooses_is_as_mild_as_what_was_allocated_and_uses_no_more(drawn):
    chunk, allocated, choice, rules = drawn
    treatment = chunk.options["treatment"].to_list()
    tones = ("gentle", "plain", "firm")
    for person in np.flatnonzero(choice.row != allocated).tolist():
        before = rules.strategy.treatments[treatment[allocated[person]]]
        after = rules.strategy.treatments[treatment[choice.row[person]]]
        assert chunk.options["person"][int(choice.row[person])] == person
        assert {before.channel, after.channel} <= set(CHANNELS)
        assert tones.index(after.tone) <= tones.index(before.tone)
        assert all(amount <= dict(before.uses).get(name, 0) for name, amount in after.uses)


def test_nobody_protected_is_part_of_a_lot(drawn):
    chunk, _, choice, _ = drawn
    assert not (choice.drawn & ~chunk.explorable).any()
    assert (choice.propensity[~chunk.explorable] == 1).all()


def test_chances_of_all_that_could_have_come_out_add_up_to_one(drawn):
    """With c reminders to draw among: the one allocated 1 − s + s/c, each other s/c."""
    _, allocated, choice, _ = drawn
    share = SHARE / 1_000_000
    kept, moved = choice.row == allocated, choice.row != allocated
    for count in range(2, 6):
        best, other = 1 - share + share / count, share / count
        assert best + (count - 1) * other == pytest.approx(1)
    stayed = {round(1 - share + share / count, 9) for count in range(2, 9)} | {1.0}
    assert {round(chance, 9) for chance in choice.propensity[kept].tolist()} <= stayed
    assert {round(chance, 9) for chance in choice.propensity[moved].tolist()} <= {
        round(share / count, 9) for count in range(2, 9)
    }


def test_without_a_share_nothing_is_drawn(drawn):
    chunk, allocated, _, rules = drawn
    strategy = replace(rules.strategy, exploration=replace(rules.strategy.exploration, share_ppm=0))
    choice = explore(chunk, allocated, replace(rules, strategy=strategy))
    assert (choice.row == allocated).all()
    assert (choice.propensity == 1).all()
