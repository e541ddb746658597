"""A made book and a policy, for tests of the engine and of scale."""

from datetime import UTC, datetime
from functools import cache

from eastwind import assess, decide, law, notices
from eastwind.core.frames import Book
from eastwind.engine import Policy
from eastwind.scale import synthetic

AS_OF = datetime(2026, 9, 29, 22, 0, tzinfo=UTC)  # 06:00 in Shanghai on the 30th


@cache
def book(people: int = 1500, seed: int = 3) -> Book:
    """A small made book in Guangdong."""
    return synthetic.book(people, seed=seed, as_of=AS_OF)


def policy(seed: int = 7, books: tuple[str, ...] = ("cn", "tw", "us", "house")) -> Policy:
    """The strategy, the scorecard and the templates that ship, under the books named."""
    return Policy(law.load(books), decide.load(), assess.load(), notices.load(), AS_OF, seed)
