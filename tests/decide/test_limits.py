"""Capacities and minimums of a strategy: each wrong word and number is refused by name."""

import copy

import pytest

from eastwind.decide import StrategyError, load, parse

CONTENT = load().content
CALLS = {"name": "early", "treatments": ["call-gentle"], "at_least": 5}


def parsed(*, capacity=(), minimum=()):
    content = copy.deepcopy(CONTENT)
    content["capacity"] = [*content["capacity"], *capacity]
    content["minimum"] = list(minimum)
    return parse(content, "s.toml")


def money(**changes):
    return {"name": "money", "unit": "fen", "available": 9, **changes}


WRONG = [
    ({"capacity": [money(of="cost")]}, r"capacity 'money': 'cost' is no sum of a capacity. Known: cost_minor"),
    ({"capacity": [money(available=-1)]}, r"money': available = -1 is negative"),
    ({"capacity": [money(only={"bucket": [1]})]}, r"only: 'bucket' is no key of only. Did you mean 'buckets'"),
    ({"capacity": [money(only=[1])]}, r"only = \[1\] should be a table"),
    ({"capacity": [money(only={"buckets": [9]})]}, r"9 is no bucket"),
    ({"capacity": [money(only={"ways": ["can"]})]}, r"'can' is no way"),
    ({"capacity": [money(only={"products": ["car"]})]}, r"'car' is no product"),
    ({"capacity": [money(only={"by": ["agencies"]})]}, r"'agencies' is no collector"),
    ({"capacity": [money(only={"by": ["agency:"]})]}, r"'agency:' is no collector"),
    ({"capacity": [money(), money()]}, r"the capacity 'money' stands twice"),
    ({"minimum": [CALLS | {"name": "sms"}]}, r"minimum 'sms' has no name of its own"),
    ({"minimum": [CALLS | {"treatments": []}]}, r"minimum 'early' names no treatments"),
    ({"minimum": [CALLS | {"treatments": ["call"]}]}, r"'call' is no treatment. Did you mean 'call-"),
    ({"minimum": [CALLS | {"at_least": 0}]}, r"write either at_least = a number of people, or share_ppm"),
    ({"minimum": [CALLS | {"share_ppm": 5}]}, r"write either at_least"),
    ({"minimum": [{"name": "e", "treatments": ["call-gentle"], "share_ppm": 5}]}, r"a share needs a group"),
    ({"minimum": [CALLS | {"sex": ["f"]}]}, r"'sex' is no key of minimum"),
]


@pytest.mark.parametrize(("limits", "said"), WRONG)
def test_what_cannot_be_meant_is_refused_by_name(limits, said):
    with pytest.raises(StrategyError, match=said):
        parsed(**limits)


def test_a_sum_cannot_be_drawn_by_hand_as_well():
    content = copy.deepcopy(CONTENT)
    content["capacity"][0]["of"] = "cost_minor"
    with pytest.raises(StrategyError, match=r"adds up cost_minor of every treatment by itself; take it out"):
        parse(content, "s.toml")


def test_more_groups_than_there_is_room_for_are_refused():
    many = [money(name=f"m{k}", only={"by": [f"agency:a{k}"]}) for k in range(60)]
    with pytest.raises(StrategyError, match=r"limits name 61 different groups; 57 are possible"):
        parsed(capacity=many)


def test_groups_sums_shares_and_numbers_are_read():
    found = parsed(
        capacity=[money(of="cost_minor", only={"by": ["agency:harbour", "agency"], "buckets": [3]})],
        minimum=[CALLS, CALLS | {"name": "more", "at_least": 1, "only": {"products": ["card"]}}],
    )
    assert found.capacities[-1].only.by == ("agency:harbour", "agency")
    assert [minimum.at_least for minimum in found.minimums] == [5, 1]
