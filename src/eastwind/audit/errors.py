"""Errors: what cannot be read, in one sentence: where, which key, which value, what to write instead.

In        nothing.
Out       `Unreadable`, and helpers that make its sentences.
Not here  what contradicts itself (findings), what the law forbids (verdicts).
Proof     tests/audit/test_records.py reads every wrong key and word.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class Unreadable(ValueError):
    """Input that the auditor cannot read. Its text names the place, the key, the value and what to do."""


def choices(words: Iterable[str]) -> str:
    """The words, sorted, for a sentence."""
    return ", ".join(sorted(words))


def unknown_word(where: str, key: str, word: object, known: Iterable[str]) -> Unreadable:
    """The error for a word that the vocabulary lacks, with the nearest one that it has."""
    known = list(known)
    near = get_close_matches(str(word), known, 1, 0.7)
    hint = f"Did you mean {near[0]!r}?" if near else f"Write one of: {choices(known)}."
    return Unreadable(f"{where}: {key} is {word!r}, which the vocabulary does not know. {hint}")


def unknown_key(where: str, key: str, known: Iterable[str]) -> Unreadable:
    """The error for a key that nobody reads, with the nearest one that is read."""
    known = list(known)
    near = get_close_matches(key, known, 1, 0.7)
    hint = f"Did you mean {near[0]!r}?" if near else f"Keys here: {choices(known)}."
    return Unreadable(f"{where}: nobody reads the key {key!r}. {hint}")
