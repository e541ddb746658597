"""The made day's frames: people in the shape of the worked example, drawn from a seed."""

import json
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from eastwind.core.plan import PLAN, PRICES, REFUSALS
from tests.report.sample_texts import RULES

AS_OF = datetime(2026, 9, 29, 22, 0, tzinfo=UTC)  # 06:00 on 30 September in Taipei
MORNING = datetime(2026, 9, 30, 1, 0, tzinfo=UTC)  # 09:00 there


def plan(rng: np.random.Generator, people: int) -> pl.DataFrame:
    """A decision for everybody, and a notice owed to those of the agency who are long past due."""
    live = pl.col("treatment") != "silence"
    number = pl.col("person_id").str.slice(2)
    rows = _decided(rng, _standing(rng, people)).with_columns(
        n=pl.lit(0),
        contact_id=pl.when(live).then(pl.lit("c-") + number),
        point_id=pl.when(live).then(pl.lit("pt-") + number),
        template=pl.when(live).then(pl.col("treatment") + ".v1"),
        offer=pl.when(live).then(pl.lit("pay-overdue")),
        channel=pl.col("treatment").replace_strict(CHANNEL, default=None, return_dtype=pl.String),
        loan_ids=pl.concat_list(pl.lit("l-") + number),
        value_minor=pl.when(live).then(pl.col("value_minor")).otherwise(0),
        starts_at=pl.when(live).then(pl.from_epoch("start")).dt.replace_time_zone("UTC"),
        way=pl.when(pl.col("bucket") > 0).then(pl.col("way")),
        language=pl.lit("zh-Hant"),
        eligible=pl.concat_list(pl.lit("silence")),
        propensity=pl.lit(1.0),
        policy_arm=pl.lit("default"),
        experiment_id=pl.lit(None),
        tone=pl.when(live).then(
            pl.when(pl.col("treatment") != "talk-call")
            .then(pl.lit("gentle"))
            .when((pl.col("bucket") >= 4) & (pl.col("draw") > 0.97))
            .then(pl.lit("firm"))
            .otherwise(pl.lit("plain"))
        ),
    )
    frame = rows.select(pl.col(name).cast(dtype) for name, dtype in PLAN.items())
    owed = frame.filter((pl.col("by") != "creditor") & (pl.col("bucket") >= 3)).with_columns(
        n=pl.lit(1, pl.Int16),
        treatment=pl.lit("placement-notice"),
        reason=pl.lit("notice-owed", PLAN["reason"]),
        channel=pl.lit("letter", PLAN["channel"]),
        tone=pl.lit(None, PLAN["tone"]),
        starts_at=pl.lit(MORNING).cast(PLAN["starts_at"]),
        value_minor=pl.lit(0, pl.Int64),
    )
    return pl.concat([frame, owed])


def _standing(rng: np.random.Generator, people: int) -> pl.DataFrame:
    bucket = rng.choice(8, people, p=[0.742, 0.142, 0.081, 0.019, 0.007, 0.004, 0.002, 0.003]).astype(np.int64)
    late = bucket > 0
    outstanding = (np.exp(rng.normal(10.3, 1.3, people)) * 100).astype(np.int64)
    due = (outstanding * np.clip(0.05 * bucket + rng.normal(0.05, 0.02, people), 0.02, 1)).astype(np.int64)
    ability = np.round(rng.normal(0.2 - 0.10 * bucket, 0.9, people) * 1000).astype(np.int64)
    willing = np.round(rng.normal(0.7 - 0.35 * bucket, 0.8, people) * 1000 + 0.25 * ability).astype(np.int64)
    way = np.where(
        ability >= 0,
        np.where(willing >= 0, "can-and-will", "not-yet-in-touch"),
        np.where(willing >= -300, "will-but-cannot", "care-first"),
    )
    return pl.DataFrame(
        {
            "person_id": [f"p-{number:06d}" for number in range(people)],
            "by": ["agency:harbour" if place % 3 == 0 else "creditor" for place in range(people)],
            "bucket": bucket,
            "dpd": np.where(late, (bucket - 1) * 30 + rng.integers(1, 31, people), 0),
            "overdue_minor": np.where(late, due, 0),
            "outstanding_minor": outstanding,
            "way": way,
            "ability": ability,
            "willingness": willing,
            "repays_ppm": np.round(1e6 / (1 + np.exp(-(0.3 + (ability + willing) / 1000)))).astype(np.int64),
            "reasons": [REASONS_OF[int(code)] for code in rng.integers(0, len(REASONS_OF), people)],
            "value_minor": rng.integers(2_000, 90_000, people),
            "draw": rng.random(people),
        }
    )


