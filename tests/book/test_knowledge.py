"""Knowledge: later rows are gone, later ends of rows are gone, and what is known only grows."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from eastwind.book import delinquency, known, load
from eastwind.book.loading import Loaded
from eastwind.core.frames import SCHEMAS
from tests.book.books import bill, noon
from tests.book.books import book as book_of
from tests.book.books import day as on_day
from tests.book.folders import GOOD, folder


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    states = [GOOD["states"][0], "S1,P2,hardship,L2,2026-02-12 09:00:00,2026-02-20 09:00:00"]
    consents = [GOOD["consents"][0] + ",withdrawn", GOOD["consents"][1] + ",2026-02-25 08:00:00"]
    contacts = [
        GOOD["contacts"][0] + ",outcome_at",
        GOOD["contacts"][1] + ",2026-02-13 10:00:00",
        GOOD["contacts"][2] + ",",
    ]
    return load(folder(tmp_path_factory.mktemp("known"), states=states, consents=consents, contacts=contacts))


def at(month: int, day: int, hour: int = 4) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_later_rows_are_not_known(loaded: Loaded) -> None:
    found = known(loaded.book, at(1, 6))
    assert found.loans["loan_id"].to_list() == ["L1", "L2", "L2"]
    assert (found.people.height, found.payments.height, found.contacts.height, found.states.height) == (3, 0, 0, 0)
    assert found.instalments["loan"].to_list() == [0, 0, 1, 2]
    assert found.statements.height == 0


def test_days_that_the_lender_counted_are_known_from_the_day_of_the_count() -> None:
    counted = [
        bill(0, 10, 30, 1_000, 100) | {"given_dpd": 12, "given_on": on_day(20)},
        bill(0, 12, 30, 1_000, 100) | {"given_dpd": 5},
        bill(0, 15, 30, 1_000, 100) | {"given_dpd": 0, "given_on": on_day(26)},
    ]
    found = book_of([{}], statements=counted)
    for number, wanted in {9: [], 10: [None], 12: [None, 5], 20: [12, 5, None], 26: [12, 5, 0]}.items():
        assert known(found, noon(number)).statements["given_dpd"].to_list() == wanted, number
    assert known(found, noon(25)).statements["given_on"].to_list() == [on_day(20), None, None]


def test_a_state_is_open_until_its_closing_is_known(loaded: Loaded) -> None:
    assert known(loaded.book, at(2, 15)).states["closed"].to_list() == [None]
    assert known(loaded.book, at(2, 21)).states["closed"].null_count() == 0
    assert known(loaded.book, at(2, 20)).consents["withdrawn"].to_list() == [None]


def test_an_outcome_is_unknown_until_it_is_reported(loaded: Loaded) -> None:
    assert set(known(loaded.book, at(2, 12)).contacts["outcome"]) == {"unknown", "delivered"}
    assert set(known(loaded.book, at(2, 14)).contacts["outcome"]) == {"conversation", "delivered"}


def test_the_profile_is_that_of_the_day(loaded: Loaded) -> None:
    profiles = loaded.tables["profiles"]
    assert loaded.book.people["income_minor"].to_list() == [900000, None, None]
    assert known(loaded.book, at(1, 20)).people["income_minor"].to_list() == [None, None, None]
    assert known(loaded.book, at(1, 20), profiles).people["income_minor"].to_list() == [800000, None, None]
    assert known(loaded.book, at(2, 20), profiles).people["income_minor"].to_list() == [900000, None, None]


def test_days_past_due_need_no_filtering_first(loaded: Loaded) -> None:
    for day in range(0, 60, 7):
        moment = at(1, 8) + timedelta(days=day)
        filtered = known(loaded.book, moment)
        assert_frame_equal(delinquency(filtered, moment), delinquency(loaded.book, moment))


def test_knowing_twice_is_knowing_once_and_knowledge_only_grows(loaded: Loaded) -> None:
    heights = dict.fromkeys(SCHEMAS, 0)
    for day in range(0, 70, 3):
        moment = at(1, 6) + timedelta(days=day)
        once = known(loaded.book, moment)
        again = known(once, moment)
        through_later = known(known(loaded.book, moment + timedelta(days=9)), moment)
        for name in SCHEMAS:
            frame = getattr(once, name)
            assert_frame_equal(frame, getattr(again, name))
            if name not in ("people", "contacts"):
                assert_frame_equal(frame, getattr(through_later, name))
            assert frame.height >= heights[name]
            heights[name] = frame.height


def test_everything_is_known_in_the_end(loaded: Loaded) -> None:
    found = known(loaded.book, at(12, 31))
    for name in SCHEMAS:
        assert_frame_equal(getattr(found, name), getattr(loaded.book, name))


def test_the_same_book_from_another_place(loaded: Loaded, tmp_path: Path) -> None:
    turned = {table: [lines[0], *lines[:0:-1]] for table, lines in GOOD.items()}
    plain = load(folder(tmp_path / "plain"))
    found = load(folder(tmp_path / "turned", **turned))
    for name in SCHEMAS:
        assert_frame_equal(getattr(found.book, name), getattr(plain.book, name))
