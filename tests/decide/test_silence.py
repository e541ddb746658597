"""Each reason for silence alone, their order, and who may hear `firm` or take part in a lot."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eastwind.core import words
from eastwind.core.reasons import REASONS
from eastwind.decide import load, may_explore, may_hear_firm, silence
from eastwind.decide.silence import mask
from tests.decide.people import people

RAILS = load().guardrails  # due soon 5, self-cure up to 3 days at 900,000, quiet 3 days after a payment

# In their order: the first that applies is the one that is told.
ALONE = {
    "distress": [{"open_states": mask((state,))} for state in ("distress", "mental_health_crisis")],
    "hold-deceased": [{"open_states": mask((state,))} for state in ("deceased", "minor", "incapacity")],
    "hold-dispute": [
        {"open_states": mask((state,))}
        for state in ("dispute", "identity_theft", "wrong_person", "original_creditor_request")
    ],
    "hold-hardship": [{"open_states": mask(("hardship",))}],
    "hold-arrangement": [{"open_states": mask(("arrangement",))}],
    "hold-other": [
        {"open_states": mask((state,))}
        for state in (
            "attorney", "advice", "cease", "breathing_space", "debt_review", "bankruptcy", "incarcerated", "occasion",
        )
    ],
    "promise-runs": [{"open_states": mask(("promise",))}, {"promise_runs": True}],
    "nothing-owed": [{"outstanding_minor": 0}, {"open_states": mask(("settled",))}, {"open_states": mask(("paid",))}],
    "within-grace": [{"dpd": 0, "overdue_minor": 0, "in_grace": True, "next_due_in_days": 25}],
    "not-yet-due": [{"dpd": 0, "overdue_minor": 0, "next_due_in_days": days} for days in (None, 6)],
    "paid-lately": [{"days_since_payment": days} for days in (0, 3)],
    "self-cure": [{"dpd": days, "good_record": True, "repays_ppm": 900_000} for days in (1, 3)],
}  # fmt: skip
SPOKEN_TO = [
    {},
    {"dpd": 0, "overdue_minor": 0, "next_due_in_days": 5},
    {"dpd": 0, "overdue_minor": 0, "next_due_in_days": 0},
    {"days_since_payment": 4},
    {"dpd": 4, "good_record": True, "repays_ppm": 900_000},
    {"dpd": 3, "good_record": False, "repays_ppm": 900_000},
    {"dpd": 3, "good_record": True, "repays_ppm": 899_999},
    {"recent_states": mask(("distress", "hardship", "dispute"))},  # over, so no longer a stop
    {"open_states": mask(("vulnerable", "adapted", "complaint", "legal", "judgment", "lost_contact", "military"))},
]


def told(*changes):
    return [None if code < 0 else REASONS[code] for code in silence(people(*changes), RAILS)]


@pytest.mark.parametrize("reason", ALONE)
def test_each_reason_alone(reason):
    assert told(*ALONE[reason]) == [reason] * len(ALONE[reason])


def test_nobody_else_is_left_in_peace_before_a_treatment_is_weighed():
    assert told(*SPOKEN_TO) == [None] * len(SPOKEN_TO)


CURRENT, LATE = ("within-grace", "not-yet-due"), ("paid-lately", "self-cure")
# Nobody is current and late at once.
PAIRS = [pair for pair in itertools.combinations(ALONE, 2) if not (pair[0] in CURRENT and pair[1] in LATE)]


@pytest.mark.parametrize("pair", PAIRS, ids=" before ".join)
def test_the_first_reason_that_applies_is_told(pair):
    first, second = (ALONE[reason][-1] for reason in pair)
    both = {**second, **first, "open_states": first.get("open_states", 0) | second.get("open_states", 0)}
    assert told(both) == [pair[0]]


FIRM = {
    "dpd": 61, "bucket": 3, "ability_known": True, "ability": 1, "days_since_talk": 60, "way": "not-yet-in-touch",
}  # fmt: skip


def test_firm_may_be_heard_by_the_long_late_who_are_able_and_were_spoken_with():
    assert may_hear_firm(people(FIRM)).tolist() == [True]


@pytest.mark.parametrize(
    "change",
    [
        {"ability_known": False},
        {"ability": 0},
        {"days_since_talk": None},
        {"days_since_talk": 61},
        {"dpd": 60},
        {"adapted": True},
        {"promise_broken": True},
        *(
            {"recent_states": mask((state,))}
            for state in (
                "vulnerable", "hardship", "dispute", "distress", "complaint", "minor", "incapacity", "bankruptcy",
                "attorney", "advice", "adapted", "identity_theft", "breathing_space",
            )
        ),
    ],
    ids=str,
)  # fmt: skip
def test_firm_is_never_heard_by(change):
    assert may_hear_firm(people({**FIRM, **change})).tolist() == [False]


@given(
    st.integers(0, 300),
    st.booleans(),
    st.integers(-2_000, 2_000),
    st.none() | st.integers(0, 400),
    st.integers(0, 2 ** len(words.STATES) - 1),
)
def test_whoever_may_hear_firm_meets_every_condition(dpd, known, ability, talk, recent):
    row = {"dpd": dpd, "ability_known": known, "ability": ability, "days_since_talk": talk, "recent_states": recent}
    if may_hear_firm(people(row))[0]:
        assert dpd >= 61
        assert known
        assert ability > 0
        assert talk is not None
        assert talk <= 60
        harmed = {"vulnerable", "hardship", "dispute", "distress", "complaint", "minor", "bankruptcy"}
        assert not harmed & set(words.unmask(recent, words.STATES))


@pytest.mark.parametrize(
    "state",
    ["distress", "vulnerable", "hardship", "complaint", "dispute", "minor", "bankruptcy", "attorney", "advice"],
)
def test_nobody_who_asks_for_protection_takes_part_in_a_lot(state):
    assert may_explore(people({"recent_states": mask((state,))}, {})).tolist() == [False, True]
