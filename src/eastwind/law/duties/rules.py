"""Rules: one duty of a law book in one mode: which events it means, its kind, its source, its sentences.

In        a `[[rule]]` table of a duty's kind; the mode (cautious, letter, draft).
Out       `Duty`, or nothing where the mode does not know it; BookError for whatever is not understood.
Not here  gate rules (law.rules), the reckoning (reckoning).
Proof     tests/law/duties/test_reading.py.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from eastwind.law.columns import Bools, Ints
from eastwind.law.duties import meant
from eastwind.law.duties.base import DutyKind
from eastwind.law.duties.clock import Clock
from eastwind.law.duties.meant import Meant
from eastwind.law.duties.occurrences import Occurrences
from eastwind.law.duties.periodic import Periodic
from eastwind.law.duties.report import Report
from eastwind.law.duties.retain import Retain
from eastwind.law.heads import FIXED, head, in_mode
from eastwind.law.reading import DAY, Params

# Everything that a duty can be. The pages of each kind: docs/reference/duties.md.
KINDS: Final[dict[str, type[DutyKind]]] = {"clock": Clock, "retain": Retain, "periodic": Periodic, "report": Report}


@dataclass(frozen=True, slots=True, eq=False)
class Duty:
    """A duty as it stands in one mode."""

    id: str
    part: str
    book: str
    kind: str
    force: str
    since: int
    until: int | None
    meant: Meant
    body: DutyKind
    cite: str
    url: str
    confidence: str
    says: dict[str, str]
    numbers: dict[str, Any]

    def in_force(self, seen: Occurrences, rows: Ints, law_day: int | None) -> Bools:
        """By the local date of the event in any plausible zone (a continuing duty: of `as_of`), or by `law_day`."""
        if law_day is not None:
            return np.full(len(rows), self.since <= law_day <= (law_day if self.until is None else self.until))
        at = np.full(len(rows), seen.as_of) if self.body.continuing else seen.at[rows]
        days, no_zone = seen.local_days(at, rows)
        found = days >= self.since
        if self.until is not None:
            found &= days <= self.until
        # Without a zone it may be a day earlier or later than in Greenwich.
        day = at // DAY
        anywhere = (day + 1 >= self.since) & (True if self.until is None else day - 1 <= self.until)
        return np.where(no_zone, anywhere, found.any(axis=1))


def read(table: dict[str, Any], book: str, where: str, mode: str) -> Duty | None:
    """The duty of a table in a mode; None where the mode does not know it."""
    return in_mode(table, where, mode, lambda params: _read(params, book), (*FIXED, "events"))


def _read(params: Params, book: str) -> Duty:
    own = head(params, tuple(KINDS))
    condition = meant.read(params)
    body = KINDS[own["kind"]].read(params)
    params.done()
    return Duty(**own, book=book, meant=condition, body=body, numbers=params.table)
