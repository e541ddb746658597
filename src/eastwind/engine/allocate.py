"""Allocate: the capacities of the day shared out over all chunks together.

In        considered chunks; stored prices where an event is decided alone.
Out       per chunk the option chosen for each person; the prices frame.
Not here  the method (decide.allocate).
Proof     tests/engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind import decide
from eastwind.core.plan import PRICES
from eastwind.decide.strategy import Strategy
from eastwind.engine.policy import Policy

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """What the allocation needs to know of a chunk: how many people it has, and their options (Considered.options)."""

    people: int
    options: pl.DataFrame


def allocate(
    parts: Sequence[Part], policy: Policy, prices: Mapping[str, int] | None = None
) -> tuple[list[Ints], pl.DataFrame]:
    """Choose over all chunks together: per chunk the option row chosen for each person, or −1; and the prices."""
    strategy = policy.strategy
    names = [capacity.name for capacity in strategy.capacities]
    uses = np.zeros((len(strategy.treatments), len(names)), dtype=np.int64)
    for place, treatment in enumerate(strategy.treatments):
        for name, amount in treatment.uses:
            uses[place, names.index(name)] = amount
    shift = np.cumsum([0] + [part.people for part in parts])
    first = np.cumsum([0] + [part.options.height for part in parts])
    options = decide.Options(
        person=np.concatenate([part.options["person"].to_numpy() + shift[k] for k, part in enumerate(parts)]),
        treatment=np.concatenate([part.options["treatment"].to_numpy() for part in parts]),
        value=np.concatenate([part.options["value"].to_numpy() for part in parts]),
        tie=np.concatenate([part.options["tie"].to_numpy() for part in parts]),
    )
    stored = None if prices is None else np.array([prices.get(name, 0) for name in names], dtype=np.int64)
    result = decide.allocate(options, uses, strategy.capacities, stored)
    chosen = np.full(shift[-1], -1, dtype=np.int64)
    chosen[result.people] = result.chosen
    mine = [chosen[shift[k] : shift[k + 1]] for k in range(len(parts))]
    return [np.where(row >= 0, row - first[k], -1) for k, row in enumerate(mine)], _prices(strategy, result)


def _prices(strategy: Strategy, result: decide.Allocation) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "capacity": [capacity.name for capacity in strategy.capacities],
            "unit": [capacity.unit for capacity in strategy.capacities],
            "available": [capacity.available for capacity in strategy.capacities],
            "used": result.used.tolist(),
            "price_minor": result.price.tolist(),
            "cut_off_minor": [None if cut < 0 else cut for cut in result.cut_off.tolist()],
        },
        schema=PRICES,
    )
