"""Duties read plainly: one event, one zone, one calendar, one day at a time, from docs/reference/duties.md alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from eastwind.core import calendars, places
from eastwind.core.calendars import CalendarGap

DAY = timedelta(days=1)


@dataclass
class Event:
    what: str
    at: datetime
    loan: int | None = 0
    person: int | None = 0
    about: int | None = None
    facts: frozenset[str] = frozenset()
    lender: str | None = None


@dataclass
class World:
    places: list[str]
    zones: list[str]
    as_of: datetime
    events: list[Event] = field(default_factory=list)


class Unknown(Exception):
    """Why nobody knows."""


def here(world: World) -> list[str]:
    found: list[str] = []
    for place in world.places:
        links = (place, *places.parents(place))
        name = next((link.lower() for link in links if link.lower() in calendars.jurisdictions()), None)
        if name is None:
            raise Unknown("calendar")
        found += calendars.load(name).parts or [name]
    if not found:
        raise Unknown("calendar")
    return found


def worked(calendar: str, on: date) -> bool:
    try:
        return calendars.load(calendar).is_working_day(on)
    except CalendarGap:
        raise Unknown("calendar") from None


def covered(calendar: str, on: date) -> None:
    if not calendars.load(calendar).first <= on <= calendars.load(calendar).last:
        raise Unknown("calendar")


def month_later(on: date, months: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    day = on.day
    while True:
        try:
            return date(year, month + 1, day)
        except ValueError:
            day -= 1


def forward(on: date, span: dict, calendar: str) -> date:
    """The last day of a span after a day."""
    if "days" in span or "weeks" in span:
        for _ in range(span.get("days", 0) + 7 * span.get("weeks", 0)):
            on += DAY
        return on
    if "months" in span or "years" in span:
        return month_later(on, span.get("months", 0) + 12 * span.get("years", 0))
    name = calendar if span["calendar"] == "here" else span["calendar"]
    covered(name, on)
    left = span["working_days"]
    while left:
        on += DAY
        left -= worked(name, on)
    return on


def roll(on: date, how: dict | None, calendar: str) -> date:
    if how is None:
        return on
    name = calendar if how["calendar"] == "here" else how["calendar"]
    while not worked(name, on):
        on += DAY if how["to"] == "forward" else -DAY
    return on


def period_end(on: date, period: str) -> date:
    def over(a: date, b: date) -> bool:
        if period == "week":
            return b.weekday() == 0
        if period == "year":
            return a.year != b.year
        size = {"month": 1, "quarter": 3, "half-year": 6}[period]
        return (a.month - 1) // size != (b.month - 1) // size

    while not over(on, on + DAY):
        on += DAY
    return on


def asks_here(rule: dict, *keys: str) -> bool:
    return any(rule.get(key, {}).get("calendar") == "here" for key in (*keys, "roll"))


def every(world: World, rule: dict, at: datetime, count: Callable[[date, str], date], *keys: str) -> list[date]:
    """Last days in every zone and calendar."""
    if not world.zones:
        raise Unknown("zone")
    names = here(world) if asks_here(rule, *keys) else [""]
    return [count(at.astimezone(ZoneInfo(zone)).date(), name) for zone in world.zones for name in names]


def clock(world: World, rule: dict, event: Event) -> date:
    within = rule["within"]
    if "hours" in within:
        later = event.at + timedelta(hours=within["hours"])
        return min(every(world, rule, later, lambda on, name: on))

    def count(on: date, name: str) -> date:
        if "after" in rule:
            on = forward(on, rule["after"], name)
        if rule.get("day_one") == "that-day":
            on -= DAY
        return roll(forward(on, within, name), rule.get("roll"), name)

    return min(every(world, rule, event.at, count, "after", "within"))


def report(world: World, rule: dict, event: Event) -> date:
    within = rule["within"]

    def count(on: date, name: str) -> date:
        end = period_end(on, rule["period"])
        if "months" in within or "years" in within:
            first = end + DAY  # the first day of a month
            return roll(
                month_later(first, within.get("months", 0) + 12 * within.get("years", 0)) - DAY, rule.get("roll"), name
            )
        return roll(forward(end, within, name), rule.get("roll"), name)

    return min(every(world, rule, event.at, count, "within"))


def retain(world: World, rule: dict, event: Event, key: str) -> date:
    at = event.at
    mine = (lambda e: e.loan) if rule.get("renewed") == "loan" else (lambda e: e.person)
    if rule.get("renewed") and mine(event) is not None:
        known = [
            e.at for e in world.events if e.at <= world.as_of and e.what in rule["events"] and mine(e) == mine(event)
        ]
        at = max(known)
    days = every(
        world,
        rule,
        at,
        lambda on, name: forward(on - DAY if rule.get("day_one") == "that-day" else on, rule[key], name),
    )
    return max(days) if key == "keep" else min(days)


def periodic(world: World, rule: dict, only: int | None = None) -> dict[int, date] | date:
    """The event of each row and when it is due; of the row of one event alone."""
    owner = {"loan": lambda e: e.loan, "person": lambda e: e.person, "about": lambda e: e.about}[
        rule.get("per", "loan")
    ]
    known = [(k, e) for k, e in enumerate(world.events) if e.at <= world.as_of]
    starts = [(k, e) for k, e in known if e.what in rule["events"]]
    found = {}
    groups = {owner(e) if owner(e) is not None else ("alone", k) for k, e in starts}
    for group in groups:
        own = [(k, e) for k, e in starts if group in (owner(e), ("alone", k))]
        same = [(k, e) for k, e in known if owner(e) is not None and owner(e) == group]
        doings = [(k, e) for k, e in same if e.what in rule.get("done", ())]
        ends = [e.at for _, e in same if e.what in rule.get("ends", ())]
        if ends and max(ends) >= max(e.at for _, e in own):
            continue
        last = max([(e.at, 0, k) for k, e in own] + [(e.at, 1, k) for k, e in doings])
        if only not in (None, last[2]):
            continue
        span, first = (rule["every"], False) if last[1] else (rule.get("first", rule["every"]), True)

        def count(on: date, name: str, span: dict = span, first: bool = first) -> date:
            on = max(on, rule["since"])
            if first and "after" in rule:
                on = forward(on, rule["after"], name)
            if rule.get("day_one") == "that-day":
                on -= DAY
            return roll(forward(on, span, name), rule.get("roll"), name)

        found[last[2]] = min(every(world, rule, last[0], count, "after", "every", "first"))
    return found if only is None else found[only]
