"""Assessor: what a day asks of whatever scores people.

In        a book as known at an instant, its delinquency and standing.
Out       the columns of a score.
Not here  the two that there are: Scorecard (points set by hand) and Model (trained).
Proof     tests/assess/test_model.py: both give the same columns.
"""

from datetime import datetime
from typing import Any, Protocol

import polars as pl

from eastwind.core.frames import Book


class Assessor(Protocol):
    """Scores people, and can be named: `content` is plain data whose digest is part of a plan's identity."""

    @property
    def content(self) -> dict[str, Any]:
        """What two assessors that score alike have in common."""

    @property
    def version(self) -> str:
        """What it is called beside its digest."""

    def assess(self, book: Book, delinquency: pl.DataFrame, standing: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
        """One row per person: ability and willingness (Int32, thousandths of a logit), repays_ppm, way, reasons."""
