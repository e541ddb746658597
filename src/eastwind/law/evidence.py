"""Evidence: breaches as a frame, one row for each rule that a candidate breaks.

In        what the rules found: rows, their candidates, and what the kind shows.
Out       the frame BREACHES.
Not here  sentences made of it (report, cli).
Proof     tests/law/test_gate.py.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from eastwind.core import words
from eastwind.law.columns import MICROSECONDS, NEVER, NO_NUMBER, Ints, Masks
from eastwind.law.kinds.base import UNKNOWNS, Evidence
from eastwind.law.rules import Rule

INSTANT: Final = pl.Datetime("us", "UTC")
# One row for each rule broken. Columns after `force` are evidence, null where the kind has no such thing to show.
BREACHES: Final[dict[str, pl.DataType]] = {
    "candidate": pl.Int32(),
    "rule": pl.String(),
    "part": pl.String(),  # "" = the rule has no parts
    "book": pl.String(),
    "kind": pl.String(),
    "force": pl.Enum(words.FORCES),
    "count": pl.Int64(),  # counted contacts in the window, or the number of the loan
    "limit": pl.Int64(),
    "first_at": INSTANT,  # of the counted contacts
    "last_at": INSTANT,
    "state": pl.Enum(words.STATES),  # the state that holds
    "opened_at": INSTANT,  # when the state was opened, or the prohibition given; docs/reference/verdicts.md says more
    "until": INSTANT,  # the first moment at which this rule alone lets the contact pass; null = not within 400 days
    "items": pl.String(),  # content items lacking or forbidden, facts missing or bad: by the alphabet, a space between
    "unknown": pl.Enum(UNKNOWNS),  # what was not known, where that is the reason
}
SHORT: Final = 64  # so few rows are quicker made value by value
NONE: Final = pl.DataFrame(schema=BREACHES)
_NUMBERS: Final = ("count", "first_at", "last_at", "opened_at", "until")


@dataclass(frozen=True, slots=True)
class Found:
    """A rule broken by some rows: the places of their candidates, ascending, and the evidence a row."""

    rule: Rule | None
    order: int
    of: Ints
    evidence: Evidence
    name: str = ""

    @classmethod
    def without_law(cls, name: str, of: Ints) -> "Found":
        """Rows whose law is unknown."""
        return cls(None, 0, of, Evidence(), name)

    def worst(self) -> "Found":
        """One row a candidate: the one with the highest count, of equals the first."""
        if (np.diff(self.of) > 0).all():
            return self
        count = self.evidence.count
        order = np.lexsort((np.zeros(len(self.of)) if count is None else -count, self.of))
        keep = order[np.flatnonzero(np.diff(self.of[order], prepend=-1))]
        return Found(self.rule, self.order, self.of[keep], self.evidence.of_rows(keep), self.name)


def frame(found: list[Found], numbers: Ints) -> pl.DataFrame:
    """The breaches of all rules, sorted by candidate and then as the books have them."""
    if not found:
        return NONE
    found = [one.worst() for one in found]
    if sum(len(one.of) for one in found) <= SHORT:
        return _short(found, numbers)
    size = np.array([len(one.of) for one in found])
    of, order = np.concatenate([one.of for one in found]), np.repeat([one.order for one in found], size)
    rank = np.lexsort((order, of))
    which = pl.Series(np.repeat(np.arange(len(found)), size)[rank])
    rules = [one.rule for one in found]
    said: dict[str, list[str]] = {
        "rule": [one.rule.id if one.rule else one.name for one in found],
        **{name: [getattr(rule, name) if rule else "" for rule in rules] for name in ("part", "book", "kind")},
        "force": [rule.force if rule else "law" for rule in rules],
    }
    columns: dict[str, Any] = {"candidate": numbers[of[rank]].astype(np.int32)}
    columns |= {name: pl.Series(values, dtype=BREACHES[name]).gather(which) for name, values in said.items()}
    for name in _NUMBERS:
        columns[name] = _numbers(found, name)[rank]
    limits = pl.Series([one.evidence.limit for one in found], dtype=pl.Int64)
    columns["limit"] = limits.gather(which)
    columns["state"] = _words(found, "state", words.STATES)[rank]
    columns["unknown"] = _words(found, "unknown", UNKNOWNS)[rank]
    columns["items"] = pl.Series(_items(found), dtype=pl.String)[rank]
    return pl.DataFrame({name: _typed(columns[name], name) for name in BREACHES})


def _short(found: list[Found], numbers: Ints) -> pl.DataFrame:
    """The same frame, made row by row."""
    rows = []
    for one in found:
        rule, shown = one.rule, one.evidence
        items = _items([one])
        for place, of in enumerate(one.of):
            row = {"candidate": int(numbers[of]), "rule": rule.id if rule else one.name, "limit": shown.limit}
            row |= {name: getattr(rule, name) if rule else "" for name in ("part", "book", "kind")}
            row |= {"force": rule.force if rule else "law", "items": items[place]}
            row |= {name: _value(getattr(shown, name), place, name) for name in _NUMBERS}
            row |= {"state": _word(shown.state, place, words.STATES), "unknown": _word(shown.unknown, place, UNKNOWNS)}
            rows.append((int(of), one.order, row))
    rows.sort(key=lambda row: row[:2])
    # An instant made of a number costs a tenth of one made of a datetime.
    columns = {name: [row[name] for *_, row in rows] for name in BREACHES}
    plain = {name: pl.Int64() if name in _NUMBERS else dtype for name, dtype in BREACHES.items()}
    return pl.DataFrame([pl.Series(name, columns[name], plain[name]).cast(BREACHES[name]) for name in BREACHES])


def _value(values: Ints | None, place: int, name: str) -> int | None:
    if values is None or values[place] >= NEVER or values[place] <= NO_NUMBER:
        return None
    return int(values[place]) if name == "count" else int(values[place]) * MICROSECONDS


def _word(codes: Ints | None, place: int, among: tuple[str, ...]) -> str | None:
    return None if codes is None or codes[place] < 0 else among[codes[place]]


def _numbers(found: list[Found], name: str) -> Ints:
    parts = []
    for one in found:
        values = getattr(one.evidence, name)
        parts.append(np.full(len(one.of), NO_NUMBER) if values is None else values)
    joined: Ints = np.concatenate(parts)
    return np.where((joined >= NEVER) | (joined <= NO_NUMBER), NO_NUMBER, joined)


def _words(found: list[Found], name: str, among: tuple[str, ...]) -> pl.Series:
    parts = []
    for one in found:
        codes = getattr(one.evidence, name)
        parts.append(np.full(len(one.of), -1) if codes is None else codes)
    codes = pl.Series(np.concatenate(parts))
    return pl.Series([*among, None], dtype=pl.Enum(among)).gather(codes.replace(-1, len(among)))


def _items(found: list[Found]) -> list[str | None]:
    texts: list[str | None] = []
    for one in found:
        shown = [
            (words.ITEMS, one.evidence.items),
            (words.PARTS, one.evidence.parts),
            (words.CONTACT_FACTS, one.evidence.facts),
        ]
        if all(masks is None for _, masks in shown):
            texts += [None] * len(one.of)
        else:
            texts += _joined(len(one.of), [(table, masks) for table, masks in shown if masks is not None])
    return texts


def _joined(size: int, shown: list[tuple[tuple[str, ...], Masks]]) -> list[str | None]:
    """The words of some masks a row, by the alphabet; null where there are none. There are few different ones, so each
    is spelled once."""
    spelled: dict[tuple[int, ...], str | None] = {}
    texts = []
    for row in range(size):
        key = tuple(int(masks[row]) for _, masks in shown)
        if key not in spelled:
            named = (words.unmask(bits, table) for (table, _), bits in zip(shown, key, strict=True))
            spelled[key] = " ".join(sorted(word for some in named for word in some)) or None
        texts.append(spelled[key])
    return texts


def _typed(values: Any, name: str) -> pl.Series:
    if name not in _NUMBERS:
        return pl.Series(name, values, dtype=BREACHES[name])
    column = pl.Series(name, values)
    column = column.set(column == NO_NUMBER, None)
    return column if name == "count" else (column * MICROSECONDS).cast(INSTANT)
