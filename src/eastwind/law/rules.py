"""Rules: one entry of a law book in one mode: to whom and when it applies, its kind, its source, its sentences.

In        a `[[rule]]` table; the mode (cautious, letter, draft).
Out       `Rule`, or nothing where the mode does not know it; BookError for whatever is not understood.
Not here  files and versions (books), verdicts (gate).
Proof     tests/law/test_books.py.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from eastwind.core import words
from eastwind.law import conditions
from eastwind.law.columns import NEVER, Bools, Ints
from eastwind.law.conditions import Condition
from eastwind.law.heads import head, in_mode
from eastwind.law.kinds import KINDS, Kind
from eastwind.law.kinds.base import any_holds, first_hold
from eastwind.law.plain import Known, Word
from eastwind.law.reading import DAY, Params
from eastwind.law.view import View

NOBODY: Final = np.zeros(0, np.int64)
CONTACTS: Final = words.mask(words.CONTACT_CHANNELS, words.CHANNELS, what="a channel")
SUBSET_BELOW: Final = 0.5  # a rule for fewer of the rows than this looks at those alone


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule as it speaks in one mode."""

    id: str
    part: str
    book: str
    kind: str
    force: str
    since: int
    until: int | None
    channels: int
    applies: Condition
    unless: tuple[Condition, ...]
    body: Kind
    cite: str
    url: str
    confidence: str
    says: dict[str, str]
    numbers: dict[str, Any]
    timed: bool  # whether the verdict may differ at another moment

    def breached(self, view: View) -> Ints:
        """Rows of the view that break the rule."""
        first, last = view.days
        if last < self.since or (self.until is not None and first > self.until):
            return NOBODY
        applies = self.applies.holds(view, unknown=True)
        if first < self.since or (self.until is not None and last > self.until):
            applies = applies & self._in_force(view)
        count = int(applies.sum())
        if not count:
            return NOBODY
        if count < SUBSET_BELOW * len(view):
            rows = np.flatnonzero(applies)
            rows = rows[self.body.breach(view.subset(rows))]
        else:
            rows = np.flatnonzero(self.body.breach(view) & applies)
        if len(rows) and self.unless:
            rows = rows[~any_holds(self.unless, view.subset(rows))]
        return rows

    def given(self, known: Known) -> "Rule | None":
        """The rule as it speaks of contacts of which some words are known; None where it says nothing of them."""
        applies = self.applies.given(known, unknown=True)
        left = tuple(one for condition in self.unless if (one := condition.given(known, unknown=False)) is not None)
        if applies is None or not all(condition.tests for condition in left):
            return None
        return replace(self, applies=applies, unless=left, timed=_timed(self.body, self.until, applies, left))

    def next_change(self, view: View) -> Ints:
        """For rows that break it, the first moment at which they may no longer do so; NEVER = not by time."""
        if not self.timed:
            return np.full(len(view), NEVER)
        found = self.body.next_change(view) if self.body.timed else np.full(len(view), NEVER)
        if self.applies.timed:
            found = np.minimum(found, self.applies.next_change(view))
        found = np.minimum(found, first_hold(self.unless, view))
        if self.until is not None and view.law_day is None:
            last = np.full(len(view), (self.until + 1) * DAY)
            found = np.minimum(found, np.max([clock.instant(last) for clock in view.clocks], axis=0))
        return np.maximum(found, view.at + 1)

    def _in_force(self, view: View) -> Bools:
        """By the local date of the contact in any plausible zone."""
        found = view.zeros()
        for clock in view.clocks:
            now = clock.day >= self.since
            found |= now if self.until is None else now & (clock.day <= self.until)
        return found


def read(table: dict[str, Any], book: str, where: str, mode: str) -> Rule | None:
    """The rule of a table in a mode; None where the mode does not know it."""
    return in_mode(table, where, mode, lambda params: _read(params, book))


def _read(params: Params, book: str) -> Rule:
    own = head(params, tuple(KINDS))
    channels = params.bits("channels", words.CHANNELS) or CONTACTS
    direction = params.choice("direction", (*words.DIRECTIONS, "any"), "out")
    unless = tuple(conditions.read(table) for table in params.subs("unless"))
    body: Kind = KINDS[own["kind"]].read(params)
    applies = _applies(params, direction)
    params.done()
    timed = _timed(body, own["until"], applies, unless)
    return Rule(
        **own,
        book=book,
        channels=channels,
        applies=applies,
        unless=unless,
        body=body,
        numbers=params.table,
        timed=timed,
    )


def _timed(body: Kind, until: object, applies: Condition, unless: tuple[Condition, ...]) -> bool:
    return body.timed or until is not None or any(condition.timed for condition in (applies, *unless))


def _applies(params: Params, direction: str) -> Condition:
    """A rule's own condition keys. Its channels are left out: the gate asks a rule only about its channels."""
    for key in ("unreached", "reply"):
        if params.has(key):  # what is proven or not; there is no reading of it in doubt
            raise params.fail(
                f"'{key}' may stand only under 'unless', 'needs', 'only_if' or 'not_counted'. Move it there."
            )
    own = conditions.read(
        Params({k: v for k, v in params.table.items() if k != "channels"}, params.where, params.taken), done=False
    )
    tests = own.tests
    if direction != "any":
        tests = (Word("direction", 1 << words.DIRECTIONS.index(direction)), *tests)
    return Condition(tests)
