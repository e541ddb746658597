"""Content: which content items of the law a text holds, how sure that is, and where each stands.

In        a text, and its language where it is known.
Out       `Content`: items found, uncertain ones, and a `Found` for each, with the rule and the place.
Not here  the rules (rules/*.toml), bringing a text to the form they are read in (fold), what a law makes of it (law).
Proof     tests/text/test_content.py; tests/text/test_measure.py holds floors over the written test set.

A hit counts unless it stands in a frame (denied, warned of, explained, reported) or the rule's own conditions fail; on
a forbidden class the weights (weigh) have a say too. A text that is neither Chinese nor English is not read, and every
forbidden class is then uncertain.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from eastwind.core import words
from eastwind.text.fold import HAN, Folded, fold, letters
from eastwind.text.rules import Rule, Rulebook, rulebook
from eastwind.text.weigh import Weighed, weigh, weights

Span = tuple[int, int]
Cover = tuple[int, int, frozenset[str]]  # begin, end, and the items that it does not excuse

LANGUAGES: Final = ("zh", "zh-Hans", "zh-Hant", "en")
# Items that a text alone cannot show: the size of type.
UNREADABLE: Final = frozenset({"licence-12-point"})
READABLE: Final = frozenset((*words.ITEMS, *words.PARTS)) - UNREADABLE
FORBIDDEN: Final = frozenset(words.FORBIDDEN_ITEMS)

_SENTENCE_END: Final = re.compile(r"[。!?;\n]+|\.(?=\s|$)")
_HAN: Final = re.compile(f"[{HAN}]")
_LATIN: Final = re.compile(r"[a-z]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_TOKEN: Final = re.compile(r"[a-z]+")
FOREIGN_SHARE: Final = 0.3  # of letters that are neither Han nor Latin
ENGLISH_SHARE: Final = 0.35  # of words that are common or that rules speak of, in a text of so many words or more
ENGLISH_WORDS_MIN: Final = 8


class UnknownLanguage(ValueError):
    """A language that texts are not read in. The message names those there are."""


@dataclass(frozen=True, slots=True)
class Found:
    """One place where an item stands: text[start:end] as it was written, by which rule, and whether that is certain."""

    item: str
    start: int
    end: int
    rule: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Content:
    """What a text holds. An item in `uncertain` is not in `found`; `spans` has each place, in the order of the text."""

    found: frozenset[str]
    uncertain: frozenset[str]
    spans: tuple[Found, ...]

    @property
    def present(self) -> frozenset[str]:
        """What counts as there: certain items, and forbidden ones that are uncertain too."""
        return self.found | self.uncertain & FORBIDDEN

    @property
    def absent(self) -> frozenset[str]:
        """What counts as lacking: every readable item that is asked for and not certain."""
        return READABLE - FORBIDDEN - self.found


def content(text: str, language: str | None = None) -> Content:
    """The content items of a text.

    `language` is what the text is known to be written in (zh, zh-Hans, zh-Hant, en); without it the text must look like
    Chinese or English, or it is not read. Words of the other language in it are read all the same.
    Errors: UnknownLanguage.
    """
    if language is not None and language not in LANGUAGES:
        raise UnknownLanguage(f"'{language}' is not a language that texts are read in. Known: {', '.join(LANGUAGES)}.")
    book = rulebook()
    folded = fold(text, book.known)
    sentences, covers = laid_out(folded.text, book)
    spans = list(hits(folded, book, sentences, covers))
    if folded.text.strip():
        spans = _weighed(spans, folded, weigh(folded.text, sentences, [cover[:2] for cover in covers]))
    if not _readable(folded.text, language, book.known):
        spans += [Found(item, 0, len(text), "unread", False) for item in words.FORBIDDEN_ITEMS]
    certain = {span.item for span in spans if span.certain}
    spans += _composed(certain, book, len(text))
    certain = {span.item for span in spans if span.certain}
    uncertain = {span.item for span in spans} - certain
    spans.sort(key=lambda span: (span.start, span.end, span.item))
    return Content(frozenset(certain), frozenset(uncertain), tuple(spans))


def items(
    text: str, contains: Iterable[str] = (), lacks: Iterable[str] = (), language: str | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a text contains and lacks, as a worked case says it; `contains` and `lacks` correct what was found.

    Uncertain items count against the sender: as there where they are forbidden, as lacking where they are asked for.
    """
    read = content(text, language)
    there = (read.present | set(contains)) - set(lacks)
    missing = (read.absent | set(lacks)) - set(contains)
    every = words.ITEMS + words.PARTS
    return tuple(word for word in every if word in there), tuple(word for word in every if word in missing)


