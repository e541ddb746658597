"""Windows: instants at the edge of a window of a law book, a second this or that side of it.

In        the moment judged, a `window` table, a zone.
Out       instants before that moment.
Not here  what a window means to a rule.
"""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

SPANS = {"hours": 3600, "minutes": 60}


def near(rng: random.Random, seconds: int) -> int:
    """About so many seconds: exactly, or a second, a minute, an hour, a day off; never less than one."""
    return max(seconds + rng.choice((-86_400, -3600, -60, -1, 0, 0, 1, 60, 3600)), 1)


def edge(rng: random.Random, at: datetime, window: Mapping[str, Any], zone: ZoneInfo, *, sharp: bool) -> datetime:
    """An instant before `at`: at the window's edge when `sharp`, else somewhere inside it, or a little outside."""
    first = _first(rng, at, window, zone)
    if sharp:
        return min(first + timedelta(seconds=rng.choice((-1, 0, 0, 1))), at - timedelta(seconds=1))
    span = max(int((at - first).total_seconds()), 2)
    return at - timedelta(seconds=rng.randrange(1, span + (86_400 if rng.random() < 0.15 else 0)))


def _first(rng: random.Random, at: datetime, window: Mapping[str, Any], zone: ZoneInfo) -> datetime:
    """The first instant in the window, or about it where working days are counted."""
    for unit, seconds in SPANS.items():
        if unit in window:
            return at - timedelta(seconds=window[unit] * seconds)
    today = at.astimezone(zone).date()
    if "days" in window:
        if window.get("kind") == "rolling":
            return at - timedelta(days=window["days"])
        return _midnight(today - timedelta(days=window["days"] - 1), zone)
    if "working_days" in window:
        return _midnight(today - timedelta(days=window["working_days"] + rng.choice((0, 1, 2, 3, 5))), zone)
    if "months" in window or "years" in window:
        back = window.get("months", 1) - 1 + 12 * (window.get("years", 1) - 1)
        month = (1 if "years" in window else today.month) - 1 - back
        return _midnight(date(today.year + month // 12, month % 12 + 1, 1), zone)
    return at - timedelta(days=rng.choice((1, 30, 400, 2000)))  # ever


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)
