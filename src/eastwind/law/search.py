"""Search: the first moment at which a contact is let pass, by one rule (`until`) or by all (`lawful_from`).

In        groups of judged contacts, the rules that bind them, and what each broke at its own moment.
Out       instants in seconds; NEVER where there is none within SEARCH_DAYS, or not by time alone.
Not here  the first judgement (gate), when a rule may change (rules, kinds).
Proof     tests/law/test_lawful_from.py scans second by second; tests/law/test_until.py.

Exact, because a broken rule stays broken until its own next change, and none is passed over: from change to change, the
rule is asked again. The same contact moves on: its history, its loan and its words stay as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from eastwind.law.books import Plan
from eastwind.law.columns import NEVER, SEARCH_DAYS, Bools, Ints
from eastwind.law.reading import DAY
from eastwind.law.rules import Rule
from eastwind.law.view import View

COUNTS: Final = ("cap", "rest")  # kinds that look back alone


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one kind under the same books; `of` are their candidates' places, ascending. No rules = law unknown."""

    view: View
    of: Ints
    rules: Plan | None
    broken: list[Rule] = field(default_factory=list)  # filled by the first judgement


def passes(rule: Rule, group: Group, rows: Ints, start: Ints) -> Ints:
    """For rows that break a rule, the first moment at which their whole candidate no longer does."""
    of = group.of[rows]
    if not rule.timed:
        return np.full(len(rows), NEVER)
    waiting = rows if (np.diff(group.of) > 0).all() else np.flatnonzero(np.isin(group.of, of))
    asked, place = np.unique(group.of[waiting], return_inverse=True)
    end = start[asked] + SEARCH_DAYS * DAY
    found = np.zeros(len(asked), np.int64)
    broken, view = np.searchsorted(waiting, rows), group.view.subset(waiting)
    while len(broken):
        np.maximum.at(found, place[broken], rule.next_change(view.subset(broken)))
        found[found > end] = NEVER
        moving = np.zeros(len(asked), np.bool_)
        moving[place[broken]] = True
        moving &= found < NEVER
        kept = np.flatnonzero(moving[place])
        view, waiting, place = view.subset(kept).moved(found[place[kept]]), waiting[kept], place[kept]
        broken = rule.breached(view) if len(kept) else kept
    return found[np.searchsorted(asked, of)]


def all_pass(groups: Sequence[Group], blocked: Bools, start: Ints, later: Ints) -> None:
    """Move each blocked candidate on from change to change until no rule is broken; NEVER if that is not within reach.

    `later` begins with a moment before which none passes. Only rules that time can alter are asked again (the others
    were kept at the start), and first those that were broken before: the rest is asked where these let a contact pass.
    """
    end = start + SEARCH_DAYS * DAY
    later[blocked & (later > end)] = NEVER
    waiting = blocked & (later < NEVER)
    first_day = int(start.min()) // DAY - 1 if len(start) else 0
    asked = []
    for group in groups:
        able = [rule for _, rule in group.rules or () if _may_change(rule, first_day)]
        hot = [rule for rule in able if rule in group.broken]
        cold = [rule for rule in able if rule not in hot and _may_break(rule, first_day)]
        asked.append((group, hot, cold))
    while waiting.any():
        moved = later.copy()
        for group, hot, cold in asked:
            rows = np.flatnonzero(waiting[group.of])
            if len(rows):
                _move_on(group, rows, hot, later, moved)
                rows = rows[(moved == later)[group.of[rows]]]
            if len(rows):
                found = _move_on(group, rows, cold, later, moved)
                hot += found
                cold[:] = [rule for rule in cold if rule not in found]
        waiting &= moved > later
        later[:] = moved
        late = waiting & (later > end)
        later[late] = NEVER
        waiting &= ~late


def _move_on(group: Group, rows: Ints, rules: list[Rule], later: Ints, moved: Ints) -> list[Rule]:
    """Judge some rows at `later`, put the next change of what is broken into `moved`; gives the rules broken."""
    if not rules:
        return []
    of = group.of[rows]
    view = group.view.subset(rows).moved(later[of])
    found = []
    for rule in rules:
        broken = rule.breached(view)
        if len(broken):
            np.maximum.at(moved, of[broken], rule.next_change(view.subset(broken)))
            found.append(rule)
    return found


def _may_change(rule: Rule, first_day: int) -> bool:
    """Whether a rule that is kept now may be broken later, or the other way round. A version to come counts."""
    return rule.force != "warning" and (rule.timed or rule.since > first_day)


def _may_break(rule: Rule, first_day: int) -> bool:
    """Whether a rule that is kept now may be broken later. Of what is counted the past stays as it is, and windows
    only leave it behind; so such a rule may where an exception ends, or where it begins to mean the contact."""
    settled = rule.kind in COUNTS and rule.since <= first_day and not rule.applies.timed
    return not settled or any(condition.timed for condition in rule.unless)
