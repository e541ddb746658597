"""Column conversion held against zoneinfo around every change of clocks, and its inverse against a search by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eastwind.core import zones
from eastwind.core.zones import EARLIEST, LATEST, UnknownZone

# Half-hour saving, whole-day skips, saving in Ramadan, ended and southern saving, negative saving, odd offsets, none.
ZONES = [
    "Asia/Shanghai", "Asia/Urumqi", "Asia/Taipei", "Asia/Hong_Kong", "America/New_York", "America/Chicago",
    "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "America/Adak", "Pacific/Honolulu",
    "America/Vancouver", "America/St_Johns", "Australia/Lord_Howe", "Europe/London", "Europe/Dublin", "Europe/Lisbon",
    "America/Sao_Paulo", "America/Santiago", "Africa/Casablanca", "Pacific/Apia", "Pacific/Kwajalein",
    "Asia/Kolkata", "Asia/Kathmandu", "America/Juneau", "Asia/Pyongyang", "Antarctica/Troll", "UTC", "Etc/GMT+5",
]  # fmt: skip
zone_names = st.sampled_from(ZONES)
instants = st.integers(EARLIEST, LATEST)


def offset_by_zoneinfo(zone: str, at: int) -> int:
    moment = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)).astimezone(zones.zone(zone))
    return int(moment.utcoffset().total_seconds())  # type: ignore[union-attr]


def seconds(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def unix(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp())


@given(zone_names, st.lists(instants, min_size=1, max_size=30))
def test_offsets_agree_with_zoneinfo_at_any_instant(zone: str, at: list[int]) -> None:
    assert zones.offset_seconds(zone, seconds(*at)).tolist() == [offset_by_zoneinfo(zone, one) for one in at]


@pytest.mark.parametrize("zone", ZONES)
def test_offsets_agree_with_zoneinfo_on_both_sides_of_every_change(zone: str) -> None:
    starts = zones._table(zone).starts[1:]
    around = np.concatenate([starts + shift for shift in (-1801, -1, 0, 1, 3600)])
    around = around[(around >= EARLIEST) & (around <= LATEST)]
    assert zones.offset_seconds(zone, around).tolist() == [offset_by_zoneinfo(zone, int(at)) for at in around]


@pytest.mark.parametrize("zone", ZONES)
def test_no_change_is_missed_in_any_week_of_130_years(zone: str) -> None:
    weekly = np.arange(EARLIEST, LATEST, 5 * 86_400 + 12_345, dtype=np.int64)
    assert zones.offset_seconds(zone, weekly).tolist() == [offset_by_zoneinfo(zone, int(at)) for at in weekly]


def test_every_zone_of_the_package_has_a_table() -> None:
    sample = seconds(unix(1975, 7, 1), unix(2026, 1, 15), unix(2026, 7, 15), unix(2099, 7, 15))
    for zone in sorted(zones.names()):
        assert zones.offset_seconds(zone, sample).tolist() == [offset_by_zoneinfo(zone, int(at)) for at in sample], zone


@given(zone_names, st.lists(instants, min_size=1, max_size=20))
def test_local_date_and_time_of_day_are_those_of_the_wall_clock(zone: str, at: list[int]) -> None:
    walls = [datetime.fromtimestamp(one, zones.zone(zone)) for one in at]
    days, clock = zones.local_days(zone, seconds(*at)), zones.seconds_of_day(zone, seconds(*at))
    shown = [d * 86_400 + s for d, s in zip(days.tolist(), clock.tolist(), strict=True)]
    assert shown == [int(wall.replace(tzinfo=UTC).timestamp()) for wall in walls]
    assert (days.dtype, clock.dtype) == (np.int32, np.int32)


# --- the inverse ---


def first_showing(zone: str, local: int) -> int:
    """The first second at which the clock shows `local` or later, among all that could be it."""
    table = zones._table(zone)
    candidates = {local - offset for offset in table.offsets.tolist()} | set(table.starts.tolist())
    return min(at for at in candidates if at + offset_by_zoneinfo(zone, at) >= local)


near_changes = st.builds(
    lambda zone, k, shift: (zone, k, shift), zone_names, st.integers(0, 400), st.integers(-9000, 9000)
)


@given(zone_names, instants)
def test_the_first_instant_showing_a_local_time_is_found(zone: str, local: int) -> None:
    assert int(zones.utc_of_local(zone, seconds(local))[0]) == first_showing(zone, local)


@given(near_changes)
def test_the_first_instant_showing_a_local_time_near_a_change_is_found(drawn: tuple[str, int, int]) -> None:
    zone, k, shift = drawn
    starts = zones._table(zone).starts
    local = int(starts[k % len(starts)]) + int(zones._table(zone).offsets[k % len(starts)]) + shift
    if EARLIEST <= local <= LATEST:
        assert int(zones.utc_of_local(zone, seconds(local))[0]) == first_showing(zone, local)


@given(zone_names, instants)
def test_going_there_and_back_never_arrives_late(zone: str, at: int) -> None:
    local = zones.local_seconds(zone, seconds(at))
    back = zones.utc_of_local(zone, local)
    assert back[0] <= at
    if back[0] >= EARLIEST:
        assert zones.local_seconds(zone, back)[0] >= local[0]


def test_a_time_the_clock_jumps_over_gives_the_instant_of_the_jump() -> None:
    # New York, 8 March 2026: 02:00 EST becomes 03:00 EDT at 07:00 UTC.
    jump = unix(2026, 3, 8, 7)
    assert zones.utc_of_local("America/New_York", seconds(unix(2026, 3, 8, 2, 30))).tolist() == [jump]
    assert zones.utc_of_local("America/New_York", seconds(unix(2026, 3, 8, 3, 30))).tolist() == [jump + 1800]


def test_a_time_shown_twice_gives_the_first_of_the_two() -> None:
    # New York, 1 November 2026: 02:00 EDT becomes 01:00 EST at 06:00 UTC; 01:30 is shown at 05:30 and at 06:30 UTC.
    assert zones.utc_of_local("America/New_York", seconds(unix(2026, 11, 1, 1, 30))).tolist() == [
        unix(2026, 11, 1, 5, 30)
    ]
    assert zones.instant("America/New_York", datetime(2026, 11, 1, 1, 30)) == unix(2026, 11, 1, 5, 30)


def test_a_day_that_samoa_skipped_begins_at_the_skip() -> None:
    # 30 December 2011 does not exist in Apia: 29 December 23:59:59 (UTC-10) is followed by 31 December 00:00 (UTC+14).
    assert zones.utc_of_local("Pacific/Apia", seconds(unix(2011, 12, 30, 9))).tolist() == [unix(2011, 12, 30, 10)]


def test_lord_howe_moves_by_half_an_hour() -> None:
    summer, winter = unix(2026, 1, 15), unix(2026, 7, 15)
    assert zones.offset_seconds("Australia/Lord_Howe", seconds(summer, winter)).tolist() == [39_600, 37_800]


def test_china_kept_summer_time_in_1988() -> None:
    both = seconds(unix(1988, 7, 1), unix(1993, 7, 1))
    assert zones.offset_seconds("Asia/Shanghai", both).tolist() == [9 * 3600, 8 * 3600]


# --- names and bounds ---


@pytest.mark.parametrize(
    ("wrong", "near"),
    [("Asia/Shangai", "Asia/Shanghai"), ("America/New York", "America/New_York"), ("Taipei", "Asia/Taipei")],
)
def test_an_unknown_zone_is_an_error_that_names_the_nearest(wrong: str, near: str) -> None:
    with pytest.raises(UnknownZone, match=f"{wrong}.*{near}"):
        zones.offset_seconds(wrong, seconds(0))


@pytest.mark.parametrize("wrong", ["", "Mars/Olympus_Mons", "../../etc/passwd", "Asia", "tzdata.zi", "Factory"])
def test_a_name_that_is_no_zone_never_opens_a_file(wrong: str) -> None:
    with pytest.raises(UnknownZone):
        zones.zone(wrong)


def test_the_machines_own_zone_files_are_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import zoneinfo

    (tmp_path / "Asia").mkdir()
    (tmp_path / "Asia" / "Tokyo").write_bytes(b"not a zone")
    zoneinfo.reset_tzpath([str(tmp_path)])
    monkeypatch.setenv("TZ", "America/Caracas")
    try:
        zones.zone.cache_clear()
        zones._table.cache_clear()
        assert zones.offset_seconds("Asia/Tokyo", seconds(0)).tolist() == [32_400]
    finally:
        zoneinfo.reset_tzpath()


def test_the_version_is_the_release_of_the_database() -> None:
    assert zones.tzdata_version()[:4].isdigit()
    assert int(zones.tzdata_version()[:4]) >= 2026


@pytest.mark.parametrize("at", [EARLIEST - 1, LATEST + 1, 2**40])
def test_an_instant_outside_the_tables_is_an_error_with_the_value(at: int) -> None:
    with pytest.raises(ValueError, match=rf"{at} s since 1970.*1970 to 2100"):
        zones.offset_seconds("Asia/Taipei", seconds(unix(2026, 1, 1), at))


def test_empty_columns_stay_empty() -> None:
    for ask in (zones.offset_seconds, zones.local_seconds, zones.local_days, zones.seconds_of_day, zones.utc_of_local):
        assert ask("Asia/Taipei", seconds()).size == 0
