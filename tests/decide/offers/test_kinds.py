"""Every kind against a plain reading, one person at a time; the ceiling, the sums and the order hold for anybody."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from eastwind.core import digests
from eastwind.decide.offers import NOTHING, consider, numbers, paper
from eastwind.decide.offers.best import rank
from eastwind.decide.offers.kinds import SHUT
from tests.decide.offers import plain
from tests.decide.offers.world import POLICY, a_person, circumstances

RUNNING = replace(
    POLICY,
    extension=replace(POLICY.extension, interest="runs", months_max=36),
    lower=replace(POLICY.lower, interest="runs", late_charges="runs", months_max=48, least_minor=5_000),
    token=replace(POLICY.token, interest="runs"),
    pause=replace(POLICY.pause, interest="runs", late_charges="runs", months=5),
    order=("extension", "pause", "settlement", "lower-instalment", "catch-up", "token"),
)
STOPPED = replace(
    POLICY,
    catch_up=None,
    extension=None,
    lower=replace(POLICY.lower, interest="stopped", months_max=120),
    order=("lower-instalment", "settlement", "token", "pause"),
)
policies = st.sampled_from([POLICY, RUNNING, STOPPED])
crowds = st.lists(a_person(), min_size=1, max_size=4)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(crowds, policies)
def test_a_crowd_is_offered_what_a_plain_reading_offers_each(people, policy):
    found = consider(circumstances(people), policy)
    for k, person in enumerate(people):
        expected = plain.offers(person, policy)
        for name, kind in found.kinds.items():
            wanted = expected[name]
            assert SHUT[kind.shut[k]] == wanted.get("why", "open"), (name, person)
            if "months" in wanted:
                for field in ("months", "monthly", "total", "after", "cost", "approval", "instalment"):
                    assert getattr(kind, field)[k] == wanted[field], (name, field, person)
        chosen = None if found.best[k] == NOTHING else policy.order[found.best[k]]
        assert chosen == plain.best(person, policy), person


@settings(max_examples=50, deadline=None, derandomize=True)
@given(crowds, policies)
def test_nothing_open_ever_asks_for_more_than_the_ceiling(people, policy):
    found = consider(circumstances(people), policy)
    for name, kind in found.kinds.items():
        above = kind.open & (kind.monthly > found.means.ceiling)
        assert not above.any(), (name, people)
        unknown = kind.open & ~found.means.income_known & (kind.monthly > found.means.ours)
        assert not unknown.any(), (name, people)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(crowds, policies)
def test_every_schedule_adds_up_to_the_cent_and_no_month_asks_more_than_the_first(people, policy):
    found = consider(circumstances(people), policy)
    for k in range(len(people)):
        for one in paper(found, k)["offers"]:
            if not one["open"]:
                continue
            months = [sum(row["amounts_minor"]) for row in one["schedule"]]
            assert all(amount >= 0 for row in one["schedule"] for amount in row["amounts_minor"])
            if one["kind"] == "catch-up":
                late = [loan for loan in found.found.of(k)["loans"] if loan["late"]]
                assert sum(months) == sum(loan["arrears"] for loan in late)
            else:
                assert sum(months) == one["total_minor"], (one, people[k])
                assert one["total_minor"] + one["after_minor"] - one["contract_minor"] == one["cost_minor"]
            assert len(months) <= one["months"]
            assert months == sorted(months, reverse=True)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(a_person(), st.integers(0, 2_000_000), st.integers(0, 2_000_000), policies)
def test_more_income_never_gives_a_worse_offer_nor_a_higher_cost_nor_a_longer_one(person, one, other, policy):
    """By the stated order; and within a kind never more months, never more in all, never a lower ceiling."""
    less, more = sorted((one, other))
    poor, rich = ({**person, "income": income} for income in (less, more))
    found = consider(circumstances([poor, rich]), policy)
    assert found.means.ceiling[0] <= found.means.ceiling[1]
    for name, kind in found.kinds.items():
        if kind.open.all() and name not in ("token", "pause"):
            assert kind.months[1] <= kind.months[0], name
            assert kind.total[1] <= kind.total[0], name
    before, after = (
        None if place == NOTHING else stands(found, policy, k) for k, place in enumerate(found.best.tolist())
    )
    if before is not None and after is not None:
        assert after <= before, (before, after)
    elif before is not None:
        assert not any(loan["late"] for loan in person["loans"])  # nothing is late, and the contract can be paid


def stands(found, policy, k):
    """Where the best offer of person k stands in the order."""
    name = policy.order[found.best[k]]
    key = rank(found.kinds[name], found.found, found.means)
    return (*(int(part[k]) for part in key), policy.order.index(name))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(crowds)
def test_an_offer_has_the_number_of_its_circumstances_and_policy_and_no_other(people):
    found = consider(circumstances(people), POLICY)
    ids = numbers(found, np.arange(len(people)))
    for k, number in enumerate(ids):
        told, policy = digests.digest(found.found.of(k)), digests.digest(POLICY.content)
        assert number == digests.short_id("offer", told, policy)
    alike = [[found.found.of(j) == found.found.of(k) for j in range(len(people))] for k in range(len(people))]
    assert alike == [[one == other for one in ids] for other in ids]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(crowds)
def test_where_cents_are_not_paid_every_instalment_but_the_last_is_whole(people):
    found = consider(circumstances(people, currency="TWD"), POLICY)
    for k in range(len(people)):
        for one in paper(found, k)["offers"]:
            if one["open"]:
                assert one["monthly_minor"] <= found.means.ceiling[k]
                for loan in zip(*(row["amounts_minor"] for row in one["schedule"]), strict=True):
                    *equal, _last = [amount for amount in loan if amount] or [0]
                    assert all(amount % 100 == 0 for amount in equal)
