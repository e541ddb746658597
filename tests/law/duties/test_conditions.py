"""Which events a duty means: facts, loans, lenders, places, dates of the law; unknown never lifts a duty."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from eastwind.law import due
from eastwind.law.duties.reckoning import DUES
from tests.law.duties.plain import Event, World
from tests.law.duties.worlds import dues, events_of, facts_of, laws_of, utc

AT = utc("2026-03-10T10:00:00+08:00")
LATER = datetime(2027, 1, 1, tzinfo=UTC)
CLOCK = {"kind": "clock", "events": ["complaint"], "within": {"days": 15}}


def asked(rule: dict, event: Event | None = None, *, lives=("CN-GD",), **loan) -> bool:
    """Whether one event is meant; its loan has these values."""
    world = World(list(lives), ["Asia/Shanghai"], LATER, [event or Event("complaint", AT)])
    return not dues(world, {**CLOCK, **rule}, loans=[loan, {}, {}]).is_empty()


FACTS = [
    ({"facts": ["simple"]}, {"simple"}, True),
    ({"facts": ["simple"]}, {"complex"}, False),
    ({"facts": ["complex", "extended"]}, {"complex"}, False),
    ({"facts": ["complex", "extended"]}, {"complex", "extended"}, True),
    ({"any_facts": ["oral", "written"]}, {"oral"}, True),
    ({"any_facts": ["oral", "written"]}, set(), False),
    ({"without_facts": ["extended"]}, {"complex"}, True),
    ({"without_facts": ["extended", "complex"]}, {"complex"}, False),
]


@pytest.mark.parametrize(("rule", "facts", "meant"), FACTS)
def test_facts_of_the_event(rule, facts, meant):
    assert asked(rule, Event("complaint", AT, facts=frozenset(facts))) == meant


LOANS = [
    ({"lenders": ["bank"]}, {"lender": "bank"}, True),
    ({"lenders": ["bank"]}, {"lender": "p2p"}, False),
    ({"lenders": ["bank"]}, {"lender": None}, True),
    ({"products": ["card"]}, {"product": "card"}, True),
    ({"products": ["card"]}, {"product": "auto"}, False),
    ({"products": ["card"]}, {"product": None}, True),
    ({"collectors": ["agency"]}, {"collector": 0}, False),
    ({"collectors": ["agency"]}, {"collector": 1}, True),
    ({"collectors": ["agency"]}, {"collector": 3}, True),  # an agency with a name
    ({"collectors": ["agency"]}, {"collector": 2}, False),
    ({"collectors": ["buyer"]}, {"collector": 2}, True),
    ({"collectors": ["agency"]}, {"collector": None}, True),
    ({"loan_facts": ["charged-off"]}, {"facts": 2}, True),
    ({"loan_facts": ["charged-off"]}, {"facts": 1}, False),
    ({"without_loan_facts": ["itemized"]}, {"facts": 1}, False),
    ({"without_loan_facts": ["itemized"]}, {"facts": 2}, True),
    ({"dpd": {"from": 45, "to": 45}}, {"dpd": 45}, True),
    ({"dpd": {"from": 46}}, {"dpd": 45}, False),
    ({"dpd": {"to": 44}}, {"dpd": 45}, False),
    ({"dpd": {"to": 44}}, {"dpd": None}, True),
]


@pytest.mark.parametrize(("rule", "loan", "meant"), LOANS)
def test_what_the_loan_is(rule, loan, meant):
    assert asked(rule, **loan) == meant


def test_an_event_without_a_loan_fulfils_every_condition_about_loans():
    alone = Event("complaint", AT, loan=None)
    for rule, _, _ in LOANS:
        assert asked(rule, alone), rule


def test_the_lender_of_the_event_goes_before_that_of_its_loan():
    event = Event("complaint", AT, lender="bank")
    assert asked({"lenders": ["bank"]}, event, lender="p2p")
    assert not asked({"lenders": ["p2p"]}, event, lender="p2p")


PLACES = [(["CN-GD"], True), (["US-NY"], False), (["US-NY", "CN-GD"], True), ([], True), (["CN"], True)]


@pytest.mark.parametrize(("lives", "meant"), PLACES)
def test_any_plausible_place_will_do_and_so_does_none(lives, meant):
    assert asked({"residence": ["CN"]}, lives=lives) == meant


def test_a_duty_holds_from_its_first_to_its_last_day_by_the_local_date():
    world = World(["CN"], ["Asia/Shanghai"], LATER, [Event("complaint", utc("2026-03-31T23:59:59+08:00"))])
    assert dues(world, {**CLOCK, "since": date(2026, 4, 1)}).is_empty()
    assert not dues(world, {**CLOCK, "until": date(2026, 3, 31)}).is_empty()
    assert dues(world, {**CLOCK, "until": date(2026, 3, 30)}).is_empty()
    world.zones = ["Asia/Shanghai", "Asia/Tokyo"]  # an hour ahead: already April there
    assert not dues(world, {**CLOCK, "since": date(2026, 4, 1)}).is_empty()
    world.zones = []  # anywhere on earth: the UTC date, a day before or after
    assert not dues(world, {**CLOCK, "since": date(2026, 4, 1)}).is_empty()
    assert dues(world, {**CLOCK, "since": date(2026, 4, 2)}).is_empty()
    assert not dues(world, {**CLOCK, "until": date(2026, 3, 30)}).is_empty()
    assert dues(world, {**CLOCK, "until": date(2026, 3, 29)}).is_empty()


def test_a_replay_reads_the_law_of_another_day():
    world = World(["CN"], ["Asia/Shanghai"], LATER, [Event("complaint", AT)])
    old, new = {**CLOCK, "until": date(2025, 12, 31)}, {**CLOCK, "since": date(2026, 1, 1), "within": {"days": 10}}
    laws, frame, facts = laws_of(old, new), events_of([world]), facts_of([world])
    assert due(frame, facts, laws, LATER)["due_on"].to_list() == [date(2026, 3, 20)]
    assert due(frame, facts, laws, LATER, law_on=date(2025, 6, 1))["due_on"].to_list() == [date(2026, 3, 25)]
    assert due(frame, facts, laws, LATER, law_on=date(2019, 6, 1)).is_empty()


def test_what_recurs_is_asked_of_today_and_never_late_before_its_law():
    rule = {
        "kind": "periodic",
        "events": ["staff-start"],
        "every": {"years": 1},
        "per": "about",
        "since": date(2026, 2, 1),
    }
    world = World(
        ["CN"],
        ["Asia/Shanghai"],
        utc("2026-01-31T23:00:00+08:00"),
        [Event("staff-start", AT.replace(year=2020), about=1)],
    )
    assert dues(world, rule).is_empty()
    world.as_of = utc("2026-02-01T01:00:00+08:00")
    assert dues(world, rule)["due_on"].to_list() == [date(2027, 2, 1)]


def test_an_event_about_nobody_has_the_clock_of_its_situation_or_none():
    event = Event("staff-start", AT, loan=None, person=None, about=1)
    rule = {"kind": "periodic", "events": ["staff-start"], "every": {"years": 1}, "per": "about"}
    world = World(["CN"], ["Asia/Shanghai"], LATER, [event])
    assert dues(world, rule)["due_on"].to_list() == [date(2027, 3, 10)]
    nowhere = events_of([world]).with_columns(situation=pl.lit(None, pl.Int32))
    found = due(nowhere, facts_of([world]), laws_of(rule), LATER)
    assert found.select("due_on", "unknown").rows() == [(None, "zone")]


def test_a_place_that_no_book_covers_is_said():
    world = World(["CN-GD"], ["Asia/Shanghai"], LATER, [Event("complaint", AT), Event("opt-out", AT)])
    laws = laws_of(CLOCK)
    loose = type(laws)(laws.books, {"US": ("x",)}, ())
    found = due(events_of([world]), facts_of([world]), loose, LATER)
    assert found.select("event", "rule", "kind", "unknown").rows() == [
        (0, None, None, "stack"),
        (1, None, None, "stack"),
    ]
    bound = type(laws)(laws.books, {"CN": ("x",)}, ())
    assert due(events_of([world]), facts_of([world]), bound, LATER)["event"].to_list() == [0]


def test_no_event_and_no_duty_give_an_empty_frame_of_the_same_columns():
    world = World(["CN"], ["Asia/Shanghai"], LATER, [])
    assert dues(world, CLOCK).schema == DUES
    world.events = [Event("opt-out", AT)]
    assert dues(world, CLOCK).schema == DUES
    assert dues(world, CLOCK).is_empty()


def test_an_event_without_an_instant_is_an_error_that_names_it():
    world = World(["CN"], ["Asia/Shanghai"], LATER, [Event("complaint", AT), Event("complaint", AT)])
    frame = events_of([world]).with_columns(at=pl.Series([AT, None], dtype=pl.Datetime("us", "UTC")))
    with pytest.raises(ValueError, match="Event 1 has no 'at'"):
        due(frame, facts_of([world]), laws_of(CLOCK), LATER)
    with pytest.raises(AssertionError, match="events lacks the column 'what'"):
        due(frame.drop("what"), facts_of([world]), laws_of(CLOCK), LATER)


HOLD = {"kind": "retain", "events": ["contact-record"], "keep": {"years": 1}, "hold": ["dispute", "legal"]}
OPEN = {"person": 0, "state": "dispute", "loan": 0, "who": 0, "opened": AT, "closed": None, "facts": 0}
HOLDS = [
    (OPEN, 0, True),
    (OPEN, 1, False),
    (OPEN, None, True),
    ({**OPEN, "loan": None}, 1, True),
    ({**OPEN, "state": "promise"}, 0, False),
    ({**OPEN, "state": "legal"}, 0, True),
    ({**OPEN, "closed": LATER}, 0, False),
    ({**OPEN, "closed": LATER.replace(second=1)}, 0, True),
    ({**OPEN, "opened": LATER.replace(second=1)}, 0, False),
    ({**OPEN, "opened": LATER}, 0, True),
]


@pytest.mark.parametrize(("state", "loan", "held"), HOLDS)
def test_a_record_is_held_while_such_a_state_is_open(state, loan, held):
    world = World(["CN"], ["Asia/Shanghai"], LATER, [Event("contact-record", AT, loan=loan)])
    found = dues(world, HOLD, states=[state])
    assert found.select("keep_until", "held").rows() == [(date(2027, 3, 10), held)]


RECURS = {
    "kind": "periodic", "events": ["plan-agreed"], "every": {"months": 3}, "first": {"days": 5}, "per": "loan",
    "done": ["statement-sent"], "ends": ["paid-off"],
}  # fmt: skip
COURSE = [
    ("plan-agreed@0", (0, "2026-03-15")),  # five days for the first
    ("plan-agreed@0 statement-sent@1", (1, "2026-06-11")),
    ("statement-sent@0 plan-agreed@1", (1, "2026-03-16")),
    ("statement-sent@0", None),
    ("plan-agreed@0 statement-sent@0", (1, "2026-06-10")),  # at one instant the doing is later
    ("plan-agreed@0 paid-off@1", None),
    ("plan-agreed@0 paid-off@0", None),  # at one instant the end is late enough
    ("plan-agreed@0 paid-off@1 statement-sent@2", None),
    ("plan-agreed@0 paid-off@1 plan-agreed@2", (2, "2026-03-17")),
    ("plan-agreed@0 plan-agreed@2 statement-sent@1", (1, "2026-03-17")),
]


@pytest.mark.parametrize(("course", "wanted"), COURSE)
def test_the_next_time_counts_from_the_last_start_or_doing(course, wanted):
    told = [one.partition("@") for one in course.split()]
    events = [Event(what, AT.replace(day=10 + int(day))) for what, _, day in told]
    found = dues(World(["CN"], ["Asia/Shanghai"], LATER, events), RECURS).select("event", "due_on").rows()
    assert found == ([] if wanted is None else [(wanted[0], date.fromisoformat(wanted[1]))])
