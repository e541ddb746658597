"""A plan's number: another for any change of what it was made from."""

from dataclasses import replace
from datetime import date, timedelta

from eastwind import law
from tests.engine.made import policy


def test_one_change_anywhere_is_another_plan():
    one = policy()
    content = one.strategy.content | {"version": "another"}
    card = one.model.content | {"version": "another"}
    others = [
        replace(one, seed=8),
        replace(one, as_of=one.as_of + timedelta(seconds=1)),
        replace(one, law_on=date(2026, 1, 1)),
        replace(one, mode="letter"),
        replace(one, laws=law.load(["cn"])),
        replace(one, strategy=replace(one.strategy, content=content)),
        replace(one, model=replace(one.model, content=card)),
    ]
    numbers = {one.identity("book"), one.identity("other book"), *(other.identity("book") for other in others)}
    assert len(numbers) == len(others) + 2
    assert policy().identity("book") == one.identity("book")
