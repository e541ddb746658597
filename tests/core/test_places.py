"""Places held against the tz database's table of countries, and counted."""

from importlib.resources import files

import numpy as np
import pytest

from eastwind.core import zones
from eastwind.core.places import UnknownPlace, parents, places, zones_of

COUNTRIES = [code for code in places() if not parents(code)]


def zone_tab() -> dict[str, set[str]]:
    """Country → its zones, from the file that zoneinfo's own data come with."""
    table: dict[str, set[str]] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            table.setdefault(country, set()).add(zone)
    return table


def clock(zone: str) -> tuple[int, ...]:
    """What the zone's clock shows through 2026 to 2030, every six hours: zones that agree here are one clock now."""
    first, last = 1_767_225_600, 1_767_225_600 + 5 * 365 * 86_400
    return tuple(zones.offset_seconds(zone, np.arange(first, last, 21_600, dtype=np.int64)).tolist())


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_country_has_every_clock_that_the_tz_database_gives_it(country: str) -> None:
    listed = zone_tab()
    theirs = {clock(zone) for zone in listed[country]}
    ours = {clock(zone) for zone in zones_of(country)}
    if country == "CN":  # One legal time; the second clock of Xinjiang is given to Xinjiang.
        assert ours == {clock("Asia/Shanghai")}
        assert {clock(zone) for zone in zones_of("CN-XJ")} == theirs
        return
    for territory in ("AS", "GU", "MP", "PR", "VI", "UM") if country == "US" else ():
        theirs |= {clock(zone) for zone in listed[territory]}
    assert ours == theirs


def test_every_zone_is_one_of_the_database() -> None:
    assert all(zone in zones.names() for place in places() for zone in zones_of(place))


def test_every_place_has_a_zone_and_its_parents_are_places() -> None:
    for place in places():
        assert zones_of(place), place
        assert set(parents(place)) <= set(places()), place


def test_the_parts_of_countries_are_all_there() -> None:
    def parts(country: str) -> int:
        return len([place for place in places() if parents(place) == (country,) and place.startswith(country + "-")])

    # ISO 3166-2: 31 of the mainland; 22 counties and cities; 50 states, the District, 6 territories; 13; 8; 4; 16.
    counted = {country: parts(country) for country in ("CN", "TW", "US", "CA", "AU", "GB", "DE")}
    assert counted == {"CN": 31, "TW": 22, "US": 57, "CA": 13, "AU": 8, "GB": 4, "DE": 16}


def test_every_jurisdiction_of_the_law_books_has_its_country() -> None:
    union = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
    wanted = "CN HK TW SG IN ID PH MY VN US GB AU CA BR CL MX ZA " + union
    assert set(wanted.split()) <= set(COUNTRIES)
    books = "US-MA US-NYC US-NY US-DC US-WA US-WV US-FL US-CA US-NV US-TX US-NC US-NH US-OR CA-ON CA-QC CA-AB CA-BC"
    assert set(books.split()) <= set(places())


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("US-NYC", ("US-NY", "US")),
        ("US-CA", ("US",)),
        ("CN-GD", ("CN",)),
        ("TW-TPE", ("TW",)),
        ("TW", ()),
        ("CN-HK", ("HK",)),
        ("PR", ("US-PR", "US")),
    ],
)
def test_a_place_lies_in_its_state_and_country(place: str, wanted: tuple[str, ...]) -> None:
    assert parents(place) == wanted


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("CN", ("Asia/Shanghai",)),
        ("CN-GD", ("Asia/Shanghai",)),
        ("CN-XJ", ("Asia/Shanghai", "Asia/Urumqi")),
        ("TW-KHH", ("Asia/Taipei",)),
        ("US-NYC", ("America/New_York",)),
        ("US-TN", ("America/Chicago", "America/New_York")),
        ("US-AZ", ("America/Phoenix", "America/Denver")),
        ("GU", ("Pacific/Guam",)),
    ],
)
def test_a_place_has_every_clock_of_those_who_live_there(place: str, wanted: tuple[str, ...]) -> None:
    assert zones_of(place) == wanted


def test_a_country_of_many_clocks_has_all_of_them() -> None:
    assert {"America/New_York", "Pacific/Honolulu", "America/Adak", "Pacific/Guam"} <= set(zones_of("US"))
    assert len(zones_of("US")) == len(set(zones_of("US")))


@pytest.mark.parametrize(("wrong", "near"), [("US-CAL", "US-CA"), ("cn_gd", "CN-GD"), ("US_NYC", "US-NYC")])
def test_an_unmapped_place_is_an_error_that_names_the_nearest(wrong: str, near: str) -> None:
    for ask in (zones_of, parents):
        with pytest.raises(UnknownPlace, match=f"'{wrong}' is not mapped.*{near}"):
            ask(wrong)
