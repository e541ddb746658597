"""States: whose they are, from when to when they are at work; in doubt as holds, for certain as exceptions."""

from typing import Any

import pytest

from tests.audit.support import book, broken, case, only

HOLD = 'kind = "hold"\nstates = ["dispute"]\n'
LIFTS = 'kind = "recipient"\nunless = [{{state = {{states = ["dispute"]{}}}}}]'
ROWS: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any], bool, bool]] = [
    # pattern, state, case, holds, lifts
    ({}, {}, {}, True, True),
    ({}, {"opened": "2026-03-10T10:00:00+08:00"}, {}, True, True),
    ({}, {"opened": "2026-03-10T10:00:01+08:00"}, {}, False, False),
    ({}, {"closed": "2026-03-10T10:00:00+08:00"}, {}, False, False),
    ({}, {"closed": "2026-03-10T10:00:01+08:00"}, {}, True, True),
    ({}, {"state": "hardship"}, {}, False, False),
    ({"with_facts": ["written", "partial"]}, {"facts": ["written"]}, {}, False, False),
    ({"with_facts": ["written"]}, {"facts": ["written", "partial"]}, {}, True, True),
    ({"but_not_facts": ["partial"]}, {"facts": ["partial"]}, {}, False, False),
    ({}, {"loan": "B"}, {}, False, False),
    ({"any_loan": True}, {"loan": "B"}, {}, True, True),
    ({}, {"person": "spouse"}, {}, False, False),
    ({}, {"person": "spouse"}, {"contact_to": "spouse"}, True, True),
    ({}, {}, {"contact_to": "spouse"}, True, True),
    ({"whose": "contacted"}, {}, {"contact_to": "spouse"}, False, False),
    ({"whose": "borrower"}, {"person": "spouse"}, {"contact_to": "spouse"}, False, False),
    ({"whose": "anyone"}, {"person": "r-9"}, {}, True, True),
    ({"closed_too": True}, {"closed": "2026-03-02T10:00:00+08:00"}, {}, True, True),
    ({"days_after": 1}, {"closed": "2026-03-09T10:00:00+08:00"}, {}, True, True),
    ({"days_after": 1}, {"closed": "2026-03-08T23:00:00+08:00"}, {}, False, False),
    ({"working_days_after": 1, "calendar": "here"}, {"closed": "2026-03-09T10:00:00+08:00"}, {}, True, True),
    ({"working_days_after": 1, "calendar": "here"}, {"closed": "2026-03-06T10:00:00+08:00"}, {}, False, False),
    ({"working_days_after": 2, "calendar": "here"}, {"closed": "2026-03-06T10:00:00+08:00"}, {}, True, True),
    ({"days_at_most": 10}, {}, {}, True, True),
    ({"days_at_most": 9}, {}, {}, False, False),
    ({"hours_later": 72}, {"opened": "2026-03-07T10:00:00+08:00"}, {}, True, True),
    ({"hours_later": 72}, {"opened": "2026-03-07T10:00:01+08:00"}, {}, False, False),
]  # fmt: skip


def inline(keys: dict[str, Any]) -> list[str]:
    """`key = value` in TOML."""
    return [f"{key} = {str(value).lower() if isinstance(value, bool) else repr(value)}" for key, value in keys.items()]


@pytest.mark.parametrize(("pattern", "state", "keys", "holds", "lifts"), ROWS, ids=range(len(ROWS)))
def test_what_is_at_work(
    pattern: dict[str, Any], state: dict[str, Any], keys: dict[str, Any], holds: bool, lifts: bool
):
    told = case(state=[{"state": "dispute", "opened": "2026-03-01T10:00:00+08:00", **state}], **keys)
    told["loan"] = [{"id": "A"}, {"id": "B"}]
    assert broken(book(HOLD + "\n".join(inline(pattern))), told) is holds
    extra = "".join(f", {key}" for key in inline(pattern))
    assert broken(book(LIFTS.format(extra)), told) is not lifts


def test_with_an_unknown_zone_an_end_counted_in_days_does_not_come():
    told = case(
        state=[{"state": "dispute", "opened": "2026-01-01T10:00:00+08:00", "closed": "2026-01-05T10:00:00+08:00"}]
    )
    told["borrower"]["time_zones"] = []
    assert broken(book(f"{HOLD}days_after = 1"), told)
    assert broken(book(LIFTS.format(", days_after = 60")), told)
    del told["state"][0]["closed"]
    assert broken(book(f"{HOLD}days_at_most = 1"), told)
    assert broken(book(LIFTS.format(", days_at_most = 90")), told)


def test_a_calendar_that_does_not_tell_holds_on_and_lifts_no_longer():
    told = case("2031-06-10T10:00:00+08:00")
    told["state"] = [{"state": "dispute", "opened": "2031-01-01T10:00:00+08:00", "closed": "2031-06-01T10:00:00+08:00"}]
    after = {"working_days_after": 30, "calendar": "here"}
    assert only(book(HOLD + "\n".join(inline(after))), told)["until"] is None
    assert broken(book(LIFTS.format("".join(f", {key}" for key in inline(after)))), told)


def test_of_several_zones_the_latest_end_holds_and_the_earliest_lifts():
    """Closed on the 9th in Taipei and on the 8th in Los Angeles; judged on the 10th and the 9th."""
    told = case("2026-03-10T10:00:00+08:00", borrower={"residence": ["TW", "US-CA"]})
    told["state"] = [{"state": "dispute", "opened": "2026-03-01T10:00:00+08:00", "closed": "2026-03-09T10:00:00+08:00"}]
    assert only(book(f"{HOLD}days_after = 1"), told)["until"] == "2026-03-10T16:00:00Z"
    told["contact"]["at"] = "2026-03-10T15:30:00+08:00"  # 00:30 on the 10th in Los Angeles: over there
    assert broken(book(f"{HOLD}days_after = 1"), told)
    assert broken(book(LIFTS.format(", days_after = 1")), told)
