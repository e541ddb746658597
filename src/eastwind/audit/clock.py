"""Clock: instants as whole seconds since 1970, and what a person's clock shows at them.

In        aware datetimes or RFC 3339 text; IANA zone names.
Out       seconds; local days (days since 1970-01-01) and seconds of the day; the instants of a local time.
Not here  which zones a person may live in (places), holidays (holidays).
Proof     tests/audit/test_clock.py walks days on which clocks change.

Zone data come from the package `tzdata`, never from the machine, so that every auditor reads the same clocks.
"""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from .errors import Unreadable

DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_START = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name; Unreadable if tzdata has none."""
    parts = name.split("/")
    if all(re.fullmatch(r"[A-Za-z0-9_+-]+", part) for part in parts):
        path = resources.files("tzdata").joinpath("zoneinfo", *parts)
        if path.is_file():
            with path.open("rb") as file:
                return ZoneInfo.from_file(file, name)
    raise Unreadable(f"time zone {name!r} is not in tzdata. Write an IANA name such as Asia/Shanghai.")


def instant(value: object, where: str) -> int:
    """Seconds since 1970 of an aware datetime, or of RFC 3339 text; a fraction of a second is cut off."""
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        with suppress(ValueError):
            value = datetime.fromisoformat(value)
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Unreadable(f"{where} is {value!r}. Write an instant with its offset: 2026-09-30T10:00:00+08:00.")
    return int((value - _START).total_seconds() // 1)


def day(value: object, where: str) -> int:
    """Days since 1970-01-01 of a date, or of text such as 2026-09-30."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        with suppress(ValueError):
            value = date.fromisoformat(value)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Unreadable(f"{where} is {value!r}. Write a date: 2026-09-30.")
    return value.toordinal() - _EPOCH


def date_of(days: int) -> date:
    """The date of a day number."""
    return date.fromordinal(days + _EPOCH)


def day_of(on: date) -> int:
    """The day number of a date."""
    return on.toordinal() - _EPOCH


def weekday(days: int) -> int:
    """0 for Monday … 6 for Sunday."""
    return (days + 3) % 7


def text(seconds: int | None) -> str | None:
    """An instant as `2026-09-30T02:00:00Z`."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(seconds: int, tz: ZoneInfo) -> tuple[int, int]:
    """The local day number and the second of that day which the clock shows."""
    shown = datetime.fromtimestamp(seconds, tz)
    return shown.toordinal() - _EPOCH, shown.hour * 3600 + shown.minute * 60 + shown.second


@lru_cache(maxsize=65_536)
def midnight(days: int, tz: ZoneInfo) -> int:
    """The first instant whose local day is `days` or later."""
    found = _at(days, 0, tz, 0)
    if local(found, tz)[0] == days and local(found - 1, tz)[0] < days:
        return found
    low, high = found - 2 * DAY, found + 2 * DAY  # the clock jumps over midnight, or shows it twice
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if local(middle, tz)[0] >= days else (middle, high)
    return high


def _at(days: int, second: int, tz: ZoneInfo, fold: int) -> int:
    shown = datetime.combine(date_of(days), datetime.min.time(), tz) + timedelta(seconds=second)
    return int(shown.replace(fold=fold).timestamp())


@lru_cache(maxsize=65_536)
def instants(days: int, second: int, tz: ZoneInfo) -> tuple[int, ...]:
    """Every instant about which the clock passes this local time: one; two where the clock is set back or jumps.

    On a day on which the clock is changed, the moment of the change is among them, whatever the time asked for.
    """
    start, end = midnight(days, tz), midnight(days + 1, tz)
    if end - start == DAY and _steady(start, end, tz):
        return (start + second,)
    found = {_at(days, second, tz, 0), _at(days, second, tz, 1), start}
    return tuple(sorted(found | {_change(start, end, tz)}))


@lru_cache(maxsize=4_096)
def changes(year: int, tz: ZoneInfo) -> tuple[int, ...]:
    """The local days of a year on which the clock is changed."""
    first, last = day_of(date(year, 1, 1)), day_of(date(year, 12, 31))
    return tuple(day for day in range(first, last + 1) if not _steady(midnight(day, tz), midnight(day + 1, tz), tz))


def _steady(start: int, end: int, tz: ZoneInfo) -> bool:
    return _offset(start, tz) == _offset(end, tz)


def _offset(seconds: int, tz: ZoneInfo) -> int:
    shown = datetime.fromtimestamp(seconds, tz)
    return shown.toordinal() * DAY + shown.hour * 3600 + shown.minute * 60 + shown.second - seconds


def _change(start: int, end: int, tz: ZoneInfo) -> int:
    """The first instant of the day's new offset; the day's end where there is none."""
    before, low, high = _offset(start, tz), start, end
    if _offset(end, tz) == before:
        return end
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(middle, tz) == before else (low, middle)
    return high


def add_months(days: int, months: int) -> int:
    """The same day of the month so many months later; the month's last day where it has no such day."""
    on = date_of(days)
    index = on.year * 12 + on.month - 1 + months
    year, month = divmod(index, 12)
    last = monthrange(year, month + 1)[1]
    return day_of(date(year, month + 1, min(on.day, last)))


def minutes(value: object, where: str) -> int:
    """Seconds of the day of `HH:MM`; `24:00` ends the day."""
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", value):
        hours, minute = value.split(":")
        return int(hours) * 3600 + int(minute) * 60
    raise Unreadable(f"{where} is {value!r}. Write a time of day: 09:30, or 24:00 for its end.")
