"""Books: reads law books and stacks, and keeps for every stack, mode and channel the rules that speak.

In        names of books and the folder they lie in (`<name>.toml`), and `stacks.toml` beside this module.
Out       `Laws`: immutable, with a digest over its parsed content.
Not here  rules (rules), verdicts (gate).
Proof     tests/law/test_books.py.

A book is read whole or not at all, in every mode, so that a mistake in a letter's numbers is found on the first day.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from eastwind.core import digests, places, words
from eastwind.law import rules, sentences
from eastwind.law.columns import chain
from eastwind.law.duties import rules as duties
from eastwind.law.duties.rules import Duty
from eastwind.law.lines import line_of, located
from eastwind.law.plain import Known
from eastwind.law.reading import BookError, Params
from eastwind.law.rules import Rule

FOLDER: Final = Path(__file__).parent / "books"
STACKS: Final = Path(__file__).parent / "stacks.toml"


@dataclass(frozen=True, slots=True)
class Book:
    """One law book: its parsed content, and its gate rules and duties in each mode."""

    name: str
    title: dict[str, str]
    content: dict[str, Any]
    digest: str
    rules: dict[str, tuple[Rule, ...]]
    duties: dict[str, tuple[Duty, ...]] = field(default_factory=dict)


Plan = tuple[tuple[int, Rule], ...]


@dataclass(frozen=True, slots=True)
class Laws:
    """Some books, and which of them bind where.

    `pinned`: all of the books bind everybody, wherever they live (worked cases, "what would the law of … say").
    """

    books: tuple[Book, ...]
    by_place: dict[str, tuple[str, ...]]
    everywhere: tuple[str, ...]
    pinned: bool = False
    plans: dict[tuple[Any, ...], Plan] = field(default_factory=dict, compare=False, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the books, in the order given."""
        return tuple(book.name for book in self.books)

    @property
    def digest(self) -> str:
        """Digest of the parsed content of the books and stacks."""
        content = [[book.digest for book in self.books], self.by_place, self.everywhere, self.pinned]
        return _digest(content)

    def pin(self) -> "Laws":
        """The same books, binding everybody."""
        return replace(self, pinned=True, plans={})

    def speaking(self, stack: tuple[str, ...], mode: str, channel: int) -> tuple[Rule, ...]:
        """Rules of a stack that speak about a channel in a mode, in the order of the books."""
        chosen = (rule for book in self.books if book.name in stack for rule in book.rules[mode])
        return tuple(rule for rule in chosen if rule.channels >> channel & 1)

    def plan(self, stack: tuple[str, ...], mode: str, known: Known) -> Plan:
        """The rules that may mean contacts of which some words are known, the channel at least, each with its place in
        the books; what the known words settle is asked no more."""
        key = (stack, mode, *known.items())
        found = self.plans.get(key)
        if found is None:
            rules = enumerate(self.speaking(stack, mode, known["channel"]))
            narrowed = ((place, rule.given(known)) for place, rule in rules)
            found = self.plans[key] = tuple((place, rule) for place, rule in narrowed if rule is not None)
        return found


def load(names: Sequence[str], folder: Path = FOLDER, *, pinned: bool = False) -> Laws:
    """The books of some names; BookError if one is missing, twice there, or not understood."""
    if len(set(names)) != len(names):
        raise BookError(f"A law book is named twice: {', '.join(names)}. Name each once.")
    books = tuple(read(folder / f"{name}.toml") for name in names)
    by_place, everywhere = read_stacks(STACKS) if STACKS.exists() else ({}, ())
    return Laws(books, by_place, everywhere, pinned)


