"""Conduct: how a contact is made: what must be shown, what must not be done, how many come, where, to a point from
where.

In        `must` (facts that have to be there), `must_not` (facts that may not), `entry_consent`, `visitors`, `not_at`,
          `only_at` (places), `only_from` (provenance of the point), `abandon_rate_bp_most`.
Out       breached where any of these is not kept; evidence the facts.
Not here  what is said (content_requires, content_forbids).
Proof     tests/law/test_kinds.py.
"""

from dataclasses import dataclass

import numpy as np

from eastwind.core import words
from eastwind.law.columns import NEVER, NO_NUMBER, Bools, Ints
from eastwind.law.kinds.base import Evidence
from eastwind.law.reading import Params
from eastwind.law.view import View, holds_all, holds_any, lookup

ENTERS = words.mask(("enters",), words.CONTACT_FACTS, what="a fact")
ENTRY_CONSENT = words.mask(("entry-consent",), words.CONTACT_FACTS, what="a fact")


@dataclass(frozen=True, slots=True)
class Conduct:
    """What must and must not be, with this contact."""

    must: int
    must_not: int
    entry_consent: bool
    visitors_least: int
    visitors_most: int
    not_at: int
    only_at: int
    only_from: int
    abandon_rate_bp_most: int

    @classmethod
    def read(cls, params: Params) -> "Conduct":
        """The kind from its keys."""
        found = cls(
            must=params.bits("must", words.CONTACT_FACTS),
            must_not=params.bits("must_not", words.CONTACT_FACTS),
            entry_consent=params.flag("entry_consent"),
            visitors_least=params.integer("visitors_least", 1, 0),
            visitors_most=params.integer("visitors_most", 1, 0),
            not_at=params.bits("not_at", words.PLACES),
            only_at=params.bits("only_at", words.PLACES),
            only_from=params.bits("only_from", words.PROVENANCES),
            abandon_rate_bp_most=params.integer("abandon_rate_bp_most", 1, 0),
        )
        if not any(getattr(found, name) for name in cls.__slots__):
            raise params.fail(
                "nothing is asked. Write must, must_not, entry_consent, visitors_least, not_at or the like."
            )
        return found

    @property
    def timed(self) -> bool:
        """Never."""
        return False

    def breach(self, view: View) -> Bools:
        """True where anything asked is not kept."""
        facts, found = view.col("facts"), view.zeros()
        if self.must:
            found |= ~holds_all(facts, self.must)
        if self.must_not:
            found |= holds_any(facts, self.must_not)
        if self.entry_consent:
            found |= holds_any(facts, ENTERS) & ~holds_any(facts, ENTRY_CONSENT)
        if self.visitors_least or self.visitors_most:
            visitors = view.col("visitors")
            found |= (visitors < self.visitors_least) | (visitors == NO_NUMBER)
            if self.visitors_most:
                found |= visitors > self.visitors_most
        if self.not_at:
            found |= lookup(self.not_at, view.col("place")) | (view.col("place") < 0)
        if self.only_at:
            found |= ~lookup(self.only_at, view.col("place"))
        if self.only_from:
            found |= ~lookup(self.only_from, view.col("provenance"))
        if self.abandon_rate_bp_most:
            found |= view.col("abandon_rate_bp") > self.abandon_rate_bp_most
        return found

    def evidence(self, view: View) -> Evidence:
        """Facts that are missing or should not be there."""
        facts = view.col("facts")
        wrong = (~facts & np.uint64(self.must)) | (facts & np.uint64(self.must_not))
        if self.entry_consent:
            entered = holds_any(facts, ENTERS) & ~holds_any(facts, ENTRY_CONSENT)
            wrong = wrong | np.where(entered, np.uint64(ENTERS), np.uint64(0))
        return Evidence(facts=wrong)

    def next_change(self, view: View) -> Ints:
        """Never by time."""
        return np.full(len(view), NEVER)
