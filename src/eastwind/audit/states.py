"""States: whether a state is at work at an instant: from its opening to its end, or some days beyond.

In        a pattern from a book (condition `state`, kind `hold`), one row of a case, an instant.
Out       those at work, for certain or in doubt yes; when that changes.
Not here  what follows (kinds).
Proof     tests/audit/test_states.py; the sentences are those of verdicts.md §4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import clock, words
from .books_check import check_table, word_list
from .moments import Moments
from .record import BORROWER, Case, State
from .row import Row
from .windows import Calendars, nth_working_day
from .words import split

KEYS = frozenset(
    split("""states with_facts but_not_facts whose any_loan closed_too days_after working_days_after calendar
    days_at_most hours_later""")
)
WHOSE = ("anyone-concerned", "contacted", "borrower", "anyone")


class StatePattern:
    """`{states = ["judgment"], …}` of a book."""

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        check_table(table, KEYS, where)
        self.states = word_list(table.get("states"), words.STATES, where, "states")
        self.with_facts = word_list(table.get("with_facts"), words.STATE_FACTS, where, "with_facts")
        self.but_not = word_list(table.get("but_not_facts"), words.STATE_FACTS, where, "but_not_facts")
        (self.whose,) = word_list(table.get("whose", WHOSE[0]), WHOSE, where, "whose")
        self.any_loan = bool(table.get("any_loan"))
        self.closed_too = bool(table.get("closed_too"))
        self.days_after: int | None = table.get("days_after")
        self.working_after: int | None = table.get("working_days_after")
        self.at_most: int | None = table.get("days_at_most")
        self.later = 3600 * table.get("hours_later", 0)
        self.calendar = table.get("calendar", "here")
        self._calendars = calendars

    def of(self, row: Row) -> list[State]:
        """The states of the case that are meant, whenever they are at work."""
        return [state for state in row.case.states if self._meant(row, state)]

    def _meant(self, row: Row, state: State) -> bool:
        if state.state not in self.states or not self.with_facts <= state.facts:
            return False
        if self.but_not & state.facts:
            return False
        if state.loans and not self.any_loan and row.loan_name not in state.loans:
            return False
        if self.whose == "anyone":
            return True
        contacted = state.person == row.contact.person
        if self.whose == "contacted":
            return contacted
        return state.person == BORROWER or (contacted and self.whose == "anyone-concerned")

    def ends(self, case: Case, state: State) -> list[tuple[int | None, bool]]:
        """In each zone the first instant at which it works no longer (None = never), and whether that is known."""
        return [self._end(case, state, index) for index in range(len(case.zones))] or [self._end_without_zone(state)]

    def _end(self, case: Case, state: State, index: int) -> tuple[int | None, bool]:
        tz = case.zones[index]
        end, known = state.closed, True
        if self.closed_too:
            end = None
        elif state.closed is not None and self.days_after is not None:
            end = clock.midnight(clock.local(state.closed, tz)[0] + self.days_after + 1, tz)
        elif state.closed is not None and self.working_after is not None:
            day = clock.local(state.closed, tz)[0]
            calendars = self._calendars.of(self.calendar, case)
            last = nth_working_day(calendars, day, self.working_after, early=True)
            end, known = (None, False) if last is None else (clock.midnight(last + 1, tz), True)
        if self.at_most is not None:
            most = clock.midnight(clock.local(state.opened, tz)[0] + self.at_most, tz)
            end = most if end is None else min(end, most)
        return end, known

    def _end_without_zone(self, state: State) -> tuple[int | None, bool]:
        counted = self.days_after is not None or self.working_after is not None
        if self.closed_too:
            return None, self.at_most is None
        if counted:
            return None, False
        return state.closed, self.at_most is None

    def works(self, case: Case, state: State, now: int, sure: bool) -> bool:
        """Whether one that is meant is at work at `now`."""
        if now < state.opened + self.later:
            return False
        ends = self.ends(case, state)
        if not sure:
            return any(end is None or now < end for end, _ in ends)
        if not case.zones and self.at_most is not None:
            return False
        if not all(known for _, known in ends):
            return state.closed is None or now < state.closed
        return all(end is None or now < end for end, _ in ends)

    def at_work(self, row: Row, now: int, sure: bool) -> list[State]:
        """Those of the case that are at work at `now`."""
        return [state for state in self.of(row) if self.works(row.case, state, now, sure)]

    def moments(self, row: Row, into: Moments) -> None:
        """Note when states of this pattern begin and end."""
        for state in self.of(row):
            into.add(state.opened + self.later, state.closed)
            into.add(*(end for end, _ in self.ends(row.case, state)))
