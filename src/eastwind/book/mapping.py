"""Mapping: how a lender's files become our tables, as mapping.toml beside them says.

In        mapping.toml.
Out       `Mapping`: the lender, the rules of the book, one `Source` per file and table.
Not here  reading the files (files), parsing their cells (cells).
Proof     tests/book/test_mapping.py; docs/reference/mapping.md lists every key.

A key that is not known is an error that names it, so that a slip of the pen cannot change what is read.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from eastwind.book.errors import FileError, MappingError, near
from eastwind.core import schema, words, zones
from eastwind.core.frames import ALLOCATIONS
from eastwind.core.money import DecimalMark, currency

NAME: Final = "mapping.toml"
SEPARATORS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", ",": ",", ";": ";", "\t": "\t"}
ENCODINGS: Final = ("utf-8", "gb18030")
DATES: Final = ("YYYY-MM-DD",)
TIMES: Final = ("YYYY-MM-DD hh:mm:ss", "YYYY-MM-DDThh:mm:ss", "YYYY-MM-DD hh:mm")
TOP_KEYS: Final = ("book", "lender", "defaults", "file")
BOOK_KEYS: Final = (
    "country", "zone", "currency", "languages", "dpd_rules", "grace_days", "allocation", "dates", "times",
    "separator", "encoding", "decimal", "amount_max_minor", "contacts_known_from",
)  # fmt: skip
LENDER_KEYS: Final = ("lender_id", "kind", "licences", "parent")
FILE_KEYS: Final = (
    "path", "table", "columns", "constants", "values", "defaults", "dates", "times", "separator", "encoding",
    "decimal", "amounts", "distinct", "deleted",
)  # fmt: skip
DECIMALS: Final = (".", ",")
AMOUNT_MAX_MINOR: Final = 10**13
AMOUNTS: Final = ("major", "minor")


@dataclass(frozen=True, slots=True)
class Source:
    """One file read into one table."""

    path: str
    table: str
    columns: dict[str, str] = field(default_factory=dict)  # ours → theirs
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)  # ours → {theirs → ours}
    defaults: dict[str, str] = field(default_factory=dict)  # for an empty cell
    dates: tuple[str, ...] = DATES
    times: tuple[str, ...] = TIMES
    separator: str | None = None  # None = found in the header
    encoding: str = "utf-8"
    amounts: str | None = None  # None = minor where the file's own column name ends in _minor, else major
    decimal: DecimalMark = "."
    distinct: bool = False  # rows alike in every mapped column are one row
    deleted: str | None = None  # of a delta: the column that says that the row is to go


@dataclass(frozen=True, slots=True)
class Mapping:
    """A folder's mapping.toml, checked."""

    folder: Path
    lender_id: str
    kind: str | None
    licences: tuple[str, ...]
    parent: str | None
    country: str
    zone: str
    currency: str
    languages: tuple[str, ...]
    dpd_rules: str
    grace_days: int
    allocation: str
    amount_max_minor: int  # a single amount above it is absurd
    contacts_known_from: datetime | None
    defaults: dict[str, Any]  # what the command line may take as defaults
    sources: tuple[Source, ...]


