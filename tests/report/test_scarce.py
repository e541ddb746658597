"""Prices in words: what a unit is worth, what a contact must bring for it, how near the plan is to the best."""

import dataclasses

import polars as pl
import pytest

from eastwind.report import render, scarce


@pytest.fixture
def priced(day):
    """Agents' minutes short, letters promised at the least, messages left over."""
    told = {
        "agent_minutes": {"treatments": ["call-gentle", "call-plain"], "takes": [8, 12], "price_micro": 210_199_679,
                          "price_minor": 210},
        "letters": {"limit": "at-least", "price_minor": 40, "price_micro": 40_000_000},
    }  # fmt: skip
    rows = [row | told.get(row["capacity"], {}) for row in day.prices.iter_rows(named=True)]
    frame = pl.DataFrame(rows, schema=day.prices.schema).with_columns(
        value_minor=pl.lit(4_544_868, pl.Int64), bound_minor=pl.lit(4_544_979, pl.Int64)
    )
    return dataclasses.replace(day, prices=frame)


def test_capacities_stand_before_promises_the_dearest_first(priced):
    found = scarce.scarce(priced)
    assert [(row.promised, row.price_minor) for row in found] == [(False, 210), (False, 0), (True, 40)]


def test_a_contact_must_bring_what_its_units_are_worth(priced):
    takes = scarce.scarce(priced)[0].takes
    assert [(take.units, take.must_bring_minor) for take in takes] == [(8, 1682), (12, 2522)]
    assert scarce.scarce(priced)[1].takes == [], "what is not short asks nothing"


def test_the_page_tells_it_in_both_languages_with_how_near_the_best_the_plan_is(priced, day):
    page = render(priced)
    for told in ("NT$16.82", "at least", "is missed", "最多相差", "must bring for the units"):
        assert told in page, told
    assert "is missed" not in render(day), "where people were decided alone there is no bound"
    assert "sets no limit" in render(dataclasses.replace(day, prices=day.prices.clear()))
