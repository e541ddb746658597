"""Standing: how the book stands by bucket, how it moved, and where people lie by ability and willingness.

In        the plan's frame, its cube (tally) and the rolls.
Out       small records and grids of whole numbers.
Not here  drawing (charts), days past due (book), the score (assess).
Proof     tests/report/test_standing.py compares every figure with a row-by-row reading.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from eastwind.core.plan import WAYS
from eastwind.core.reasons import Reason
from eastwind.core.words import TONES
from eastwind.report.day import Day
from eastwind.report.labels import BUCKETS
from eastwind.report.numbers import Text
from eastwind.report.tally import DECIDED

CELLS: Final = 20  # of the map, each way: fine enough to see shape, few enough to print
STEPS: Final = 5  # of its data table, each way
WHOLE: Final = 8  # buckets M0–M7
BASE_WIDTH: Final = 0.12  # logits


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket of people, by their latest loan."""

    number: int
    name: Text
    people: int
    overdue_minor: int
    outstanding_minor: int


def buckets(table: pl.DataFrame) -> list[Bucket]:
    """People and money by bucket, every bucket from M0 to M7 that holds anyone."""
    found = (
        table.filter(~pl.col("owed"))
        .group_by("bucket")
        .agg(pl.col("people", "overdue_minor", "outstanding_minor").sum())
        .sort("bucket")
    )
    return [Bucket(row[0], BUCKETS[row[0]], *row[1:]) for row in found.iter_rows()]


@dataclass(frozen=True, slots=True)
class Rolls:
    """Moves of loans between buckets: `loans[from][to]`, and the sums a team talks about."""

    loans: npt.NDArray[np.int64]
    cured: int  # late before, current now
    cured_minor: int
    better: int  # late before and now, fewer days
    same: int  # late in the same bucket
    worse: int  # moved up a bucket, from current included
    worse_minor: int


def rolls(frame: pl.DataFrame) -> Rolls:
    """Count the moves; `balance_minor` goes with them."""
    loans = np.zeros((WHOLE, WHOLE), dtype=np.int64)
    money = np.zeros((WHOLE, WHOLE), dtype=np.int64)
    sums = frame.group_by("from_bucket", "to_bucket").agg(pl.col("count").sum(), pl.col("balance_minor").sum())
    for start, end, number, minor in sums.iter_rows():
        loans[start, end] = number
        money[start, end] = minor
    late = loans[1:, 1:]
    return Rolls(
        loans=loans,
        cured=int(loans[1:, 0].sum()),
        cured_minor=int(money[1:, 0].sum()),
        better=int(np.tril(late, -1).sum()),
        same=int(np.trace(late)),
        worse=int(np.triu(loans, 1).sum()),
        worse_minor=int(np.triu(money, 1).sum()),
    )


@dataclass(frozen=True, slots=True)
class Way:
    """One of the four ways, and what people on it get."""

    way: str
    people: int
    contacted: int  # a contact was chosen for them
    fixed: int  # notices, reminders and offers of help, as rows
    repays_ppm: int  # mean; −1 = nobody scored
    ability: float | None  # the middle of its people on the map, in logits
    willingness: float | None
    helped: int = 0  # are offered help, as rows
    toned: tuple[tuple[str, int], ...] = ()  # tones of the contacts chosen
    known: int = 0  # of whom it is known what became of them afterwards
    repaid: int = 0


@dataclass(frozen=True, slots=True)
class Map:
    """People past due by the two halves of the score, in logits; the edge cells hold all that lies beyond."""

    people: npt.NDArray[np.int64]  # [willingness][ability]
    ability: npt.NDArray[np.float64]  # CELLS + 1 edges
    willingness: npt.NDArray[np.float64]
    base: float | None  # logit(p) − ability − willingness, when it is about one number

    @property
    def coarse(self) -> list[list[int]]:
        """The same people in STEPS × STEPS cells, for the data table: the most willing first, the least able first."""
        side = CELLS // STEPS
        sums = self.people.reshape(STEPS, side, STEPS, side).sum(axis=(1, 3))
        return [[int(people) for people in row] for row in sums[::-1]]


