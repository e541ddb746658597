"""Days: what kind of day a local date is to a person: a weekday, a statutory holiday, a day that bears a tag.

In        a view's local days and the name of a calendar (`cn`, `tw`, `us` …, or `here`: those of every country where
          the person may live).
Out       1 yes, 0 no, -1 nobody knows, a value a row.
Not here  the calendars (core.calendars), what is forbidden then (kinds).
Proof     tests/law/test_quiet.py compares with the calendars day by day.
"""

from collections.abc import Callable
from functools import cache
from typing import Final

import numpy as np

from eastwind.core import calendars
from eastwind.law.columns import Ints
from eastwind.law.reading import Params
from eastwind.law.view import View

HERE: Final = "here"
Ask = Callable[
    [calendars.Calendar, "np.ndarray[tuple[int], np.dtype[np.int32]]"], "np.ndarray[tuple[int], np.dtype[np.int8]]"
]


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
    return _ask(view, days, name, lambda calendar, day: calendar.tagged(day, tag))


def _ask(view: View, days: Ints, name: str, ask: Ask) -> Ints:
    short = days.clip(-(2**31), 2**31 - 1).astype(np.int32)
    if name != HERE:
        calendar = _calendar(name)
        assert calendar is not None, name
        return ask(calendar, short).astype(np.int64)
    found = np.zeros(len(days), np.int64)
    unknown = np.zeros(len(days), np.bool_)
    situations = view.situation
    for place, countries in enumerate(view.facts.countries):
        here = situations == place
        if not here.any():
            continue
        unknown[here] |= not countries
        for country in countries:
            calendar = _calendar(country.lower())
            answer = np.full(int(here.sum()), -1) if calendar is None else ask(calendar, short[here]).astype(np.int64)
            found[here] |= answer == 1
            unknown[here] |= answer < 0
    return np.where(found == 1, 1, np.where(unknown, -1, 0))
