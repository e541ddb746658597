"""Reading: template files into texts and parts, every key and word checked.

In        a folder: parts.toml, words.toml, and one TOML file per family.
Out       `Text` and `Part` rows; `TemplateError` names the file, the entry, the value and what to write instead.
Not here  choosing among them (library), rendering (render).
Proof     tests/notices/test_reading.py: each wrong key, word and construct is refused by name.

One entry holds its text in several languages, which then declare the same items; where languages differ in what they
hold they are entries of their own. `{% include "part" %}` puts a shared part in. It may not stand inside `{% if %}` or
`{% for %}`: what may be left out cannot be counted as said.
"""

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from eastwind.core import words
from eastwind.notices.forms import LANGUAGES

INCLUDE: Final = re.compile(r"\{%-?\s*include\s+\"([a-z0-9-]+)\"\s*-?%\}")
BLOCK: Final = re.compile(r"\{%-?\s*(if|for|endif|endfor)\b")
SENDERS_DEFAULT: Final = ("creditor", "agency")
SCOPE_KEYS: Final = {"channels", "by", "where", "contains", "optional"}
TEXT_KEYS: Final = SCOPE_KEYS | {"tone", "product", "facts", "segments", "subject"}
PART_KEYS: Final = SCOPE_KEYS | {"name"}
DEPTH_MAX: Final = 4


class TemplateError(ValueError):
    """A template file that cannot be used; says where, what and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """A passage that several texts share, in one language."""

    name: str
    language: str
    channels: tuple[str, ...]
    by: tuple[str, ...]
    where: tuple[str, ...]
    body: str
    contains: tuple[str, ...]
    optional: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one language, parts not yet put in."""

    family: str
    purpose: str
    language: str
    channels: tuple[str, ...]
    tone: str | None
    product: str | None
    by: tuple[str, ...]
    where: tuple[str, ...]
    subject: str | None
    body: str
    contains: tuple[str, ...]
    facts: tuple[str, ...]
    segments: tuple[tuple[str, int], ...]
    optional: tuple[str, ...]

    @property
    def id(self) -> str:
        """Where it stands in the library, the first of its channels for all."""
        return f"{self.family}/{self.channels[0]}" + (f"/{self.tone}" if self.tone else "")


def read_toml(path: Path) -> dict[str, Any]:
    """A parsed file; TemplateError where it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TemplateError(f"{path} is missing: every folder of templates needs it.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateError(f"{path}: {error}. Mend the TOML; the file must be UTF-8.") from error


def parts_of(content: dict[str, Any], *, where: str) -> list[Part]:
    """The parts of parts.toml, one per entry and language."""
    found = []
    for number, entry in enumerate(content.get("part", []), start=1):
        at = f"{where}: part {number} '{entry.get('name', '?')}'"
        _known(entry, PART_KEYS | set(LANGUAGES), at)
        if not entry.get("name"):
            raise TemplateError(f"{at} has no name.")
        for language in _languages(entry, at):
            found.append(
                Part(
                    name=entry["name"],
                    language=language,
                    body=_source(entry[language], at),
                    optional=tuple(entry.get("optional", ())),
                    **_scope(entry, at),
                )
            )
    return found


def texts_of(content: dict[str, Any], *, where: str) -> list[Text]:
    """The texts of one family's file, one per entry and language."""
    _known(content, {"family", "purpose", "says", "text"}, where)
    for key in ("family", "purpose", "says"):
        if not content.get(key):
            raise TemplateError(f"{where} has no '{key}'.")
    _word(content["purpose"], words.PURPOSES, f"{where}: purpose")
    found: list[Text] = []
    for number, entry in enumerate(content.get("text", []), start=1):
        at = f"{where}: text {number}"
        _known(entry, TEXT_KEYS | set(LANGUAGES), at)
        if not entry.get("channels"):
            raise TemplateError(f"{at} names no channels.")
        found.extend(_texts(content, entry, at))
    return found


