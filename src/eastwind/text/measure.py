"""Measure: what becomes of each text of a written test set: found, sent to a human, missed; and what that costs.

In        a folder of texts in the form of tests/text/data/FORMAT.md.
Out       `measure`: counts for each class, language and part of the set; `table`, `costs`: shares with intervals.
Not here  timing and printing (cli), the rules (rules), the weights (weigh).
Proof     tests/text/test_measure.py.

A text that holds a class is *found* where the class is certain, goes *to a human* where the text is uncertain of any
forbidden class, is held *for another* where only another class is certain, and else is *missed*. *Caught* is found or
to a human. Of required items only what is certain counts. Intervals are Wilson's, at 95 %.
"""

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any, Final

from eastwind.core import words
from eastwind.text.content import FORBIDDEN, LANGUAGES, Content, content
from eastwind.text.rules import RuleError

PARTS: Final = (
    "development", "held out", "by another hand", "probe", "many voices", "voice a", "voice b", "by a third hand",
)  # fmt: skip
LEARNED_FROM: Final = (PARTS[0], PARTS[4])  # the parts whose texts the rules and the weights may know
REQUIRED: Final = "required items"  # all of them together
ALL: Final = "all forbidden"
KINDS: Final = ("near a class", "plain")  # harmless texts: written to come near a class, or not
Z: Final = 1.959964  # of a two-sided 95 % interval
_KEYS: Final = ("id", "language", "form", "text", "items", "near", "either", "note")
_APART: Final = {
    "probe": PARTS[3], "many_voices": PARTS[4], "voice_a": PARTS[5], "voice_b": PARTS[6], "held_by_third": PARTS[7],
}  # fmt: skip
_OUTCOMES: Final = ("found", "human", "other", "missed", "wrong")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the set with its labels, and the part of the set it belongs to."""

    id: str
    language: str
    text: str
    items: frozenset[str]
    near: frozenset[str]
    either: frozenset[str]
    part: str


@dataclass(frozen=True, slots=True)
class Slip:
    """Where the rules and a label differ: an item missed, or found though it is not there."""

    text: Text
    item: str
    missed: bool


Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """Counts by (part, class, language) and outcome, and by (part, kind of harmless text, language).

    `outcomes` has found, human, other, missed and wrong (found though it is not there); `harmless` has texts, found and
    human. `slips` are where a label and what is certain differ.
    """

    outcomes: Mapping[tuple[Key, str], int]
    harmless: Mapping[tuple[Key, str], int]
    slips: tuple[Slip, ...]
    texts: int

    def count(self, parts: Sequence[str], name: str, language: str | None, outcome: str) -> int:
        """How often it came to that; of all forbidden classes, or in both languages, where they are asked for."""
        names = words.FORBIDDEN_ITEMS if name == ALL else (name,)
        languages = ("zh", "en") if language is None else (language,)
        return sum(
            self.outcomes.get(((part, item, spoken), outcome), 0)
            for part in parts
            for item in names
            for spoken in languages
        )


def read(folder: Path) -> tuple[Text, ...]:
    """Every text below a folder; RuleError names file, text and key of what is not understood."""
    paths = sorted(folder.rglob("*.toml"))
    if not paths:
        raise RuleError(f"{folder}: no file of texts (*.toml) is there. Give the folder tests/text/data.")
    texts = [text for path in paths for text in _file(path, folder)]
    ids = Counter(text.id for text in texts)
    if twice := [name for name, count in ids.items() if count > 1]:
        raise RuleError(f"{folder}: the id '{twice[0]}' is there twice. Give one of the texts another id.")
    return tuple(texts)


def measure(texts: Iterable[Text]) -> Measured:
    """Read every text and hold what is found against its labels."""
    outcomes: Counter[tuple[Key, str]] = Counter()
    harmless: Counter[tuple[Key, str]] = Counter()
    slips, count = [], 0
    for text in texts:
        count += 1
        read = content(text.text)
        language = "en" if text.language == "en" else "zh"
        for item in (FORBIDDEN - text.either) | text.items | text.near:
            outcome = _outcome(text, item, read)
            if outcome is None:
                continue
            outcomes[(text.part, item if item in FORBIDDEN else REQUIRED, language), outcome] += 1
            if outcome != "found":
                slips.append(Slip(text, item, item in text.items))
        if not FORBIDDEN & (text.items | text.either):
            kind = (text.part, KINDS[0] if text.near & FORBIDDEN else KINDS[1], language)
            harmless[kind, "texts"] += 1
            if read.found & FORBIDDEN:
                harmless[kind, "found"] += 1
            elif read.uncertain & FORBIDDEN:
                harmless[kind, "human"] += 1
    return Measured(outcomes, harmless, tuple(slips), count)


def _outcome(text: Text, item: str, read: Content) -> str | None:
    """What became of an item of a text; None where it is not there and not found."""
    if item not in text.items:
        return "wrong" if item in read.found else None
    if item in read.found:
        return "found"
    if item not in FORBIDDEN:
        return "missed"
    return "human" if read.uncertain & FORBIDDEN else "other" if read.found & FORBIDDEN else "missed"


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share; (0, 1) of nothing."""
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def table(measured: Measured, parts: Sequence[str]) -> str:
    """A Markdown table: a line for each class and language, over some parts together, and the sum of all classes."""
    lines = [
        "| class | language | there | found | recall | 95 % | to a human | for another | missed | caught | 95 % "
        "| precision | 95 % |",
        f"|{'---|' * 13}",
    ]
    for name in (*words.FORBIDDEN_ITEMS, ALL, REQUIRED):
        for language in ("zh", "en"):
            found, human, other, missed, wrong = (
                measured.count(parts, name, language, outcome) for outcome in _OUTCOMES
            )
            there = found + human + other + missed
            shown = f"`{name}`" if name in FORBIDDEN else name
            lines.append(
                f"| {shown} | {language} | {there} | {found} | {_share(found, there)} | {human} | {other} | {missed} "
                f"| {_share(found + human, there)} | {_share(found, found + wrong)} |"
            )
    return "\n".join(lines)


