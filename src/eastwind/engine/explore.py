"""Explore: for a few people another reminder than the best, by lot, to learn what helps.

In        considered people, the option that was allocated to each.
Out       the option after the lot; how many reminders a lot is drawn among, and with it the propensity of every choice.
Not here  who is contacted at all (decide.allocate): a lot never takes a contact from anybody nor gives one.
Proof     tests/engine/test_explore.py: no harsher, no scarcer, nobody protected; chances that add up to one.

The lot is drawn after the allocation, among lawful messages no harsher than the one allocated that use no more of any
capacity and count for the same minimums; so what was shared out still suffices, and the chance of each outcome is known
exactly.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from eastwind.core import words
from eastwind.engine.consider import Considered, lots
from eastwind.engine.policy import Policy

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CHANNELS: Final = ("sms", "email", "app")
NONE: Final = -1
MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Choice:
    """Per person: the option row chosen (or NONE), whether a lot chose it, and the chance that it came out so."""

    row: Ints
    drawn: Bools
    propensity: NDArray[np.float64]


def explore(chunk: Considered, allocated: Ints, policy: Policy) -> Choice:
    """Draw for the strategy's share of those who were allocated a mild reminder and have another that is as mild."""
    people = len(allocated)
    row, drawn, propensity = allocated.copy(), np.zeros(people, dtype=bool), np.ones(people)
    share = policy.strategy.exploration.share_ppm / MILLION
    person, treatment = chunk.options["person"].to_numpy(), chunk.options["treatment"].to_numpy()
    if not len(person) or not share:
        return Choice(row, drawn, propensity)
    planned = np.where(allocated == NONE, NONE, treatment[allocated])
    among = _as_mild(policy)[planned[person], treatment] & (planned[person] != NONE) & chunk.explorable[person]
    count = np.bincount(person[among], minlength=people)
    several = count >= 2
    propensity[several] = 1 - share + share / count[several]
    drawn = several & (lots(chunk.people, several, policy, "explore") < share)
    pick = (lots(chunk.people, drawn, policy, "which") * np.maximum(count, 1)).astype(np.int64)
    before = np.concatenate([[0], np.cumsum(among)])
    start = np.searchsorted(person, np.arange(people))
    rank = before[:-1] - before[start][person]  # place among the person's own mild reminders
    hit = np.flatnonzero(among & drawn[person] & (rank == pick[person]))
    row[person[hit]] = hit
    other = row != allocated
    propensity[other] = share / count[other]
    return Choice(row, drawn, propensity)


def _as_mild(policy: Policy) -> Bools:
    """[planned, other]: whether `other` may stand in by lot for `planned`."""
    treatments = policy.strategy.treatments
    mild = np.array(
        [t.channel in CHANNELS and t.tone != "firm" and t.purpose == "collect" for t in treatments], dtype=bool
    )
    tone = np.array([words.TONES.index(t.tone) for t in treatments])
    uses = [dict(t.uses) | {c.name: getattr(t, c.of) for c in policy.strategy.capacities if c.of} for t in treatments]
    cheaper = np.array([[all(two[k] <= one.get(k, 0) for k in two) for two in uses] for one in uses], dtype=bool)
    # What counts for a minimum goes on counting for it, and nothing else begins to.
    named = np.array([[t.name in minimum.treatments for minimum in policy.strategy.minimums] for t in treatments])
    alike = (named[:, None] == named[None, :]).all(axis=2)
    table: Bools = mild[:, None] & mild[None, :] & (tone[None, :] <= tone[:, None]) & cheaper & alike
    return table
