"""Tally: how many people hear from the lender today and in which way, and how many are left in peace.

In        the plan's frame.
Out       small frozen records of whole numbers, the only thing that the page's first sections see of the plan.
Not here  why people are left in peace (quiet), refusals (stopped), buckets and the map (standing), words (labels).
Proof     tests/report/test_tally.py compares every figure with a row-by-row reading.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from eastwind.core.plan import SILENCE
from eastwind.core.reasons import Reason
from eastwind.core.words import TONES
from eastwind.report.day import Day
from eastwind.report.labels import BUCKETS
from eastwind.report.numbers import Text

KEYS: Final = ("owed", "treatment", "reason", "channel", "tone", "bucket", "way")
QUIET: Final = (pl.col("treatment") == SILENCE).fill_null(True)
DECIDED: Final = (pl.col("n") == 0) & (pl.col("reason") != Reason.QUARANTINED.value).fill_null(True)


def cube(plan: pl.DataFrame) -> pl.DataFrame:
    """The plan in one pass: people and money by treatment, reason, channel, tone, bucket, way; `owed` marks n ≥ 1."""
    return (
        plan.lazy()
        .filter(DECIDED | (pl.col("n") > 0))
        .with_columns(
            owed=pl.col("n") > 0,
            quiet=QUIET,
            treatment=pl.col("treatment").fill_null(SILENCE),
            bucket=pl.col("bucket").fill_null(0),
            reason=pl.col("reason").cast(pl.String),
            channel=pl.col("channel").cast(pl.String),
            tone=pl.col("tone").cast(pl.String),
            way=pl.col("way").cast(pl.String),
        )
        .group_by(*KEYS, "quiet")
        .agg(
            people=pl.len().cast(pl.Int64),
            value_minor=pl.col("value_minor").sum(),
            overdue_minor=pl.col("overdue_minor").sum(),
            outstanding_minor=pl.col("outstanding_minor").sum(),
            repays_ppm=pl.col("repays_ppm").cast(pl.Int64).sum(),
            scored=pl.col("repays_ppm").count().cast(pl.Int64),
        )
        .sort(KEYS, nulls_last=True)
        .collect()
    )


@dataclass(frozen=True, slots=True)
class Today:
    """The day in numbers of people, and two of money. When it ties, read − quarantined = chosen + owed_only + peace."""

    read: int
    quarantined: int
    decided: int
    chosen: int  # a contact was chosen for them
    owed_only: int  # none was, yet a notice or help is owed
    peace: int
    owed: int  # notices and help owed, as rows
    late: int  # people past due
    overdue_minor: int
    value_minor: int

    @property
    def contacted(self) -> int:
        """People who hear from the lender at all."""
        return self.chosen + self.owed_only

    @property
    def ties(self) -> bool:
        """Whether decisions = people read − people quarantined, as promised."""
        return self.decided == self.read - self.quarantined


def today(day: Day, table: pl.DataFrame) -> Today:
    """The day's headline figures."""
    main = table.filter(~pl.col("owed"))
    chosen = main.filter(~pl.col("quiet"))
    silent = main.filter(pl.col("quiet"))
    owing = day.plan.lazy().filter((pl.col("n") > 0) & ~QUIET).select("person_id").unique()
    owed_only = (
        day.plan.lazy().filter(DECIDED & QUIET).join(owing, on="person_id", how="semi").select(pl.len()).collect()
    )
    return Today(
        read=day.counts.people_read,
        quarantined=day.counts.people_quarantined,
        decided=_sum(main),
        chosen=_sum(chosen),
        owed_only=int(owed_only.item()),
        peace=_sum(silent) - int(owed_only.item()),
        owed=_sum(table.filter(pl.col("owed") & ~pl.col("quiet"))),
        late=_sum(main.filter(pl.col("bucket") > 0)),
        overdue_minor=_sum(main, "overdue_minor"),
        value_minor=_sum(chosen, "value_minor"),
    )


@dataclass(frozen=True, slots=True)
class Treated:
    """One treatment: who gets it, by bucket, and what it is expected to bring."""

    treatment: str
    owed: bool
    channels: tuple[str, ...]
    tones: tuple[str, ...]
    by_bucket: dict[int, int]
    people: int
    value_minor: int


def treatments(table: pl.DataFrame) -> list[Treated]:
    """Every treatment that is not silence, those chosen by value first, the most frequent first."""
    rows = []
    for (treatment, owed), part in table.filter(~pl.col("quiet")).group_by("treatment", "owed", maintain_order=True):
        rows.append(
            Treated(
                treatment=str(treatment),
                owed=bool(owed),
                channels=tuple(part["channel"].drop_nulls().unique(maintain_order=True)),
                tones=tuple(tone for tone in TONES if tone in part["tone"]),
                by_bucket=dict(part.group_by("bucket").agg(pl.col("people").sum()).sort("bucket").iter_rows()),
                people=_sum(part),
                value_minor=_sum(part, "value_minor"),
            )
        )
    return sorted(rows, key=lambda row: (row.owed, -row.people, row.treatment))


@dataclass(frozen=True, slots=True)
class Tones:
    """The tones used towards one bucket, and how many of the bucket hear nothing."""

    bucket: int
    name: Text
    by_tone: dict[str, int]
    toneless: int
    contacted: int
    people: int


def tones(table: pl.DataFrame) -> list[Tones]:
    """Tone by bucket among contacts chosen, for every bucket that has people in it."""
    rows = []
    for (bucket,), part in table.filter(~pl.col("owed")).sort("bucket").group_by("bucket", maintain_order=True):
        chosen = part.filter(~pl.col("quiet"))
        by_tone = dict(chosen.group_by("tone").agg(pl.col("people").sum()).sort("tone").iter_rows())
        toneless = by_tone.pop(None, 0)
        number = int(str(bucket))
        rows.append(Tones(number, BUCKETS[number], by_tone, toneless, _sum(chosen), _sum(part)))
    return rows


def hours(day: Day) -> pl.DataFrame:
    """Contacts by local day, hour of their start and channel: columns on, hour, channel, contacts."""
    local = pl.col("starts_at").dt.convert_time_zone(day.zone)
    return (
        day.plan.lazy()
        .filter(~QUIET & pl.col("starts_at").is_not_null())
        .select(on=local.dt.date(), hour=local.dt.hour().cast(pl.Int32), channel=pl.col("channel").cast(pl.String))
        .group_by("on", "hour", "channel")
        .agg(contacts=pl.len().cast(pl.Int64))
        .sort("on", "hour", "channel", nulls_last=True)
        .collect()
    )


def span(day: Day) -> tuple[datetime, datetime] | None:
    """The first and the last start of the plan's contacts; None when nobody is contacted."""
    starts = (
        day.plan.lazy()
        .filter(~QUIET)
        .select(pl.col("starts_at").min().alias("low"), pl.col("starts_at").max().alias("high"))
    )
    low, high = starts.collect().row(0)
    return None if low is None else (low, high)


def _sum(frame: pl.DataFrame, column: str = "people") -> int:
    return int(frame[column].sum())
