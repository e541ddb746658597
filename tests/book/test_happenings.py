"""Events as numbered for duties: the row of the person meant, what is not known left out."""

from datetime import UTC, datetime

import polars as pl
import pytest

from eastwind.book import events, known, load
from eastwind.book.loading import Loaded
from eastwind.core import words
from eastwind.core.facts import EVENTS
from tests.book.folders import folder

ROWS = [
    "event_id,what,at,loan_id,person_id,facts",
    "E3,complaint,2026-02-12 10:00:00,L2,P1,complex",  # P1 is the guarantor of L2
    "E1,complaint,2026-02-10 10:00:00,L2,,simple|extended",
    "E2,dispute,2026-02-11 10:00:00,,P2,",
    "E4,complaint,2026-03-20 10:00:00,L1,P1,",
]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return load(folder(tmp_path_factory.mktemp("events"), events=ROWS))


def at(loaded: Loaded, month: int, day: int) -> pl.DataFrame:
    instant = datetime(2026, month, day, 4, tzinfo=UTC)
    return events(loaded.tables["events"], known(loaded.book, instant), instant)


def test_events_have_the_columns_of_facts_and_stand_by_time(loaded: Loaded) -> None:
    found = at(loaded, 3, 1)
    assert dict(found.schema) == {**EVENTS, "event_id": pl.String(), "person_id": pl.String(), "loan_id": pl.String()}
    assert found["event_id"].to_list() == ["E1", "E2", "E3"]


def test_an_event_about_a_shared_loan_is_that_of_the_person_named_else_of_whom_it_is_counted_with(
    loaded: Loaded,
) -> None:
    found = at(loaded, 3, 1)
    book = known(loaded.book, datetime(2026, 3, 1, 4, tzinfo=UTC))
    loan_of = [None if row is None else book.loans.row(row, named=True) for row in found["loan"]]
    assert [row and (row["loan_id"], row["person"], row["main"]) for row in loan_of] == [
        ("L2", 1, True),
        None,
        ("L2", 0, False),
    ]
    assert found["person"].to_list() == [None, 1, 0]


def test_facts_are_bits_and_none_is_none(loaded: Loaded) -> None:
    assert at(loaded, 3, 1)["facts"].to_list() == [
        words.mask(["simple", "extended"], words.EVENT_FACTS, what="a fact"),
        0,
        words.mask(["complex"], words.EVENT_FACTS, what="a fact"),
    ]


def test_what_happens_later_is_not_known(loaded: Loaded) -> None:
    assert at(loaded, 2, 10)["event_id"].to_list() == ["E1"]
    assert at(loaded, 3, 21)["event_id"].to_list() == ["E1", "E2", "E3", "E4"]
