"""Calls: whether the borrower could not be reached, and whether a contact answers one of theirs.

In        the conditions `unreached` and `reply` of a book, one row of a case, an instant.
Out       whether they hold for certain; when that changes.
Not here  other past contacts (past).
Proof     tests/audit/test_past.py; the sentences are those of verdicts.md §4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import clock
from .books_check import check_table
from .moments import Moments
from .record import BORROWER, Case, Contact
from .row import Row
from .words import UNREACHED


class Unreached:
    """`unreached = {calls = 3, …}`: the borrower's own number failed, and nothing reached the borrower since."""

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        check_table(table, ("calls", "days_in_a_row", "different_hours", "from_next_day"), where)
        self.calls: int = table.get("calls", 0)
        self.days: int = table.get("days_in_a_row", 0)
        self.hours: int = table.get("different_hours", 0)
        self.from_next_day = bool(table.get("from_next_day"))

    def holds(self, row: Row, now: int) -> bool:
        """For certain, in every zone."""
        case = row.case
        failed = _failed_calls(row.history)
        return bool(case.zones) and all(
            self._holds_at(case, failed, index, case.local(now)[index][0]) for index in range(len(case.zones))
        )

    def _holds_at(self, case: Case, failed: list[int], index: int, today: int) -> bool:
        tz = case.zones[index]
        if self.from_next_day:
            start = clock.midnight(today, tz)
            failed = [at for at in failed if at < start]
        shown = [clock.local(at, tz) for at in failed]
        days = {day for day, _ in shown}
        in_a_row = any(all(day + step in days for step in range(self.days)) for day in days or {0})
        return (
            len(failed) >= self.calls
            and len({(day, second // 3600) for day, second in shown}) >= self.hours
            and in_a_row
        )

    def moments(self, row: Row, into: Moments) -> None:
        """Note the midnights after failed calls."""
        if self.from_next_day:
            for at in _failed_calls(row.history):
                for tz in row.case.zones:
                    into.add(clock.midnight(clock.local(at, tz)[0] + 1, tz))


def _failed(past: Contact) -> bool:
    return past.channel == "voice" and past.direction == "out" and past.person == BORROWER and past.outcome in UNREACHED


def _failed_calls(history: list[Contact]) -> list[int]:
    """When the failed calls were made that came after the last contact which may have reached the borrower."""
    reached = [
        past.at
        for past in history
        if past.person == BORROWER and not _failed(past) and (past.direction == "in" or past.channel == "voice")
    ]
    last = max(reached, default=None)
    return [past.at for past in history if _failed(past) and (last is None or past.at > last)]


class Reply:
    """`reply = {limit = 1, hours = 24}`: it answers what the person sent by the same medium."""

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        check_table(table, ("limit", "hours"), where)
        self.limit: int = table["limit"]
        self.span = 3600 * table["hours"]

    def _asked(self, row: Row) -> int | None:
        """When the person last made a contact by this medium that was no talk."""
        return max(
            (
                past.at
                for past in row.history
                if past.direction == "in" and _alike(row, past) and past.outcome != "conversation"
            ),
            default=None,
        )

    def holds(self, row: Row, now: int) -> bool:
        """For certain."""
        asked = self._asked(row)
        if asked is None or now - asked > self.span:
            return False
        answers = sum(past.direction == "out" and past.at > asked and _alike(row, past) for past in row.history)
        return answers < self.limit


def _alike(row: Row, past: Contact) -> bool:
    return past.medium == row.contact.medium and past.person == row.contact.person
