"""Consents: whether a permission or a prohibition that a person gave covers a contact at a moment.

In        a pattern of a book: kind, scopes, how long it lasts, what it must agree with; the person's consents.
Out       a mark for each pair of a judged contact and a consent in force for it then, and the next moment that may
          differ.
Not here  what follows from it (kinds.consent, conditions).
Proof     tests/law/test_conditions.py.

A permission must name exactly this channel (or none), and its hours must hold in every plausible zone; a prohibition
holds for the whole medium, and if its hours hold in any zone. A day of giving counts as day 1.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from eastwind.core import calendars, words
from eastwind.law.columns import LONG_AGO, NEVER, NO_NUMBER, Bools, Ints, Part
from eastwind.law.histories import OUTCOME_UNKNOWN, known_outcome, medium
from eastwind.law.meeting import meet
from eastwind.law.reading import DAY, Params
from eastwind.law.view import THURSDAY, Clock, Relation, View, lookup
from eastwind.law.windows import Window

EVERY_WEEKDAY: Final = 0x7F
CONVERSATION: Final = words.OUTCOMES.index("conversation")


@dataclass(frozen=True, slots=True)
class Talks:
    """Conversations, as far as is known, or may be."""

    def rows(self, table: Part) -> Bools:
        """Which past contacts may be."""
        outcome = table.col("outcome")
        found: Bools = (outcome == CONVERSATION) | (outcome == OUTCOME_UNKNOWN) | (table.col("outcome_at") > LONG_AGO)
        return found


TALKS: Final = Talks()


@dataclass(frozen=True, slots=True)
class Consented:
    """A pattern of consents. `forbids` = read it as a prohibition: in doubt it holds."""

    kinds: int
    scopes: int
    channels: int
    days: int  # lasts so many days, the day of giving is day 1; 0 = until withdrawn
    after_working_days: int  # binds only after so many working days; 0 = at once
    calendar: str
    until_conversation: bool
    within: Window | None  # given no longer ago than this
    collector: bool
    named: int  # which of channel and point the consent must name outright
    any_channel: bool
    forbids: bool

    @classmethod
    def read(cls, params: Params, *, forbids: bool = False) -> "Consented":
        """A pattern from its table."""
        names = params.words("names", ("channel", "point"), ())
        found = cls(
            kinds=params.bits("kind", words.CONSENTS),
            scopes=params.bits("scopes", words.SCOPES),
            channels=params.bits("channels", words.CHANNELS),
            days=params.integer("days", 1, 0),
            after_working_days=params.integer("after_working_days", 1, 0),
            calendar=params.text("calendar", ""),
            until_conversation=params.flag("until_conversation"),
            within=Window.read(within) if (within := params.sub("within")) is not None else None,
            collector=params.flag("to_the_caller"),
            named=words.mask(names, ("channel", "point"), what="names"),
            any_channel=params.flag("any_channel"),
            forbids=forbids,
        )
        if not found.kinds:
            raise params.fail("'kind' is missing. Write the kind of consent, such as kind = \"agreed-time\".")
        if found.after_working_days and found.calendar not in calendars.jurisdictions():
            raise params.fail(f"'calendar' is '{found.calendar}'. Write one of {', '.join(calendars.jurisdictions())}.")
        params.done()
        return found

    def rows(self, table: Part) -> Bools:
        """The consents that may be meant, whoever is judged."""
        found = lookup(self.kinds, table.col("kind"))
        if self.scopes:
            scope = table.col("scope")
            found &= lookup(self.scopes, scope) | (scope < 0)
        if self.channels:
            found &= lookup(self.channels, table.col("channel"))
        return found

    def pairs(self, view: View) -> Relation:
        """Each row with the consents of its person that may be meant."""
        return view.relation("consents", self)

    def marks(self, view: View, unknown: bool | None = None) -> Bools:
        """True for each of `pairs` in force for the contact at its moment; `unknown` where
        that is in doubt (a prohibition is in force then, a permission is not, unless asked otherwise)."""
        doubt = self.forbids if unknown is None else unknown
        pairs = self.pairs(view)
        if not len(pairs.row):
            return np.zeros(0, np.bool_)
        found = self._meant(pairs, doubt)
        if not found.any():
            return found
        at = pairs.of_row(view.at)
        given = pairs.col("given")
        found = found & (given <= at) & (at < pairs.col("withdrawn")) & (at < pairs.col("until"))
        if not doubt:
            found &= given != LONG_AGO  # nobody knows when it was given
        if self.days or self.after_working_days:
            start, end = self._term(pairs, doubt)
            found &= (start <= at) & (at < end)
        if self.within is not None:
            found &= self._recent(pairs, self.within, doubt)
        if self.until_conversation:
            found &= ~_talked_since(pairs, proven=doubt)
        return found & self._hours(pairs, doubt)

    def next_change(self, view: View) -> Ints:
        """The first moment after each row's at which a consent that is meant may begin, end, or change its hours."""
        pairs = self.pairs(view)
        soonest = np.full(len(view), NEVER)
        if not len(pairs.row):
            return soonest
        meant, at = self._meant(pairs, doubt=True), pairs.of_row(view.at)
        moments = [pairs.col("given"), pairs.col("withdrawn"), pairs.col("until")]
        if self.days or self.after_working_days:
            moments += [*self._term(pairs, True), *self._term(pairs, False)]
        if self.within is not None:
            moments += [self.within.leaves(clock, pairs.col("given"), pairs.row) for clock in view.clocks]
        for moment in moments:
            soonest = np.minimum(soonest, pairs.least(meant & (moment > at), moment, NEVER))
        timed = meant & self._named_hours(pairs) & ~pairs.of_row(view.zone_unknown)
        if timed.any():
            soonest = np.minimum(soonest, pairs.least(timed, _hours_change(pairs, at), NEVER))
        return soonest

    def begins(self, view: View) -> Ints:
        """Where none is certainly in force, the first moment at which one may be."""
        pairs = self.pairs(view)
        if not len(pairs.row):
            return np.full(len(view), NEVER)
        (start, end), at = self._span(pairs, doubt=False), pairs.of_row(view.at)
        moment, named = np.maximum(start, at), self._named_hours(pairs)
        meant = self._meant(pairs, doubt=False) & (moment < end)
        if (named & meant).any():
            moment = np.where(named, _inside_from(pairs, moment, named & meant, inside=True), moment)
            moment = np.where(pairs.of_row(view.zone_unknown) & named, NEVER, moment)
        return pairs.least(meant & (moment > at) & (moment < end), moment, NEVER)

    def ends(self, view: View) -> Ints:
        """Where some are or may be in force, the moment before which the last of them does not end."""
        pairs, marks = self.pairs(view), self.marks(view, unknown=True)
        if not marks.any():
            return np.full(len(view), LONG_AGO)
        _, end = self._span(pairs, doubt=True)
        named = self._named_hours(pairs) & ~pairs.of_row(view.zone_unknown) & marks
        if named.any():
            over = _inside_from(pairs, pairs.of_row(view.at), named, inside=False)
            end = np.where(named, np.minimum(end, over), end)
        return pairs.most(marks, end, LONG_AGO)

    def _span(self, pairs: Relation, doubt: bool) -> tuple[Ints, Ints]:
        """From when to when (exclusive) each may be in force at most, hours of the day left aside."""
        start = pairs.col("given")
        end = np.minimum(pairs.col("withdrawn"), pairs.col("until"))
        if self.days or self.after_working_days:
            first, last = self._term(pairs, doubt)
            start, end = np.maximum(start, first), np.minimum(end, last)
        if self.within is not None:
            leaves = [self.within.leaves(clock, pairs.col("given"), pairs.row) for clock in pairs.view.clocks]
            dark = pairs.of_row(pairs.view.zone_unknown) & self.within.local
            end = np.minimum(end, np.where(dark, NEVER, np.max(leaves, axis=0)))
        return start, end

    def _meant(self, pairs: Relation, doubt: bool) -> Bools:
        """Pairs that agree in everything but time; a scope that nobody recorded agrees in `doubt`."""
        return pairs.keep((self, "meant", doubt), lambda: self._match(pairs, doubt))

    def _match(self, pairs: Relation, doubt: bool) -> Bools:
        view = pairs.view
        found = pairs.same("who") & pairs.same_loan()
        if self.scopes and not doubt:
            found &= pairs.col("scope") >= 0
        if not self.channels and not self.any_channel:
            theirs, ours = pairs.col("channel"), pairs.of_row(view.col("channel"))
            alike = medium(theirs) == medium(ours) if self.forbids else theirs == ours
            found &= alike if self.named & 1 else alike | (theirs < 0)
        point = pairs.same("point") if self.named & 2 else pairs.same("point") | (pairs.col("point") < 0)
        place = pairs.same("place") | (pairs.col("place") < 0)
        found &= point & place
        if self.collector:
            found &= pairs.col("given_to") == pairs.of_row(view.col("by"))
        return found

    def _term(self, pairs: Relation, doubt: bool) -> tuple[Ints, Ints]:
        """From when to when (exclusive) a consent of limited days binds: of all zones the longest in `doubt`, else the
        shortest."""
        given, dark = pairs.col("given"), pairs.of_row(pairs.view.zone_unknown)
        starts, ends = [], []
        for clock in pairs.view.clocks:
            day = clock.local_of(given, pairs.row) // DAY
            if self.days:
                ends.append(clock.instant((day + self.days) * DAY, pairs.row))
            if self.after_working_days:
                due = calendars.load(self.calendar).working_days_after(day.astype(np.int32), self.after_working_days)
                after = clock.instant((due.astype(np.int64) + 1) * DAY, pairs.row)
                starts.append(np.where(due == calendars.UNKNOWN_DAY, LONG_AGO if doubt else NEVER, after))
        start, end = np.full(len(given), LONG_AGO), np.full(len(given), NEVER)
        if starts:
            start = np.min(starts, axis=0) if doubt else np.max(starts, axis=0)
        if ends:
            end = np.max(ends, axis=0) if doubt else np.min(ends, axis=0)
        if doubt:
            return np.where(dark, LONG_AGO, start), np.where(dark, NEVER, end)
        return np.where(dark, NEVER, start), end

    def _recent(self, pairs: Relation, within: Window, doubt: bool) -> Bools:
        """Whether it was given within a window: in any zone in `doubt`, else in every zone."""
        now = [within.holds(clock, pairs.col("given"), pairs.row) for clock in pairs.view.clocks]
        dark = pairs.of_row(pairs.view.zone_unknown) & within.local
        return np.any(now, axis=0) | dark if doubt else np.all(now, axis=0) & ~dark  # type: ignore[no-any-return]

    def _named_hours(self, pairs: Relation) -> Bools:
        """Pairs whose consent is for some hours or days of the week."""
        return pairs.keep(
            "named hours",
            lambda: (
                (pairs.col("from_minute") != NO_NUMBER)
                | (pairs.col("to_minute") != NO_NUMBER)
                | (pairs.col("days") != 0)
            ),
        )

    def _hours(self, pairs: Relation, doubt: bool) -> Bools:
        """Whether the hours and weekdays of a consent hold now: in any zone in `doubt`, else in every zone."""
        named = self._named_hours(pairs)
        if not named.any():
            return np.ones(len(named), np.bool_)
        hours = _Hours.of(pairs)
        answers = [hours.inside(pairs.of_row(clock.local)) for clock in pairs.view.clocks]
        found: Bools = np.any(answers, axis=0) if doubt else np.all(answers, axis=0)
        return np.where(pairs.of_row(pairs.view.zone_unknown), doubt, found) | ~named


