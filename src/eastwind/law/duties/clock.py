"""Clock: something is due within a span after the event.

In        `within`, `after`, `day_one`, `roll`.
Out       the last day on which it is in time; the instant, where the span is in hours.
Not here  what recurs (periodic), what is counted from a period's end (report).
Proof     tests/law/duties/test_due.py.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from eastwind.law.columns import Ints
from eastwind.law.duties import spans
from eastwind.law.duties.base import Answer
from eastwind.law.duties.counting import NO_INSTANT, Count, last_days
from eastwind.law.duties.occurrences import Occurrences
from eastwind.law.reading import Params


@dataclass(frozen=True, slots=True)
class Clock:
    """Due on the last day of `count`."""

    count: Count
    continuing: ClassVar[bool] = False

    @classmethod
    def read(cls, params: Params) -> Self:
        """A clock's parameters."""
        within = spans.read(params, "within")
        after = spans.read_optional(params, "after", spans.UNITS[:-1])
        if after is not None and within.unit == "hours":
            raise params.fail("'after' ends with a day, and hours count from an instant. Leave it out.")
        return cls(Count(within, after, spans.read_roll(params, (within,)), spans.read_day_one(params, (within,))))

    def answer(self, seen: Occurrences, rows: Ints, since: int) -> Answer:
        """The last day, of several the earliest."""
        starts, due, reasons = last_days(seen, rows, seen.at[rows], self.count, latest=False)
        hours = self.count.span.unit == "hours"
        due_at = seen.at[rows] + self.count.span.count * spans.HOUR if hours else np.full(len(rows), NO_INSTANT)
        return Answer(rows, starts, reasons, due=due, due_at=due_at)
