"""Books: law books read into rules that can be asked.

In        the TOML of law books (parsed), the calendars and places.
Out       `Rule`s by book and mode, in the order of the file; duties are set aside (duties).
Not here  when a rule is asked (judge).
Proof     tests/audit/test_books.py: every book that stands is read, every wrong key refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from . import clock, words
from .books_check import check_table, word_list
from .conditions import KEYS as CONDITION_KEYS
from .conditions import Condition, conditions
from .duties import KEYS as DUTIES
from .duties import Duty
from .errors import Unreadable
from .kinds_count import Cap, RestAfterDate
from .kinds_plain import Amount, Conduct, ContentForbids, ContentRequires, Forbids, Hold, Needs, TimeBar
from .kinds_time import QuietDays, QuietHours
from .moments import Moments
from .row import Row
from .windows import Calendars
from .words import split

COMMON = frozenset(
    split("id part kind force since until cite url confidence says letter note unless channels direction")
)


class Kind(Protocol):
    """What every kind answers."""

    def broken(self, row: Row, now: int) -> dict[str, Any] | None:
        """What shows that it is broken at `now`; None = it is not."""

    def moments(self, row: Row, into: Moments) -> None:
        """Note when it may cease to be broken."""


Made = Callable[[Mapping[str, Any], str, Calendars], Kind]


def _cap_or_rest(table: Mapping[str, Any]) -> tuple[frozenset[str], Made]:
    if table["kind"] == "cap":
        return Cap.keys, Cap
    return (RestAfterDate.keys, RestAfterDate) if "after_date" in table else (Cap.rest_keys, Cap)


KINDS: dict[str, tuple[frozenset[str], Made]] = {
    "quiet-hours": (QuietHours.keys, QuietHours),
    "quiet-days": (QuietDays.keys, QuietDays),
    "hold": (Hold.keys, Hold),
    "recipient": (frozenset(("only_if",)), Needs),
    "precondition": (frozenset(("needs",)), Needs),
    "conduct": (Conduct.keys, Conduct),
    "content-requires": (ContentRequires.keys, ContentRequires),
    "content-forbids": (ContentForbids.keys, ContentForbids),
    "amount": (Amount.keys, Amount),
    "time-bar": (TimeBar.keys, TimeBar),
}


class Rule:
    """One entry of a book, as one mode reads it."""

    def __init__(self, table: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        self.id: str = table["id"]
        self.part: str = table.get("part", "")
        (self.force,) = word_list(table.get("force"), words.FORCES, where, "force")
        self.since = clock.day(table.get("since"), f"{where}, since")
        until = table.get("until")
        self.until = None if until is None else clock.day(until, f"{where}, until")
        channels = (*words.CHANNELS, *words.ACTS)
        named = word_list(table.get("channels"), channels, where, "channels")
        self.channels = named or frozenset(words.CHANNELS)
        directions = (*words.DIRECTIONS, "any")
        (self.direction,) = word_list(table.get("direction", "out"), directions, where, "direction")
        keys, make = _kind(table, where)
        check_table(table, COMMON | CONDITION_KEYS | keys, where)
        own = {key: value for key, value in table.items() if key not in keys}
        self.meant = Condition(own, where, calendars, own=True)
        self.unless = conditions(table.get("unless"), f"{where}, unless", calendars)
        self.kind = make(table, where, calendars)


def _kind(table: Mapping[str, Any], where: str) -> tuple[frozenset[str], Made]:
    kind = table.get("kind")
    if kind in ("cap", "rest"):
        return _cap_or_rest(table)
    if kind == "consent":
        return (Needs.keys, Needs) if "needs" in table else (Forbids.keys, Forbids)
    if kind not in KINDS:
        known = sorted({*KINDS, *DUTIES, "cap", "rest", "consent"})
        raise Unreadable(f"{where}: kind is {kind!r}. Write one of: {', '.join(known)}.")
    return KINDS[kind]


class Book:
    """One law book: its rules and its duties by mode."""

    def __init__(self, table: Mapping[str, Any], path: str, calendars: Calendars) -> None:
        self.name: str = table.get("book", {}).get("name", "")
        if not self.name:
            raise Unreadable(f"{path}: the book has no name. Write [book] with name = the file's.")
        self.table = table
        self.rules: dict[str, list[Rule]] = {mode: [] for mode in words.MODES}
        self.duties: dict[str, list[Duty]] = {mode: [] for mode in words.MODES}
        for number, entry in enumerate(table.get("rule", ()), 1):
            where = f"{path}, rule {number} ({entry.get('id', 'without id')})"
            try:
                self._add(entry, where, calendars)
            except Unreadable:
                raise
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                told = f"{error} is missing" if isinstance(error, KeyError) else str(error)
                raise Unreadable(f"{where}: {told}. docs/reference/law-books.md says how a rule is written.") from None

    def _add(self, entry: Mapping[str, Any], where: str, calendars: Calendars) -> None:
        for mode, told in _readings(entry, where):
            if entry["kind"] in DUTIES:
                self.duties[mode].append(Duty(told, where, calendars))
            else:
                self.rules[mode].append(Rule(told, where, calendars))


def _readings(entry: Mapping[str, Any], where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The entry as each mode that knows it reads it."""
    for key in ("id", "kind", "force", "since"):
        if key not in entry:
            raise Unreadable(f"{where}: {key} is missing. Every rule has one.")
    plain = {key: value for key, value in entry.items() if key != "letter"}
    letter = entry.get("letter", {})
    if plain["force"] != "draft":
        yield "cautious", plain
    yield "draft", plain
    if letter != "off":
        literal = {**plain, **letter}
        if literal["force"] not in ("draft", "policy"):
            yield "letter", literal