def _decided(rng: np.random.Generator, standing: pl.DataFrame) -> pl.DataFrame:
    people, draw = standing.height, standing["draw"].to_numpy()
    late = standing["bucket"].to_numpy() > 0
    treatment = np.full(people, "silence", dtype=object)
    reason = np.where(rng.random(people) < 0.3, "nothing-owed", "not-yet-due").astype(object)
    for low, high, word in SILENT:
        reason[late & (draw >= low) & (draw < high)] = word
    for low, high, word, why in WANTED:
        here = late & (draw >= low) & (draw < high)
        treatment[here], reason[here] = word, why
    soon = ~late & (draw < 0.02)
    treatment[soon], reason[soon] = "remind-app", "remind-due-soon"
    # Text messages crowd into the morning, everything else is spread over the day.
    spread = np.where(treatment == "remind-sms", 10 * rng.random(people) ** 3, 11 * rng.random(people))
    start = int(MORNING.timestamp()) + (spread * 3600).astype(np.int64)
    return standing.with_columns(
        pl.Series("treatment", list(treatment)), pl.Series("reason", list(reason)), pl.Series("start", start)
    )


CHANNEL = {"remind-sms": "sms", "remind-app": "app", "talk-call": "voice", "help-letter": "letter"}
SILENT = [
    (0.00, 0.06, "within-grace"),
    (0.06, 0.075, "distress"),
    (0.075, 0.095, "hold-dispute"),
    (0.095, 0.125, "hold-hardship"),
    (0.125, 0.127, "hold-deceased"),
    (0.127, 0.175, "hold-arrangement"),
    (0.175, 0.23, "promise-runs"),
    (0.23, 0.29, "paid-lately"),
    (0.29, 0.39, "self-cure"),
    (0.39, 0.50, "no-contact-helps"),
    (0.50, 0.515, "harm-bound"),
    (0.515, 0.565, "law-forbids"),
    (0.565, 0.575, "no-point"),
    (0.575, 0.62, "capacity-used"),
]
WANTED = [
    (0.62, 0.80, "remind-sms", "remind"),
    (0.80, 0.86, "remind-app", "remind"),
    (0.86, 0.98, "talk-call", "seek-talk"),
    (0.98, 1.00, "help-letter", "help-owed"),
]
REASONS_OF = [
    ["paid-on-time-mostly", "income-unknown"],
    ["late-short", "utilisation-low", "cured-before"],
    ["paid-nothing-90d", "utilisation-high", "not-yet-reached"],
    ["promises-kept", "burden-high"],
]


def refusals(rng: np.random.Generator, plan: pl.DataFrame) -> pl.DataFrame:
    some = plan.filter(
        (pl.col("n") == 0)
        & ((pl.col("reason") == "law-forbids") | ((pl.col("channel") == "app") & (pl.col("bucket") > 0)))
    )
    ids = [rule for rule in RULES if not rule.startswith(("cn.", "us."))]
    rows = []
    for person, draw, also in zip(some["person_id"], rng.random(some.height), rng.random(some.height), strict=True):
        rule = ids[min(int(draw**1.6 * len(ids)), len(ids) - 1)]
        hours = float(rng.choice([3, 26, 60, 140, 600, 1500], p=[0.2, 0.25, 0.3, 0.15, 0.07, 0.03]))
        until = None if also > 0.985 else MORNING + timedelta(hours=hours)
        for broken in {rule, "house.written-per-week"} if also < 0.2 else {rule}:
            evidence = {
                "book": broken.split(".")[0],
                "kind": "cap",
                "count": 3,
                "limit": 3,
                "first_at": "2026-09-24T02:10:00+00:00",
            }
            if not broken.startswith("house"):
                evidence = {"book": "tw", "kind": "quiet-hours"} | ({"unknown": "zone"} if draw > 0.9 else {})
            rows.append(
                (person, "remind-sms", "sms", MORNING, broken, "", RULES[broken].force, json.dumps(evidence), until)
            )
    rows.sort(key=lambda row: (row[0], row[4]))
    return pl.DataFrame(rows, schema=REFUSALS, orient="row")


