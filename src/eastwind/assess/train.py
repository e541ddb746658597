"""Train: a model of who repays, grown by LightGBM with its halves kept apart, and calibrated on people it never saw.

In        `Labelled` people, settings, a seed.
Out       `crossfitted`: every person's score by trees that did not see them; `trained`: the content of a model's file.
Not here  scoring (model, forest). LightGBM is needed, and imported, here alone (`pip install 'eastwind[learn]'`).
Proof     tests/assess/test_train.py.

One booster, whose trees may each look at one half's features alone (interaction constraints): both halves grow at once,
neither before the other, and start from the share that repaid. People alike in every feature stay in one fold.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from eastwind.assess import metrics
from eastwind.assess.bills import PLACES, UNKNOWN, Table
from eastwind.assess.calibration import MICRO, Calibration, Floats
from eastwind.assess.drift import Spread, spread
from eastwind.assess.features import FEATURES, HALVES, NAMED, fingerprints
from eastwind.assess.fitting import fit
from eastwind.assess.forest import COLUMNS, Forest, grown
from eastwind.assess.labels import LATER, Labelled
from eastwind.assess.model import Halves
from eastwind.assess.modelerror import ModelError
from eastwind.assess.modelfile import ASIDE, FEATURES_VERSION, FORMAT
from eastwind.core import digests
from eastwind.core.segments import Bools, Ints

FOLDS: Final = 5
PEOPLE_MIN: Final = 500
CLASS_MIN: Final = 30
BILLS_MIN: Final = 3
MANY: Final = 200_000  # beyond so many people a second thread is worth what it costs
SIDES: Final = 2
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """How trees are grown. Whole numbers, so that they stand in the file as they are."""

    trees: int = 300
    rate_ppm: int = 40_000
    leaves: int = 12
    features_pct: int = 30  # of the features, drawn for each tree
    people_pct: int = 70  # of the people, drawn for each tree
    l2: int = 5
    bins: int = 127
    monotone: bool = True
    apart: bool = True  # False: any tree may look at anything, to see what keeping the halves apart costs
    calibration: str = "affine"

    @classmethod
    def of(cls, target: str) -> "Settings":
        """Those measured to be good for a target (docs/adr/0016): known signs cost much with short-term ones."""
        return cls(monotone=False, calibration="beta") if target in LATER else cls()

    def free(self) -> "Settings":
        """The same without any restriction, to compare with."""
        return replace(self, apart=False, monotone=False)


@dataclass(frozen=True)
class Crossfit(Halves):
    """Scores of people by trees that did not see them."""

    fold: NDArray[np.int64]
    raw: Ints  # micro-logits, not calibrated
    calibrated: Floats  # logits, calibrated as a whole: what the halves must add up to
    raw_logit: Floats  # the same as LightGBM itself sums it, in logits


def check(people: Labelled) -> None:
    """ModelError where there is nothing to learn from."""
    count, ones = len(people.outcome), int(people.outcome.sum())
    if count < PEOPLE_MIN:
        raise ModelError(
            f"{count:,} people have an outcome '{people.target}' and history enough ({people.left_out:,} left out with "
            f"fewer than {BILLS_MIN} bills); at least {PEOPLE_MIN} are needed. Give a larger book."
        )
    if min(ones, count - ones) < CLASS_MIN:
        raise ModelError(
            f"Of {count:,} people {ones:,} have the outcome 1 of '{people.target}' and {count - ones:,} the outcome 0; "
            f"at least {CLASS_MIN} of each are needed, or there is nothing to tell apart. Give a book with both."
        )


def folds(people: Labelled, seed: int) -> NDArray[np.int64]:
    """A fold for each person, 0 … FOLDS − 1, the same for people alike in every feature."""
    marked = np.vstack([people.values, np.full((1, len(people.outcome)), seed, np.int64)])
    return (fingerprints(marked) % np.uint64(FOLDS)).astype(np.int64)


def grow(
    people: Labelled, mine: Bools, names: tuple[str, ...], settings: Settings, seed: int
) -> tuple[Forest | None, int, Any]:
    """Trees of the people who are `mine`, the log-odds they begin with (micro-logits), and LightGBM's booster.

    The forest is None where the halves were not kept apart.
    """
    try:
        import lightgbm
    except (ImportError, OSError) as error:  # OSError: GNU OpenMP is not installed
        raise ModelError(
            f"LightGBM cannot be loaded ({error}). Training needs it: pip install 'eastwind[learn]', and on Debian "
            "apt-get install libgomp1. Scoring does not."
        ) from error
    inputs = as_floats(people.values[:, mine])
    outcome = people.outcome[mine]
    share = float(outcome.mean())
    start = round(float(np.log(share / (1 - share))) * MICRO)
    half = half_of(names)
    asked = {
        "objective": "binary",
        "boost_from_average": False,
        "learning_rate": settings.rate_ppm / 1e6,
        "num_leaves": settings.leaves,
        "feature_fraction": settings.features_pct / 100,
        "bagging_fraction": settings.people_pct / 100,
        "bagging_freq": 1,
        "lambda_l2": settings.l2,
        "max_bin": settings.bins,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1 if len(outcome) < MANY else 2,  # by the people alone, so that every machine grows the same
        "seed": seed,
        "verbosity": -1,
    }
    if settings.apart:
        asked["interaction_constraints"] = [[at for at, of in enumerate(half) if of == side] for side in range(SIDES)]
    if settings.monotone:
        asked["monotone_constraints"] = [NAMED[name].sign for name in names]
    data = lightgbm.Dataset(inputs, outcome, init_score=np.full(len(outcome), start / MICRO), free_raw_data=True)
    booster = lightgbm.train(asked, data, settings.trees)
    if not settings.apart:
        return None, start, booster
    return grown(booster.dump_model()["tree_info"], half, MICRO), start, booster


def as_floats(table: Table) -> Floats:
    """Features as LightGBM takes them: a row per person, NaN = unknown."""
    found: Floats = np.ascontiguousarray(np.where(table == UNKNOWN, np.nan, table.astype(np.float64)).T)
    return found


def half_of(names: tuple[str, ...]) -> list[int]:
    """The place in HALVES of each feature's half."""
    return [HALVES.index(NAMED[name].half) for name in names]


