"""Stopped: the contacts that would have been best and may not be made, by rule, and when they become lawful.

In        the refusals' frame, the plan (what happened to those people instead), the rules' texts.
Out       small frozen records of whole numbers and instants.
Not here  judging (law); the sentence of a rule is its law book's.
Proof     tests/report/test_stopped.py compares every figure with a row-by-row reading.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from eastwind.report.day import Day, RuleText
from eastwind.report.labels import OWN_FORCES
from eastwind.report.numbers import Text
from eastwind.report.tally import DECIDED, QUIET

# How long until the same contact may be made, in local days from today; the last is open, then never in 400 days.
WAITS: Final[tuple[tuple[int, Text], ...]] = (
    (0, Text("今天稍后", "later today")),
    (1, Text("明天", "tomorrow")),
    (7, Text("2–7 天后", "in 2–7 days")),
    (30, Text("8–30 天后", "in 8–30 days")),
    (10_000, Text("30 天以后", "after 30 days")),
)
NEVER: Final = Text("400 天内都不行", "not within 400 days")


@dataclass(frozen=True, slots=True)
class Stopped:
    """People whose best contact was refused, what they get instead, and whose rule it was."""

    people: int
    other_way: int  # another, lawful contact was found for them today
    in_peace: int
    by_law: int  # at least one breach of law, presumption, standard, guide or draft
    by_house: int  # lawful, yet refused by the lender's own rules or a provider's terms alone


def stopped(day: Day) -> Stopped:
    """The headline of the law's section."""
    people = (
        day.refusals.lazy()
        .group_by("person_id")
        .agg(own=pl.col("force").cast(pl.String).is_in(OWN_FORCES).fill_null(False).all())
        .join(
            day.plan.lazy().filter(DECIDED).select("person_id", quiet=QUIET),
            on="person_id",
            how="left",
            maintain_order="none",
        )
        .select(
            people=pl.len(),
            other=(~pl.col("quiet")).fill_null(False).sum(),
            own=pl.col("own").fill_null(False).sum(),
        )
        .collect()
        .row(0, named=True)
    )
    total, other, own = int(people["people"]), int(people["other"]), int(people["own"])
    return Stopped(people=total, other_way=other, in_peace=total - other, by_law=total - own, by_house=own)


@dataclass(frozen=True, slots=True)
class RuleCount:
    """One rule and whom it stopped."""

    rule: str
    part: str
    text: RuleText
    people: int
    unknown: int  # of them, people about whom something the rule needs is not known: data to be mended
    first: datetime | None  # lawful again under all rules: the earliest, the middle and the latest of its people
    middle: datetime | None
    last: datetime | None
    never: int  # people for whom no lawful moment lies within 400 days


def by_rule(day: Day) -> list[RuleCount]:
    """Refusals by rule, the rule that stops most people first. A contact may break several rules, so counts overlap."""
    found = (
        day.refusals.lazy()
        .with_columns(
            pl.col("part").fill_null(""), unknown=pl.col("evidence").str.json_path_match("$.unknown").is_not_null()
        )
        .group_by("rule", "part")
        .agg(
            people=pl.col("person_id").n_unique(),
            unknown=pl.col("person_id").filter(pl.col("unknown")).n_unique(),
            first=pl.col("lawful_from").min(),
            middle=pl.col("lawful_from").quantile(0.5, "lower"),
            last=pl.col("lawful_from").max(),
            never=pl.col("person_id").filter(pl.col("lawful_from").is_null()).n_unique(),
        )
        .sort(["people", "rule", "part"], descending=[True, False, False])
        .collect()
    )
    return [
        RuleCount(
            row["rule"], row["part"], day.rule(row["rule"], row["part"]), row["people"], row["unknown"],
            row["first"], row["middle"], row["last"], row["never"],
        )
        for row in found.iter_rows(named=True)
    ]  # fmt: skip


def waits(day: Day) -> list[tuple[Text, int]]:
    """People by how long until their best contact is lawful, in the order of WAITS, then those without a moment."""
    ahead = (
        (pl.col("until").dt.convert_time_zone(day.zone).dt.date() - pl.lit(day.local.date()))
        .dt.total_days()
        .clip(lower_bound=0)
    )
    found = (
        day.refusals.lazy()
        .group_by("person_id")
        .agg(until=pl.col("lawful_from").max(), never=pl.col("lawful_from").is_null().any())
        .select(days=pl.when(~pl.col("never")).then(ahead))
        .group_by("days")
        .agg(people=pl.len())
        .collect()
    )
    by_days: dict[int | None, int] = dict(found.iter_rows())
    rows, low = [], 0
    for high, name in WAITS:
        rows.append((name, sum(people for days, people in by_days.items() if days is not None and low <= days <= high)))
        low = high + 1
    return [*rows, (NEVER, by_days.get(None, 0))]


def confidences(rules: list[RuleCount]) -> dict[str, int]:
    """How many of the rules that spoke today rest on which kind of source; the house's own need none."""
    found = dict.fromkeys(("source", "secondary", "memory"), 0)
    for row in rules:
        if not row.text.own:
            found[row.text.confidence] += 1
    return found
