"""Allocate: the capacities of the day shared out over all chunks together.

In        considered chunks; stored prices where an event is decided alone.
Out       per chunk the option chosen for each person; the prices frame.
Not here  the method (decide.allocate).
Proof     tests/engine.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind import decide
from eastwind.core.plan import PRICES
from eastwind.decide.strategy import Strategy
from eastwind.engine.consider import Considered
from eastwind.engine.policy import Policy

Ints = NDArray[np.int64]


def allocate(
    chunks: list[Considered], policy: Policy, prices: Mapping[str, int] | None = None
) -> tuple[list[Ints], pl.DataFrame]:
    """Choose over all chunks together: per chunk the option row chosen for each person, or −1; and the prices."""
    strategy = policy.strategy
    names = [capacity.name for capacity in strategy.capacities]
    uses = np.zeros((len(strategy.treatments), len(names)), dtype=np.int64)
    for place, treatment in enumerate(strategy.treatments):
        for name, amount in treatment.uses:
            uses[place, names.index(name)] = amount
    shift = np.cumsum([0] + [chunk.people.height for chunk in chunks])
    rows = np.cumsum([0] + [chunk.options.height for chunk in chunks])
    options = decide.Options(
        person=np.concatenate([c.options["person"].to_numpy() + shift[k] for k, c in enumerate(chunks)]),
        treatment=np.concatenate([c.options["treatment"].to_numpy() for c in chunks]),
        value=np.concatenate([c.options["value"].to_numpy() for c in chunks]),
        tie=np.concatenate([c.options["tie"].to_numpy() for c in chunks]),
    )
    stored = None if prices is None else np.array([prices.get(name, 0) for name in names], dtype=np.int64)
    result = decide.allocate(options, uses, strategy.capacities, stored)
    chosen = np.full(shift[-1], -1, dtype=np.int64)
    chosen[result.people] = result.chosen
    parts = []
    for k, chunk in enumerate(chunks):
        mine = chosen[shift[k] : shift[k + 1]]
        parts.append(np.where(mine >= 0, mine - rows[k], -1))
        assert parts[-1].max(initial=-1) < chunk.options.height
    return parts, _prices(strategy, result)


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