@dataclass(frozen=True, slots=True)
class _Hours:
    """The hours and days of the week of some consents."""

    start: Ints
    end: Ints
    days: Ints

    @classmethod
    def of(cls, pairs: Relation) -> "_Hours":
        low, high, days = pairs.col("from_minute"), pairs.col("to_minute"), pairs.col("days").astype(np.int64)
        return cls(
            np.where(low == NO_NUMBER, 0, low) * 60,
            np.where(high == NO_NUMBER, 1440, high) * 60,
            np.where(days == 0, EVERY_WEEKDAY, days),
        )

    def inside(self, local: Ints) -> Bools:
        """Whether the hours hold where the clock shows `local`."""
        day, second = local // DAY, local % DAY
        after, before = self.start <= second, second < self.end
        found: Bools = np.where(self.start <= self.end, after & before, after | before)
        found &= (self.days >> (day + THURSDAY) % 7) & 1 == 1
        return found

    def next_inside(self, local: Ints) -> Ints:
        """Where they do not hold, the next reading at which they may; they begin at `start`, or those over a night
        with a day."""
        day, second = local // DAY, local % DAY
        weekday = (day + THURSDAY) % 7
        today = (self.days >> weekday & 1 == 1) & (second < self.start)
        later = (day + 1 + _AHEAD[self.days, (weekday + 1) % 7]) * DAY
        later += np.where(self.start > self.end, 0, self.start)
        return np.where(self.start == self.end, NEVER, np.where(today, day * DAY + self.start, later))

    def next_outside(self, local: Ints) -> Ints:
        """Where they hold, the next reading at which they may not."""
        day, second = local // DAY, local % DAY
        over = np.where((self.start > self.end) & (second >= self.start), DAY, self.end)
        always = (self.start == 0) & (self.end == DAY) & (self.days == EVERY_WEEKDAY)
        return np.where(always, NEVER, day * DAY + over)