def spread(source: str, part: Callable[[str], str], *, where: str, depth: int = 0) -> str:
    """`source` with every included part put in, parts of parts too."""
    if depth > DEPTH_MAX:
        raise TemplateError(f"{where}: parts include each other more than {DEPTH_MAX} deep. Break the circle.")
    return INCLUDE.sub(lambda found: spread(part(found[1]), part, where=where, depth=depth + 1), source)


def place_within(place: str | None, codes: Iterable[str]) -> bool:
    """True where `place` is one of the codes or lies below one: US-CA within US. A place not known lies nowhere."""
    return place is not None and any(place == code or place.startswith(code + "-") for code in codes)


def _texts(content: dict[str, Any], entry: dict[str, Any], at: str) -> Iterable[Text]:
    tone, product, subject = entry.get("tone"), entry.get("product"), entry.get("subject", {})
    scope = _scope(entry, at)
    segments = entry.get("segments", {})
    if tone is not None:
        _word(tone, words.TONES, f"{at}: tone")
    if product is not None:
        _word(product, words.PRODUCTS, f"{at}: product")
    _known(segments, set(scope["by"]), f"{at}: segments")
    if "sms" in scope["channels"] and set(segments) != set(scope["by"]):
        raise TemplateError(f"{at} is an SMS: give the segments it may take for each of {', '.join(scope['by'])}.")
    for fact in entry.get("facts", ()):
        _word(fact, words.CONTACT_FACTS, f"{at}: facts")
    languages = _languages(entry, at)
    if subject and set(subject) != set(languages):
        raise TemplateError(
            f"{at}: subjects for {', '.join(subject)}, texts for {', '.join(languages)}. Give each both."
        )
    for language in languages:
        yield Text(
            family=content["family"],
            purpose=content["purpose"],
            language=language,
            tone=tone,
            product=product,
            subject=_source(subject[language], at) if subject else None,
            body=_source(entry[language], at),
            facts=tuple(entry.get("facts", ())),
            segments=tuple(sorted(segments.items())),
            optional=tuple(entry.get("optional", ())),
            **scope,
        )


def _scope(entry: dict[str, Any], at: str) -> dict[str, Any]:
    """What texts and parts have in common: whom and where they serve, and what they hold."""
    channels = tuple(entry.get("channels", words.CONTACT_CHANNELS))
    by = tuple(entry.get("by", SENDERS_DEFAULT))
    contains = tuple(entry.get("contains", ()))
    for channel in channels:
        _word(channel, words.CONTACT_CHANNELS, f"{at}: channels")
    for sender in by:
        _word(sender, (*SENDERS_DEFAULT, "buyer"), f"{at}: by")
    for item in contains:
        _word(item, (*words.ITEMS, *words.LIMITED_CONTENT_ITEMS, *words.VALIDATION_ITEMS), f"{at}: contains")
    return {"channels": channels, "by": by, "where": tuple(entry.get("where", ())), "contains": contains}


def _source(source: object, at: str) -> str:
    """A text's source, with no part behind a condition and nothing but the constructs we can follow."""
    if not isinstance(source, str) or not source.strip():
        raise TemplateError(f"{at} has an empty text.")
    for include in re.finditer(r"\{%-?\s*include\b", source):
        if not INCLUDE.match(source, include.start()):
            raise TemplateError(f'{at}: write an include as {{% include "name" %}}, the name in small letters.')
        before = [found[1] for found in BLOCK.finditer(source, 0, include.start())]
        if sum(-1 if word.startswith("end") else 1 for word in before) > 0:
            raise TemplateError(f"{at}: a part is put in under a condition, so nobody can say what the text holds.")
    return source


def _languages(entry: dict[str, Any], at: str) -> list[str]:
    found: list[str] = [language for language in LANGUAGES if language in entry]
    if not found:
        raise TemplateError(f"{at} has no text in any of {', '.join(LANGUAGES)}.")
    return found


def _known(table: dict[str, Any], keys: set[str], at: str) -> None:
    for key in table:
        if key not in keys:
            raise TemplateError(f"{at} has the unknown key '{key}'. Known: {', '.join(sorted(keys))}.")


def _word(word: str, known: tuple[str, ...], at: str) -> None:
    if word not in known:
        raise TemplateError(f"{at} is '{word}'. Known: {', '.join(known)}.")
