"""Which contacts could be made: the best point, the loans they are about, the first slot, rows for the gate."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eastwind.core import words
from eastwind.core.facts import CANDIDATES, SITUATIONS
from eastwind.core.frames import BOOK_PEOPLE, NEEDS, POINTS
from eastwind.decide import build, horizon, load, reachable
from eastwind.decide.candidates import NO_POINT, slot_starts

AS_OF = datetime(2026, 9, 30, 1, 0, tzinfo=UTC)
EVERYDAY = {one.name: one for one in load().treatments}
LATE = {
    "person": pl.Int32,
    "loan": pl.Int32,
    "dpd": pl.Int32,
    "collector": pl.Int32,
    "product": pl.Enum(words.PRODUCTS),
}


def frame(schema, rows):
    return pl.DataFrame([{key: row.get(key) for key in schema} for row in rows], schema=schema, orient="row")


def ways(points, late=(), people=1, needs=None, zones=("Asia/Shanghai",)):
    """Reachable for people of one situation; `late` is (person, loan, dpd, collector)."""
    mine = [{"person_id": f"p{k}", "situation": 0, "needs": needs} for k in range(people)]
    situations = pl.DataFrame([[["CN-GD"], list(zones), ["zh"], "CN"]], SITUATIONS, orient="row")
    good = {"person": 0, "channel": "voice", "valid": True, "shared": False, "provenance": "given", "place": "unknown"}
    rows = [{**good, "point": 16 + k, "point_id": f"pt{k}", **point} for k, point in enumerate(points)]
    loans = [dict(zip(LATE, (*row, "card"), strict=True)) for row in late]
    return reachable(frame(POINTS, rows), frame(LATE, loans), frame(BOOK_PEOPLE, mine), situations)


def voice(found, person=0):
    return int(found.point[person, words.CHANNELS.index("voice")])


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ({"provenance": "unlawful"}, {"provenance": "unknown"}),
        ({"provenance": "unknown"}, {"provenance": "lawful"}),
        ({"provenance": None}, {"provenance": "unlawful"}),
        ({"provenance": "register"}, {"provenance": "given"}),
        ({"place": "work"}, {"place": "unknown"}),
        ({"place": "public"}, {"place": "work"}),
        ({"provenance": "unknown", "place": "home"}, {"provenance": "given", "place": "work"}),
        ({}, {"verified_at": AS_OF - timedelta(days=900)}),
        ({"verified_at": AS_OF - timedelta(days=9)}, {"verified_at": AS_OF - timedelta(days=2)}),
        ({"place": "work", "verified_at": AS_OF}, {"place": "home"}),
    ],
)
def test_the_best_point_is_chosen_wherever_it_stands(worse, better):
    assert voice(ways([worse, better])) == 1
    assert voice(ways([better, worse])) == 0


def test_of_equal_points_the_first_is_chosen():
    assert voice(ways([{}, {}, {}])) == 0


@pytest.mark.parametrize("flaw", [{"valid": False}, {"valid": None}, {"shared": True}, {"shared": None}], ids=str)
def test_a_point_that_may_not_work_or_not_be_the_persons_alone_is_none(flaw):
    assert voice(ways([flaw])) == NO_POINT
    assert voice(ways([flaw, {"provenance": "unlawful"}])) == 1


@pytest.mark.parametrize("need", ["text-only", "no-phone"])
def test_nobody_who_asked_not_to_be_called_can_be_called(need):
    channels = ("voice", "robocall", "voicemail", "sms", "letter")
    found = ways([{"channel": channel} for channel in channels], needs=words.mask([need], NEEDS, what="a need"))
    reached = [channel for channel in channels if found.point[0, words.CHANNELS.index(channel)] != NO_POINT]
    assert reached == ["sms", "letter"]


def test_each_person_and_channel_has_a_point_of_its_own():
    points = [{"person": 0, "channel": "sms"}, {"person": 1, "channel": "voice"}, {"person": 1, "channel": "sms"}]
    found = ways(points, people=3)
    reached = {
        (who, words.CHANNELS[channel]): int(row) for (who, channel), row in np.ndenumerate(found.point) if row >= 0
    }
    assert reached == {(0, "sms"): 0, (1, "voice"): 1, (1, "sms"): 2}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60), st.sampled_from([0, 2, 3, 4])), max_size=10))
def test_a_contact_is_about_the_loans_of_whoever_has_the_latest_one(rows):
    late = [(person, loan, dpd, collector) for loan, (person, dpd, collector) in enumerate(sorted(rows))]
    found = ways([], late=late, people=4)
    for person in range(4):
        mine = sorted((row for row in late if row[0] == person), key=lambda row: (-row[2], row[1]))
        latest = mine[0][3] if mine else 0
        about = found.loan_rows[found.loan_start[person] : found.loan_start[person + 1]].tolist()
        assert about == [loan for _, loan, _, collector in mine if collector == latest]
        assert found.by[person] == latest


SLOTS = st.sets(st.integers(0, 1_439), min_size=1, max_size=4).map(lambda slots: tuple(sorted(slots)))
ZONES = ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Kiritimati"]


@given(
    SLOTS,
    st.sampled_from(ZONES),
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC)),
)
def test_the_first_slot_from_now_on_is_taken(slots, zone, as_of):
    """Against the local clock, minute by minute from zoneinfo, on days without a change of clocks around them."""
    local = ZoneInfo(zone)
    days = [as_of.astimezone(local).date() + timedelta(days=ahead) for ahead in (0, 1)]
    offsets = {(as_of + timedelta(hours=hours)).astimezone(local).utcoffset() for hours in range(-30, 60, 3)}
    found = slot_starts(slots, zone, as_of)[0][1]
    assert found >= as_of.timestamp()
    assert found < as_of.timestamp() + 25 * 3_600
    if len(offsets) == 1:
        wall = [
            datetime(day.year, day.month, day.day, slot // 60, slot % 60, tzinfo=local)
            for day in days
            for slot in slots
        ]
        assert found == min(at.timestamp() for at in wall if at >= as_of)


def slot(text, zone, as_of):
    hours, minutes = text.split(":")
    [(_, found)] = slot_starts((int(hours) * 60 + int(minutes),), zone, datetime.fromisoformat(as_of))
    return datetime.fromtimestamp(found, UTC).isoformat()


def test_a_slot_that_the_clock_jumps_over_starts_when_it_has_jumped():
    """New York, 8 March 2026: 02:00 becomes 03:00."""
    assert slot("02:30", "America/New_York", "2026-03-08T05:30:00+00:00") == "2026-03-08T07:00:00+00:00"


def test_a_slot_that_the_clock_shows_twice_is_taken_once_the_first_time():
    """New York, 1 November 2026: 01:30 comes at 05:30 and at 06:30 UTC."""
    assert slot("01:30", "America/New_York", "2026-11-01T05:00:00+00:00") == "2026-11-01T05:30:00+00:00"
    assert slot("01:30", "America/New_York", "2026-11-01T06:00:00+00:00") == "2026-11-02T06:30:00+00:00"


def test_a_slot_right_now_is_taken_and_one_just_gone_waits_for_tomorrow():
    assert slot("09:00", "Asia/Shanghai", "2026-09-30T01:00:00+00:00") == "2026-09-30T01:00:00+00:00"
    assert slot("09:00", "Asia/Shanghai", "2026-09-30T01:00:01+00:00") == "2026-10-01T01:00:00+00:00"


def test_without_a_zone_a_slot_is_taken_in_utc():
    assert slot_starts((600,), None, AS_OF) == [(600, int(datetime(2026, 9, 30, 10, tzinfo=UTC).timestamp()))]


def test_a_plan_reaches_a_day_ahead():
    assert horizon(AS_OF) == int(AS_OF.timestamp()) + 86_400


ITEMS, PARTS = words.item_masks(["identity", "amount", "help-line"])


def says_something(family, channel, tone, by, situation, product):
    return ITEMS, PARTS, words.mask(["limited-content"], words.CONTACT_FACTS, what="a fact")


def both(*names, meant=(True, True)):
    return [(EVERYDAY[name], np.array(meant)) for name in names]


POINTS_OF_BOTH = [{"person": person, "channel": channel} for person in (0, 1) for channel in ("sms", "voice")]
LOANS_OF_BOTH = [(0, 0, 10, 3), (0, 1, 40, 3), (0, 2, 50, 0), (1, 3, 5, 0), (1, 4, 5, 0)]


def test_rows_are_typed_as_the_gate_reads_them_also_where_there_are_none():
    found = ways(POINTS_OF_BOTH, late=LOANS_OF_BOTH, people=2)
    made = build(both("sms-gentle", "call-gentle"), found, says_something, AS_OF)
    assert dict(made.frame.schema) == CANDIDATES
    assert made.frame.columns == list(CANDIDATES)
    nobody = build(both("sms-gentle", meant=(False, False)), found, says_something, AS_OF)
    assert dict(nobody.frame.schema) == CANDIDATES
    assert (nobody.frame.height, len(nobody.person)) == (0, 0)


def test_a_candidate_stands_once_for_each_loan_it_is_about_the_first_marked():
    found = ways(POINTS_OF_BOTH, late=LOANS_OF_BOTH, people=2)
    made = build(both("sms-gentle", "call-gentle"), found, says_something, AS_OF)
    rows = made.frame.select("candidate", "person", "first", "loan", "by", "channel").rows()
    assert rows == [
        (0, 0, True, 2, 0, "sms"),
        (1, 1, True, 3, 0, "sms"),
        (1, 1, False, 4, 0, "sms"),
        (2, 0, True, 2, 0, "voice"),
        (3, 1, True, 3, 0, "voice"),
        (3, 1, False, 4, 0, "voice"),
    ]
    assert made.person.tolist() == [0, 1, 0, 1]
    assert made.treatment.tolist() == [0, 0, 1, 1]


def test_about_no_loan_means_about_all_of_them():
    made = build(both("sms-gentle"), ways(POINTS_OF_BOTH, people=2), says_something, AS_OF)
    assert made.frame["loan"].to_list() == [None, None]
    assert made.frame["first"].to_list() == [True, True]


def test_what_a_template_does_not_say_it_lacks():
    made = build(both("sms-gentle"), ways(POINTS_OF_BOTH, people=2), says_something, AS_OF)
    row = made.frame.row(0, named=True)
    assert words.unmask(row["contains_items"], words.ITEMS) == ("identity", "amount", "help-line")
    assert set(words.unmask(row["lacks_items"], words.ITEMS)) == set(words.ITEMS) - {"identity", "amount", "help-line"}
    assert words.unmask(row["lacks_parts"], words.PARTS) == words.PARTS
    assert row["lacks_items"] < 2 ** len(words.ITEMS)
    assert row["lacks_parts"] < 2 ** len(words.PARTS)


def test_conduct_is_that_of_the_treatment_and_of_the_words():
    made = build(both("call-gentle"), ways(POINTS_OF_BOTH, people=2), says_something, AS_OF)
    facts = words.unmask(made.frame["facts"][0], words.CONTACT_FACTS)
    assert set(facts) == {"recorded", "verified", "limited-content"}


def test_who_cannot_be_reached_or_spoken_to_is_no_candidate():
    found = ways([{"person": 1, "channel": "sms"}], people=2)
    assert build(both("sms-gentle", "call-gentle"), found, says_something, AS_OF).person.tolist() == [1]
    assert len(build(both("sms-gentle"), found, lambda *asked: None, AS_OF).person) == 0


def test_words_are_asked_for_by_speaker_situation_and_product():
    asked = set()

    def contents(*what):
        asked.add(what)
        return None if what[3] == "buyer" else (ITEMS, PARTS, 0)

    late = [(0, 0, 10, 4), (1, 1, 10, 2), (2, 2, 10, 0), (3, 3, 10, 1)]
    points = [{"person": person, "channel": "sms"} for person in range(5)]
    found = ways(points, late=late, people=5)
    made = build([(EVERYDAY["sms-gentle"], np.ones(5, dtype=bool))], found, contents, AS_OF)
    who = {("reminder", "sms", "gentle", by, 0, "card") for by in ("agency", "buyer", "creditor")}
    assert asked == who | {("reminder", "sms", "gentle", "creditor", 0, None)}
    assert made.person.tolist() == [0, 2, 3, 4]  # nothing is proven for the buyer
    assert made.frame["by"].to_list() == [4, 0, 1, 0]


def test_the_rest_of_a_row_is_the_treatments():
    two = replace(EVERYDAY["visit-plain"], purpose="care", visitors=2)
    found = ways([{"channel": "visit", "place": "home", "provenance": "register"}])
    made = build([(two, np.array([True]))], found, says_something, AS_OF)
    row = made.frame.row(0, named=True)
    wanted = {
        "channel": "visit", "direction": "out", "to": "borrower", "who": 0, "purpose": "care", "visitors": 2,
        "point": 16, "place": "home", "provenance": "register", "outcome": None,
    }  # fmt: skip
    assert {key: row[key] for key in wanted} == wanted
    assert row["at"] == datetime.fromtimestamp(int(made.starts_at[0]), UTC)


def test_who_talked_with_us_is_reached_near_that_hour_and_the_others_are_spread_by_lot():
    call = replace(EVERYDAY["call-gentle"], slots=(9 * 60, 13 * 60, 18 * 60))
    found = ways([{"person": person, "channel": "voice"} for person in range(4)], people=4)
    found = replace(found, answered=np.array([17 * 60, -1, -1, -1]), lot=np.array([0.0, 0.0, 0.4, 0.99]))
    made = build([(call, np.ones(4, dtype=bool))], found, says_something, AS_OF)
    hours = [datetime.fromtimestamp(at, ZoneInfo("Asia/Shanghai")).hour for at in made.starts_at.tolist()]
    assert hours == [18, 9, 13, 18]


def test_what_the_creditor_sends_itself_is_said_by_the_creditor_whoever_has_the_file():
    own = replace(EVERYDAY["sms-gentle"], by="creditor")
    found = ways(POINTS_OF_BOTH, late=[(0, 0, 10, 3), (1, 1, 10, 4)], people=2)
    asked = []

    def contents(*what):
        asked.append(what[3])
        return ITEMS, PARTS, 0

    made = build([(own, np.array([True, True]))], found, contents, AS_OF)
    assert set(asked) == {"creditor"}
    assert made.frame["by"].to_list() == [0, 0]
