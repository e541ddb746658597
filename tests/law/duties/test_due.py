"""Due dates, retention, recurrence and reports agree with a plain reading, one event and one day at a time."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from eastwind.core import places
from eastwind.law import due
from tests.law.duties import plain
from tests.law.duties.plain import Event, Unknown, World
from tests.law.duties.worlds import events_of, facts_of, laws_of

SINCE = date(2025, 6, 1)
LIVES = [
    ["CN-GD"],
    ["US-TX"],
    ["GB-SCT"],
    ["GB"],
    ["AU-VIC"],
    ["IE"],
    ["TW"],
    ["GB-ENG", "US-NY"],
    ["FR"],
    ["HK", "CN-GD"],
]
CALENDARS = ["cn", "us", "gb-eng", "gb", "ie", "au-vic", "hk"]
UNITS = {"days": 70, "weeks": 12, "months": 14, "years": 3}

instants = st.datetimes(datetime(2025, 1, 3), datetime(2027, 12, 28)).map(
    lambda on: on.replace(tzinfo=UTC, microsecond=0)
)
# Month ends, leap days, year ends, and days around holidays come up more often than by chance.
edges = st.sampled_from(
    ["2024-02-29", "2026-01-31", "2026-02-28", "2026-12-31", "2026-10-01", "2026-12-24", "2027-12-30", "2026-04-03"]
).flatmap(
    lambda on: st.integers(0, 86_399).map(
        lambda s: datetime.fromisoformat(f"{on}T00:00:00+00:00") + timedelta(seconds=s)
    )
)
moments = st.one_of(instants, edges)
names = st.sampled_from([*CALENDARS, "here", "here", "here"])


@st.composite
def worlds(draw, what=("complaint",)):
    lived = draw(st.sampled_from(LIVES))
    zones = [zone for place in lived for zone in places.zones_of(place)]
    zones = draw(st.sampled_from([zones, zones, zones[:1], []]))
    count = draw(st.integers(1, 6))
    none = st.one_of(st.integers(0, 2), st.none())
    events = [
        Event(draw(st.sampled_from(what)), draw(moments), draw(none), draw(st.sampled_from([0, 0, None])), draw(none))
        for _ in range(count)
    ]
    for event in events:
        event.person = 0 if event.loan is not None else event.person
    as_of = draw(st.one_of(st.just(datetime(2028, 1, 1, tzinfo=UTC)), moments))
    return World(lived, zones, as_of, events)


def spans(units=("days", "weeks", "months", "years", "working_days")):
    def of(unit: str):
        if unit == "working_days":
            return st.builds(lambda n, c: {"working_days": n, "calendar": c}, st.integers(1, 40), names)
        most = UNITS.get(unit, 100)
        return st.integers(1, most).map(lambda n: {unit: n})

    return st.sampled_from(units).flatmap(of)


def rolled(draw, rule: dict, *keys: str) -> dict:
    found = {unit for key in keys for unit in rule.get(key, {})}
    if not found & {"working_days", "hours"} and draw(st.booleans()):
        rule["roll"] = {"to": draw(st.sampled_from(["forward", "back"])), "calendar": draw(names)}
    if not found & {"months", "years", "hours"} and rule["kind"] != "report" and draw(st.integers(0, 3)) == 0:
        rule["day_one"] = "that-day"
    return rule


@st.composite
def clocks(draw):
    rule = {"kind": "clock", "events": ["complaint"], "within": draw(spans((*UNITS, "working_days", "hours")))}
    if "hours" not in rule["within"] and draw(st.integers(0, 2)) == 0:
        rule["after"] = draw(spans())
    return rolled(draw, rule, "within")


def said(count) -> date | str:
    try:
        return count()
    except Unknown as why:
        return str(why) if str(why) == "zone" else "calendar"


def table(world: World, rule: dict) -> list[dict]:
    found = due(events_of([world]), facts_of([world]), laws_of(rule), world.as_of)
    return found.to_dicts()


def agree(row: dict, column: str, wanted: date | str) -> None:
    if isinstance(wanted, str):
        assert (row[column], row["unknown"]) == (None, wanted)
    else:
        assert (row[column], row["unknown"]) == (wanted, None)


@given(worlds(), clocks())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_clocks_end_where_counting_by_hand_ends(world, rule):
    known = [k for k, event in enumerate(world.events) if event.at <= world.as_of]
    rows = table(world, rule)
    assert [row["event"] for row in rows] == known
    for row in rows:
        event = world.events[row["event"]]
        agree(row, "due_on", said(lambda event=event: plain.clock(world, rule, event)))
        hours = rule["within"].get("hours")
        assert row["due_at"] == (None if hours is None else event.at + timedelta(hours=hours))


@st.composite
def reports(draw):
    period = draw(st.sampled_from(["week", "month", "quarter", "half-year", "year"]))
    units = ("days", "weeks", "working_days") if period == "week" else (*UNITS, "working_days")
    return rolled(
        draw, {"kind": "report", "events": ["complaint"], "period": period, "within": draw(spans(units))}, "within"
    )


@given(worlds(), reports())
@settings(max_examples=120, deadline=None, derandomize=True)
def test_reports_are_due_where_counting_by_hand_ends(world, rule):
    for row in table(world, rule):
        event = world.events[row["event"]]
        agree(row, "due_on", said(lambda event=event: plain.report(world, rule, event)))


@st.composite
def retentions(draw):
    rule = {"kind": "retain", "events": ["contact-record"]}
    unit, most = draw(st.sampled_from(sorted(UNITS.items())))
    keep = draw(st.integers(1, most))
    which = draw(st.sampled_from(["keep", "at_most", "both"]))
    rule |= {"keep": {unit: keep}} if which != "at_most" else {}
    rule |= {"at_most": {unit: keep + draw(st.integers(0, 5))}} if which != "keep" else {}
    rule |= draw(st.sampled_from([{}, {"renewed": "loan"}, {"renewed": "person"}]))
    if unit in ("days", "weeks") and draw(st.booleans()):
        rule["day_one"] = "that-day"
    return rule


@given(worlds(("contact-record", "complaint")), retentions())
@settings(max_examples=120, deadline=None, derandomize=True)
def test_records_are_kept_as_long_as_counting_by_hand_says(world, rule):
    for row in table(world, rule):
        event = world.events[row["event"]]
        for key, column in (("keep", "keep_until"), ("at_most", "delete_by")):
            if key in rule:
                agree(row, column, said(lambda event=event, key=key: plain.retain(world, rule, event, key)))
            else:
                assert row[column] is None
        assert row["held"] is False


@st.composite
def periodics(draw):
    rule = {"kind": "periodic", "events": ["arrears"], "every": draw(spans())}
    rule |= {"first": draw(spans())} if draw(st.booleans()) else {}
    rule |= {"done": ["arrears-notice"]} if draw(st.booleans()) else {}
    rule |= {"ends": ["paid-off"]} if draw(st.booleans()) else {}
    rule |= {"after": draw(spans(("days", "working_days")))} if draw(st.integers(0, 3)) == 0 else {}
    rule["per"] = draw(st.sampled_from(["loan", "person", "about"]))
    return rolled(draw, rule, "every", "first") | {"since": SINCE}


@given(worlds(("arrears", "arrears-notice", "paid-off")), periodics())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_what_recurs_is_due_where_counting_by_hand_ends(world, rule):
    rows = {row["event"]: row for row in table(world, rule)}
    if world.zones and world.as_of < datetime(2025, 5, 30, tzinfo=UTC):
        assert rows == {}
        return
    if world.as_of < datetime(2025, 6, 2, tzinfo=UTC):
        return
    wanted: dict[int, date | str] = {}
    quiet = World(["US-TX"], ["UTC"], world.as_of, world.events)
    fixed = {
        key: {"days": 1} if key in ("every", "first", "after") else value
        for key, value in rule.items()
        if key != "roll"
    }
    for number in plain.periodic(quiet, fixed):  # which events stand for their things
        wanted[number] = said(lambda number=number: plain.periodic(world, rule, only=number))
    assert rows.keys() == wanted.keys()
    for number, row in rows.items():
        agree(row, "due_on", wanted[number])


@given(st.lists(worlds(("complaint", "arrears", "contact-record")), min_size=1, max_size=5), clocks())
@settings(max_examples=30, deadline=None, derandomize=True)
def test_reckoned_together_is_as_reckoned_alone(several, rule):
    as_of = max(world.as_of for world in several)
    for world in several:
        world.as_of = as_of
    rules = (
        rule,
        {"kind": "retain", "events": ["contact-record"], "keep": {"years": 1}, "renewed": "loan", "part": "r"},
        {"kind": "periodic", "events": ["arrears"], "every": {"months": 1}, "per": "loan", "part": "p"},
    )
    laws = laws_of(*rules)
    together = due(events_of(several), facts_of(several), laws, as_of)
    alone, before = [], 0
    for world in several:
        own = due(events_of([world]), facts_of([world]), laws, as_of)
        alone.append(own.with_columns((pl.col("event") + before).cast(pl.Int32)))
        before += len(world.events)
    assert together.equals(pl.concat(alone))
