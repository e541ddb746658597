"""Past contacts, failed calls and answers: what is sure, what is possible, how far back the history reaches."""

from typing import Any

import pytest

from tests.audit.support import book, broken, case, judge, past

NEEDS = 'kind = "precondition"\nneeds = [{{{} = {{{}}}}}]'
MEANS = 'kind = "recipient"\n{} = {{{}}}'
BEFORE = "2026-03-01T10:00:00+08:00"
ROWS: list[tuple[str, dict[str, Any], dict[str, Any], bool, bool]] = [
    # pattern, past contact, case, sure, possible
    ("", {}, {}, True, True),
    ("", {"direction": "in"}, {}, False, False),
    ('direction = "in"', {"direction": "in"}, {}, True, True),
    ('direction = "any"', {"direction": "in"}, {}, True, True),
    ("", {"channel": "furnish"}, {}, True, True),
    ('channels = ["sms", "email"]', {}, {}, False, False),
    ('channels = ["sms", "voice"]', {}, {}, True, True),
    ('outcomes = ["delivered"]', {}, {}, False, True),  # not known how it ended
    ('outcomes = ["delivered"]', {"outcome": "delivered"}, {}, True, True),
    ('outcomes = ["delivered"]', {"outcome": "undeliverable"}, {}, False, False),
    ('outcomes = ["delivered"]', {"outcome": "undeliverable", "outcome_at": "2026-03-11T00:00:00Z"}, {}, False, True),
    ('by = ["agency"]', {"by": "agency:x"}, {}, True, True),
    ('by = ["agency"]', {"by": "buyer"}, {}, False, False),
    ('to = ["spouse"]\n', {}, {}, False, False),
    ('purposes = ["notice"]', {"purpose": "notice"}, {}, True, True),
    ('places = ["work"]', {}, {}, False, False),
    ('facts = ["recorded", "verified"]', {"facts": ["recorded"]}, {}, False, False),
    ('any_facts = ["recorded", "verified"]', {"facts": ["recorded"]}, {}, True, True),
    ('without_facts = ["recorded"]', {"facts": ["recorded"]}, {}, False, False),
    ('contains = ["validation", "verification"]', {"contains": ["validation"]}, {}, True, True),
    ('contains = ["validation"]', {}, {}, False, False),
    ("", {"to": "spouse"}, {}, False, False),
    ('same = ["loan"]', {"to": "spouse"}, {}, True, True),
    ("", {"loan": "B"}, {}, False, False),
    ("", {"loan": []}, {}, True, True),
    ('same = ["account"]', {"loan": "B"}, {"loan": [{"account": "X"}, {"id": "B", "account": "X"}]}, True, True),
    ('same = ["point"]', {"point": "m"}, {"contact_point": "n"}, False, False),
    ('same = ["point"]', {"point": "m", "channel": "sms"}, {"contact_point": "m"}, True, True),
    ('same = ["collector"]', {"by": "agency:x"}, {"contact_by": "agency:y"}, False, False),
    ('same = ["medium"]', {"channel": "voicemail"}, {}, True, True),
    ('same = ["channel"]', {"channel": "voicemail"}, {}, False, False),
    ('same = ["names"]', {"names": "agency:x"}, {"contact_by": "agency:x"}, True, True),
    ('same = ["names"]', {"names": "agency:x"}, {"contact_by": "agency:y"}, False, False),
    ('same = ["names"]', {}, {}, False, False),
    ("times = 2", {}, {}, False, False),
    ("days_before = 8", {}, {}, True, True),  # the 2nd to the 9th lie between
    ("days_before = 9", {}, {}, False, False),
    ("working_days_before = 6, calendar = 'here'", {}, {}, True, True),
    ("working_days_before = 7, calendar = 'here'", {}, {}, False, False),
    ("working_days_before = 3, days_before = 5, calendar = 'here'", {}, {}, True, True),  # from the 4th on
    ("working_days_before = 3, days_before = 6, calendar = 'here'", {}, {}, False, False),
    ("within = {days = 10, kind = 'consecutive'}", {}, {}, True, True),
    ("within = {days = 9, kind = 'consecutive'}", {}, {}, False, False),
    ("period_days = 8", {"period_ends": "2026-03-09"}, {}, True, True),
    ("period_days = 9", {"period_ends": "2026-03-09"}, {}, False, False),
    ("period_days = 1", {}, {}, False, False),
    ("period_over = true", {"period_ends": "2026-03-09"}, {}, True, True),
    ("period_over = true", {"period_ends": "2026-03-10"}, {}, False, False),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "entry", "keys", "sure", "possible"), ROWS, ids=range(len(ROWS)))
def test_what_the_past_proves_and_leaves_possible(
    pattern: str, entry: dict[str, Any], keys: dict[str, Any], sure: bool, possible: bool
):
    told = case(history=[past(BEFORE, **entry)], **keys)
    pattern = pattern.strip()
    assert broken(book(NEEDS.format("contact", pattern)), told) is not sure
    assert broken(book(MEANS.format("contact", pattern)), told) is possible
    assert broken(book(NEEDS.format("no_contact", pattern)), told) is possible
    assert broken(book(MEANS.format("no_contact", pattern)), told) is not sure


