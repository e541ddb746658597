"""Past: what the history proves, what it leaves possible, and what it counts.

In        a pattern of past contacts from a book, one row of a case, an instant.
Out       sure and possible contacts; whether the history is whole; when that changes.
Not here  caps and rests (counting), failed calls and answers (calls).
Proof     tests/audit/test_past.py; the sentences are those of verdicts.md §4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import clock, words
from .books_check import check_table, word_list
from .moments import Moments
from .record import Case, Contact
from .row import Row
from .windows import Calendars, Window, nth_working_day
from .words import split

MEANT_KEYS = frozenset(
    split("""channels outcomes direction by to purposes places facts without_facts any_facts contains same
    period_days""")
)
TIME_KEYS = frozenset(split("times within days_before working_days_before calendar period_over"))
SAME = ("person", "loan", "account", "point", "collector", "medium", "channel", "names")


class PastPattern:
    """What a past contact must be: the words of it, without its time."""

    def __init__(self, table: Mapping[str, Any], where: str, same: tuple[str, ...], direction: str) -> None:
        channels = (*words.CHANNELS, *words.ACTS)
        self.channels = word_list(table.get("channels"), channels, where, "channels")
        self.outcomes = word_list(table.get("outcomes"), words.OUTCOMES, where, "outcomes")
        directions = (*words.DIRECTIONS, "any")
        (self.direction,) = word_list(table.get("direction", direction), directions, where, "direction")
        self.by = word_list(table.get("by"), words.MAKERS, where, "by")
        self.to = word_list(table.get("to"), words.PARTIES, where, "to")
        self.purposes = word_list(table.get("purposes"), words.PURPOSES, where, "purposes")
        self.places = word_list(table.get("places"), words.PLACES, where, "places")
        self.facts = word_list(table.get("facts"), words.CONTACT_FACTS, where, "facts")
        self.any_facts = word_list(table.get("any_facts"), words.CONTACT_FACTS, where, "any_facts")
        self.without = word_list(table.get("without_facts"), words.CONTACT_FACTS, where, "without_facts")
        self.contains = word_list(table.get("contains"), words.ITEMS, where, "contains")
        self.same = word_list(table.get("same", list(same)), SAME, where, "same")
        self.period_days: int | None = table.get("period_days")

    def meant(self, row: Row, past: Contact) -> bool:
        """Whether it is such a contact, whatever its outcome and time."""
        return self._words_agree(past) and all(_agrees(key, row, past) for key in self.same)

    def _words_agree(self, past: Contact) -> bool:
        return (
            (not self.channels or past.channel in self.channels)
            and self.direction in ("any", past.direction)
            and (not self.by or past.maker in self.by)
            and (not self.to or past.to in self.to)
            and (not self.purposes or past.purpose in self.purposes)
            and (not self.places or past.place in self.places)
            and self.facts <= past.facts
            and (not self.any_facts or bool(self.any_facts & past.facts))
            and not self.without & past.facts
            and (not self.contains or bool(self.contains & past.contains))
        )

    def outcome_agrees(self, past: Contact, sure: bool) -> bool:
        """Whether the outcome is one of those asked; an unknown one never is for sure, and may always be."""
        if not self.outcomes:
            return True
        if past.outcome == "unknown":
            return not sure
        return past.outcome in self.outcomes


def _agrees(key: str, row: Row, past: Contact) -> bool:
    contact = row.contact
    if key == "loan":
        return row.same_loan(past)
    if key == "account":
        return row.same_account(past)
    if key == "collector":
        return past.by == contact.by
    if key == "names":
        return past.names == contact.by != "creditor"
    return bool(getattr(past, key) == getattr(contact, key))  # person, point, medium, channel


class ContactPattern:
    """The conditions `contact` and `no_contact` of a book."""

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        check_table(table, MEANT_KEYS | TIME_KEYS, where)
        self.past = PastPattern(table, where, ("person", "loan"), "out")
        self.times: int = table.get("times", 1)
        within = table.get("within")
        self.window = None if within is None else Window(within, f"{where}, within", calendars)
        self.days_before: int | None = table.get("days_before")
        self.working_before: int | None = table.get("working_days_before")
        self.calendar = table.get("calendar", "here")
        self.period_over = bool(table.get("period_over"))
        self._calendars = calendars
        self.by_day = (
            self.days_before is not None
            or self.working_before is not None
            or self.past.period_days is not None
            or self.period_over
            or (self.window is not None and self.window.local)
        )

    def _meant(self, row: Row, past: Contact) -> bool:
        if (self.past.period_days is not None or self.period_over) and past.period_ends is None:
            return False
        return self.past.meant(row, past)

    def count(self, row: Row, now: int, sure: bool) -> int:
        """How many are sure, or possible, at `now`."""
        if sure and self.by_day and not row.case.zones:
            return 0
        return sum(
            self._meant(row, past) and self.past.outcome_agrees(past, sure) and self._in_time(row.case, past, now, sure)
            for past in row.history
        )

    def _in_time(self, case: Case, past: Contact, now: int, sure: bool) -> bool:
        if not case.zones and self.by_day:
            return self._in_time_without_zone(case, past, now)
        found = (self._in_time_at(case, past, now, sure, index) for index in range(len(case.clocks)))
        return all(found) if sure else any(found)

    def _in_time_without_zone(self, case: Case, past: Contact, now: int) -> bool:
        """Possible wherever a local day decides; an exact span still decides for itself."""
        if self.window is None or self.window.local:
            return True
        return self.window.stands(case, past.at, now)

    def _in_time_at(self, case: Case, past: Contact, now: int, sure: bool, index: int) -> bool:
        tz = case.clocks[index]
        day = clock.local(past.at, tz)[0]
        if self.window is not None:
            end, known = self.window.end(case, past.at, tz)
            if not known:
                if sure:
                    return False
            elif end is not None and now >= end:
                return False
        if self.past.period_days is not None:
            assert past.period_ends is not None
            if past.period_ends - day < self.past.period_days:
                return False
        if self.period_over:
            assert past.period_ends is not None
            if past.period_ends >= case.local(now)[index][0]:
                return False
        begin, known = self._begin(case, day, tz)
        return not sure if not known else begin is None or now >= begin

    def _begin(self, case: Case, day: int, tz: Any) -> tuple[int | None, bool]:
        """From when it is long enough ago."""
        if self.working_before is not None:
            calendars = self._calendars.of(self.calendar, case)
            last = nth_working_day(calendars, day, self.working_before, early=False)
            if last is None:
                return None, False
            return clock.midnight(last + (self.days_before or 0) + 1, tz), True
        if self.days_before is not None:
            return clock.midnight(day + self.days_before + 1, tz), True
        return None, True

    def whole(self, case: Case, now: int) -> bool:
        """Whether the history is known as far back as is asked."""
        if case.known_from is None:
            return True
        if self.window is None or (self.window.local and not case.zones):
            return False
        return not self.window.stands(case, case.known_from - 1, now)

    def there_was(self, row: Row, now: int, sure: bool) -> bool:
        """The condition `contact`."""
        enough = self.count(row, now, sure) >= self.times
        return enough if sure else enough or not self.whole(row.case, now)

    def there_was_none(self, row: Row, now: int, sure: bool) -> bool:
        """The condition `no_contact`."""
        fewer = self.count(row, now, not sure) < self.times
        return fewer and self.whole(row.case, now) if sure else fewer

    def moments(self, row: Row, into: Moments) -> None:
        """Note when a past contact is long enough ago, or no longer counts."""
        case = row.case
        if self.window is not None and case.known_from is not None:
            into.add(*self.window.ends(case, case.known_from - 1))
        for past in row.history:
            if not self._meant(row, past):
                continue
            if self.window is not None:
                into.add(*self.window.ends(case, past.at))
            if self.period_over and past.period_ends is not None:
                into.midnights(case, past.period_ends + 1)
            for tz in case.clocks:
                into.add(self._begin(case, clock.local(past.at, tz)[0], tz)[0])
