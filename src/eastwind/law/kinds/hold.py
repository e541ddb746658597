"""Hold: no contact while a state is open: a dispute, an attorney, a bankruptcy, distress, death …

In        `states`, `with_facts`, `but_not_facts`, `whose`, `any_loan`, `closed_too`, `days_after`, `days_at_most`,
          `hours_later`.
Out       breached while such a state works; evidence the state, when it was opened.
Not here  purposes that stay allowed: they are exceptions of the rule (`unless`).
Proof     tests/law/test_conditions.py.

A state that names a loan works for that loan, one that names none for all. `whose`: `anyone-concerned` (default: the
person contacted, and the borrower whoever is contacted), `contacted`, `borrower`, `anyone`.
"""

from dataclasses import dataclass

import numpy as np

from eastwind.core import words
from eastwind.law.columns import LONG_AGO, NEVER, Bools, Ints
from eastwind.law.kinds.base import Evidence, known
from eastwind.law.reading import Params
from eastwind.law.states import Stated
from eastwind.law.view import View


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing while a state of the pattern works."""

    pattern: Stated

    @classmethod
    def read(cls, params: Params) -> "Hold":
        """The kind from its keys."""
        return cls(Stated.read(params, done=False))

    @property
    def timed(self) -> bool:
        """States open and close."""
        return True

    def breach(self, view: View) -> Bools:
        """True while such a state works."""
        return self.pattern.holds(view, unknown=True)

    def evidence(self, view: View) -> Evidence:
        """The state at work that was opened last, of equals the first in the alphabet."""
        pairs, marks = self.pattern.pairs(view), self.pattern.marks(view)
        opened = pairs.col("opened")
        last = pairs.most(marks, opened, LONG_AGO)
        rank = pairs.least(marks & (opened == pairs.of_row(last)), _RANKS[pairs.col("state")], len(_RANKS) - 1)
        return Evidence(state=_BY_RANK[rank], opened_at=known(last))

    def next_change(self, view: View) -> Ints:
        """When the last of the states at work ends."""
        pairs, marks = self.pattern.pairs(view), self.pattern.marks(view)
        end = pairs.most(marks, self.pattern.term(pairs, True)[1], LONG_AGO)
        return np.where(end > view.at, end, NEVER)


_BY_RANK = np.argsort(np.array(words.STATES))  # states by the alphabet
_RANKS = np.argsort(_BY_RANK)
