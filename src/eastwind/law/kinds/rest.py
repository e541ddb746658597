"""Rest: no contact for a while after an event: a conversation, a visit, the attempt before, a payment.

In        `after` (which past contacts start the rest: channels, outcomes, direction …) with `not_counted` and `pooled`,
          or `after_date` (a date of the person's loans that does, such as last_payment_on); `window`; `per`.
Out       breached while such an event stands in the window; lawful when it has dropped out.
Not here  limits above one (cap), rests after a state (hold with days_after).
Proof     tests/law/test_counting.py.

The day of the event is day 1 of a rest of consecutive days. Inbound events start a rest as outbound ones do, unless
`after` says otherwise.
"""

from dataclasses import dataclass, replace

import numpy as np

from eastwind.core import words
from eastwind.law.columns import LONG_AGO, NEVER, NO_NUMBER, Bools, Ints
from eastwind.law.counting import Counting
from eastwind.law.histories import History
from eastwind.law.kinds.base import Evidence, known, why_unknown
from eastwind.law.plain import LOAN_DATES
from eastwind.law.reading import DAY, Params
from eastwind.law.view import Relation, View
from eastwind.law.windows import Window


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing while an event of `counting` stands in its window."""

    counting: Counting

    @classmethod
    def read(cls, params: Params) -> "Rest | RestAfterDate":
        """The kind from its keys."""
        if params.has("after_date"):
            return RestAfterDate.read(params)
        after = params.sub("after", required=True)
        assert after is not None
        channels = params.bits("channels", words.CHANNELS)
        history = History.read(after, channels=channels, direction="any", fixed=("same", "period_days", "period_over"))
        after.done()
        history = replace(history, channels=history.channels or _CONTACTS)
        return cls(Counting.read(params, history))

    @property
    def timed(self) -> bool:
        """Rests end."""
        return True

    def breach(self, view: View) -> Bools:
        """True where such an event is too recent, or where nobody knows."""
        return (self.counting.worst(view) >= 1) | self.counting.unknown(view)

    def evidence(self, view: View) -> Evidence:
        """The event."""
        count = self.counting.worst(view)
        first, last = self.counting.bounds(view)
        unknown = why_unknown(count, self.counting.sure(view, count), 1, self.counting.window, view)
        return Evidence(count=count, first_at=first, last_at=last, unknown=unknown)

    def next_change(self, view: View) -> Ints:
        """When the last event drops out of the window."""
        return self.counting.falls_below(view, 1)


@dataclass(frozen=True, slots=True)
class RestAfterDate:
    """Nothing while a date of a loan stands in the window: of any loan of the person, or of the one it is about.

    A date is a whole day of the person, hours unknown. No date means that nothing happened; one later than the contact
    counts, for it hides what happened before.
    """

    date: str
    window: Window
    of_loan: bool

    @classmethod
    def read(cls, params: Params) -> "RestAfterDate":
        """The kind from its keys."""
        date = params.choice("after_date", LOAN_DATES)
        window = Window.read(params.sub("window", required=True) or params)
        if not window.local:
            raise params.fail("a date has no hour. Write a 'window' in days, working_days, months or years.")
        return cls(date, window, params.choice("per", ("person", "loan"), "person") == "loan")

    @property
    def timed(self) -> bool:
        """Rests end."""
        return True

    def breach(self, view: View) -> Bools:
        """True where the day is too recent, or where nobody knows."""
        found = view.zone_unknown.copy()
        for row, inside, _ in self._events(view):
            found[row[inside]] = True
        return found

    def evidence(self, view: View) -> Evidence:
        """The beginning of the day, and on how many loans there is such a one."""
        count, sure, last = (np.full(len(view), start) for start in (0, 0, LONG_AGO))
        for clock, (row, inside, at) in zip(view.clocks, self._events(view), strict=True):
            count = np.maximum(count, np.bincount(row[inside], minlength=len(view)))
            np.maximum.at(last, row[inside], at[inside])
            known_end = self.window.leaves(clock, at[inside], row[inside]) < NEVER
            sure = np.maximum(sure, np.bincount(row[inside][known_end], minlength=len(view)))
        if self.window.unit != "working_day":
            sure = count
        unknown = why_unknown(count, sure, 1, self.window, view)
        return Evidence(count=count, last_at=known(last), unknown=unknown)

    def next_change(self, view: View) -> Ints:
        """When the last day drops out of the window."""
        found = np.full(len(view), LONG_AGO)
        for clock, (row, inside, at) in zip(view.clocks, self._events(view), strict=True):
            np.maximum.at(found, row[inside], self.window.leaves(clock, at[inside], row[inside]))
        return np.where(view.zone_unknown | (found <= view.at), NEVER, found)

    def _events(self, view: View) -> list[tuple[Ints, Bools, Ints]]:
        """By each clock: the row of each date, whether it stands in the window, and the instant its day begins."""
        pairs = view.relation("loans")
        which = pairs.keep((self, "meant"), lambda: np.flatnonzero(self._meant(pairs)))
        row, day = pairs.row[which], pairs.col(self.date)[which]
        starts = [clock.instant(day * DAY, row) for clock in view.clocks]
        return [(row, self.window.holds(clock, at, row), at) for clock, at in zip(view.clocks, starts, strict=True)]

    def _meant(self, pairs: Relation) -> Bools:
        found: Bools = pairs.col(self.date) != NO_NUMBER
        if self.of_loan:
            loan = pairs.of_row(pairs.view.col("loan"))
            found &= (pairs.other == loan) | (loan < 0)
        return found


_CONTACTS = words.mask(words.CONTACT_CHANNELS, words.CHANNELS, what="a channel")
