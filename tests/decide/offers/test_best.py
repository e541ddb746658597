"""The order of offers, its steps one by one."""

from dataclasses import replace

from eastwind.decide.offers import NOTHING, consider
from tests.decide.offers.world import POLICY, circumstances


def best(policy=POLICY, **person):
    found = consider(circumstances([person]), policy)
    return None if found.best[0] == NOTHING else policy.order[found.best[0]]


LONG_LATE = {"bucket": 7, "owed": 900_000, "remaining": 900_000, "contract": 300_000, "arrears": 900_000}


def test_more_and_more_income_goes_from_pause_to_the_contract():
    found = [best(income=income) for income in (400_000, 482_000, 560_000, 600_000, 700_000)]
    assert found == ["pause", "token", "lower-instalment", "extension", "catch-up"]


def test_what_ends_the_debt_stands_before_a_bridge_even_in_hardship_once_means_are_told():
    assert best(hardship=True) == "extension"


def test_hardship_with_means_not_told_is_bridged_first():
    assert best(income=None) == "extension"
    assert best(income=None, hardship=True) == "pause"


def test_a_settlement_costs_least_where_the_contract_cannot_be_kept():
    assert best(loans=[LONG_LATE]) == "settlement"


def test_what_needs_consent_stands_behind_what_does_not():
    consent = tuple(replace(row, approval_above_minor=1) for row in POLICY.settlement)
    assert best(replace(POLICY, settlement=consent), loans=[LONG_LATE]) == "lower-instalment"


def test_whoever_can_keep_the_contract_is_not_settled_with():
    assert best(income=1_500_000, loans=[LONG_LATE]) == "catch-up"


def test_ties_go_by_the_order_of_the_policy():
    turned = replace(POLICY, order=("extension", "catch-up", *POLICY.order[2:]))
    assert best(income=900_000) == "catch-up"
    assert best(turned, income=900_000) == "extension"


def test_nothing_past_due_needs_no_offer():
    assert best(loans=[{"late": False, "arrears": 0, "bucket": 0}]) is None


def test_nothing_past_due_but_the_contract_cannot_be_kept_is_helped_all_the_same():
    assert best(income=560_000, loans=[{"late": False, "arrears": 0, "bucket": 0}]) == "lower-instalment"
