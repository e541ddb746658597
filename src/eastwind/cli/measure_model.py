"""Measure the model: training, scoring in bulk and alone, and reasons.

In        how many people; whether training on a million is measured too, which takes about a minute.
Out       lines for `eastwind bench`.
Not here  a lender's day (measure), what scores are worth (`eastwind assess`).
Proof     tests/cli/test_measure_model.py runs it with little.

People are made, not real: features drawn between and beyond the shipped model's own cuts, so that every path through
its trees is taken by some.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

import numpy as np
import polars as pl

from eastwind import assess, book
from eastwind.assess import train, why
from eastwind.assess.bills import UNKNOWN, Table
from eastwind.assess.labels import Labelled
from eastwind.assess.model import Model
from eastwind.scale import synthetic

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # see cli/assess.py

MODEL: Final = "taiwan-cards-2005"
MILLION: Final = 1_000_000
REASONS: Final = 100_000
ALONE: Final = 300
TRAIN_FEATURES: Final = 40


def people(model: Model, count: int, seed: int = 1) -> Table:
    """Features of made people, some of them unknown where the model's own people had gaps."""
    draw = np.random.default_rng(seed)
    rows = []
    for edges, known in zip(model.forest.edges, model.always_known, strict=True):
        around = np.concatenate([edges, edges + 1, [0]])
        row = draw.choice(around, count)
        rows.append(row if known else np.where(draw.random(count) < 0.05, UNKNOWN, row))
    return np.stack(rows)


def labelled(model: Model, count: int, seed: int = 1) -> Labelled:
    """Made people with outcomes that follow the shipped model's own score."""
    table = people(model, count, seed)
    draw = np.random.default_rng(seed + 1)
    outcome = (draw.random(count) < model.halves(table).chance).astype(np.int64)
    return Labelled(
        target="default_next_month",
        as_of=datetime(2026, 9, 30, tzinfo=UTC),
        until=date(2026, 10, 31),
        person_id=pl.Series("person_id", [""]).new_from_index(0, count),
        values=table[:TRAIN_FEATURES],
        outcome=outcome,
        late=np.zeros(count, np.bool_),
        left_out=0,
    )


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds on the wall, and of the processor: what a machine that does nothing else would need of one core."""

    wall: float
    cpu: float


def lines(people_: int = MILLION, repeats: int = 3, training: bool = True) -> list[str]:
    """Scoring, reasons and, unless it is left out, training; best of `repeats`."""
    model = assess.load_model(MODEL)
    features, trees = len(model.names), len(model.forest.nodes)
    table = people(model, people_)
    bulk = _best(lambda: model.scored(table), repeats)
    some = np.ascontiguousarray(table[:, : min(REASONS, people_)])
    told = _best(lambda: _reasons(model, some), repeats)
    alone = [_one(model, table[:, at : at + 1]) for at in range(min(ALONE, people_))]
    wall, cpu = (np.median(each) * 1e3 for each in zip(*((took.wall, took.cpu) for took in alone), strict=True))
    found = [
        f"score: {people_:,} people × {features} features by {trees} trees on one thread: "
        f"{people_ / bulk.wall:,.0f}/s, {people_ / bulk.cpu:,.0f} per second of CPU (best of {repeats}) · "
        f"one person {wall:.2f} ms, {cpu:.2f} of CPU (median)",
        f"reasons: {some.shape[1]:,} people in {told.wall:.2f} s, {told.cpu:.2f} of CPU",
    ]
    found.append(_day(model, max(people_ // 10, 1_000), repeats))
    if training:
        found.append(_training(model, people_))
    return found


def _one(model: Model, table: Table) -> Took:
    return _best(lambda: model.scored(table), 1)


def _reasons(model: Model, table: Table) -> None:
    why.told(model.contributions(table), table, model.names, np.zeros(table.shape[1], np.bool_))


def _day(model: Model, count: int, repeats: int) -> str:
    """What a day spends on scoring: bills, features, score and reasons of a made book, beside the scorecard."""
    at = datetime(2026, 9, 29, 22, tzinfo=UTC)
    made = book.known(synthetic.book(count, seed=3, as_of=at), at)
    late = book.delinquency(made, at)
    standing = assess.standing(made, late, at)
    products = tuple(str(each) for each in made.loans["product"].unique())
    fitting = replace(model, products=products, always_known=(False,) * len(model.names))
    took = _best(lambda: fitting.assess(made, late, standing, at), repeats)
    plain = _best(lambda: model.card.assess(made, late, standing, at), repeats)
    return (
        f"score in the day's run, features and reasons included: {count / took.wall:,.0f} people/s, "
        f"{count / took.cpu:,.0f} per second of CPU (the scorecard {count / plain.cpu:,.0f})"
    )


def _training(model: Model, count: int) -> str:
    learned = labelled(model, count)
    names = model.names[:TRAIN_FEATURES]
    everybody = np.ones(count, np.bool_)
    took = _best(lambda: train.grow(learned, everybody, names, train.Settings(), 1), 1)
    trees = train.Settings().trees
    return (
        f"train: {count:,} people × {TRAIN_FEATURES} features, {trees} trees: {took.wall:.1f} s, "
        f"{took.cpu:.1f} of CPU on two threads"
    )


def _best(work: Callable[[], object], repeats: int) -> Took:
    found = []
    for _ in range(repeats):
        start, used = time.perf_counter(), time.process_time()
        work()
        found.append(Took(time.perf_counter() - start, time.process_time() - used))
    return min(found, key=lambda took: took.wall)
