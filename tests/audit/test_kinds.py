"""Kinds that ask what is there: on both sides, with what shows it."""

from typing import Any

import pytest

from eastwind.audit.errors import Unreadable
from tests.audit.support import book, broken, case, judge, only

GIVEN = "2026-03-01T10:00:00+08:00"
RATE = 'kind = "amount"\nnumber = "annual_rate_bp"\nmost = 1600'
SHARE = 'kind = "amount"\nnumber = "charges_minor"\npercent = 50\nof = "principal_minor"'
EUR = 'kind = "amount"\nnumber = "principal_minor"\nmost = 9\ncurrency = "EUR"'
LACK = 'kind = "content-requires"\nitems = ["seal"]'
EITHER = 'kind = "precondition"\nneeds = [{facts = ["verified"]}, {purposes = ["care"]}]'
ONLY = 'kind = "content-forbids"\nonly = ["seal"]'
ROWS: list[tuple[str, dict[str, Any], dict[str, Any] | None]] = [
    # rule, keys of the case, what the breach shows (None = lawful)
    ('kind = "hold"\nstates = ["dispute"]', {}, None),
    ('kind = "recipient"\nto = ["spouse"]', {}, None),
    ('kind = "recipient"\nto = ["spouse"]', {"contact_to": "spouse"}, {"items": None, "until": None}),
    ('kind = "recipient"\nonly_if = [{purposes = ["care"]}]', {}, {"state": None}),
    ('kind = "recipient"\nonly_if = [{purposes = ["care"]}]', {"contact_purpose": "care"}, None),
    (EITHER, {}, {}),
    (EITHER, {"contact_purpose": "care"}, None),
    ('kind = "conduct"\nmust = ["recorded", "id-shown"]', {"contact_facts": ["recorded"]}, {"items": "id-shown"}),
    ('kind = "conduct"\nmust = ["recorded", "id-shown"]', {}, {"items": "id-shown recorded"}),
    ('kind = "conduct"\nmust = ["recorded"]', {"contact_facts": ["recorded"]}, None),
    ('kind = "conduct"\nmust_not = ["cash"]', {"contact_facts": ["cash", "recorded"]}, {"items": "cash"}),
    ('kind = "conduct"\nentry_consent = true', {"contact_facts": ["enters"]}, {"items": "enters"}),
    ('kind = "conduct"\nentry_consent = true', {"contact_facts": ["enters", "entry-consent"]}, None),
    ('kind = "conduct"\nentry_consent = true', {}, None),
    ('kind = "conduct"\nvisitors_least = 2', {}, {"items": None}),
    ('kind = "conduct"\nvisitors_least = 2', {"contact_visitors": 2}, None),
    ('kind = "conduct"\nvisitors_most = 2', {"contact_visitors": 3}, {"items": None}),
    ('kind = "conduct"\nvisitors_most = 2', {"contact_visitors": None}, {"items": None}),
    ('kind = "conduct"\nnot_at = ["public"]', {"contact_place": "public"}, {}),
    ('kind = "conduct"\nnot_at = ["public"]', {}, None),
    ('kind = "conduct"\nonly_at = ["home"]', {}, {}),
    ('kind = "conduct"\nonly_at = ["home"]', {"contact_place": "home"}, None),
    ('kind = "conduct"\nonly_from = ["given"]', {"contact_provenance": "unknown"}, {}),
    ('kind = "conduct"\nonly_from = ["given"]', {}, None),
    ('kind = "conduct"\nabandon_rate_bp_most = 300', {"contact_abandon_rate_bp": 301}, {}),
    ('kind = "conduct"\nabandon_rate_bp_most = 300', {"contact_abandon_rate_bp": 300}, None),
    ('kind = "conduct"\nabandon_rate_bp_most = 300', {}, None),
    ('kind = "content-requires"\nitems = ["seal", "identity"]', {}, None),
    ('kind = "content-requires"\nitems = ["seal", "identity"]', {"contact_lacks": ["seal"]}, {"items": "seal"}),
    ('kind = "content-requires"\nitems = ["seal", "identity"]', {"contact_found": ["seal"]}, {"items": "identity"}),
    (LACK, {"contact_found": [], "contact_contains": ["seal"]}, None),
    (LACK, {"contact_found": ["seal"], "contact_lacks": ["seal"]}, {"items": "seal"}),
    ('kind = "content-forbids"\nitems = ["threat"]', {}, None),
    ('kind = "content-forbids"\nitems = ["threat"]', {"contact_contains": ["threat", "seal"]}, {"items": "threat"}),
    ('kind = "content-forbids"\nitems = ["threat"]', {"contact_found": ["threat"]}, {"items": "threat"}),
    ('kind = "content-forbids"\nitems = ["threat"]', {"contact_found": ["threat"], "contact_lacks": ["threat"]}, None),
    (ONLY, {"contact_contains": ["seal"]}, None),
    (ONLY, {"contact_contains": ["seal", "debt", "amount"]}, {"items": "amount debt"}),
    (RATE, {"loan": [{"annual_rate_bp": 1600}]}, None),
    (RATE, {"loan": [{"annual_rate_bp": 1601}]}, {"count": 1601, "limit": 1600, "unknown": None}),
    (RATE, {}, {"count": None, "limit": 1600, "unknown": "fact"}),
    (SHARE, {"loan": [{"charges_minor": 50, "principal_minor": 100}]}, None),
    (SHARE, {"loan": [{"charges_minor": 51, "principal_minor": 100}]}, {"count": 51, "limit": None}),
    (SHARE, {"loan": [{"charges_minor": 51}]}, {"count": 51, "unknown": "fact"}),
    (EUR, {"loan": [{"principal_minor": 1, "currency": "EUR"}]}, None),
    (EUR, {"loan": [{"principal_minor": 1}]}, {"unknown": "fact"}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "keys", "shown"), ROWS, ids=range(len(ROWS)))
