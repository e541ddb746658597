"""Calendars of Europe, Hong Kong and Australia against two packages, the rule of Easter, the moon, and the law."""

import copy
import tomllib
from datetime import date, timedelta
from importlib.resources import files

import holidata
import holidays
import numpy as np
import pytest

from eastwind.core import calendars, holiday_files
from eastwind.core.calendars import UNKNOWN, Calendar, CalendarGap, load, of_place
from tests.core.test_calendars import day_of_longitude, lunar

YEARS = (2025, 2026, 2027)
COUNTRIES = ("au", "be", "de", "gb", "gr", "hk", "ie", "it", "pt")
CALENDARS = [name for country in COUNTRIES for name in (load(country).parts or (country,)) if name != "gb-wls"]


def d(text: str) -> date:
    return date.fromisoformat(text)


def days(*on: date) -> np.ndarray:
    return np.array([(one - calendars.EPOCH).days for one in on], np.int32)


def whole(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=k) for k in range((date(year, 12, 31) - date(year, 1, 1)).days + 1)]


def answers(name: str, year: int, wanted: int) -> set[date]:
    return {
        on
        for on, code in zip(whole(year), load(name).statutory(days(*whole(year))).tolist(), strict=True)
        if code == wanted
    }


def ours(name: str, year: int) -> set[date]:
    return answers(name, year, 1)


def opened(name: str, year: int) -> set[date]:
    return answers(name, year, UNKNOWN)


