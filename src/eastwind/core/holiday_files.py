"""Holiday files: the dated and sourced days of one country, read and checked.

In        `core/data/holidays/<country>.toml` (docs/reference/calendars.md), and a part of the country, if one is meant.
Out       codes, holidays and working days from the first year to the last, a value a day; ValueError names what does
          not fit.
Not here  questions about days (core.calendars).
Proof     tests/core/test_calendars.py, tests/core/test_calendars_more.py.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from eastwind.core import country_files

Days = npt.NDArray[np.int32]  # days since 1970-01-01, as polars keeps a Date
Codes = npt.NDArray[np.int8]
Question = Literal["statutory", "arrangement"]

NO: Final = 0
HOLIDAY: Final = 1  # a statutory holiday, on whatever weekday it falls
DAY_OFF: Final = 2  # off by an arrangement: a bridge, a day in lieu, a weekend day inside a break
MAKE_UP: Final = 3  # a weekend day that is worked
UNKNOWN: Final = -1
UNKNOWN_DAY: Final = -(2**31)  # a null in a column of days; every question about it is unknown

EPOCH: Final = date(1970, 1, 1)
CONFIDENCES: Final = ("source", "secondary", "memory")
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YEAR_KEYS: Final = {"year", "covers", "cite", "url", "confidence", "note", "days", "tags"}
ROW_KEYS: Final = {"festival", "span", "statutory", "off", "work", "parts", "open"}
NATIONWIDE: Final = "nationwide"  # the tag of statutory holidays that every part keeps


@dataclass(frozen=True, slots=True)
class Source:
    """Where a year of a calendar comes from, and which questions it settles."""

    year: int
    covers: tuple[Question, ...]
    cite: str
    url: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """The days of a file: arrays have one entry a day, from `first` to `last`."""

    sources: tuple[Source, ...]
    first: date
    last: date
    codes: Codes
    statutory: Codes
    working: Codes
    tags: dict[str, Codes]
    titles: dict[date, dict[str, str]]


def countries() -> tuple[str, ...]:
    """Countries that have a file."""
    return country_files.countries("holidays")


def raw(country: str) -> dict[str, Any]:
    """The parsed file of a country."""
    return country_files.raw("holidays", country)


def read(book: dict[str, Any], part: str | None) -> Read:
    """The days of a parsed file: of one part of the country, or (None) those that any part keeps."""
    place = book["jurisdiction"]
    _check(place, book, part)
    years = [{**year, "days": [row for row in year["days"] if _means(row, part)]} for year in book["year"]]
    sources = tuple(_source(place, year) for year in years)
    first, last = date(sources[0].year, 1, 1), date(sources[-1].year, 12, 31)
    if [source.year for source in sources] != list(range(first.year, last.year + 1)):
        raise _misfit(place, f"the years must follow one another, and are {[source.year for source in sources]}")
    size = (last - first).days + 1
    codes, statutory, working = (np.full(size, UNKNOWN, np.int8) for _ in range(3))
    weekend = np.isin((np.arange(size) + first.weekday()) % 7, [WEEKDAYS.index(day) for day in book["weekend"]])
    for source in sources:
        year = _year(source.year, first)
        if "statutory" in source.covers:
            statutory[year] = 0
        if "arrangement" in source.covers:
            codes[year], working[year] = NO, ~weekend[year]
    nationwide = _open(place, years, first, last, weekend, (codes, statutory, working))
    titles: dict[date, dict[str, str]] = {}
    suffixes = {DAY_OFF: book["off_name"], MAKE_UP: book["work_name"]}
    for on, code, festival in _entries(place, years):
        at = _at(place, on, festival, first, last)
        if festival not in book["festivals"]:
            raise _misfit(place, f"{on} names the festival {festival!r}, which [festivals] does not have")
        if code == MAKE_UP and not weekend[at]:
            raise _misfit(place, f"{on} is a make-up working day of {festival!r} but no weekend day")
        codes[at], working[at] = code, code == MAKE_UP
        if code == HOLIDAY:
            statutory[at] = 1
        _entitle(titles, on, book["festivals"][festival], suffixes.get(code, {}))
    for row in (row for year in years for row in year["days"] if "parts" not in row):
        nationwide[[(on - first).days for on in row.get("statutory", [])]] = 1
    tags = {**_tags(years, first, size), NATIONWIDE: nationwide}
    return Read(sources, first, last, codes, statutory, working, tags, titles)


def _check(place: str, book: dict[str, Any], part: str | None) -> None:
    parts = book.get("parts", [])
    if part is not None and part not in parts:
        raise _misfit(place, f"it has no part {part!r}, only {', '.join(parts) or 'none'}")
    for row in (row for year in book["year"] for row in year["days"]):
        if strange := set(row) - ROW_KEYS:
            raise _misfit(place, f"{row['festival']!r} has the unknown key {min(strange)!r}")
        if "parts" in row and (not row["parts"] or set(row["parts"]) - set(parts)):
            raise _misfit(place, f"{row['festival']!r} is meant for {row['parts']}, of which 'parts' lists {parts}")


def _means(row: dict[str, Any], part: str | None) -> bool:
    return part is None or part in row.get("parts", [part])


def _open(
    place: str, years: list[dict[str, Any]], first: date, last: date, weekend: npt.NDArray[np.bool_],
    questions: tuple[Codes, Codes, Codes],
) -> Codes:  # fmt: skip
    """Mark days that may yet become holidays as unknown; gives the tag `nationwide` without its holidays."""
    codes, statutory, working = questions
    nationwide = statutory.copy()
    for row in (row for year in years for row in year["days"]):
        for at in (_at(place, on, row["festival"], first, last) for on in row.get("open", [])):
            codes[at] = statutory[at] = UNKNOWN
            working[at] = 0 if weekend[at] else UNKNOWN
            if "parts" not in row:
                nationwide[at] = UNKNOWN
    return nationwide


def _at(place: str, on: date, festival: str, first: date, last: date) -> int:
    if not first <= on <= last:
        raise _misfit(place, f"{festival!r} has {on}, outside {first} to {last}")
    return (on - first).days


def _source(place: str, year: dict[str, Any]) -> Source:
    if strange := set(year) - YEAR_KEYS:
        raise _misfit(place, f"{year['year']} has the unknown key {min(strange)!r}")
    if year["confidence"] not in CONFIDENCES:
        raise _misfit(
            place, f"{year['year']} has the confidence {year['confidence']!r}, which is none of {CONFIDENCES}"
        )
    if strange := set(year["covers"]) - {"statutory", "arrangement"}:
        raise _misfit(place, f"{year['year']} covers the unknown question {min(strange)!r}")
    covers, note = tuple(year["covers"]), year.get("note", "")
    return Source(year["year"], covers, year["cite"], year["url"], year["confidence"], note)


def _entries(place: str, years: list[dict[str, Any]]) -> list[tuple[date, int, str]]:
    """Every named day with its code and festival; a statutory holiday wins over the break around it."""
    entries: dict[tuple[date, int, str], None] = {}
    for code in (DAY_OFF, MAKE_UP, HOLIDAY):
        for row in (row for year in years for row in year["days"]):
            for on in _off(row) if code == DAY_OFF else row.get("work" if code == MAKE_UP else "statutory", []):
                entries[on, code, row["festival"]] = None
    last_word = {on: code for on, code, _ in entries}
    for on, code, festival in entries:
        if code != last_word[on] and MAKE_UP in (code, last_word[on]):
            raise _misfit(place, f"{on} ({festival!r}) is both off and worked")
    return [entry for entry in entries if entry[1] == last_word[entry[0]]]


def _off(row: dict[str, Any]) -> list[date]:
    """Days off of a row by arrangement: its span and its own `off`, without its statutory days."""
    days: list[date] = list(row.get("off", []))
    if "span" in row:
        start, end = row["span"]
        days += [start + timedelta(days=k) for k in range((end - start).days + 1)]
    return [on for on in days if on not in row.get("statutory", [])]


def _tags(years: list[dict[str, Any]], first: date, size: int) -> dict[str, Codes]:
    tags: dict[str, Codes] = {}
    for year in years:
        for tag, marked in year.get("tags", {}).items():
            row = tags.setdefault(tag, np.full(size, UNKNOWN, np.int8))
            row[_year(year["year"], first)] = 0
            row[[(on - first).days for on in marked]] = 1
    return tags


def _entitle(titles: dict[date, dict[str, str]], on: date, names: dict[str, str], suffix: dict[str, str]) -> None:
    for lang, joint in (("zh", "、"), ("en", "; ")):
        before = titles.setdefault(on, {}).get(lang, "")
        titles[on][lang] = before + (joint if before else "") + names[lang] + suffix.get(lang, "")


def _misfit(place: str, what: str) -> ValueError:
    return ValueError(f"Calendar {place!r}: {what}. Mend core/data/holidays/{place}.toml.")


def _year(year: int, first: date) -> slice:
    return slice((date(year, 1, 1) - first).days, (date(year, 12, 31) - first).days + 1)
