"""Heads: what every entry of a law book has, whether the gate asks it or it is a duty.

In        a `[[rule]]` table; the mode (cautious, letter, draft).
Out       its `Head`; and `in_mode`: the entry as a mode reads it, or nothing where the mode does not know it.
Not here  what an entry says (rules, duties.rules), files and versions (books).
Proof     tests/law/test_books.py, tests/law/duties/test_reading.py: every kind of nonsense, for both.
"""

from collections.abc import Callable
from typing import Any, Final, Protocol, TypedDict, TypeVar

from eastwind.core import words
from eastwind.law.plain import EPOCH
from eastwind.law.reading import Params

FIXED: Final = ("id", "part", "kind", "force", "since", "until", "cite", "says")  # no plain reading changes these


class Head(TypedDict):
    """Who an entry is, since when and on whose word. Days are numbers since 1970-01-01, `until` None = open."""

    id: str
    part: str
    kind: str
    force: str
    since: int
    until: int | None
    cite: str
    url: str
    confidence: str
    says: dict[str, str]


class Entry(Protocol):
    """What is asked of an entry to know in which modes it speaks."""

    @property
    def force(self) -> str:
        """One of words.FORCES."""


E = TypeVar("E", bound=Entry)


def in_mode(
    table: dict[str, Any], where: str, mode: str, make: Callable[[Params], E], fixed: tuple[str, ...] = FIXED
) -> E | None:
    """What `make` reads of the table as the mode has it; None where the mode does not know it."""
    name, part = table.get("id"), table.get("part", "")
    params = Params(dict(table), f"{where}, rule {name!r}" + (f" ({part})" if part else ""))
    letter = params.value("letter", (dict, str), 'what the plain reading changes, or "off"', {})
    if isinstance(letter, str) and letter != "off":
        raise params.fail(f"'letter' is '{letter}'. Write a table of what the plain reading changes, or \"off\".")
    if isinstance(letter, dict):
        if kept := [key for key in letter if key in fixed]:
            raise params.fail(f"'letter' may not change '{kept[0]}'. Write a rule or a part of its own.")
        if mode == "letter":
            params.table.update(letter)
    entry = make(params)
    if mode == "letter" and (letter == "off" or entry.force == "policy"):
        return None
    return None if entry.force == "draft" and mode != "draft" else entry


def head(params: Params, kinds: tuple[str, ...]) -> Head:
    """The head of an entry whose kind is one of `kinds`; the note is for readers, and is passed over."""
    identity, part = params.text("id"), params.text("part", "")
    kind = params.choice("kind", kinds)
    since, until = params.day("since"), params.day("until", None)
    assert since is not None
    if until is not None and until < since:
        raise params.fail(f"'until' {until} is before 'since' {since}. Exchange them.")
    force = params.choice("force", words.FORCES)
    cite, url = params.text("cite"), params.text("url", "")
    confidence = params.choice("confidence", words.CONFIDENCES)
    says = params.sub("says", required=True)
    assert says is not None
    sentences = {language: says.text(language) for language in words.LANGUAGES}
    says.done()
    params.text("note", "")
    return Head(
        id=identity, part=part, kind=kind, force=force, since=(since - EPOCH).days,
        until=None if until is None else (until - EPOCH).days, cite=cite, url=url, confidence=confidence,
        says=sentences,
    )  # fmt: skip
