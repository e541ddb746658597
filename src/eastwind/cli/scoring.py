"""Scoring: by what the people of a day were scored, and how far they have moved from those a model learned from.

In        a loaded book, a policy.
Out       report.Scoring: counts for the report, and the population stability index of features and score.
Not here  the formula (assess.drift), the words (report).
Proof     tests/cli/test_scoring.py.
"""

from typing import Any, Final

import numpy as np

from eastwind import assess, book, report
from eastwind.assess.card import drifts_of, lies
from eastwind.assess.drift import Drift
from eastwind.assess.features import NAMED, features
from eastwind.assess.model import BY, Model
from eastwind.core.frames import Book
from eastwind.core.segments import Ints
from eastwind.engine import Policy

MOVED_SHOWN: Final = 6
CHUNK_PEOPLE: Final = 200_000  # whose features are held at once


def scoring(loaded: book.Loaded, policy: Policy) -> report.Scoring:
    """Counts by scorecard, model and out-of-fold scores; drift where a model was used."""
    model = policy.model
    if not isinstance(model, Model):
        return report.Scoring("", "", "", "", {BY[0]: loaded.people_decided, BY[1]: 0, BY[2]: 0})
    by = np.zeros(len(BY), np.int64)
    lain: dict[str, Ints] = {}
    for start in range(0, loaded.book.people.height, CHUNK_PEOPLE):
        counted, part = _part(model, loaded.book.slice(start, start + CHUNK_PEOPLE), policy)
        by += counted
        lain = {name: lain.get(name, np.zeros_like(counts)) + counts for name, counts in part.items()}
    moved = [_moved(one) for one in drifts_of(model, lain)] if lain else []
    said = dict(zip(BY, by.tolist(), strict=True))
    return report.Scoring(model.version, model.digest, model.target, model.data["trained"]["as_of"][:10], said, moved)


def _part(model: Model, people: Book, policy: Policy) -> tuple[Ints, dict[str, Ints]]:
    """Of some of the people: how many were scored by what, and how they lie in the bins of the training."""
    known = book.known(people, policy.as_of)
    late = book.delinquency(known, policy.as_of)
    seen = model.seen(known, late, assess.standing(known, late, policy.as_of), policy.as_of)
    table = features(seen, model.names)
    read = ~known.people["person_id"].is_in(list(known.quarantined)).to_numpy()
    mine = model.knows(seen, table) & read
    table = np.ascontiguousarray(table[:, mine])
    base, ability, willingness, aside = model.scored(table)
    unseen = int(aside.sum())
    by = np.array([int(read.sum() - mine.sum()), int(mine.sum()) - unseen, unseen], dtype=np.int64)
    return by, lies(model, table, (base + ability + willingness).astype(np.float64))


def _moved(one: Drift) -> report.Moved:
    half = NAMED[one.name].half if one.name in NAMED else ""
    return report.Moved(one.name, half, one.psi, one.by_chance, one.level)


def summary(found: report.Scoring) -> dict[str, Any]:
    """The same in figures."""
    moved = {one.name: round(one.psi, 4) for one in found.moved if one.level != "steady"}
    return {"model": found.model or "scorecard", "digest": found.digest, "by": dict(found.by), "moved": moved}


def lines(found: report.Scoring) -> list[str]:
    """By what people were scored; a warning where the book is no longer the one that a model learned from."""
    if not found.model:
        return []
    said = " · ".join(f"{name} {people:,}" for name, people in found.by.items() if people)
    out = [f"{'scored by:':<18}{said} ({found.model})"]
    moved = [one for one in found.moved if one.level != "steady"]
    if moved:
        named = ", ".join(f"{one.name} {one.psi:.2f}" for one in moved[:MOVED_SHOWN])
        out.append(f"  warning: moved from the training book, {len(moved)} of {len(found.moved)} (PSI): {named}")
    return out