def costs(measured: Measured, parts: Sequence[str]) -> str:
    """A Markdown table: of harmless texts, how many are held to hold something and how many go to a human."""
    lines = ["| harmless texts | language | texts | found in | to a human | share | 95 % |", f"|{'---|' * 7}"]
    for kind in KINDS:
        for language in ("zh", "en"):
            texts, found, human = (
                sum(measured.harmless.get(((part, kind, language), outcome), 0) for part in parts)
                for outcome in ("texts", "found", "human")
            )
            lines.append(f"| {kind} | {language} | {texts} | {found} | {human} | {_share(human, texts)} |")
    return "\n".join(lines)


def _share(hits: int, of: int) -> str:
    if of == 0:
        return "– | –"
    low, high = wilson(hits, of)
    return f"{hits / of:.3f} | {low:.3f}–{high:.3f}"


def _file(path: Path, folder: Path) -> Iterable[Text]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("text", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{path.name} is not TOML in UTF-8: {error}. Mend that line.") from error
    apart = "" if path.parent == folder else _APART.get(path.parent.name, PARTS[2])
    for table in tables:
        yield _text(table, f"{path.name}, {table.get('id', 'a text without id')}", apart)


def _text(table: dict[str, Any], where: str, apart: str) -> Text:
    for key in table:
        if key not in _KEYS:
            raise RuleError(f"{where}: there is no key '{key}'. Known: {', '.join(_KEYS)}.")
    for key in ("id", "language", "text", "items"):
        if key not in table:
            raise RuleError(f"{where}: '{key}' is missing. See tests/text/data/FORMAT.md.")
    if table["language"] not in LANGUAGES:
        raise RuleError(f"{where}: 'language' is {table['language']!r}. Write one of {', '.join(LANGUAGES)}.")
    items, near, either = (frozenset(table.get(key, ())) for key in ("items", "near", "either"))
    for item in items | near | either:
        if item not in words.ITEMS and item not in words.PARTS:
            raise RuleError(f"{where}: '{item}' is not a content item. See docs/reference/vocabulary.md.")
    part = apart or PARTS[_half(table["id"])]
    return Text(table["id"], table["language"], table["text"], items, near, either, part)


def _half(name: str) -> int:
    """0 for the half that rules were written against, 1 for the half held out: by a digest of the id."""
    return hashlib.sha256(name.encode()).digest()[0] % 2
