"""Column types: how the columns of the tables are declared, once for every module that has tables.

In        nothing.
Out       functions that make a dataframely column: codes, texts, dates, instants, money, counts, words.
Not here  the tables (core.schema, core.agreements).
Proof     tests/core/test_schema.py.
"""

from typing import Any

import dataframely as dy


def identity(says: str, *, key: bool = False, nullable: bool = False) -> Any:
    """A code that names a row, or a row of another table."""
    return dy.String(primary_key=key, nullable=nullable, min_length=1, max_length=128, description=says)


def text(says: str, *, nullable: bool = True) -> Any:
    """Any text."""
    return dy.String(nullable=nullable, description=says)


def local_date(says: str, *, key: bool = False, nullable: bool = False, alias: str | None = None) -> Any:
    """A date in the lender's zone."""
    return dy.Date(primary_key=key, nullable=nullable, alias=alias, description=says)


def instant(says: str, *, nullable: bool = False, alias: str | None = None) -> Any:
    """A UTC instant."""
    return dy.Datetime(nullable=nullable, time_zone="UTC", time_unit="us", alias=alias, description=says)


def money(says: str, *, nullable: bool = False, least: int | None = 0) -> Any:
    """Whole minor units; never negative unless `least` is null."""
    return dy.Int64(nullable=nullable, min=least, max=10**15, description=says)


def count(says: str, *, nullable: bool = False, key: bool = False, most: int = 1_000_000) -> Any:
    """How many."""
    return dy.Int32(nullable=nullable, primary_key=key, min=0, max=most, description=says)


def word(of: tuple[str, ...], says: str, *, nullable: bool = False) -> Any:
    """One of some words."""
    return dy.Enum(of, nullable=nullable, description=says)


def words(of: tuple[str, ...], says: str) -> Any:
    """A list of some words."""
    return dy.List(dy.Enum(of), description=says)


def codes(says: str) -> Any:
    """A list of codes."""
    return dy.List(dy.String(), description=says)
