"""Engine: the pure composition book → assess → decide ⇄ law → plan. Frames in, frames out; no clock, no I/O.

In        a book, law books, a strategy, a model, templates, an instant, a seed.
Out       plan, refusals and prices (core.plan): one decision per person, with its reason.
Not here  reading files (book), running many chunks (scale), pages (report), sending (web).
Proof     tests/engine: same input same bytes, in any chunking; one person alone as in the crowd.

Three steps, so that a chunk needs to know of the others only through a few numbers:
  consider   what could be done for each person of a chunk, judged by the gate          (per chunk)
  allocate   who gets what, under the capacities of the day                             (all together, few numbers each)
  conclude   the rows of plan and refusals                                              (per chunk)
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from eastwind.book import known
from eastwind.core.frames import Book
from eastwind.engine import offers
from eastwind.engine.allocate import Part, Unmet, allocate, allocate_with, settle
from eastwind.engine.conclude import conclude
from eastwind.engine.consider import Considered, consider
from eastwind.engine.policy import VERSION, Policy
from eastwind.engine.reopen import Reopened, reopen

__all__ = [
    "VERSION", "Considered", "Part", "Plan", "Policy", "Reopened", "Unmet", "allocate", "allocate_with", "conclude",
    "consider", "offers", "plan", "reopen", "settle",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What a day came to: the frames of core.plan, and the people left out because a row of theirs is quarantined."""

    plan_id: str
    plan: pl.DataFrame
    refusals: pl.DataFrame
    prices: pl.DataFrame
    reconciliation: pl.DataFrame
    offers: pl.DataFrame  # core.agreements: of the people whose contacts name one


def plan(
    book: Book,
    policy: Policy,
    book_digest: str,
    prices: Mapping[str, int] | None = None,
    left: Mapping[str, int] | None = None,
) -> Plan:
    """A whole plan for a book that fits one chunk: a lender's day, or one person when an event arrives.

    For an event: `prices` by capacity as the day stored them (`price_micro`), and what is `left` of each; of one that
    is not named there, all of the day's.
    """
    considered = consider(known(book, policy.as_of), policy)
    part = Part.of(considered, policy)
    if prices is None:
        (chosen,), priced = allocate([part], policy)
    else:
        chosen, priced = allocate_with(part, policy, prices, left)
    plan_id = policy.identity(book_digest)
    rows, refusals = conclude(considered, chosen, policy, plan_id, book.agencies)
    named = offers.named(considered.offers, rows)
    return Plan(plan_id, rows, refusals, priced, considered.reconciliation, named)
