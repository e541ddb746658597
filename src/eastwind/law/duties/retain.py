"""Retain: a record is kept at least, or at most, so long; a legal hold keeps it whatever the dates say.

In        `keep`, `at_most`, `day_one`, `renewed`, `hold`.
Out       the last day of keeping, the last day on which it may still be there, whether a hold is open.
Not here  deleting (the store's work).
Proof     tests/law/duties/test_due.py.
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from eastwind.core import words
from eastwind.core.calendars import UNKNOWN_DAY
from eastwind.law.columns import Bools, Ints
from eastwind.law.duties import spans
from eastwind.law.duties.base import Answer
from eastwind.law.duties.counting import KNOWN, Count, last_days
from eastwind.law.duties.occurrences import Occurrences
from eastwind.law.reading import Params

UNITS = ("days", "weeks", "months", "years")


@dataclass(frozen=True, slots=True)
class Retain:
    """Kept through the last day of `keep`, gone after that of `at_most`."""

    keep: Count | None
    at_most: Count | None
    renewed: str
    hold: tuple[int, ...]
    continuing: ClassVar[bool] = False

    @classmethod
    def read(cls, params: Params) -> Self:
        """A retention's parameters; a ceiling below the floor is refused."""
        keep, at_most = (spans.read_optional(params, key, UNITS) for key in ("keep", "at_most"))
        if keep is None and at_most is None:
            raise params.fail("neither 'keep' nor 'at_most' is there. Write one of them, such as keep = {years = 3}.")
        if keep is not None and at_most is not None and at_most.nominal < keep.nominal:
            raise params.fail("'at_most' is shorter than 'keep'. Exchange them.")
        day_one = spans.read_day_one(params, (keep, at_most))
        counts = [None if span is None else Count(span, day_one=day_one) for span in (keep, at_most)]
        renewed = params.choice("renewed", ("loan", "person"), "")
        hold = tuple(words.STATES.index(word) for word in params.words("hold", words.STATES, ()))
        return cls(counts[0], counts[1], renewed, hold)

    def answer(self, seen: Occurrences, rows: Ints, since: int) -> Answer:
        """Of several last days of keeping the latest, of several ceilings the earliest."""
        at = self._counted_from(seen, rows)
        found = Answer(rows, np.full(len(rows), UNKNOWN_DAY), np.full(len(rows), KNOWN), held=self._held(seen, rows))
        if self.at_most is not None:
            found.starts, found.delete, found.reasons = last_days(seen, rows, at, self.at_most, latest=False)
        if self.keep is not None:
            found.starts, found.keep, found.reasons = last_days(seen, rows, at, self.keep, latest=True)
        return found

    def _counted_from(self, seen: Occurrences, rows: Ints) -> Ints:
        at = seen.at[rows]
        if not self.renewed:
            return at
        owner = (seen.loan if self.renewed == "loan" else seen.person)[rows]
        alone = -1 - np.arange(len(rows))  # an event about nobody stands for itself
        _, group = np.unique(np.where(owner >= 0, owner, alone), return_inverse=True)
        latest = np.full(len(rows), np.iinfo(np.int64).min)
        np.maximum.at(latest, group, at)
        return latest[group]

    def _held(self, seen: Occurrences, rows: Ints) -> Bools:
        states = seen.known.tables["states"]
        if not self.hold or not len(states):
            return np.zeros(len(rows), np.bool_)
        is_open = (states.col("opened") <= seen.as_of) & (states.col("closed") > seen.as_of)
        chosen = is_open & np.isin(states.col("state"), self.hold)
        person, loan = states.col("person")[chosen], states.col("loan")[chosen]
        mine, of_person = seen.loan[rows], seen.person[rows]
        held: Bools = np.isin(of_person, person[loan < 0]) | ((mine >= 0) & np.isin(mine, loan[loan >= 0]))
        return (held | ((mine < 0) & np.isin(of_person, person))) & (of_person >= 0)
