"""Scarce: what staff, letters and messages were used for, and what one more of them would be worth.

In        the day's prices (core.plan.PRICES).
Out       a line per limit, capacities first, with what a contact must bring for the units it takes.
Not here  how a price comes about (decide.allocate), the same in sentences (worth), words (labels, templates).
Proof     tests/report/test_scarce.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from eastwind.core.plan import LIMITS
from eastwind.report import labels
from eastwind.report.day import Day
from eastwind.report.numbers import Text

AT_LEAST: Final = LIMITS[1]
MICRO: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Take:
    """What one contact of a treatment takes of a capacity, and what it must bring for that."""

    treatment: str
    units: int
    must_bring_minor: int  # units × price; beyond its own cost and annoyance


@dataclass(frozen=True, slots=True)
class Scarce:
    """One limit of the strategy: a capacity, or what somebody is promised at the least."""

    name: Text
    unit: Text
    available: int
    used: int
    price_minor: int  # what one more unit would be worth; of a promise, what one more costs
    promised: bool
    least_minor: int | None  # the least value that a unit of it went to
    takes: Sequence[Take] = ()


def ordered(day: Day) -> pl.DataFrame:
    """The prices, capacities before promises, the dearest first."""
    promised = pl.col("limit").cast(pl.String) == AT_LEAST
    return day.prices.sort(promised, -pl.col("price_minor"), "capacity")


def scarce(day: Day) -> list[Scarce]:
    """A line per limit: capacities before promises, the dearest first."""
    return [
        Scarce(
            labels.capacity(row["capacity"], day.labels),
            labels.unit(row["unit"], day.labels),
            row["available"],
            row["used"],
            row["price_minor"],
            row["limit"] == AT_LEAST,
            row["cut_off_minor"],
            _takes(row["treatments"] or [], row["takes"] or [], row["price_micro"] or 0),
        )
        for row in ordered(day).iter_rows(named=True)
    ]


def _takes(treatments: Sequence[str], units: Sequence[int], price_micro: int) -> list[Take]:
    if not price_micro:
        return []
    pairs = zip(treatments, units, strict=True)
    return [Take(name, many, (price_micro * many + MICRO // 2) // MICRO) for name, many in pairs]
