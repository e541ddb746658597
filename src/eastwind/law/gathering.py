"""Gathering: many worked cases, judged in one call of the gate for each set of books and each mode.

In        records: worked cases as dicts, from TOML or JSON (books, mode, borrower, loan, contact, history …).
Out       a verdict each, as docs/reference/verdicts.md writes it.
Not here  files of cases and what they expect (cases, check).
Proof     tests/law/test_gathering.py: judged together is as judged alone.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from eastwind.core.facts import Facts
from eastwind.law import books
from eastwind.law.books import Laws
from eastwind.law.compiling import Compiler, frames
from eastwind.law.gate import Verdicts, judge
from eastwind.law.reading import BookError, Params

Record = dict[str, Any]

SHOWN: Final = (
    "rule", "part", "force", "count", "limit", "first_at", "last_at", "state", "opened_at", "until", "items", "unknown",
)  # fmt: skip
INSTANT: Final = "%Y-%m-%dT%H:%M:%SZ"


def gather(records: Iterable[Record]) -> tuple[pl.DataFrame, Facts]:
    """Candidates and facts of some records: record k is candidate k and person k. BookError names record and key."""
    return frames([_parts(record, place) for place, record in enumerate(records)])


def verdicts(records: Sequence[Record], folder: Path = books.FOLDER) -> list[Record]:
    """The verdict over each record under the books and in the mode it names, in order."""
    found: list[Record] = [{} for _ in records]
    groups: dict[tuple[tuple[str, ...], str], list[int]] = {}
    for place, record in enumerate(records):
        groups.setdefault((tuple(record["books"]), record.get("mode", "cautious")), []).append(place)
    for (names, mode), members in groups.items():
        candidates, facts = gather(records[place] for place in members)
        told = verdict_of(judge(candidates, facts, _laws(names, folder), as_of=None, mode=mode))
        for place, verdict in zip(members, told, strict=True):
            found[place] = verdict
    return found


def verdict_of(found: Verdicts) -> list[Record]:
    """What the gate says of each candidate: allowed, lawful_from, breaches, warnings; instants as UTC texts."""
    told = found.candidates.select("candidate", "allowed", pl.col("lawful_from").dt.strftime(INSTANT)).to_dicts()
    place = {verdict.pop("candidate"): verdict for verdict in told}
    for name in ("breaches", "warnings"):
        for verdict in told:
            verdict[name] = []
        frame: pl.DataFrame = getattr(found, name)
        instants = [pl.col(key).dt.strftime(INSTANT) for key in SHOWN if key.endswith("_at") or key == "until"]
        for row in frame.with_columns(instants).select("candidate", *SHOWN).to_dicts():
            place[row.pop("candidate")][name].append(row)
    return told


def _parts(record: Record, place: int) -> Any:
    params = Params(record, f"record {record.get('id', place)!r}", empties=True)
    contact = params.sub("contact", required=True)
    assert contact is not None
    return Compiler(params, contact).parts(contact)


@cache
def _laws(names: tuple[str, ...], folder: Path) -> Laws:
    if not names:
        raise BookError('A record names no books. Write books = ["cn"] or the like.')
    return books.load(names, folder, pinned=True)