def crossfitted(
    people: Labelled, names: tuple[str, ...], settings: Settings, seed: int, told: Progress | None = None
) -> Crossfit:
    """Every person by trees of the other folds, calibrated on the other folds' own out-of-fold scores."""
    check(people)
    fold = folds(people, seed)
    count = len(fold)
    base, able, will, whole = (np.zeros(count, np.int64) for _ in range(4))
    raw_logit = np.zeros(count)
    for number in range(FOLDS):
        out = fold == number
        forest, start, booster = grow(people, ~out, names, settings, seed)
        raw_logit[out] = booster.predict(as_floats(people.values[:, out]), raw_score=True) + start / MICRO
        if forest is None:
            base[out] = np.rint(raw_logit[out] * MICRO).astype(np.int64)
        else:
            centre = forest.expected
            ability, willingness = forest.halves(people.values[:, out])
            base[out] = start + int(centre.sum())
            able[out], will[out] = ability - centre[0], willingness - centre[1]
        if told is not None:
            told(number + 1, FOLDS)
    whole = base + able + will
    halves, calibrated = np.zeros((3, count)), np.zeros(count)
    for number in range(FOLDS):
        out = fold == number
        line = fit(settings.calibration, whole[~out], people.outcome[~out])
        for each in np.unique(base[out]) if settings.apart else ():
            mine = out & (base == each)
            halves[0, mine], halves[1, mine], halves[2, mine] = line.split(int(each), able[mine], will[mine])
        calibrated[out] = line.map(whole[out].astype(np.float64)) / MICRO
    if not settings.apart:
        halves[0] = calibrated * MICRO
    halves /= MICRO
    return Crossfit(halves[0], halves[1], halves[2], fold, whole, calibrated, raw_logit)


def by_fold(outcome: NDArray[Any], found: Crossfit) -> dict[str, float]:
    """Means over the folds of auc, ks and brier; ece of all together, for a fold alone is mostly chance."""
    parts = [(outcome[mine], found.logit[mine], found.chance[mine]) for mine in _parts(found.fold)]
    return {
        "auc": float(np.mean([metrics.auc(of, logit) for of, logit, _ in parts])),
        "ks": float(np.mean([metrics.ks(of, logit) for of, logit, _ in parts])),
        "brier": float(np.mean([metrics.brier(of, chance) for of, _, chance in parts])),
        "ece": metrics.ece(outcome, found.chance),
    }


def _parts(fold: NDArray[np.int64]) -> list[Bools]:
    return [fold == number for number in range(FOLDS)]


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's: how far two trainings put people in the same order."""
    first, second = (np.argsort(np.argsort(each, kind="stable"), kind="stable") for each in (one, other))
    apart = first.astype(np.float64) - second.astype(np.float64)
    count = len(first)
    return float(1 - 6 * (apart**2).sum() / (count * (count**2 - 1)))