def _inside_from(pairs: Relation, at: Ints, which: Bools, *, inside: bool) -> Ints:
    """From `at` on, the first moment at which the hours of the consents `which` hold by every clock, or with `inside`
    false by none; a moment before it where that is far off."""
    hours = _Hours.of(pairs)

    def step(clock: Clock, at: Ints) -> Ints:
        local = clock.local_of(at, pairs.row)
        reading = hours.next_inside(local) if inside else hours.next_outside(local)
        return np.where(hours.inside(local) == inside, at, clock.reaches(at, local, reading, pairs.row))

    return meet(pairs.view.clocks, np.where(which, at, NEVER), pairs.row, step, weekly=True)


def _hours_change(pairs: Relation, at: Ints) -> Ints:
    """The first moment after `at` at which the hours of each consent may begin or end by any clock."""
    hours, soonest = _Hours.of(pairs), np.full(len(at), NEVER)
    for clock in pairs.view.clocks:
        local = clock.local_of(at, pairs.row)
        reading = np.where(hours.inside(local), hours.next_outside(local), hours.next_inside(local))
        soonest = np.minimum(soonest, clock.reaches(at, local, reading, pairs.row))
    return soonest


# Days to the next of a mask of weekdays, from each weekday.
_AHEAD: Final = np.array(
    [[next((k for k in range(7) if days >> (day + k) % 7 & 1), 7) for day in range(7)] for days in range(1 << 7)]
)


def _talked_since(pairs: Relation, proven: bool) -> Bools:
    """Whether a conversation with the same person about the same loan took place after the consent was given; not
    `proven`: whether there may have been one."""
    talks = pairs.view.relation("contacts", TALKS)
    outcome = known_outcome(talks)
    talk = (outcome == CONVERSATION) if proven else (outcome == CONVERSATION) | (outcome == OUTCOME_UNKNOWN)
    last = talks.most(talk & talks.same("who") & talks.same_loan(), talks.col("at"), LONG_AGO)
    return pairs.of_row(last) > pairs.col("given")
