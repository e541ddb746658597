"""Value: what a treatment is expected to bring against silence, less its cost and the disturbance.

In        people (standing and score), a treatment.
Out       value_minor per person, and who is within the harm bounds.
Not here  capacity (allocate), law (law). Harm is a bound, not a price: beyond it a candidate does not exist.
Proof     tests/decide/test_value.py: a plain reading per person; more overdue is never worth less; bounds bind.

Integers throughout: additional chance in millionths × overdue amount, rounded down.
"""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.decide.strategy import MILLION, Guardrails, Treatment

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

BASIS: Final = 10_000
REPEATS_MAX: Final = 40


def value_minor(people: pl.DataFrame, treatment: Treatment, rails: Guardrails) -> Ints:
    """Expected additional money within 30 days − cost − annoyance, in minor units; may be negative."""
    chance = people["repays_ppm"].to_numpy().astype(np.int64)
    overdue = people["overdue_minor"].to_numpy()
    repeats = np.minimum(people["contacts_28d"].to_numpy(), REPEATS_MAX)
    # 4·p·(1−p): a contact moves those at even odds most, the sure and the lost least.
    shape = 4 * chance * (MILLION - chance) // MILLION
    effect = treatment.effect_ppm * shape // MILLION * _decay(rails)[repeats] // BASIS
    gained = overdue // MILLION * effect + overdue % MILLION * effect // MILLION  # in two parts: no product overflows
    value: Ints = gained - treatment.cost_minor - treatment.annoyance_minor * _weight(people, rails) // BASIS
    return value


def within_harm(people: pl.DataFrame, treatment: Treatment, rails: Guardrails) -> Bools:
    """Whether one more such contact stays under the bounds on touches and on expected complaints.

    Nobody who needs the slower, gentler way is called by a robot (DESIGN §6).
    """
    complaints = treatment.complaint_ppm * _weight(people, rails) // BASIS
    under = (people["contacts_28d"].to_numpy() < rails.contacts_28d_max) & (complaints <= rails.complaint_ppm_max)
    by_robot = treatment.channel == "robocall"
    bound: Bools = under & ~people["adapted"].to_numpy() if by_robot else under
    return bound


def complaints_ppm(treatment: Treatment, repeats: int, rails: Guardrails) -> int:
    """Complaints expected of one such contact, in millionths, after so many in the last 28 days."""
    return treatment.complaint_ppm * (BASIS + rails.annoyance_growth_bp * min(repeats, REPEATS_MAX)) // BASIS


def _weight(people: pl.DataFrame, rails: Guardrails) -> Ints:
    """How much one more contact weighs after those of the last 28 days, in basis points of the first."""
    repeats = np.minimum(people["contacts_28d"].to_numpy().astype(np.int64), REPEATS_MAX)
    weight: Ints = BASIS + rails.annoyance_growth_bp * repeats
    return weight


def _decay(rails: Guardrails) -> Ints:
    """What is left of the effect after k contacts, in basis points."""
    left, table = BASIS, []
    for _ in range(REPEATS_MAX + 1):
        table.append(left)
        left = left * rails.repeat_decay_bp // BASIS
    return np.array(table, dtype=np.int64)
