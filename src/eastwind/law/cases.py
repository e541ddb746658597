"""Cases: worked cases in TOML, as lawyers read them, compiled to the same facts that books and stores compile to.

In        `[[case]]` tables (docs/reference/vocabulary.md, DESIGN §5).
Out       `Case`: facts about one person, one candidate, the books and the mode, and what is expected; CaseError
          names file, case and key of whatever is not understood.
Not here  making facts of a case's tables (compiling), judging and comparing (check).
Proof     tests/law/test_cases.py.

Every key but id, books, contact.at, contact.channel and expect has a default. A case judges at its contact's own time.
"""

import tomllib
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

from eastwind.core import words
from eastwind.core.facts import Facts
from eastwind.law import event_cases
from eastwind.law.compiling import Compiler, Parts, frames
from eastwind.law.event_cases import Owed
from eastwind.law.lines import located
from eastwind.law.reading import BookError, Params

CASE: Final = (
    "id",
    "says",
    "source",
    "books",
    "mode",
    "borrower",
    "loan",
    "contact",
    "history",
    "state",
    "consent",
    "event",
    "earlier",
    "expect",
    "note",
)


class CaseError(BookError):
    """A worked case that cannot be read. The message names file, case, key and value."""


@dataclass(frozen=True, slots=True)
class Expect:
    """What a case expects: allowed or not, breaches among those found (all of them with `only`), warnings,
    lawful_from."""

    allowed: bool
    breaches: tuple[str, ...]
    warnings: tuple[str, ...] | None  # null = not said; with `only`, a warning beside those said is one too many
    only: bool
    lawful_from: datetime | None
    rule: str | None = None  # the rule meant, where none is broken: the case is covered though it is not yet in force


@dataclass(frozen=True, slots=True)
class Case:
    """A case ready to be judged: about a contact (`candidate`, `expect`) or about an event (`events`, `owed`)."""

    file: str
    id: str
    says: str
    books: tuple[str, ...]
    mode: str
    channel: str
    by: str
    parts: Parts
    at: datetime
    expect: Expect | None
    events: pl.DataFrame | None = None
    owed: Owed | None = None

    @property
    def facts(self) -> Facts:
        """The facts of the case: one person."""
        return together([self])[1]

    @property
    def candidate(self) -> pl.DataFrame | None:
        """The judged contact; None where the case is about an event."""
        return together([self])[0] if self.owed is None else None


def together(cases: Sequence[Case]) -> tuple[pl.DataFrame, Facts]:
    """Candidates and facts of some cases: case k is person k and candidate k."""
    return frames([deepcopy(case.parts) for case in cases])


def read(path: Path) -> tuple[Case, ...]:
    """The cases of a file; CaseError if one is not understood or two have one id."""
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except FileNotFoundError:
        raise CaseError(f"{path}: there is no such file. Give the path of a file of worked cases.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CaseError(f"{path.name} is not TOML in UTF-8: {error}. Mend that line.") from error
    top = Params(content, path.name)
    tables = top.value("case", list, "cases, each under [[case]]")
    _guard(top.done)
    cases = tuple(_case(table, path.name, text, place) for place, table in enumerate(tables))
    ids = [case.id for case in cases]
    if len(set(ids)) != len(ids):
        twice = next(name for name in ids if ids.count(name) > 1)
        raise CaseError(f"{path.name}: the case '{twice}' is there twice. Give one of them another id.")
    return cases


def _guard(run: Any) -> Any:
    try:
        return run()
    except (BookError, words.UnknownWord) as error:
        raise error if isinstance(error, CaseError) else CaseError(str(error)) from error


def _case(table: dict[str, Any], file: str, text: str, place: int) -> Case:
    params = Params(table, f"{file}, case {table.get('id')!r}", empties=True)
    with located(text, file, "case", place):
        return _guard(lambda: _read_case(params, file))  # type: ignore[no-any-return]


def _read_case(params: Params, file: str) -> Case:
    for key in CASE:
        params.taken.add(key)
    params.done()
    name, says = params.text("id"), params.text("says", "")
    books = tuple(params.value("books", list, 'a list of books such as ["us"]'))
    mode = params.choice("mode", words.MODES, "cautious")
    contact = params.sub("contact")
    expected = params.sub("expect", required=True)
    assert expected is not None
    if contact is None:
        compiled = Compiler(params, Params({}, params.where))
        owed = event_cases.expectation(expected)
        events, known = event_cases.events(params, compiled.loan_of, compiled.first_loan)
        return Case(file, name, says, books, mode, "", "", compiled.parts(None), known, None, events, owed)
    parts = Compiler(params, contact).parts(contact)
    at = contact.table["at"].astimezone(UTC)
    by = str(contact.table.get("by", "creditor")).partition(":")[0]
    channel = contact.table["channel"]
    return Case(file, name, says, books, mode, channel, by, parts, at, _expect(expected))


def _expect(params: Params) -> Expect:
    lawful = params.value("lawful_from", datetime, "an instant with its offset", None)
    found = Expect(
        allowed=params.value("allowed", bool, "true or false"),
        breaches=tuple(params.value("breaches", list, "a list of rule ids", [])),
        warnings=tuple(params.value("warnings", list, "a list of rule ids", [])) if params.has("warnings") else None,
        only=params.flag("only"),
        lawful_from=None if lawful is None else lawful.astimezone(UTC),
        rule=params.text("rule", "") or None,
    )
    params.taken.add("warnings")
    params.done()
    return found