@dataclass(frozen=True, slots=True)
class Trained:
    """The content of a model's file, its training people's scores out of fold, and what those rest on."""

    content: dict[str, Any]
    crossfit: Crossfit

    def aside(self, people: Labelled) -> dict[str, Any]:
        """The content of the file of out-of-fold scores."""
        marks, first = np.unique(fingerprints(people.values), return_index=True)
        found = self.crossfit
        base = [int(np.rint(found.base[found.fold == number][0] * 1000)) for number in range(FOLDS)]
        return {
            "format": ASIDE,
            "model": digests.digest(self.content),
            "fingerprints": marks.astype(">u8").tobytes().hex(),
            "fold": found.fold[first].tolist(),
            "ability": np.rint(found.ability[first] * 1000).astype(np.int64).tolist(),
            "willingness": np.rint(found.willingness[first] * 1000).astype(np.int64).tolist(),
            "base": base,
        }


def trained(
    people: Labelled,
    names: tuple[str, ...],
    settings: Settings,
    seed: int,
    about: dict[str, Any],
    told: Progress | None = None,
) -> Trained:
    """A model of all the people, calibrated on their out-of-fold scores; `about` goes into its file as it is."""
    found = crossfitted(people, names, settings, seed, told)
    everybody = np.ones(len(people.outcome), np.bool_)
    forest, start, _ = grow(people, everybody, names, settings, seed)
    assert forest is not None, "a model keeps its halves apart"
    centre = forest.expected
    line: Calibration = fit(settings.calibration, found.raw, people.outcome)
    late = people.late if people.late.sum() >= CLASS_MIN else everybody
    cut = [int(np.rint(half[late].mean() * 1000)) for half in (found.ability, found.willingness)]
    known = (people.values != UNKNOWN).all(axis=1)
    content = {
        "format": FORMAT,
        "features_version": FEATURES_VERSION,
        "places": PLACES,
        "target": people.target,
        "bills_min": BILLS_MIN,
        "features": list(names),
        "halves": half_of(names),
        "always_known": [bool(each) for each in known],
        "edges": [each.tolist() for each in forest.edges],
        "trees": _columns(forest),
        "base": start + int(centre.sum()),
        "centre": centre.tolist(),
        "cut": cut,
        "calibration": {"kind": line.kind, "said": list(line.said), "meant": list(line.meant)},
        "settings": {name: getattr(settings, name) for name in settings.__dataclass_fields__},
        "seed": seed,
        "trained": {
            "people": len(people.outcome),
            "repaid": int(people.outcome.sum()),
            "left_out": people.left_out,
            "late": int(people.late.sum()),
            "as_of": people.as_of.isoformat(),
            "until": people.until.isoformat(),
            "data": _named(people),
        },
        "spreads": dict(_spreads(people, names, found)),
        **about,
    }
    return Trained(content, found)


def _columns(forest: Forest) -> dict[str, list[int]]:
    found = {name: np.asarray(getattr(forest, name)).astype(np.int64).tolist() for name in COLUMNS}
    return {"half": forest.half.tolist(), **found}


def _named(people: Labelled) -> str:
    """A digest of what was learned from: features and outcomes, whoever they are of and in whatever order."""
    marks = np.sort(fingerprints(np.vstack([people.values, people.outcome[None, :]])))
    return digests.digest([people.target, marks.astype(">u8").tobytes().hex()])


def _spreads(people: Labelled, names: tuple[str, ...], found: Crossfit) -> Iterator[tuple[str, dict[str, Any]]]:
    """How features and score lay at training, for drift; whole numbers."""
    for name, row in zip(names, people.values, strict=True):
        yield name, _whole(spread(np.where(row == UNKNOWN, np.nan, row.astype(np.float64))))
    yield "score", _whole(spread(np.rint(found.logit * 1000)))


def _whole(one: Spread) -> dict[str, Any]:
    return {"edges": [int(np.floor(edge)) for edge in one.edges], "counts": list(one.counts)}


def all_names(without: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Every feature but some; ModelError names one that does not exist."""
    strange = [name for name in without if name not in NAMED]
    if strange:
        raise ModelError(f"--without {strange[0]}: there is no such feature. There are: {', '.join(NAMED)}.")
    return tuple(feature.name for feature in FEATURES if feature.name not in without)
