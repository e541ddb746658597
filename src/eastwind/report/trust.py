"""Trust: what could not be read, what does not agree, how long it took, and what an example shows.

In        quarantine and reconciliation frames, timings, examples.
Out       small records ready to be shown.
Not here  checking the log (tlog, audit).
Proof     tests/report/test_trust.py.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import polars as pl

from eastwind.core.reasons import sentence
from eastwind.report.day import QUARANTINE, Day, Example, RuleText
from eastwind.report.labels import HOUSE, NOT_SHOWN, WHY, label
from eastwind.report.numbers import NEVER, Text, count, moment

SHOWN: Final = 8  # rows of a data table on the page; the files hold them all
PRIVATE: Final = ("not-a-code",)
VALUE_MAX: Final = 40  # characters of a raw value: enough to find it


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Rows that were put aside, by reason, with the first few of them."""

    by_reason: list[tuple[Text, int]]
    rows: list[dict[str, str]]


def quarantine(day: Day) -> Quarantine:
    """By reason, the most frequent first; samples take turns among the reasons, in the order of file and line."""
    told = [pl.col(name).first() for name in ("says_zh", "says_en") if name in day.quarantine.columns]
    found = (
        day.quarantine.group_by(pl.col("reason").cast(pl.String))
        .agg(pl.len().alias("rows"), *told)
        .sort(["rows", "reason"], descending=[True, False])
    )
    turns = (
        day.quarantine.select(pl.col(*QUARANTINE).cast(pl.String, strict=False), _line=pl.col("line"))
        .sort("file", "_line", "column", nulls_last=True)
        .with_columns(_turn=pl.int_range(pl.len()).over("reason"))
        .sort("_turn", "file", "_line", nulls_last=True, maintain_order=True)
        .head(SHOWN)
    )
    # A value set aside because it looks like a number to dial or an address must not reach a page.
    rows = [
        {key: "…" if key == "value" and row["reason"] in PRIVATE else _cut(row[key]) for key in QUARANTINE}
        for row in turns.iter_rows(named=True)
    ]
    return Quarantine([(_reason(row, day), row["rows"]) for row in found.iter_rows(named=True)], rows)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Where the lender's own figures and the computed ones differ: by why, and the first few loans."""

    by_why: list[tuple[Text, int]]
    names: list[Text]
    rows: list[list[Text]]


def reconciliation(day: Day) -> Reconciliation:
    """Any columns are shown; a column `why` (core of book.given) is also counted."""
    frame = day.reconciliation
    why = []
    if "why" in frame.columns:
        counted = frame.group_by(pl.col("why").cast(pl.String)).agg(rows=pl.len())
        why = [
            (_why(word, day), rows)
            for word, rows in counted.sort(["rows", "why"], descending=[True, False]).iter_rows()
        ]
    rows = [
        [_why(value, day) if name == "why" else _plain(value) for name, value in row.items()]
        for row in frame.head(SHOWN).iter_rows(named=True)
    ]
    return Reconciliation(why, [label(column, day.labels) for column in frame.columns], rows)


def _why(word: object, day: Day) -> Text:
    return WHY[str(word)] if word in WHY else label(str(word), day.labels)


def _plain(value: object) -> Text:
    shown = count(value) if isinstance(value, int) and not isinstance(value, bool) else _cut(value)
    return Text(shown, shown)


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that an example's best contact would have broken."""

    rule: str
    text: RuleText
    evidence: list[tuple[Text, Text]]
    lawful_from: Text | None


@dataclass(frozen=True, slots=True)
class Story:
    """An example ready to be read."""

    person_id: str
    row: Mapping[str, Any]
    main: Text
    reasons: list[Text]
    notices: list[tuple[str, str, bool]]  # language tag, text, whether it is the one sent
    breaches: list[Breach]


def story(day: Day, example: Example) -> Story:
    """An example with its codes turned into sentences; the language sent stands first among the notices."""
    row = example.decision
    sent = row.get("language")
    codes = example.reasons or row.get("reasons") or ()
    tags = sorted(example.notices, key=lambda tag: (tag != sent, tag))
    return Story(
        person_id=example.person_id,
        row=row,
        main=Text(sentence(row["reason"], "zh"), sentence(row["reason"], "en")),
        reasons=[Text(sentence(code, "zh"), sentence(code, "en")) for code in codes],
        notices=[(tag, example.notices[tag].strip(), tag == sent) for tag in tags],
        breaches=[_breach(day, breach) for breach in example.breaches],
    )


def _breach(day: Day, breach: Mapping[str, Any]) -> Breach:
    given = breach.get("evidence")
    facts = json.loads(given) if given else {}
    pairs = facts.items() if isinstance(facts, dict) else [("value", facts)]
    evidence = [
        (label(str(key), day.labels), _fact(day, value))
        for key, value in pairs
        if value is not None and key not in NOT_SHOWN
    ]
    until = breach.get("lawful_from")
    shown = None if until is None else moment(until, day.zone, year=day.local.year)
    return Breach(breach["rule"], day.rule(breach["rule"], breach.get("part")), evidence, shown)


def _fact(day: Day, value: object) -> Text:
    if isinstance(value, str):
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            return label(value, day.labels) if value in HOUSE or value in day.labels else Text(value, value)
        if at.tzinfo is not None:
            return moment(at, day.zone, year=day.local.year)
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    plain = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Text(plain, plain)


def _reason(row: Mapping[str, Any], day: Day) -> Text:
    """The quarantine's own sentence; a frame without one is shown by its reason."""
    if row.get("says_zh") and row.get("says_en"):
        return Text(row["says_zh"], row["says_en"])
    reason = row["reason"]
    return Text("未注明原因", "no reason given") if reason is None else label(reason, day.labels)


def _cut(value: object) -> str:
    """A raw value as text; long ones keep their head, as whoever mends the file finds it by line and column."""
    plain = NEVER if value is None else str(value)
    return plain if len(plain) <= VALUE_MAX else f"{plain[: VALUE_MAX - 1]}…"
