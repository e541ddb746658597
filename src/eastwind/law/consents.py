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
from eastwind.law.columns import LONG_AGO, NEVER, NO_NUMBER, Bools, Ints
from eastwind.law.histories import medium
from eastwind.law.reading import DAY, Params
from eastwind.law.view import Clock, Relation, View, lookup

CONVERSATION: Final = words.OUTCOMES.index("conversation")


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

    def marks(self, view: View) -> Bools:
        """True for each pair of `view.relation("consents")` in force for the contact at its moment."""
        pairs = view.relation("consents")
        if not len(pairs.row):
            return np.zeros(0, np.bool_)
        found = self._meant(pairs)
        if not found.any():
            return found
        at = pairs.of_row(view.at)
        given = pairs.col("given")
        found = found & (given <= at) & (at < pairs.col("withdrawn")) & (at < pairs.col("until"))
        if not self.forbids:
            found &= given != LONG_AGO  # nobody knows when it was given
        if self.days or self.after_working_days:
            start, end = self._term(pairs)
            found &= (start <= at) & (at < end)
        if self.until_conversation:
            found &= ~_talked_since(pairs)
        return found & self._hours(pairs)

    def next_change(self, view: View) -> Ints:
        """The first moment after each row's at which a consent that is meant may begin, end, or change its hours."""
        pairs = view.relation("consents")
        soonest = np.full(len(view), NEVER)
        if not len(pairs.row):
            return soonest
        meant, at = self._meant(pairs), pairs.of_row(view.at)
        moments = [pairs.col("given"), pairs.col("withdrawn"), pairs.col("until")]
        if self.days or self.after_working_days:
            moments += self._term(pairs)
        for moment in moments:
            soonest = np.minimum(soonest, pairs.least(meant & (moment > at), moment, NEVER))
        timed = meant & ((pairs.col("from_minute") != NO_NUMBER) | (pairs.col("days") != 0))
        if timed.any():
            for clock in view.clocks:
                for minute in (pairs.col("from_minute"), pairs.col("to_minute"), np.zeros(len(at), np.int64)):
                    edge = _next_time(clock, pairs, np.where(minute == NO_NUMBER, 0, minute) * 60)
                    soonest = np.minimum(soonest, pairs.least(timed, edge, NEVER))
        return soonest

    def _meant(self, pairs: Relation) -> Bools:
        """Pairs that agree in everything but time."""
        return pairs.keep((self, "meant"), lambda: self._match(pairs))

    def _match(self, pairs: Relation) -> Bools:
        view = pairs.view
        found = lookup(self.kinds, pairs.col("kind")) & pairs.same("who") & pairs.same_loan()
        if self.scopes:
            found &= lookup(self.scopes, pairs.col("scope"))
        if self.channels:
            found &= lookup(self.channels, pairs.col("channel"))
        elif not self.any_channel:
            theirs, ours = pairs.col("channel"), pairs.of_row(view.col("channel"))
            alike = medium(theirs) == medium(ours) if self.forbids else theirs == ours
            found &= alike if self.named & 1 else alike | (theirs < 0)
        point = pairs.same("point") if self.named & 2 else pairs.same("point") | (pairs.col("point") < 0)
        place = pairs.same("place") | (pairs.col("place") < 0)
        found &= point & place
        if self.collector:
            found &= pairs.col("given_to") == pairs.of_row(view.col("by"))
        return found

    def _term(self, pairs: Relation) -> tuple[Ints, Ints]:
        """From when to when (exclusive) a consent of limited days binds: the reading of all zones that permits
        least."""
        given = pairs.col("given")
        starts, ends = [np.full(len(given), LONG_AGO)], [np.full(len(given), NEVER)]
        for clock in pairs.view.clocks:
            day = clock.local_of(given, pairs.row) // DAY
            if self.days:
                ends.append(clock.instant((day + self.days) * DAY, pairs.row))
            if self.after_working_days:
                due = calendars.load(self.calendar).working_days_after(day.astype(np.int32), self.after_working_days)
                after = clock.instant((due.astype(np.int64) + 1) * DAY, pairs.row)
                starts.append(np.where(due == calendars.UNKNOWN_DAY, LONG_AGO, after))
        if self.forbids:  # the first entry says "always" and is of no use once a zone has spoken
            return np.min(starts[1:] or starts, axis=0), np.max(ends[1:] or ends, axis=0)
        return np.max(starts, axis=0), np.min(ends, axis=0)

    def _hours(self, pairs: Relation) -> Bools:
        """Whether the hours and weekdays of a consent hold now: in every zone for a permission, in any for a
        prohibition."""
        low, high, days = pairs.col("from_minute"), pairs.col("to_minute"), pairs.col("days")
        if not ((low != NO_NUMBER) | (days != 0)).any():
            return np.ones(len(low), np.bool_)
        start, end = np.where(low == NO_NUMBER, 0, low) * 60, np.where(high == NO_NUMBER, 1440, high) * 60
        found: Bools | None = None
        for clock in pairs.view.clocks:
            second, weekday = pairs.of_row(clock.second), pairs.of_row(clock.weekday)
            inside = np.where(start <= end, (start <= second) & (second < end), (start <= second) | (second < end))
            now = inside & ((days == 0) | ((days >> weekday) & 1 == 1))
            found = now if found is None else found | now if self.forbids else found & now
        assert found is not None
        unknown = pairs.of_row(pairs.view.zone_unknown)
        return np.where(unknown, self.forbids, found)


def _next_time(clock: Clock, pairs: Relation, second: Ints) -> Ints:
    """The next instant after each pair's moment at which the local clock shows `second`."""
    day = pairs.of_row(clock.day)
    today = clock.instant(day * DAY + second, pairs.row)
    later = clock.instant((day + 1) * DAY + second, pairs.row)
    return np.where(today > pairs.of_row(pairs.view.at), today, later)


def _talked_since(pairs: Relation) -> Bools:
    """Whether a conversation with the same person about the same loan took place after the consent was given."""
    talks = pairs.view.relation("contacts")
    talk = (talks.col("outcome") == CONVERSATION) & talks.same("who") & talks.same_loan()
    last = talks.most(talk, talks.col("at"), LONG_AGO)
    return pairs.of_row(last) > pairs.col("given")
