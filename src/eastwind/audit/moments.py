"""Moments: when an answer may change for the better, so that the first lawful second is found without trying them all.

In        instants, and local times that come every day.
Out       `Moments`, and `later`: those after an instant, in order, up to a last one.
Not here  the answers (judge).
Proof     tests/audit/test_lawful_from.py tries every second around what is found, and every minute before.

A moment too many costs time alone; one too few would be an error. So whoever adds moments adds rather more. Where only
the time of day and the day of the week decide, one week tells for all weeks until the next instant noted, or the next
change of a clock: what was of no use for nine days is not tried again before.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from zoneinfo import ZoneInfo

from . import clock
from .record import Case


class Moments:
    """Instants, and seconds of every local day."""

    def __init__(self) -> None:
        self.instants: set[int] = set()
        self.daily: set[int] = set()
        self.weekly = True  # nothing but time of day and day of the week decides between the instants

    def add(self, *instants: int | None) -> None:
        """Note these instants; None is none."""
        self.instants.update(at for at in instants if at is not None)

    def midnights(self, case: Case, day: int) -> None:
        """Note the midnight of that local day in every zone."""
        self.instants.update(clock.midnight(day, tz) for tz in case.clocks)

    def every_day(self, *seconds: int) -> None:
        """Note these local times of every day."""
        self.daily.update(seconds)

    def later(self, case: Case, after: int, last: int) -> Iterator[int]:
        """The moments after `after`, up to and with `last`, in order, each once."""
        instants = sorted(self.instants)
        streams = [iter(instants)]
        if self.daily:
            seconds = sorted(self.daily)
            days = self._days(case, [after, *(at for at in instants if after < at <= last)], last)
            streams += [_daily(seconds, tz, days) for tz in case.zones]
        seen = after
        for at in merge(*streams):
            if at > last:
                return
            if at > seen:
                seen = at
                yield at

    def _days(self, case: Case, instants: list[int], last: int) -> list[int]:
        """The local days to be tried, in any zone."""
        first, final = instants[0] // clock.DAY - 1, last // clock.DAY + 2
        if not self.weekly:
            return list(range(first, final))
        news = {at // clock.DAY for at in instants}
        for tz in case.zones:
            for year in range(clock.date_of(first).year, clock.date_of(final).year + 1):
                news.update(clock.changes(year, tz))
        return sorted({near for day in news for near in range(day - 2, day + 11) if first <= near < final})


def _daily(seconds: list[int], tz: ZoneInfo, days: list[int]) -> Iterator[int]:
    for day in days:
        yield from sorted({at for second in seconds for at in clock.instants(day, second, tz)})