@pytest.mark.parametrize(
    ("known_from", "whole"), [("2026-03-04T00:00:00+08:00", True), ("2026-03-04T00:00:01+08:00", False)]
)
def test_no_contact_needs_a_history_that_is_whole_as_far_back_as_is_asked(known_from: str, whole: bool):
    told = case(borrower={"residence": "TW", "contacts_known_from": known_from})
    laws = book(NEEDS.format("no_contact", "within = {days = 7, kind = 'consecutive'}"))
    verdict = judge(laws, told)
    assert verdict["allowed"] is whole
    if not whole:
        assert verdict["lawful_from"] == "2026-03-10T16:00:00Z"
    assert broken(book(NEEDS.format("no_contact", "")), told)
    assert broken(book(MEANS.format("contact", "")), told)


def test_with_an_unknown_zone_nothing_counted_in_days_is_sure_and_all_of_it_possible():
    told = case(history=[past(BEFORE)])
    told["borrower"]["time_zones"] = []
    for pattern in ("days_before = 1", "within = {days = 30, kind = 'consecutive'}", "working_days_before = 1"):
        assert broken(book(NEEDS.format("contact", pattern)), told)
        assert broken(book(MEANS.format("contact", pattern)), told)
    assert not broken(book(NEEDS.format("contact", "within = {hours = 240}")), told)


FAILED = ["2026-03-08T09:59:00+08:00", "2026-03-09T10:01:00+08:00", "2026-03-10T09:01:00+08:00"]
UNREACHED: list[tuple[str, list[dict[str, Any]], bool]] = [
    ("calls = 3", [], True),
    ("calls = 4", [], False),
    ("calls = 3, different_hours = 3", [], True),
    ("calls = 2, from_next_day = true", [], True),
    ("calls = 3, from_next_day = true", [], False),
    ("days_in_a_row = 3", [], True),
    ("days_in_a_row = 4", [], False),
    ("calls = 1", [past("2026-03-10T09:30:00+08:00", outcome="answered")], False),
    ("calls = 1", [past("2026-03-10T09:30:00+08:00", outcome="unknown")], False),
    ("calls = 1", [past("2026-03-10T09:30:00+08:00", channel="sms", direction="in")], False),
    ("calls = 3", [past("2026-03-10T09:30:00+08:00", channel="sms")], True),
    ("calls = 3", [past("2026-03-10T09:30:00+08:00", to="spouse", outcome="conversation")], True),
    ("calls = 1", [past("2026-03-09T23:30:00+08:00", outcome="conversation")], True),
    ("calls = 2", [past("2026-03-09T23:30:00+08:00", outcome="conversation")], False),
]


@pytest.mark.parametrize(("pattern", "more", "holds"), UNREACHED, ids=range(len(UNREACHED)))
def test_a_borrower_who_could_not_be_reached(pattern: str, more: list[dict[str, Any]], holds: bool):
    history = [past(at, outcome="no_answer") for at in FAILED] + more
    laws = book(f'kind = "recipient"\nonly_if = [{{unreached = {{{pattern}}}}}]')
    told = case(contact_to="reference", history=history)
    assert broken(laws, told) is not holds
    told["borrower"]["time_zones"] = []
    assert broken(laws, told)


def test_two_calls_in_one_hour_of_two_days_are_two_hours():
    history = [past(at, outcome="no_answer") for at in ("2026-03-08T10:59:00+08:00", "2026-03-09T10:01:00+08:00")]
    laws = book('kind = "recipient"\nonly_if = [{unreached = {different_hours = 2}}]')
    assert not broken(laws, case(contact_to="reference", history=history))
    history[1]["at"] = "2026-03-08T10:01:00+08:00"
    assert broken(laws, case(contact_to="reference", history=history))


ASKED = past("2026-03-10T09:00:00+08:00", direction="in", outcome="no_answer")
REPLIES: list[tuple[str, list[dict[str, Any]], dict[str, Any], bool]] = [
    ("limit = 1, hours = 1", [ASKED], {}, True),
    ("limit = 1, hours = 1", [{**ASKED, "at": "2026-03-10T08:59:59+08:00"}], {}, False),
    ("limit = 1, hours = 24", [{**ASKED, "outcome": "conversation"}], {}, False),
    ("limit = 1, hours = 24", [{**ASKED, "channel": "sms"}], {}, False),
    ("limit = 1, hours = 24", [{**ASKED, "channel": "sms"}], {"channel": "sms"}, True),
    ("limit = 1, hours = 24", [{**ASKED, "channel": "voicemail"}], {}, True),
    ("limit = 1, hours = 24", [{**ASKED, "loan": "B"}], {}, True),
    ("limit = 1, hours = 24", [ASKED], {"contact_to": "spouse"}, False),
    ("limit = 1, hours = 24", [ASKED, past("2026-03-10T09:30:00+08:00")], {}, False),
    ("limit = 2, hours = 24", [ASKED, past("2026-03-10T09:30:00+08:00")], {}, True),
    ("limit = 1, hours = 24", [ASKED, past("2026-03-10T09:30:00+08:00", channel="sms")], {}, True),
    ("limit = 1, hours = 24", [past("2026-03-10T08:30:00+08:00"), ASKED], {}, True),
]


@pytest.mark.parametrize(("pattern", "history", "keys", "holds"), REPLIES, ids=range(len(REPLIES)))
def test_an_answer_to_what_the_person_sent(
    pattern: str, history: list[dict[str, Any]], keys: dict[str, Any], holds: bool
):
    laws = book(f'kind = "recipient"\nunless = [{{reply = {{{pattern}}}}}]')
    assert broken(laws, case(history=history, **keys)) is not holds
