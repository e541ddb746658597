"""Day: everything the page is drawn from, in one frozen record.

In        frames with the columns of core.plan; texts and figures that only the caller knows (files, rules, log, timings).
Out       `Day` and its parts; what is missing is said when the record is made, not when the page is half drawn.
Not here  sums (tally, stopped, standing, trust), words and drawing.
Proof     tests/report/test_day.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from eastwind.core import plan as frames
from eastwind.core import words
from eastwind.report.numbers import Text

QUARANTINE: Final = ("file", "line", "column", "value", "reason")
ROLLS: Final = ("from_bucket", "to_bucket", "count", "balance_minor")


class DayGap(ValueError):
    """Something the page needs is not in the `Day`. The message names it and says what to give."""


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says, in the law book's own words, and how sure we are of it."""

    says: Text
    cite: str
    force: str  # core.words.FORCES
    confidence: str  # core.words.CONFIDENCES
    url: str | None = None

    def __post_init__(self) -> None:
        if self.force not in words.FORCES:
            raise DayGap(f"'{self.force}' is not a force of a rule. Known: {', '.join(words.FORCES)}.")
        if self.confidence not in words.CONFIDENCES:
            raise DayGap(f"'{self.confidence}' is not a confidence. Known: {', '.join(words.CONFIDENCES)}.")


@dataclass(frozen=True, slots=True)
class Example:
    """One person's decision in full. `reasons` and `breaches` are those of the decision and its refusals."""

    person_id: str
    decision: Mapping[str, Any]  # a row of core.plan.PLAN
    reasons: Sequence[str] = ()  # codes of core.reasons, the strongest first
    notices: Mapping[str, str] = field(default_factory=dict)  # language tag → the text as it would be sent
    breaches: Sequence[Mapping[str, Any]] = ()  # rows of core.plan.REFUSALS


@dataclass(frozen=True, slots=True)
class Counts:
    """What was read and what came of it. People with any quarantined row are quarantined, and get no decision."""

    files: int
    rows: int
    rows_quarantined: int
    people_read: int
    people_quarantined: int


@dataclass(frozen=True, slots=True)
class Log:
    """The log as it stood when the page was made. `verified`: None = not checked in this run."""

    checkpoint: str
    root: str
    size: int
    verified: bool | None = None
    verify: str | None = None  # the command that checks it again


@dataclass(frozen=True, slots=True)
class LawBook:
    """A law book in force that day, with the digest of its parsed content."""

    name: str
    digest: str
    jurisdictions: Sequence[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same wanted contacts under another stack of law books; `top` are rule ids with the people each stops."""

    stack: str
    lawful: int
    refused: int
    top: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A lender's day. Frames may carry more columns than named; order of rows does not matter to the page.

    `labels` gives the strategy's own words a name in both languages (treatments, capacities, units, offers, steps of
    `timings`, stacks, columns); a word without one is shown as it is spelled. `minor_digits` are the currency's
    decimal places. `rolls` moves people from the bucket of `rolls_from` to today's.
    """

    lender_name: str
    as_of: datetime
    zone: str
    currency: str
    seed: int
    plan_id: str
    plan: pl.DataFrame
    refusals: pl.DataFrame
    prices: pl.DataFrame
    quarantine: pl.DataFrame
    reconciliation: pl.DataFrame
    counts: Counts
    rules: Mapping[str, RuleText]
    log: Log
    law_books: Sequence[LawBook]
    examples: Sequence[Example] = ()
    made_up: Sequence[tuple[str, str]] = ()  # (zh, en)
    assumptions: Sequence[tuple[str, str]] = ()  # (zh, en)
    timings: Sequence[tuple[str, float]] = ()  # step, seconds
    comparison: Sequence[Comparison] = ()
    rolls: pl.DataFrame | None = None
    rolls_from: date | None = None
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    minor_digits: int = 2
    language: str = "zh"  # shown first: zh or en

    def __post_init__(self) -> None:
        if self.as_of.tzinfo is None:
            raise DayGap(f"as_of {self.as_of} has no zone. Give a UTC instant.")
        if self.language not in words.LANGUAGES:
            raise DayGap(f"'{self.language}' is not a language of the page. Known: {', '.join(words.LANGUAGES)}.")
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError) as fault:
            raise DayGap(f"'{self.zone}' is no IANA time zone. Give the lender's, such as Asia/Shanghai.") from fault
        _columns("plan", self.plan, frames.PLAN)
        _columns("refusals", self.refusals, frames.REFUSALS)
        _columns("prices", self.prices, frames.PRICES)
        _columns("quarantine", self.quarantine, QUARANTINE)
        if self.rolls is not None:
            _columns("rolls", self.rolls, ROLLS)
        self._rules_are_told()

    def _rules_are_told(self) -> None:
        needed = set(self.refusals["rule"].drop_nulls().unique())
        needed |= {rule for stack in self.comparison for rule, _ in stack.top}
        needed |= {str(breach["rule"]) for example in self.examples for breach in example.breaches}
        untold = sorted(needed - set(self.rules))
        if untold:
            raise DayGap(f"No text for the rule(s) {', '.join(untold)}. Give each a RuleText in Day.rules.")

    @property
    def local(self) -> datetime:
        """`as_of` on the lender's clock."""
        return self.as_of.astimezone(ZoneInfo(self.zone))


def _columns(name: str, frame: pl.DataFrame, needed: Mapping[str, Any] | Sequence[str]) -> None:
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        raise DayGap(f"The frame '{name}' lacks the column(s) {', '.join(missing)}. It has: {', '.join(frame.columns)}.")
