"""Law: what may not be done. Law books are data; the gate judges every contact under all of them.

In        candidates, facts (core.facts), the books in `law/books`, which of them bind where (`law/stacks.toml`).
Out       `judge`: allowed, or every breach with its evidence and the first moment at which the contact is lawful;
          `due`: what an event obliges to, and by when; `load` and `stack` for books; `check` for worked cases.
Not here  what to do (decide), what is said (notices), who sends it (web).
Proof     tests/law; `eastwind law check FILE…` runs worked cases that anybody may write.

The way of a verdict: books → rules → kinds (what a rule can say: kinds/__init__.py is the whole table) → gate.
The format of books: docs/reference/law-books.md. Why columns and not expressions: docs/adr/0006.
"""

from eastwind.law.books import Laws, available, load, stack
from eastwind.law.cases import CaseError
from eastwind.law.check import Result, Summary, check
from eastwind.law.columns import SEARCH_DAYS
from eastwind.law.duties.reckoning import DUES, due
from eastwind.law.evidence import BREACHES
from eastwind.law.gate import VERDICTS, Verdicts, judge
from eastwind.law.reading import BookError

__all__ = [
    "BREACHES", "DUES", "SEARCH_DAYS", "VERDICTS", "BookError", "CaseError", "Laws", "Result", "Summary", "Verdicts",
    "available", "check", "due", "judge", "load", "stack",
]  # fmt: skip
