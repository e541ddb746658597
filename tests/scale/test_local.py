"""Local: any chunking and any number of workers gives the same frames; a big book takes the way over the disk."""

import pytest

from eastwind import engine, scale
from eastwind.scale import local
from tests.engine.made import book, policy


@pytest.fixture(scope="module")
def whole() -> engine.Plan:
    return engine.plan(book(), policy(), "book")


@pytest.mark.parametrize(("chunk", "workers"), [(100, 1), (640, 2), (1500, 1), (100_000, 2)])
def test_chunks_and_workers_change_no_byte(whole, chunk, workers):
    found = scale.run(scale.Source.whole(book()), policy(), "book", chunk=chunk, workers=workers)
    assert found.plan_id == whole.plan_id
    assert found.plan.equals(whole.plan)
    assert found.refusals.equals(whole.refusals)
    assert found.prices.equals(whole.prices)
    assert found.reconciliation.equals(whole.reconciliation)


def test_what_waits_on_disk_comes_back_as_it_was(whole, monkeypatch):
    monkeypatch.setattr(local, "IN_MEMORY_PEOPLE", 0)
    found = scale.run(scale.Source.whole(book()), policy(), "book", chunk=400)
    assert found.plan.equals(whole.plan)


def test_progress_is_told_up_to_everybody():
    told: list[tuple[str, int, int]] = []
    scale.run(
        scale.Source.whole(book()), policy(), "book", chunk=700,
        progress=lambda step, done, of: told.append((step, done, of)),
    )  # fmt: skip
    assert told[:3] == [("consider", 700, 1500), ("consider", 1400, 1500), ("consider", 1500, 1500)]
    assert told[-1] == ("conclude", 1500, 1500)
