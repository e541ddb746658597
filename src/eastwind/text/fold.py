"""Fold: brings a written text to the form that rules are read in, and remembers where each character came from.

In        a text as it was written.
Out       `Folded`: simplified characters, lower case, half width, contractions written out; without what people put
          between letters to slip past a filter. `origin` gives the place in the written text.
Not here  what the text says (content), the rules (rules).
Proof     tests/text/test_fold.py: scripts, widths, look-alikes, spaced letters; every place points back.

Folding is for matching alone: it is never shown. Traditional characters become simplified one by one, so a word that
the scripts spell with different characters (資訊, 信息) is for the rules to know both.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_QUOTES: Final = dict.fromkeys('"“”„«»「」『』', "") | dict.fromkeys("‘’ʼ′`´", "'")
_BETWEEN_HAN: Final = re.compile(rf"(?<=[{HAN}])[ \t·•・‧*_~|^+.\-=/\\]+(?=[{HAN}])")
_SPACED: Final = re.compile(
    r"(?<![a-z0-9'])(?:[a-z](?: {1,3})){3,}[a-z](?![a-z0-9'])"
    r"|(?<![a-z.])(?:[a-z][.*_\-]){2,}[a-z](?![a-z])"
)
_CONTRACTED: Final = re.compile(
    r"\b(can|won|shan|[a-z]+n)'t\b|'(ll|re|ve|m|d)\b"
    r"|\b(it|that|he|she|there|what|who|where|let|here)'s\b|'s(?![a-z])|'"
)
_WORD: Final = re.compile(r"[a-z0-9@$!]+")
_SIGNED: Final = re.compile(
    r"(?<![a-z0-9@$!])(?=[a-z0-9@$!]*[a-z])(?=[a-z0-9@$!]*[0-9@$!])[a-z0-9@$!]*[a-z0-9](?![a-z0-9@$])"
)
_BLANKS: Final = re.compile(r"[ \t]{2,}")
_WORDS_MAX: Final = 14  # letters in a word that spaced letters may make
_TRIES_MAX: Final = 64  # readings of one word with signs for letters


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `starts[i]` is the place of the written character that `text[i]` came from."""

    text: str
    starts: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the written text that a stretch of the folded one came from."""
        return self.starts[start], self.starts[end - 1] + 1


@cache
def letters() -> dict[str, Any]:
    """letters.toml."""
    return tomllib.loads(_read("letters.toml"))


def fold(text: str, known: frozenset[str] = frozenset()) -> Folded:
    """Fold a text. `known` are words that disguised ones may turn out to be."""
    table = _characters()
    chars: list[str] = []
    starts: list[int] = []
    for place, char in enumerate(text):
        for out in table[char]:
            chars.append(out)
            starts.append(place)
    folded = _Text("".join(chars), starts)
    folded.replace(_BETWEEN_HAN, lambda match: "")
    folded.replace(_lookalike(), lambda match: _latin(match[0]))
    folded.replace(_SPACED, lambda match: _unspaced(match[0], known))
    folded.replace(_SIGNED, lambda match: _unsigned(match[0], known))
    folded.replace(_CONTRACTED, _written_out)
    folded.replace(_short(), lambda match: letters()["short"][match[1]])
    folded.replace(_abbreviated(), lambda match: match[1].replace(".", ""))
    folded.replace(_BLANKS, lambda match: " ")
    return Folded(folded.text, tuple(folded.starts))


class _Text:
    """A text under change."""

    def __init__(self, text: str, starts: list[int]) -> None:
        self.text = text
        self.starts = starts

    def replace(self, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> None:
        """Replace every match; what comes in its stead points to where the match began, letter for letter."""
        parts: list[str] = []
        starts: list[int] = []
        last = 0
        for match in pattern.finditer(self.text):
            new = by(match)
            if new == match[0]:
                continue
            parts += (self.text[last : match.start()], new)
            starts += self.starts[last : match.start()]
            old = self.starts[match.start() : match.end()]
            starts += [old[min(place * len(old) // max(len(new), 1), len(old) - 1)] for place in range(len(new))]
            last = match.end()
        if last:
            self.text = "".join((*parts, self.text[last:]))
            self.starts = starts + self.starts[last:]


class _Characters(dict[str, str]):
    """What each character folds to, made when first met."""

    def __init__(self, simplified: dict[str, str]) -> None:
        self.simplified = simplified

    def __missing__(self, char: str) -> str:
        folded = "".join(_character(part, self.simplified) for part in unicodedata.normalize("NFKD", char))
        # What NFKD took apart and Chinese does not need apart is put together again.
        self[char] = unicodedata.normalize("NFKC", folded)
        return self[char]


def _character(char: str, simplified: dict[str, str]) -> str:
    if char in _QUOTES:
        return _QUOTES[char]
    category = unicodedata.category(char)
    if char == "\n":
        return char
    if category in ("Cf", "Mn", "Me", "Cc", "Co", "Cs"):  # zero width, combining, variation selectors, controls
        return " " if char in "\t\r\v\f" else ""
    if category in ("So", "Sk", "Zs"):  # emoji, signs, spaces of all widths
        return char if category == "So" and char in "🔪🔫" else " "
    if category in ("Zl", "Zp"):
        return "\n"
    char = char.lower()
    return simplified.get(char, char)


@cache
def _characters() -> _Characters:
    pairs = (line for line in _read("traditional.txt").splitlines() if line and not line.startswith("#"))
    return _Characters({pair[0]: pair[1] for pair in pairs})


@cache
def _lookalike() -> re.Pattern[str]:
    signs = "".join(letters()["lookalikes"])
    return re.compile(rf"(?<![^\W\d_])[a-z{signs}]*[{signs}][a-z{signs}]*(?![^\W\d_])")


def _latin(word: str) -> str:
    return word.translate(str.maketrans(letters()["lookalikes"]))


def _unspaced(run: str, known: frozenset[str]) -> str:
    """Letters with spaces between them, as the words they make."""
    if "  " in run:
        return " ".join(re.sub(r" ", "", word) for word in re.split(r" {2,}", run))
    together = re.sub(r"[^a-z]", "", run)
    if "." in run or "*" in run or "-" in run or "_" in run:
        return together
    return " ".join(_parted(together, known))


def _parted(run: str, known: frozenset[str]) -> Iterable[str]:
    """Fewest known words that make up the run; the run itself where none do."""
    best: list[list[str] | None] = [[]] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - _WORDS_MAX), end):
            before, word = best[start], run[start:end]
            if before is None or (word not in known and word not in ("a", "i")):
                continue
            found, there = [*before, word], best[end]
            if there is None or len(found) < len(there):
                best[end] = found
    return best[-1] or [run]


def _unsigned(word: str, known: frozenset[str]) -> str:
    """A word with signs for letters, as the known word that it stands for; itself where there is none."""
    if word in letters()["short"]:
        return word
    readings = [""]
    for char in word:
        readings = [reading + out for reading in readings for out in letters()["signs"].get(char, char)]
        if len(readings) > _TRIES_MAX:
            return word
    return next((reading for reading in readings if reading in known), word)


def _written_out(match: re.Match[str]) -> str:
    whole = match[0]
    if match[1]:
        stem = {"can": "can", "won": "will", "shan": "shall"}.get(match[1], match[1][:-1])
        return f"{stem} not"
    if match[2]:
        return {"ll": " will", "re": " are", "ve": " have", "m": " am", "d": " would"}[match[2]]
    if match[3]:
        return f"{match[3]} us" if match[3] == "let" else f"{match[3]} is"
    return "s" if whole == "'s" else ""


@cache
def _short() -> re.Pattern[str]:
    words = "|".join(sorted(letters()["short"], key=len, reverse=True))
    return re.compile(rf"(?<![\w.@/])({words})(?![\w@/]|\.\w)(?:\.(?= ))?")


@cache
def _abbreviated() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(letters()["abbreviations"]["words"], key=len, reverse=True))
    return re.compile(rf"(?<!\w)({words})\.(?=\s+\S)")


def _read(name: str) -> str:
    return files("eastwind.text").joinpath(name).read_text(encoding="utf-8")
