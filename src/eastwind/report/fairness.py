"""Fairness: whether people of different groups in the same situation are treated alike, and scored as well as others.

In        the plan, its refusals, protected traits; what became of people afterwards, where that is known.
Out       per outcome and group: share, share at equal need, ratio to the largest group with its interval; per group the
          mean score beside what was observed.
Not here  any decision; the words of a person who answers for a ratio (cli reads them); drawing, templates.
Proof     tests/report/test_fairness.py: against plain loops; people alike but for a trait show no ratio but 1.

Equal need is the same bucket, the same of the four ways and the same third of the money overdue, among people past due.
Shares are standardised directly over these cells, a cell of n people of the group and m of the largest group weighing
n·m / (n + m): cells that hold one of the two groups alone say nothing, and those that hardly hold one say little. The
ratio of two such shares is the one of Mantel and Haenszel (1959), its interval of 95 % that of Greenland and Robins
(Biometrics 41, 1985). A ratio outside 0.8 to 1.25 whose interval leaves out 1 is uneven, and wants a named person's
reason; outside with 1 in its interval is unclear; docs/adr/0019-equal-need-and-named-reasons.md says why.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.core.plan import SILENCE
from eastwind.core.reasons import Reason
from eastwind.report import groups
from eastwind.report.numbers import Text

Floats = NDArray[np.float64]

LOW, HIGH = 0.8, 1.25
Z95: Final = 1.959964
EVENTS_MIN: Final = 5  # expected in the group if it were treated as all are; under it nothing can be said
NONE_SEEN_95: Final = 3.689  # the exact upper limit of a Poisson mean of which nothing was seen
BANDS: Final = 3
NEED: Final = ("bucket", "way", "band")
OUTCOMES: Final[dict[str, Text]] = {
    "contacted": Text("被联系", "contacted"),
    "in-peace": Text("不打扰", "left in peace"),
    "called": Text("电话或上门", "called or visited"),
    "plain-or-firm": Text("平实或严肃语气", "plain or firm tone"),
    "firm": Text("严肃语气", "firm tone"),
    "helped": Text("提供帮助", "offered help"),
    "refused": Text("最佳联系被拦下", "best contact refused"),
}
STATUSES: Final[dict[str, Text]] = {
    "even": Text("相当", "even"),
    "uneven": Text("有差异", "uneven"),
    "unclear": Text("可能是偶然", "may be chance"),
    "few": Text("人太少", "too few to say"),
}
SPOKEN: Final = ("voice", "robocall", "voicemail", "visit")


@dataclass(frozen=True, slots=True)
class NamedReason:
    """Why a ratio is what it is, and who answers for that."""

    trait: str
    group: str
    outcome: str
    decided_by: str
    decided_on: date
    why: str
    until: date | None = None  # last day on which it counts

    def stands(self, on: date) -> bool:
        """Whether it counts on a day."""
        return self.decided_on <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Ratio:
    """One outcome of one group against the largest group of the trait."""

    trait: str
    group: str
    reference: str
    outcome: str
    people: int  # of the group, past due
    events: int
    share: float  # of them, as they are
    compared: int  # of them in cells that also hold people of the reference
    at_need: float  # share at equal need; NaN where no cell holds both
    reference_at_need: float
    ratio: float  # NaN where nothing can be said
    low: float
    high: float
    expected: float  # events in the group if it were treated as both together are
    reason: NamedReason | None = None

    @property
    def status(self) -> str:
        """even · uneven · unclear · few."""
        if math.isnan(self.ratio) or self.people < groups.TOO_FEW or self.expected < EVENTS_MIN:
            return "few"
        if LOW <= self.ratio <= HIGH:
            return "even"
        return "unclear" if self.low <= 1 <= self.high else "uneven"

    @property
    def wants_reason(self) -> bool:
        """Uneven, and nobody has said why."""
        return self.status == "uneven" and self.reason is None


@dataclass(frozen=True, slots=True)
class Scored:
    """One group's score beside what became of its people; both over those past due."""

    trait: str
    group: str
    people: int
    mean_ppm: int
    known: int  # of whom it is known what became of them
    mean_known_ppm: int  # the score of those
    repaid: int  # of those

    @property
    def gap(self) -> float:
        """Expected less observed, in shares; NaN where nothing is known."""
        return self.mean_known_ppm / 1_000_000 - self.repaid / self.known if self.known else math.nan

    @property
    def chance(self) -> float:
        """Half the interval of 95 % that chance alone gives the gap of so many people."""
        if not self.known:
            return math.nan
        p = self.mean_known_ppm / 1_000_000
        return Z95 * math.sqrt(p * (1 - p) / self.known)

    @property
    def beyond_chance(self) -> bool:
        """Whether the gap is wider than chance explains."""
        return self.known > 0 and abs(self.gap) > self.chance

    @property
    def told(self) -> bool:
        """Whether there are enough people for a mean."""
        return self.people >= groups.TOO_FEW


