"""View: some judged contacts at some moment, with everything that rules may ask about them.

In        FactColumns, a table of judged contacts, which of its rows, and the moment each is judged at.
Out       columns of the rows, of their loans and people; local clocks in every plausible zone; and `Relation`s, which
          pair each row with that person's past contacts, states, consents or loans by position.
Not here  rules (kinds), verdicts (gate).
Proof     tests/law/test_gate.py: judged together is as judged alone; every test of a kind reads through a view.

What does not depend on the moment is kept apart, so that the same contact can be looked at later (`moved`) for the
price of its clocks. Only past contacts before the contact's own start are history, however late it is looked at.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from eastwind.core.facts import BY_BUYER, BY_CREDITOR
from eastwind.law.columns import LONG_AGO, NEVER, NO_NUMBER, NO_WORD, Bools, FactColumns, Ints, Masks, Only, Table
from eastwind.law.reading import DAY

THURSDAY: Final = 3  # 1970-01-01
CREDITOR, AGENCY, BUYER = 0, 1, 2


@dataclass(slots=True, eq=False)
class View:
    """Judged contacts: row k is row `rows[k]` of `subject`, judged at `at[k]`, its history what came before."""

    facts: FactColumns
    subject: Table
    rows: Ints
    at: Ints
    before: Ints
    known_at: Ints  # outcomes that became known later are unknown
    law_day: int | None
    fixed: dict[Any, Any] = field(default_factory=dict)  # does not depend on `at`
    timed: dict[Any, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    # --- columns ---

    def keep(self, key: Any, make: Callable[[], Any]) -> Any:
        """`make()`, once for these rows at whatever moment."""
        found = self.fixed.get(key)
        if found is None:
            found = self.fixed[key] = make()
        return found

    def keep_now(self, key: Any, make: Callable[[], Any]) -> Any:
        """`make()`, once for these rows at this moment."""
        found = self.timed.get(key)
        if found is None:
            found = self.timed[key] = make()
        return found

    def col(self, name: str) -> NDArray[Any]:
        """A column of the judged contacts."""
        return self.keep(name, lambda: self.subject.col(name)[self.rows])  # type: ignore[no-any-return]

    def loan(self, name: str) -> NDArray[Any]:
        """A column of the loan the row is about; null (-1, no number, no bits) where no loan is named."""
        return self.keep(("loan", name), lambda: self._loan(name))  # type: ignore[no-any-return]

    def _loan(self, name: str) -> NDArray[Any]:
        values: NDArray[Any] = self.facts.loans.col(name)
        at = self.col("loan")
        null = 0 if name == "facts" else NO_WORD if name in ("product", "lender", "account") else NO_NUMBER
        if not len(values):
            return np.full(len(self), null, values.dtype)
        found: NDArray[Any] = values[np.maximum(at, 0)]
        return found if (at >= 0).all() else np.where(at >= 0, found, np.array(null, found.dtype))

    @property
    def by_kind(self) -> Ints:
        """Who contacts: 0 creditor, 1 agency, 2 buyer."""
        return self.keep("by_kind", lambda: kind_of(self.col("by")))  # type: ignore[no-any-return]

    @property
    def situation(self) -> Ints:
        """The situation of each row's person."""
        return self.keep("situation", lambda: self.facts.people.col("situation")[self.col("person")])  # type: ignore[no-any-return]

    @property
    def known_from(self) -> Ints:
        """From when on each person's history is whole."""
        return self.keep("known_from", lambda: self.facts.people.col("contacts_known_from")[self.col("person")])  # type: ignore[no-any-return]

    def by_situation(self, answer: NDArray[Any]) -> NDArray[Any]:
        """An answer given for each situation, for each row."""
        return answer[self.situation]

    @property
    def zone_unknown(self) -> Bools:
        """True where no zone, or one that nobody knows, is among the plausible ones."""
        return self.keep("zone_unknown", lambda: self.by_situation(self.facts.zone_unknown))  # type: ignore[no-any-return]

    # --- clocks and relations ---

    @property
    def clocks(self) -> tuple["Clock", ...]:
        """A local clock for each slot of plausible zones; people with fewer zones than others have one twice."""
        return self.keep_now("clocks", self._clocks)  # type: ignore[no-any-return]

    def _clocks(self) -> tuple["Clock", ...]:
        zoned = self.keep("zones", lambda: self.facts.zone_codes[self.situation])
        slots = range(1, zoned.shape[1])
        further = [slot for slot in slots if (zoned[:, slot] != zoned[:, 0]).any()]
        return tuple(Clock(self, zoned[:, slot]) for slot in (0, *further))

    @property
    def days(self) -> tuple[int, int]:
        """The first and the last local day of any row in any zone, or the day whose law is asked for."""
        return self.keep_now("days", self._days)  # type: ignore[no-any-return]

    def _days(self) -> tuple[int, int]:
        if self.law_day is not None:
            return self.law_day, self.law_day
        return min(int(clock.day.min()) for clock in self.clocks), max(int(clock.day.max()) for clock in self.clocks)

    def relation(self, name: str, only: Only | None = None, reach: int = NEVER) -> "Relation":
        """Each row paired with its person's `contacts` (history alone), `states`, `consents` or `loans`: with those
        that `only` may mean, and of contacts at least those of the last `reach` seconds."""
        key = ("relation", name, only, reach)
        return self.keep_now(key, lambda: self._relation(name, only, reach))  # type: ignore[no-any-return]

    def _relation(self, name: str, only: Only | None, reach: int) -> "Relation":
        """The pairs are those of any moment, the relation looks at them from this one."""
        row, other, made = self.keep(("pairs", name, only, reach), lambda: (*_pairs(self, name, only, reach), {}))
        return Relation(self, self.facts.tables[name], row, other, made)

    # --- other views of the same ---

    def subset(self, which: Ints) -> "View":
        """The rows `which`, ascending and each once, at the same moments; the view itself where these are all."""
        if len(which) == len(self):
            return self
        fixed = {
            key: value[which]
            for key, value in self.fixed.items()
            if isinstance(value, np.ndarray) and len(value) == len(self) and value.ndim == 1
        }
        return View(
            self.facts,
            self.subject,
            self.rows[which],
            self.at[which],
            self.before[which],
            self.known_at[which],
            self.law_day,
            fixed,
        )

    def moved(self, at: Ints) -> "View":
        """The same rows looked at at another moment."""
        return View(self.facts, self.subject, self.rows, at, self.before, self.known_at, self.law_day, self.fixed)

    def zeros(self) -> Bools:
        """False for every row."""
        return np.zeros(len(self), np.bool_)


