"""Holidays: what the dated files say of a day: a statutory holiday, a working day, a named one, or nothing.

In        core/data/holidays/<name>.toml (parsed), one table a jurisdiction.
Out       `Calendar`: holiday, working, tagged → True, False, or None where no source tells; working days counted on.
          `read`: the calendar of the country, and one for each of its parts.
Not here  whose calendar counts (windows).
Proof     tests/audit/test_calendars.py.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from . import clock
from .words import WEEKDAYS

NATIONWIDE = "nationwide"


class Calendar:
    """The days of a country (`part` = "": what any of its parts has) or of one part of it."""

    def __init__(self, table: dict[str, Any], part: str = "") -> None:
        self.name: str = "-".join([table["jurisdiction"], *([part.lower()] if part else [])])
        self._part = part
        self._weekend = {WEEKDAYS.index(word) for word in table["weekend"]}
        self._covers: dict[int, set[str]] = {}
        self._holidays: set[int] = set()
        self._off: set[int] = set()
        self._worked: set[int] = set()
        self._open: set[int] = set()
        self._open_everywhere: set[int] = set()
        self._tags: dict[str, set[int]] = {NATIONWIDE: set()}
        self._tagged_years: set[tuple[int, str]] = set()
        for year in table["year"]:
            self._read_year(year)
        self._off -= self._holidays
        self._open -= self._holidays
        self._open_everywhere -= self._tags[NATIONWIDE]
        self.first_day = clock.day_of(date(min(self._covers), 1, 1))

    def _read_year(self, year: dict[str, Any]) -> None:
        number = year["year"]
        self._covers[number] = set(year["covers"])
        self._tagged_years.add((number, NATIONWIDE))
        for entry in year["days"]:
            if not self._part or self._part in entry.get("parts", (self._part,)):
                self._read(entry)
        for tag, days in year.get("tags", {}).items():
            self._tagged_years.add((number, tag))
            self._tags.setdefault(tag, set()).update(clock.day_of(on) for on in days)

    def _read(self, entry: dict[str, Any]) -> None:
        statutory = {clock.day_of(on) for on in entry.get("statutory", ())}
        unsettled = {clock.day_of(on) for on in entry.get("open", ())}
        self._holidays |= statutory
        self._open |= unsettled
        self._off.update(clock.day_of(on) for on in entry.get("off", ()))
        self._worked.update(clock.day_of(on) for on in entry.get("work", ()))
        if "span" in entry:
            first, last = entry["span"]
            self._off.update(range(clock.day_of(first), clock.day_of(last) + 1))
        if "parts" not in entry:
            self._tags[NATIONWIDE] |= statutory
            self._open_everywhere |= unsettled

    def _covered(self, day: int, question: str) -> bool:
        return question in self._covers.get(clock.date_of(day).year, ())

    def knows(self, day: int) -> bool:
        """Whether the day lies in a year of this calendar."""
        return clock.date_of(day).year in self._covers

    def holiday(self, day: int) -> bool | None:
        """Whether it is a statutory holiday; None = no source tells."""
        if not self._covered(day, "statutory") or day in self._open:
            return None
        return day in self._holidays

    def tagged(self, day: int, tag: str) -> bool | None:
        """Whether it is a day of that name; no where the calendar never has it, None in a year without it."""
        if tag not in self._tags:
            return False
        if (clock.date_of(day).year, tag) not in self._tagged_years:
            return None
        if tag == NATIONWIDE and (day in self._open_everywhere or not self._covered(day, "statutory")):
            return None
        return day in self._tags[tag]

    def working(self, day: int) -> bool | None:
        """Whether it is a working day; None = unknown."""
        if not self._covered(day, "statutory"):
            return None
        if day in self._holidays:
            return False
        if not self._covered(day, "arrangement"):
            return None
        weekend = clock.weekday(day) in self._weekend
        if day in self._open:
            return False if weekend else None
        if day in self._off:
            return False
        return day in self._worked or not weekend

    def after(self, day: int, count: int) -> int | None:
        """The `count`-th working day after `day`; None where the way there is not covered."""
        while count > 0:
            day += 1
            working = self.working(day)
            if working is None:
                return None
            count -= working
        return day


def read(table: dict[str, Any]) -> dict[str, Calendar]:
    """The calendar of the country by its name, and those of its parts (`gb`, `gb-eng` …)."""
    found = [Calendar(table), *(Calendar(table, part) for part in table.get("parts", ()))]
    return {calendar.name: calendar for calendar in found}
