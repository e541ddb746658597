"""Daily: what a plan run tells its reader, as lines, as JSON, and as the `Day` that the page is drawn from.

In        a loaded book, a policy, the plan, the log's checkpoint, seconds per step.
Out       `lines`, `summary`, `page`.
Not here  sums for the page (report), the files (planfolder).
Proof     tests/cli/test_plan.py.
"""

import base64
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl

from eastwind import book, decide, engine, report, tlog
from eastwind.cli import compare, fairness, inputs, scoring
from eastwind.cli.guard import Unusable
from eastwind.cli.observed import observed
from eastwind.cli.samples import examples
from eastwind.core.plan import SILENCE
from eastwind.engine import Policy
from eastwind.report import labels, worth
from eastwind.report.fairness import fairness as fairness_of

MONTH_DAYS: Final = 30
TOP_RULES: Final = 5


@dataclass(frozen=True, slots=True)
class Stack:
    """The same people under another law: contacts wanted, lawful, and what stopped the rest."""

    name: str
    wanted: int
    lawful: int
    stopped: pl.DataFrame


@dataclass(frozen=True)  # no slots: the fairness tables are worked out once and kept
class Made:
    """A day that was decided, with what it was decided from."""

    loaded: book.Loaded
    folder: Path
    policy: Policy
    day: engine.Plan
    checkpoint: tlog.Checkpoint
    seconds: dict[str, float]
    comparison: Sequence[Stack] = ()
    out: str = "PLAN_DIR"
    verified: bool | None = None
    held: compare.Held | None = None  # against another strategy
    reasons: Sequence[report.NamedReason] = ()  # for what is uneven

    @property
    def on(self) -> date:
        """The lender's day."""
        return inputs.local_day(self.loaded.book.zone, self.policy.as_of)

    @property
    def observed(self) -> report.Observed | None:
        """What became of people afterwards, where the book knows."""
        return observed(self.loaded.tables["outcomes"], self.on)

    @cached_property
    def scoring(self) -> report.Scoring:
        """By what people were scored, and what has moved since."""
        return scoring.scoring(self.loaded, self.policy)

    @cached_property
    def fairness(self) -> report.Fairness:
        """How groups fare; the book's traits are handed to it and to nothing else."""
        known = self.observed
        return fairness_of(
            self.day.plan, self.day.refusals, self.loaded.tables["traits"], None if known is None else known.people,
            self.reasons,
        )  # fmt: skip

    extra: dict[str, Any] = field(default_factory=dict)


def summary(made: Made) -> dict[str, Any]:
    """The day in figures."""
    main = made.day.plan.filter(pl.col("n") == 0)
    return {
        "plan_id": made.day.plan_id,
        "as_of": made.policy.as_of.isoformat(),
        "people_read": made.loaded.people_read,
        "people_quarantined": made.loaded.people_quarantined,
        "decisions": main.height,
        "rows_quarantined": made.loaded.quarantine.height,
        "by_bucket": _counts(main, "bucket"),
        "by_treatment": _counts(main, "treatment"),
        "owed": _counts(made.day.plan.filter(pl.col("n") > 0), "treatment"),
        "silence": _counts(main.filter(pl.col("treatment") == SILENCE), "reason"),
        "refusals": _by_rule(made.day.refusals),
        "capacity": {name: (used, there) for name, used, there in _capacity(made.day.prices)},
        "reconciliation": made.day.reconciliation.height,
        "log_root": made.checkpoint.root.hex(),
        "seconds": {step: round(seconds, 3) for step, seconds in made.seconds.items()},
        **({} if made.held is None else {"compared": compare.summary(made.held.compared)}),
        "scored": scoring.summary(made.scoring),
        "fairness": fairness.summary(made.fairness),
        **made.extra,
    }


def lines(made: Made) -> list[str]:
    """The day in lines, for somebody at a terminal."""
    said = summary(made)
    read, left, decided = said["people_read"], said["people_quarantined"], said["decisions"]
    rows = f"{said['rows_quarantined']:,} row" + ("" if said["rows_quarantined"] == 1 else "s")
    out = [f"{read:,} people read, {left:,} quarantined ({rows}), {decided:,} decisions = {read:,} − {left:,}"]
    named = {
        "by bucket": _line({f"M{name}": count for name, count in said["by_bucket"].items()}),
        "by treatment": _line(said["by_treatment"]),
        "owed besides": _line(said["owed"]) or "nothing",
        "why silence": _line(said["silence"]) or "nobody is silent",
        "refused, by rule": _line(said["refusals"]) or "nothing",
        "capacity used": " · ".join(
            f"{name} {used:,} of {there:,}" for name, (used, there) in said["capacity"].items()
        ),
        "reconciliation": f"{said['reconciliation']:,} loans whose given and computed days past due differ",
        "plan": said["plan_id"],
        "log root": said["log_root"],
    }
    out += [f"{name + ':':<18}{line}" for name, line in named.items() if line]
    out += [said.en for said in worth.sentences(made.day.prices, made.policy.strategy.currency)]
    out += [*scoring.lines(made.scoring), *fairness.lines(made.fairness)]
    return out if made.held is None else [*out, *compare.lines(made.held.compared)]


def _line(counts: dict[str, int]) -> str:
    return " · ".join(f"{name} {count:,}" for name, count in counts.items())


def _counts(frame: pl.DataFrame, column: str) -> dict[str, int]:
    found = frame.group_by(pl.col(column).cast(pl.String)).len()
    order = ["len", column] if column != "bucket" else [column]
    found = found.sort(order, descending=[name == "len" for name in order])
    return {str(name): count for name, count in found.iter_rows()}


