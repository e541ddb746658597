"""Kinds that count: cap, and rest after a contact or a date.

In        their keys in a book; a row and an instant.
Out       what shows that they are broken, or None; when they may cease to be.
Not here  whom they mean (conditions), how long something counts (windows).
Proof     tests/audit/test_counting.py, both sides of every limit and window. Sentences: verdicts.md §5.1–5.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import clock, words
from .books_check import check_table, word_list
from .conditions import conditions
from .moments import Moments
from .past import MEANT_KEYS, PastPattern
from .record import Case, Contact
from .row import Row
from .windows import Calendars, Window
from .words import split

Evidence = dict[str, Any]
PER = {
    "person": ("person",),
    "loan": ("person", "loan"),
    "account": ("person", "account"),
    "point": ("point",),
    "file": (),
}
POOLS = ("creditor-and-agencies", "collector")


class Cap:
    """`cap`, and `rest` with `after`, which is a cap of one without a limit to show."""

    keys = frozenset(split("limit window counts outcomes counted not_counted per pooled"))
    rest_keys = frozenset(split("after window not_counted per pooled"))

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        self.rest = "after" in table
        pattern = dict(table.get("after" if self.rest else "counted") or {})
        check_table(pattern, MEANT_KEYS, f"{where}, what counts")
        if not self.rest:
            pattern.setdefault("outcomes", table.get("outcomes"))
            pattern["direction"] = "out"
        channels = pattern.get("channels") or table.get("counts") or table.get("channels")
        pattern["channels"] = channels or list(words.CHANNELS)
        (self.per,) = word_list(table.get("per", "person"), PER, where, "per")
        (pooled,) = word_list(table.get("pooled", POOLS[0]), POOLS, where, "pooled")
        same = PER[self.per] + (("collector",) if pooled == "collector" else ())
        self.counted = PastPattern(
            {**pattern, "same": list({*same, *pattern.get("same", ())})}, f"{where}, what counts", (), "any"
        )
        self.limit: int = 1 if self.rest else table["limit"]
        self.window = Window(table["window"], f"{where}, window", calendars)
        self.not_counted = conditions(table.get("not_counted"), f"{where}, not_counted", calendars)

    def counts(self, row: Row) -> list[Contact]:
        """The past contacts that count, whenever they were."""
        return [
            past
            for past in row.history
            if self.counted.meant(row, past)
            and self.counted.outcome_agrees(past, sure=False)
            and not self._left_out(row, past)
        ]

    def _left_out(self, row: Row, past: Contact) -> bool:
        if not self.not_counted:
            return False
        then = row.at_its_time(past, self.per)
        return any(condition.holds(then, past.at, True) for condition in self.not_counted)

    def broken(self, row: Row, now: int) -> Evidence | None:
        """One more would be one too many, or nobody knows how many there were."""
        case = row.case
        own = row.contact.outcome
        harmless = self.counted.outcomes and own not in (None, "unknown", *self.counted.outcomes)
        if harmless and not self.rest:
            return None
        standing = _Standing(case, self.window, [past.at for past in self.counts(row)], now)
        unknown = standing.unknown(self.limit)
        if standing.count < self.limit and unknown is None:
            if case.known_from is None or not self.window.stands(case, case.known_from - 1, now):
                return None
            unknown = "history"
        return {
            "count": standing.count,
            "limit": None if self.rest else self.limit,
            "first_at": min(standing.instants, default=None),
            "last_at": max(standing.instants, default=None),
            "unknown": unknown,
        }

    def moments(self, row: Row, into: Moments) -> None:
        """Note when what counts leaves the window."""
        if not row.case.zones and self.window.local:
            return
        for past in self.counts(row):
            into.add(*self.window.ends(row.case, past.at))
        if row.case.known_from is not None:
            into.add(*self.window.ends(row.case, row.case.known_from - 1))


class _Standing:
    """Which of some instants stand in a window at `now`, by zone."""

    def __init__(self, case: Case, window: Window, instants: list[int], now: int) -> None:
        self.blind = window.local and not case.zones
        self.instants: set[int] = set()
        self.count = self.told = 0
        for tz in case.clocks:
            count = told = 0
            for at in instants:
                end, known = window.end(case, at, tz)
                if end is None or now < end:
                    self.instants.add(at)
                    count += 1
                    told += known
            self.count, self.told = max(self.count, count), max(self.told, told)

    def unknown(self, limit: int) -> str | None:
        """What is not known, where that is why so many are reached, or why the count proves nothing."""
        if self.count >= limit:
            return None if self.told >= limit else "calendar"
        return "zone" if self.blind else None


class RestAfterDate:
    """`rest` with `after_date`: while a date of a loan stands in the window."""

    keys = frozenset(split("after_date window per"))

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        (self.date,) = word_list(table["after_date"], words.DATES, where, "after_date")
        (per,) = word_list(table.get("per", "person"), ("person", "loan"), where, "per")
        self.own_loan = per == "loan"
        self.window = Window(table["window"], f"{where}, window", calendars)

    def _days(self, row: Row) -> list[int]:
        loans = [row.loan] if self.own_loan else list(row.case.loans.values())
        days = (loan.dates[self.date] for loan in loans if loan is not None)
        return [day for day in days if day is not None]

    def broken(self, row: Row, now: int) -> Evidence | None:
        """Such a date stands in the window in any zone, or nobody knows the zone."""
        case, days = row.case, self._days(row)
        count = told = 0
        latest: int | None = None
        for tz in case.clocks:
            standing = [
                (at, known)
                for at in (clock.midnight(day, tz) for day in days)
                for end, known in [self.window.end(case, at, tz)]
                if end is None or now < end
            ]
            count = max(count, len(standing))
            told = max(told, sum(known for _, known in standing))
            latest = max([at for at, _ in standing] + ([] if latest is None else [latest]), default=None)
        if count == 0 and case.zones:
            return None
        if count:
            return {"count": count, "last_at": latest, "unknown": None if told else "calendar"}
        return {"count": 0, "last_at": None, "unknown": "zone"}

    def moments(self, row: Row, into: Moments) -> None:
        """Note when such dates leave the window."""
        for day in self._days(row):
            for tz in row.case.zones:
                into.add(self.window.end(row.case, clock.midnight(day, tz), tz)[0])
