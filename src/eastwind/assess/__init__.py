"""Assess: how a person stands. Ability and willingness, with reasons that the person may read.

In        the book (core.frames.Book) and its delinquency, as of an instant.
Out       `standing`: one row of plain facts per person; `Scorecard.score`: two halves that add up, a chance, a way.
Not here  what to do about it (decide), what the law allows (law), findings of text: those become states, not features.
Proof     tests/assess.
"""

from eastwind.assess.scorecard import Scorecard, ScorecardError, load
from eastwind.assess.standing import standing

__all__ = ["Scorecard", "ScorecardError", "load", "standing"]
