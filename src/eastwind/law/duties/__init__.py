"""Duties: what an event obliges to, and by when. Rules of the same law books, which the gate does not look at.

In        events, facts, laws.
Out       `due` (reckoning): due dates, retention, reports; `KINDS` (rules): everything that a duty can be.
Not here  what may not be done (law.gate), doing it in time (web).
Proof     tests/law/duties; worked cases with `[case.event]` in tests/law/cases.

The page: docs/reference/duties.md.
"""

from eastwind.law.duties.rules import KINDS

__all__ = ["KINDS"]
