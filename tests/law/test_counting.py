"""Caps and rests against counting one contact at a time, in plain Python."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eastwind.core import calendars
from eastwind.law import judge
from tests.law.people import allowed, book, case, together, verdict

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
WINDOWS = {
    '{days = 1, kind = "calendar"}': ("days", 1),
    '{days = 7, kind = "consecutive"}': ("days", 7),
    '{days = 2, kind = "rolling"}': ("seconds", 2 * 86_400),
    "{hours = 4}": ("seconds", 4 * 3600),
    "{minutes = 90}": ("seconds", 90 * 60),
    "{months = 1}": ("months", 1),
    "{years = 1}": ("years", 1),
    "{ever = true}": ("ever", 1),
    '{working_days = 1, calendar = "cn"}': ("working", 1),
    '{working_days = 5, calendar = "here"}': ("working", 5),
}
CHINA = calendars.load("cn")
PER = {"person": ("person",), "loan": ("person", "loan"), "point": ("point",), "file": ()}


def inside(window, zone, now, then):
    """Whether `then` stands in the window that ends `now`, read one contact at a time."""
    unit, size = WINDOWS[window]
    here, there = now.astimezone(ZoneInfo(zone)), then.astimezone(ZoneInfo(zone))
    if unit == "ever":
        return True
    if unit == "seconds":
        return (now - then).total_seconds() < size
    if unit == "working":  # so many working days passed whole since the day it happened
        between = (there.date() + timedelta(days=ahead) for ahead in range(1, (here.date() - there.date()).days))
        return sum(CHINA.is_working_day(day) for day in between) < size
    if unit == "days":
        return (here.date() - there.date()).days < size
    months = (here.year - there.year) * 12 + here.month - there.month
    return months < size if unit == "months" else here.year - there.year < size


def counted(history, contact, window, per, pooled, outcomes, zones):
    """The worst count over the zones."""
    worst = 0
    for zone in zones:
        count = 0
        for past in history:
            alike = {
                "person": past.get("person", "borrower") == contact.get("person", "borrower"),
                "loan": past["loan"] == contact["loan"],
                "point": past["point"] == contact["point"],
            }
            count += (
                past.get("direction", "out") == "out"
                and past["at"] < contact["at"]
                and past["channel"] == "voice"
                and (past["outcome"] in outcomes or past["outcome"] == "unknown")
                and all(alike[what] for what in PER[per])
                and (pooled != "collector" or past["by"] == contact["by"])
                and inside(window, zone, contact["at"], past["at"])
            )
        worst = max(worst, count)
    return worst


@st.composite
def contacts(draw, past):
    """A contact of any kind, up to 40 days back."""
    found = {
        "at": NOW - timedelta(seconds=draw(st.integers(0, 40 * 86_400))) if past else NOW,
        "channel": draw(st.sampled_from(["voice", "voice", "sms"])) if past else "voice",
        "by": draw(st.sampled_from(["creditor", "agency", "agency:a", "agency:b"])),
        "loan": draw(st.sampled_from(["A", "B"])),
        "point": draw(st.sampled_from(["mobile", "landline"])),
    }
    if draw(st.booleans()):
        found |= {"to": "guarantor", "person": draw(st.sampled_from(["guarantor", "g-2"]))}
    if past:
        found |= {
            "outcome": draw(st.sampled_from(["conversation", "no_answer", "answered", "unknown"])),
            "direction": draw(st.sampled_from(["out", "out", "in"])),
        }
    return found


OUTCOMES = ("conversation", "answered")


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.lists(contacts(past=True), max_size=14), contacts(past=False)), min_size=1, max_size=6),
    st.sampled_from(sorted(WINDOWS)),
    st.sampled_from(sorted(PER)),
    st.sampled_from(["creditor-and-agencies", "collector"]),
    st.integers(1, 4),
    st.sampled_from([("Asia/Shanghai",), ("America/New_York", "Pacific/Auckland")]),
)
def test_caps_agree_with_counting_one_at_a_time(tmp_path_factory, people, window, per, pooled, limit, zones):
    laws = book(
        tmp_path_factory.mktemp("b"),
        f'kind = "cap"\nchannels = ["voice"]\nlimit = {limit}\nwindow = {window}\nper = "{per}"\npooled = "{pooled}"\n'
        'outcomes = ["conversation", "answered"]',
    )
    borrower = {"residence": "CN-GD", "time_zones": list(zones)}
    loans = [{"id": "A"}, {"id": "B"}]
    cases = [case(contact, borrower=borrower, loan=loans, history=history) for history, contact in people]
    facts, candidates = together(_same_agencies(cases))
    found = judge(candidates, facts, laws, NOW)
    expected = [counted(history, contact, window, per, pooled, OUTCOMES, zones) for history, contact in people]
    assert found.candidates["allowed"].to_list() == [count < limit for count in expected]
    shown = dict(zip(found.breaches["candidate"], found.breaches["count"], strict=True))
    assert shown == {place: count for place, count in enumerate(expected) if count >= limit}


def _same_agencies(cases):
    """Agencies are numbered as they come up in each case; the tests compare only within a case."""
    longest = max((facts.agencies for facts, _ in cases), key=len)
    return [(facts if facts.agencies == longest else _with(facts, longest), candidate) for facts, candidate in cases]


def _with(facts, agencies):
    return type(facts)(
        facts.situations, facts.people, facts.loans, facts.contacts, facts.states, facts.consents, agencies
    )


DAY_CAP = 'kind = "cap"\nchannels = ["voice"]\nlimit = 1\nwindow = {days = 1, kind = "calendar"}'


def talk(**more):
    return {"at": NOW - timedelta(hours=1), "channel": "voice", "outcome": "conversation", **more}


def test_the_count_and_its_ends_are_shown(tmp_path):
    found = verdict(
        book(tmp_path, DAY_CAP), {"at": NOW}, history=[talk(), talk(at=NOW - timedelta(hours=3))]
    ).breaches.row(0, named=True)
    assert (found["count"], found["limit"]) == (2, 1)
    assert (found["first_at"], found["last_at"]) == (NOW - timedelta(hours=3), NOW - timedelta(hours=1))


def test_a_contact_whose_outcome_cannot_count_is_none_too_many(tmp_path):
    laws = book(tmp_path, DAY_CAP + '\noutcomes = ["conversation"]')
    assert allowed(laws, {"at": NOW, "outcome": "no_answer"}, history=[talk()])
    assert not allowed(laws, {"at": NOW, "outcome": "unknown"}, history=[talk()])
    assert not allowed(laws, {"at": NOW}, history=[talk()])


def test_an_outcome_that_became_known_later_is_unknown(tmp_path):
    laws = book(tmp_path, DAY_CAP + '\noutcomes = ["conversation"]')
    late = talk(outcome="no_answer", outcome_at=NOW + timedelta(hours=1))
    assert not allowed(laws, {"at": NOW}, history=[late])
    assert allowed(laws, {"at": NOW}, history=[late | {"outcome_at": NOW}])


def test_what_comes_later_is_not_history(tmp_path):
    assert allowed(book(tmp_path, DAY_CAP), {"at": NOW}, history=[talk(at=NOW), talk(at=NOW + timedelta(minutes=1))])


def test_a_history_that_is_not_whole_blocks_until_the_window_is_inside_it(tmp_path):
    laws = book(tmp_path, DAY_CAP)
    known = NOW - timedelta(hours=2)
    borrower = {"residence": "CN-GD", "time_zones": ["Asia/Shanghai"], "contacts_known_from": known}
    found = verdict(laws, {"at": NOW}, borrower=borrower)
    assert not found.candidates["allowed"][0]
    assert found.breaches["unknown"][0] == "history"
    assert found.candidates["lawful_from"][0] == datetime(2026, 3, 10, 16, tzinfo=UTC)  # midnight in Shanghai


@pytest.mark.parametrize("zones", [[], ["Atlantis/Capital"], ["Asia/Shanghai", "Atlantis/Capital"]])
def test_an_unknown_zone_blocks_what_is_counted_by_days(tmp_path, zones):
    found = verdict(book(tmp_path, DAY_CAP), {"at": NOW}, borrower={"residence": "CN-GD", "time_zones": zones})
    assert found.breaches["unknown"].to_list() == ["zone"]
    assert found.candidates["lawful_from"][0] is None


def test_a_contact_about_two_loans_counts_once_for_the_person_and_once_for_each_loan(tmp_path):
    both = talk(loan=["A", "B"])
    loans = [{"id": "A"}, {"id": "B"}]
    once = book(tmp_path, DAY_CAP.replace("limit = 1", "limit = 2"))
    assert allowed(once, {"at": NOW, "loan": "A"}, loan=loans, history=[both])
    (tmp_path / "l").mkdir()
    per_loan = book(tmp_path / "l", DAY_CAP + '\nper = "loan"')
    assert not allowed(per_loan, {"at": NOW, "loan": "A"}, loan=loans, history=[both])
    assert not allowed(per_loan, {"at": NOW, "loan": "B"}, loan=loans, history=[both])


REST = 'kind = "rest"\nafter = {outcomes = ["conversation"]}\nwindow = {days = 7, kind = "calendar"}'


@pytest.mark.parametrize("direction", ["out", "in"])
def test_a_rest_counts_its_day_as_day_one_and_may_be_started_by_either_side(tmp_path, direction):
    laws = book(tmp_path, REST)
    begun = talk(at=datetime(2026, 3, 3, 23, 59, tzinfo=ZoneInfo("Asia/Shanghai")), direction=direction)
    last = datetime(2026, 3, 9, 23, 59, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert not allowed(laws, {"at": last}, history=[begun])
    assert allowed(laws, {"at": last + timedelta(seconds=1)}, history=[begun])
    assert verdict(laws, {"at": NOW - timedelta(days=3)}, history=[begun]).candidates["lawful_from"][
        0
    ] == last + timedelta(seconds=1)


def test_hours_apart_means_whole_hours(tmp_path):
    laws = book(tmp_path, 'kind = "cap"\nlimit = 1\nwindow = {hours = 4}')
    assert not allowed(laws, {"at": NOW}, history=[talk(at=NOW - timedelta(hours=4) + timedelta(seconds=1))])
    assert allowed(laws, {"at": NOW}, history=[talk(at=NOW - timedelta(hours=4))])
