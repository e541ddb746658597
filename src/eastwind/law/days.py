"""Days: what kind of day a local date is to a person: a weekday, a statutory holiday, a day that bears a tag.

In        a view's local days and the name of a calendar (`cn`, `tw`, `us` …, or `here`: those of every place where
          the person may live).
Out       answers for every day that a clock can show (1 yes, 0 no, -1 nobody knows), kept as tables, so that a rule
          looks up its days whatever the calendar; the n-th working day after a day.
Not here  the calendars (core.calendars), what is forbidden then (kinds).
Proof     tests/law/test_quiet.py compares with the calendars day by day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from eastwind.core import calendars, zones
from eastwind.law.columns import NO_NUMBER, Bools, Ints
from eastwind.law.reading import Params
from eastwind.law.view import View

HERE: Final = "here"
EVERY_DAY: Final = np.arange(zones.LATEST // zones.DAY + 2, dtype=np.int32)  # whatever a clock can show
NONE: Final = 2**15 - 1  # days to a day that lies further off than anybody looks
Names = tuple[str | None, ...]
Codes = calendars.Codes


def read_calendar(params: Params, required: bool) -> str:
    """The name of a calendar, or `here`; BookError names those there are."""
    name = params.text("calendar") if required else params.text("calendar", "")
    if name and name != HERE and name not in calendars.jurisdictions():
        raise params.fail(f"'calendar' is '{name}'. Write here or one of {', '.join(calendars.jurisdictions())}.")
    return name


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """An answer for every day: a row for each set of calendars, and which of them each situation asks."""

    sets: int
    rows: NDArray[Any]  # one after the other
    first: Ints  # where the row of each situation begins

    def at(self, view: View, day: Ints, rows: Ints | None = None) -> NDArray[Any]:
        """The answer for each local day; `rows` tells to which row of the view each belongs."""
        day = np.minimum(np.maximum(day, 0), len(EVERY_DAY) - 1)
        if self.sets > 1:
            day = self.first[view.situation if rows is None else view.situation[rows]] + day
        found: NDArray[Any] = self.rows[day]
        return found


def table(view: View, name: str, row: Callable[[Names], NDArray[Any]], key: object) -> Table:
    """The table of `row`, which answers for every day of EVERY_DAY by some calendars; made once for these facts."""
    made = view.facts.made
    found: Table | None = made.get(key)
    if found is None:
        given: Names = (name,) if name else ()
        asked = view.facts.calendars if name == HERE else (given,) * len(view.facts.calendars)
        places: dict[Names, int] = {}
        which = np.array([places.setdefault(names, len(places)) for names in asked], np.int64)
        rows = [row(names) for names in places]
        joined = rows[0] if len(rows) == 1 else np.concatenate(rows) if rows else np.zeros(0, np.int64)
        found = made[key] = Table(len(rows), joined, which * len(EVERY_DAY))
    return found


@cache
def statutory(names: Names) -> Codes:
    """Whether each day of EVERY_DAY is a statutory holiday, by some calendars together; None = a place without one."""
    return _together(names, lambda calendar: calendar.statutory(EVERY_DAY))


@cache
def tagged(names: Names, tag: str) -> Codes:
    """Whether each day of EVERY_DAY bears a tag, such as `spring-festival-core`."""

    def ask(calendar: calendars.Calendar) -> Codes:
        return calendar.tagged(EVERY_DAY, tag) if has_tag(calendar, tag) else np.zeros(len(EVERY_DAY), np.int8)

    return _together(names, ask)


def _together(names: Names, ask: Callable[[calendars.Calendar], Codes]) -> Codes:
    """1 where any calendar says yes, else -1 where any does not tell, or there is none."""
    answers = [ask(calendars.load(name)) for name in names if name in calendars.jurisdictions()]
    if len(answers) < len(names) or not names:
        answers.append(np.full(len(EVERY_DAY), -1, np.int8))
    found: Codes = np.where(np.any([one == 1 for one in answers], axis=0), 1, np.min(answers, axis=0)).astype(np.int8)
    return found


def until_next(found: Bools) -> NDArray[np.int16]:
    """How many days from each day of EVERY_DAY to the next that is marked, 0 = itself; NONE where it lies far off."""
    place = np.where(found, np.arange(len(found)), 2**30)
    ahead = np.minimum.accumulate(place[::-1])[::-1] - np.arange(len(found))
    return np.minimum(ahead, NONE).astype(np.int16)


@cache
def has_tag(calendar: calendars.Calendar, tag: str) -> bool:
    """Whether a calendar knows a tag in any year. One that does not has no such day: no Spring Festival in `us`."""
    try:
        calendar.tagged(np.zeros(0, np.int32), tag)
    except ValueError:
        return False
    return True


def working_days_after(view: View, days: Ints, rows: Ints, n: int, name: str) -> Ints:
    """The n-th working day after each local day, of several calendars the latest; NO_NUMBER where nobody knows.

    `rows` tells to which row of the view each day belongs. A day before a calendar begins is taken for its first day:
    later than the truth, but over long ago.
    """
    after = table(view, name, lambda names: _working_days_after(names, n), ("working days", name, n))
    found = after.at(view, days, rows).astype(np.int64)
    return np.where(found == calendars.UNKNOWN_DAY, NO_NUMBER, found)


@cache
def _working_days_after(names: Names, n: int) -> calendars.Days:
    found = np.full(len(EVERY_DAY), 0 if names else calendars.UNKNOWN_DAY, np.int32)
    for name in names:
        if name not in calendars.jurisdictions():
            return np.full(len(EVERY_DAY), calendars.UNKNOWN_DAY, np.int32)
        calendar = calendars.load(name)
        answer = calendar.working_days_after(np.maximum(EVERY_DAY, (calendar.first - calendars.EPOCH).days), n)
        unknown = (answer == calendars.UNKNOWN_DAY) | (found == calendars.UNKNOWN_DAY)
        found = np.where(unknown, calendars.UNKNOWN_DAY, np.maximum(found, answer)).astype(np.int32)
    return found