def prices() -> pl.DataFrame:
    rows = [
        ("agent_minutes", "minutes", 4_800, 4_800, 3_150, 1 << 40),
        ("sms", "messages", 5_000, 1_104, 0, None),
        ("letters", "letters", 400, 212, 0, None),
    ]
    told = ("capacity", "unit", "available", "used", "price_minor", "cut_off_minor")
    frame = pl.DataFrame(rows, schema={name: PRICES[name] for name in told}, orient="row").with_columns(
        pl.lit("at-most").alias("limit"), (pl.col("price_minor") * 1_000_000).alias("price_micro")
    )
    missing = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in PRICES.items() if name not in frame.columns]
    return frame.with_columns(missing).select(pl.col(name).cast(dtype) for name, dtype in PRICES.items())


def quarantine(people: int) -> pl.DataFrame:
    kinds = [
        (
            "payments.csv",
            "paid_at",
            "2026-02-30",
            "impossible-date",
            "日历上没有这一天。",
            "There is no such day in the calendar.",
        ),
        ("loans.csv", "principal", "-12,000", "negative", "该值为负数。", "The value is negative."),
        ("loans.csv", "currency", "NTX", "unknown-currency", "未知的货币代码。", "The currency is unknown."),
        (
            "points.csv",
            "point_id",
            "0912345678",
            "not-a-code",
            "该值是电话号码，而不是代码。",
            "The value is a number to dial, not a code.",
        ),
    ]
    rows = [
        (kinds[k % 4 if k % 7 else 0][0], 12 + 37 * k, *kinds[k % 4 if k % 7 else 0][1:]) for k in range(people + 3)
    ]
    names = ("file", "column", "value", "reason", "says_zh", "says_en")
    schema = {"file": pl.String, "line": pl.Int64} | dict.fromkeys(names[1:], pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")


def reconciliation() -> pl.DataFrame:
    ids = [f"l-{k:06d}" for k in range(1327)]
    why = ["nothing-owed"] * 1327
    return pl.DataFrame({"loan_id": ids, "computed": [0] * 1327, "given": [30] * 1327, "used": [0] * 1327, "why": why})


def rolls(people: int) -> pl.DataFrame:
    stay = {
        0: {0: 0.93, 1: 0.07},
        1: {0: 0.41, 1: 0.33, 2: 0.26},
        2: {0: 0.22, 1: 0.08, 2: 0.47, 3: 0.23},
        3: {0: 0.12, 2: 0.09, 3: 0.34, 4: 0.45},
        4: {0: 0.06, 3: 0.08, 4: 0.20, 5: 0.66},
        5: {0: 0.04, 5: 0.16, 6: 0.80},
        6: {0: 0.03, 6: 0.09, 7: 0.88},
        7: {0: 0.015, 7: 0.985},
    }
    sizes = [0.75, 0.13, 0.08, 0.018, 0.008, 0.006, 0.004, 0.004]
    rows = []
    for start, ends in stay.items():
        for end, part in ends.items():
            number = round(people * sizes[start] * part)
            rows.append((start, end, number, number * 4_321_000))
    schema = {"from_bucket": pl.Int8, "to_bucket": pl.Int8, "count": pl.Int64, "balance_minor": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")
