"""Local: any chunking and any number of workers gives the same frames; a big book takes the way over the disk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


class Many:
    """A source of so many people, which nobody reads."""

    def __init__(self, people: int, chunk: int) -> None:
        self.people, self.chunk = people, chunk


@given(st.integers(0, 5_000), st.integers(1, 900), st.integers(1, 4), st.booleans())
def test_chunks_follow_on_each_other_and_grow_no_longer_towards_the_end(people, chunk, workers, asked):
    spans = local._spans(Many(people, chunk), chunk if asked else None, workers)
    sizes = [stop - start for start, stop in spans]
    assert [start for start, _ in spans] == [sum(sizes[:k]) for k in range(len(sizes))]
    assert sum(sizes) == people
    assert all(0 < size <= chunk for size in sizes)
    assert sizes == sorted(sizes, reverse=True)
    if asked:
        assert set(sizes[:-1]) <= {chunk}
    elif sizes and workers > 1:
        assert sizes[-1] <= max(chunk // 4, 1), "nobody waits long for the last"
