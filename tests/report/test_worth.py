"""What prices say in sentences, in both languages."""

import polars as pl

from eastwind.core.plan import PRICES
from eastwind.report.worth import sentences, went_to


def prices(**changes):
    row = {
        "capacity": "agent_minutes", "limit": "at-most", "unit": "minutes", "available": 600, "used": 600,
        "price_minor": 1_250, "price_micro": 1_250_000_000, "treatments": ["call-gentle"], "takes": [8],
        "value_minor": 99_900, "bound_minor": 100_000,
    }  # fmt: skip
    row |= changes
    return pl.DataFrame([row | {name: None for name in PRICES if name not in row}], schema=PRICES)


def test_a_scarce_capacity_says_what_one_more_and_one_fewer_mean():
    said = sentences(prices(), "TWD")[0]
    assert said.en == (
        "agents' time (minutes): 1 more would bring about NT$12.50 today, 1 fewer would cost about as much "
        "(600 of 600 used)."
    )
    assert "每多 1 分钟，今天约多得" in said.zh


def test_the_whole_says_how_much_is_missed_at_most():
    assert sentences(prices(), "TWD")[-1].en.endswith("is worth more than NT$1,000, so at most 0.100% is missed.")


def test_a_price_below_a_minor_unit_is_told_for_a_thousand():
    said = sentences(prices(price_micro=2_000, price_minor=0), "TWD")[0]
    assert "(minutes): 1,000 more would bring about NT$0.02" in said.en


def test_each_other_case_has_its_sentence():
    cases = {
        "not short": prices(used=10, price_micro=0),
        "not enough for anybody": prices(used=0, available=0),
        "no treatment uses it": prices(treatments=[], takes=[], price_micro=0, used=0),
        "nothing is given up for it": prices(limit="at-least", price_micro=0),
        "one fewer promised": prices(limit="at-least"),
    }
    for part, frame in cases.items():
        said = sentences(frame, "TWD")[0]
        assert part in said.en
        assert said.zh
    assert sentences(prices().clear(), "TWD") == []


def test_who_was_not_called_hears_where_the_minutes_went():
    said = went_to(prices(), "call-gentle", "TWD")
    assert len(said) == 1
    assert (
        "it takes 8 minutes of agents' time, which went to people for whom it brings at least NT$100 more" in said[0].en
    )
    assert went_to(prices(), "sms-gentle", "TWD") == []
    assert went_to(prices(price_micro=0), "call-gentle", "TWD") == []
