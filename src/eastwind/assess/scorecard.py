"""Scorecard: ability and willingness as sums of documented points, for a book that has no trained model yet.

In        `standing` (assess.standing): one row per person, integer columns, null = unknown.
Out       ability, willingness, repays_ppm, way and reasons per person; base + ability + willingness is the logit.
Not here  a trained model, which takes this one's place under the same columns.
Proof     tests/assess/test_scorecard.py: a row-by-row reading, halves that add up, unknown worth nothing.

Points are thousandths of a logit and integers, so that no chunking can change a bit of a score.
"""

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.core.columns import worded
from eastwind.core.plan import WAYS
from eastwind.core.reasons import REASONS, Reason

LOGIT_MAX: Final = 8_000
REASONS_SHOWN: Final = 3
CAN_AND_WILL, WILL_BUT_CANNOT, NOT_YET_IN_TOUCH, CARE_FIRST = range(len(WAYS))


class ScorecardError(ValueError):
    """A scorecard that cannot be read; says where and what to write instead."""


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One line of the scorecard: a column cut into bins, each with points and, where people should see it, a reason."""

    id: str
    half: str
    column: str
    upto: tuple[int, ...]
    points: tuple[int, ...]
    reasons: tuple[Reason | None, ...]
    null_reason: Reason | None
    source: str

    def bins(self, values: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The bin of each value; the last one, worth nothing, for unknown."""
        found = np.searchsorted(np.array(self.upto, dtype=np.int64), values, side="left")
        return np.where(known, found, len(self.points))


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A base and characteristics; `digest_of` is what plans are identified by."""

    version: str
    base: int
    characteristics: tuple[Characteristic, ...]
    content: dict[str, Any]

    def score(self, standing: pl.DataFrame) -> pl.DataFrame:
        """Ability, willingness (thousandths of a logit), repays_ppm, ability_known, way (null if not late), reasons."""
        people = standing.height
        halves = {"ability": np.zeros(people, np.int64), "willingness": np.zeros(people, np.int64)}
        weights: list[NDArray[np.int64]] = []
        words: list[NDArray[np.int16]] = []
        for line in self.characteristics:
            column = standing[line.column]
            known = column.is_not_null().to_numpy()
            values = column.fill_null(0).to_numpy().astype(np.int64)
            places = line.bins(values, known)
            points = np.array([*line.points, 0], dtype=np.int64)[places]
            halves[line.half] += points
            # A reason for the unknown is shown when nothing weightier is; hence weight one, not nothing.
            shown = np.array([_code(reason) for reason in (*line.reasons, line.null_reason)], dtype=np.int16)[places]
            words.append(shown)
            weights.append(np.where(shown < 0, -1, np.maximum(np.abs(points), 1)))
        late = standing["dpd"].to_numpy() > 0
        known = standing["ability_known"].to_numpy()
        can = known & (halves["ability"] >= 0)
        will = halves["willingness"] >= 0
        way = np.select(
            [can & will, ~can & will, can & ~will],
            [CAN_AND_WILL, WILL_BUT_CANNOT, NOT_YET_IN_TOUCH],
            CARE_FIRST,
        )
        return pl.DataFrame(
            {
                "ability": halves["ability"].astype(np.int32),
                "willingness": halves["willingness"].astype(np.int32),
                "repays_ppm": chance_ppm(self.base + halves["ability"] + halves["willingness"]),
                "way": worded(np.where(late, way, -1), WAYS),
                "reasons": _strongest(weights, words),
            }
        )


def chance_ppm(logit: NDArray[np.int64]) -> NDArray[np.int32]:
    """Millionths for thousandths of a logit, from a table: the same on every machine and in every chunk."""
    return _chances()[np.clip(logit, -LOGIT_MAX, LOGIT_MAX) + LOGIT_MAX]


@cache
def _chances() -> NDArray[np.int32]:
    steps = range(-LOGIT_MAX, LOGIT_MAX + 1)
    return np.array([round(1_000_000 / (1 + math.exp(-step / 1000))) for step in steps], dtype=np.int32)


def _code(reason: Reason | None) -> int:
    return -1 if reason is None else REASONS.index(reason.value)


def _strongest(weights: list[NDArray[np.int64]], words: list[NDArray[np.int16]]) -> pl.Series:
    """The reasons with the largest points first, ties in the scorecard's order; those without a word left out."""
    weight, word = np.stack(weights, axis=1), np.stack(words, axis=1)
    best = np.argsort(-weight, axis=1, kind="stable")[:, :REASONS_SHOWN]
    chosen = np.take_along_axis(word, best, axis=1)
    flat = worded(chosen.ravel(), REASONS)
    return flat.reshape((len(chosen), REASONS_SHOWN)).arr.to_list().list.drop_nulls()


@cache
def load(path: str | None = None) -> Scorecard:
    """The scorecard in `path`, or the one that ships; ScorecardError names what is wrong in it."""
    if path is None:
        text = resources.files("eastwind.assess").joinpath("scorecard.toml").read_text(encoding="utf-8")
    else:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    content = tomllib.loads(text)
    lines = tuple(_line(entry, path or "scorecard.toml") for entry in content["characteristic"])
    return Scorecard(content["version"], content["base"], lines, content)


def _line(entry: dict[str, Any], where: str) -> Characteristic:
    name = entry.get("id", "?")
    missing = {"id", "half", "column", "source", "bins"} - entry.keys()
    if missing:
        raise ScorecardError(f"{where}: the characteristic '{name}' lacks {sorted(missing)}.")
    if entry["half"] not in ("ability", "willingness"):
        raise ScorecardError(f"{where}: '{name}' is of the half '{entry['half']}'; write ability or willingness.")
    upto = [found["upto"] for found in entry["bins"] if "upto" in found]
    if upto != sorted(set(upto)) or len(upto) != len(entry["bins"]) - 1:
        raise ScorecardError(f"{where}: the bins of '{name}' must rise, and only the last goes without 'upto': {upto}.")
    reasons = [found.get("reason") for found in entry["bins"]] + [entry.get("null_reason")]
    for reason in reasons:
        if reason is not None and reason not in REASONS:
            raise ScorecardError(f"{where}: '{name}' gives the reason '{reason}', which core.reasons does not know.")
    members = tuple(None if reason is None else Reason(reason) for reason in reasons)
    points = tuple(found["points"] for found in entry["bins"])
    return Characteristic(
        name, entry["half"], entry["column"], tuple(upto), points, members[:-1], members[-1], entry["source"]
    )
