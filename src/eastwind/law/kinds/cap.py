"""Cap: at most so many counted contacts in a window, per person, loan, account, point or file.

In        `limit`, `window`, `counts` (channels), `outcomes`, `counted` (more about what counts), `not_counted`,
          `per`, `pooled`.
Out       breached where one more would be one too many, or where the count is unknown; evidence the count and its ends.
Not here  a pause after an event (rest).
Proof     tests/law/test_counting.py compares with counting one contact at a time.

Inbound contacts never count. `unknown` outcomes always do. A judged contact whose outcome is given and is none that
counts cannot be one too many.
"""

from dataclasses import dataclass, replace

import numpy as np

from eastwind.core import words
from eastwind.law.columns import Bools, Ints
from eastwind.law.counting import Counting
from eastwind.law.histories import OUTCOME_UNKNOWN, History
from eastwind.law.kinds.base import Evidence, why_unknown
from eastwind.law.reading import Params
from eastwind.law.view import View, lookup


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `limit` of what `counting` counts."""

    limit: int
    counting: Counting

    @classmethod
    def read(cls, params: Params) -> "Cap":
        """The kind from its keys."""
        channels = params.bits("counts", words.CHANNELS) or params.bits("channels", words.CHANNELS)
        outcomes = params.bits("outcomes", words.OUTCOMES)
        counted = params.sub("counted") or Params({}, params.where)
        history = History.read(counted, channels=channels, fixed=("direction", "same", "period_days", "period_over"))
        counted.done()
        history = replace(history, channels=history.channels or _CONTACTS, outcomes=history.outcomes or outcomes)
        return cls(params.integer("limit", 1), Counting.read(params, history))

    @property
    def timed(self) -> bool:
        """Counts fall as windows move on."""
        return True

    def breach(self, view: View) -> Bools:
        """True where one more would be one too many, or where the count is unknown."""
        found = (self.counting.worst(view) >= self.limit) | self.counting.unknown(view)
        return found & self._may_count(view)

    def evidence(self, view: View) -> Evidence:
        """ "7 of 7 since 1 April"."""
        count = self.counting.worst(view)
        first, last = self.counting.bounds(view)
        unknown = why_unknown(count, self.counting.sure(view, count), self.limit, self.counting.window, view)
        return Evidence(count=count, limit=self.limit, first_at=first, last_at=last, unknown=unknown)

    def next_change(self, view: View) -> Ints:
        """When the oldest contact too many drops out of the window."""
        return self.counting.falls_below(view, self.limit)

    def _may_count(self, view: View) -> Bools:
        """Whether the judged contact itself may come to count."""
        outcomes = self.counting.history.outcomes
        if not outcomes:
            return np.ones(len(view), np.bool_)
        outcome = view.col("outcome")
        return lookup(outcomes | 1 << OUTCOME_UNKNOWN, outcome) | (outcome < 0)


_CONTACTS = words.mask(words.CONTACT_CHANNELS, words.CHANNELS, what="a channel")
