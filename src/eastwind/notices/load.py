"""Loading: a folder of template files into the library, whole or not at all.

In        a folder; without one, the templates that ship.
Out       `Library`.
Not here  the reading of one file (reading).
Proof     tests/notices/test_reading.py.

The digest is over parsed content in canonical order, so that a comment changes nothing and a word does: it is part of
what a plan is identified by.
"""

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from eastwind.core import digests, words
from eastwind.notices import helplines
from eastwind.notices.forms import LANGUAGES
from eastwind.notices.library import Library
from eastwind.notices.reading import Part, TemplateError, Text, parts_of, read_toml, texts_of
from eastwind.notices.render import check_names

SHARED = ("parts.toml", "words.toml")


def load(folder: Path | None = None) -> Library:
    """The library of `folder`, or of the package; TemplateError names the file, entry and value that is wrong."""
    if folder is None:
        return _packaged()
    return _read(folder)


@cache
def _packaged() -> Library:
    with resources.as_file(resources.files("eastwind.notices").joinpath("templates")) as folder:
        return _read(folder)


def _read(folder: Path) -> Library:
    contents = {name: read_toml(folder / name) for name in SHARED}
    vocabulary = _vocabulary(contents["words.toml"], where=str(folder / "words.toml"))
    parts = parts_of(contents["parts.toml"], where=str(folder / "parts.toml"))
    _once(parts, str(folder / "parts.toml"))
    texts: list[Text] = []
    for path in sorted(folder.glob("*.toml")):
        if path.name not in SHARED:
            contents[path.name] = read_toml(path)
            texts += texts_of(contents[path.name], where=str(path))
    if not texts:
        raise TemplateError(f"{folder} holds no template: add a file per family.")
    _whole(texts, folder)
    contents["helplines"] = helplines.content()
    library = Library(tuple(texts), tuple(parts), vocabulary, digests.digest(contents))
    for text in texts:
        check_names(text.body, text.language, where=text.id)
        check_names(text.subject or "", text.language, where=text.id)
    for part in parts:
        check_names(part.body, part.language, where=f"part '{part.name}'")
    for _ in library.templates():  # Every part that is put in exists.
        pass
    return library


def _vocabulary(content: dict[str, Any], *, where: str) -> dict[str, Any]:
    for language in LANGUAGES:
        products = content.get(language, {}).get("products", {})
        for product in ("any", *words.PRODUCTS):
            if set(products.get(product, {})) != {"noun", "due"}:
                raise TemplateError(f"{where}: {language}.products.{product} needs 'noun' and 'due', and nothing else.")
    return content


def _once(parts: list[Part], where: str) -> None:
    seen = set()
    for part in parts:
        key = (part.name, part.language, part.channels, part.by, part.where)
        if key in seen:
            raise TemplateError(f"{where}: part '{part.name}' ({part.language}) stands twice for the same contacts.")
        seen.add(key)


def _whole(texts: list[Text], folder: Path) -> None:
    """Every text exists once, and in every language: nobody is left out for the language they read."""
    languages: dict[tuple[object, ...], set[str]] = {}
    for text in texts:
        for channel in text.channels:
            for sender in text.by:
                key = (text.family, channel, text.tone, text.product, sender, text.where)
                found = languages.setdefault(key, set())
                if text.language in found:
                    raise TemplateError(f"{folder}: {text.id} stands twice for {channel}, {sender}, {text.language}.")
                found.add(text.language)
    for entry, written in languages.items():
        lacking = [language for language in LANGUAGES if language not in written]
        if lacking:
            raise TemplateError(f"{folder}: {'/'.join(map(str, entry[:3]))} lacks {', '.join(lacking)}.")
