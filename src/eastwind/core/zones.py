"""Zones: between UTC instants and local clocks, for whole columns, from the tzdata package alone.

In        IANA zone names; instants and local clock readings in whole seconds since 1970-01-01, as Int64 arrays.
Out       offsets, local seconds, days and seconds of the day; the first instant at which a local clock shows a time;
          for rows of several zones the same at once (`Together`), and when a clock is next set.
Not here  which zones a person may be in (core.places, core.facts), quiet hours (law).
Proof     tests/core/test_zones.py compares with zoneinfo around every change of clocks, and with a search by hand.

The zone files of the machine are never read: the same book decided on two machines must meet the same clocks, and the
tzdata version is part of a plan's identity (`tzdata_version`). Each zone is a table of its changes from 1970 to 2100,
taken from the compiled file and, after its last entry, from zoneinfo by bisection; a lookup is one binary search.
"""

import difflib
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Seconds = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]

DAY: Final = 86_400
EARLIEST: Final = 0  # 1970-01-01T00:00:00Z
LATEST: Final = int(datetime(2101, 1, 1, tzinfo=UTC).timestamp()) - 1
MARGIN: Final = 3 * DAY  # the tables reach a little further, so that local readings at both ends have their instants
SPAN: Final = 2**33  # more seconds than a table covers
FEW: Final = 64  # so few rows are quicker looked up without a search for what they share
STEP: Final = 14 * DAY  # after a file's last entry its closing rule changes clocks months apart


class UnknownZone(ValueError):
    """A name that is no IANA zone. The message names the nearest ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One zone: `offsets[i]` holds from `starts[i]` on, up to `starts[i + 1]`.

    `shown[i]` is the latest clock reading (exclusive) shown by the end of span i: it never falls, also where clocks are
    set back, so the first span that shows a reading is found by one binary search.
    """

    starts: Seconds
    offsets: Seconds
    shown: Seconds


def tzdata_version() -> str:
    """Release of the IANA database in use, such as `2026f`."""
    version: str = import_module("tzdata").IANA_VERSION
    return version


@cache
def names() -> frozenset[str]:
    """Every zone name of the package, old spellings included."""
    listed = (files("tzdata") / "zones").read_text(encoding="ascii").split()
    return frozenset(name for name in listed if name != "Factory")


@cache
def zone(name: str) -> ZoneInfo:
    """The zone as zoneinfo knows it, read from the package; UnknownZone names the nearest spellings."""
    with _file(name).open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


def offset_seconds(zone: str, at: Seconds) -> Seconds:
    """Seconds that `zone` is ahead of UTC at each instant; instants outside 1970 to 2100 are an error."""
    table = _table(zone)
    if not at.size:
        return np.zeros(0, np.int64)
    _within("instant", at, EARLIEST, LATEST)
    first, last = (int(i) - 1 for i in np.searchsorted(table.starts, (at.min(), at.max()), side="right"))
    if first == last:  # A day's plan rarely meets a change of clocks.
        return np.full(at.shape, table.offsets[first], np.int64)
    offsets: Seconds = table.offsets[np.searchsorted(table.starts, at, side="right") - 1]
    return offsets


def local_seconds(zone: str, at: Seconds) -> Seconds:
    """What the local clock shows at each instant: seconds since 1970-01-01 00:00 local, as if there were no zones."""
    return at + offset_seconds(zone, at)


