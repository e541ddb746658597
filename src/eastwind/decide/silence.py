"""Silence: when a person is left in peace before any treatment is weighed, and why.

In        standing (assess) with the score beside it, open states as a mask, the strategy's guardrails.
Out       a reason code per person, −1 where treatments may be weighed; who may hear `firm`; who may be part of a lot.
Not here  what the law forbids (law): the gate judges every contact again, whatever this says.
Proof     tests/decide/test_silence.py: each reason alone, and the order when several hold.
"""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.core import words
from eastwind.core.reasons import REASONS, Reason
from eastwind.decide.strategy import Guardrails

Bools = NDArray[np.bool_]
Codes = NDArray[np.int16]

FIRM_DPD_MIN: Final = 61  # long and serious: past the second month (DESIGN §6)
TALK_DAYS_MAX: Final = 60

_HOLDS: Final = (
    (Reason.DISTRESS, ("distress", "mental_health_crisis")),
    (Reason.HOLD_DECEASED, ("deceased", "minor", "incapacity")),
    (Reason.HOLD_DISPUTE, ("dispute", "identity_theft", "wrong_person", "original_creditor_request")),
    (Reason.HOLD_HARDSHIP, ("hardship",)),
    (Reason.HOLD_ARRANGEMENT, ("arrangement", "settled")),
    (
        Reason.HOLD_OTHER,
        ("attorney", "advice", "cease", "breathing_space", "debt_review", "bankruptcy", "incarcerated", "occasion"),
    ),
    (Reason.PROMISE_RUNS, ("promise",)),
)
# Nobody in one of these, now or in the last twelve months, is part of an experiment (DESIGN §7).
PROTECTED: Final = (
    "distress", "vulnerable", "hardship", "complaint", "dispute", "minor", "bankruptcy", "mental_health_crisis",
    "adapted",
)  # fmt: skip


def mask(states: tuple[str, ...]) -> int:
    """The bits of some states in `open_states` and `recent_states`."""
    return words.mask(states, words.STATES, what="a state")


def silence(people: pl.DataFrame, rails: Guardrails) -> Codes:
    """The first reason that applies to each person, as a code of core.reasons.REASONS; −1 = none."""
    open_states = people["open_states"].to_numpy()
    dpd = people["dpd"].to_numpy()
    overdue = people["overdue_minor"].to_numpy()
    paid_days = people["days_since_payment"].fill_null(np.iinfo(np.int32).max).to_numpy()
    good = people["good_record"].to_numpy()
    due_in = people["next_due_in_days"].fill_null(np.iinfo(np.int32).max).to_numpy()
    due_soon = (dpd == 0) & (overdue == 0) & (due_in <= rails.due_soon_days)

    tests = [((open_states & np.uint64(mask(states))) > 0, reason) for reason, states in _HOLDS]
    tests += [
        ((people["outstanding_minor"].to_numpy() <= 0), Reason.NOTHING_OWED),
        ((overdue <= 0) & ~due_soon, Reason.NOT_YET_DUE),
        ((overdue > 0) & (dpd == 0), Reason.WITHIN_GRACE),
        ((dpd > 0) & (paid_days <= rails.quiet_after_payment_days), Reason.PAID_LATELY),
        (
            (dpd > 0)
            & (dpd <= rails.self_cure_dpd_max)
            & good
            & (people["repays_ppm"].to_numpy() >= rails.self_cure_ppm_min),
            Reason.SELF_CURE,
        ),
    ]
    codes = [np.int16(REASONS.index(reason.value)) for _, reason in tests]
    return np.select([test for test, _ in tests], codes, default=np.int16(-1)).astype(np.int16)


def may_hear_firm(people: pl.DataFrame) -> Bools:
    """Long late, dated evidence of ability, a talk or written reply of late, and no sign of vulnerability."""
    talk = people["days_since_talk"].fill_null(np.iinfo(np.int32).max).to_numpy()
    unharmed = (people["recent_states"].to_numpy() & np.uint64(mask(PROTECTED))) == 0
    able: Bools = people["ability_known"].to_numpy() & (people["ability"].to_numpy() > 0)
    late: Bools = people["dpd"].to_numpy() >= FIRM_DPD_MIN
    reached: Bools = talk <= TALK_DAYS_MAX
    heard: Bools = able & late & reached & unharmed
    return heard


def may_explore(people: pl.DataFrame) -> Bools:
    """Nobody with an open or recent state that asks for protection takes part in an experiment."""
    unprotected: Bools = (people["recent_states"].to_numpy() & np.uint64(mask(PROTECTED))) == 0
    return unprotected
