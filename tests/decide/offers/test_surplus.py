"""The month line by line against a plain reading; a fair share; what is missing is asked and bounds the ceiling."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eastwind.decide.offers.surplus import MISSING, fair_share, surplus
from tests.decide.offers import plain
from tests.decide.offers.world import PERSON, POLICY, a_person, circumstances, sorted_loans

MOST = POLICY.income_max_minor


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(a_person(), min_size=1, max_size=3))
def test_every_line_is_as_a_plain_reading_has_it(people):
    found = surplus(circumstances(people), MOST)
    for k, person in enumerate(people):
        wanted = plain.surplus({**PERSON, **person}, sorted_loans(person["loans"]), POLICY)
        missing = [name for place, name in enumerate(MISSING) if int(found.missing[k]) >> place & 1]
        assert missing == wanted["missing"]
        assert found.ceiling[k] == wanted["ceiling"]
        if wanted["surplus"] is not None:
            assert found.surplus[k] == wanted["surplus"]
            spent = found.living[k] + found.bills[k] + found.buffer[k] + found.others[k]
            assert found.surplus[k] == person["income"] - spent
            assert found.buffer[k] * 10 >= person["income"]


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.integers(-(10**9), 10**9), st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_fair_share_is_never_more_than_owed_nor_more_than_there_is_and_never_less_than_pro_rata(left, ours, others):
    share = int(fair_share(*(np.array([one], dtype=np.int64) for one in (left, ours, others)))[0])
    assert 0 <= share <= others
    assert share <= max(left, 0)
    if 0 < left < ours + others:
        assert share * (ours + others) >= left * others > (share - 1) * (ours + others)


def asked(**changes):
    found = surplus(circumstances([changes]), MOST)
    return [name for place, name in enumerate(MISSING) if int(found.missing[0]) >> place & 1], int(found.ceiling[0])


def test_income_unknown_leaves_the_contract_alone_as_the_ceiling():
    assert asked(income=None) == (["income"], 100_000)


@pytest.mark.parametrize("factor", [10_000, 1_000_000])
def test_an_income_in_the_wrong_unit_is_not_believed_and_asked_about(factor):
    assert asked(income=600_000 * factor) == (["income-implausible"], 100_000)


def test_a_bill_not_told_never_lets_more_be_asked_than_the_contract():
    assert asked(bills=None) == (["priority-bills"], 100_000)
    assert asked(bills=None, income=400_000)[1] == 60_000  # the most it can be: 400,000 − 300,000 − 40,000


def test_no_published_figure_counts_only_what_is_told_and_an_uncovered_day_is_unknown():
    assert asked(declared=None)[0] == ["living-cost"]
    assert asked(status="uncovered", declared=300_000) == (["published-cost"], 100_000)
    assert asked(status="known", published=350_000, declared=None)[0] == []


def test_the_higher_of_declared_and_published_counts():
    low, high = ({"status": "known", "published": amount} for amount in (200_000, 350_000))
    assert surplus(circumstances([low]), MOST).living.tolist() == [300_000]
    found = surplus(circumstances([high]), MOST)
    assert found.living.tolist() == [350_000]
    assert found.published_counts.tolist() == [True]


def test_an_unknown_household_is_asked_for_only_where_a_table_depends_on_it():
    assert asked(household_known=False)[0] == []
    assert asked(household_known=False, status="known", published=200_000)[0] == ["household"]
