"""Incomes: told in another unit than everything else, or beyond what can be meant.

In        an Intake whose single cells are in order.
Out       the same Intake; rows with an absurd income in quarantine; UnitError where all incomes are in another unit.
Not here  cells that are no amounts: NaN, infinite, negative (cells).
Proof     tests/book/test_incomes.py.

Both look at medians of the book itself, so they hold in any currency, and both ask for some incomes first.
"""

from typing import Final

import polars as pl

from eastwind.book.errors import UnitError
from eastwind.book.intake import Intake
from eastwind.book.quarantine import Flaw
from eastwind.core.money import format_minor

TOLD_MIN: Final = 20  # of fewer incomes a median says nothing
ABSURD_TIMES: Final = 1_000  # the median
# Half of all incomes so many times what falls due, or less than such a part of it: not incomes in this unit.
TIMES_MAX: Final = 5_000
PART_MIN: Final = 50


def plausible(intake: Intake) -> None:
    """Hold incomes against what falls due, and each against the others."""
    profiles = intake.tables["profiles"]
    told = profiles["income_minor"].drop_nulls()
    told = told.filter(told > 0)
    if len(told) < TOLD_MIN:
        return
    middle = int(told.median() or 0)  # type: ignore[arg-type]
    _unit(intake, middle, len(told))
    intake.flag("profiles", profiles["income_minor"] > middle * ABSURD_TIMES, "income_minor", Flaw.ABSURD)


def _unit(intake: Intake, middle: int, told: int) -> None:
    """UnitError where half of the incomes cannot be amounts of a month in the book's own unit."""
    due = _due(intake)
    if len(due) < TOLD_MIN:
        return
    asked = max(int(due.median() or 0), 1)  # type: ignore[arg-type]
    if asked * TIMES_MAX >= middle >= asked // PART_MIN:
        return
    money = intake.mapping.currency
    raise UnitError(
        f"profiles.income_minor: half of {told:,} incomes are above {format_minor(middle, money, 'en')} a month, while "
        f"half of what falls due is below {format_minor(asked, money, 'en')}. One of them is in another unit (10,000s, "
        "or hundredths). Mend the column, or its unit in mapping.toml, or leave the column out: unknown is better."
    )


def _due(intake: Intake) -> pl.Series:
    """What falls due at a time: instalments and minima, where anything does."""
    terms = intake.tables["instalments"]
    amounts = terms["principal_minor"] + terms["interest_minor"] + terms["fee_minor"]
    both = pl.concat([amounts.alias("due"), intake.tables["statements"]["minimum_due_minor"].alias("due")])
    return both.filter(both > 0)
