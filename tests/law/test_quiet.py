"""Quiet hours and quiet days against a plain reading, around every edge and every change of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eastwind.core import calendars
from eastwind.law import judge
from tests.law.people import allowed, at_moments, book, case, verdict

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
ZONES = ["Asia/Shanghai", "America/New_York", "Europe/London", "America/St_Johns", "Asia/Kathmandu"]


def clock(seconds):
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


@st.composite
def hours(draw):
    """Spans of a book, and the days they are for."""
    spans = []
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, 22)) * 3600
        end = draw(st.integers(start // 3600 + 1, 24)) * 3600
        days = draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=7, unique=True))
        spans.append((start, end, days))
    return spans


@st.composite
def moments(draw):
    """Moments near the edges of hours, in weeks in which clocks change."""
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    day = draw(
        st.sampled_from([date(2026, 3, 7), date(2026, 3, 28), date(2026, 10, 24), date(2026, 10, 31), date(2026, 6, 1)])
    )
    near = datetime.combine(day, time(draw(st.integers(0, 23))), zone) + timedelta(days=draw(st.integers(0, 8)))
    return near.astimezone(UTC) + timedelta(seconds=draw(st.sampled_from([-601, -600, -599, -1, 0, 1, 1799])))


def open_at(moment, zones, spans, edges, margin):
    """Whether every clock stands in a span, one clock at a time."""
    for zone in zones:
        local = moment.astimezone(ZoneInfo(zone))
        second = local.hour * 3600 + local.minute * 60 + local.second
        stands = False
        for start, end, days in spans:
            after = second >= start if edges in ("start", "both") or start == 0 else second > start
            if margin:
                before = second <= end - margin
            else:
                before = second <= end if edges in ("end", "both") else second < end
            stands |= DAYS[local.weekday()] in days and after and before
        if not stands:
            return False
    return True


@settings(max_examples=60)
@given(
    hours(),
    st.lists(moments(), min_size=1, max_size=12),
    st.sampled_from(["none", "start", "end", "both"]),
    st.sampled_from([0, 10]),
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True),
)
def test_quiet_hours_agree_with_a_plain_reading(tmp_path_factory, spans, times, edges, margin, zones):
    said = ", ".join(
        f'{{from = "{clock(start)}", to = "{clock(end)}", days = [{", ".join(repr(day) for day in days)}]}}'.replace(
            "'", '"'
        )
        for start, end, days in spans
    )
    laws = book(
        tmp_path_factory.mktemp("b"),
        f'kind = "quiet-hours"\nhours = [{said}]\nedges = "{edges}"\nmargin_minutes = {margin}',
    )
    borrower = {"residence": "CN-GD", "time_zones": zones}
    facts, candidate = case({"at": times[0]}, borrower=borrower)
    found = judge(at_moments(candidate, times), facts, laws, times[0]).candidates
    assert found["allowed"].to_list() == [open_at(moment, zones, spans, edges, margin * 60) for moment in times]
    for moment, first in zip(times, found["lawful_from"], strict=True):
        if first is not None:
            assert open_at(first, zones, spans, edges, margin * 60)
            assert first == moment or not open_at(first - timedelta(seconds=1), zones, spans, edges, margin * 60)


MORNING = datetime(2026, 1, 1, 2, tzinfo=UTC)  # ten in the morning in China


@pytest.mark.parametrize("name", ["cn", "tw", "us"])
def test_quiet_days_agree_with_the_calendar_day_by_day(tmp_path, name):
    calendar = calendars.load(name)
    laws = book(tmp_path, f'kind = "quiet-days"\ndays = ["sun"]\nholidays = true\ncalendar = "{name}"')
    borrower = {"residence": "CN-GD", "time_zones": ["Asia/Shanghai"]}
    days = [MORNING + timedelta(days=ahead) for ahead in range(365)]
    facts, candidate = case({"at": MORNING}, borrower=borrower)
    found = judge(at_moments(candidate, days), facts, laws, MORNING).candidates["allowed"].to_list()
    assert found == [day.weekday() != 6 and not calendar.is_holiday(day.date()) for day in days]


def test_a_day_that_no_calendar_covers_blocks(tmp_path):
    laws = book(tmp_path, 'kind = "quiet-days"\nholidays = true\ncalendar = "cn"')
    found = verdict(laws, {"at": datetime(2090, 5, 6, 2, tzinfo=UTC)})
    assert found.breaches["unknown"].to_list() == ["calendar"]
    assert found.candidates["lawful_from"][0] is None


def test_here_means_every_country_where_the_person_may_live(tmp_path):
    laws = book(tmp_path, 'kind = "quiet-days"\nholidays = true\ncalendar = "here"')
    independence = datetime(2026, 7, 4, 2, tzinfo=UTC)
    zones = ["Asia/Shanghai"]
    assert allowed(laws, {"at": independence}, borrower={"residence": "CN-GD", "time_zones": zones})
    assert not allowed(laws, {"at": independence}, borrower={"residence": ["CN-GD", "US-NY"], "time_zones": zones})
    assert not allowed(laws, {"at": independence}, borrower={"residence": ["CN-GD", "ZZ"], "time_zones": zones})


def test_a_tag_that_a_country_does_not_know_is_on_none_of_its_days(tmp_path):
    laws = book(tmp_path, 'kind = "quiet-days"\ntags = ["spring-festival-core"]\ncalendar = "here"')
    new_year, zones = datetime(2026, 2, 17, 2, tzinfo=UTC), ["Asia/Shanghai"]
    assert allowed(laws, {"at": new_year}, borrower={"residence": "US-NY", "time_zones": zones})
    assert not allowed(laws, {"at": new_year}, borrower={"residence": ["US-NY", "CN-GD"], "time_zones": zones})
    assert not allowed(laws, {"at": new_year}, borrower={"residence": "ZZ", "time_zones": zones})


def test_quiet_days_end_at_the_midnight_of_the_person(tmp_path):
    laws = book(tmp_path, 'kind = "quiet-days"\ndays = ["sat", "sun"]')
    saturday = datetime(2026, 3, 7, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert verdict(laws, {"at": saturday}).candidates["lawful_from"][0] == datetime(
        2026, 3, 9, tzinfo=ZoneInfo("Asia/Shanghai")
    )
    far = {"residence": "CN-GD", "time_zones": ["Asia/Shanghai", "America/Los_Angeles"]}
    monday_in_both = datetime(2026, 3, 9, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert verdict(laws, {"at": saturday}, borrower=far).candidates["lawful_from"][0] == monday_in_both


@pytest.mark.parametrize("zones", [[], ["Atlantis/Capital"], ["Asia/Shanghai", "Atlantis/Capital"]])
def test_an_unknown_zone_is_never_permission(tmp_path, zones):
    laws = book(tmp_path, 'kind = "quiet-hours"\nhours = {from = "00:00", to = "24:00"}')
    found = verdict(laws, {"at": MORNING}, borrower={"residence": "CN-GD", "time_zones": zones})
    assert found.breaches["unknown"].to_list() == ["zone"]
    assert found.candidates["lawful_from"][0] is None


def test_a_holiday_has_hours_of_its_own_or_none(tmp_path):
    laws = book(
        tmp_path,
        'kind = "quiet-hours"\ncalendar = "cn"\n'
        'hours = [{from = "09:00", to = "20:00"}, {days = ["holiday"], from = "10:00", to = "12:00"}]',
    )
    labour_day = datetime(2026, 5, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert not allowed(laws, {"at": labour_day.replace(hour=9, minute=30)})
    assert allowed(laws, {"at": labour_day.replace(hour=11)})