def _capacity(prices: pl.DataFrame) -> list[tuple[str, int, int]]:
    return list(prices.select("capacity", "used", "available").iter_rows())


def _by_rule(refusals: pl.DataFrame) -> dict[str, int]:
    """People whose best treatment each rule stops."""
    found = refusals.group_by("rule").agg(pl.col("person_id").n_unique().alias("people"))
    return dict(found.sort(["people", "rule"], descending=[True, False]).iter_rows())


def page(made: Made) -> str:
    """The report of the day."""
    loaded, policy, day = made.loaded, made.policy, made.day
    return report.render(
        report.Day(
            lender_name=str(loaded.mapping.defaults.get("lender", loaded.mapping.lender_id)),
            as_of=policy.as_of,
            zone=loaded.book.zone,
            currency=loaded.book.currency,
            seed=policy.seed,
            plan_id=day.plan_id,
            plan=day.plan,
            refusals=day.refusals,
            prices=day.prices,
            quarantine=loaded.quarantine,
            reconciliation=day.reconciliation,
            counts=report.Counts(
                files=len({source.path for source in loaded.mapping.sources}),
                rows=int(loaded.counts["read"].sum()),
                rows_quarantined=loaded.quarantine.height,
                people_read=loaded.people_read,
                people_quarantined=loaded.people_quarantined,
            ),
            rules=rule_texts(policy),
            log=_log(made),
            law_books=[report.LawBook(found.name, found.digest, [found.name.upper()]) for found in policy.laws.books],
            examples=examples(loaded, policy, day),
            made_up=statements(made, "shifted", "made"),
            assumptions=[*statements(made, "assumed"), *_rolls_note(made)],
            timings=list(made.seconds.items()),
            comparison=[
                report.Comparison(
                    stack.name,
                    stack.lawful,
                    stack.wanted - stack.lawful,
                    list(stack.stopped.head(TOP_RULES).iter_rows()),
                )
                for stack in made.comparison
            ],
            compared=None if made.held is None else made.held.compared,
            fairness=made.fairness,
            observed=made.observed,
            scoring=made.scoring,
            rolls=_rolls(made),
            rolls_from=(policy.as_of - timedelta(days=MONTH_DAYS)).astimezone(ZoneInfo(loaded.book.zone)).date(),
            labels={
                **{found.name: (found.title["zh"], found.title["en"]) for found in policy.laws.books},
                **_labels(policy.strategy, None if made.held is None else made.held.strategy),
            },
        )
    )


def rule_texts(policy: Policy) -> dict[str, report.RuleText]:
    """Every rule and part of the loaded books in its own words; of several versions the one that stands first."""
    texts: dict[str, report.RuleText] = {}
    for found in policy.laws.books:
        for rule in found.rules[policy.mode]:
            said = report.Text(rule.says["zh"], rule.says["en"])
            text = report.RuleText(said, rule.cite, rule.force, rule.confidence, rule.url or None)
            texts.setdefault(rule.id, text)
            texts.setdefault(f"{rule.id}/{rule.part}", text)
    return texts


def statements(made: Made, *kinds: str) -> list[tuple[str, str]]:
    """What a book says is made up or assumed: `[[made]]`, `[[assumed]]` … of the file its defaults name as `made`."""
    name = made.loaded.mapping.defaults.get("made")
    if name is None:
        return []
    path = made.folder / str(name)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return [(str(entry["zh"]), str(entry["en"])) for kind in kinds for entry in content.get(kind, [])]
    except (FileNotFoundError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise Unusable(
            f"{path}, which mapping.toml [defaults] names as 'made', cannot be read ({error}). "
            "Write [[made]] and [[assumed]], each with zh and en, or take the default out."
        ) from error


def _log(made: Made) -> report.Log:
    root = made.checkpoint.root
    note = made.checkpoint.text()
    return report.Log(
        checkpoint=note,
        root=base64.b64encode(root).decode(),
        size=made.checkpoint.size,
        verified=made.verified,
        verify=f"eastwind verify {made.out}",
    )


def _rolls(made: Made) -> pl.DataFrame:
    """From bucket to bucket since a month ago; loans counted once.

    Both days by bills and payments: the lender's own days stand for one day only, and days past due of two counts
    cannot be set side by side.
    """
    now, then = made.policy.as_of, made.policy.as_of - timedelta(days=MONTH_DAYS)
    whole = replace(book.known(made.loaded.book, now), dpd_rules="computed")
    main = whole.loans["main"].to_numpy()
    before, after = book.delinquency(whole, then).filter(main), book.delinquency(whole, now).filter(main)
    table = book.roll_table(book.movement(before, after))
    return table.select(
        pl.col("bucket_before").alias("from_bucket"),
        pl.col("bucket_after").alias("to_bucket"),
        pl.col("loans").alias("count"),
        "balance_minor",
    )


def _rolls_note(made: Made) -> list[tuple[str, str]]:
    if made.loaded.book.dpd_rules == "computed":
        return []
    return [
        (
            "滚动与回正按账单和还款计算；其余各处使用机构给定的逾期天数。",
            "Rolls and cures are counted from bills and payments; elsewhere the lender's own days past due are used.",
        )
    ]


def _labels(*strategies: decide.Strategy | None) -> dict[str, tuple[str, str]]:
    """The strategies' own words, named by channel and tone."""
    named: dict[str, tuple[str, str]] = {}
    for treatment in (treatment for one in strategies if one is not None for treatment in one.treatments):
        channel, tone = labels.CHANNELS[treatment.channel], labels.TONES[treatment.tone]
        named[treatment.name] = (f"{channel.zh}·{tone.zh}", f"{channel.en}, {tone.en}")
    return named
