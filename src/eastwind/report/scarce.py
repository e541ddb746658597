"""Scarce: what staff, letters and messages were used for, what one more would be worth, and how near the best that is.

In        the day's prices (core.plan.PRICES).
Out       a line per limit, capacities first; the plan's worth beside what no plan within the limits can pass.
Not here  how a price comes about (decide.allocate), words (labels, templates).
Proof     tests/report/test_scarce.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

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


@dataclass(frozen=True, slots=True)
class Near:
    """The plan's worth beside the bound."""

    value_minor: int
    bound_minor: int

    @property
    def missed_minor(self) -> int:
        """What a better plan could bring more at the very most."""
        return max(self.bound_minor - self.value_minor, 0)


def scarce(day: Day) -> list[Scarce]:
    """A line per limit: capacities before promises, the dearest first."""
    rows = sorted(
        day.prices.iter_rows(named=True),
        key=lambda row: (row["limit"] == AT_LEAST, -row["price_minor"], row["capacity"]),
    )
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
        for row in rows
    ]


def _takes(treatments: Sequence[str], units: Sequence[int], price_micro: int) -> list[Take]:
    if not price_micro:
        return []
    pairs = zip(treatments, units, strict=True)
    return [Take(name, many, (price_micro * many + MICRO // 2) // MICRO) for name, many in pairs]


def near(day: Day) -> Near | None:
    """How near the plan is to the best there could be; None where nothing was shared out over the whole day."""
    first = day.prices.head(1)
    if not first.height or first["value_minor"][0] is None or first["bound_minor"][0] is None:
        return None
    return Near(int(first["value_minor"][0]), int(first["bound_minor"][0]))
