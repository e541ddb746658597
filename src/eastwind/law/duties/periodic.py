"""Periodic: something is done again and again; the next time counts from the last.

In        `every`, `first`, `done`, `ends`, `per`, `day_one`, `roll`, `after`.
Out       the day by which it is due next, one row for each thing it is done for.
Not here  the doing itself.
Proof     tests/law/duties/test_due.py.
"""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from eastwind.core import words
from eastwind.law.columns import Bools, Ints
from eastwind.law.duties import spans
from eastwind.law.duties.base import Answer
from eastwind.law.duties.counting import Count, last_days
from eastwind.law.duties.occurrences import Occurrences
from eastwind.law.reading import Params

UNITS = spans.UNITS[:-1]


@dataclass(frozen=True, slots=True)
class Periodic:
    """Due at the end of `first` after a start, of `every` after a doing."""

    first: Count
    every: Count
    done: tuple[int, ...]
    ends: tuple[int, ...]
    per: str
    continuing: ClassVar[bool] = True

    @classmethod
    def read(cls, params: Params) -> Self:
        """A periodic duty's parameters."""
        every = spans.read(params, "every", UNITS)
        first = spans.read_optional(params, "first", UNITS)
        after = spans.read_optional(params, "after", UNITS)
        roll = spans.read_roll(params, (every, first))
        day_one = spans.read_day_one(params, (every, first))
        done, ends = (params.words(key, words.EVENTS, ()) for key in ("done", "ends"))
        if twice := (set(done) | set(ends)) & set(params.table["events"]) | set(done) & set(ends):
            raise params.fail(f"'{min(twice)}' is named twice among 'events', 'done' and 'ends'. Name it once.")
        return cls(
            Count(first or every, after, roll, day_one),
            Count(every, None, roll, day_one),
            tuple(words.EVENTS.index(word) for word in done),
            tuple(words.EVENTS.index(word) for word in ends),
            params.choice("per", ("loan", "person", "about"), "loan"),
        )

    def answer(self, seen: Occurrences, rows: Ints, since: int) -> Answer:
        """One row for each thing, that of its last start or doing."""
        owner = {"loan": seen.loan, "person": seen.person, "about": seen.about}[self.per]
        done = np.flatnonzero(np.isin(seen.what, self.done) & (owner >= 0))
        done = done[np.isin(owner[done], owner[rows])]
        both = np.concatenate([rows, done])
        is_done = np.arange(len(both)) >= len(rows)
        key = np.where(owner[both] >= 0, owner[both], -1 - both)
        order = np.lexsort((both, is_done, seen.at[both], key))
        last = order[np.append(key[order][1:] != key[order][:-1], True)] if len(order) else order
        going = ~self._ended(seen, owner, rows, both[last], key[last])
        last = last[going]
        last = last[np.argsort(both[last])]
        starting, doing = both[last][~is_done[last]], both[last][is_done[last]]
        answers = [
            (part, last_days(seen, part, seen.at[part], replace(count, not_before=since), latest=False))
            for part, count in ((starting, self.first), (doing, self.every))
        ]
        starts, due, reasons = (np.concatenate([answer[1][k] for answer in answers]) for k in range(3))
        return Answer(np.concatenate([starting, doing]), starts, reasons, due=due)

    def _ended(self, seen: Occurrences, owner: Ints, rows: Ints, last: Ints, key: Ints) -> Bools:
        """Whether an end is as late as the last start of each thing, or later."""
        if not self.ends or not len(last):
            return np.zeros(len(last), np.bool_)
        never = np.iinfo(np.int64).min
        size = int(max(owner.max(initial=-1), 0)) + 1
        started, ended = np.full(size, never), np.full(size, never)
        mine = rows[owner[rows] >= 0]
        np.maximum.at(started, owner[mine], seen.at[mine])
        over = np.flatnonzero(np.isin(seen.what, self.ends) & (owner >= 0))
        np.maximum.at(ended, owner[over], seen.at[over])
        found = (ended >= started) & (ended > never)
        return np.where(key >= 0, found[np.maximum(key, 0)], False)
