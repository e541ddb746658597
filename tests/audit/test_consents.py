"""Consents: whom and what they name, when they hold; for certain as permissions, in doubt as prohibitions."""

from typing import Any

import pytest

from tests.audit.support import book, broken, case, judge, past

NEEDS = 'kind = "consent"\nneeds = [{{consent = {{kind = "contact"{}}}}}]'
FORBIDS = 'kind = "consent"\nforbids = [{{kind = "contact"{}}}]'
GIVEN = "2026-03-01T10:00:00+08:00"
ROWS: list[tuple[str, dict[str, Any], dict[str, Any], bool, bool]] = [
    # pattern, consent, case, permits, prohibits
    ("", {}, {}, True, True),
    ("", {"given": "2026-03-10T10:00:00+08:00"}, {}, True, True),
    ("", {"given": "2026-03-10T10:00:01+08:00"}, {}, False, False),
    ("", {"withdrawn": "2026-03-10T10:00:00+08:00"}, {}, False, False),
    ("", {"withdrawn": "2026-03-10T10:00:01+08:00"}, {}, True, True),
    ("", {"until": "2026-03-10T10:00:00+08:00"}, {}, False, False),
    ("", {"kind": "opt-out"}, {}, False, False),
    ("", {"person": "spouse"}, {}, False, False),
    ("", {"person": "spouse"}, {"contact_to": "spouse"}, True, True),
    ("", {"person": "reference"}, {"contact_to": "reference", "contact_person": "r-1"}, False, False),
    ("", {"loan": "B"}, {"loan": [{"id": "A"}, {"id": "B"}]}, False, False),
    ("", {"loan": "A"}, {}, True, True),
    ("", {"channel": "voice"}, {}, True, True),
    ("", {"channel": "voicemail"}, {}, False, True),
    ("", {"channel": "sms"}, {}, False, False),
    (", any_channel = true", {"channel": "sms"}, {}, True, True),
    (', channels = ["sms"]', {"channel": "sms"}, {}, True, True),
    (', channels = ["sms"]', {}, {}, False, False),
    (', names = ["channel"]', {}, {}, False, False),
    (', names = ["channel"]', {"channel": "voice"}, {}, True, True),
    ("", {"point": "m"}, {}, False, False),
    ("", {"point": "m"}, {"contact_point": "m"}, True, True),
    (', names = ["point"]', {}, {"contact_point": "m"}, False, False),
    ("", {"place": "work"}, {}, False, False),
    ("", {"place": "work"}, {"contact_place": "work"}, True, True),
    (', scopes = ["written"]', {"scope": "oral"}, {}, False, False),
    (', scopes = ["written"]', {"scope": "written"}, {}, True, True),
    (', scopes = ["written"]', {}, {}, False, True),
    (", to_the_caller = true", {"given_to": "agency:x"}, {}, False, False),
    (", to_the_caller = true", {}, {"contact_by": "agency:x"}, True, True),
    ("", {"given_to": "agency:x"}, {}, True, True),
    (", days = 10", {}, {}, True, True),
    (", days = 9", {}, {}, False, False),
    (", within = {days = 10, kind = 'consecutive'}", {}, {}, True, True),
    (", within = {days = 9, kind = 'consecutive'}", {}, {}, False, False),
    (", within = {minutes = 5}", {"given": "2026-03-10T09:55:00+08:00"}, {}, False, False),
    (", within = {minutes = 5}", {"given": "2026-03-10T09:55:01+08:00"}, {}, True, True),
    (", after_working_days = 6, calendar = 'tw'", {}, {}, True, True),
    (", after_working_days = 7, calendar = 'tw'", {}, {}, False, False),
    ("", {"from": "10:00"}, {}, True, True),
    ("", {"from": "10:01"}, {}, False, False),
    ("", {"to": "10:00"}, {}, False, False),
    ("", {"to": "10:01"}, {}, True, True),
    ("", {"from": "22:00", "to": "11:00"}, {}, True, True),
    ("", {"from": "22:00", "to": "10:00"}, {}, False, False),
    ("", {"from": "10:00", "to": "10:00"}, {}, False, False),
    ("", {"days": ["tue"]}, {}, True, True),
    ("", {"days": ["mon", "wed"]}, {}, False, False),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "consent", "keys", "permits", "prohibits"), ROWS, ids=range(len(ROWS)))
def test_what_is_in_force(pattern: str, consent: dict[str, Any], keys: dict[str, Any], permits: bool, prohibits: bool):
    told = case(consent=[{"kind": "contact", "given": GIVEN, **consent}], **keys)
    assert broken(book(NEEDS.format(pattern)), told) is not permits
    assert broken(book(FORBIDS.format(pattern)), told) is prohibits


TALKS = [("conversation", False, False), ("unknown", False, True), ("no_answer", True, True)]


@pytest.mark.parametrize(("outcome", "permits", "prohibits"), TALKS)
def test_until_a_conversation(outcome: str, permits: bool, prohibits: bool):
    history = [past("2026-03-05T10:00:00+08:00", direction="in", channel="visit", outcome=outcome)]
    told = case(consent=[{"kind": "contact", "given": GIVEN}], history=history)
    assert broken(book(NEEDS.format(", until_conversation = true")), told) is not permits
    assert broken(book(FORBIDS.format(", until_conversation = true")), told) is prohibits


DOUBTS = [
    # pattern, consent
    ("", {"from": "09:00", "to": "11:00"}),
    ("", {"days": ["tue"]}),
    (", days = 30", {}),
    (", after_working_days = 1, calendar = 'here'", {}),
    (", within = {days = 30, kind = 'consecutive'}", {}),
]


@pytest.mark.parametrize(("pattern", "consent"), DOUBTS)
def test_with_an_unknown_zone_permissions_fail_and_prohibitions_hold(pattern: str, consent: dict[str, Any]):
    told = case(consent=[{"kind": "contact", "given": GIVEN, **consent}])
    told["borrower"]["time_zones"] = []
    assert broken(book(NEEDS.format(pattern)), told)
    assert broken(book(FORBIDS.format(pattern)), told)


def test_of_several_zones_a_permission_needs_every_one_and_a_prohibition_any():
    consent = [{"kind": "contact", "given": GIVEN, "from": "09:00", "to": "11:00"}]
    told = case(consent=consent, borrower={"residence": ["TW", "US-CA"]})
    assert broken(book(NEEDS.format("")), told)
    assert broken(book(FORBIDS.format("")), told)


def test_a_calendar_that_does_not_tell_permits_nothing():
    consent = [{"kind": "contact", "given": "2031-03-01T10:00:00+08:00"}]
    told = case("2031-06-01T10:00:00+08:00", consent=consent)
    pattern = ", after_working_days = 1, calendar = 'tw'"
    assert broken(book(NEEDS.format(pattern)), told)
    assert broken(book(FORBIDS.format(pattern)), told)


def test_an_agreed_time_is_separate_unless_it_says_otherwise():
    laws = book('kind = "consent"\nneeds = [{consent = {kind = "agreed-time", scopes = ["separate"]}}]')
    assert not broken(laws, case(consent=[{"kind": "agreed-time", "given": GIVEN}]))
    assert broken(laws, case(consent=[{"kind": "agreed-time", "given": GIVEN, "scope": "contract"}]))


def test_the_first_lawful_second_is_that_of_the_next_agreed_hour():
    laws = book(NEEDS.format(""))
    told = case(consent=[{"kind": "contact", "given": GIVEN, "from": "18:30", "to": "20:00", "days": ["thu"]}])
    assert judge(laws, told)["lawful_from"] == "2026-03-12T10:30:00Z"
