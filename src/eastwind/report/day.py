"""Day: everything the page is drawn from, in one frozen record.

In        frames with the columns of core.plan; what only the caller knows (files, rules, log, timings).
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
from eastwind.core.money import currencies
from eastwind.report.comparing import Compared
from eastwind.report.fairness import Fairness
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

    @property
    def own(self) -> bool:
        """Whether the rule is the house's own alone: a policy that follows no source: none to doubt."""
        return self.force == "policy" and self.url is None


# What the gate refuses without any book; no law book can tell its text.
GATE_RULES: Final[dict[str, RuleText]] = {
    "gate.unmapped-place": RuleText(
        Text(
            "当事人所在的某个地点没有法规册：无法判断即不联系",
            "A place where the person may be has no law book: what cannot be judged is not done",
        ),
        "Eastwind, stacks.toml",
        "policy",
        "source",
    ),
}


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
class Observed:
    """What became of people after the day, where that is known: person_id, repaid (0 or 1), and what that means."""

    people: pl.DataFrame
    says: Text


@dataclass(frozen=True, slots=True)
class Moved:
    """A feature, or the score, against how it lay when the model learned: level is steady, shifted or moved."""

    name: str  # of a feature; "score"
    half: str  # ability, willingness; "" = the score
    psi: float
    by_chance: float
    level: str


@dataclass(frozen=True, slots=True)
class Scoring:
    """By what people were scored, and how far they have moved from those whom a model learned from."""

    model: str  # what it is called; "" = the scorecard alone
    digest: str
    target: str
    trained_on: str  # the day its inputs end
    by: Mapping[str, int]  # scorecard, model, out-of-fold → people
    moved: Sequence[Moved] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A lender's day. Frames may carry more columns than named; order of rows does not matter to the page.

    `rules` holds a text per rule id, or per "id/part" where parts of a rule say different things. `labels` gives words
    that only the caller knows a name in both languages (treatments, capacities, offers, steps of `timings`, stacks, law
    books, columns); a word without one is shown as it is spelled. `rolls` counts loans from the bucket they were in on
    `rolls_from` to today's.
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
    compared: Compared | None = None  # with another strategy, when that was asked for
    fairness: Fairness | None = None  # None, or without ratios = the book has no traits
    observed: Observed | None = None
    scoring: Scoring | None = None
    rolls: pl.DataFrame | None = None
    rolls_from: date | None = None
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
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
        if self.currency not in currencies():
            raise DayGap(f"'{self.currency}' is no known currency. Known: {', '.join(sorted(currencies()))}.")
        _columns("plan", self.plan, frames.PLAN)
        _columns("refusals", self.refusals, frames.REFUSALS)
        _columns("prices", self.prices, frames.PRICES)
        _columns("quarantine", self.quarantine, QUARANTINE)
        if self.rolls is not None:
            _columns("rolls", self.rolls, ROLLS)
        self._rules_are_told()

    def _rules_are_told(self) -> None:
        needed = set(self.refusals.select("rule", "part").unique().iter_rows())
        needed |= {(rule, "") for stack in self.comparison for rule, _ in stack.top}
        needed |= {(str(breach["rule"]), breach.get("part") or "") for one in self.examples for breach in one.breaches}
        untold = sorted({rule for rule, part in needed if self._told(rule, part) is None})
        if untold:
            raise DayGap(f"No text for the rule(s) {', '.join(untold)}. Give each a RuleText in Day.rules.")

    def rule(self, rule: str, part: str | None = None) -> RuleText:
        """The text of a rule, its part's own where that differs."""
        found = self._told(rule, part)
        assert found is not None, rule
        return found

    def _told(self, rule: str, part: str | None) -> RuleText | None:
        return self.rules.get(f"{rule}/{part}") or self.rules.get(rule) or GATE_RULES.get(rule)

    @property
    def local(self) -> datetime:
        """`as_of` on the lender's clock."""
        return self.as_of.astimezone(ZoneInfo(self.zone))


def _columns(name: str, frame: pl.DataFrame, needed: Mapping[str, Any] | Sequence[str]) -> None:
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        raise DayGap(
            f"The frame '{name}' lacks the column(s) {', '.join(missing)}. It has: {', '.join(frame.columns)}."
        )
