"""Values: the keys and values of a record, checked one by one.

In        what TOML or JSON gave, and where it stood.
Out       the value; Unreadable names place, key, value and what to write.
Not here  what the values are put together to (record, duties, contacts).
Proof     tests/audit/test_records.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import words
from .errors import Unreadable, unknown_key, unknown_word


def keys(table: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    """Refuse a key that nobody reads."""
    if not known.issuperset(table):
        key = next(key for key in table if key not in known)
        raise unknown_key(where, key, known)


def table_of(value: Any, where: str) -> Mapping[str, Any]:
    """The value, if it is a table."""
    if not isinstance(value, Mapping):
        raise Unreadable(f"{where} is {value!r}. Write a table of keys.")
    return value


def tables(record: Mapping[str, Any], key: str, where: str) -> list[Any]:
    """The tables under a key; none where it is absent."""
    value = record.get(key) or []
    if isinstance(value, Mapping) or not isinstance(value, list):
        raise Unreadable(f"{where}: {key} is {value!r}. Write a list of tables, [[case.{key}]].")
    return value


def word(word: Any, known: tuple[str, ...], where: str, key: str) -> str:
    """The value, if it is one of these words."""
    if word not in known:
        raise unknown_word(where, key, word, known)
    return str(word)


def words_of(value: Any, known: tuple[str, ...], where: str, key: str) -> frozenset[str]:
    """A list of words as a set; empty where absent."""
    if value is None:
        return frozenset()
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise Unreadable(f"{where}: {key} is {value!r}. Write a list of words.")
    found = frozenset(value)
    for word in found.difference(known):
        raise unknown_word(where, key, word, known)
    return found


def number(value: Any, where: str, key: str) -> int | None:
    """A whole number, or None."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise Unreadable(f"{where}: {key} is {value!r}. Write a whole number.")


def code(value: Any, where: str, key: str) -> str:
    """A code."""
    if isinstance(value, str) and value:
        return value
    raise Unreadable(f"{where}: {key} is {value!r}. Write a code.")


def codes(value: Any, where: str, key: str) -> tuple[str, ...]:
    """One code or a list of codes, each once; none where absent."""
    if value is None:
        return ()
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(code(entry, where, key) for entry in values))


def maker(by: Any, where: str, key: str) -> str:
    """`creditor`, `agency` or `buyer` of a caller such as `agency:north`."""
    if by in words.MAKERS:
        return str(by)
    if isinstance(by, str) and by.startswith("agency:") and len(by) > len("agency:"):
        return "agency"
    raise unknown_word(where, key, by, (*words.MAKERS, "agency:<name>"))
