"""`eastwind offers`: what can be offered to one person, line by line, and why.

In        a book folder, a person, an instant, a strategy with [offers].
Out       the month's surplus, what is to be asked, every kind of offer open or shut, the best first, its due dates.
Not here  which offers there are (decide.offers), whether somebody may be written to (law, plan).
Proof     tests/cli/test_offers.py.
"""

import difflib
import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import polars as pl
import typer

from eastwind import book
from eastwind.cli import inputs
from eastwind.cli.guard import Unusable, guarded
from eastwind.core import words
from eastwind.core.frames import Book
from eastwind.decide import Strategy, offers
from eastwind.decide.offers import Offers, Telling
from eastwind.engine import offers as offered
from eastwind.report import labels

NEAR: Final = 3
# States in which an arrangement is not for us to propose by ourselves: a person looks first.
STOPS: Final = (
    "deceased", "minor", "incapacity", "identity_theft", "wrong_person", "dispute", "bankruptcy", "breathing_space",
    "debt_review", "attorney", "arrangement", "promise", "distress",
)  # fmt: skip


@guarded
def offer(
    folder: Annotated[Path, typer.Argument(metavar="BOOK", help="The folder with mapping.toml.")],
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The person_id, as the book has it.")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="Day or instant of decision, e.g. 2026-09-30.")
    ] = None,
    strategy: Annotated[
        Path | None, typer.Option("--strategy", metavar="FILE", help="Strategy TOML with [offers]; else the usual one.")
    ] = None,
    language: Annotated[str, typer.Option("--lang", metavar="LANG", help="Language: en or zh.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")] = False,
) -> None:
    """Tell what one person can be offered, and why: never more than the household can spare."""
    if language not in ("en", "zh"):
        raise Unusable(f"--lang {language}: choose en or zh.")
    loaded = book.load(folder)
    defaults = loaded.mapping.defaults
    instant = inputs.as_of(as_of, defaults, loaded.book.zone)
    inputs.covered(loaded.book, instant)
    chosen = inputs.strategy(strategy, defaults, folder, loaded.book.currency)
    policy = _policy(chosen)
    row = _row(loaded, person)
    found = book.known(loaded.book, instant)
    on = inputs.local_day(found.zone, instant)
    late = book.delinquency(found, instant)
    people = np.array([row], dtype=np.int64)
    second = int(instant.timestamp())
    paper = offers.paper(offered.consider(found, late, on, people, policy, second), 0)
    loans = offered.loan_ids(found, late, on, people)[0]
    telling = Telling(paper, offered.sources(found, row, on), tuple(loans), language == "zh")
    stops = _stops(found, row, instant)
    if as_json:
        whole = {"person_id": person, "loan_ids": loans, "strategy": chosen.name, "stops": stops, **paper}
        typer.echo(json.dumps(whole | {"sources": _sources(telling)}, ensure_ascii=False, indent=2))
        return
    for line in _lines(telling, person, on, stops):
        typer.echo(line)


def _policy(strategy: Strategy) -> Offers:
    if strategy.offers is None:
        raise Unusable(
            f"The strategy '{strategy.name}' has no [offers], so it is not said what may be agreed. "
            "Copy [offers] from the strategy that ships, and set its terms."
        )
    return strategy.offers


def _row(loaded: book.Loaded, person: str) -> int:
    """The row of `person`; Unusable names near ones, or what of theirs could not be read."""
    if person in loaded.book.quarantined:
        raise Unusable(
            f"'{person}' is quarantined{_why(loaded, person)}, so nothing is offered on the rest. "
            "Correct it and ask again; eastwind book check lists every such row."
        )
    ids = loaded.book.people["person_id"]
    rows = np.flatnonzero((ids == person).to_numpy())
    if not len(rows):
        near = difflib.get_close_matches(person, ids.to_list(), n=NEAR)
        hint = f" Did you mean {' or '.join(near)}?" if near else " eastwind book check lists what was read."
        raise Unusable(f"The book has no person '{person}'.{hint}")
    return int(rows[0])


def _why(loaded: book.Loaded, person: str) -> str:
    """The first row that keeps a person out: file, line, column, value, and what is wrong."""
    rows = loaded.quarantine.filter(pl.col("person_id") == person)
    for row in rows.to_dicts():
        where = f"{row['file']}, line {row['line']}" + (
            f", {row['column']} = {row['value']!r}" if row["column"] else ""
        )
        return f" ({where}: {row['says_en']})"
    return ""


def _stops(found: Book, row: int, instant: datetime) -> list[str]:
    """Open states of the person in which nobody proposes an arrangement without looking first."""
    states = found.states.filter(
        pl.col("person") == row,
        pl.col("who").fill_null(0) == 0,
        pl.col("opened") <= instant,
        pl.col("closed").is_null() | (pl.col("closed") > instant),
    )
    open_ = states["state"].cast(pl.String).to_list()
    return [state for state in words.STATES if state in open_ and state in STOPS]


def _lines(telling: Telling, person: str, on: date, stops: list[str]) -> list[str]:
    head = f"{person} · {on.isoformat()} · {', '.join(telling.loans)}" if telling.loans else f"{person} · {on}"
    lines = [head]
    if stops:
        names = [labels.label(state, {}) for state in stops]
        zh = f"注意：有未结束的状态（{'、'.join(name.zh for name in names)}），须由专人先看，不得直接提出。"
        en = f"Mind: open states ({', '.join(name.en for name in names)}). A person looks first."
        lines.append(zh if telling.zh else en)
    return [*lines, "", *telling.lines(), "", f"offer {telling.paper['offer_id']}"]


def _sources(telling: Telling) -> dict[str, Any]:
    found, told = telling.sources.published, telling.sources.told_on
    return {
        "told_on": None if told is None else told.isoformat(),
        "published": {
            "status": found.status,
            "amount_minor": found.amount_minor,
            "kind": found.kind,
            "name": found.name,
            "cite": found.cite,
            "url": found.url,
            "confidence": found.confidence,
            "since": None if found.since is None else found.since.isoformat(),
        },
    }
