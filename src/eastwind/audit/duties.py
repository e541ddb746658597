"""Duties: what an event obliges to, and by when.

In        the duty rules of law books (docs/reference/duties.md), an event case.
Out       rows of a case: due_on, due_at, keep_until, delete_by, held, unknown; differences from what is expected.
Not here  spans and rolling (spans), contacts (judge).
Proof     tests/audit/test_duties.py, and every event case of every book in test_worked_cases.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from . import clock, record, values, words
from .books_check import check_table, word_list
from .duty_words import EVENT_FACTS, EVENTS
from .errors import Unreadable
from .record import BORROWER, Loan, State
from .spans import HERE, Roll, Span, Untold, calendars_here
from .windows import Calendars
from .words import split

COMMON = frozenset(
    split("""id part kind force since until cite url confidence says letter note events facts any_facts without_facts
    lenders products collectors loan_facts without_loan_facts dpd residence day_one""")
)
KEYS = {
    "clock": frozenset(split("within after roll")),
    "retain": frozenset(split("keep at_most renewed hold")),
    "periodic": frozenset(split("every first done ends per roll after")),
    "report": frozenset(split("period within roll")),
}
PERIODS = {"week": 0, "month": 1, "quarter": 3, "half-year": 6, "year": 12}


@dataclass(slots=True)
class Event:
    """Something that happened."""

    what: str
    at: int
    loan: Loan | None
    lender: str | None
    person: str
    about: str | None
    facts: frozenset[str]


@dataclass(slots=True)
class Told:
    """A case of events: the one asked about is the last of `events`."""

    events: list[Event]
    asked: Event
    places: tuple[str, ...]
    zones: tuple[ZoneInfo, ...]
    states: list[State]
    as_of: int


@dataclass(slots=True)
class Due:
    """One row: what a duty says of an event."""

    part: str
    starts_on: int | None = None
    due_on: int | None = None
    due_at: int | None = None
    keep_until: int | None = None
    delete_by: int | None = None
    held: bool | None = None
    unknown: str | None = None
    dated: list[str] = field(default_factory=list)


class Duty:
    """One duty rule, as one mode reads it."""

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        self.id: str = table["id"]
        self.part: str = table.get("part", "")
        self.kind: str = table["kind"]
        check_table(table, COMMON | KEYS[self.kind], where)
        self.since = clock.day(table.get("since"), f"{where}, since")
        self.until = None if table.get("until") is None else clock.day(table["until"], f"{where}, until")
        self.calendars, self.table = calendars, table
        self.events = word_list(table.get("events"), EVENTS, where, "events")
        self.done = word_list(table.get("done"), EVENTS, where, "done")
        self.ends = word_list(table.get("ends"), EVENTS, where, "ends")
        self.facts = word_list(table.get("facts"), EVENT_FACTS, where, "facts")
        self.any_facts = word_list(table.get("any_facts"), EVENT_FACTS, where, "any_facts")
        self.without = word_list(table.get("without_facts"), EVENT_FACTS, where, "without_facts")
        self.lenders = word_list(table.get("lenders"), words.LENDERS, where, "lenders")
        self.products = word_list(table.get("products"), words.PRODUCTS, where, "products")
        self.collectors = word_list(table.get("collectors"), words.MAKERS, where, "collectors")
        self.loan_facts = word_list(table.get("loan_facts"), words.LOAN_FACTS, where, "loan_facts")
        self.without_loan = word_list(table.get("without_loan_facts"), words.LOAN_FACTS, where, "without_loan_facts")
        self.residence = frozenset(table.get("residence", ()))
        self.hold = word_list(table.get("hold"), words.STATES, where, "hold")
        self.one = table.get("day_one", "next-day") == "that-day"
        self.spans = {
            key: Span(table[key], f"{where}, {key}")
            for key in ("within", "after", "keep", "at_most", "every", "first")
            if key in table
        }
        self.roll = Roll(table["roll"], f"{where}, roll") if "roll" in table else None

    def means(self, event: Event, told: Told) -> bool:
        """Whether it speaks of the event, in its time; what is not known never lifts it."""
        return self.describes(event, told) and self.in_force(event.at, told)

    def describes(self, event: Event, told: Told) -> bool:
        """Whether it speaks of such an event, whenever it was."""
        return (
            event.what in self.events
            and self.facts <= event.facts
            and (not self.any_facts or bool(self.any_facts & event.facts))
            and not self.without & event.facts
            and (not self.lenders or event.lender is None or event.lender in self.lenders)
            and self._loan_agrees(event.loan)
            and self._lives_there(told)
        )

    def _loan_agrees(self, loan: Loan | None) -> bool:
        if loan is None:
            return True
        dpd, between = loan.numbers["dpd"], self.table.get("dpd", {})
        return (
            (not self.products or loan.product is None or loan.product in self.products)
            and (not self.collectors or loan.collector_kind in self.collectors)
            and self.loan_facts <= loan.facts
            and not self.without_loan & loan.facts
            and (dpd is None or between.get("from", dpd) <= dpd <= between.get("to", dpd))
        )

    def _lives_there(self, told: Told) -> bool:
        if not self.residence or not told.places:
            return True
        chains = (self.calendars.places.chain(place) or (place,) for place in told.places)
        return any(not self.residence.isdisjoint(chain) for chain in chains)

    def in_force(self, at: int, told: Told) -> bool:
        """By the local date in any zone; without a zone by the UTC date, the day before or the day after."""
        days = [clock.local(at, tz)[0] for tz in told.zones]
        if not days:
            today = at // clock.DAY
            days = [today - 1, today, today + 1]
        return any(self.since <= day and (self.until is None or day <= self.until) for day in days)


def rows(duty: Duty, told: Told) -> list[Due]:
    """What the duty says of the event asked about, or of the event that stands for it."""
    known = [event for event in told.events if event.at <= told.as_of]
    if duty.kind == "periodic":
        return _periodic(duty, told, known)
    if not duty.means(told.asked, told):
        return []
    event = told.asked
    if duty.kind == "clock":
        return [_due(duty, told, event, "within", "after")]
    if duty.kind == "report":
        return [_report(duty, told, event)]
    return [_retain(duty, told, _renewed(duty, told, event, known))]


def _about(event: Event, per: str) -> object:
    """What the event is about in common with others; an event that names no such thing stands for itself."""
    thing = {"loan": event.loan.name if event.loan else None, "person": event.person, "about": event.about}[per]
    return id(event) if thing is None else thing


def _periodic(duty: Duty, told: Told, known: list[Event]) -> list[Due]:
    if not duty.in_force(told.as_of, told):
        return []
    per = duty.table.get("per", "loan")
    same = [event for event in known if _about(event, per) == _about(told.asked, per)]
    starts = [event for event in same if duty.describes(event, told)]
    if not starts:
        return []
    started = max(event.at for event in starts)
    if any(event.what in duty.ends and event.at >= started for event in same):
        return []
    first = min(event.at for event in starts)
    done = [event for event in same if event.what in duty.done and event.at >= first]
    last = max([*starts, *done], key=lambda event: (event.at, event.what in duty.done))
    if last.what in duty.done:
        return [_due(duty, told, last, "every", None, duty.since)]
    return [_due(duty, told, last, "first" if "first" in duty.spans else "every", "after", duty.since)]


def _renewed(duty: Duty, told: Told, event: Event, known: list[Event]) -> Event:
    per = duty.table.get("renewed")
    if per is None:
        return event
    same = [one for one in known if _about(one, per) == _about(event, per) and duty.means(one, told)]
    return max(same, key=lambda one: one.at, default=event)


def _combinations(duty: Duty, told: Told, *uses: object) -> list[tuple[ZoneInfo, Any]] | str:
    """Every zone with every calendar to reckon with; or why there is none."""
    if not told.zones:
        return "zone"
    here = any(getattr(use, "calendar", None) == HERE for use in uses)
    calendars = calendars_here(told.places, duty.calendars) if here else [None]
    return [(tz, calendar) for tz in told.zones for calendar in calendars]


def _due(duty: Duty, told: Told, event: Event, within: str, after: str | None, earliest: int | None = None) -> Due:
    """The due date counted from the event; `earliest`: no day before this one is counted from."""
    span = duty.spans[within]
    before = duty.spans.get(after or "")
    due = Due(duty.part, dated=["due_on"])
    combinations = _combinations(duty, told, span, before, duty.roll)
    if span.unit == "hours":
        due.due_at = event.at + 3600 * span.count
    if isinstance(combinations, str):
        due.unknown = combinations
        return due
    floor = clock.day_of(date.min) if earliest is None else earliest
    starts = {tz: max(floor, clock.local(event.at, tz)[0]) for tz, _ in combinations}
    due.starts_on = min(starts.values())
    found: list[int] = []
    try:
        for tz, calendar in combinations:
            start = starts[tz]
            if due.due_at is not None:
                found.append(clock.local(due.due_at, tz)[0])
                continue
            if before is not None:
                start = before.last(start, calendar, duty.calendars)
            day = span.last(start, calendar, duty.calendars, duty.one)
            found.append(duty.roll.rolled(day, calendar, duty.calendars) if duty.roll else day)
    except Untold:
        due.unknown = "calendar"
        return due
    due.due_on = min(found)
    return due


def _report(duty: Duty, told: Told, event: Event) -> Due:
    span, due = duty.spans["within"], Due(duty.part, dated=["due_on"])
    combinations = _combinations(duty, told, span, duty.roll)
    if isinstance(combinations, str):
        due.unknown = combinations
        return due
    due.starts_on = min(clock.local(event.at, tz)[0] for tz, _ in combinations)
    months = PERIODS[duty.table["period"]]
    found: list[int] = []
    try:
        for tz, calendar in combinations:
            end = _period_end(clock.local(event.at, tz)[0], months)
            if span.unit in ("months", "years"):  # from month's end to month's end
                end = clock.add_months(end + 1, span.count * (12 if span.unit == "years" else 1)) - 1
            else:
                end = span.last(end, calendar, duty.calendars, duty.one)
            found.append(duty.roll.rolled(end, calendar, duty.calendars) if duty.roll else end)
    except Untold:
        due.unknown = "calendar"
        return due
    due.due_on = min(found)
    return due


def _period_end(day: int, months: int) -> int:
    if months == 0:
        return day + 6 - clock.weekday(day)
    on = clock.date_of(day)
    first = clock.day_of(on.replace(month=(on.month - 1) // months * months + 1, day=1))
    return clock.add_months(first, months) - 1


def _retain(duty: Duty, told: Told, event: Event) -> Due:
    dated = [name for name, key in (("keep_until", "keep"), ("delete_by", "at_most")) if key in duty.spans]
    due = Due(duty.part, held=_held(duty, told), dated=dated)
    if not told.zones:
        due.unknown = "zone"
        return due
    days = [clock.local(event.at, tz)[0] for tz in told.zones]
    due.starts_on = max(days) if "keep" in duty.spans else min(days)
    if "keep" in duty.spans:
        due.keep_until = max(duty.spans["keep"].last(day, None, duty.calendars, duty.one) for day in days)
    if "at_most" in duty.spans:
        due.delete_by = min(duty.spans["at_most"].last(day, None, duty.calendars, duty.one) for day in days)
    return due


def _held(duty: Duty, told: Told) -> bool:
    loan = told.asked.loan
    return any(
        state.state in duty.hold
        and state.person == BORROWER
        and (loan is None or not state.loans or loan.name in state.loans)
        and state.opened <= told.as_of
        and (state.closed is None or told.as_of < state.closed)
        for state in told.states
    )


CASE_KEYS = frozenset(split("id says source note books mode borrower loan event earlier state expect"))
EVENT_KEYS = frozenset(split("what at loan lender facts about person as_of"))


def read(case: Mapping[str, Any], calendars: Calendars, where: str) -> Told:
    """The events that a case tells of."""
    values.keys(case, CASE_KEYS, where)
    borrower = values.table_of(case.get("borrower", {}), f"{where}, borrower")
    places = record.read_places(borrower, where)
    loans = record.read_loans(case.get("loan", [{}]), where, "creditor")
    asked = _event(case["event"], loans, f"{where}, event")
    earlier = values.tables(case, "earlier", where)
    events = [_event(table, loans, f"{where}, earlier {number}") for number, table in enumerate(earlier, 1)]
    as_of = case["event"].get("as_of")
    last = max(event.at for event in (*events, asked))
    states = [record.read_state(s, f"{where}, state {n}") for n, s in enumerate(values.tables(case, "state", where), 1)]
    return Told(
        events=[*events, asked],
        asked=asked,
        places=places,
        zones=record.read_zones(borrower, places, calendars.places, where),
        states=states,
        as_of=last if as_of is None else clock.instant(as_of, f"{where}, as_of"),
    )


def _event(table: Any, loans: dict[str, Loan], where: str) -> Event:
    table = values.table_of(table, where)
    values.keys(table, EVENT_KEYS, where)
    name = table.get("loan") or ("A" if "A" in loans else next(iter(loans)))
    if name not in loans:
        raise Unreadable(f"{where}: loan is {name!r}, and no [[case.loan]] is called so. Add it.")
    lender = table.get("lender")
    return Event(
        what=values.word(table.get("what"), EVENTS, where, "what"),
        at=clock.instant(table.get("at"), f"{where}, at"),
        loan=loans[name],
        lender=loans[name].lender if lender is None else values.word(lender, words.LENDERS, where, "lender"),
        person=table.get("person") or BORROWER,
        about=table.get("about"),
        facts=values.words_of(table.get("facts"), EVENT_FACTS, where, "facts"),
    )
