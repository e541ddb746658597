"""Living costs: every file dated and sourced, no gap filled, amounts as a hand would add them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from eastwind.core import living_costs, money, places
from eastwind.core.living_costs import CONFIDENCES, KINDS, published

COUNTRIES = living_costs.countries()
TABLES = [country for country in COUNTRIES if living_costs.raw(country)["kind"] != "none-known"]


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_file_names_itself_its_kind_and_its_words(country):
    book = living_costs.raw(country)
    assert book["jurisdiction"] == country
    assert country.upper() in places.places()
    assert book["kind"] in KINDS
    assert book["currency"] in money.currencies()
    assert book["name"]["zh"].strip()
    assert book["name"]["en"].strip()
    assert ("version" in book) == (country in TABLES)


@pytest.mark.parametrize("country", TABLES)
def test_every_version_has_its_days_its_source_and_how_sure_we_are(country):
    book = living_costs.raw(country)
    for version in book["version"]:
        assert isinstance(version["from"], date)
        assert version["from"] <= version["until"]
        assert version["cite"].strip()
        assert version["url"].startswith("http")
        assert version["confidence"] in CONFIDENCES
        assert "" in version["areas"], "what holds elsewhere in the country"
        for area, row in version["areas"].items():
            assert not area or area in places.places(), area
            assert row["adult"] > 0
            assert row["dependants"]
            assert all(amount > 0 for amount in row["dependants"])
        if version["confidence"] == "memory":
            assert "memory" in version["note"], "say what is from memory"
    for before, after in pairwise(book["version"]):
        assert after["from"] > before["until"], "two versions hold on one day"


@pytest.mark.parametrize("country", TABLES)
def test_a_day_outside_every_version_is_uncovered_and_never_zero(country):
    book = living_costs.raw(country)
    place, currency = country.upper(), book["currency"]
    covered = {day for one in book["version"] for day in (one["from"], one["until"])}
    around = {day + timedelta(days=step) for day in covered for step in (-1, 0, 1)}
    for day in sorted(around):
        inside = any(one["from"] <= day <= one["until"] for one in book["version"])
        found = published([place], 0, day, currency)
        assert found.status == ("known" if inside else "uncovered"), day
        assert (found.amount_minor is not None) == inside
        assert found.amount_minor != 0


def test_a_country_that_no_file_tells_of_has_none_known():
    assert published(["FR-75"], 2, date(2026, 1, 1), "EUR").status == "none-known"
    assert published([], 2, date(2026, 1, 1), "EUR").status == "none-known"
    assert published(["CN-GD"], 2, date(2026, 1, 1), "CNY").amount_minor is None


def test_amounts_by_hand():
    taipei = published(["TW-TPE"], 4, date(2025, 11, 15), "TWD")
    assert taipei.amount_minor == 20_379_00 * 5 * 12 // 10
    assert published(["DE-BE"], 0, date(2025, 11, 15), "EUR").amount_minor == 1_555_00
    assert published(["DE-BE"], 2, date(2025, 11, 15), "EUR").amount_minor == 1_555_00 + 585_23 + 326_04
    five = published(["DE"], 5, date(2025, 11, 15), "EUR").amount_minor
    assert five == published(["DE"], 9, date(2025, 11, 15), "EUR").amount_minor, "the table ends at five"
    # 150 % of 15,960 + 2 × 5,680 a year, a twelfth of it, rounded up.
    assert published(["US-CA"], 2, date(2026, 6, 1), "USD").amount_minor == -(-(27_320_00 * 15) // 120)


def test_of_several_plausible_places_the_dearest_counts_and_a_bare_country_counts_as_its_dearest():
    on = date(2025, 6, 1)
    dear, cheap = (published([place], 0, on, "TWD").amount_minor for place in ("TW-TPE", "TW-HUA"))
    assert dear is not None
    assert cheap is not None
    assert dear > cheap
    for where in (["TW-HUA", "TW-TPE"], ["TW"], ["TW-TPE", "FR-75"]):
        assert published(where, 0, on, "TWD").amount_minor == dear


def test_a_part_of_a_city_or_state_has_the_figure_of_what_it_lies_in():
    on = date(2026, 6, 1)
    assert published(["US-NYC"], 1, on, "USD") == published(["US-NY"], 1, on, "USD")
    assert published(["CN-TW"], 0, date(2025, 6, 1), "TWD") == published(["TW"], 0, date(2025, 6, 1), "TWD")


def test_a_table_in_another_currency_than_the_book_is_unknown():
    assert published(["DE-BE"], 0, date(2025, 11, 15), "CNY").status == "uncovered"


def test_one_uncovered_place_among_several_makes_the_answer_unknown():
    assert published(["TW-TPE", "DE-BE"], 0, date(2025, 6, 1), "TWD").status == "uncovered"
