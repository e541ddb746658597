"""Histories: which past contacts a rule means.

In        the table of a filter in a book: channels, outcomes, direction, by, to, purposes, places, facts, contains,
          same …
Out       a mark for each pair of a judged contact and one of that person's past contacts.
Not here  how many are too many (counting), whether there must be one (conditions).
Proof     tests/law/test_counting.py, tests/law/test_conditions.py.

An outcome that became known only after the day of decision is unknown. Whether `unknown` is meant depends on who asks:
where contacts are counted against us it counts, where a contact must be proven it does not.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from eastwind.core import words
from eastwind.core.facts import BY_CREDITOR
from eastwind.law.columns import LONG_AGO, NO_NUMBER, Bools, Ints, Part
from eastwind.law.reading import DAY, Params
from eastwind.law.view import Relation, holds_all, holds_any, kind_of, lookup

SAME: Final = ("person", "loan", "account", "point", "collector", "medium", "channel", "names")
OUTCOME_UNKNOWN: Final = words.OUTCOMES.index("unknown")
_UNKNOWN: Final = 1 << OUTCOME_UNKNOWN
# Channels that are one medium to the person: "stop calling" means every kind of call.
PHONE: Final = words.mask(("voice", "robocall", "voicemail"), words.CHANNELS, what="a channel")
_MEDIUM: Final = np.array([0 if PHONE >> place & 1 else place for place in range(len(words.CHANNELS))], np.int64)


def medium(channel: Ints) -> Ints:
    """Channels with the kinds of calls made one."""
    return _MEDIUM[channel]


def known_outcome(pairs: Relation) -> Ints:
    """The outcome of each past contact, as far as it was known on the day of decision."""
    return pairs.keep("outcome known", lambda: _known_outcome(pairs))


def _known_outcome(pairs: Relation) -> Ints:
    late = pairs.col("outcome_at") > pairs.of_row(pairs.view.known_at)
    return np.where(late, OUTCOME_UNKNOWN, pairs.col("outcome"))


@dataclass(frozen=True, slots=True)
class History:
    """A filter over past contacts; 0 bits = no condition."""

    channels: int
    outcomes: int
    direction: str
    by: int
    to: int
    purposes: int
    places: int
    facts: int
    any_facts: int
    without_facts: int
    contains: tuple[int, int]
    same: tuple[str, ...]
    period_days: int
    period_over: bool
    proven: bool  # what is not known is not meant

    @classmethod
    def read(
        cls,
        params: Params,
        *,
        channels: int = 0,
        same: tuple[str, ...] = ("person",),
        direction: str = "out",
        fixed: tuple[str, ...] = (),
    ) -> "History":
        """A filter from its table; the arguments are what holds where the table is silent. `fixed` keys may not stand
        there."""
        for key in fixed:
            if params.has(key):
                raise params.fail(f"'{key}' is not asked here. Leave it out; 'per' and 'pooled' say what is the same.")
        return cls(
            channels=params.bits("channels", words.CHANNELS) or channels,
            outcomes=params.bits("outcomes", words.OUTCOMES),
            direction=params.choice("direction", ("out", "in", "any"), direction),
            by=params.bits("by", words.COLLECTORS),
            to=params.bits("to", words.PARTIES),
            purposes=params.bits("purposes", words.PURPOSES),
            places=params.bits("places", words.PLACES),
            facts=params.bits("facts", words.CONTACT_FACTS),
            any_facts=params.bits("any_facts", words.CONTACT_FACTS),
            without_facts=params.bits("without_facts", words.CONTACT_FACTS),
            contains=params.items("contains"),
            same=params.words("same", SAME, same, empty=True),
            period_days=params.integer("period_days", 1, 0),
            period_over=params.flag("period_over"),
            proven=False,
        )

    def rows(self, table: Part) -> Bools:
        """The past contacts that may be meant, whoever is judged."""
        by_loan = "loan" in self.same or "account" in self.same
        found = np.ones(len(table), np.bool_) if by_loan else table.col("first").copy()
        for bits, name in (
            (self.channels, "channel"),
            (self.to, "to"),
            (self.purposes, "purpose"),
            (self.places, "place"),
        ):
            if bits:
                found &= lookup(bits, table.col(name))
        if self.direction != "any":
            found &= table.col("direction") == words.DIRECTIONS.index(self.direction)
        if self.by:
            found &= lookup(self.by, kind_of(table.col("by")))
        if self.outcomes:
            found &= lookup(self.outcomes | _UNKNOWN, table.col("outcome")) | (table.col("outcome_at") > LONG_AGO)
        if self.facts:
            found &= holds_all(table.col("facts"), self.facts)
        if self.any_facts:
            found &= holds_any(table.col("facts"), self.any_facts)
        if self.without_facts:
            found &= ~holds_any(table.col("facts"), self.without_facts)
        if any(self.contains):
            items, parts = self.contains
            found &= holds_any(table.col("contains_items"), items) | holds_any(table.col("contains_parts"), parts)
        if self.period_days or self.period_over:
            found &= table.col("period_ends") != NO_NUMBER
        return found

    def marks(self, pairs: Relation) -> Bools:
        """True for those of `rows` that are meant. Does not depend on the moment, but for `period_over`."""
        found = self._same(pairs)
        if self.outcomes:
            found &= lookup(self.outcomes if self.proven else self.outcomes | _UNKNOWN, known_outcome(pairs))
        if self.period_days or self.period_over:
            found &= self._period(pairs)
        return found

    def _same(self, pairs: Relation) -> Bools:
        """Those that have in common with the judged contact what they must."""
        found = np.ones(len(pairs.row), np.bool_)
        ours = pairs.view
        for what in self.same:
            if what == "person":
                found &= pairs.same("who")
            elif what in ("point", "channel"):
                found &= pairs.same(what)
            elif what == "loan":
                found &= pairs.same_loan()
            elif what == "account":
                found &= _same_account(pairs)
            elif what == "collector":
                found &= pairs.same("by")
            elif what == "medium":
                found &= medium(pairs.col("channel")) == medium(pairs.of_row(ours.col("channel")))
            elif what == "names":
                named = pairs.col("names")
                found &= (named == pairs.of_row(ours.col("by"))) & (named != BY_CREDITOR)
        return _once(pairs, found) if "account" in self.same else found

    def _period(self, pairs: Relation) -> Bools:
        """Notices that name a long enough period, and whose period is over by the local date of the judged contact: in
        every zone if it must be `proven`, else in any."""
        ends = pairs.col("period_ends")
        answers = []
        for clock in pairs.view.clocks:
            now = np.ones(len(ends), np.bool_)
            if self.period_days:
                now &= ends - clock.local_of(pairs.col("at"), pairs.row) // DAY >= self.period_days
            if self.period_over:
                now &= ends < pairs.of_row(clock.day)
            answers.append(now)
        dark = pairs.of_row(pairs.view.zone_unknown)
        if self.proven:
            return np.all(answers, axis=0) & ~dark  # type: ignore[no-any-return]
        return np.any(answers, axis=0) | dark  # type: ignore[no-any-return]


def _same_account(pairs: Relation) -> Bools:
    accounts = pairs.view.facts.loans.col("account")
    theirs, ours = pairs.col("loan"), pairs.of_row(pairs.view.col("loan"))
    if not len(accounts):
        return np.ones(len(theirs), np.bool_)
    alike = accounts[np.maximum(theirs, 0)] == accounts[np.maximum(ours, 0)]
    found: Bools = alike | (theirs < 0) | (ours < 0)
    return found


def _once(pairs: Relation, found: Bools) -> Bools:
    """Of a past contact about several loans of one account, the first row that is meant."""
    which = np.flatnonzero(found)
    number = pairs.keep("number", lambda: np.cumsum(pairs.table.col("first"))[pairs.other])[which]
    again = np.diff(pairs.row[which], prepend=-1) == 0
    again &= np.diff(number, prepend=-1) == 0
    alone = found.copy()
    alone[which[again]] = False
    return alone
