"""`eastwind law list | show | diff | pages`: reading the law books.

In        the law books, days, a rule's id, worked cases.
Out       rules in words, what changes between two days, the pages of docs/law.
Not here  judging (law), words (report.lawbook).
Proof     tests/cli/test_lawbook.py.
"""

import json
import tomllib
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from eastwind import law
from eastwind.cli.guard import Unusable, guarded
from eastwind.core import words
from eastwind.law import books, history
from eastwind.law.books import Book
from eastwind.law.history import Version
from eastwind.report import lawbook
from eastwind.report.lawbook.pages import index

CASES: Final = Path("tests") / "law" / "cases"
Language = Annotated[str, typer.Option("--lang", metavar="LANG", help="Language: en or zh.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")]


@guarded
def list_rules(
    names: Annotated[list[str] | None, typer.Argument(metavar="BOOK", help="Law books; all by default.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Only rules in force on that day.")] = None,
    channel: Annotated[str | None, typer.Option("--channel", help="Only rules about that channel or act.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Only rules of that kind, such as cap.")] = None,
    language: Language = "en",
    as_json: Json = False,
) -> None:
    """List rules, a line each."""
    _language(language)
    day = None if on is None else _day(on, "--on")
    if channel is not None and channel not in words.CHANNELS:
        raise Unusable(f"--channel {channel}: choose one of {', '.join(words.CHANNELS)}.")
    found = [version for book in _books(names) for version in history.versions(book)]
    kinds = sorted({str(version.table["kind"]) for version in found})
    if kind is not None and kind not in kinds:
        raise Unusable(f"--kind {kind}: choose one of {', '.join(kinds)}.")
    chosen = [
        version
        for version in found
        if (day is None or version.in_force(day))
        and (kind is None or version.table["kind"] == kind)
        and (channel is None or _speaks(version, channel))
    ]
    if as_json:
        typer.echo(_document([_plain(version) for version in chosen]))
        return
    for version in chosen:
        typer.echo(lawbook.summary(version, language))
    typer.echo(f"{len(chosen):,} rules and parts" if language == "en" else f"共 {len(chosen):,} 条")


@guarded
def show(
    name: Annotated[str, typer.Argument(metavar="RULE", help="A rule's id, such as us.regf.call-frequency.")],
    cases: Annotated[Path, typer.Option("--cases", metavar="FOLDER", help="Worked cases to name.")] = CASES,
    language: Language = "en",
    as_json: Json = False,
) -> None:
    """Show a rule whole: sentences, parameters, history, source, certainty, and the worked cases that name it."""
    _language(language)
    found = history.find(_books(None), name)
    named = _named(cases)
    if as_json:
        typer.echo(_document({"versions": [_plain(version) for version in found], "cases": named.get(name, [])}))
        return
    for line in lawbook.rule(found, named, language):
        typer.echo(line)


@guarded
def diff(
    before: Annotated[str, typer.Argument(metavar="BOOK@DATE", help="A law book on a day, such as us-nyc@2026-12-01.")],
    after: Annotated[str, typer.Argument(metavar="BOOK@DATE", help="A law book on another day.")],
    language: Language = "en",
    as_json: Json = False,
) -> None:
    """Say what a change of law changes: which rules begin, change and end between two days."""
    _language(language)
    (old, on_old), (new, on_new) = _at(before), _at(after)
    changes = history.compare(old, on_old, new, on_new)
    if as_json:
        typer.echo(_document([_told(change) for change in changes]))
        return
    same = history.unchanged(old, on_old, new, on_new)
    head = f"{_title(old, language)}, {on_old} → {'' if old.name == new.name else f'{_title(new, language)}, '}{on_new}"
    for line in lawbook.difference(changes, same, head, language):
        typer.echo(line)


@guarded
def pages(
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the pages go.")] = Path("docs") / "law",
    cases: Annotated[Path, typer.Option("--cases", metavar="FOLDER", help="Worked cases to count.")] = CASES,
) -> None:
    """Write a page for each law book, and one that leads to them."""
    named = _named(cases)
    found = _books(None)
    by_place, _ = books.read_stacks(books.STACKS)
    out.mkdir(parents=True, exist_ok=True)
    for book in found:
        where = [place for place, names in by_place.items() if book.name in names]
        (out / f"{book.name}.md").write_text(lawbook.page(book, where, named), encoding="utf-8")
    (out / "README.md").write_text(index(found), encoding="utf-8")
    typer.echo(f"{len(found)} pages in {out}")


def _books(names: list[str] | None) -> list[Book]:
    return list(law.load(names or law.available()).books)


def _at(text: str) -> tuple[Book, date]:
    name, mark, day = text.partition("@")
    if not mark:
        raise Unusable(f"'{text}': write a law book and a day, such as us-nyc@2026-12-01.")
    (book,) = _books([name])
    return book, _day(day, text)


def _title(book: Book, language: str) -> str:
    return f"{book.title[language]} ({book.name})"


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unusable(f"{where}: '{text}' is no day. Write one such as 2026-12-01.") from None


def _language(language: str) -> None:
    if language not in words.LANGUAGES:
        raise Unusable(f"--lang {language}: choose {' or '.join(words.LANGUAGES)}.")


def _speaks(version: Version, channel: str) -> bool:
    return channel in version.table.get("channels", words.CONTACT_CHANNELS)


def _named(folder: Path) -> dict[str, list[str]]:
    """By rule, the worked cases that name it: `id: what it says`. A folder without cases names none."""
    named: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8")).get("case", []):
            expect = case.get("expect", {})
            ids = {*expect.get("breaches", ()), *expect.get("warnings", ()), *filter(None, [expect.get("rule")])}
            for rule in sorted(ids):
                named[rule].append(f"{case['id']}: {case.get('says', '')}")
    return dict(named)


def _told(change: history.Change) -> dict[str, Any]:
    sides = {"before": change.before, "after": change.after}
    return {
        "what": change.what,
        "rule": change.version.id,
        "part": change.version.part,
        "keys": {key: {"before": old, "after": new} for key, old, new in change.keys},
        **{name: None if version is None else _plain(version) for name, version in sides.items()},
    }


def _plain(version: Version) -> dict[str, Any]:
    return {"book": version.book, **version.table}


def _document(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)
