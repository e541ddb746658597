"""Report: what happened in a period of the calendar is reported within a span after its end.

In        `period`, `within`, `roll`.
Out       the last day for the report in which the event belongs.
Not here  what the report says (report).
Proof     tests/law/duties/test_due.py.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

from eastwind.law.columns import Ints
from eastwind.law.duties import spans
from eastwind.law.duties.base import Answer
from eastwind.law.duties.counting import PERIODS, Count, last_days
from eastwind.law.duties.occurrences import Occurrences
from eastwind.law.reading import Params


@dataclass(frozen=True, slots=True)
class Report:
    """Due on the last day of `count`, which begins with the period's end."""

    count: Count
    continuing: ClassVar[bool] = False

    @classmethod
    def read(cls, params: Params) -> Self:
        """A report's parameters; months from the end of a week are refused."""
        period = params.choice("period", tuple(PERIODS))
        within = spans.read(params, "within", spans.UNITS[:-1])
        if period == "week" and within.unit in ("months", "years"):
            raise params.fail(f"a week does not end with a month, so 'within' cannot be in {within.unit}. Write days.")
        return cls(Count(within, roll=spans.read_roll(params, (within,)), period=period))

    def answer(self, seen: Occurrences, rows: Ints, since: int) -> Answer:
        """The last day, of several the earliest."""
        starts, due, reasons = last_days(seen, rows, seen.at[rows], self.count, latest=False)
        return Answer(rows, starts, reasons, due=due)
