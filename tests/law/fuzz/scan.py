"""Scan: is a refused contact lawful at `lawful_from`, and at no minute before? Looked up one moment after the other.

In        a seed, how many refused cases.
Out       what is wrong, in words; how many cases and moments were looked at.
Not here  the search itself (law.search): here each moment is judged anew, rule by rule, and none is skipped over.

Looked at are the seconds around it, every minute of the first and of the last two days before it, and in between every
hour; where there is no such moment, every hour of 400 days.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Final

import numpy as np

from eastwind.law import books, gathering
from eastwind.law.columns import SEARCH_DAYS, Bools, Ints, Table
from eastwind.law.gate import _groups, judge
from eastwind.law.search import Group
from eastwind.law.view import View
from tests.law.fuzz.compare import made

MINUTE, HOUR, DAY = 60, 3600, 86_400
BLOCK: Final = 100  # cases under one stack
NEAR: Final = 2 * DAY


@dataclass(slots=True)
class Scanned:
    """What came of it."""

    cases: int = 0
    moments: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def told(self) -> str:
        """In words."""
        return f"{len(self.wrong)} wrong" if self.wrong else "lawful at lawful_from, and at no moment before"


def scan(seed: int, many: int) -> Scanned:
    """Look at so many refused cases, block by block."""
    found, block = Scanned(), 0
    while found.cases < many:
        _block(found, seed, block, many)
        block += 1
    return found


def _block(found: Scanned, seed: int, block: int, many: int) -> None:
    cases = made(seed, block, BLOCK)
    candidates, facts = gathering.gather(cases)
    laws = _laws(tuple(cases[0]["books"]))
    mode = cases[0]["mode"]
    told = judge(candidates, facts, laws, None, mode=mode).candidates
    subject = Table(candidates)
    number = subject.col("candidate")
    groups = _groups(subject, facts, laws, None, None, mode, number)
    start = subject.col("at")[np.searchsorted(number, np.arange(len(cases)))]
    lawful = told["lawful_from"].dt.epoch("s").fill_null(-1).to_numpy()
    for place in np.flatnonzero(~told["allowed"].to_numpy()):
        if found.cases >= many:
            return
        first = int(lawful[place])
        moments = _moments(int(start[place]), first)
        passed = ~_blocked(groups, int(place), moments)
        named = f"seed {seed}, {cases[place]['id']}"
        found.cases += 1
        found.moments += len(moments)
        if first >= 0 and not passed[-1]:
            found.wrong.append(f"{named}: not lawful at its lawful_from {first}")
        early = np.flatnonzero(passed[:-1] if first >= 0 else passed)
        if len(early):
            found.wrong.append(
                f"{cases[place]['id']} (seed {seed}): lawful at {moments[early[0]]}, not first at {first}"
            )


def _moments(at: int, first: int) -> Ints:
    """From the contact's own moment to its first lawful one, that one last."""
    if first < 0:
        return np.arange(at, at + SEARCH_DAYS * DAY, HOUR)
    parts = [
        np.arange(at, min(at + NEAR, first), MINUTE),
        np.arange(at, first, HOUR),
        np.arange(max(at, first - NEAR) // MINUTE * MINUTE, first, MINUTE),
        np.arange(max(at, first - 90), first),
        np.array([first]),
    ]
    every = np.unique(np.concatenate(parts))
    return every[every >= at]


def _blocked(groups: list[Group], candidate: int, moments: Ints) -> Bools:
    """Whether any rule is broken at each moment by any row of a candidate, everything but the clock left as it is."""
    blocked = np.zeros(len(moments), np.bool_)
    for group in groups:
        for row in np.flatnonzero(group.of == candidate):
            if group.rules is None:
                blocked[:] = True
                continue
            view, every = group.view, np.full(len(moments), row)
            then = View(
                view.facts, view.subject, view.rows[every], moments, view.before[every], view.known_at[every], None
            )
            for _, rule in group.rules:
                if rule.force != "warning":
                    blocked[rule.breached(then)] = True
    return blocked


@cache
def _laws(names: tuple[str, ...]) -> books.Laws:
    return books.load(names, pinned=True)
