"""Card: all that is to be known of a model before anybody relies on it, as one record.

In        a model; people of a book with outcomes; what was known of a book in earlier months; groups to look at.
Out       `Card` and the same as plain data.
Not here  the formulas (metrics, drift), the page and its words (report), fairness of decisions (report).
Proof     tests/assess/test_card.py.

Everything is counted on people of whom the model's outcome is known. Those it learned from are scored by models that
did not see them, where the file of those scores is at hand; how many that is stands on the card.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from eastwind.assess import evaluation, metrics
from eastwind.assess.bills import UNKNOWN, Table
from eastwind.assess.drift import Drift, drift, drifted, lie
from eastwind.assess.evaluation import Evaluated
from eastwind.assess.features import NAMED
from eastwind.assess.labels import Labelled
from eastwind.assess.metrics import Floor
from eastwind.assess.model import Halves, Model
from eastwind.core.segments import Bools, Ints

Z95: Final = 1.959964
STEPS: Final = 20  # of the score's distribution, of one twentieth each
SCORE: Final = "score"  # of Model.spreads, beside the features
LOWEST: Final = 0.2  # the fifth with the lowest scores, whose make-up is told by group
SAMPLE: Final = 5_000  # people over whom features are weighed
MONTH_MIN: Final = 100  # people, under which nothing is said of a month


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin of equal mass: what was said, what was seen, and the interval of 95 % of that (Wilson)."""

    said: float
    seen: float
    people: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a feature moves scores: its part of all that does, over people; sign is that of the training."""

    name: str
    half: str
    sign: int  # +1, −1: held to it when trained · 0: either way
    share: float


@dataclass(frozen=True, slots=True)
class Group:
    """People of one group: mean chance, share that repaid, and whether the model tells them apart as well as others."""

    trait: str
    value: str
    people: int
    said: float
    seen: float
    auc: float  # NaN where all came out alike
    lowest: float  # share of them in the fifth with the lowest scores
    ratio: float  # of that share to the largest group's; NaN where that is zero

    @property
    def chance(self) -> float:
        """Half the interval of 95 % that chance alone gives the gap of said and seen."""
        return Z95 * math.sqrt(self.said * (1 - self.said) / self.people)


@dataclass(frozen=True, slots=True)
class Month:
    """The model on what was known some months earlier; None where that cannot be told."""

    as_of: datetime
    people: int  # in the book then
    scored: int  # of them the model can score
    drift: Drift | None = None  # of the score against training
    known: int = 0  # of the scored, of whom the outcome of that month is known
    auc: float | None = None
    brier: float | None = None
    ece: float | None = None
    floor: Floor | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A model's card over the people of one book."""

    model: Model
    as_of: datetime
    until: str
    left_out: int
    scored: Mapping[str, int]  # model, out-of-fold → people
    result: Evaluated
    bins: Sequence[Bin]
    spread: Sequence[tuple[int, int]]  # by twentieth of the chance: people who repaid, people who did not
    folds: Sequence[float]  # AUC of each fold of the training people
    late: Mapping[str, tuple[int, float]]  # the two by two of halves among those past due
    weights: Sequence[Weight]  # the heaviest first
    drifts: Sequence[Drift]  # the most moved first
    groups: Sequence[Group]
    months: Sequence[Month]

    def content(self) -> dict[str, Any]:
        """As plain data; what cannot be told is null."""
        model, trained = self.model, self.model.data["trained"]
        return {
            "model": model.version,
            "digest": model.digest,
            "target": model.target,
            "trained": trained,
            "settings": model.data["settings"],
            "seed": model.data["seed"],
            "currency": model.currency,
            "products": list(model.products),
            "as_of": self.as_of.isoformat(),
            "until": self.until,
            "left_out": self.left_out,
            "scored": dict(self.scored),
            **_plain(self.result.content()),
            "calibration": [_plain(asdict(one)) for one in self.bins],
            "distribution": [{"repaid": ones, "not": zeros} for ones, zeros in self.spread],
            "auc_by_fold": _plain(list(self.folds)),
            "late": {name: {"people": people, "repaid": _plain(share)} for name, (people, share) in self.late.items()},
            "features": [asdict(one) for one in self.weights],
            "drift": [{"name": one.name, "psi": one.psi, "level": one.level} for one in self.drifts],
            "groups": [_plain(asdict(one)) for one in self.groups],
            "months": [_month(one) for one in self.months],
        }


def card(
    model: Model, people: Labelled, seed: int, groups: Mapping[str, Sequence[str]], months: Sequence[Month] = ()
) -> Card:
    """The card over `people`; `groups` gives a word per person under each trait, and is looked at alone."""
    halves, scored = evaluation.scores(model, people)
    cut = (model.cut[0] / 1000, model.cut[1] / 1000)
    late = people.late
    those = halves.of(late)
    return Card(
        model=model,
        as_of=people.as_of,
        until=people.until.isoformat(),
        left_out=people.left_out,
        scored=scored,
        result=evaluation.evaluated(people.outcome, halves, seed),
        bins=[_bin(*one) for one in metrics.curve(people.outcome, halves.chance)],
        spread=distribution(people.outcome, halves.chance),
        folds=_folds(model, people, halves),
        late=evaluation.cells(people.outcome[late], those, cut),
        weights=weights(model, people.values),
        drifts=drifts(model, people.values, np.rint(halves.logit * 1000)),
        groups=_groups(people.outcome, halves, groups),
        months=months,
    )


