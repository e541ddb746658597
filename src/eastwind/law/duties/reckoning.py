"""Reckoning: for every event, every duty that means it, and by when.

In        events (core.facts.EVENTS), facts, laws, `as_of`.
Out       `due`: a frame with a row for each event and duty (docs/reference/duties.md).
Not here  the kinds and how they count; who reminds whom (web).
Proof     tests/law/duties/test_due.py holds it against a plain reading, one event at a time.
"""

from datetime import date, datetime
from typing import Any, Final

import numpy as np
import polars as pl

from eastwind.core import words
from eastwind.core.calendars import UNKNOWN_DAY
from eastwind.core.facts import CODE, INSTANT, Facts, Schema
from eastwind.law import books
from eastwind.law.books import Laws
from eastwind.law.columns import Ints
from eastwind.law.duties.base import Answer
from eastwind.law.duties.counting import NO_INSTANT, REASONS
from eastwind.law.duties.occurrences import SECOND, Occurrences
from eastwind.law.duties.rules import KINDS, Duty
from eastwind.law.plain import EPOCH

DUES: Final[Schema] = {
    "event": CODE(),
    "rule": pl.String(),
    "part": pl.String(),
    "book": pl.String(),
    "kind": pl.Enum(tuple(KINDS)),
    "force": pl.Enum(words.FORCES),
    "starts_on": pl.Date(),
    "due_on": pl.Date(),
    "due_at": INSTANT,
    "keep_until": pl.Date(),
    "delete_by": pl.Date(),
    "held": pl.Boolean(),
    "unknown": pl.Enum(REASONS),
}
STACK: Final = REASONS.index("stack")


def due(
    events: pl.DataFrame,
    facts: Facts,
    laws: Laws,
    as_of: datetime,
    law_on: date | None = None,
    mode: str = "cautious",
) -> pl.DataFrame:
    """What the events oblige to, and by when; a row for each event and duty, in the order of events and books.

    Reads  events as core.facts.EVENTS (those after `as_of` are not known); facts, whose rows they name.
    Gives  DUES; dates are null where nobody knows, and `unknown` says why. Whoever reads a null does it at once.
    """
    assert mode in words.MODES, mode
    seen = Occurrences.of(events, facts, as_of)
    law_day = None if law_on is None else (law_on - EPOCH).days
    stacks = _stacks(seen, facts, laws)
    lost = np.flatnonzero(np.array([stack is None for stack in stacks], np.bool_)[seen.situation])
    found: list[tuple[Duty | None, int, Answer]] = [
        (None, 0, Answer(lost, np.full(len(lost), UNKNOWN_DAY), np.full(len(lost), STACK)))
    ]
    duties = [duty for book in laws.books for duty in book.duties.get(mode, ())]
    by_word = _by_word(seen)
    for place, duty in enumerate(duties):
        bound = np.array([stack is not None and duty.book in stack for stack in stacks], np.bool_)
        rows = np.concatenate([by_word[word] for word in duty.meant.events])
        rows = np.sort(rows[bound[seen.situation[rows]]])
        rows = rows[duty.meant.of(seen, rows)]
        rows = rows[duty.in_force(seen, rows, law_day)] if len(rows) else rows
        if len(rows):
            found.append((duty, place, duty.body.answer(seen, rows, duty.since)))
    return _frame(seen, found)


def _stacks(seen: Occurrences, facts: Facts, laws: Laws) -> list[tuple[str, ...] | None]:
    """The books that bind in each situation, and (last) for events about nobody and nowhere."""
    countries = [*facts.situations["lender_country"].to_list(), None]
    return [books.stack(row, country, laws) for row, country in zip(seen.places, countries, strict=True)]


def _by_word(seen: Occurrences) -> list[Ints]:
    order = np.argsort(seen.what, kind="stable")
    edges = np.searchsorted(seen.what[order], np.arange(len(words.EVENTS) + 1))
    return [order[edges[word] : edges[word + 1]] for word in range(len(words.EVENTS))]


def _frame(seen: Occurrences, found: list[tuple[Duty | None, int, Answer]]) -> pl.DataFrame:
    sizes = [len(answer.rows) for _, _, answer in found]

    def joined(name: str) -> Ints:
        return np.concatenate([getattr(answer, name) for _, _, answer in found])

    rows, places = joined("rows"), np.repeat([place for _, place, _ in found], sizes)
    order = np.lexsort((places, seen.number[rows]))

    def told(values: list[Any], dtype: pl.DataType) -> pl.Series:
        which = np.repeat(np.arange(len(found)), sizes)[order]
        return pl.Series(values, dtype=dtype).gather(which)

    def day(name: str) -> pl.Series:
        values = joined(name)[order]
        return _nullable(values, values == UNKNOWN_DAY, pl.Int32()).cast(pl.Date)

    at, reasons = joined("due_at")[order], joined("reasons")[order]
    held = [
        np.zeros(size, np.int64) if a.held is None else a.held for size, (_, _, a) in zip(sizes, found, strict=True)
    ]
    retained = np.repeat([duty is not None and duty.kind == "retain" for duty, _, _ in found], sizes)[order]
    duties = [duty for duty, _, _ in found]
    columns = {
        "event": pl.Series(seen.number[rows][order], dtype=CODE()),
        "rule": told([duty.id if duty else None for duty in duties], pl.String()),
        "part": told([duty.part if duty else None for duty in duties], pl.String()),
        "book": told([duty.book if duty else None for duty in duties], pl.String()),
        "kind": told([duty.kind if duty else None for duty in duties], DUES["kind"]),
        "force": told([duty.force if duty else None for duty in duties], DUES["force"]),
        "starts_on": day("starts"),
        "due_on": day("due"),
        "due_at": _nullable(at * SECOND, at == NO_INSTANT, pl.Int64()).cast(INSTANT),
        "keep_until": day("keep"),
        "delete_by": day("delete"),
        "held": _nullable(np.concatenate(held)[order], ~retained, pl.Int64()).cast(pl.Boolean),
        "unknown": pl.Series([*REASONS, None], dtype=pl.Enum(REASONS)).gather(
            np.where(reasons < 0, len(REASONS), reasons)
        ),
    }
    return pl.DataFrame(columns, schema=DUES)


def _nullable(values: Any, missing: Any, dtype: pl.DataType) -> pl.Series:
    return pl.Series(np.where(missing, 0, values)).cast(dtype).set(pl.Series(missing), None)
