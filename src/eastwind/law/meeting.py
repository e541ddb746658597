"""Meeting: the first moment at which every plausible clock of a row agrees to something that repeats week by week.

In        the clocks, the moments to look from, and a step: where one clock agrees, the moment itself; else a later one
          up to which it does not agree.
Out       instants at which all agree, or before which they never do; NEVER where that is not within SEARCH_DAYS.
Not here  to what they agree (kinds.quiet_hours, consents).
Proof     tests/law/test_quiet.py, tests/law/test_lawful_from.py scan for it; `make law-fuzz`.

Zones half a world apart may share no hour at all. A week without one is like every other week until a clock is set, so
the days up to then are passed over.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from eastwind.law.columns import NEVER, SEARCH_DAYS, Ints
from eastwind.law.reading import DAY
from eastwind.law.view import Clock

ROUNDS: Final = 64  # steps before the rest is left to the next question
WEEK: Final = 8 * DAY  # and the hours by which a step may end beyond it


def meet(
    clocks: tuple[Clock, ...], at: Ints, rows: Ints | None, step: Callable[[Clock, Ints], Ints], *, weekly: bool
) -> Ints:
    """From `at` on, the first moment at which every clock agrees, or an earlier one that is worth another question.

    `rows` tells to which row of the view each moment belongs. `weekly`: what is agreed to depends on the weekday and
    the hour alone.
    """
    end, even = at + SEARCH_DAYS * DAY, at
    for _ in range(ROUNDS):
        later = at
        for clock in clocks:
            later = np.maximum(later, step(clock, at))
        if len(clocks) > 1 and weekly and (over := later > even + WEEK).any():
            set_next = np.min([clock.set_next(even, rows) for clock in clocks], axis=0)
            later = np.where(over, np.maximum(later, set_next), later)
            even = np.where(over, later, even)
        later = np.where(later > end, NEVER, later)
        if len(clocks) == 1 or (later == at).all():
            return later
        at = later
    return at
