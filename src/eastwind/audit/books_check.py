"""Checks on tables of a book: keys that somebody reads, words that the vocabulary knows.

In        a table of a law book, and where it stands.
Out       sets of words; Unreadable names file, rule, key and word.
Not here  the rules made of them (books).
Proof     tests/audit/test_books.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from .errors import Unreadable, unknown_key, unknown_word


def check_table(table: Any, known: Collection[str], where: str) -> None:
    """Refuse what is no table, and any key that nobody reads: a rule half understood is a rule misread."""
    if not isinstance(table, Mapping):
        raise Unreadable(f"{where} is {table!r}. Write a table of keys.")
    for key in table:
        if key not in known:
            raise unknown_key(where, key, known)


def word_list(value: Any, known: Collection[str], where: str, key: str) -> frozenset[str]:
    """The words of a list (or of one word); none where the key is absent."""
    if value is None:
        return frozenset()
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list | tuple):
        raise Unreadable(f"{where}: {key} is {value!r}. Write a list of words.")
    for word in found:
        if word not in known:
            raise unknown_word(where, key, word, known)
    return frozenset(found)
