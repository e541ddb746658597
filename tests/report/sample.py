"""A made day of a made lender, in the shape of the worked example: 24,069 people, seeded, nothing real in it."""

import json
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl

from eastwind.core.plan import PLAN, PRICES, REFUSALS
from eastwind.report import Comparison, Counts, Day, Example, LawBook, Log, RuleText, Text

AS_OF = datetime(2026, 9, 29, 22, 0, tzinfo=UTC)  # 06:00 on 30 September in Taipei
MORNING = datetime(2026, 9, 30, 1, 0, tzinfo=UTC)  # 09:00 there
PEOPLE, QUARANTINED = 24_069, 59

HOUSE = ("policy", "source")
RULES = {
    "house.written-per-week": RuleText(
        Text("每人每周最多 3 条书面信息", "At most 3 written messages a week to one person"), "House 4.2", *HOUSE
    ),
    "house.rest-after-conversation": RuleText(
        Text("通话后休息 3 天", "After a conversation, 3 days' rest"), "House 4.4", *HOUSE
    ),
    "house.calls-per-day": RuleText(
        Text("每人每天最多尝试拨打 2 次", "At most 2 call attempts a day to one person"), "House 4.3", *HOUSE
    ),
    "tw.bank.hours": RuleText(
        Text("受托机构只可在 07:00–22:00 催收", "Agencies collect between 07:00 and 22:00 only"),
        "金融機構委外辦法",
        "law",
        "memory",
    ),
    "tw.bank.notice-before": RuleText(
        Text(
            "委外之前须书面告知机构名称、金额与投诉电话", "Before placement, notice of agency, amount, complaint line"
        ),
        "2006 version, Art. 16(6)",
        "law",
        "source",
        "https://law.banking.gov.tw/",
    ),
    "tw.ba.one-agency": RuleText(
        Text("同一债务人的全部债务只委托一家机构", "All debts of one debtor to the same agency"),
        "Bankers' association points",
        "standard",
        "secondary",
    ),
    "provider.sms-template": RuleText(
        Text("短信模板须先经运营商核准", "Text templates need the carrier's approval first"),
        "terms.toml, sms",
        "provider",
        "source",
    ),
    "cn.gbt45251.cap-interactive-voice": RuleText(
        Text("对同一人每日接通的通话不超过 3 次", "At most 3 connected calls a day with one person"),
        "GB/T 45251-2025, 5.3",
        "standard",
        "secondary",
    ),
    "us.regf.call-frequency": RuleText(
        Text("同一笔债务 7 天内最多拨打 7 次", "At most 7 calls in 7 days about one debt"),
        "12 CFR 1006.14(b)(2)(i)(A)",
        "presumption",
        "secondary",
        "https://www.ecfr.gov/current/title-12/section-1006.14",
    ),
}
LABELS = {
    "remind-sms": ("短信提醒", "Reminder by text message"),
    "remind-app": ("App 提醒", "Reminder in the app"),
    "talk-call": ("坐席致电沟通", "Call to talk it over"),
    "help-letter": ("困难帮助信", "Letter offering help"),
    "placement-notice": ("委外前告知函", "Notice before placement"),
    "tw": ("台湾（本账）", "Taiwan (this book)"),
    "cn": ("中国大陆", "Mainland China"),
    "us": ("美国", "United States"),
    "house": ("本机构规定", "House book"),
    "read": ("读取与核对", "read and check"),
    "delinquency": ("计算逾期", "days past due"),
    "score": ("评分", "score"),
    "decide": ("决定与合规判断", "decide and judge"),
    "log": ("写入日志", "log"),
    "pay-overdue": ("补缴逾期款", "pay what is overdue"),
    "conversation": ("通话", "conversation"),
}
SMS = (
    "【东风示范银行】关于您的账户：有一笔款项已过到期日。如有困难，我们可以一起想办法。"
    "详情请登录官方 App 或致电 0800-000-000。回复 T 停止短信。"
)
SMS_EN = (
    "Eastwind Demo Bank, about your account: a payment is past its due date. If things are hard, we can find a way "
    "together. See our app or call 0800-000-000. Reply T to stop."
)
CHECKPOINT = (
    "log.example/eastwind-demo\n24870\nqD0r4bq0o7Xg0mR1zvV8Q3cX1xJk1b3Qm3hWl0q9y8k=\n\n"
    "— log.example/eastwind-demo Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4cQ==\n"
)