def test_what_breaks_it_and_what_it_shows(rule: str, keys: dict[str, Any], shown: dict[str, Any] | None):
    laws, told = book(rule), case(**keys)
    if shown is None:
        assert not broken(laws, told)
    else:
        breach = only(laws, told)
        assert {key: breach[key] for key in shown} == shown


def test_a_hold_shows_the_state_at_work_that_was_opened_last():
    states = [
        {"state": "dispute", "opened": "2026-03-01T00:00:00Z"},
        {"state": "hardship", "opened": "2026-03-02T00:00:00Z", "closed": "2026-03-11T00:00:00Z"},
        {"state": "attorney", "opened": "2026-03-02T00:00:00Z"},
        {"state": "distress", "opened": "2026-03-20T00:00:00Z"},
    ]
    laws = book('kind = "hold"\nstates = ["dispute", "hardship", "attorney", "distress"]')
    breach = only(laws, case(state=states))
    assert (breach["state"], breach["opened_at"], breach["until"]) == ("attorney", "2026-03-02T00:00:00Z", None)


def test_a_hold_ends_the_second_its_last_state_is_closed():
    states = [
        {"state": "dispute", "opened": "2026-03-01T00:00:00Z", "closed": "2026-03-12T00:00:00Z"},
        {"state": "dispute", "opened": "2026-03-11T00:00:00Z", "closed": "2026-03-14T08:30:15Z"},
    ]
    assert only(book('kind = "hold"\nstates = ["dispute"]'), case(state=states))["until"] == "2026-03-14T08:30:15Z"


def test_prohibitions_show_when_the_last_was_given():
    consents = [
        {"kind": "opt-out", "given": GIVEN},
        {"kind": "opt-out", "given": "2026-03-05T00:00:00Z", "channel": "voicemail"},
        {"kind": "opt-out", "given": "2026-03-06T00:00:00Z", "channel": "sms"},
    ]
    breach = only(book('kind = "consent"\nforbids = [{kind = "opt-out"}]'), case(consent=consents))
    assert breach["opened_at"] == "2026-03-05T00:00:00Z"


BAR = 'kind = "time-bar"\nyears = 3\nsince_latest_of = ["due_on", "last_payment_on"]\n'
BARRED: list[tuple[str, dict[str, Any], dict[str, Any] | None]] = [
    (BAR, {"due_on": "2023-03-10"}, None),
    (BAR, {"due_on": "2023-03-09"}, {"unknown": None, "until": None, "items": None}),
    (BAR, {"due_on": "2020-01-01", "last_payment_on": "2023-03-10"}, None),
    (BAR, {}, {"unknown": "fact"}),
    (f'{BAR}items = ["suit-threat"]', {"due_on": "2020-01-01"}, {"items": "suit-threat"}),
    (f'{BAR}items = ["threat"]', {"due_on": "2020-01-01"}, None),
    ('kind = "time-bar"', {"due_on": "2026-01-01"}, {"unknown": "fact"}),
]


@pytest.mark.parametrize(("rule", "loan", "shown"), BARRED, ids=range(len(BARRED)))
def test_a_debt_is_barred_the_day_after_its_last_day(rule: str, loan: dict[str, Any], shown: dict[str, Any] | None):
    told = case(loan=[loan], contact_contains=["suit-threat"])
    if shown is None:
        assert judge(book(rule), told)["allowed"]
    else:
        breach = only(book(rule), told)
        assert {key: breach[key] for key in shown} == shown


def test_a_leap_day_is_barred_after_the_28th_of_february():
    loan = [{"due_on": "2024-02-29"}]
    assert not broken(book(BAR), case("2027-02-28T23:59:59+08:00", loan=loan))
    assert broken(book(BAR), case("2027-03-01T00:00:00+08:00", loan=loan))


def test_a_bar_is_asked_by_the_clock_of_every_zone():
    told = case("2026-03-10T17:00:00Z", loan=[{"due_on": "2023-03-10"}], borrower={"residence": ["TW", "US-CA"]})
    assert broken(book(BAR), told)
    told["borrower"] = {"residence": "TW", "time_zones": []}
    assert only(book(BAR), told)["unknown"] == "zone"


@pytest.mark.parametrize(
    "rule",
    [
        'kind = "recipent"', 'kind = "conduct"\nmust = ["recorder"]', 'kind = "hold"\nstates = ["disputed"]',
        'kind = "amount"\nnumber = "rate"\nmost = 1', 'kind = "time-bar"\nsince_latest_of = ["today"]',
        'kind = "hold"\nstates = ["dispute"]\nwhose = "all"',
    ],
)  # fmt: skip
def test_words_that_nobody_knows_are_named(rule: str):
    with pytest.raises(Unreadable, match=r"made\.toml"):
        book(rule)
