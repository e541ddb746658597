"""Made people to learn from, and a small model of them: drawn from a seed, so the same in every run."""

from datetime import UTC, date, datetime
from functools import cache

import numpy as np
import polars as pl

from eastwind.assess import bills, features, train
from eastwind.assess.labels import Labelled
from eastwind.assess.modelfile import packed
from eastwind.assess.train import Settings

UNKNOWN = bills.UNKNOWN
NAMES = ("limit_minor", "utilisation_bp_0", "paid_minor_0", "late_0", "late_1", "share_bp_0", "unpaid_count")
QUICK = Settings(trees=40, rate_ppm=100_000, leaves=8, features_pct=60)
ABOUT = {"currency": "TWD", "products": ["card"], "zone": "Asia/Taipei"}


def people(count=3_000, seed=1, target="default_next_month", unknown=0.1):
    """People whose repaying depends on use of the limit and on lateness; some values unknown, some people alike."""
    draw = np.random.default_rng(seed)
    values = np.stack(
        [
            draw.integers(1, 50, count) * 1_000_000,
            draw.integers(0, 12_000, count),
            draw.integers(0, 90, count) * 10_000,
            np.minimum(draw.poisson(0.4, count), 9),
            np.minimum(draw.poisson(0.4, count), 9),
            draw.integers(0, 20_000, count),
            draw.integers(0, 6, count),
        ]
    ).astype(np.int64)
    values[:, : count // 10] = values[:, count // 10 : 2 * (count // 10)]
    logit = 1.5 - values[3] * 0.9 - values[1] / 8_000 + values[5] / 15_000
    outcome = (draw.random(count) < 1 / (1 + np.exp(-logit))).astype(np.int64)
    values[5, draw.random(count) < unknown] = UNKNOWN
    return Labelled(
        target=target,
        as_of=datetime(2026, 9, 30, tzinfo=UTC),
        until=date(2026, 10, 31),
        person_id=pl.Series("person_id", [f"P{number:05d}" for number in range(count)]),
        values=values,
        outcome=outcome,
        late=values[3] > 0,
        left_out=0,
    )


@cache
def trained(seed=1):
    """A small model of `people()`."""
    return train.trained(people(), NAMES, QUICK, seed, ABOUT)


@cache
def booster(seed=1):
    """The same trees as LightGBM has them, and as our own."""
    found = people()
    return train.grow(found, np.ones(len(found.outcome), np.bool_), NAMES, QUICK, seed)


def written(path, seed=1):
    """The model's file and that of its out-of-fold scores."""
    made = trained(seed)
    (path / "model.json.gz").write_bytes(packed(made.content))
    (path / "aside.json.gz").write_bytes(packed(made.aside(people())))
    return str(path / "model.json.gz"), str(path / "aside.json.gz")


assert set(NAMES) <= set(features.NAMED)
