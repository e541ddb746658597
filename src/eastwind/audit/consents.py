"""Consents: whether a permission, or a prohibition, is in force at an instant.

In        a pattern from a book, one row of a case, an instant.
Out       yes or no, for certain or in doubt yes; which consents those are; when they change.
Not here  what follows (kinds).
Proof     tests/audit/test_consents.py; the sentences are those of verdicts.md §4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import clock, words
from .books_check import check_table, word_list
from .moments import Moments
from .record import Case, Consent, medium
from .row import Row
from .windows import Calendars, Window, nth_working_day
from .words import split

KEYS = frozenset(
    split("""kind scopes channels any_channel names days until_conversation to_the_caller after_working_days
    calendar within""")
)


class ConsentPattern:
    """`{kind = "agreed-time", …}` of a book."""

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        check_table(table, KEYS, where)
        self.kinds = word_list(table.get("kind"), words.CONSENTS, where, "kind")
        self.scopes = word_list(table.get("scopes"), words.SCOPES, where, "scopes")
        self.channels = word_list(table.get("channels"), (*words.CHANNELS, *words.ACTS), where, "channels")
        self.any_channel = bool(table.get("any_channel"))
        self.names = word_list(table.get("names"), ("channel", "point"), where, "names")
        self.days: int | None = table.get("days")
        self.until_conversation = bool(table.get("until_conversation"))
        self.to_the_caller = bool(table.get("to_the_caller"))
        self.after: int | None = table.get("after_working_days")
        self.calendar = table.get("calendar", "here")
        within = table.get("within")
        self.window = None if within is None else Window(within, f"{where}, within", calendars)
        self._calendars = calendars

    def meant(self, row: Row, consent: Consent, prohibition: bool) -> bool:
        """Whether the consent is of this pattern and speaks of this contact, whenever that is."""
        contact = row.contact
        if consent.kind not in self.kinds or consent.person != contact.person:
            return False
        if consent.loans and row.loan_name not in consent.loans:
            return False
        if not self._channel_agrees(contact.channel, consent.channel, prohibition):
            return False
        if consent.point is None:
            if "point" in self.names:
                return False
        elif consent.point != contact.point:
            return False
        if consent.place is not None and consent.place != contact.place:
            return False
        return not self.to_the_caller or consent.given_to == contact.by

    def _channel_agrees(self, judged: str, named: str | None, prohibition: bool) -> bool:
        if named is None:
            return "channel" not in self.names and not self.channels
        if self.channels:
            return named in self.channels
        if self.any_channel:
            return True
        return medium(named) == medium(judged) if prohibition else named == judged

    def of(self, row: Row, prohibition: bool = False) -> list[Consent]:
        """The consents of the case that are meant, whenever they are in force."""
        return [consent for consent in row.case.consents if self.meant(row, consent, prohibition)]

    def in_force(self, row: Row, consent: Consent, now: int, sure: bool) -> bool:
        """Whether one that is meant is in force at `now`."""
        if now < consent.given:
            return False
        if consent.withdrawn is not None and now >= consent.withdrawn:
            return False
        if consent.until is not None and now >= consent.until:
            return False
        if self.scopes and not (consent.scope in self.scopes or (consent.scope is None and not sure)):
            return False
        if self.window is not None and not self._within(row.case, consent, now, sure, self.window):
            return False
        if self.days is not None and not self._lasts(row.case, consent, now, sure):
            return False
        if self.after is not None and not self._begun(row.case, consent, now, sure):
            return False
        if self.until_conversation and self._talked(row, consent, sure):
            return False
        return self._hour_agrees(row.case, consent, now, sure)

    def _ends(self, case: Case, consent: Consent) -> list[int]:
        assert self.days is not None
        return [clock.midnight(clock.local(consent.given, tz)[0] + self.days, tz) for tz in case.zones]

    def _lasts(self, case: Case, consent: Consent, now: int, sure: bool) -> bool:
        ends = self._ends(case, consent)
        if not ends:
            return not sure
        return now < (min(ends) if sure else max(ends))

    def _within(self, case: Case, consent: Consent, now: int, sure: bool, window: Window) -> bool:
        """Given no longer ago than the window, in every zone; in doubt in any."""
        if window.local and not case.zones:
            return not sure
        ends = [window.end(case, consent.given, tz) for tz in case.clocks]
        stands = [(not known and not sure) or (known and (end is None or now < end)) for end, known in ends]
        return all(stands) if sure else any(stands)

    def _begins(self, case: Case, consent: Consent) -> list[int | None]:
        assert self.after is not None
        calendars = self._calendars.of(self.calendar, case)
        found: list[int | None] = []
        for tz in case.zones:
            day = clock.local(consent.given, tz)[0]
            last = nth_working_day(calendars, day, self.after, early=False)
            found.append(None if last is None else clock.midnight(last + 1, tz))
        return found

    def _begun(self, case: Case, consent: Consent, now: int, sure: bool) -> bool:
        begins = self._begins(case, consent)
        known = [begin for begin in begins if begin is not None]
        if not begins or len(known) < len(begins):
            return not sure
        return now >= (max(known) if sure else min(known))

    def _talked(self, row: Row, consent: Consent, sure: bool) -> bool:
        ending = ("conversation", "unknown") if sure else ("conversation",)
        return any(
            past.at > consent.given
            and past.person == row.contact.person
            and past.outcome in ending
            and row.same_loan(past)
            for past in row.history
        )

    def _hour_agrees(self, case: Case, consent: Consent, now: int, sure: bool) -> bool:
        if consent.hours is None and consent.days is None:
            return True
        if not case.zones:
            return not sure
        agrees = (_shows(consent, day, second) for day, second in case.local(now))
        return all(agrees) if sure else any(agrees)

    def moments(self, row: Row, into: Moments, prohibition: bool = False) -> None:
        """Note when consents of this pattern begin, end, or change with the hour."""
        for consent in self.of(row, prohibition):
            into.add(consent.given, consent.withdrawn, consent.until)
            if self.window is not None:
                into.add(*self.window.ends(row.case, consent.given))
            if self.days is not None:
                into.add(*self._ends(row.case, consent))
            if self.after is not None:
                into.add(*self._begins(row.case, consent))
            if consent.hours is not None:
                into.every_day(0, *consent.hours)
            elif consent.days is not None:
                into.every_day(0)


def _shows(consent: Consent, day: int, second: int) -> bool:
    if consent.days is not None and clock.weekday(day) not in consent.days:
        return False
    if consent.hours is None:
        return True
    start, end = consent.hours
    if start < end:
        return start <= second < end
    return start > end and (second >= start or second < end)
