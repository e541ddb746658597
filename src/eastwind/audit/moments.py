"""Moments: when an answer may change for the better, so that the first lawful second is found without trying them all.

In        instants, and local times that come every day.
Out       `Moments`, and `later`: those after an instant, in order, up to a last one.
Not here  the answers (judge).
Proof     tests/audit/test_lawful_from.py tries every second around what is found, and every minute before.

A moment too many costs time alone; one too few would be an error. So whoever adds moments adds rather more.
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
        streams = [iter(sorted(self.instants))]
        if self.daily:
            seconds = sorted(self.daily)
            streams += [_daily(seconds, tz, after, last) for tz in case.zones]
        seen = after
        for at in merge(*streams):
            if at > last:
                return
            if at > seen:
                seen = at
                yield at


def _daily(seconds: list[int], tz: ZoneInfo, after: int, last: int) -> Iterator[int]:
    day = clock.local(after, tz)[0] - 1
    while True:
        found = sorted({at for second in seconds for at in clock.instants(day, second, tz)})
        if found and found[0] > last + clock.DAY:
            return
        yield from found
        day += 1
