"""History: the versions of a rule, and what differs between a law book on one day and on another.

In        law books as read, a rule's id, two days.
Out       `Version`s as they are written in the book; `Change`s from one day to the other, key by key.
Not here  words for keys and changes (report.lawbook), which contacts a change concerns (`eastwind law replay`).
Proof     tests/law/test_history.py compares with the plain reading of the books.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from eastwind.law.books import Book
from eastwind.law.reading import BookError

# Keys that name a version, or tell of it; all others are what it says.
NAMES: Final = ("id", "part", "since", "until")
ABOUT: Final = ("says", "note", "url")

What = Literal["begins", "ends", "changes"]


@dataclass(frozen=True, slots=True)
class Version:
    """A `[[rule]]` of a book as it is written; `table` is its content."""

    book: str
    table: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The rule's id; parts and versions share it."""
        return str(self.table["id"])

    @property
    def part(self) -> str:
        """The part of the rule; "" = it has none."""
        return str(self.table.get("part", ""))

    @property
    def name(self) -> str:
        """Id and part, as a reader names them."""
        return f"{self.id} ({self.part})" if self.part else self.id

    @property
    def since(self) -> date:
        """First day in force."""
        day: date = self.table["since"]
        return day

    @property
    def until(self) -> date | None:
        """Last day in force; None = open."""
        return self.table.get("until")

    def in_force(self, on: date) -> bool:
        """Whether it is in force on a day, for contacts of that local date."""
        return self.since <= on and (self.until is None or on <= self.until)

    @property
    def content(self) -> dict[str, Any]:
        """What it says: every key but its names, dates, sentences and notes."""
        return {key: value for key, value in self.table.items() if key not in NAMES + ABOUT}


@dataclass(frozen=True, slots=True)
class Change:
    """A rule that begins, ends, or speaks differently. `keys`: key, value before, value after; None = absent."""

    what: What
    before: Version | None
    after: Version | None
    keys: tuple[tuple[str, Any, Any], ...] = ()

    @property
    def version(self) -> Version:
        """The newer of the two, the only one where it begins or ends."""
        found = self.after or self.before
        assert found is not None
        return found


def versions(book: Book) -> tuple[Version, ...]:
    """Every version of every rule, in the order of the book."""
    return tuple(Version(book.name, table) for table in book.content["rule"])


def find(books: Iterable[Book], name: str) -> tuple[Version, ...]:
    """All parts and versions of the rule `name`, oldest first within a part; else BookError with near names."""
    every = [version for book in books for version in versions(book)]
    found = [version for version in every if version.id == name]
    if not found:
        ids = sorted({version.id for version in every})
        near = difflib.get_close_matches(name, ids, n=3, cutoff=0.5) or [one for one in ids if name in one][:3]
        hint = f"Did you mean {' or '.join(near)}?" if near else "`eastwind law list` names all."
        raise BookError(f"No law book has the rule '{name}'. {hint}")
    order = {version.part: place for place, version in reversed(list(enumerate(found)))}
    return tuple(sorted(found, key=lambda version: (order[version.part], version.since)))


def compare(before: Book, on_before: date, after: Book, on_after: date) -> tuple[Change, ...]:
    """What differs between the rules in force on two days: in the order of the newer book, what ended last.

    A rule is the same if id and part are; it changes where what it says differs. A new version that says the same in
    other words is no change.
    """
    old, new = _in_force(before, on_before), _in_force(after, on_after)
    changes = [change for name, version in new.items() if (change := _change(old.get(name), version))]
    return (*changes, *(Change("ends", version, None) for name, version in old.items() if name not in new))


def unchanged(before: Book, on_before: date, after: Book, on_after: date) -> int:
    """How many rules say on the second day what they said on the first."""
    old, new = _in_force(before, on_before), _in_force(after, on_after)
    return sum(name in old and _change(old[name], version) is None for name, version in new.items())


def _in_force(book: Book, on: date) -> dict[tuple[str, str], Version]:
    return {(version.id, version.part): version for version in versions(book) if version.in_force(on)}


def _change(old: Version | None, new: Version) -> Change | None:
    if old is None:
        return Change("begins", None, new)
    was, now = old.content, new.content
    keys = tuple((key, was.get(key), now.get(key)) for key in {**now, **was} if was.get(key) != now.get(key))
    return Change("changes", old, new, keys) if keys else None
