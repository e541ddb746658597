"""Scorecard: ability and willingness as sums of documented points, for a book that has no trained model yet.

In        `standing` (assess.standing): one row per person, null = unknown.
Out       ability, willingness, repays_ppm, way and reasons per person; base + ability + willingness is the logit.
Not here  a trained model, which takes this one's place under the same columns.
Proof     tests/assess/test_scorecard.py: a row-by-row reading, halves that add up, unknown worth nothing.

Points are thousandths of a logit and integers, so that no chunking can change a bit of a score.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.assess.reading import Characteristic, ScorecardError, read
from eastwind.core.columns import worded
from eastwind.core.frames import Book
from eastwind.core.plan import WAYS
from eastwind.core.reasons import REASONS, Reason
from eastwind.core.segments import Bools

__all__ = ["Scorecard", "ScorecardError", "chance_ppm", "load", "ways"]

LOGIT_MAX: Final = 8_000
DECIDES: Final = 2**15 - 1  # weightier than any points
INCOME_UNKNOWN: Final = REASONS.index(Reason.INCOME_UNKNOWN)
REASONS_SHOWN: Final = 3
CAN_AND_WILL, WILL_BUT_CANNOT, NOT_YET_IN_TOUCH, CARE_FIRST = range(len(WAYS))

Keys = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A base and characteristics; the digest of `content` is what plans are identified by."""

    version: str
    base: int
    characteristics: tuple[Characteristic, ...]
    content: dict[str, Any]

    def assess(self, book: Book, delinquency: pl.DataFrame, standing: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
        """`score`; what a person did is in their standing already."""
        return self.score(standing)

    def score(self, standing: pl.DataFrame) -> pl.DataFrame:
        """One row per row of `standing` (assess.STANDING), in order, without nulls but for `way`.

        ability, willingness  Int32, thousandths of a logit; ability that is not known counts as cannot in `way`
        repays_ppm            Int32, millionths: 1 / (1 + e^−(base + ability + willingness)), the sum held to ±8 logits
        way                   Enum(WAYS), null where nothing is past due
        reasons               up to three, the most points first
        """
        people = standing.height
        known = standing["ability_known"].to_numpy()
        halves = {"ability": np.zeros(people, np.int32), "willingness": np.zeros(people, np.int32)}
        strongest = tuple(np.zeros(people, np.int32) for _ in range(REASONS_SHOWN))
        for place, line in enumerate(self.characteristics):
            bins = line.bins(standing[line.column])
            halves[line.half] += np.array([*line.points, 0], dtype=np.int32)[bins]
            keys = _reason_keys(line, place)[bins]
            if Reason.INCOME_UNKNOWN in (*line.reasons, line.null_reason):
                # Ability that is not known counts as cannot, so it decides the way, and is told first.
                decides = (keys > 0) & (keys & 255 == INCOME_UNKNOWN) & ~known
                keys = np.where(decides, np.int32(DECIDES << 16 | INCOME_UNKNOWN), keys)
            strongest = _inserted(strongest, keys)
        return pl.DataFrame(
            {
                **halves,
                "repays_ppm": chance_ppm(self.base + halves["ability"] + halves["willingness"]),
                "way": ways(standing, halves["ability"] >= 0, halves["willingness"] >= 0),
                "reasons": _reasons(strongest),
            }
        )


def ways(standing: pl.DataFrame, can: Bools, will: Bools) -> pl.Series:
    """Enum(WAYS) of each person past due, else null; ability that is not known counts as cannot."""
    can = can & standing["ability_known"].to_numpy()
    way = np.select(
        [can & will, ~can & will, can & ~will],
        [CAN_AND_WILL, WILL_BUT_CANNOT, NOT_YET_IN_TOUCH],
        CARE_FIRST,
    )
    return worded(np.where(standing["dpd"].to_numpy() > 0, way, -1), WAYS)


def chance_ppm(logit: NDArray[np.integer]) -> NDArray[np.int32]:
    """Millionths for thousandths of a logit, from a table: the same on every machine and in every chunk."""
    chances: NDArray[np.int32] = _chances()[np.clip(logit, -LOGIT_MAX, LOGIT_MAX) + LOGIT_MAX]
    return chances


@cache
def _chances() -> NDArray[np.int32]:
    steps = range(-LOGIT_MAX, LOGIT_MAX + 1)
    return np.array([round(1_000_000 / (1 + math.exp(-step / 1000))) for step in steps], dtype=np.int32)


def _reason_keys(line: Characteristic, place: int) -> Keys:
    """Per bin, unknown last, one number to order and tell reasons by: points, the scorecard's order, the word.

    0 = the bin has no word. One without points weighs one point, so it is told when nothing weightier is.
    """
    points, said = (*line.points, 0), (*line.reasons, line.null_reason)
    keys = [
        0 if reason is None else max(abs(worth), 1) << 16 | (255 - place) << 8 | REASONS.index(reason.value)
        for worth, reason in zip(points, said, strict=True)
    ]
    return np.array(keys, dtype=np.int32)


def _inserted(strongest: tuple[Keys, ...], key: Keys) -> tuple[Keys, ...]:
    """The strongest so far, each column below the one before, with one more column put in its place."""
    kept = []
    for column in strongest:
        kept.append(np.maximum(column, key))
        key = np.minimum(column, key)
    return tuple(kept)


def _reasons(strongest: tuple[Keys, ...]) -> pl.Series:
    keys = np.stack(strongest, axis=1)
    flat = worded(np.where(keys > 0, keys & 255, -1).ravel(), REASONS)
    # Those without a word stand last, so cutting the lists off drops them (measured: an eighth of list.drop_nulls).
    told = pl.Series("told", (keys > 0).sum(axis=1), pl.UInt32)
    lists = flat.reshape((len(keys), REASONS_SHOWN)).arr.to_list().alias("reasons")
    return pl.DataFrame([lists, told]).select(pl.col("reasons").list.slice(0, pl.col("told"))).to_series()


def load(path: str | None = None) -> Scorecard:
    """The scorecard in `path`, or the one that ships; ScorecardError names what is wrong in it."""
    content, lines = read(path)
    return Scorecard(content["version"], content["base"], lines, content)
