"""Features: what of a text is weighed: its concepts, pairs of them, and its short runs of characters or words.

In        a folded text (fold), its sentences and the stretches that frames cover (content).
Out       `windows`: for every two sentences that follow each other, where they stand and the features in them.
Not here  what the features weigh (weigh), which words are of one meaning (concepts.toml).
Proof     tests/text/test_weigh.py.

A feature inside a frame (denied, warned of, told as a right) is marked with `!` and so weighed apart: what "police"
says in "we will not call the police" is not what it says in "we will call the police".
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from eastwind.text.fold import HAN

Span = tuple[int, int]
_TOKEN: Final = re.compile(rf"[{HAN}]+|[a-z][a-z'-]*|[$£€]|\d+")
_ENDING: Final = re.compile(r"(?<=[a-z]{3})(?:ings?|ed|es|s|ly|er|'s)$")
_TERM_MAX: Final = 6  # characters in a Chinese term, and a run never has more
_RUN_MAX: Final = 3  # characters in a Chinese run that is a feature of its own
_WORDS_MAX: Final = 4  # words in an English term


def windows(text: str, sentences: Sequence[Span], covers: Sequence[Span]) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Begin, end and features of every two sentences that follow each other; of the one, where there is but one."""
    read = [(first, last, *_read(text, first, last, covers)) for first, last in sentences]
    read = [entry for entry in read if entry[2] or entry[3]]
    alone = len(read) == 1
    for this, following in zip(read, [None] if alone else read[1:], strict=False):
        concepts, runs, last = this[2], this[3], this[1]
        if following is not None:
            concepts, runs, last = concepts | following[2], runs | following[3], following[1]
        yield this[0], last, frozenset(runs | concepts | _pairs(concepts))


def _pairs(concepts: set[str]) -> set[str]:
    """Two concepts that stand together, both outside frames."""
    free = sorted(concept for concept in concepts if concept[0] != "!")
    return {f"{one}&{other}" for place, one in enumerate(free) for other in free[place + 1 :]}


def _read(text: str, first: int, last: int, covers: Sequence[Span]) -> tuple[set[str], set[str]]:
    concepts: set[str] = set()
    runs: set[str] = set()
    words: list[tuple[str, str]] = []
    for match in _TOKEN.finditer(text, first, last):
        token, place = match[0], match.start()
        if token[0] > "\u3000":
            _chinese(token, place, covers, concepts, runs)
        else:
            mark = _mark(place, covers)
            words.append((token if token[0].isalpha() else "0" if token[0].isdigit() else "$", mark))
    _english(words, concepts, runs)
    return concepts, runs


def _chinese(run: str, place: int, covers: Sequence[Span], concepts: set[str], runs: set[str]) -> None:
    terms = _terms()["zh"]
    for start in range(len(run)):
        mark = _mark(place + start, covers)
        for length in range(1, min(_TERM_MAX, len(run) - start) + 1):
            part = run[start : start + length]
            if length <= _RUN_MAX:
                runs.add(mark + part)
            if part in terms:
                concepts.update(mark + concept + "." for concept in terms[part])


def _english(words: Sequence[tuple[str, str]], concepts: set[str], runs: set[str]) -> None:
    terms, prefixes = _terms()["en"], _prefixes()
    stems = [_ENDING.sub("", word) for word, _ in words]
    for start, (word, mark) in enumerate(words):
        runs.add(mark + stems[start] + "_")
        for other in (1, 2):
            if start + other < len(words):
                runs.add(f"{mark}{stems[start]}{'_' * other}{stems[start + other]}")
        part = ""
        for following, _ in words[start : start + _WORDS_MAX]:
            part = f"{part} {following}" if part else following
            if part in terms:
                concepts.update(mark + concept + "." for concept in terms[part])
        for length in range(2, len(word) + 1):
            if word[:length] in prefixes:
                concepts.update(mark + concept + "." for concept in prefixes[word[:length]])


def _mark(place: int, covers: Sequence[Span]) -> str:
    return "!" if any(first <= place < last for first, last in covers) else ""


@cache
def concepts() -> dict[str, dict[str, list[str]]]:
    """concepts.toml."""
    return tomllib.loads(files("eastwind.text").joinpath("concepts.toml").read_text(encoding="utf-8"))


@cache
def _terms() -> dict[str, dict[str, tuple[str, ...]]]:
    """For each language: a term, and the concepts that it stands for."""
    found: dict[str, dict[str, tuple[str, ...]]] = {"zh": {}, "en": {}}
    for concept, languages in concepts().items():
        for language, terms in languages.items():
            for term in terms:
                if not term.endswith("*"):
                    found[language][term] = (*found[language].get(term, ()), concept)
    return found


@cache
def _prefixes() -> dict[str, tuple[str, ...]]:
    """The beginning of an English word, and the concepts that it stands for whatever the ending."""
    found: dict[str, tuple[str, ...]] = {}
    for concept, languages in concepts().items():
        for term in languages["en"]:
            if term.endswith("*") and " " not in term:
                found[term[:-1]] = (*found.get(term[:-1], ()), concept)
    return found
