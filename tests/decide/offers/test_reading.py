"""[offers] of a strategy: each wrong key, word and number is refused by name, with what to write instead."""

import copy
import tomllib
from importlib import resources
from typing import Any

import pytest

from eastwind.decide import StrategyError, load
from eastwind.decide.offers import KINDS, read

SOURCE = resources.files("eastwind.decide").joinpath("strategies/everyday.toml").read_text(encoding="utf-8")
CONTENT = tomllib.loads(SOURCE)


def refused(change: Any) -> str:
    """What is said of the shipped policy after `change` altered its [offers]."""
    content = copy.deepcopy(CONTENT)
    change(content["offers"])
    with pytest.raises(StrategyError) as error:
        read(content, "s.toml")
    assert str(error.value).startswith("s.toml: [offers]")
    return str(error.value)


def test_the_policy_that_ships_has_every_kind_and_says_where_a_legal_bound_comes_from():
    policy = load().offers
    assert policy is not None
    assert sorted(policy.order) == sorted(KINDS)
    assert policy.lower is not None
    assert policy.lower.months_max == 60
    assert "Art. 70" in policy.lower.source


def test_a_strategy_without_offers_has_no_policy():
    assert read({}, "s.toml") is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda o: o.update(pauze={}), "'pauze' is no key of [offers]. Did you mean 'pause'?"),
        (lambda o: o.pop("order"), "lacks 'order'"),
        (lambda o: o.update(valid_days=0), "valid_days = 0 should be a whole number from 1"),
        (lambda o: o.update(valid_days=True), "valid_days = True"),
        (lambda o: o.update(income_max_minor=1.5), "income_max_minor = 1.5"),
        (lambda o: o.update(order="pause"), "order = 'pause' should be a list of kinds"),
        (lambda o: o["order"].append("gift"), "'gift' is no kind of offer"),
        (lambda o: o["order"].remove("pause"), "name each of these once"),
        (lambda o: o["order"].append("pause"), "name each of these once"),
        (lambda o: o.pop("pause"), "name each of these once"),
        (lambda o: o["catch-up"].update(months_max=0), "months_max = 0 should be from 1 to 240"),
        (lambda o: o["extension"].update(months_max=241), "months_max = 241"),
        (lambda o: o["extension"].update(months_max=-1), "months_max = -1 is negative"),
        (lambda o: o["extension"].update(interest="half"), "'half' is no way of interest"),
        (lambda o: o["lower-instalment"].update(late_charges="some"), "'some' is no way of late charges"),
        (lambda o: o["lower-instalment"].update(monhts_max=3), "Did you mean 'months_max'?"),
        (lambda o: o["lower-instalment"].update(least_minor="a lot"), "least_minor = 'a lot'"),
        (lambda o: o["pause"].update(instalment_minor=5), "a pause asks for nothing"),
        (lambda o: o["pause"].update(interest="stopped"), "'stopped' is no way of interest"),
        (lambda o: o["token"].update(instalment_minor=0), "which is a pause"),
        (lambda o: o.update(settlement={}), "should be a list of tables"),
        (lambda o: o["settlement"][0].update(buckets=[]), "buckets is empty"),
        (lambda o: o["settlement"][0].update(buckets=[0]), "0 is no bucket of a debt past due"),
        (lambda o: o["settlement"][0].update(share_bp=10_001), "share_bp = 10001 should be from 1 to 10000"),
        (lambda o: o["settlement"][0].update(share_bp=0), "share_bp = 0"),
        (lambda o: o["settlement"][0].update(products=["yacht"]), "'yacht' is no product"),
        (lambda o: o["settlement"][0].update(parts_max=0), "parts_max = 0"),
        (lambda o: o["settlement"][0].pop("approval_above_minor"), "'approval_above_minor' is missing"),
        (lambda o: o.update(pause=3), "should be a table"),
    ],
)
def test_a_slip_is_named_with_what_to_write_instead(change, said):
    assert said in refused(change)
