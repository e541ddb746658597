"""Calendars: which days are holidays and which are worked, from dated and sourced data files.

In        a jurisdiction (`cn`, `tw`, `us`), dates, or days since 1970-01-01.
Out       answers one date at a time (CalendarGap where nobody knows yet) or for whole columns (-1 where nobody knows).
Not here  quiet days and periods as rules (law), clock times (core.zones).
Proof     tests/core/test_calendars.py holds every day against the packages `holidays` and `chinese_calendar`, the lunar
          dates against new moons computed from scratch, and the columns against one date at a time.

Two questions are asked, and each is covered for its own years. Is it a *statutory* holiday? A statute fixes that for
ever. Is it a *working* day? In China only the yearly notice tells, so the years without one are unknown: a weekday may
yet be given off, a Saturday may yet be worked. Unknown blocks contact; it is never filled by a guess.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

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


class CalendarGap(Exception):
    """A date that no source at hand covers. The message says what is covered and which file to extend."""


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
class Calendar:
    """One jurisdiction's days, from 1 January of its first year to 31 December of its last.

    `_codes`, `_statutory` and `_working` have one entry a day; `_worked` lists the days known to be working days,
    `_unknown[k]` counts the days before the k-th of which nobody knows whether they are worked.
    """

    jurisdiction: str
    names: dict[str, str]
    statute: str
    sources: tuple[Source, ...]
    first: date
    last: date
    _codes: Codes = field(repr=False)
    _statutory: Codes = field(repr=False)
    _working: Codes = field(repr=False)
    _tags: dict[str, Codes] = field(repr=False)
    _titles: dict[date, dict[str, str]] = field(repr=False)
    _worked: Days = field(repr=False)
    _unknown: npt.NDArray[np.int64] = field(repr=False)

    # --- whole columns: -1 wherever it is not known ---

    def holiday_codes(self, days: Days) -> Codes:
        """0 no · 1 statutory holiday · 2 day off · 3 make-up working day · -1 unknown; Int8, as long as `days`."""
        return self._look_up(self._codes, days)

    def statutory(self, days: Days) -> Codes:
        """1 statutory holiday · 0 not one · -1 unknown."""
        return self._look_up(self._statutory, days)

    def working(self, days: Days) -> Codes:
        """1 working day · 0 not one · -1 unknown. A statutory holiday is 0 also in a year without arrangement."""
        return self._look_up(self._working, days)

    def tagged(self, days: Days, tag: str) -> Codes:
        """1 where the day bears `tag`, such as `spring-festival-core` · 0 where not · -1 in years that lack the tag."""
        if tag not in self._tags:
            known = ", ".join(sorted(self._tags)) or "none"
            raise ValueError(
                f"The calendar {self.jurisdiction!r} has no tag {tag!r}, only {known}. Add it to {self._path}."
            )
        return self._look_up(self._tags[tag], days)

    def working_days_after(self, days: Days, n: int) -> Days:
        """The n-th working day after each day, not counting itself; before it for n < 0; the day itself for n = 0.

        UNKNOWN_DAY where a day on the way is uncovered.
        """
        if n == 0:
            return days.astype(np.int32)
        start, worked = _day(self.first), self._worked
        at = np.searchsorted(worked, days, side="right" if n > 0 else "left") + (n - 1 if n > 0 else n)
        inside = (days >= start) & (days <= _day(self.last)) & (at >= 0) & (at < len(worked))
        if not inside.any():
            return np.full(days.shape, UNKNOWN_DAY, np.int32)
        found, here = worked[np.where(inside, at, 0)], np.where(inside, days, start)
        # Every day passed over must be known, the one counted from need not be.
        low, high = (here + 1, found + 1) if n > 0 else (found, here)
        known = inside & (self._unknown[high - start] == self._unknown[low - start])
        return np.where(known, found, np.int32(UNKNOWN_DAY))

    # --- one date: CalendarGap wherever it is not known ---

    def is_holiday(self, on: date) -> bool:
        """Whether `on` is a statutory holiday."""
        return self._one(self._statutory, on, "statutory") == 1

    def is_working_day(self, on: date) -> bool:
        """Whether people work on `on`: no weekend, no holiday, no day off, or a make-up working day."""
        return self._one(self._working, on, "arrangement") == 1

    def holiday_code(self, on: date) -> int:
        """`holiday_codes` of one date."""
        return self._one(self._codes, on, "arrangement")

    def holiday_name(self, on: date, lang: Literal["zh", "en"]) -> str | None:
        """Name of the holiday, day off or make-up working day; null on an ordinary day.

        Where two holidays fall together, both. In a year without arrangement it names the statutory holidays only.
        """
        if on in self._titles:
            return self._titles[on][lang]
        self._one(self._statutory, on, "statutory")
        return None

    def add_working_days(self, on: date, n: int) -> date:
        """The n-th working day after `on`, not counting `on` (Civil Code Art. 201); before it for n < 0."""
        found = int(self.working_days_after(np.array([_day(on)], np.int32), n)[0])
        if found == UNKNOWN_DAY:
            way = "after" if n > 0 else "before"
            raise CalendarGap(
                f"Working day number {abs(n)} {way} {on} in {self.jurisdiction!r} is not known: "
                f"{self._covered('arrangement')}. Add the missing year and its source to {self._path}."
            )
        return EPOCH + timedelta(days=found)

    def working_day_from(self, on: date) -> date:
        """`on` itself if it is a working day, else the next one: where a last day moves (Civil Code Art. 203)."""
        while not self.is_working_day(on):
            on += timedelta(days=1)
        return on

    def covered_until(self, question: Question) -> date:
        """Last day of the last year up to which every year settles `question`."""
        end = self.first - timedelta(days=1)
        for source in self.sources:
            if question not in source.covers:
                break
            end = date(source.year, 12, 31)
        return end

    # --- inside ---

    @property
    def _path(self) -> str:
        return f"core/data/holidays/{self.jurisdiction}.toml"

    def _covered(self, question: Question) -> str:
        years = [str(source.year) for source in self.sources if question in source.covers]
        what = "statutory holidays" if question == "statutory" else "working days"
        return f"{what} are covered for {', '.join(years) or 'no year'}"

    def _look_up(self, table: Codes, days: Days) -> Codes:
        at = days.astype(np.int64) - _day(self.first)
        inside = (at >= 0) & (at < len(table))
        return np.where(inside, table[np.where(inside, at, 0)], np.int8(UNKNOWN)).astype(np.int8)

    def _one(self, table: Codes, on: date, question: Question) -> int:
        code = int(self._look_up(table, np.array([_day(on)], np.int32))[0])
        if code == UNKNOWN:
            raise CalendarGap(
                f"Nothing is known of {on} in the calendar {self.jurisdiction!r}: {self._covered(question)}. "
                f"Add the year and its source to {self._path}, or decide on a day that is covered."
            )
        return code


def jurisdictions() -> tuple[str, ...]:
    """Jurisdictions that have a calendar, sorted."""
    folder = files("eastwind.core") / "data" / "holidays"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


@cache
def load(jurisdiction: str) -> Calendar:
    """The calendar of `jurisdiction`; a ValueError that names those there are, if it has none."""
    if jurisdiction not in jurisdictions():
        raise ValueError(
            f"There is no calendar {jurisdiction!r}: there are {', '.join(jurisdictions())}. "
            f"Add core/data/holidays/{jurisdiction}.toml with its sources."
        )
    text = (files("eastwind.core") / "data" / "holidays" / f"{jurisdiction}.toml").read_text(encoding="utf-8")
    return read(tomllib.loads(text))


def read(book: dict[str, Any]) -> Calendar:
    """A calendar from the parsed TOML of docs/reference/calendars.md; a ValueError names what does not fit."""
    place, years = book["jurisdiction"], book["year"]
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
    titles: dict[date, dict[str, str]] = {}
    suffixes = {DAY_OFF: book["off_name"], MAKE_UP: book["work_name"]}
    for on, code, festival in _entries(place, years):
        if not first <= on <= last:
            raise _misfit(place, f"{festival!r} has {on}, outside {first} to {last}")
        if festival not in book["festivals"]:
            raise _misfit(place, f"{on} names the festival {festival!r}, which [festivals] does not have")
        at = (on - first).days
        if code == MAKE_UP and not weekend[at]:
            raise _misfit(place, f"{on} is a make-up working day of {festival!r} but no weekend day")
        codes[at], working[at] = code, code == MAKE_UP
        if code == HOLIDAY:
            statutory[at] = 1
        _entitle(titles, on, book["festivals"][festival], suffixes.get(code, {}))
    worked = (np.flatnonzero(working == 1) + _day(first)).astype(np.int32)
    unknown = np.concatenate([[0], np.cumsum(working == UNKNOWN)]).astype(np.int64)
    return Calendar(
        place,
        book["name"],
        book["statute"],
        sources,
        first,
        last,
        codes,
        statutory,
        working,
        _tags(years, first, size),
        titles,
        worked,
        unknown,
    )


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
            if strange := set(row) - {"festival", "span", "statutory", "off", "work"}:
                raise _misfit(place, f"{row['festival']!r} has the unknown key {min(strange)!r}")
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


def _day(on: date) -> int:
    return (on - EPOCH).days
