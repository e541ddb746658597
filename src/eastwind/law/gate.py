"""The gate: says of each contact that would start whether the law allows it, and if not, every breach with its
evidence.

In        candidates (core.facts.CANDIDATES), facts about their people, laws, the instant of decision.
Out       `Verdicts`: one row a candidate, one row a breach, one row a warning.
Not here  single rules (rules, kinds), which contact would be best (decide).
Proof     tests/law/test_gate.py; tests/law/cases through check; tests/law/test_lawful_from.py scans second by second.

Every breach is listed, never one by precedence. A candidate about k loans stands on k rows and is allowed if each
row is; of one rule broken on several rows the worst is shown. Rows are grouped by the books that bind and by a few
words of the contact (KNOWN), so that a rule is asked only about contacts it could mean; within a group all is
arithmetic over columns (docs/adr/0006).

Each candidate is judged against what has happened, as if it alone started: two candidates about one person do not count
against each other, whatever their times. Whoever plans several for one person chooses among them, and asks again once
one is history.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np
import polars as pl

from eastwind.core import words
from eastwind.core.facts import Facts
from eastwind.law import search
from eastwind.law.books import Laws, stack
from eastwind.law.columns import MICROSECONDS, NEVER, Bools, FactColumns, Ints, Table
from eastwind.law.evidence import Found, frame
from eastwind.law.plain import EPOCH
from eastwind.law.search import Group
from eastwind.law.view import View, kind_of

# Words that all rows of a group share: what rules ask of these is settled once for the group, not for each row.
KNOWN: Final = ("channel", "direction", "to", "purpose", "by")
UNMAPPED: Final = "gate.unmapped-place"
VERDICTS: Final = {"candidate": pl.Int32(), "allowed": pl.Boolean(), "lawful_from": pl.Datetime("us", "UTC")}


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the gate says.

    `candidates`  candidate, allowed, lawful_from: the first moment at which the same contact is lawful under all
    rules, its own when it is allowed; null = not within 400 days, or not by time alone.
    `breaches`, `warnings`  a row for each rule broken (evidence.BREACHES), in the order of candidates and of the books.
    """

    candidates: pl.DataFrame
    breaches: pl.DataFrame
    warnings: pl.DataFrame


def judge(
    candidates: pl.DataFrame,
    facts: Facts,
    laws: Laws,
    as_of: datetime | None,
    law_on: date | None = None,
    mode: str = "cautious",
) -> Verdicts:
    """Judge each candidate as if it started at its `at`.

    `candidates` has the columns of core.facts.CANDIDATES, rows of one candidate together and candidates ascending;
    `person` and `loan` are rows of `facts`. `as_of` is the instant of decision: outcomes that became known later are
    unknown; None = each contact's own `at`, as in worked cases and audits of past contacts.
    `law_on` judges under the law of another day than the contact's own. `mode`: cautious, letter or draft.
    """
    if mode not in words.MODES:
        raise ValueError(f"There is no mode '{mode}'. Choose one of {', '.join(words.MODES)}.")
    if as_of is not None and as_of.tzinfo is None:
        raise ValueError(f"as_of {as_of} has no time zone. Give an instant, such as 2026-09-30T10:00:00+00:00.")
    subject = Table(candidates)
    number = subject.col("candidate")
    if candidates["at"].null_count() or (np.diff(number) < 0).any():
        raise ValueError("Candidates need a time each, and must be sorted by their number. Sort them, and fill 'at'.")
    first = np.flatnonzero(np.diff(number, prepend=-1)) if len(number) else number
    of = np.cumsum(np.diff(number, prepend=number[:1]) != 0) if len(number) else number
    groups = _groups(subject, facts, laws, as_of, law_on, mode, of)
    start = subject.col("at")[first]
    breaches, warnings, blocked, lawful = _judge(groups, start)
    own = candidates["at"].cast(pl.Int64).to_numpy()[first]
    moment = pl.Series(np.where(blocked, lawful * MICROSECONDS, own))
    if (none := blocked & (lawful == NEVER)).any():
        moment = moment.set(pl.Series(none), None)
    verdicts = pl.DataFrame(
        [
            pl.Series("candidate", number[first].astype(np.int32)),
            pl.Series("allowed", ~blocked),
            moment.cast(VERDICTS["lawful_from"]).alias("lawful_from"),
        ]
    )
    return Verdicts(verdicts, frame(breaches, number[first]), frame(warnings, number[first]))


def _groups(
    subject: Table, facts: Facts, laws: Laws, as_of: datetime | None, law_on: date | None, mode: str, of: Ints
) -> list[Group]:
    columns = FactColumns.of(facts)
    law_day = None if law_on is None else (law_on - EPOCH).days
    stacks: dict[tuple[str, ...] | None, int] = {}
    binding = np.array(
        [
            stacks.setdefault(stack(tuple(lived or ()), country, laws), len(stacks))
            for lived, country in zip(
                facts.situations["places"].to_list(), facts.situations["lender_country"].to_list(), strict=True
            )
        ],
        np.int64,
    )
    bound = binding[columns.people.col("situation")[subject.col("person")]]
    kinds = {name: kind_of(subject.col(name)) if name == "by" else subject.col(name) for name in KNOWN}
    names = list(stacks)
    groups = []
    for rows in _alike([bound, *kinds.values()]):
        at = subject.col("at")[rows]
        books = names[bound[rows[0]]]
        known = {name: int(codes[rows[0]]) for name, codes in kinds.items()}
        rules = None if books is None else laws.plan(books, mode, known)
        known_at = at if as_of is None else np.full(len(rows), int(as_of.timestamp()))
        groups.append(Group(View(columns, subject, rows, at, at, known_at, law_day), of[rows], rules))
    return groups


def _alike(codes: list[Ints]) -> list[Ints]:
    """The rows that agree in every column of small codes, ascending."""
    key = codes[0]
    for more in codes[1:]:
        key = key * 64 + more + 1
    order = np.argsort(key, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(key[order])) + 1) if len(key) else []


def _judge(groups: list[Group], start: Ints) -> tuple[list[Found], list[Found], Bools, Ints]:
    """Breaches, warnings, whether each candidate is blocked, and its first lawful moment (NEVER = none)."""
    breaches: list[Found] = []
    warnings: list[Found] = []
    blocked = np.zeros(len(start), np.bool_)
    later = start.copy()
    for group in groups:
        if group.rules is None:
            blocked[group.of] = True
            later[group.of] = NEVER
            breaches.append(Found.without_law(UNMAPPED, group.of))
            continue
        for order, rule in group.rules:
            rows = rule.breached(group.view)
            if not len(rows):
                continue
            of = group.of[rows]
            evidence = rule.body.evidence(group.view.subset(rows))
            evidence.until = search.passes(rule, group, rows, start)
            found = Found(rule, order, of, evidence)
            if rule.force == "warning":
                warnings.append(found)
                continue
            breaches.append(found)
            blocked[of] = True
            np.maximum.at(later, of, evidence.until)
            group.broken.append(rule)
    search.all_pass(groups, blocked, start, later)
    return breaches, warnings, blocked, later
