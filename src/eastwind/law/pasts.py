"""Pasts: what a condition may ask of the history: was there a contact, was the person out of reach, is this a reply?

In        the tables `contact`, `no_contact`, `unreached` and `reply` of a condition.
Out       tests (conditions.Test).
Not here  counting against a limit (counting).
Proof     tests/law/test_conditions.py, tests/law/test_kinds.py.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from eastwind.core import calendars, words
from eastwind.law.columns import LONG_AGO, NEVER, Bools, Ints, Part
from eastwind.law.histories import History, known_outcome, medium
from eastwind.law.reading import DAY, Params
from eastwind.law.view import Clock, Relation, View, lookup
from eastwind.law.windows import Window

FAILED: Final = words.mask(("not_connected", "no_answer", "voicemail"), words.OUTCOMES, what="an outcome")
TALK: Final = words.OUTCOMES.index("conversation")
VOICE: Final = words.CHANNELS.index("voice")
BORROWER: Final = words.PARTIES.index("borrower")
OUT: Final = words.DIRECTIONS.index("out")
IN: Final = words.DIRECTIONS.index("in")


@dataclass(frozen=True, slots=True)
class ToBorrower:
    """Contacts with the borrower, by whatever channel and from either side, each once."""

    def rows(self, table: Part) -> Bools:
        """Which past contacts are."""
        found: Bools = (table.col("who") == BORROWER) & table.col("first")
        return found


TO_BORROWER: Final = ToBorrower()


@dataclass(frozen=True, slots=True)
class Contacted:
    """There was (or, not `wanted`, was not) a contact of some kind, within a window, or some days ago at least."""

    history: History
    times: int
    within: Window | None
    days_before: int  # so many whole local days lie between it and the judged contact
    working_days_before: int
    calendar: str
    wanted: bool

    @classmethod
    def read(cls, params: Params, *, wanted: bool) -> "Contacted":
        """A test from its table."""
        within = params.sub("within")
        found = cls(
            history=History.read(params, same=("person", "loan")),
            times=params.integer("times", 1, 1),
            within=Window.read(within) if within is not None else None,
            days_before=params.integer("days_before", 1, 0),
            working_days_before=params.integer("working_days_before", 1, 0),
            calendar=params.text("calendar", ""),
            wanted=wanted,
        )
        params.done()
        if found.working_days_before and found.calendar not in calendars.jurisdictions():
            raise params.fail(f"'calendar' is '{found.calendar}'. Write one of {', '.join(calendars.jurisdictions())}.")
        return found

    @property
    def timed(self) -> bool:
        """Contacts ripen and drop out of windows."""
        return bool(self.within or self.days_before or self.working_days_before or self.history.period_over)

    @property
    def local(self) -> bool:
        """Whether a local day matters."""
        counted = self.days_before or self.working_days_before or self.history.period_days or self.history.period_over
        return bool(counted or (self.within and self.within.local))

    def holds(self, view: View, unknown: bool) -> Bools:
        """Whether the history shows it, `unknown` where it may. Where earlier history is unknown, a contact is neither
        proven nor excluded."""
        pairs = self._pairs(view)
        proven = self.wanted != unknown
        meant = self._meant(pairs, proven)
        there = pairs.count(meant & self._in_time(view, pairs, proven)) >= self.times
        if self.wanted:
            return there if proven else there | ~self._whole(view)
        return ~there if proven else ~there & self._whole(view)

    def next_change(self, view: View) -> Ints:
        """When a contact ripens or drops out."""
        pairs = self._pairs(view)
        meant, now, soonest = self._meant(pairs, False), pairs.of_row(view.at), np.full(len(view), NEVER)
        moments: list[Ints] = []
        for clock in view.clocks:
            if self.within is not None:
                moments.append(self.within.leaves(clock, pairs.col("at"), pairs.row))
                whole = self.within.leaves(clock, view.known_from - 1, np.arange(len(view)))
                ripens = (view.known_from > LONG_AGO) & (whole > view.at)
                soonest = np.where(ripens, np.minimum(soonest, whole), soonest)
            if self.days_before or self.working_days_before:
                moments.append(self._ripe(clock.local_of(pairs.col("at"), pairs.row) // DAY, clock, pairs))
            if self.history.period_over:
                moments.append(clock.instant((np.maximum(pairs.col("period_ends"), 0) + 1) * DAY, pairs.row))
                meant = np.ones(len(meant), np.bool_)
        for moment in moments:
            soonest = np.minimum(soonest, pairs.least(meant & (moment > now), moment, NEVER))
        return soonest

    def begins(self, view: View) -> Ints:
        """What drops out of a window does not prove a contact; whatever else changes, may."""
        if self.wanted and not (self.days_before or self.working_days_before or self.history.period_over):
            return np.full(len(view), NEVER)
        return self.next_change(view)

    def _pairs(self, view: View) -> Relation:
        return view.relation("contacts", self.history, self.within.reach if self.within else NEVER)

    def _meant(self, pairs: Relation, proven: bool) -> Bools:
        history = replace(self.history, proven=proven)
        if history.period_over:
            return history.marks(pairs)
        return pairs.keep((history, "meant"), lambda: history.marks(pairs))

    def _whole(self, view: View) -> Bools:
        """Whether the history is known as far back as is asked."""
        whole: Bools = view.known_from == LONG_AGO
        if self.within is not None and not whole.all():
            every = np.arange(len(view))
            whole |= ~np.any([self.within.holds(clock, view.known_from - 1, every) for clock in view.clocks], axis=0)
        return whole

    def _in_time(self, view: View, pairs: Relation, proven: bool) -> Bools:
        """In every zone for a contact that must be `proven`, in any for one that may be."""
        answers = []
        for clock in view.clocks:
            now = np.ones(len(pairs.row), np.bool_)
            if self.within is not None:
                now &= self.within.holds(clock, pairs.col("at"), pairs.row)
                if proven and self.within.unit == "working_day":
                    now &= self.within.leaves(clock, pairs.col("at"), pairs.row) < NEVER
            if self.days_before or self.working_days_before:
                ripe = self._ripe(clock.local_of(pairs.col("at"), pairs.row) // DAY, clock, pairs)
                now &= (ripe <= pairs.of_row(view.at)) | ((ripe == NEVER) & (not proven))
            answers.append(now)
        dark = pairs.of_row(view.zone_unknown) & self.local
        return np.all(answers, axis=0) & ~dark if proven else np.any(answers, axis=0) | dark  # type: ignore[no-any-return]

    def _ripe(self, day: Ints, clock: Clock, pairs: Relation) -> Ints:
        """The instant from which a contact of a local day is far enough back; never where a calendar has a gap.
        Working days first, the other days after them."""
        unknown = np.zeros(len(day), np.bool_)
        if self.working_days_before:
            last = calendars.load(self.calendar).working_days_after(day.astype(np.int32), self.working_days_before)
            unknown = last == calendars.UNKNOWN_DAY
            day = np.where(unknown, 0, last.astype(np.int64))
        return np.where(unknown, NEVER, clock.instant((day + self.days_before + 1) * DAY, pairs.row))


@dataclass(frozen=True, slots=True)
class Unreached:
    """The borrower could not be reached: failed calls in a row, or on days in a row, with no talk in between."""

    calls: int
    days: int
    hours: int  # the failed calls lie in so many different hours
    next_day: bool  # counts calls of earlier days only

    @classmethod
    def read(cls, params: Params) -> "Unreached":
        """A test from its table."""
        found = cls(
            params.integer("calls", 1, 0),
            params.integer("days_in_a_row", 1, 0),
            params.integer("different_hours", 1, 0),
            params.flag("from_next_day"),
        )
        params.done()
        if not found.calls and not found.days:
            raise params.fail("write how many 'calls' failed in a row, or on how many 'days_in_a_row'.")
        return found

    @property
    def timed(self) -> bool:
        """Only where the next day is waited for."""
        return self.next_day

    def holds(self, view: View, unknown: bool) -> Bools:
        """True where the history proves it in every plausible zone."""
        pairs = view.relation("contacts", TO_BORROWER)
        answers = []
        for clock in view.clocks:
            failed = self._failed(pairs)
            if self.next_day:
                failed = failed & (pairs.col("at") < pairs.of_row(clock.midnight(0)))
            local = clock.local_of(pairs.col("at")[failed], pairs.row[failed])
            rows = pairs.row[failed]
            now = np.ones(len(view), np.bool_)
            if self.calls:
                now &= np.bincount(rows, minlength=len(view)) >= self.calls
            if self.hours:
                now &= _distinct(rows, local // 3600, len(view)) >= self.hours
            if self.days:
                now &= _run_of_days(rows, local // DAY, self.days, len(view))
            answers.append(now)
        return np.all(answers, axis=0) & ~view.zone_unknown  # type: ignore[no-any-return]

    def next_change(self, view: View) -> Ints:
        """When the day of the next failed call is over; after the last one nothing changes any more."""
        pairs = view.relation("contacts", TO_BORROWER)
        failed, now, soonest = self._failed(pairs), pairs.of_row(view.at), np.full(len(view), NEVER)
        for clock in view.clocks:
            over = clock.instant((clock.local_of(pairs.col("at"), pairs.row) // DAY + 1) * DAY, pairs.row)
            soonest = np.minimum(soonest, pairs.least(failed & (over > now), over, NEVER))
        return soonest

    def begins(self, view: View) -> Ints:
        """Likewise."""
        return self.next_change(view)

    def _failed(self, pairs: Relation) -> Bools:
        """Failed calls to the borrower since the last contact that did not fail."""
        call = (pairs.col("channel") == VOICE) & (pairs.col("direction") == OUT)
        failed: Bools = call & lookup(FAILED, known_outcome(pairs))
        talk = ~failed & ((pairs.col("direction") == IN) | (pairs.col("channel") == VOICE))
        since: Bools = pairs.col("at") > pairs.of_row(pairs.most(talk, pairs.col("at"), LONG_AGO))
        return failed & since


def _distinct(rows: Ints, values: Ints, size: int) -> Ints:
    """How many different values each row has."""
    both = np.unique(np.stack([rows, values]), axis=1)[0]
    return np.bincount(both, minlength=size)


def _run_of_days(rows: Ints, days: Ints, length: int, size: int) -> Bools:
    """Whether a row has `length` days in a row."""
    found = np.zeros(size, np.bool_)
    row, day = np.unique(np.stack([rows, days]), axis=1)
    if len(row) >= length:
        ahead = length - 1
        run = (row[ahead:] == row[: len(row) - ahead]) & (day[ahead:] - day[: len(day) - ahead] == ahead)
        found[row[ahead:][run]] = True
    return found


@dataclass(frozen=True, slots=True)
class Replied:
    """The contact answers one that the person made by the same medium: so many answers each, within so many hours."""

    limit: int
    hours: int

    @classmethod
    def read(cls, params: Params) -> "Replied":
        """A test from its table."""
        found = cls(params.integer("limit", 1), params.integer("hours", 1))
        params.done()
        return found

    @property
    def timed(self) -> bool:
        """An answer must come soon."""
        return True

    def holds(self, view: View, unknown: bool) -> Bools:
        """True where the person's last contact has not had its answers yet. A call that became a talk was answered."""
        last, answers = self._last(view)
        found: Bools = (last != LONG_AGO) & (answers < self.limit) & (view.at - last <= self.hours * 3600)
        return found

    def next_change(self, view: View) -> Ints:
        """When the time for an answer is over."""
        last, _ = self._last(view)
        ends = last + self.hours * 3600 + 1
        return np.where((last != LONG_AGO) & (ends > view.at), ends, NEVER)

    def begins(self, view: View) -> Ints:
        """Never: what was asked grows old, and what is answered stays so."""
        return np.full(len(view), NEVER)

    def _last(self, view: View) -> tuple[Ints, Ints]:
        """When the person last wrote or rang by this medium, and how often that was answered."""
        reach = self.hours * 3600
        last = view.keep(("last asked", reach), lambda: _last_asked(view, reach))
        return last, view.keep(("answers", reach), lambda: _answers(view, last, reach))


def _alike(pairs: Relation) -> Bools:
    """Contacts with the same person by the same medium."""
    ours = medium(pairs.of_row(pairs.view.col("channel")))
    found: Bools = pairs.same("who") & pairs.col("first") & (medium(pairs.col("channel")) == ours)
    return found


def _last_asked(view: View, reach: int) -> Ints:
    pairs = view.relation("contacts", None, reach)
    asked = _alike(pairs) & (pairs.col("direction") == IN) & (known_outcome(pairs) != TALK)
    return pairs.most(asked, pairs.col("at"), LONG_AGO)


def _answers(view: View, last: Ints, reach: int) -> Ints:
    pairs = view.relation("contacts", None, reach)
    return pairs.count(_alike(pairs) & (pairs.col("direction") == OUT) & (pairs.col("at") > pairs.of_row(last)))