def day(people: int = PEOPLE, language: str = "zh", seed: int = 7) -> Day:
    """The made day; fewer people for quick tests, the same shape."""
    rng = np.random.default_rng(seed)
    quarantined = round(people * QUARANTINED / PEOPLE)
    plan = _plan(rng, people - quarantined)
    refusals = _refusals(rng, plan)
    return Day(
        lender_name="东风示范银行 Eastwind Demo Bank",
        as_of=AS_OF,
        zone="Asia/Taipei",
        currency="TWD",
        seed=seed,
        plan_id="9f2c41d07be3a85516d2c0f4e1b7a693",
        plan=plan,
        refusals=refusals,
        prices=_prices(),
        quarantine=_quarantine(quarantined),
        reconciliation=_reconciliation(),
        counts=Counts(
            files=8, rows=412_903, rows_quarantined=quarantined + 3, people_read=people, people_quarantined=quarantined
        ),
        rules=RULES,
        log=Log(
            checkpoint=CHECKPOINT,
            root="a83d2be1ba b4a3b5e0d26d11cefbd5f10371d7c917fb3750ce6b1c63d17d5a5".replace(" ", ""),
            size=24_870,
            verified=True,
            verify="eastwind verify out/log",
        ),
        law_books=[
            LawBook("tw", "5b1f1c0d9a7e4c3b2a1908f7e6d5c4b3", ("TW",)),
            LawBook("house", "77aa01cd3be94f5d6c7b8a9908172635", ("*",)),
        ],
        examples=_examples(plan, refusals),
        made_up=[
            (
                "联系方式、同意、过往联系记录：由随机种子生成。",
                "Points of contact, consents and past contacts: made from a seed.",
            ),
            ("三分之一的案件由一家虚构的代理机构处理。", "A third of the files lies with a made agency."),
            (
                "日期整体后移 21 年，以适用今天的法规。",
                "All dates are shifted by 21 years, so that today's law applies.",
            ),
        ],
        assumptions=[
            (
                "到期日为账单后第 20 天；最低应还为账单的 10%。",
                "Due on the 20th day after the statement; minimum due 10 % of it.",
            ),
        ],
        timings=[("read", 1.412), ("delinquency", 0.388), ("score", 0.201), ("decide", 3.97), ("log", 0.83)],
        comparison=[
            Comparison("tw", 3511, 905, [("house.written-per-week", 402), ("tw.bank.notice-before", 211)]),
            Comparison("cn", 2788, 1628, [("cn.gbt45251.cap-interactive-voice", 810), ("house.written-per-week", 402)]),
            Comparison("us", 2913, 1503, [("us.regf.call-frequency", 733), ("house.written-per-week", 402)]),
        ],
        rolls=_rolls(people),
        rolls_from=date(2026, 8, 31),
        labels=LABELS,
        language=language,
    )


