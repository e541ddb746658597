"""Errors: what keeps a book from being read at all; one clear sentence each.

In        what went wrong, where, which value, what to do.
Out       `BookError` and its kinds.
Not here  bad rows, which are data (quarantine).
Proof     tests/book/test_bad_input.py.
"""

import difflib
from collections.abc import Iterable


class BookError(ValueError):
    """A book that cannot be read. The message says what, where, which value, and what to do."""


class MappingError(BookError):
    """mapping.toml says something that cannot be followed."""


class FileError(BookError):
    """A file that is absent, cut short, or in another encoding."""


class ColumnError(BookError):
    """A column that is needed and not there."""


class PhoneBookError(BookError):
    """A file with data of people outside the debt, under `strict`."""


class StoreError(BookError):
    """A folder that is no book store, or cannot be written."""


class UnitError(BookError):
    """Amounts that are in another unit than the rest of the book."""


class DayError(BookError):
    """A day of which the book knows nothing."""


def near(word: str, known: Iterable[str]) -> str:
    """A hint such as " Did you mean 'due_on'?", or the empty string."""
    found = difflib.get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(repr(match) for match in found)}?" if found else ""