@dataclass(frozen=True, slots=True)
class Fairness:
    """How groups fare; empty where the book has no traits."""

    late: int
    ratios: Sequence[Ratio]
    scores: Sequence[Scored]

    @property
    def told(self) -> int:
        """Ratios of which something can be said."""
        return sum(row.status != "few" for row in self.ratios)

    @property
    def unexplained(self) -> list[Ratio]:
        """Ratios that want a named person's reason and have none."""
        return [row for row in self.ratios if row.wants_reason]


def fairness(
    plan: pl.DataFrame,
    refusals: pl.DataFrame,
    traits: pl.DataFrame,
    observed: pl.DataFrame | None = None,
    reasons: Sequence[NamedReason] = (),
) -> Fairness:
    """The tables of a day. `observed`: person_id, repaid (0 or 1) of those of whom it is known."""
    people = outcomes(plan, refusals)
    members = groups.members(traits, people["person_id"])
    said = {(reason.trait, reason.group, reason.outcome): reason for reason in reasons}
    ratios: list[Ratio] = []
    scores: list[Scored] = []
    for trait in groups.TRAITS:
        mine = members.filter(pl.col("trait") == trait).select("person_id", "value")
        joined = people.join(mine, on="person_id", how="inner", maintain_order="left")
        ratios += _ratios(trait, joined, said)
        scores += _scores(trait, joined, observed)
    return Fairness(people.height, ratios, scores)


def outcomes(plan: pl.DataFrame, refusals: pl.DataFrame) -> pl.DataFrame:
    """Everybody past due: person_id, repays_ppm, bucket, way, band, and a Boolean column for each of OUTCOMES."""
    contact = pl.col("treatment") != SILENCE
    help_owed = (pl.col("reason").cast(pl.String) == Reason.HELP_OWED.value) | pl.col("offer").is_not_null()
    channel, tone = pl.col("channel").cast(pl.String), pl.col("tone").cast(pl.String)
    deeds = (
        plan.filter(pl.col("bucket") > 0)
        .group_by("person_id")
        .agg(
            (contact.any()).alias("contacted"),
            (~contact.any()).alias("in-peace"),
            (contact & channel.is_in(SPOKEN).fill_null(False)).any().alias("called"),
            (contact & tone.is_in(("plain", "firm")).fill_null(False)).any().alias("plain-or-firm"),
            (contact & (tone == "firm").fill_null(False)).any().alias("firm"),
            (contact & help_owed.fill_null(False)).any().alias("helped"),
        )
    )
    late = plan.filter((pl.col("n") == 0) & (pl.col("bucket") > 0)).select(
        "person_id", "repays_ppm", "bucket", pl.col("way").cast(pl.String), "overdue_minor"
    )
    refused = pl.col("person_id").is_in(refusals["person_id"].unique().implode())
    return (
        late.sort("person_id")
        .with_columns(_band(late["overdue_minor"]).alias("band"), refused.alias("refused"))
        .join(deeds, on="person_id", how="left", maintain_order="left")
        .drop("overdue_minor")
    )


def _band(overdue: pl.Series) -> pl.Expr:
    """Which third of the book's overdue amounts, 0 the lowest; equal amounts share a third."""
    cuts = [overdue.quantile(part / BANDS, "lower") for part in range(1, BANDS)]
    return pl.sum_horizontal((pl.col("overdue_minor") > cut).cast(pl.Int8) for cut in cuts if cut is not None)