def _plan(rng: np.random.Generator, people: int) -> pl.DataFrame:
    bucket = rng.choice(8, people, p=[0.742, 0.142, 0.081, 0.019, 0.007, 0.004, 0.002, 0.003]).astype(np.int64)
    late = bucket > 0
    dpd = np.where(late, (bucket - 1) * 30 + rng.integers(1, 31, people), 0)
    outstanding = (np.exp(rng.normal(10.3, 1.3, people)) * 100).astype(np.int64)
    overdue = np.where(
        late, (outstanding * np.clip(0.05 * bucket + rng.normal(0.05, 0.02, people), 0.02, 1)).astype(np.int64), 0
    )
    ability = np.round(rng.normal(0.2 - 0.10 * bucket, 0.9, people) * 1000).astype(np.int64)
    willing = np.round(rng.normal(0.7 - 0.35 * bucket, 0.8, people) * 1000 + 0.25 * ability).astype(np.int64)
    repays = np.round(1e6 / (1 + np.exp(-(0.3 + (ability + willing) / 1000)))).astype(np.int64)
    way = np.where(
        ability >= 0,
        np.where(willing >= 0, "can-and-will", "not-yet-in-touch"),
        np.where(willing >= -300, "will-but-cannot", "care-first"),
    )
    draw = rng.random(people)
    treatment = np.full(people, "silence", dtype=object)
    reason = np.where(rng.random(people) < 0.3, "nothing-owed", "not-yet-due").astype(object)
    for low, high, word in SILENT:
        reason[late & (draw >= low) & (draw < high)] = word
    for low, high, word, why in WANTED:
        here = late & (draw >= low) & (draw < high)
        treatment[here], reason[here] = word, why
    soon = ~late & (draw < 0.02)
    treatment[soon], reason[soon] = "remind-app", "remind-due-soon"
    contact = treatment != "silence"
    channel = [CHANNEL.get(word) for word in treatment]
    tone = np.where(
        treatment == "talk-call", np.where((bucket >= 4) & (draw > 0.97), "firm", "plain"), "gentle"
    ).astype(object)
    tone[~contact] = None
    start = MORNING.timestamp() + rng.integers(0, 11 * 3600, people) ** 1.0
    start = np.where(treatment == "remind-sms", MORNING.timestamp() + (rng.random(people) ** 3 * 10 * 3600), start)
    ids = [f"p-{number:06d}" for number in range(people)]
    frame = pl.DataFrame(
        {
            "person_id": ids,
            "n": np.zeros(people, dtype=np.int64),
            "contact_id": [f"c-{name[2:]}" if live else None for name, live in zip(ids, contact, strict=True)],
            "treatment": list(treatment),
            "reason": list(reason),
            "reasons": [REASONS_OF[int(code)] for code in rng.integers(0, len(REASONS_OF), people)],
            "channel": channel,
            "point_id": [f"pt-{name[2:]}" if live else None for name, live in zip(ids, contact, strict=True)],
            "template": [f"{word}.v1" if live else None for word, live in zip(treatment, contact, strict=True)],
            "language": ["zh-Hant"] * people,
            "tone": list(tone),
            "offer": ["pay-overdue" if live else None for live in contact],
            "starts_at": [
                datetime.fromtimestamp(int(at), UTC) if live else None for at, live in zip(start, contact, strict=True)
            ],
            "loan_ids": [[f"l-{name[2:]}"] for name in ids],
            "by": ["agency:harbour" if place % 3 == 0 else "creditor" for place in range(people)],
            "dpd": dpd,
            "bucket": bucket,
            "overdue_minor": overdue,
            "outstanding_minor": outstanding,
            "way": [word if here else None for word, here in zip(way, late, strict=True)],
            "ability": ability,
            "willingness": willing,
            "repays_ppm": repays,
            "value_minor": np.where(contact, rng.integers(2_000, 90_000, people), 0),
            "eligible": [["silence"]] * people,
            "propensity": np.ones(people),
            "policy_arm": ["default"] * people,
            "experiment_id": [None] * people,
        },
        schema=PLAN,
        strict=False,
    )
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


def _refusals(rng: np.random.Generator, plan: pl.DataFrame) -> pl.DataFrame:
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


def _prices() -> pl.DataFrame:
    rows = [
        ("agent_minutes", "minutes", 4_800, 4_800, 3_150, 1 << 40),
        ("sms", "messages", 5_000, 1_104, 0, None),
        ("letters", "letters", 400, 212, 0, None),
    ]
    return pl.DataFrame(rows, schema=PRICES, orient="row")


def _quarantine(people: int) -> pl.DataFrame:
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


def _reconciliation() -> pl.DataFrame:
    ids = [f"l-{k:06d}" for k in range(1327)]
    why = ["nothing-owed"] * 1327
    return pl.DataFrame({"loan_id": ids, "computed": [0] * 1327, "given": [30] * 1327, "used": [0] * 1327, "why": why})


def _rolls(people: int) -> pl.DataFrame:
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
