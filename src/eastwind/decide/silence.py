"""Silence: when a person is left in peace before any treatment is weighed, and why.

In        standing (assess) with the score beside it, open states as a mask, the strategy's guardrails.
Out       a reason code per person, −1 where treatments may be weighed; who may hear `firm`; who may be part of a lot.
Not here  what the law forbids (law): the gate judges every contact again, whatever this says.
Proof     tests/decide/test_silence.py: each reason alone, and the order when several hold.

What a person went through comes before what the figures say: somebody in distress who owes nothing is in distress.
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
FAR: Final = int(np.iinfo(np.int32).max)

_HOLDS: Final = (
    (Reason.DISTRESS, ("distress", "mental_health_crisis")),
    (Reason.HOLD_DECEASED, ("deceased", "minor", "incapacity")),
    (Reason.HOLD_DISPUTE, ("dispute", "identity_theft", "wrong_person", "original_creditor_request")),
    (Reason.HOLD_HARDSHIP, ("hardship",)),
    (Reason.HOLD_ARRANGEMENT, ("arrangement",)),
    (
        Reason.HOLD_OTHER,
        ("attorney", "advice", "cease", "breathing_space", "debt_review", "bankruptcy", "incarcerated", "occasion"),
    ),
)
PAID: Final = ("settled", "paid")  # nothing owed, whatever the figures still say
# Nobody in one of these, now or in the last twelve months, is part of an experiment (DESIGN §7) or hears `firm` (§6).
# A lawyer or adviser stands for "representative", a statutory moratorium for "bankruptcy", and an identity stolen, a
# wrong person or a question who lent for "dispute".
PROTECTED: Final = (
    "distress", "mental_health_crisis", "vulnerable", "adapted", "hardship", "complaint", "dispute", "data_dispute",
    "original_creditor_request", "identity_theft", "wrong_person", "minor", "incapacity", "attorney", "advice",
    "bankruptcy", "breathing_space", "debt_review",
)  # fmt: skip


def mask(states: tuple[str, ...]) -> int:
    """The bits of some states in `open_states` and `recent_states`."""
    return words.mask(states, words.STATES, what="a state")


def silence(people: pl.DataFrame, rails: Guardrails) -> Codes:
    """The first reason that applies to each person, as a code of core.reasons.REASONS; −1 = none.

    Reads assess.STANDING and `repays_ppm`. Somebody not past due is spoken to before a due date alone, and that only
    within `due_soon_days`: everyone else who is current, or within grace, is left in peace.
    """
    open_states = people["open_states"].to_numpy()
    dpd = people["dpd"].to_numpy()
    paid_days = people["days_since_payment"].fill_null(FAR).to_numpy()
    due_in = people["next_due_in_days"].fill_null(FAR).to_numpy()
    in_grace = people["in_grace"].to_numpy()
    late = dpd > 0
    well_known = people["good_record"].to_numpy() & (people["repays_ppm"].to_numpy() >= rails.self_cure_ppm_min)

    tests = [(_in(open_states, states), reason) for reason, states in _HOLDS]
    tests += [
        (_in(open_states, ("promise",)) | people["promise_runs"].to_numpy(), Reason.PROMISE_RUNS),
        ((people["outstanding_minor"].to_numpy() <= 0) | _in(open_states, PAID), Reason.NOTHING_OWED),
        (~late & in_grace, Reason.WITHIN_GRACE),
        (~late & (due_in > rails.due_soon_days), Reason.NOT_YET_DUE),
        (late & (people["overdue_minor"].to_numpy() <= 0), Reason.AMOUNT_UNKNOWN),
        (late & (paid_days <= rails.quiet_after_payment_days), Reason.PAID_LATELY),
        (late & (dpd <= rails.self_cure_dpd_max) & well_known, Reason.SELF_CURE),
    ]
    codes = [np.int16(REASONS.index(reason.value)) for _, reason in tests]
    return np.select([test for test, _ in tests], codes, default=np.int16(-1)).astype(np.int16)


def _in(states: NDArray[np.uint64], wanted: tuple[str, ...]) -> Bools:
    found: Bools = (states & np.uint64(mask(wanted))) > 0
    return found


def may_hear_firm(people: pl.DataFrame) -> Bools:
    """Long late, dated evidence of ability, a talk or written reply of late, and no sign of vulnerability.

    Nor after a broken promise: that is first asked about, never answered by a harsher tone (DESIGN §7).
    """
    talk = people["days_since_talk"].fill_null(FAR).to_numpy()
    able: Bools = people["ability_known"].to_numpy() & (people["ability"].to_numpy() > 0)
    late: Bools = people["dpd"].to_numpy() >= FIRM_DPD_MIN
    reached: Bools = talk <= TALK_DAYS_MAX
    unharmed: Bools = ~_in(people["recent_states"].to_numpy(), PROTECTED) & ~people["adapted"].to_numpy()
    heard: Bools = able & late & reached & unharmed & ~people["promise_broken"].to_numpy()
    return heard


def may_explore(people: pl.DataFrame) -> Bools:
    """Nobody with an open or recent state that asks for protection takes part in an experiment."""
    return ~_in(people["recent_states"].to_numpy(), PROTECTED)