def local_days(zone: str, at: Seconds) -> Days:
    """Local date at each instant, in days since 1970-01-01: what polars keeps as a Date."""
    return (local_seconds(zone, at) // DAY).astype(np.int32)


def seconds_of_day(zone: str, at: Seconds) -> Days:
    """Local time of day at each instant, 0 to 86,399: what the clock shows, not what has passed since midnight."""
    return (local_seconds(zone, at) % DAY).astype(np.int32)


def utc_of_local(zone: str, local: Seconds) -> Seconds:
    """First instant at which the local clock shows `local` or later.

    A time that the clock jumps over gives the instant of the jump; a time that it shows twice gives the FIRST of the
    two. So the end of quiet hours is never put before the clock has truly got there. Whoever waits from inside a
    repeated hour gets an instant already past: the clock did show that time once, an hour ago.
    """
    table = _table(zone)
    if not local.size:
        return np.zeros(0, np.int64)
    _within("local time", local, EARLIEST - DAY, LATEST + DAY)
    span = np.searchsorted(table.shown, local, side="right")
    found: Seconds = np.maximum(table.starts[span], local - table.offsets[span])
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Together:
    """Some zones as one table, so that rows of any of them take one binary search; zone k's entries lie at k × SPAN.

    Rows name their zone by its number; -1, a zone that nobody knows, has the clock of UTC. What lies outside 1970 to
    2100 ("long ago", "never") has the clock of that end.
    """

    names: tuple[str, ...]
    starts: Seconds
    offsets: Seconds
    shown: Seconds
    ends: Seconds  # when the span that begins at `starts` is over

    def offset_seconds(self, zone: Seconds, at: Seconds) -> Seconds:
        """Seconds that each row's zone is ahead of UTC at each instant."""
        if not len(self.names):
            return np.zeros(len(at), np.int64)
        if len(self.names) == 1 and len(at) > FEW and zone.min() == 0:
            return offset_seconds(self.names[0], np.minimum(np.maximum(at, EARLIEST), LATEST))
        found: Seconds = self.offsets[self._span(zone, at)]
        return found if zone.min(initial=0) >= 0 else np.where(zone < 0, 0, found)

    def utc_of_local(self, zone: Seconds, local: Seconds) -> Seconds:
        """First instant at which each row's clock shows `local` or later, as in the function of that name."""
        local = np.minimum(np.maximum(local, EARLIEST), LATEST)
        if not len(self.names):
            return local
        place = self._place(zone)
        span = np.searchsorted(self.shown, local + place, side="right")
        found: Seconds = np.maximum(self.starts[span] - place, local - self.offsets[span])
        return found if zone.min(initial=0) >= 0 else np.where(zone < 0, local, found)

    def set_next(self, zone: Seconds, at: Seconds) -> Seconds:
        """When each row's clock is set the next time after `at`; the end of the tables where it never is."""
        if not len(self.names):
            return np.full(len(at), LATEST + MARGIN)
        found: Seconds = self.ends[self._span(zone, at)]
        return found

    def _span(self, zone: Seconds, at: Seconds) -> npt.NDArray[np.intp]:
        within = np.minimum(np.maximum(at, EARLIEST), LATEST)
        return np.searchsorted(self.starts, within + self._place(zone), side="right") - 1

    def _place(self, zone: Seconds) -> Seconds | int:
        return 0 if len(self.names) == 1 else np.maximum(zone, 0) * SPAN


@cache
def together(names: tuple[str, ...]) -> Together:
    """The table of some zones, in their order."""
    tables = [_table(name) for name in names]
    ends = [np.append(table.starts[1:], LATEST + MARGIN) for table in tables]
    return Together(
        names,
        _joined([table.starts + place * SPAN for place, table in enumerate(tables)]),
        _joined([table.offsets for table in tables]),
        _joined([table.shown + place * SPAN for place, table in enumerate(tables)]),
        _joined(ends),
    )


def _joined(parts: list[Seconds]) -> Seconds:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def instant(zone: str, on: datetime) -> int:
    """`utc_of_local` of one naive wall clock reading, in whole seconds."""
    wall = int(on.replace(tzinfo=UTC).timestamp())
    return int(utc_of_local(zone, np.array([wall], np.int64))[0])


def _file(name: str) -> Traversable:
    if name not in names():
        near = difflib.get_close_matches(name, names(), n=3, cutoff=0.6) or _same_city(name)
        hint = f" Did you mean {' or '.join(near)}?" if near else " Names look like Asia/Shanghai."
        raise UnknownZone(f"{name!r} is no zone of the IANA database {tzdata_version()}.{hint}")
    return (files("tzdata") / "zoneinfo").joinpath(*name.split("/"))


def _same_city(name: str) -> list[str]:
    city = name.rsplit("/", 1)[-1].lower().replace(" ", "_")
    return sorted(known for known in names() if known.rsplit("/", 1)[-1].lower() == city)[:3]


@cache
def _table(name: str) -> Table:
    clock = zone(name)
    begin, end = EARLIEST - MARGIN, LATEST + MARGIN
    compiled, closing_rule = _compiled(_file(name).read_bytes())
    known = [begin, *(at for at in compiled if begin < at <= end)]
    starts = known + (_by_rule(clock, known[-1], end) if "," in closing_rule else [])
    offsets = [_offset(clock, at) for at in starts]
    kept = [i for i in range(len(starts)) if i == 0 or offsets[i] != offsets[i - 1]]
    begins = np.array([starts[i] for i in kept], np.int64)
    ahead = np.array([offsets[i] for i in kept], np.int64)
    shown = np.maximum.accumulate(np.append(begins[1:], end) + ahead)
    return Table(begins, ahead, shown)


def _compiled(tzif: bytes) -> tuple[list[int], str]:
    """Changes listed in a compiled zone file, and the rule for ever after: its 64-bit block and footer (RFC 8536)."""
    utc, wall, leap, times, types, chars = struct.unpack(">6l", tzif[20:44])
    second = 44 + times * 5 + types * 6 + chars + leap * 8 + wall + utc
    utc, wall, leap, times, types, chars = struct.unpack(">6l", tzif[second + 20 : second + 44])
    body = second + 44
    footer = tzif[body + times * 9 + types * 6 + chars + leap * 12 + wall + utc :]
    return list(struct.unpack(f">{times}q", tzif[body : body + times * 8])), footer.decode("ascii").strip()


def _by_rule(clock: ZoneInfo, last: int, end: int) -> list[int]:
    """Changes after the last compiled one, found by asking zoneinfo every fortnight and halving."""
    steps = list(range(last, end + STEP, STEP))
    offsets = [_offset(clock, at) for at in steps]
    return [_bisect(clock, steps[i - 1], steps[i]) for i in range(1, len(steps)) if offsets[i] != offsets[i - 1]]


def _bisect(clock: ZoneInfo, before: int, after: int) -> int:
    """First second in (before, after] with the offset of `after`."""
    wanted = _offset(clock, after)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(clock, middle) == wanted:
            after = middle
        else:
            before = middle
    return after


def _offset(clock: ZoneInfo, at: int) -> int:
    offset = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)).astimezone(clock).utcoffset()
    assert offset is not None, clock
    return int(offset.total_seconds())


def _within(what: str, values: Seconds, low: int, high: int) -> None:
    if values.min() < low or values.max() > high:
        wrong = int(values[(values < low) | (values > high)][0])
        raise ValueError(
            f"The {what} {wrong} s since 1970 lies outside 1970 to 2100, which the zone tables cover. "
            f"Mend the value, or mask it as unknown."
        )
