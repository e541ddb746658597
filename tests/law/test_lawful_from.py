"""`lawful_from` is the first lawful second: lawful at it, and not at one second of those before.

Scanned second by second in short spans, and hour by hour over days, with the real books.
"""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eastwind.law import judge, load
from tests.law.people import at_moments, case

START = datetime(2026, 3, 6, tzinfo=UTC)
LAWS = {name: load(books, pinned=True) for name, books in {
    "cn": ["cn"], "us": ["us"], "both": ["cn", "us"], "house": ["house"],
}.items()}  # fmt: skip
ZONES = {
    "cn": ["Asia/Shanghai"],
    "us": ["America/New_York"],
    "both": ["Asia/Shanghai", "America/Los_Angeles"],
    "house": ["Asia/Shanghai", "Asia/Tokyo"],
}


@st.composite
def situations(draw):
    """A contact somewhere in a week in which clocks change, with a history, states and consents of any kind."""
    book = draw(st.sampled_from(sorted(LAWS)))
    second = draw(st.integers(0, 7 * 86_400))
    at = START + timedelta(seconds=second)
    history = [
        {
            "at": at - timedelta(seconds=draw(st.integers(1, 9 * 86_400))),
            "channel": draw(st.sampled_from(["voice", "robocall", "sms"])),
            "outcome": draw(st.sampled_from(["conversation", "no_answer", "answered", "delivered", "unknown"])),
            "direction": draw(st.sampled_from(["out", "out", "out", "in"])),
            "by": "agency",
        }
        for _ in range(draw(st.integers(0, 9)))
    ]
    opened = at - timedelta(seconds=draw(st.integers(0, 9 * 86_400)))
    ends = opened + timedelta(seconds=draw(st.integers(1, 20 * 86_400)))
    parts = {"history": history}
    if draw(st.booleans()):
        state = draw(st.sampled_from(["dispute", "bankruptcy", "distress", "cease", "promise"]))
        parts["state"] = [{"state": state, "opened": opened, "closed": ends, "facts": ["written", "in-period"]}]
    if draw(st.booleans()):
        kind = draw(st.sampled_from(["agreed-time", "opt-out", "inconvenient-time", "prior-consent"]))
        parts["consent"] = [{"kind": kind, "given": opened, "until": ends, "from": "06:00", "to": "23:00"}]
        if kind == "prior-consent":
            parts["consent"][0] |= {"scope": "calls"}
    if draw(st.booleans()):
        parts["loan"] = [
            {"id": "A", "dpd": 45, "last_payment_on": (at - timedelta(days=draw(st.integers(0, 5)))).date()}
        ]
    borrower = {"residence": "CN-GD", "time_zones": ZONES[book]}
    contact = {"at": at, "channel": draw(st.sampled_from(["voice", "sms"])), "by": "agency", "facts": ["recorded"]}
    return book, at, case(contact, borrower=borrower, **parts)


def lawful(book, facts, candidate, moments):
    """Whether the same contact, its history as it stood at the start, is lawful at each of some moments."""
    cut = facts.replace(contacts=facts.contacts.filter(pl.col("at") < candidate["at"][0]))
    candidates = at_moments(candidate, moments)
    # As of the start: what became known later stays unknown.
    return judge(candidates, cut, LAWS[book], candidate["at"][0]).candidates["allowed"].to_numpy()


@settings(max_examples=60)
@given(situations())
def test_lawful_at_it_and_not_one_second_before(situation):
    book, at, (facts, candidate) = situation
    verdict = judge(candidate, facts, LAWS[book], at).candidates.row(0, named=True)
    first = verdict["lawful_from"]
    if verdict["allowed"]:
        assert first == at
        return
    end = first or at + timedelta(days=30)
    span = int((end - at).total_seconds())
    steps = sorted({0, *range(0, span, max(1, span // 60)), *range(max(0, span - 20), span)})
    before = lawful(book, facts, candidate, [at + timedelta(seconds=step) for step in steps if step < span])
    assert not before.any(), (
        f"lawful already at {at + timedelta(seconds=steps[int(np.argmax(before))])}, not at {first}"
    )
    if first is not None:
        assert lawful(book, facts, candidate, [first]).all()


def test_nothing_is_said_beyond_the_days_searched():
    at = START + timedelta(hours=3)
    state = [{"state": "bankruptcy", "opened": START, "closed": START + timedelta(days=500)}]
    facts, candidate = case({"at": at, "facts": ["recorded"]}, state=state)
    assert judge(candidate, facts, LAWS["cn"], at).candidates["lawful_from"][0] is None


@pytest.mark.parametrize(
    "zones", [["Asia/Shanghai", "America/Los_Angeles"], ["Pacific/Kiritimati", "Pacific/Pago_Pago"]]
)
def test_zones_far_apart_are_served_when_both_are_awake_or_never(zones):
    at = datetime(2026, 7, 7, 6, tzinfo=UTC)
    facts, candidate = case({"at": at, "facts": ["recorded"]}, borrower={"residence": "CN-GD", "time_zones": zones})
    found = judge(candidate, facts, LAWS["cn"], at).candidates["lawful_from"][0]
    assert found == datetime(2026, 7, 8, 0, 0, 1, tzinfo=UTC) if zones[0] == "Asia/Shanghai" else found is not None
