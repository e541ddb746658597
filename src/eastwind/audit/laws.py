"""Laws: a folder of law books and a folder of data, read once, and the books that bind a person.

In        `--books`: *.toml, and stacks.toml beside or above them. `--data`: holidays/*.toml, places.toml.
Out       `Laws`, and `judge`.
Not here  one rule (books), one case (record), the verdict (judge).
Proof     tests/audit/test_books.py.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from . import canonical, clock, holidays, record
from .books import Book, Rule
from .errors import Unreadable
from .judge import UNMAPPED, verdict
from .places import Places, Stacks
from .record import Case
from .windows import Calendars


class Laws:
    """All that is needed to judge."""

    def __init__(self, books: Iterable[Book], stacks: Stacks | None, calendars: Calendars, places: Places) -> None:
        self.books = {book.name: book for book in books}
        self.stacks, self.calendars, self.places = stacks, calendars, places
        self._rules: dict[tuple[tuple[str, ...], str, str], list[Rule]] = {}

    def rules(self, names: tuple[str, ...], mode: str, channel: str) -> list[Rule]:
        """The rules of these books that mode and channel know, in their order."""
        key = (names, mode, channel)
        if key not in self._rules:
            found = (rule for name in names for rule in self.books[name].rules[mode])
            self._rules[key] = [rule for rule in found if channel in rule.channels]
        return self._rules[key]

    def stack(self, case: Case, country: str | None) -> tuple[str, ...] | None:
        """The books that bind, at hand or not: the case's own, else by the stacks; None = a place has none."""
        if case.books is not None:
            return case.books
        if self.stacks is None or not case.places:
            return None
        try:
            return tuple(self.stacks.books([*case.places, *([country] if country else [])], self.places))
        except Unreadable:
            return None

    def digest(self, names: Iterable[str]) -> str:
        """What a plan that was judged by the books of these names, as they stand here, says under `laws`."""
        found = [canonical.digest(self.books[name].table) for name in names]
        by_place, everywhere = ({}, []) if self.stacks is None else self.stacks.table
        return canonical.digest([found, by_place, everywhere, False])

    def binding(self, case: Case, country: str | None) -> tuple[str, ...] | None:
        """The books that bind; None where a place has none, or one is not at hand."""
        names = self.stack(case, country)
        return None if names is None or any(name not in self.books for name in names) else names


def load(books: Path, data: Path) -> Laws:
    """Read the two folders; Unreadable names the file and what is wrong with it."""
    places = Places(_toml(data / "places.toml"))
    tables = [_toml(path) for path in _files(data / "holidays")]
    named = {name: calendar for table in tables for name, calendar in holidays.read(table).items()}
    calendars = Calendars(named, places)
    stacks = next((p for p in (books / "stacks.toml", books.parent / "stacks.toml") if p.is_file()), None)
    found = [Book(_toml(path), path.name, calendars) for path in _files(books) if path.name != "stacks.toml"]
    return Laws(found, None if stacks is None else Stacks(_toml(stacks)), calendars, places)


def _files(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.toml"))
    if not found:
        raise Unreadable(f"{folder}: there is no *.toml file here. Give the folder that holds them.")
    return found


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise Unreadable(f"{path}: there is no such file. Give --books and --data as they lie in Eastwind.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path}: this is no TOML ({error}). Mend the file.") from None


def judge(
    case: Mapping[str, Any] | Case,
    laws: Laws,
    *,
    mode: str | None = None,
    law_on: object = None,
    country: str | None = None,
) -> dict[str, Any]:
    """The verdict on one contact in the form of a worked case.

    `mode` replaces the case's own; `law_on` is a date whose law decides; `country` is the lender's, for stacks.
    Raises Unreadable for a key or word that nobody can read.
    """
    read = case if isinstance(case, Case) else record.read(case, laws.places)
    names = laws.binding(read, country)
    if names is None:
        return {"allowed": False, "lawful_from": None, "breaches": [dict(UNMAPPED)], "warnings": []}
    day = None if law_on is None else clock.day(law_on, "law_on")
    return verdict(read, laws.rules(names, mode or read.mode, read.contact.channel), day)
