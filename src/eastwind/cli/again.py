"""Again: a plan's book and policy, checked to be the very ones that it was made from.

In        a plan folder, a book folder; a strategy where the plan had one of its own.
Out       `Again`: what was written, what was loaded, the policy; Unusable says what differs.
Not here  what is done with it (opened, replay).
Proof     tests/cli/test_opened.py, tests/cli/test_replay.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from eastwind import book, engine, scale
from eastwind.cli import inputs, planfolder
from eastwind.cli.guard import Unusable
from eastwind.cli.planfolder import Written
from eastwind.core import digests
from eastwind.engine import Policy, Reopened


@dataclass(frozen=True, slots=True)
class Again:
    """A plan as written, the book it was made from, and its policy."""

    written: Written
    loaded: book.Loaded
    policy: Policy

    def reopened(self, rows: pl.DataFrame) -> Iterator[Reopened]:
        """The contacts that `rows` name, chunk after chunk of the book."""
        source = scale.Source.whole(self.loaded.book)
        for start in range(0, source.people, source.chunk):
            stop = min(start + source.chunk, source.people)
            yield engine.reopen(source.cut(start, stop), self.policy, rows)


def again(plan: Path, folder: Path, strategy: Path | None) -> Again:
    """Read a plan and its book; Unusable where the book, or what decided, is not that of the plan."""
    written = planfolder.read(plan)
    body = written.body
    loaded = book.load(folder)
    policy = inputs.policy(
        loaded,
        folder,
        as_of_=body["as_of"],
        strategy_=strategy,
        laws_=",".join(body["law_books"]),
        law_on=body.get("law_on"),
        seed=body.get("seed"),
        mode=body["mode"],
    )
    _same(plan, body, "book", inputs.book_digest(loaded.book), f"the book in {folder} is another, or was changed since")
    strategy_digest = digests.digest(policy.strategy.content)
    _same(plan, body, "strategy", strategy_digest, "the strategy is another: give the plan's own with --strategy")
    _same(plan, body, "templates", policy.library.digest, "the templates are of another version of Eastwind")
    return Again(written, loaded, policy)


def _same(plan: Path, body: dict[str, Any], key: str, found: str, why: str) -> None:
    if body.get(key) != found:
        raise Unusable(f"The plan in {plan} has the {key} {body.get(key)}, found was {found}: {why}.")
