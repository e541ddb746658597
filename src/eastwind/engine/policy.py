"""Policy: all that a day is decided by, besides the book; and the number such a day has.

In        law books, a strategy, a model, templates, an instant, a seed.
Out       `Policy` and its identity, the plan_id.
Not here  the book; reading any of these from files (cli).
Proof     tests/engine/test_identity.py: one change anywhere is another plan.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from eastwind import assess, decide, law, notices
from eastwind.core import digests

VERSION: Final = "2"  # of the engine: raised when the same input may come out otherwise


@dataclass(frozen=True, slots=True)
class Policy:
    """All that a day is decided by, besides the book."""

    laws: law.Laws
    strategy: decide.Strategy
    model: assess.Assessor
    library: notices.Library
    as_of: datetime
    seed: int
    mode: str = "cautious"
    law_on: date | None = None

    def identity(self, book_digest: str) -> str:
        """plan_id: the same for the same book, law, strategy, model, instant, seed and engine, and for no other."""
        return digests.short_id(
            "plan",
            book_digest,
            self.laws.digest,
            digests.digest(self.strategy.content),
            digests.digest(self.model.content),
            self.library.digest,
            self.as_of.isoformat(),
            self.mode,
            "" if self.law_on is None else self.law_on.isoformat(),
            str(self.seed),
            VERSION,
        )
