"""Evaluation: what a model's scores were worth, people by people whose outcome is known.

In        outcomes, log-odds and halves of people; groups to look at (never a model's input).
Out       `Evaluated`, and the same as plain data for JSON.
Not here  the formulas (metrics), who the people are (labels), fairness of decisions (report).
Proof     tests/assess/test_evaluation.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from eastwind.assess import metrics
from eastwind.assess.calibration import Floats
from eastwind.assess.labels import Labelled
from eastwind.assess.metrics import Floor
from eastwind.assess.model import BY, Halves, Model

GROUP_MIN: Final = 1_500  # of smaller groups chance says more than calibration


@dataclass(frozen=True, slots=True)
class Evaluated:
    """How well scores told who repaid. `cells`: by (ability, willingness) low or high: people, share repaid."""

    n: int
    base_rate: float
    auc: float
    ks: float
    h_measure: float
    brier: float
    ece: float
    floor: Floor
    cells: dict[str, tuple[int, float]]
    groups: dict[str, tuple[int, float, float]]  # people, mean chance, share repaid
    curve: list[tuple[float, float, int]]

    def content(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "auc": self.auc,
            "ks": self.ks,
            "brier": self.brier,
            "ece": self.ece,
            "n": self.n,
            "base_rate": self.base_rate,
            "noise_floor": {"mean": self.floor.mean, "p95": self.floor.p95},
            "h_measure": self.h_measure,
            "cells": {name: {"people": count, "repaid": share} for name, (count, share) in self.cells.items()},
            "groups": {
                name: {"people": count, "said": said, "repaid": seen}
                for name, (count, said, seen) in self.groups.items()
            },
            "calibration": [{"said": said, "repaid": seen, "people": count} for said, seen, count in self.curve],
        }


def evaluated(
    outcome: NDArray[Any],
    halves: Halves,
    seed: int,
    cut: tuple[float, float] = (0.0, 0.0),
    groups: Mapping[str, Sequence[str]] | None = None,
) -> Evaluated:
    """Everything about some people's scores; `cut` parts low from high, in logits; `groups`: a word per person each."""
    chance = halves.chance
    found: dict[str, tuple[int, float, float]] = {}
    for name, words in (groups or {}).items():
        found |= {f"{name}={word}": line for word, line in metrics.bias(outcome, chance, words).items()}
    return Evaluated(
        n=len(outcome),
        base_rate=float(np.mean(outcome)),
        auc=metrics.auc(outcome, halves.logit),
        ks=metrics.ks(outcome, halves.logit),
        h_measure=metrics.h_measure(outcome, halves.logit),
        brier=metrics.brier(outcome, chance),
        ece=metrics.ece(outcome, chance),
        floor=metrics.noise_floor(chance, seed),
        cells=cells(outcome, halves, cut),
        groups=found,
        curve=metrics.curve(outcome, chance),
    )


def cells(outcome: NDArray[Any], halves: Halves, cut: tuple[float, float]) -> dict[str, tuple[int, float]]:
    """People and share repaid in the two by two of halves."""
    found = {}
    able, will = halves.ability >= cut[0], halves.willingness >= cut[1]
    for name, mine in (
        ("low ability, low willingness", ~able & ~will),
        ("high ability, low willingness", able & ~will),
        ("low ability, high willingness", ~able & will),
        ("high ability, high willingness", able & will),
    ):
        found[name] = (int(mine.sum()), float(outcome[mine].mean()) if mine.any() else float("nan"))
    return found


def scores(model: Model, people: Labelled) -> tuple[Halves, dict[str, int]]:
    """Scores as a plan has them (thousandths of a logit), and how many were by the model, and how many out of fold."""
    base, ability, willingness, aside = model.scored(people.values)
    found: tuple[Floats, ...] = tuple(each / 1000 for each in (base, ability, willingness))
    by = {BY[1]: int((~aside).sum()), BY[2]: int(aside.sum())}
    return Halves(*found), by
