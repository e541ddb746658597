"""Quiet days: no contact on some days of the person: weekdays, statutory holidays, days that bear a tag.

In        `days`, `holidays`, `tags`, `calendar` (`cn` …, or `here`: every country where the person may live).
Out       breached on such a day in any plausible zone, and where nobody knows; lawful from the next other day.
Not here  hours of a day (quiet_hours).
Proof     tests/law/test_quiet.py compares with the calendars day by day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eastwind.core import calendars, words
from eastwind.law import days as calendar_days
from eastwind.law.columns import LONG_AGO, NEVER, Bools, Ints
from eastwind.law.days import EVERY_DAY, Names
from eastwind.law.kinds.base import CALENDAR, ZONE, Evidence
from eastwind.law.reading import DAY, Params
from eastwind.law.view import THURSDAY, View


@dataclass(frozen=True, slots=True)
class QuietDays:
    """Days without contact."""

    weekdays: int
    holidays: bool
    tags: tuple[str, ...]
    calendar: str

    @classmethod
    def read(cls, params: Params) -> "QuietDays":
        """The kind from its keys."""
        weekdays = params.bits("days", words.WEEKDAYS)
        holidays = params.flag("holidays")
        tags = params.value("tags", list, 'a list of tags such as ["spring-festival-core"]', [])
        calendar = calendar_days.read_calendar(params, required=bool(holidays or tags))
        if not weekdays and not holidays and not tags:
            raise params.fail("no day is quiet. Write days, holidays = true, or tags.")
        asked = calendars.jurisdictions() if calendar == calendar_days.HERE else (calendar,)
        for tag in tags:
            if not any(calendar_days.has_tag(calendars.load(name), tag) for name in asked):
                raise params.fail(
                    f"'tags' holds {tag!r}, which no day bears in {', '.join(asked)}. "
                    "Write a tag of core/data/holidays, or add it there."
                )
        return cls(weekdays, holidays, tuple(tags), calendar)

    @property
    def timed(self) -> bool:
        """Of course."""
        return True

    def breach(self, view: View) -> Bools:
        """True where it is such a day, or may be one, by any plausible clock."""
        found = view.zone_unknown.copy()
        for clock in view.clocks:
            found |= self._quiet(view, clock.day) != 0
        return found

    def evidence(self, view: View) -> Evidence:
        """What was unknown."""
        unknown = np.where(view.zone_unknown, ZONE, -1)
        for clock in view.clocks:
            unknown = np.where((unknown < 0) & (self._quiet(view, clock.day) < 0), CALENDAR, unknown)
        return Evidence(unknown=unknown)

    def next_change(self, view: View) -> Ints:
        """The latest, over the clocks that show a quiet day, of the next midnight that begins another day."""
        found = np.full(len(view), LONG_AGO)
        for clock in view.clocks:
            ahead = self._table(view, _until_over).at(view, clock.day).astype(np.int64)
            over = clock.instant((clock.day + ahead) * DAY)
            over = np.where(ahead == calendar_days.NONE, NEVER, over)
            found = np.where(ahead > 0, np.maximum(found, over), found)
        return np.where(view.zone_unknown, NEVER, found)

    def _quiet(self, view: View, day: Ints) -> Ints:
        """1 quiet, 0 not, -1 nobody knows."""
        return self._table(view, _quiet).at(view, day)

    def _table(self, view: View, row: Callable[["QuietDays", Names], NDArray[Any]]) -> calendar_days.Table:
        return calendar_days.table(view, self.calendar, lambda names: row(self, names), (self, row))


@cache
def _quiet(kind: QuietDays, names: Names) -> calendar_days.Codes:
    found = (kind.weekdays >> ((EVERY_DAY + THURSDAY) % 7) & 1).astype(np.int8)
    answers = [calendar_days.tagged(names, tag) for tag in kind.tags]
    if kind.holidays:
        answers.append(calendar_days.statutory(names))
    for answer in answers:
        found = np.where((found == 1) | (answer == 1), np.int8(1), np.minimum(found, answer))
    return found


@cache
def _until_over(kind: QuietDays, names: Names) -> NDArray[np.int16]:
    """How many days from each day to the next that is certainly not quiet."""
    return calendar_days.until_next(_quiet(kind, names) == 0)
