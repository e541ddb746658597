"""Measure: how often the rules find what a written test set holds, and how often what they find is there.

In        a folder of texts in the form of tests/text/data/FORMAT.md.
Out       `measure`: counts for each class, language and part of the set; `table`: recall and precision with intervals.
Not here  timing and printing (cli), the rules (rules).
Proof     tests/text/test_measure.py.

Recall of a forbidden class counts certain and uncertain finds, as the gate does; that of a required item certain ones
alone. Intervals are Wilson's, at 95 %.
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
from eastwind.text.content import FORBIDDEN, LANGUAGES, content
from eastwind.text.rules import RuleError

PARTS: Final = ("development", "held out", "by another hand", "probe")
REQUIRED: Final = "required items"  # all of them together
Z: Final = 1.959964  # of a two-sided 95 % interval
_KEYS: Final = ("id", "language", "form", "text", "items", "near", "either", "note")


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


@dataclass(frozen=True, slots=True)
class Measured:
    """Counts by (part, class, language): found rightly, missed, found wrongly; and where rules and labels differ."""

    right: Mapping[tuple[str, str, str], int]
    missed: Mapping[tuple[str, str, str], int]
    wrong: Mapping[tuple[str, str, str], int]
    slips: tuple[Slip, ...]
    texts: int


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
    right: Counter[tuple[str, str, str]] = Counter()
    missed: Counter[tuple[str, str, str]] = Counter()
    wrong: Counter[tuple[str, str, str]] = Counter()
    slips, count = [], 0
    for text in texts:
        count += 1
        found = content(text.text)
        language = "en" if text.language == "en" else "zh"
        judged = (FORBIDDEN - text.either) | text.items | text.near
        for item in judged:
            key = (text.part, item if item in FORBIDDEN else REQUIRED, language)
            is_found = item in (found.present if item in FORBIDDEN else found.found)
            if item in text.items:
                (right if is_found else missed)[key] += 1
            elif is_found:
                wrong[key] += 1
            if is_found != (item in text.items):
                slips.append(Slip(text, item, item in text.items))
    return Measured(right, missed, wrong, tuple(slips), count)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share; (0, 1) of nothing."""
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def table(measured: Measured, parts: Sequence[str]) -> str:
    """A Markdown table: a line for each class and language, over some parts together."""
    lines = [
        "| class | language | positives | recall | 95 % | found | precision | 95 % |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name in (*words.FORBIDDEN_ITEMS, REQUIRED):
        for language in ("zh", "en"):
            right, missed, wrong = (
                sum(counts.get((part, name, language), 0) for part in parts)
                for counts in (measured.right, measured.missed, measured.wrong)
            )
            shown = f"`{name}`" if name != REQUIRED else name
            lines.append(
                f"| {shown} | {language} | {right + missed} | {_share(right, right + missed)} "
                f"| {right + wrong} | {_share(right, right + wrong)} |"
            )
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
    apart = "" if path.parent == folder else PARTS[3] if path.parent.name == "probe" else PARTS[2]
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
