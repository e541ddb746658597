"""Reading: takes parameters out of a law book's TOML and refuses whatever is not understood.

In        a TOML table and where it stands (file, rule).
Out       typed values; BookError names file, rule, key, value and what to write instead.
Not here  what the values mean (kinds, conditions).
Proof     tests/law/test_books.py feeds every kind of nonsense.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from eastwind.core import words

DAY: Final = 86_400
_CLOCK = re.compile(r"(\d{2}):(\d{2})(?::(\d{2}))?")
_ABSENT: Final = object()


class BookError(ValueError):
    """A law book that cannot be read. The message says where, what, and what to write instead."""


@dataclass(slots=True)
class Params:
    """A TOML table being read: every key must be taken once, `done` refuses the rest."""

    table: dict[str, Any]
    where: str
    taken: set[str] = field(default_factory=set)
    empties: bool = False  # whether a list may be empty: a case may say so outright, in a book it is a slip

    def fail(self, what: str) -> BookError:
        """The error to raise about this table."""
        return BookError(f"{self.where}: {what}")

    def has(self, key: str) -> bool:
        """Whether the key stands there."""
        return key in self.table

    def value(self, key: str, kind: type | tuple[type, ...], meant: str, default: Any = _ABSENT) -> Any:
        """The value of `key`, of a Python type; `meant` says in words what belongs there."""
        self.taken.add(key)
        if key not in self.table:
            if default is _ABSENT:
                raise self.fail(f"'{key}' is missing. Write {meant}.")
            return default
        value = self.table[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            raise self.fail(f"'{key}' is {value!r}. Write {meant}.")
        return value

    def text(self, key: str, default: Any = _ABSENT) -> str:
        """A text that is not empty."""
        value: str = self.value(key, str, "a text", default)
        if default is _ABSENT and not value.strip():
            raise self.fail(f"'{key}' is empty. Write a text.")
        return value

    def integer(self, key: str, least: int, default: Any = _ABSENT) -> int:
        """A whole number, `least` or more."""
        value: int = self.value(key, int, f"a whole number, {least} or more", default)
        if key in self.table and value < least:
            raise self.fail(f"'{key}' is {value}. Write a whole number, {least} or more.")
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """true or false."""
        value: bool = self.value(key, bool, "true or false", default)
        return value

    def day(self, key: str, default: Any = _ABSENT) -> date | None:
        """A date such as 2026-01-30."""
        value: date | None = self.value(key, date, "a date such as 2026-01-30", default)
        return value

    def choice(self, key: str, among: tuple[str, ...], default: Any = _ABSENT) -> str:
        """One of some words."""
        value: str = self.value(key, str, f"one of {', '.join(among)}", default)
        if key in self.table and value not in among:
            raise self.fail(f"'{key}' is '{value}'. Write one of {', '.join(among)}.")
        return value

    def words(
        self, key: str, among: tuple[str, ...], default: Any = _ABSENT, *, empty: bool = False
    ) -> tuple[str, ...]:
        """A list of words of a table; a single word may stand without brackets. `empty` lists are refused by
        default."""
        value = self.value(key, (list, str), f"a list of words: {', '.join(among)}", default)
        if key not in self.table:
            return tuple(value)
        chosen = (value,) if isinstance(value, str) else tuple(value)
        if not chosen and not empty and not self.empties:
            raise self.fail(f"'{key}' is empty. Leave it out, or name at least one word.")
        for word in chosen:
            if word not in among:
                raise self.fail(f"'{key}' holds {word!r}, which is no word for it. Known: {', '.join(among)}.")
        if len(set(chosen)) != len(chosen):
            raise self.fail(f"'{key}' names a word twice: {', '.join(chosen)}.")
        return chosen

    def bits(self, key: str, among: tuple[str, ...]) -> int:
        """The same as a mask, bit = place of the word; 0 when the key is absent."""
        return words.mask(self.words(key, among, ()), among, what=key)

    def items(self, key: str) -> tuple[int, int]:
        """Content items as two masks (core.words.ITEMS, core.words.PARTS)."""
        return words.item_masks(self.words(key, words.ITEMS + words.PARTS, ()))

    def clock(self, key: str, default: Any = _ABSENT) -> int:
        """A time of day such as "08:00" or "21:59:59", in seconds; "24:00" ends the day."""
        value: str = self.value(key, str, 'a time of day such as "08:00"', default)
        if key not in self.table:
            return default  # type: ignore[no-any-return]
        found = _CLOCK.fullmatch(value)
        seconds = int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0) if found else -1
        if not found or int(found[2]) > 59 or int(found[3] or 0) > 59 or seconds > DAY:
            raise self.fail(f"'{key}' is '{value}'. Write a time of day from \"00:00\" to \"24:00\".")
        return seconds

    def sub(self, key: str, required: bool = False) -> "Params | None":
        """A table inside this one."""
        value = self.value(key, dict, "a table such as { … }", _ABSENT if required else None)
        return None if value is None else Params(value, f"{self.where}, {key}", empties=self.empties)

    def subs(self, key: str) -> tuple["Params", ...]:
        """A list of tables inside this one; empty when the key is absent."""
        value = self.value(key, (list, dict), "a list of tables such as [{ … }]", [])
        tables = [value] if isinstance(value, dict) else value
        if not all(isinstance(table, dict) for table in tables):
            raise self.fail(f"'{key}' is {value!r}. Write a list of tables such as [{{ … }}].")
        if key in self.table and not tables and not self.empties:
            raise self.fail(f"'{key}' is empty. Leave it out, or name at least one.")
        return tuple(
            Params(table, f"{self.where}, {key}[{place}]", empties=self.empties) for place, table in enumerate(tables)
        )

    def done(self) -> None:
        """Refuse keys that nothing has asked for."""
        for key in self.table:
            if key not in self.taken:
                raise self.fail(f"'{key}' is not a key here. Known: {', '.join(sorted(self.taken))}.")
