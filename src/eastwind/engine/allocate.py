"""Allocate: the capacities of the day shared out over all chunks together.

In        considered chunks; stored prices where an event is decided alone.
Out       per chunk the option chosen for each person; the prices frame.
Not here  the method (decide.allocate).
Proof     tests/engine.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind import decide
from eastwind.core.plan import PRICES
from eastwind.decide.strategy import Strategy
from eastwind.engine.consider import Considered
from eastwind.engine.policy import Policy

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """What the allocation needs to know of a chunk, in little room: the options of all chunks are held at once."""

    people: int
    rows: int  # that the chunk will have in the plan
    person: NDArray[np.int32]  # row in the chunk
    treatment: NDArray[np.uint8]
    value: Ints
    tie: Ints

    @classmethod
    def of(cls, chunk: Considered) -> "Part":
        """The options of a considered chunk."""
        columns = chunk.options.select(
            pl.col("person").cast(pl.Int32), pl.col("treatment").cast(pl.UInt8), "value", "tie"
        )
        return cls(chunk.people.height, chunk.rows, *(column.to_numpy() for column in columns))


def allocate(
    parts: Iterable[Part], policy: Policy, prices: Mapping[str, int] | None = None
) -> tuple[list[Ints], pl.DataFrame]:
    """Choose over all chunks together: per chunk the option row chosen for each person, or −1; and the prices."""
    strategy = policy.strategy
    names = [capacity.name for capacity in strategy.capacities]
    uses = np.zeros((len(strategy.treatments), len(names)), dtype=np.int64)
    for place, treatment in enumerate(strategy.treatments):
        for name, amount in treatment.uses:
            uses[place, names.index(name)] = amount
    options, people, rows = _together(parts)
    stored = None if prices is None else np.array([prices.get(name, 0) for name in names], dtype=np.int64)
    result = decide.allocate(options, uses, strategy.capacities, stored)
    chosen = np.full(people[-1], -1, dtype=np.int64)
    chosen[result.people] = result.chosen
    mine = [chosen[people[k] : people[k + 1]] for k in range(len(people) - 1)]
    return [np.where(row >= 0, row - rows[k], -1) for k, row in enumerate(mine)], _prices(strategy, result)


def _together(parts: Iterable[Part]) -> tuple[decide.Options, list[int], list[int]]:
    """All options, people numbered on; and where each chunk's people and options begin, with the ends."""
    people, rows = [0], [0]
    columns: dict[str, list[NDArray[np.integer]]] = {"person": [], "treatment": [], "value": [], "tie": []}
    for part in parts:
        columns["person"].append(part.person + np.int32(people[-1]))
        columns["treatment"].append(part.treatment)
        columns["value"].append(part.value)
        columns["tie"].append(part.tie)
        people.append(people[-1] + part.people)
        rows.append(rows[-1] + len(part.person))
    # Column by column, so that never more than one of them is held twice.
    joined = {name: np.concatenate(columns.pop(name)) for name in ("person", "treatment", "value", "tie")}
    return decide.Options(**joined), people, rows


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