def read_mapping(folder: Path) -> Mapping:
    """The mapping of `folder`; MappingError names the key that is unknown, missing or of the wrong kind."""
    path = folder / NAME
    if not folder.is_dir():
        raise FileError(f"There is no folder {folder}. Give a folder that holds {NAME} and the files it names.")
    if not path.is_file():
        raise FileError(f"{folder} holds no {NAME}. Write one as docs/reference/mapping.md shows.")
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise MappingError(f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{path} is not TOML: {error}. Mend the line it names.") from error
    return _mapping(folder, path, content)


def _mapping(folder: Path, path: Path, content: dict[str, Any]) -> Mapping:
    _known(content, TOP_KEYS, f"{path}")
    book, lender = _table(content, "book", path), _table(content, "lender", path)
    _known(book, BOOK_KEYS, f"{path} [book]")
    _known(lender, LENDER_KEYS, f"{path} [lender]")
    for name in ("country", "zone", "currency"):
        if name not in book:
            raise MappingError(f"{path} [book] lacks '{name}'. Add it, e.g. {_EXAMPLES[name]}.")
    if "lender_id" not in lender:
        raise MappingError(f"{path} [lender] lacks 'lender_id'. Add it, e.g. lender_id = \"my-bank\".")
    kind = lender.get("kind")
    if kind is not None:
        _word(kind, words.LENDERS, f"{path} [lender] kind")
    try:
        zones.zone(str(book["zone"]))
    except ValueError as error:
        raise MappingError(f"{path} [book] zone: {error}") from error
    try:
        currency(str(book["currency"]))
    except ValueError as error:
        raise MappingError(f"{path} [book] currency: {error}") from error
    entries = content.get("file", [])
    if not isinstance(entries, list) or not entries:
        raise MappingError(f"{path} names no [[file]]. Add one for each file and table.")
    sources = tuple(_source(entry, book, f"{path} [[file]] {number}") for number, entry in enumerate(entries, 1))
    known_from = book.get("contacts_known_from")
    if known_from is not None and (not isinstance(known_from, datetime) or known_from.tzinfo is None):
        raise MappingError(f"{path} [book] contacts_known_from is {known_from!r}: give an instant with its offset.")
    grace = book.get("grace_days", 0)
    if not isinstance(grace, int) or not 0 <= grace <= 365:
        raise MappingError(f"{path} [book] grace_days is {grace!r}: give 0 to 365 days.")
    return Mapping(
        folder=folder,
        lender_id=str(lender["lender_id"]),
        kind=kind,
        licences=tuple(lender.get("licences", ())),
        parent=lender.get("parent"),
        country=str(book["country"]),
        zone=str(book["zone"]),
        currency=str(book["currency"]),
        languages=tuple(book.get("languages", ())),
        dpd_rules=_word(book.get("dpd_rules", "computed"), schema.DPD_RULES, f"{path} [book] dpd_rules"),
        grace_days=grace,
        allocation=_word(book.get("allocation", "oldest_first"), ALLOCATIONS, f"{path} [book] allocation"),
        amount_max_minor=int(book.get("amount_max_minor", AMOUNT_MAX_MINOR)),
        contacts_known_from=known_from,
        defaults=_table(content, "defaults", path),
        sources=sources,
    )


_EXAMPLES: Final = {"country": 'country = "CN"', "zone": 'zone = "Asia/Shanghai"', "currency": 'currency = "CNY"'}


def _source(entry: dict[str, Any], book: dict[str, Any], where: str) -> Source:
    _known(entry, FILE_KEYS, where)
    for name in ("path", "table"):
        if not isinstance(entry.get(name), str):
            raise MappingError(f"{where} lacks '{name}'. Each [[file]] gives a path and the table it is read into.")
    if Path(entry["path"]).is_absolute() or ".." in Path(entry["path"]).parts:
        raise MappingError(
            f"{where}: the path '{entry['path']}' leads out of the folder. Put the file into the folder."
        )
    table = _word(entry["table"], tuple(schema.TABLES), f"{where} table")
    ours = tuple(schema.columns(table))
    for name in ("columns", "constants", "values", "defaults"):
        _known(_sub(entry, name, where), ours, f"{where} {name} (table {table})")
    separator = entry.get("separator", book.get("separator"))
    if separator is not None:
        separator = SEPARATORS[_word(separator, tuple(SEPARATORS), f"{where} separator")]
    return Source(
        path=entry["path"],
        table=table,
        columns={ours: str(theirs) for ours, theirs in _sub(entry, "columns", where).items()},
        constants={ours: _cell(value) for ours, value in _sub(entry, "constants", where).items()},
        values={
            ours: {
                str(theirs): _cell(value) for theirs, value in _sub(_sub(entry, "values", where), ours, where).items()
            }
            for ours in _sub(entry, "values", where)
        },
        defaults={ours: _cell(value) for ours, value in _sub(entry, "defaults", where).items()},
        dates=_forms(entry.get("dates", book.get("dates", DATES)), f"{where} dates"),
        times=_forms(entry.get("times", book.get("times", TIMES)), f"{where} times"),
        separator=separator,
        encoding=_word(
            str(entry.get("encoding", book.get("encoding", "utf-8"))).lower(), ENCODINGS, f"{where} encoding"
        ),
        amounts=None if "amounts" not in entry else _word(entry["amounts"], AMOUNTS, f"{where} amounts"),
        decimal=_decimal(entry.get("decimal", book.get("decimal", ".")), f"{where} decimal"),
        distinct=bool(entry.get("distinct", False)),
        deleted=entry.get("deleted"),
    )


def _known(found: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    for name in found:
        if name not in known:
            raise MappingError(f"{where} has the unknown key '{name}'.{near(name, known)} Known: {', '.join(known)}.")


def _word(found: object, known: tuple[str, ...], where: str) -> str:
    if found not in known:
        listed = ", ".join(repr(word) for word in known)
        raise MappingError(f"{where} is {found!r}.{near(str(found), known)} Known: {listed}.")
    return str(found)


def _table(content: dict[str, Any], name: str, path: Path) -> dict[str, Any]:
    return _sub(content, name, f"{path}")


def _sub(content: dict[str, Any], name: str, where: str) -> dict[str, Any]:
    found = content.get(name, {})
    if not isinstance(found, dict):
        raise MappingError(f"{where}: '{name}' is {found!r}, and should be a table, [{name}].")
    return found


def _forms(found: object, where: str) -> tuple[str, ...]:
    forms = (found,) if isinstance(found, str) else found
    if not isinstance(forms, (list, tuple)) or not forms or not all(isinstance(form, str) for form in forms):
        raise MappingError(f'{where} is {found!r}: give one form or a list, e.g. ["YYYY-MM-DD", "YYYY/M/D"].')
    for form in forms:
        if "YYYY" not in form or "M" not in form or "D" not in form:
            raise MappingError(f"{where} has the form '{form}', which lacks a year (YYYY), month (M) or day (D).")
    return tuple(forms)


def _decimal(found: object, where: str) -> DecimalMark:
    return "," if _word(found, DECIMALS, where) == "," else "."


def _cell(value: object) -> str:
    """A TOML value as the text that a cell would hold."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "|".join(str(part) for part in value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