def ways(day: Day, table: pl.DataFrame) -> list[Way]:
    """The four ways in their fixed order; people without one are not past due."""
    middles = {
        row[0]: row[1:]
        for row in day.plan.lazy()
        .filter(DECIDED & pl.col("way").is_not_null())
        .group_by(pl.col("way").cast(pl.String))
        .agg(pl.col("ability").median() / 1000, pl.col("willingness").median() / 1000)
        .collect()
        .iter_rows()
    }
    seen = _observed(day)
    rows = []
    for way in WAYS:
        mine = table.filter(pl.col("way") == way)
        part, fixed = mine.filter(~pl.col("owed")), mine.filter(pl.col("owed") & ~pl.col("quiet"))
        tones = {tone: part.filter(pl.col("tone") == tone) for tone in TONES}
        scored, total = int(part["scored"].sum()), int(part["repays_ppm"].sum())
        ability, willingness = middles.get(way, (None, None))
        known, repaid = seen.get(way, (0, 0))
        rows.append(
            Way(
                way=way,
                people=_people(part),
                contacted=_people(part.filter(~pl.col("quiet"))),
                fixed=_people(fixed),
                repays_ppm=round(total / scored) if scored else -1,
                ability=ability,
                willingness=willingness,
                helped=_people(fixed.filter(pl.col("reason") == Reason.HELP_OWED.value)),
                toned=tuple((tone, _people(those)) for tone, those in tones.items() if those.height),
                known=known,
                repaid=repaid,
            )
        )
    return rows


def _people(part: pl.DataFrame) -> int:
    return int(part["people"].sum())


def _observed(day: Day) -> dict[str, tuple[int, int]]:
    """Per way: people of whom it is known what became of them, and how many of those repaid."""
    if day.observed is None:
        return {}
    known = day.observed.people.select("person_id", "repaid")
    late = day.plan.filter(DECIDED & pl.col("way").is_not_null()).select("person_id", pl.col("way").cast(pl.String))
    sums = late.join(known, on="person_id").group_by("way").agg(pl.len(), pl.col("repaid").sum().cast(pl.Int64))
    return {way: (people, repaid) for way, people, repaid in sums.iter_rows()}


def ability_map(day: Day) -> Map | None:
    """The map of everyone past due and scored; None when there is nobody."""
    late = day.plan.lazy().filter(
        DECIDED & pl.col("way").is_not_null() & pl.col("ability").is_not_null() & pl.col("willingness").is_not_null()
    )
    ends = late.select(
        *(
            pl.col(half).quantile(part, "nearest").alias(f"{half}_{name}")
            for half in ("ability", "willingness")
            for name, part in (("low", 0.002), ("high", 0.998))
        )
    ).collect()
    if ends["ability_low"][0] is None:
        return None
    low_a, high_a, low_w, high_w = (float(value) for value in ends.row(0))
    ability, willingness = _edges(low_a, high_a), _edges(low_w, high_w)
    grid = np.zeros((CELLS, CELLS), dtype=np.int64)
    found = (
        late.group_by(_cell("ability", ability).alias("a"), _cell("willingness", willingness).alias("w"))
        .agg(people=pl.len())
        .collect()
    )
    for a, w, people in found.iter_rows():
        grid[w, a] = people
    return Map(grid, ability / 1000, willingness / 1000, _base(late))


def _edges(low: float, high: float) -> npt.NDArray[np.float64]:
    room = max(100.0, 0.04 * (high - low))
    return np.linspace(math.floor(low - room), math.ceil(high + room), CELLS + 1)


def _cell(half: str, edges: npt.NDArray[np.float64]) -> pl.Expr:
    step = float(edges[1] - edges[0])
    return ((pl.col(half) - float(edges[0])) / step).floor().clip(0, CELLS - 1).cast(pl.Int32)


def _base(late: pl.LazyFrame) -> float | None:
    """The score's base from people whose probability is far from its ends; None when it is not about one number.

    Models of several folds have bases of their own, and a few people are scored by points: so four fifths of the people
    must lie within BASE_WIDTH, which moves a chance by three points at most.
    """
    chance = pl.col("repays_ppm") / 1_000_000
    logit = (chance / (1 - chance)).log() - (pl.col("ability") + pl.col("willingness")) / 1000
    low, middle, high = (
        late.filter(chance.is_between(0.02, 0.98))
        .select(low=logit.quantile(0.1), middle=logit.median(), high=logit.quantile(0.9))
        .collect()
        .row(0)
    )
    return float(middle) if low is not None and high - low < BASE_WIDTH else None
