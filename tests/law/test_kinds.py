"""Kinds of conduct, content, amount and time; and that the reference names every kind."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from eastwind.law.kinds import KINDS
from tests.law.people import allowed, book, verdict

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "law-books.md"


def test_the_reference_names_every_kind():
    table = REFERENCE.read_text(encoding="utf-8").partition("## Kinds")[2]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) == set(KINDS)


KEPT = [
    ('kind = "conduct"\nmust = ["recorded"]', {"facts": ["recorded"]}, {}, "recorded"),
    ('kind = "conduct"\nmust_not = ["cash"]', {}, {"facts": ["cash"]}, "cash"),
    ('kind = "conduct"\nentry_consent = true', {"facts": ["enters", "entry-consent"]}, {"facts": ["enters"]}, "enters"),
    ('kind = "conduct"\nvisitors_least = 2', {"visitors": 2}, {"visitors": 1}, ""),
    ('kind = "conduct"\nvisitors_most = 4', {"visitors": 4}, {"visitors": 5}, ""),
    ('kind = "conduct"\nnot_at = ["public"]', {"place": "home"}, {"place": "public"}, ""),
    ('kind = "conduct"\nonly_at = ["home"]', {"place": "home"}, {"place": "unknown"}, ""),
    ('kind = "conduct"\nonly_from = ["given"]', {}, {"provenance": "unknown"}, ""),
    ('kind = "conduct"\nabandon_rate_bp_most = 300', {"abandon_rate_bp": 300}, {"abandon_rate_bp": 301}, ""),
    ('kind = "content-requires"\nitems = ["identity"]', {}, {"lacks": ["identity"]}, "identity"),
    (
        'kind = "content-forbids"\nitems = ["threat", "amount"]',
        {"contains": ["debt"]},
        {"contains": ["threat"]},
        "threat",
    ),
    (
        'kind = "content-forbids"\nonly = ["identity"]',
        {"contains": ["identity"]},
        {"contains": ["identity", "offer"]},
        "offer",
    ),
]


@pytest.mark.parametrize(("rule", "kept", "broken", "shown"), KEPT)
def test_both_sides_of_conduct_and_content(tmp_path, rule, kept, broken, shown):
    laws = book(tmp_path, rule)
    assert allowed(laws, {"at": NOON, **kept})
    found = verdict(laws, {"at": NOON, **broken})
    assert not found.candidates["allowed"][0]
    assert found.candidates["lawful_from"][0] is None  # time alone mends nothing here
    assert (found.breaches["items"][0] or "") == shown


AMOUNTS = [
    ('number = "late_rate_ppm_day"\nmost = 1000', {"late_rate_ppm_day": 1000}, {"late_rate_ppm_day": 1001}),
    (
        'number = "charges_minor"\npercent = 50\nof = "principal_minor"',
        {"charges_minor": 500, "principal_minor": 1000},
        {"charges_minor": 501, "principal_minor": 1000},
    ),
    ('number = "annual_rate_bp"\nmost = 4800', {"annual_rate_bp": 4800}, {}),
    (
        'number = "charges_minor"\npercent = 50\nof = "principal_minor"',
        {"charges_minor": 0, "principal_minor": 0},
        {"charges_minor": 0},
    ),
]


@pytest.mark.parametrize(("rule", "kept", "broken"), AMOUNTS)
def test_amounts_have_a_limit_and_unknown_ones_block(tmp_path, rule, kept, broken):
    laws = book(tmp_path, f'kind = "amount"\n{rule}')
    assert allowed(laws, {"at": NOON}, loan=[{"id": "A", **kept}])
    assert not allowed(laws, {"at": NOON}, loan=[{"id": "A", **broken}])


BAR = 'kind = "time-bar"\nyears = 3\nsince_latest_of = ["due_on", "last_payment_on"]'


@pytest.mark.parametrize(
    ("dates", "passes"),
    [
        ({"due_on": date(2023, 3, 10)}, True),
        ({"due_on": date(2023, 3, 9)}, False),
        ({"due_on": date(2020, 1, 1), "last_payment_on": date(2024, 1, 1)}, True),
        ({}, False),
    ],
)
def test_a_period_ends_with_its_last_day_and_starts_anew(tmp_path, dates, passes):
    assert allowed(book(tmp_path, BAR), {"at": NOON}, loan=[{"id": "A", **dates}]) is passes


def test_a_period_from_a_leap_day_ends_in_february(tmp_path):
    laws, loan = book(tmp_path, BAR), [{"id": "A", "due_on": date(2024, 2, 29)}]
    assert allowed(laws, {"at": datetime(2027, 2, 28, 12, tzinfo=UTC)}, loan=loan)
    assert not allowed(laws, {"at": datetime(2027, 3, 1, 12, tzinfo=UTC)}, loan=loan)


def test_only_what_is_at_issue_is_barred(tmp_path):
    laws, loan = book(tmp_path, BAR + '\nitems = ["suit-threat"]'), [{"id": "A", "due_on": date(2020, 1, 1)}]
    assert allowed(laws, {"at": NOON}, loan=loan)
    assert not allowed(laws, {"at": NOON, "contains": ["suit-threat"]}, loan=loan)


def test_an_unknown_period_bars(tmp_path):
    found = verdict(book(tmp_path, 'kind = "time-bar"'), {"at": NOON}, loan=[{"id": "A", "due_on": date(2026, 1, 1)}])
    assert found.breaches["unknown"].to_list() == ["fact"]


FAILED = {"channel": "voice", "outcome": "no_answer"}
HOURS = [NOON - timedelta(days=1, hours=hour) for hour in (1, 3, 5)]
UNREACHED = {
    "three in a row": ("calls = 3", [{**FAILED, "at": at} for at in HOURS], True),
    "two": ("calls = 3", [{**FAILED, "at": at} for at in HOURS[:2]], False),
    "a talk between": (
        "calls = 3",
        [
            {**FAILED, "at": HOURS[0]},
            *({**FAILED, "at": at} for at in HOURS[1:]),
            {"channel": "voice", "outcome": "conversation", "at": HOURS[0] - timedelta(minutes=9)},
        ],
        False,
    ),
    "unknown proves nothing": ("calls = 1", [{**FAILED, "outcome": "unknown", "at": HOURS[0]}], False),
    "all today": ("calls = 1, from_next_day = true", [{**FAILED, "at": NOON - timedelta(hours=1)}], False),
    "in one hour": (
        "calls = 3, different_hours = 3",
        [{**FAILED, "at": HOURS[0] + timedelta(minutes=k)} for k in range(3)],
        False,
    ),
    "in three hours": ("calls = 3, different_hours = 3", [{**FAILED, "at": at} for at in HOURS], True),
    "three days": ("days_in_a_row = 3", [{**FAILED, "at": NOON - timedelta(days=k)} for k in (1, 2, 3)], True),
    "with a gap": ("days_in_a_row = 3", [{**FAILED, "at": NOON - timedelta(days=k)} for k in (1, 2, 4)], False),
}


@pytest.mark.parametrize("what", UNREACHED)
def test_out_of_reach_must_be_proven(tmp_path, what):
    keys, history, reached = UNREACHED[what]
    laws = book(tmp_path, f'kind = "recipient"\nto = ["reference"]\nonly_if = [{{unreached = {{{keys}}}}}]')
    assert allowed(laws, {"at": NOON, "to": "reference"}, history=history) is reached
