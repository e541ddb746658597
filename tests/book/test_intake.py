"""Any damage to any cells: nothing raises but BookError, and every row is accounted for."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eastwind.book import delinquency, facts, load, person_delinquency
from tests.book.books import noon
from tests.book.folders import GOOD, folder

JUNK = (
    "",
    "-1",
    "0",
    "２０",
    "9" * 30,
    "2026-02-30",
    "x" * 200,
    '"',
    '""',
    "\u3000",
    "L1",
    "P2",
    "NaN",
    "1e5",
    "null",
    "联系人",
    "|",
    "a\tb",
    "=1+1",
)


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged")


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(GOOD)), st.integers(1, 5), st.integers(0, 8), st.sampled_from(JUNK)),
        min_size=1,
        max_size=5,
    )
)
def test_every_row_lands_or_is_quarantined_whatever_is_in_its_cells(
    where: Path, damage: list[tuple[str, int, int, str]]
) -> None:
    tables: dict[str, Any] = {name: list(lines) for name, lines in GOOD.items()}
    for table, row, cell, junk in damage:
        lines = tables[table]
        if row < len(lines):
            cells = lines[row].split(",")
            cells[cell % len(cells)] = junk
            lines[row] = ",".join(cells)
    loaded = load(folder(where, **tables))
    counts = loaded.counts
    assert (counts["read"] == counts["landed"] + counts["quarantined"] + counts["repeated"]).all()
    in_book = set(loaded.book.people["person_id"])
    assert loaded.people_read == len(in_book | loaded.book.quarantined)
    assert loaded.people_decided == len(in_book - loaded.book.quarantined)
    found = delinquency(loaded.book, noon(60))
    assert person_delinquency(loaded.book, found).height == loaded.book.people.height
    assert facts(loaded.book, found).loans.height == loaded.book.loans.height
    assert loaded.quarantine.filter(pl.col("line") < 1).height == 0