def available(folder: Path = FOLDER) -> tuple[str, ...]:
    """Names of the books in a folder, sorted."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def stack(lived: Sequence[str], lender_country: str | None, laws: Laws) -> tuple[str, ...] | None:
    """Names of the books that bind: those of every plausible place and of the lender's country, in the order of `laws`.

    None where there is no place, a place that no book covers, or a book that binds but was not loaded: unknown law
    blocks.
    """
    if laws.pinned:
        return laws.names
    wanted = set(laws.everywhere)
    if not lived:
        return None
    for place in (*lived, *((lender_country,) if lender_country else ())):
        links = chain(place)
        if not any(link in laws.by_place for link in links):
            return None
        wanted.update(name for link in links for name in laws.by_place.get(link, ()))
    return tuple(name for name in laws.names if name in wanted) if wanted <= set(laws.names) else None


def read_stacks(path: Path) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Books by place, and those that bind everywhere, from stacks.toml; a place that is not mapped is an error."""
    text = _text(path)
    params = Params(_tables(text, path.name), path.name)
    everywhere = tuple(params.value("everywhere", list, 'a list of books such as ["house"]', []))
    table = params.sub("place", required=True)
    params.done()
    assert table is not None
    by_place = {place: tuple(table.value(place, list, 'a list of books such as ["cn"]')) for place in table.table}
    for place, names in (*by_place.items(), ("everywhere", everywhere)):
        line = next((k for k, line in enumerate(text.splitlines(), 1) if line.lstrip(' "').startswith(place)), 1)
        where = f"{path.name}:{line}"
        if not all(isinstance(name, str) and name for name in names):
            raise BookError(f"{where}: '{place}' is {list(names)!r}. Write a list of books such as [\"cn\"].")
        if place != "everywhere":
            try:
                places.parents(place)
            except places.UnknownPlace as error:
                raise BookError(f"{where}: {error}") from None
    return by_place, everywhere


def read(path: Path) -> Book:
    """One book; BookError names file, rule, key, value and what to write."""
    return _read_text(path.name, _text(path))


@cache
def _read_text(name: str, text: str) -> Book:
    content = _tables(text, name)
    params = Params(content, f"books/{name}")
    head = params.sub("book", required=True)
    assert head is not None
    if head.text("name") != name.removesuffix(".toml"):
        raise head.fail(
            f"'name' is '{head.table['name']}'. Write the name of the file, '{name.removesuffix('.toml')}'."
        )
    title = head.sub("title", required=True)
    assert title is not None
    titles = {language: title.text(language) for language in words.LANGUAGES}
    title.done()
    head.text("note", "")
    head.done()
    tables = params.value("rule", list, "the rules, each under [[rule]]")
    params.done()
    found: dict[str, list[Rule]] = {mode: [] for mode in words.MODES}
    due: dict[str, list[Duty]] = {mode: [] for mode in words.MODES}
    for place, table in enumerate(tables):
        with located(text, f"books/{name}", "rule", place):
            for mode in words.MODES:
                where = (head.table["name"], f"books/{name}", mode)
                if table.get("kind") in duties.KINDS:
                    due[mode] += [duty] if (duty := duties.read(table, *where)) else []
                else:
                    found[mode] += [rule] if (rule := rules.read(table, *where)) else []
            sentences.check(table, f"books/{name}")
    _check_versions(tables, f"books/{name}", text)
    read_rules = {mode: tuple(some) for mode, some in found.items()}
    return Book(
        head.table["name"],
        titles,
        content,
        _digest(content),
        read_rules,
        {mode: tuple(some) for mode, some in due.items()},
    )


def _check_versions(tables: list[dict[str, Any]], where: str, text: str) -> None:
    """Versions of one rule and part follow one another; parts have names of their own."""
    spans: dict[tuple[str, str], list[tuple[Any, Any, int]]] = {}
    for place, table in enumerate(tables):
        key = (table["id"], table.get("part", ""))
        spans.setdefault(key, []).append((table["since"], table.get("until"), place))
    for (name, part), found in spans.items():
        found.sort(key=lambda span: span[0])
        for (_, end, older), (start, _, newer) in pairwise(found):
            if end is None or end >= start:
                named = f"{name!r}" + (f" ({part})" if part else "")
                first, second = (line_of(text, "rule", place) for place in (older, newer))
                raise BookError(
                    f"{where}:{second}, rule {named}: two versions are in force on {start}, this one and that of line "
                    f"{first}. Give the older an 'until' before that day, or each a 'part' of its own."
                )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        there = ", ".join(available(path.parent)) or "none"
        raise BookError(f"There is no law book '{path.stem}' in {path.parent.name}/. There are: {there}.") from None


def _tables(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BookError(f"{name} is not TOML: {error}. Mend that line.") from error


def _digest(content: Any) -> str:
    return digests.digest(_plain(content))


def _plain(value: Any) -> Any:
    """The parsed content with dates as texts, which canonical JSON asks for."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
