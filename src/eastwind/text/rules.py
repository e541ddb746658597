"""Rules: the lists of patterns that say which words make which content item, read from rules/*.toml and checked.

In        rules/*.toml, as described in docs/reference/content.md.
Out       `rulebook`: rules and frames with their patterns compiled; RuleError names file, rule, key and what to write.
Not here  looking for them in a text (content).
Proof     tests/text/test_rules.py: each rule finds its example and leaves its counter-example.

Two shorthands beside regular expressions: `~12` is a gap of at most 12 characters within a sentence, `<kin>` a word
list of rules/words.toml.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from eastwind.core import words

Script = Literal["zh", "en"]
Certainty = Literal["certain", "uncertain"]

_LIST: Final = re.compile(r"<([a-z][a-z-]*)>")
_GAP: Final = re.compile(r"~(\d+)")
_WORD: Final = re.compile(r"(?<![a-z])[a-z]{2,}(?![a-z])")
_PLAIN: Final = re.compile(r"\\\w|\(\?\S|\w\?|[^\w\s]")  # what in a pattern is no word, optional letters too
_KEYS: Final = ("id", "item", "language", "match", "needs", "needs_text", "unless", "unless_text", "certainty",
                "denials", "example", "counter")  # fmt: skip
_FRAME_KEYS: Final = ("id", "language", "match", "not_for", "example", "counter")


class RuleError(ValueError):
    """A rule file that cannot be read. The message says where, what, and what to write instead."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that make a text hold an item.

    `needs` and `unless` must (not) stand in the same sentence, `needs_text` and `unless_text` anywhere. A rule with
    `denials` looks for denials themselves, so no frame excuses it.
    """

    id: str
    item: str
    language: Script
    match: re.Pattern[str]
    needs: re.Pattern[str] | None
    needs_text: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    unless_text: re.Pattern[str] | None
    certain: bool
    denials: bool
    example: str
    counter: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Stretches in which forbidden items are denied, explained or reported; `not_for` are items it does not excuse."""

    id: str
    language: Script
    match: re.Pattern[str]
    not_for: frozenset[str]
    example: str
    counter: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules and frames; `composed` are items made of others; `known` the English words that rules speak of."""

    rules: tuple[Rule, ...]
    frames: tuple[Frame, ...]
    composed: Mapping[str, frozenset[str]]
    known: frozenset[str]


@cache
def rulebook() -> Rulebook:
    """The rules that ship."""
    folder = files("eastwind.text").joinpath("rules")
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.name.endswith(".toml")}
    return read(texts)


def read(texts: Mapping[str, str]) -> Rulebook:
    """A rulebook from the texts of its files; RuleError if one is not understood."""
    tables = {name: _tables(name, text) for name, text in sorted(texts.items())}
    lists: dict[str, Any] = tables.pop("words.toml", {})
    composed = tables.pop("composed.toml", {})
    rules = [_rule(table, name, lists) for name, file in tables.items() for table in file.get("rule", ())]
    frames = [_frame(table, name, lists) for name, file in tables.items() for table in file.get("frame", ())]
    entries: list[Rule | Frame] = [*rules, *frames]
    ids = [entry.id for entry in entries]
    if twice := next((name for name in ids if ids.count(name) > 1), None):
        raise RuleError(f"The rule '{twice}' is there twice. Give one of them another id.")
    for item, parts in composed.items():
        for word in (item, *parts):
            _known(word, f"composed.toml, {item}")
    english = [f"{entry.example} {entry.counter} {_PLAIN.sub(' ', entry.match.pattern)}"
               for entry in entries if entry.language == "en"]  # fmt: skip
    known = {word for text in english for word in _WORD.findall(text.lower())}
    return Rulebook(
        tuple(rules), tuple(frames), {item: frozenset(parts) for item, parts in composed.items()}, frozenset(known)
    )


def _tables(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{name} is not TOML: {error}. Mend that line.") from error


def _rule(table: dict[str, Any], file: str, lists: dict[str, Any]) -> Rule:
    where, language = _head(table, file, _KEYS)
    item = _text(table, "item", where)
    _known(item, where)
    certainty = table.get("certainty", "certain")
    if certainty not in ("certain", "uncertain"):
        raise RuleError(f"{where}: 'certainty' is {certainty!r}. Write certain or uncertain.")
    optional = {
        key: _pattern(table[key], f"{where}, {key}", language, lists) if table.get(key) else None
        for key in ("needs", "needs_text", "unless", "unless_text")
    }
    return Rule(
        id=table["id"],
        item=item,
        language=language,
        match=_match(table, where, language, lists),
        certain=certainty == "certain",
        denials=bool(table.get("denials", False)),
        example=_text(table, "example", where),
        counter=_text(table, "counter", where),
        **optional,
    )


def _frame(table: dict[str, Any], file: str, lists: dict[str, Any]) -> Frame:
    where, language = _head(table, file, _FRAME_KEYS)
    for word in table.get("not_for", ()):
        _known(word, where)
    return Frame(
        id=table["id"],
        language=language,
        match=_match(table, where, language, lists),
        not_for=frozenset(table.get("not_for", ())),
        example=_text(table, "example", where),
        counter=_text(table, "counter", where),
    )


def _head(table: dict[str, Any], file: str, keys: Iterable[str]) -> tuple[str, Script]:
    where = f"{file}, {table.get('id', 'a rule without id')}"
    _text(table, "id", where)
    for key in table:
        if key not in keys:
            raise RuleError(f"{where}: there is no key '{key}'. Known: {', '.join(keys)}.")
    language = table.get("language")
    if language not in ("zh", "en"):
        raise RuleError(f"{where}: 'language' is {language!r}. Write zh or en.")
    return where, language


def _match(table: dict[str, Any], where: str, language: Script, lists: dict[str, Any]) -> re.Pattern[str]:
    if not table.get("match"):
        raise RuleError(f"{where}: 'match' is missing. Write a list of patterns.")
    return _pattern(table["match"], f"{where}, match", language, lists)


def _pattern(patterns: list[str], where: str, language: Script, lists: dict[str, Any]) -> re.Pattern[str]:
    """One expression for a list of patterns."""
    wholes = []
    for pattern in patterns:
        whole = _LIST.sub(lambda match: _listed(match[1], where, language, lists), pattern)
        whole = _GAP.sub(lambda match: _gap(int(match[1]), language), whole)
        try:
            re.compile(whole)
        except re.error as error:
            raise RuleError(f"{where}: {pattern!r} is no pattern: {error}. Mend it.") from error
        wholes.append(f"(?:{whole})")
    return re.compile("|".join(wholes), re.MULTILINE)


def _listed(name: str, where: str, language: Script, lists: dict[str, Any]) -> str:
    found = lists.get(language, {}).get(name)
    if found is None:
        raise RuleError(f"{where}: there is no list <{name}>. Known: {', '.join(lists.get(language, ()))}.")
    return f"(?:{found})"


def _gap(most: int, language: Script) -> str:
    return rf"[^。!?;\n]{{0,{most}}}?" if language == "zh" else rf"(?:[^.!?;\n]|\.(?=\w)){{0,{most}}}?"


def _text(table: dict[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise RuleError(f"{where}: '{key}' is {value!r}. Write a text.")
    return value


def _known(item: str, where: str) -> None:
    if item not in words.ITEMS and item not in words.PARTS:
        raise RuleError(f"{where}: '{item}' is not a content item. See docs/reference/vocabulary.md, Content items.")
