"""A made day of a made lender, in the shape of the worked example: 24,069 people, seeded, nothing real in it."""

import dataclasses
from datetime import date

import numpy as np
import polars as pl

from eastwind.report import (
    Comparison,
    Counts,
    Day,
    Example,
    LawBook,
    Log,
    Moved,
    Named,
    Observed,
    Scoring,
    Text,
    compare,
)  # fmt: skip
from eastwind.report.fairness import fairness
from tests.report import sample_frames
from tests.report.sample_frames import AS_OF
from tests.report.sample_texts import ASSUMPTIONS, CHECKPOINT, LABELS, MADE_UP, RULES, SMS, SMS_EN

PEOPLE, QUARANTINED = 24_069, 59


def day(people: int = PEOPLE, language: str = "zh", seed: int = 7) -> Day:
    """The made day; fewer people for quick tests, the same shape."""
    rng = np.random.default_rng(seed)
    quarantined = round(people * QUARANTINED / PEOPLE)
    plan = sample_frames.plan(rng, people - quarantined)
    refusals = sample_frames.refusals(rng, plan)
    return Day(
        lender_name="东风示范银行 Eastwind Demo Bank",
        as_of=AS_OF,
        zone="Asia/Taipei",
        currency="TWD",
        seed=seed,
        plan_id="9f2c41d07be3a85516d2c0f4e1b7a693",
        plan=plan,
        refusals=refusals,
        prices=sample_frames.prices(),
        quarantine=sample_frames.quarantine(quarantined),
        reconciliation=sample_frames.reconciliation(),
        counts=Counts(
            files=8, rows=412_903, rows_quarantined=quarantined + 3, people_read=people, people_quarantined=quarantined
        ),
        rules=RULES,
        log=Log(
            checkpoint=CHECKPOINT,
            root="a83d2be1bab4a3b5e0d26d11cefbd5f10371d7c917fb3750ce6b1c63d17d5a5f",
            size=24_870,
            verified=True,
            verify="eastwind verify out/log",
        ),
        law_books=[
            LawBook("tw", "5b1f1c0d9a7e4c3b2a1908f7e6d5c4b3", ("TW",)),
            LawBook("house", "77aa01cd3be94f5d6c7b8a9908172635", ("*",)),
        ],
        examples=_examples(plan, refusals),
        made_up=MADE_UP,
        assumptions=ASSUMPTIONS,
        timings=[("read", 1.412), ("delinquency", 0.388), ("score", 0.201), ("decide", 3.97), ("log", 0.83)],
        comparison=[
            Comparison("tw", 3511, 905, [("house.written-per-week", 402), ("tw.bank.notice-before", 211)]),
            Comparison("cn", 2788, 1628, [("cn.gbt45251.cap-interactive-voice", 810), ("house.written-per-week", 402)]),
            Comparison("us", 2913, 1503, [("us.regf.call-frequency", 733), ("house.written-per-week", 402)]),
        ],
        rolls=sample_frames.rolls(people),
        rolls_from=date(2026, 8, 31),
        labels=LABELS,
        language=language,
    )


def _examples(plan: pl.DataFrame, refusals: pl.DataFrame) -> list[Example]:
    def first(**wanted: str) -> dict:
        return plan.filter(pl.col("n") == 0, *(pl.col(key) == value for key, value in wanted.items())).row(
            0, named=True
        )

    def breaches(person: str) -> list[dict]:
        return refusals.filter(pl.col("person_id") == person).rows(named=True)

    rows = [
        first(treatment="remind-sms"),
        first(treatment="talk-call"),
        first(reason="law-forbids"),
        first(reason="hold-hardship"),
    ]
    texts = [{"zh-Hant": SMS, "en": SMS_EN}, {}, {}, {}]
    return [
        Example(row["person_id"], row, row["reasons"], text, breaches(row["person_id"]))
        for row, text in zip(rows, texts, strict=True)
    ]


def full() -> Day:
    """The made day with all that can be asked for: another strategy, groups, what became of people, a model's drift."""
    plain = day()
    people = plain.plan.filter(pl.col("n") == 0)["person_id"].to_list()
    after = sample_frames.plan(np.random.default_rng(8), len(people))
    ages = ("under-25", "25-34", "35-44", "45-54", "65-and-over")
    rows = [(person, "sex", "female" if place % 5 < 3 else "male") for place, person in enumerate(people)]
    rows += [(person, "age-band", ages[place % 4 if place % 997 else 4]) for place, person in enumerate(people)]
    traits = pl.DataFrame(rows, schema=["person_id", "trait", "value"], orient="row")
    known = pl.DataFrame({"person_id": people}).with_columns(repaid=(pl.int_range(pl.len()) % 3 > 0).cast(pl.Int8))
    names = Named("taiwan-cards", "2026-09-01", "", "p1"), Named("gentler", "2026-09-02", "gentler.toml", "p2")
    return dataclasses.replace(
        plain,
        compared=compare(names, (plain.plan, after), (plain.prices, plain.prices), traits)[0],
        fairness=fairness(plain.plan, plain.refusals, traits, known),
        observed=Observed(known, Text("30 天内有还款", "paid anything within 30 days")),
        scoring=Scoring(
            "default_next_month@2026-09-30", "sha256:" + "3b" * 32, "default_next_month", "2026-09-30",
            {"scorecard": 362, "model": 0, "out-of-fold": 23_648},
            [Moved("limit_minor", "ability", 0.31, 0.001, "moved"), Moved("score", "", 0.12, 0.001, "shifted")],
        ),
    )  # fmt: skip
