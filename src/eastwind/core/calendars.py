"""Calendars: which days are holidays and which are worked, from dated and sourced data files.

In        a jurisdiction (`cn`, `us`, `gb`, or a part of one such as `gb-sct`), dates, or days since 1970-01-01.
Out       answers one date at a time (CalendarGap where nobody knows yet) or for whole columns (-1 where nobody knows).
Not here  quiet days and periods as rules (law), clock times (core.zones).
Proof     tests/core/test_calendars.py and test_calendars_more.py hold every day against the packages `holidays`,
          `chinese_calendar` and `holidata`, the lunar dates against new moons computed from scratch, Easter against
          its rule, and the columns against one date at a time.

Two questions are asked, and each is covered for its own years. Is it a *statutory* holiday? A statute fixes that for
ever. Is it a *working* day? In China only the yearly notice tells, so the years without one are unknown: a weekday may
yet be given off, a Saturday may yet be worked. Unknown blocks contact; it is never filled by a guess.

Some countries keep holidays by parts. `gb-sct` is the calendar of a part; `gb` calls a day a holiday where any part has
it, which is what a call to somebody of whom only the country is known must heed.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from eastwind.core import holiday_files, places
from eastwind.core.holiday_files import (
    DAY_OFF,
    EPOCH,
    HOLIDAY,
    MAKE_UP,
    NO,
    UNKNOWN,
    UNKNOWN_DAY,
    Codes,
    Days,
    Source,
)

__all__ = [
    "DAY_OFF", "EPOCH", "HOLIDAY", "MAKE_UP", "NO", "UNKNOWN", "UNKNOWN_DAY", "Calendar", "CalendarGap", "Codes",
    "Days", "Source", "jurisdictions", "load", "of_place", "read",
]  # fmt: skip

Question = Literal["statutory", "arrangement"]


class CalendarGap(Exception):
    """A date that no source at hand covers. The message says what is covered and which file to extend."""


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
    parts: tuple[str, ...]  # calendars of the country's parts, such as `gb-eng`; empty for a part, and where all agree
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
        return f"core/data/holidays/{self.jurisdiction.partition('-')[0]}.toml"

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


@cache
def jurisdictions() -> tuple[str, ...]:
    """Jurisdictions that have a calendar, and their parts, sorted."""
    found = (
        name for country in holiday_files.countries() for name in (country, *_part_names(holiday_files.raw(country)))
    )
    return tuple(sorted(found))


@cache
def of_place(place: str) -> str | None:
    """The most precise calendar of a place: `GB-SCT` → `gb-sct`, `US-NYC` → `us`; None if there is none."""
    try:
        links = (place, *places.parents(place))
    except places.UnknownPlace:
        links = (place,)
    return next((link.lower() for link in links if link.lower() in jurisdictions()), None)


@cache
def load(jurisdiction: str) -> Calendar:
    """The calendar of `jurisdiction`; a ValueError that names those there are, if it has none."""
    if jurisdiction not in jurisdictions():
        raise ValueError(
            f"There is no calendar {jurisdiction!r}: there are {', '.join(jurisdictions())}. "
            f"Add core/data/holidays/{jurisdiction}.toml with its sources."
        )
    country, _, part = jurisdiction.partition("-")
    return read(holiday_files.raw(country), part.upper() or None)


def read(book: dict[str, Any], part: str | None = None) -> Calendar:
    """A calendar from the parsed TOML of docs/reference/calendars.md; a ValueError names what does not fit.

    `part`: the days of one part of the country alone; without it, those of any part.
    """
    found = holiday_files.read(book, part)
    worked = (np.flatnonzero(found.working == 1) + _day(found.first)).astype(np.int32)
    unknown = np.concatenate([[0], np.cumsum(found.working == UNKNOWN)]).astype(np.int64)
    return Calendar(
        book["jurisdiction"] + (f"-{part.lower()}" if part else ""),
        book["name"],
        book["statute"],
        found.sources,
        () if part else _part_names(book),
        found.first,
        found.last,
        found.codes,
        found.statutory,
        found.working,
        found.tags,
        found.titles,
        worked,
        unknown,
    )


def _part_names(book: dict[str, Any]) -> tuple[str, ...]:
    return tuple(f"{book['jurisdiction']}-{part.lower()}" for part in book.get("parts", ()))


def _day(on: date) -> int:
    return (on - EPOCH).days