def month(
    model: Model,
    as_of: datetime,
    table: Table,
    knows: Bools,
    outcome: NDArray[np.int64] | None,
    seed: int,
) -> Month:
    """The model on the features of everybody as they were known at `as_of`; `outcome`: UNKNOWN where it is."""
    scored = int(knows.sum())
    if scored < MONTH_MIN:
        return Month(as_of, len(knows), scored)
    base, ability, willingness, _ = model.scored(np.ascontiguousarray(table[:, knows]))
    halves = Halves(base / 1000, ability / 1000, willingness / 1000)
    moved = drift(SCORE, model.spreads[SCORE], np.rint(halves.logit * 1000))
    there = np.zeros(scored, np.bool_) if outcome is None else outcome[knows] != UNKNOWN
    seen = np.zeros(0, np.int64) if outcome is None else outcome[knows][there]
    if len(seen) < MONTH_MIN or len(np.unique(seen)) < 2:
        return Month(as_of, len(knows), scored, moved, len(seen))
    chance, logit = halves.chance[there], halves.logit[there]
    return Month(
        as_of, len(knows), scored, moved, len(seen), metrics.auc(seen, logit), metrics.brier(seen, chance),
        metrics.ece(seen, chance), metrics.noise_floor(chance, seed),
    )  # fmt: skip


def wilson(ones: float, people: int) -> tuple[float, float]:
    """The interval of 95 % of a share (Wilson 1927)."""
    share, z2 = ones / people, Z95**2
    middle = (share + z2 / (2 * people)) / (1 + z2 / people)
    wide = Z95 * math.sqrt(share * (1 - share) / people + z2 / (4 * people**2)) / (1 + z2 / people)
    return max(middle - wide, 0.0), min(middle + wide, 1.0)


def _bin(said: float, seen: float, people: int) -> Bin:
    return Bin(said, seen, people, *wilson(seen * people, people))


def distribution(outcome: NDArray[np.int64], chance: NDArray[np.float64]) -> list[tuple[int, int]]:
    """By twentieth of the chance: people who repaid, people who did not."""
    place = np.minimum((chance * STEPS).astype(np.int64), STEPS - 1)
    ones = np.bincount(place[outcome == 1], minlength=STEPS)
    zeros = np.bincount(place[outcome == 0], minlength=STEPS)
    return [(int(one), int(zero)) for one, zero in zip(ones, zeros, strict=True)]


def weights(model: Model, table: Table) -> list[Weight]:
    """Each feature's part of the mean absolute contribution to the log-odds, over some SAMPLE people, evenly taken."""
    step = max(table.shape[1] // SAMPLE, 1)
    some = np.ascontiguousarray(table[:, ::step])
    added = model.forest.contributions(some, np.arange(len(model.names)), len(model.names))
    size = np.abs(added).mean(axis=1)
    whole = float(size.sum()) or 1.0
    held = bool(model.data["settings"]["monotone"])
    found = [
        Weight(name, NAMED[name].half, NAMED[name].sign if held else 0, float(one) / whole)
        for name, one in zip(model.names, size, strict=True)
    ]
    return sorted(found, key=lambda one: (-one.share, one.name))


def _folds(model: Model, people: Labelled, halves: Halves) -> list[float]:
    """AUC within each fold of the training people; empty where their own scores are not at hand."""
    if model.out_of_fold is None:
        return []
    at = model.out_of_fold.places(people.values)
    fold = np.where(at >= 0, model.out_of_fold.fold[np.maximum(at, 0)], -1)
    parts = [fold == number for number in range(len(model.out_of_fold.base))]
    return [metrics.auc(people.outcome[mine], halves.logit[mine]) for mine in parts if mine.any()]


def drifts(model: Model, table: Table, score: NDArray[np.float64]) -> list[Drift]:
    """The score (thousandths of a logit) and every feature against how they lay at training, the most moved first."""
    return drifts_of(model, lies(model, table, score))


def lies(model: Model, table: Table, score: NDArray[np.float64]) -> dict[str, Ints]:
    """How many lie in each bin of the training, of the score and every feature: parts of a book add up."""
    found = {SCORE: lie(model.spreads[SCORE], score)}
    for name, row in zip(model.names, table, strict=True):
        found[name] = lie(model.spreads[name], np.where(row == UNKNOWN, np.nan, row.astype(np.float64)))
    return found


def drifts_of(model: Model, counts: Mapping[str, Ints]) -> list[Drift]:
    """As `drifts`, from the counts of `lies`."""
    found = [drifted(name, model.spreads[name], counts[name]) for name in (SCORE, *model.names)]
    return sorted(found, key=lambda one: (-one.psi, one.name))


def _groups(outcome: NDArray[np.int64], halves: Halves, groups: Mapping[str, Sequence[str]]) -> list[Group]:
    """Every group of every trait; who stands in the lowest fifth is decided over all together."""
    chance, logit = halves.chance, halves.logit
    low = logit <= np.quantile(logit, LOWEST, method="inverted_cdf") if len(logit) else np.zeros(0, np.bool_)
    rows = []
    for trait, words in groups.items():
        named, found = np.asarray(words), metrics.bias(outcome, chance, words)
        lowest = {value: float(low[named == value].mean()) for value in found}
        usual = lowest[max(found, key=lambda value: (found[value][0], value))]
        for value, (people, said, seen) in found.items():
            auc, share = metrics.auc(outcome[named == value], logit[named == value]), lowest[value]
            rows.append(Group(trait, value, people, said, seen, auc, share, share / usual if usual else math.nan))
    return rows


def _month(one: Month) -> dict[str, Any]:
    return {
        "as_of": one.as_of.isoformat(),
        "people": one.people,
        "scored": one.scored,
        "psi": None if one.drift is None else one.drift.psi,
        "known": one.known,
        "auc": one.auc,
        "brier": one.brier,
        "ece": one.ece,
        "noise_floor_p95": None if one.floor is None else one.floor.p95,
    }


def _plain(value: Any) -> Any:
    """NaN as null, through lists and tables."""
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value