def kind_of(by: Ints) -> Ints:
    """Codes of who contacts as 0 creditor, 1 agency (named or not), 2 buyer."""
    return np.where(by == BY_CREDITOR, CREDITOR, np.where(by == BY_BUYER, BUYER, AGENCY))


@dataclass(slots=True, eq=False)
class Clock:
    """The local time of a view's rows in one plausible zone each."""

    view: View
    codes: Ints
    made: dict[Any, Ints] = field(default_factory=dict)

    @property
    def local(self) -> Ints:
        """Local seconds since 1970-01-01T00:00 local."""
        return self._keep("local", lambda: self.local_of(self.view.at))

    @property
    def day(self) -> Ints:
        """Local days since 1970-01-01."""
        return self._keep("day", lambda: self.local // DAY)

    @property
    def second(self) -> Ints:
        """Seconds since local midnight, by the clock on the wall."""
        return self._keep("second", lambda: self.local - self.day * DAY)

    @property
    def weekday(self) -> Ints:
        """0 Monday … 6 Sunday."""
        return self._keep("weekday", lambda: (self.day + THURSDAY) % 7)

    def midnight(self, ahead: int) -> Ints:
        """The instant at which the local day `ahead` days from this one begins."""
        return self._keep(("midnight", ahead), lambda: self.instant((self.day + ahead) * DAY))

    def local_of(self, at: Ints, rows: Ints | None = None) -> Ints:
        """Local seconds of instants; `rows` tells to which row of the view each belongs."""
        return at + self.view.facts.zones.offset_seconds(self._codes(rows), at)

    def instant(self, local: Ints, rows: Ints | None = None) -> Ints:
        """The instant of local seconds: the first where they come twice, the end of the gap where they never come."""
        return self.view.facts.zones.utc_of_local(self._codes(rows), local)

    def set_next(self, at: Ints, rows: Ints | None = None) -> Ints:
        """When the clock is set the next time after `at`: up to then it runs evenly."""
        return self.view.facts.zones.set_next(self._codes(rows), at)

    def reaches(self, at: Ints, local: Ints, reading: Ints, rows: Ints | None = None) -> Ints:
        """When the clock, which shows `local` at `at`, comes to a later `reading`; or when it is set, if that is
        sooner. NEVER for a reading that never comes."""
        return np.where(reading == NEVER, NEVER, np.minimum(at + (reading - local), self.set_next(at, rows)))

    def _codes(self, rows: Ints | None) -> Ints:
        return self.codes if rows is None else self.codes[rows]

    def _keep(self, key: Any, make: Callable[[], Ints]) -> Ints:
        found = self.made.get(key)
        if found is None:
            found = self.made[key] = make()
        return found


@dataclass(slots=True, eq=False)
class Relation:
    """Pairs of a row of the view (`row`) and a row of its person's table (`other`), ordered by row."""

    view: View
    table: Table
    row: Ints
    other: Ints
    made: dict[Any, NDArray[Any]]  # shared by the relations of every moment

    def keep(self, key: Any, make: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        """`make()`, one value a pair, made once for whatever moment."""
        found = self.made.get(key)
        if found is None:
            found = self.made[key] = make()
        return found

    def col(self, name: str) -> NDArray[Any]:
        """A column of the related rows, one value a pair."""
        return self.keep(name, lambda: self.table.col(name)[self.other])

    def of_row(self, values: NDArray[Any]) -> NDArray[Any]:
        """A value of each row, for each of its pairs."""
        return values[self.row]

    def same(self, name: str) -> Bools:
        """True where the pair agrees in a column."""
        return self.keep(("same", name), lambda: self.col(name) == self.of_row(self.view.col(name)))

    def same_loan(self) -> Bools:
        """True where the pair is about one loan, or either names none."""
        return self.keep("same loan", self._same_loan)

    def _same_loan(self) -> Bools:
        theirs, ours = self.col("loan"), self.of_row(self.view.col("loan"))
        found: Bools = (theirs == ours) | (theirs < 0) | (ours < 0)
        return found

    def count(self, which: Bools) -> Ints:
        """How many pairs of each row are marked."""
        return np.bincount(self.row[which], minlength=len(self.view))

    def any(self, which: Bools) -> Bools:
        """Whether any pair of each row is marked."""
        return self.count(which) > 0

    def least(self, which: Bools, values: Ints, empty: int) -> Ints:
        """The smallest of the marked values of each row; `empty` where none is marked."""
        found = np.full(len(self.view), empty, np.int64)
        np.minimum.at(found, self.row[which], values[which])
        return found

    def most(self, which: Bools, values: Ints, empty: int) -> Ints:
        """The largest of the marked values of each row; `empty` where none is marked."""
        found = np.full(len(self.view), empty, np.int64)
        np.maximum.at(found, self.row[which], values[which])
        return found


def _pairs(view: View, name: str, only: Only | None, reach: int) -> tuple[Ints, Ints]:
    """Each row with the rows of its person's table that may be meant; of contacts, only those before its own start."""
    since = LONG_AGO if reach == NEVER or not len(view) else (int(view.before.min()) - reach) // DAY * DAY
    starts, which = view.facts.rows(name, only, since)
    if not len(which):
        return which, which
    person, table = view.col("person"), view.facts.tables[name]
    first = starts[person]
    size = starts[person + 1] - first
    row = np.repeat(np.arange(len(view)), size)
    ends = np.cumsum(size)
    other = which[np.arange(len(row)) + np.repeat(first - (ends - size), size)]
    if name == "contacts" and len(other):
        past = table.col("at")[other] < view.before[row]
        if not past.all():
            row, other = row[past], other[past]
    return row, other


@cache
def _members(bits: int) -> Bools:
    """A mask as an array that codes may index: a null code, -1, finds the last entry, which is False."""
    return np.array([bits >> place & 1 for place in range(64)] + [0], np.bool_)


def lookup(bits: int, codes: Ints) -> Bools:
    """True where the word of each code is in a set given as a mask; null words are in no set."""
    return _members(bits)[codes]


def holds_any(masks: Masks, wanted: int) -> Bools:
    """True where a mask has any of the wanted bits."""
    found: Bools = (masks & np.uint64(wanted)) != 0
    return found


def holds_all(masks: Masks, wanted: int) -> Bools:
    """True where a mask has all of the wanted bits."""
    found: Bools = (masks & np.uint64(wanted)) == np.uint64(wanted)
    return found