def _ratios(trait: str, people: pl.DataFrame, said: dict[tuple[str, str, str], NamedReason]) -> list[Ratio]:
    """Every outcome of every group but the largest."""
    cells = people.select(pl.struct(NEED).rank("dense").alias("cell"))["cell"].to_numpy() - 1
    size = int(cells.max()) + 1 if len(cells) else 0
    sizes = people["value"].value_counts().sort(["count", "value"], descending=[True, False])
    if sizes.height < 2:
        return []
    values = groups.in_order(sizes["value"].to_list())
    reference = next(value for value in sizes["value"] if value != groups.NOT_RECORDED or sizes.height == 1)
    at = {value: cells[(people["value"] == value).to_numpy()] for value in values}
    counts = {value: np.bincount(at[value], minlength=size).astype(np.float64) for value in values}
    rows = []
    for outcome in OUTCOMES:
        held = people[outcome].to_numpy()
        events = {
            value: np.bincount(cells[(people["value"] == value).to_numpy() & held], minlength=size).astype(np.float64)
            for value in values
        }
        for value in (value for value in values if value != reference):
            found = standardised(counts[value], events[value], counts[reference], events[reference])
            people_, seen = int(counts[value].sum()), int(events[value].sum())
            reason = said.get((trait, value, outcome))
            rows.append(Ratio(trait, value, reference, outcome, people_, seen, seen / people_, *found, reason=reason))
    return rows


def standardised(n: Floats, x: Floats, m: Floats, y: Floats) -> tuple[int, float, float, float, float, float, float]:
    """Two groups over the same cells, n and m people of whom x and y show the outcome.

    Gives  people of the first in cells that hold both, the two shares at equal need, their ratio, its interval of 95 %
    and the events expected in the first if both were treated as the two together are. NaN where no cell holds both, or
    nobody in any shows the outcome.
    """
    both = (n > 0) & (m > 0)
    n, x, m, y = n[both], x[both], m[both], y[both]
    total = n + m
    weight = float((n * m / total).sum())
    if weight == 0:
        return 0, math.nan, math.nan, math.nan, math.nan, math.nan, 0.0
    first, second = float((x * m / total).sum()), float((y * n / total).sum())
    expected = float((n * (x + y) / total).sum())
    shares = (int(n.sum()), first / weight, second / weight)
    if first == 0 and second == 0:
        return *shares, math.nan, math.nan, math.nan, expected
    if first == 0 or second == 0:
        # One side shows nothing at all: the limit is how many it might have shown and still have shown none.
        limit = NONE_SEEN_95 / float((n if first == 0 else m) @ ((x + y) / total))
        return (
            (*shares, 0.0, 0.0, limit, expected) if first == 0 else (*shares, math.inf, 1 / limit, math.inf, expected)
        )
    spread = float(((n * m * (x + y) - x * y * total) / total**2).sum()) / (first * second)
    wide = math.exp(Z95 * math.sqrt(max(spread, 0.0)))
    ratio = first / second
    return *shares, ratio, ratio / wide, ratio * wide, expected


def _scores(trait: str, people: pl.DataFrame, observed: pl.DataFrame | None) -> list[Scored]:
    known = pl.DataFrame(schema={"person_id": pl.String, "repaid": pl.Int8}) if observed is None else observed
    joined = people.filter(pl.col("repays_ppm").is_not_null()).join(
        known.select("person_id", "repaid"), on="person_id", how="left", maintain_order="left"
    )
    sums = joined.group_by("value").agg(
        people=pl.len(),
        mean=pl.col("repays_ppm").mean(),
        known=pl.col("repaid").count(),
        mean_known=pl.col("repays_ppm").filter(pl.col("repaid").is_not_null()).mean(),
        repaid=pl.col("repaid").sum(),
    )
    rows = {row["value"]: row for row in sums.iter_rows(named=True)}
    return [
        Scored(
            trait, value, rows[value]["people"], round(rows[value]["mean"]), rows[value]["known"],
            round(rows[value]["mean_known"] or 0), int(rows[value]["repaid"] or 0),
        )
        for value in groups.in_order(list(rows))
    ]  # fmt: skip
