"""Columns: facts and candidates as NumPy arrays, each made once and only when a rule asks for it.

In        the frames of core.facts.
Out       `Table.col(name)`: words as small integers, instants as whole seconds, dates as days, masks as UInt64,
          nulls as the constants below. `FactColumns`: the tables with the offsets of each person's rows.
Not here  what a rule makes of them (view, kinds).
Proof     tests/law/test_gate.py: judged together is as judged alone.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.core import calendars, places, zones
from eastwind.core.facts import CONSENTS, CONTACTS, LOANS, STATES, Facts
from eastwind.core.segments import offsets

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Masks = NDArray[np.uint64]

NO_WORD: Final = -1  # a null word, code, loan or person
NO_NUMBER: Final = -(2**62)  # a null number or date
NEVER: Final = 2**62  # an instant that never comes
SEARCH_DAYS: Final = 400  # nobody looks further ahead
LONG_AGO: Final = -(2**62)  # an instant before all others
MICROSECONDS: Final = 1_000_000

# Where a null instant does not mean "long ago": what has no end yet.
_OPEN_ENDED: Final = frozenset({"withdrawn", "until", "closed"})
_CODES: Final = frozenset(
    {"person", "who", "by", "point", "loan", "names", "account", "collector", "situation", "given_to"}
)


@dataclass(slots=True)
class Table:
    """One frame, its columns turned into arrays on demand."""

    frame: pl.DataFrame
    ready: dict[str, NDArray[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.frame.height

    def col(self, name: str) -> NDArray[Any]:
        """The column as an array; words and codes -1 where null, instants in seconds, masks UInt64."""
        found = self.ready.get(name)
        if found is None:
            found = self.ready[name] = _array(self.frame[name], name)
        return found

    def equals(self, name: str, text: str) -> Bools:
        """Where a column of texts is `text`."""
        key = f"{name} = {text}"
        found = self.ready.get(key)
        if found is None:
            found = self.ready[key] = (self.frame[name] == text).fill_null(False).to_numpy()
        return found


def _array(column: pl.Series, name: str) -> NDArray[Any]:
    dtype = column.dtype
    if dtype == pl.Boolean:
        return _whole(column, True, np.bool_)
    if dtype == pl.UInt64:
        return _whole(column, 0, np.uint64)
    if isinstance(dtype, pl.Enum):
        return _codes(column, name)
    if isinstance(dtype, pl.Datetime):
        null = NEVER if name in _OPEN_ENDED else LONG_AGO
        microseconds = _whole(column.cast(pl.Int64), None, np.int64)
        seconds: Ints = np.where(microseconds == NO_NUMBER, null, microseconds // MICROSECONDS)
        return seconds
    null = NO_WORD if name in _CODES else 0 if name == "days" else NO_NUMBER
    return _whole(column.cast(pl.Int32) if dtype == pl.Date else column, null, np.int64)


# A call of polars costs more than a rule does, and the gate is asked about single contacts too: short columns without
# detours are read value by value.
_SHORT: Final = 64
_NARROW: Final = frozenset({pl.Int8(), pl.Int16(), pl.Int32(), pl.UInt8(), pl.UInt16(), pl.UInt32()})


def _whole(column: pl.Series, null: int | None, dtype: type) -> NDArray[Any]:
    null = NO_NUMBER if null is None else null
    if not (nulls := column.null_count()):
        return column.to_numpy().astype(dtype, copy=False)
    if nulls == len(column):
        return np.full(nulls, null, dtype)
    if len(column) <= _SHORT:
        return np.array([null if value is None else value for value in column.to_list()], dtype)
    if column.dtype in _NARROW:  # a float holds each of their values, and `null` too
        values = column.to_numpy()
        return np.where(np.isnan(values), null, values).astype(dtype)
    return column.fill_null(null).to_numpy()


def _codes(column: pl.Series, name: str) -> NDArray[np.int8]:
    """Words by their place; so few that a byte holds them, which is what long histories cost."""
    if len(column) <= _SHORT:
        return np.array([NO_WORD if word is None else _WORDS[name][word] for word in column.to_list()], np.int8)
    return _whole(column.to_physical(), NO_WORD, np.int8)


# Word → code of each Enum column; a name means the same words in every table.
_WORDS: Final = {
    name: {word: place for place, word in enumerate(dtype.categories)}
    for schema in (LOANS, CONTACTS, STATES, CONSENTS)
    for name, dtype in schema.items()
    if isinstance(dtype, pl.Enum)
}


@dataclass(slots=True)
class Part:
    """Some rows of a table, or all."""

    table: Table
    which: Ints | None
    ready: dict[str, NDArray[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.table) if self.which is None else len(self.which)

    def col(self, name: str) -> NDArray[Any]:
        """A column of these rows."""
        if self.which is None:
            return self.table.col(name)
        found = self.ready.get(name)
        if found is None:
            found = self.ready[name] = self.table.col(name)[self.which]
        return found


class Only(Protocol):
    """What a rule asks of past contacts, states or consents that does not depend on the contact judged."""

    def rows(self, table: Part) -> Bools:
        """Which rows of a table may be meant by it."""


@dataclass(slots=True)
class FactColumns:
    """Facts as tables of arrays; rows of person p in a table are starts[table][p] to starts[table][p + 1]."""

    people: Table
    loans: Table
    tables: dict[str, Table]
    starts: dict[str, Ints]
    zones: zones.Together
    zone_codes: NDArray[np.int64]  # situations × most zones of any; -1 = a zone nobody knows
    zone_unknown: Bools
    chains: tuple[tuple[tuple[str, ...], ...], ...]  # for each situation, for each place: the place and what it lies in
    calendars: tuple[tuple[str | None, ...], ...]  # for each situation, of each place; None = a place without one
    made: dict[Any, Any] = field(default_factory=dict)  # what rules keep about these facts

    recents: dict[int, Part] = field(default_factory=dict)
    chosen: dict[Any, tuple[Ints, Ints]] = field(default_factory=dict)

    def rows(self, name: str, only: "Only | None", since: int) -> tuple[Ints, Ints]:
        """Which rows of a table may be meant, of contacts those made at `since` or later, and where each person's
        begin among them."""
        key = (name, only, since)
        found = self.chosen.get(key)
        if found is None:
            found = self.chosen[key] = self._choose(name, only, since)
        return found

    def _choose(self, name: str, only: "Only | None", since: int) -> tuple[Ints, Ints]:
        table = self.tables[name]
        part = Part(table, None) if since == LONG_AGO else self._recent(table, since)
        marks = None if only is None else only.rows(part)
        if part.which is None:
            which = np.arange(len(table)) if marks is None else np.flatnonzero(marks)
        else:
            which = part.which if marks is None else part.which[marks]
        return offsets(table.col("person")[which], self.people.frame.height), which

    def _recent(self, table: Table, since: int) -> "Part":
        found = self.recents.get(since)
        if found is None:
            found = self.recents[since] = Part(table, np.flatnonzero(table.col("at") >= since))
        return found

    @classmethod
    def of(cls, facts: Facts) -> "FactColumns":
        """The arrays of `facts`."""
        tables = {name: Table(getattr(facts, name)) for name in ("loans", "contacts", "states", "consents")}
        starts = {name: offsets(table.col("person"), facts.people.height) for name, table in tables.items()}
        names, codes = _zones(facts.situations["time_zones"].to_list())
        chains = tuple(tuple(chain(place) for place in row or ()) for row in facts.situations["places"].to_list())
        kept = tuple(tuple(dict.fromkeys(calendars.of_place(found[0]) for found in row)) for row in chains)
        return cls(
            Table(facts.people),
            tables["loans"],
            tables,
            starts,
            zones.together(names),
            codes,
            np.asarray((codes < 0).any(axis=1)),
            chains,
            kept,
        )


@cache
def chain(place: str) -> tuple[str, ...]:
    """The place and what it lies in, its country last; an unmapped place lies in nothing known."""
    try:
        return (place, *places.parents(place))
    except places.UnknownPlace:
        return (place,)


def _zones(rows: list[list[str] | None]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Distinct zones, and for each situation their numbers; short rows repeat their first zone."""
    names: dict[str, int] = {}
    widest = max((len(row or ()) for row in rows), default=0) or 1
    codes = np.full((len(rows), widest), NO_WORD, np.int64)
    for place, row in enumerate(rows):
        for slot, zone in enumerate(row or ()):
            codes[place, slot] = names.setdefault(zone, len(names)) if _known(zone) else NO_WORD
        codes[place, len(row or ()) :] = codes[place, 0]
    return tuple(names), codes


@cache
def _known(zone: str | None) -> bool:
    if zone is None:
        return False
    try:
        zones.offset_seconds(zone, np.zeros(1, np.int64))
    except (ValueError, KeyError):
        return False
    return True
