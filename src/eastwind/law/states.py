"""States: whether a state of a person holds at a moment: a dispute, an attorney, a bankruptcy, distress …

In        a pattern of a book: states, marks they must or must not bear, whose they are, how long they work.
Out       a mark for each pair of a judged contact and a state at work then, and the next moment that may differ.
Not here  what follows from it (kinds.hold, conditions).
Proof     tests/law/test_conditions.py.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from eastwind.core import words
from eastwind.law import days
from eastwind.law.columns import LONG_AGO, NEVER, Bools, Ints, Part
from eastwind.law.reading import DAY, Params
from eastwind.law.view import Clock, Relation, View, holds_all, holds_any, lookup
from eastwind.law.windows import ends_after

BORROWER = words.PARTIES.index("borrower")
Ending = Callable[[Clock, Ints], Ints]
WHOSE = ("anyone-concerned", "contacted", "borrower", "anyone")


@dataclass(frozen=True, slots=True)
class Stated:
    """A pattern of states; also a test of a condition."""

    states: int
    facts: int
    without_facts: int
    whose: str
    any_loan: bool
    closed_too: bool  # once it was opened it works for ever
    days_after: int  # works so many days after the day of closing
    working_days_after: int  # likewise, in working days of `calendar`; where that is not known, it works on
    calendar: str
    days_at_most: int  # works so many days, the day of opening is day 1; 0 = until closed
    hours_later: int  # begins so many hours after it was opened

    @classmethod
    def read(cls, params: Params, *, done: bool = True) -> "Stated":
        """A pattern from its table."""
        found = cls(
            states=params.bits("states", words.STATES),
            facts=params.bits("with_facts", words.STATE_FACTS),
            without_facts=params.bits("but_not_facts", words.STATE_FACTS),
            whose=params.choice("whose", WHOSE, "anyone-concerned"),
            any_loan=params.flag("any_loan"),
            closed_too=params.flag("closed_too"),
            days_after=params.integer("days_after", 1, 0),
            working_days_after=params.integer("working_days_after", 1, 0),
            calendar=days.read_calendar(params, required=params.has("working_days_after")),
            days_at_most=params.integer("days_at_most", 1, 0),
            hours_later=params.integer("hours_later", 1, 0),
        )
        if not found.states:
            raise params.fail("'states' is missing. Write the states that count, such as states = [\"dispute\"].")
        if found.closed_too and (found.days_after or found.working_days_after or found.days_at_most):
            raise params.fail(
                "'closed_too' works for ever. Leave out 'days_after', 'working_days_after' and 'days_at_most'."
            )
        if found.days_after and found.working_days_after:
            raise params.fail("write either 'days_after' or 'working_days_after'.")
        if found.calendar and not found.working_days_after:
            raise params.fail("'calendar' counts nothing here. Write 'working_days_after' beside it, or leave it out.")
        if done:
            params.done()
        return found

    @property
    def timed(self) -> bool:
        """States open and close."""
        return True

    def rows(self, table: Part) -> Bools:
        """The states that may be meant, whoever is judged."""
        found = lookup(self.states, table.col("state"))
        if self.facts:
            found &= holds_all(table.col("facts"), self.facts)
        if self.without_facts:
            found &= ~holds_any(table.col("facts"), self.without_facts)
        if self.whose == "borrower":
            found &= table.col("who") == BORROWER
        return found

    def pairs(self, view: View) -> Relation:
        """Each row with the states of its person that may be meant."""
        return view.relation("states", self)

    def holds(self, view: View, unknown: bool) -> Bools:
        """True where such a state is at work; `unknown` where only a zone or a calendar could tell."""
        return self.pairs(view).any(self.marks(view, unknown))

    def marks(self, view: View, unknown: bool = True) -> Bools:
        """True for each of `pairs` at work at the moment."""
        pairs = self.pairs(view)
        if not len(pairs.row):
            return np.zeros(0, np.bool_)
        meant = pairs.keep((self, "meant"), lambda: self._match(pairs))
        if not meant.any():
            return meant
        at = pairs.of_row(view.at)
        start, end = self.term(pairs, unknown)
        return meant & (start <= at) & (at < end)

    def next_change(self, view: View) -> Ints:
        """When such a state may begin or end."""
        pairs = self.pairs(view)
        if not len(pairs.row):
            return np.full(len(view), NEVER)
        meant, at = pairs.keep((self, "meant"), lambda: self._match(pairs)), pairs.of_row(view.at)
        soonest = np.full(len(view), NEVER)
        for moment in (*self.term(pairs, True), *(self.term(pairs, False)[1:] if self._counted else ())):
            soonest = np.minimum(soonest, pairs.least(meant & (moment > at), moment, NEVER))
        return soonest

    def begins(self, view: View) -> Ints:
        """When such a state begins."""
        pairs = self.pairs(view)
        if not len(pairs.row):
            return np.full(len(view), NEVER)
        meant = pairs.keep((self, "meant"), lambda: self._match(pairs))
        start, end = self.term(pairs, False)
        return pairs.least(meant & (start > pairs.of_row(view.at)) & (start < end), start, NEVER)

    @property
    def _counted(self) -> bool:
        """Whether the end is counted in days."""
        return bool(self.days_after or self.working_days_after or self.days_at_most)

    def term(self, pairs: Relation, unknown: bool) -> tuple[Ints, Ints]:
        """From when to when (exclusive) each state works, whatever the moment: at the longest, or not `unknown`, for
        certain."""
        both = pairs.keep((self, "term", unknown), lambda: np.stack(self._term(pairs, unknown)))
        return both[0], both[1]

    def _term(self, pairs: Relation, unknown: bool) -> tuple[Ints, Ints]:
        opened, closed = pairs.col("opened"), pairs.col("closed")
        start = np.where(opened == LONG_AGO, LONG_AGO, opened + self.hours_later * 3600)
        if self.closed_too:
            return start, np.full(len(opened), NEVER)
        end = closed
        if self.days_after:
            end = self._later(pairs, closed, self._midnight(pairs, self.days_after + 1), unknown, closed)
        if self.working_days_after:
            end = self._later(pairs, closed, self._working_days(pairs), unknown, closed)
        if self.days_at_most:
            end = np.minimum(end, self._later(pairs, opened, self._midnight(pairs, self.days_at_most), unknown, start))
        return start, end

    def _midnight(self, pairs: Relation, ahead: int) -> Ending:
        """The midnight so many days after a local day."""
        return lambda clock, day: clock.instant((day + ahead) * DAY, pairs.row)

    def _working_days(self, pairs: Relation) -> Ending:
        """Likewise, after the working days of the pattern."""
        return lambda clock, day: ends_after(clock, day, pairs.row, self.working_days_after, self.calendar)

    def _later(self, pairs: Relation, at: Ints, ending: Ending, unknown: bool, least: Ints) -> Ints:
        """What some days after `at` ends: by the latest zone, or not `unknown`, by the earliest, and at `least` where
        nobody knows; open ends stay open."""
        ends = [ending(clock, clock.local_of(at, pairs.row) // DAY) for clock in pairs.view.clocks]
        found: Ints = np.max(ends, axis=0) if unknown else np.min(ends, axis=0)
        dark = pairs.of_row(pairs.view.zone_unknown) | np.any([end == NEVER for end in ends], axis=0)
        found = np.where(dark, NEVER if unknown else least, found)
        found = np.where(at == LONG_AGO, NEVER if unknown else least, found)
        return np.where(at == NEVER, NEVER, found)

    def _match(self, pairs: Relation) -> Bools:
        found = np.ones(len(pairs.row), np.bool_)
        if not self.any_loan:
            found &= pairs.same_loan()
        if self.whose == "contacted":
            found &= pairs.same("who")
        elif self.whose == "anyone-concerned":
            found &= pairs.same("who") | (pairs.col("who") == BORROWER)
        return found
