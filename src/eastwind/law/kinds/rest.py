"""Rest: no contact for a while after an event: a conversation, a visit, the attempt before.

In        `after` (which past contacts start the rest: channels, outcomes, direction …), `window`, `not_counted`,
          `per`, `pooled`.
Out       breached while such an event stands in the window; lawful when it has dropped out.
Not here  limits above one (cap), rests after a state (hold with days_after).
Proof     tests/law/test_counting.py.

The day of the event is day 1 of a rest of consecutive days. Inbound events start a rest as outbound ones do, unless
`after` says otherwise.
"""

from dataclasses import dataclass, replace

import numpy as np

from eastwind.core import words
from eastwind.law.columns import Bools, Ints
from eastwind.law.counting import Counting
from eastwind.law.histories import History
from eastwind.law.kinds.base import HISTORY, ZONE, Evidence
from eastwind.law.reading import Params
from eastwind.law.view import View


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing while an event of `counting` stands in its window."""

    counting: Counting

    @classmethod
    def read(cls, params: Params) -> "Rest":
        """The kind from its keys."""
        after = params.sub("after", required=True)
        assert after is not None
        history = History.read(after, channels=params.bits("channels", words.CHANNELS), direction="any")
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
        unknown = np.where(count >= 1, -1, np.where(view.zone_unknown & self.counting.window.local, ZONE, HISTORY))
        return Evidence(count=count, first_at=first, last_at=last, unknown=unknown)

    def next_change(self, view: View) -> Ints:
        """When the last event drops out of the window."""
        return self.counting.falls_below(view, 1)


_CONTACTS = words.mask(words.CONTACT_CHANNELS, words.CHANNELS, what="a channel")