def easter(year: int) -> date:
    """The Gregorian computus (O'Beirne)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d_, e = divmod(b, 4)
    h = (19 * a + b - d_ - (8 * b + 13) // 25 + 15) % 30
    i, k = divmod(c, 4)
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * el) // 433
    month = (h + el - 7 * m + 90) // 25
    return date(year, month, (h + el - 7 * m + 33 * month + 19) % 32)


def orthodox_easter(year: int) -> date:
    """Meeus' Julian rule, 13 days later by our calendar."""
    a, b, c = year % 4, year % 7, year % 19
    d_ = (19 * c + 15) % 30
    month, day = divmod(d_ + (2 * a + 4 * b - d_ + 34) % 7 + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


# --- the package `holidays`: differences and why ---

MORE_IN_HOLIDAYS = {  # It also names
    "hk": {d("2026-04-05"), d("2026-05-24"), d("2026-10-18")},  # the Sundays that Cap. 149 moves days away from
    "be": {
        easter(y) + timedelta(days=k) for y in YEARS for k in (0, 49)
    },  # Sundays that the royal decree does not list
    "it": {d("2025-11-02"), d("2027-11-07")},  # National Unity Day, kept on a Sunday
    "gr": {d("2027-05-04")},  # a day off that no minister has moved yet: open with us
    "au-qld": {d("2025-08-13"), d("2026-08-12"), d("2027-08-11")},  # the Show, of Brisbane alone
    "au-vic": {d("2027-09-24")},  # the Friday before a final without a date: open with us
    "au-tas": {d("2027-03-28")},  # Easter Sunday in Tasmania: open with us
}
LESS_IN_HOLIDAYS = {  # It leaves out days from which a holiday moves, and which stay holidays in the acts
    "au-act": {d("2027-04-25")}, "au-nt": {d("2027-04-25")}, "au-qld": {d("2027-04-25")},
    "au-tas": {d("2026-12-26"), d("2027-12-26")},
}  # fmt: skip


def of_the_package(name: str, year: int) -> set[date]:
    country, _, part = name.upper().partition("-")
    categories = {"categories": ("public", "optional")} if country == "HK" else {}
    return set(holidays.country_holidays(country, subdiv=part or None, years=year, **categories))


@pytest.mark.parametrize("name", CALENDARS)
@pytest.mark.parametrize("year", YEARS)
def test_holidays_are_those_of_the_holidays_package(name: str, year: int) -> None:
    theirs = of_the_package(name, year)
    assert theirs - ours(name, year) == {on for on in MORE_IN_HOLIDAYS.get(name, set()) if on.year == year}
    assert ours(name, year) - theirs == {on for on in LESS_IN_HOLIDAYS.get(name, set()) if on.year == year}


# --- the package `holidata`: differences and why ---


def more_in_holidata(name: str, year: int) -> set[date]:
    e, o = easter(year), orthodox_easter(year)
    sundays = {e, e + timedelta(days=49)} - ours(name, year)
    found = {
        "be": sundays,
        "gr": {o - timedelta(days=1), o} - ours(name, year),
        "it": {date(year, 6, 29), *MORE_IN_HOLIDAYS["it"]},  # Rome's patrons
        "pt": {e - timedelta(days=47)},  # Shrove Tuesday, a custom
        "au-act": {date(2025, 5, 26), date(2025, 8, 4), date(2026, 8, 3), date(2027, 8, 2)},  # Family Day, abolished
        "au-sa": {date(2027, 4, 26)},  # open with us
        "au-tas": {date(2025, 2, 10), date(2026, 2, 9), date(2027, 2, 8)},  # the Regatta, of Hobart alone
        "au-vic": MORE_IN_HOLIDAYS["au-vic"],
    }.get(name, set())
    if name.startswith("de-"):  # Sundays, half days, and holidays of some municipalities, open with us
        found = sundays | {date(year, 12, 24), date(year, 12, 31)} | opened(name, year)
        found -= opened(name, year) if name == "de-sn" else set()
    return {on for on in found if on.year == year}


LESS_IN_HOLIDATA = {  # It does not know yet
    "au-act": {d("2025-06-02"), d("2026-04-27"), d("2027-04-25")},
    "au-nsw": {d("2026-04-27"), d("2027-04-26")},
    "au-nt": {d("2027-04-25")},
    "au-qld": {d("2027-04-25")},
    "au-sa": {date(2025, 12, 26), date(2026, 3, 9), date(2026, 12, 26), date(2026, 12, 28), date(2027, 3, 8),
              date(2027, 12, 26), date(2027, 12, 28)},
    "au-wa": {d("2026-09-28"), d("2027-09-27")},
    "de-be": {d("2025-05-08")},
    "de-mv": {d("2025-03-08"), d("2026-03-08"), d("2027-03-08")},
}  # fmt: skip


def of_holidata(name: str, year: int) -> set[date]:
    country = holidata.get_country_for(name[:2].upper())
    language = country.default_lang or sorted(country.languages)[0]
    listed = country.get_holidays_of(year, language)
    return {date.fromisoformat(str(h.date)[:10]) for h in listed if h.region in ("", name[3:].upper())}


@pytest.mark.parametrize("name", [n for n in CALENDARS if n not in ("hk", "ie", "gb-sct", "gb-nir")])
@pytest.mark.parametrize("year", YEARS)
def test_holidays_are_those_of_holidata(name: str, year: int) -> None:
    theirs = of_holidata(name, year)
    assert theirs - ours(name, year) == more_in_holidata(name, year)
    assert ours(name, year) - theirs == {on for on in LESS_IN_HOLIDATA.get(name, set()) if on.year == year}


# --- the rules themselves ---


@pytest.mark.parametrize("year", YEARS)
def test_movable_feasts_stand_where_easter_puts_them(year: int) -> None:
    west, east = easter(year), orthodox_easter(year)
    assert west.weekday() == east.weekday() == 6
    for name in CALENDARS:
        e = east if name == "gr" else west
        if name not in ("gb-sct", "pt"):
            assert load(name).is_holiday(e + timedelta(days=1)), name
        assert load(name).is_holiday(e - timedelta(days=2)) == (name not in ("be", "ie", "it")), name
    for name in ("be", "de", "gr"):
        assert load(name).is_holiday((east if name == "gr" else west) + timedelta(days=50)), name
    assert load("pt").is_holiday(west + timedelta(days=60))
    assert load("gr").is_holiday(east - timedelta(days=48))


@pytest.mark.parametrize("year", YEARS)
def test_lunar_days_of_hong_kong_stand_where_the_moon_puts_them(year: int) -> None:
    hk = load("hk")
    for at, name in (
        ((4, 8), "The Birthday of the Buddha"),
        ((5, 5), "Tuen Ng Festival"),
        ((9, 9), "Chung Yeung Festival"),
    ):
        on = lunar(year, *at) if at[0] < 9 else lunar_ninth(year)
        moved = on + timedelta(days=on.weekday() == 6)
        assert name in (hk.holiday_name(moved, "en") or ""), (year, name)
    new_year = lunar(year, 1, 1)
    first = [new_year + timedelta(days=k) for k in range(3)]
    wanted = [on for on in first if on.weekday() != 6]
    wanted += [new_year + timedelta(days=3)] * (len(wanted) < 3)
    assert [on for on in whole(year) if "Lunar New Year" in (hk.holiday_name(on, "en") or "")] == wanted
    tomb = day_of_longitude(year, 15)
    assert hk.is_holiday(tomb) or tomb.weekday() == 6
    assert hk.is_holiday(lunar(year, 8, 16))
    assert len(ours("hk", year)) == 17


def lunar_ninth(year: int) -> date:
    """The ninth day of the ninth month, a month after the ninth day of the eighth where no leap month lies between."""
    from tests.core.test_calendars import new_moon

    eighth = lunar(year, 8, 1)
    near = next(k for k in range(300, 360) if calendars.EPOCH + timedelta(days=int(new_moon(k))) == eighth)
    return calendars.EPOCH + timedelta(days=int(new_moon(near + 1)) + 8)


def test_days_of_one_year_alone_are_there() -> None:
    assert load("gb-sct").holiday_name(date(2026, 6, 15), "en") == "World Cup bank holiday"
    assert not load("gb-eng").is_holiday(date(2026, 6, 15))
    assert load("it").is_holiday(date(2027, 10, 4))
    assert not load("it").is_holiday(date(2025, 10, 4))
    assert load("ie").is_holiday(date(2026, 2, 2))
    assert load("au-wa").is_holiday(date(2026, 6, 1))
    assert not load("au-nsw").is_holiday(date(2026, 6, 1))


def test_working_days_that_cases_count() -> None:
    assert load("gb-eng").add_working_days(date(2026, 4, 13), 12) == date(2026, 4, 29)
    assert load("gb-eng").add_working_days(date(2026, 4, 13), 15) == date(2026, 5, 5)
    assert load("gb-eng").add_working_days(date(2026, 12, 24), 1) == date(2026, 12, 29)  # 28: substitute of Boxing Day


# --- parts and open days ---


@pytest.mark.parametrize("country", [c for c in COUNTRIES if load(c).parts])
def test_a_country_has_the_holidays_of_any_of_its_parts(country: str) -> None:
    for year in YEARS:
        parts = [ours(part, year) for part in load(country).parts]
        assert ours(country, year) == set.union(*parts)
        everywhere = {on for on in whole(year) if load(country).tagged(days(on), "nationwide")[0] == 1}
        assert everywhere <= set.intersection(*parts)
        assert ours(country, year) - everywhere >= set.union(*parts) - set.intersection(*parts)


def test_a_country_without_parts_bears_the_tag_on_every_holiday() -> None:
    for name in ("cn", "us", "ie", "hk"):
        calendar = load(name)
        column = days(*whole(2026))
        assert calendar.tagged(column, "nationwide").tolist() == calendar.statutory(column).tolist()


def test_an_open_day_is_unknown_and_a_weekend_day_is_not_worked_all_the_same() -> None:
    vic = load("au-vic")
    with pytest.raises(CalendarGap, match="2027-09-24"):
        vic.is_holiday(date(2027, 9, 24))
    assert vic.working(days(date(2027, 9, 24), date(2027, 9, 25))).tolist() == [UNKNOWN, 0]
    assert load("de-by").working(days(date(2026, 8, 15))).tolist() == [0]  # a Saturday, holiday or not
    assert load("de-by").statutory(days(date(2026, 8, 15))).tolist() == [UNKNOWN]
    assert load("de").is_holiday(date(2026, 8, 15))  # in the Saarland for certain
    assert load("au-nsw").is_working_day(date(2027, 9, 24))


def test_years_before_and_after_are_unknown() -> None:
    for name in CALENDARS:
        assert load(name).working(days(date(2024, 12, 31), date(2028, 1, 1))).tolist() == [UNKNOWN, UNKNOWN]
        assert load(name).covered_until("arrangement") == date(2027, 12, 31)


PLACES = [
    ("GB-SCT", "gb-sct"), ("GB", "gb"), ("DE-BY", "de-by"), ("AU-NSW", "au-nsw"), ("US-NYC", "us"), ("CN-HK", "hk"),
    ("CN-GD", "cn"), ("IE", "ie"), ("FR", None), ("XX", None),
]  # fmt: skip


@pytest.mark.parametrize(("place", "calendar"), PLACES)
def test_a_place_has_the_calendar_of_the_nearest_place_that_has_one(place: str, calendar: str | None) -> None:
    assert of_place(place) == calendar


def test_every_part_is_a_place() -> None:
    for country in COUNTRIES:
        assert all(of_place(part.upper()) == part for part in load(country).parts)


# --- files that do not fit ---


def gb() -> dict:
    path = files("eastwind.core") / "data" / "holidays" / "gb.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda b: b["year"][0]["days"][0].update(parts=["XX"]), r"'new-year' is meant for \['XX'\]"),
        (lambda b: b["year"][0]["days"][0].update(parts=[]), r"'new-year' is meant for \[\]"),
        (lambda b: b["year"][0]["days"][0].update(part=["ENG"]), "unknown key 'part'"),
        (lambda b: b["year"][0]["days"][0].update(open=[date(2031, 1, 1)]), "2031-01-01, outside"),
    ],
)
def test_a_file_that_does_not_fit_says_what(spoil, says: str) -> None:
    book = copy.deepcopy(gb())
    spoil(book)
    with pytest.raises(ValueError, match=says):
        calendars.read(book)


def test_a_part_that_the_file_does_not_have_is_named() -> None:
    with pytest.raises(ValueError, match="no part 'MAN', only ENG, WLS, SCT, NIR"):
        calendars.read(gb(), "MAN")
    assert isinstance(calendars.read(gb(), "SCT"), Calendar)
    assert holiday_files.countries() == ("au", "be", "cn", "de", "gb", "gr", "hk", "ie", "it", "pt", "tw", "us")