def laid_out(text: str, book: Rulebook) -> tuple[list[Span], list[Cover]]:
    """The sentences of a folded text, and the stretches that frames cover."""
    scripts = _scripts(text)
    covers = [
        (match.start(), match.end(), frame.not_for)
        for frame in book.frames
        if frame.language in scripts
        for match in frame.match.finditer(text)
        if match.end() > match.start()
    ]
    return _sentences(text), covers


def hits(folded: Folded, book: Rulebook, sentences: list[Span], covers: list[Cover]) -> Iterator[Found]:
    """Where the rules find an item, whatever it weighs."""
    text, scripts = folded.text, _scripts(folded.text)
    for rule in book.rules:
        if rule.language not in scripts or _missing(rule, text):
            continue
        excusable = rule.item in FORBIDDEN and not rule.denials
        for match in rule.match.finditer(text):
            start, end = match.span()
            if start == end or (excusable and _excused(start, rule.item, covers)):
                continue
            if _fits(rule, text, *_around(sentences, start, end)):
                yield Found(rule.item, *folded.origin(start, end), rule.id, rule.certain)


def _weighed(spans: list[Found], folded: Folded, weighed: Weighed) -> list[Found]:
    """What rules and weights say together.

    A rule's hit on a forbidden class that weighs too little is uncertain. What weighs much is found without a rule.
    In a text of enough doubt the classes that the weights do not gainsay are uncertain.
    """
    bounds = weights().bounds
    scores = weighed.scores
    spans = [
        span if span.item not in FORBIDDEN or scores[span.item] >= bounds["agree"] else replace(span, certain=False)
        for span in spans
    ]
    found = {span.item for span in spans if span.certain}
    heavy = [item for item in words.FORBIDDEN_ITEMS if item not in found and scores[item] >= bounds["firm"]]
    spans += [_placed(item, folded, weighed, True) for item in heavy]
    if weighed.doubt >= bounds["send"]:
        named = {item for item in words.FORBIDDEN_ITEMS if scores[item] >= bounds["agree"]} | {weighed.likeliest}
        there = {span.item for span in spans}
        spans += [_placed(item, folded, weighed, False) for item in words.FORBIDDEN_ITEMS if item in named - there]
    return spans


def _placed(item: str, folded: Folded, weighed: Weighed, certain: bool) -> Found:
    start, end = weighed.places[item]
    return Found(item, *folded.origin(start, end), "weighed", certain)


def _scripts(text: str) -> set[str]:
    return {script for script, letter in (("zh", _HAN), ("en", _LATIN)) if letter.search(text)}


def _missing(rule: Rule, text: str) -> bool:
    return bool(
        (rule.needs_text and not rule.needs_text.search(text)) or (rule.unless_text and rule.unless_text.search(text))
    )


def _excused(start: int, item: str, covers: list[Cover]) -> bool:
    return any(first <= start < last and item not in not_for for first, last, not_for in covers)


def _fits(rule: Rule, text: str, first: int, last: int) -> bool:
    if rule.needs and not rule.needs.search(text, first, last):
        return False
    return not (rule.unless and rule.unless.search(text, first, last))


def _sentences(text: str) -> list[tuple[int, int]]:
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _around(sentences: list[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """From the beginning of the sentence where a hit begins to the end of the one where it ends."""
    first = next(begin for begin, stop in sentences if start < stop)
    return first, next(stop for _, stop in sentences if end <= stop)


def _readable(text: str, language: str | None, known: frozenset[str]) -> bool:
    every = len(_LETTER.findall(text))
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if every and (every - han - latin) / every > FOREIGN_SHARE:
        return False
    if language is not None or han >= latin / 4:
        return True
    tokens = _TOKEN.findall(text)
    common = letters()["common"]["words"]
    english = sum(token in common or token in known for token in tokens)
    return len(tokens) < ENGLISH_WORDS_MIN or english / len(tokens) >= ENGLISH_SHARE


def _composed(certain: set[str], book: Rulebook, length: int) -> Iterator[Found]:
    for item, parts in book.composed.items():
        if parts <= certain and item not in certain:
            yield Found(item, 0, length, f"composed.{item}", True)
