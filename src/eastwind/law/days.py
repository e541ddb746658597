"""Days: what kind of day a local date is to a person: a weekday, a statutory holiday, a day that bears a tag.

In        a view's local days and the name of a calendar (`cn`, `tw`, `us` …, or `here`: those of every place where
          the person may live).
Out       1 yes, 0 no, -1 nobody knows, a value a row; the n-th working day after a day.
Not here  the calendars (core.calendars), what is forbidden then (kinds).
Proof     tests/law/test_quiet.py compares with the calendars day by day.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

import numpy as np

from eastwind.core import calendars
from eastwind.law.columns import NO_NUMBER, Bools, Ints
from eastwind.law.reading import Params
from eastwind.law.view import View

HERE: Final = "here"
Ask = Callable[[calendars.Calendar, calendars.Days], calendars.Codes]


def read_calendar(params: Params, required: bool) -> str:
    """The name of a calendar, or `here`; BookError names those there are."""
    name = params.text("calendar") if required else params.text("calendar", "")
    if name and name != HERE and name not in calendars.jurisdictions():
        raise params.fail(f"'calendar' is '{name}'. Write here or one of {', '.join(calendars.jurisdictions())}.")
    return name


@cache
def _calendar(name: str) -> calendars.Calendar | None:
    return calendars.load(name) if name in calendars.jurisdictions() else None


def statutory(view: View, days: Ints, name: str) -> Ints:
    """Whether each local day is a statutory holiday."""
    return _ask(view, days, name, lambda calendar, day: calendar.statutory(day))


def tagged(view: View, days: Ints, name: str, tag: str) -> Ints:
    """Whether each local day bears a tag, such as `spring-festival-core`."""

    def ask(calendar: calendars.Calendar, day: calendars.Days) -> calendars.Codes:
        return calendar.tagged(day, tag) if has_tag(calendar, tag) else np.zeros(len(day), np.int8)

    return _ask(view, days, name, ask)


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
    found = np.full(len(days), -(2**31))
    unknown = np.zeros(len(days), np.bool_)
    for here, calendar in _calendars(view, name, rows):
        if calendar is None:
            unknown[here] = True
            continue
        first = (calendar.first - calendars.EPOCH).days
        answer = calendar.working_days_after(_short(np.maximum(days[here], first)), n).astype(np.int64)
        found[here] = np.maximum(found[here], answer)
        unknown[here] |= answer == calendars.UNKNOWN_DAY
    return np.where(unknown, NO_NUMBER, found)


def _ask(view: View, days: Ints, name: str, ask: Ask) -> Ints:
    short = _short(days)
    found = np.zeros(len(days), np.bool_)
    unknown = np.zeros(len(days), np.bool_)
    for here, calendar in _calendars(view, name):
        answer = -1 if calendar is None else ask(calendar, short[here])
        found[here] |= answer == 1
        unknown[here] |= answer < 0
    return np.where(found, 1, np.where(unknown, -1, 0))


def _calendars(
    view: View, name: str, rows: Ints | None = None
) -> Iterator[tuple[Bools | slice, calendars.Calendar | None]]:
    """Which rows ask which calendar, each row at least one; None = a place without calendar, or no place."""
    if name != HERE:
        yield slice(None), _calendar(name)
        return
    situations = view.situation if rows is None else view.situation[rows]
    for place, names in enumerate(view.facts.calendars):
        here = situations == place
        if here.any():
            for kept in names or (None,):
                yield here, None if kept is None else _calendar(kept)


def _short(days: Ints) -> calendars.Days:
    return np.minimum(np.maximum(days, 1 - 2**31), 2**31 - 1).astype(np.int32)
