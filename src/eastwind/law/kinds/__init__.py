"""Kinds: what a law book can say. Reading this table is reading all of it.

In        the keys of a rule that its kind knows.
Out       `KINDS`: the word in the book → the class that reads, judges and explains.
Not here  to whom and when a rule applies (conditions), verdicts over all rules (gate).
Proof     tests/law/test_kinds.py.
"""

from typing import Final, Protocol

from eastwind.law.kinds.amount import Amount
from eastwind.law.kinds.base import Evidence, Kind
from eastwind.law.kinds.cap import Cap
from eastwind.law.kinds.conduct import Conduct
from eastwind.law.kinds.consent import Consent
from eastwind.law.kinds.content_forbids import ContentForbids
from eastwind.law.kinds.content_requires import ContentRequires
from eastwind.law.kinds.hold import Hold
from eastwind.law.kinds.precondition import Precondition
from eastwind.law.kinds.quiet_days import QuietDays
from eastwind.law.kinds.quiet_hours import QuietHours
from eastwind.law.kinds.recipient import Recipient
from eastwind.law.kinds.rest import Rest
from eastwind.law.kinds.time_bar import TimeBar
from eastwind.law.reading import Params


class Reads(Protocol):
    """A class of kinds: reads its keys out of a rule."""

    def read(self, params: Params) -> Kind:
        """The kind with its parameters; BookError for nonsense."""


KINDS: Final[dict[str, Reads]] = {
    "quiet-hours": QuietHours,  # contact may start only in some hours of the person's day
    "quiet-days": QuietDays,  # no contact on some days
    "cap": Cap,  # at most so many contacts in a window
    "rest": Rest,  # none for a while after an event
    "hold": Hold,  # none while a state is open
    "consent": Consent,  # needs a permission, or heeds a prohibition
    "recipient": Recipient,  # some people only under conditions, or never
    "precondition": Precondition,  # something must have happened before
    "conduct": Conduct,  # how it is done: facts, visitors, places, provenance
    "content-requires": ContentRequires,  # what must be said
    "content-forbids": ContentForbids,  # what must not be said
    "amount": Amount,  # a number of the loan has a limit
    "time-bar": TimeBar,  # a debt past its limitation period
}

__all__ = ["KINDS", "Evidence", "Kind"]
