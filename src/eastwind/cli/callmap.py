"""Call map: which columns of a call list are which of ours, how its times are written, and what its words mean.

In        a TOML file (docs/guide/auditing-past-contacts.md), or none.
Out       `CallMap`; one sentence that names every column that is missing, and what to write for each.
Not here  reading the list (calllist).
Proof     tests/cli/test_lawaudit.py.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from eastwind.book.errors import near
from eastwind.book.files import Sheet, check_mapped
from eastwind.book.mapping import AMOUNTS, DATES, ENCODINGS, SEPARATORS, TIMES
from eastwind.cli.guard import Unusable
from eastwind.core import money, places, zones

KEYS: Final = (
    "encoding", "separator", "zone", "country", "currency", "times", "dates", "amounts", "known_from", "columns",
    "values", "constants", "defaults",
)  # fmt: skip
GUIDE: Final = "docs/guide/auditing-past-contacts.md"


@dataclass(frozen=True, slots=True)
class CallMap:
    """How a call list is written. `zone`: of times that bear no offset; None = every time must bear one."""

    columns: dict[str, str] = field(default_factory=dict)  # ours → theirs
    values: dict[str, dict[str, str]] = field(default_factory=dict)  # ours → {theirs → ours}
    constants: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)  # for an empty cell
    encoding: str = "utf-8"
    separator: str | None = None
    zone: str | None = None
    country: str | None = None
    currency: str | None = None
    times: tuple[str, ...] = TIMES
    dates: tuple[str, ...] = DATES
    amounts: str | None = None
    known_from: datetime | None = None
    file: str | None = None  # the mapping's own name; None = there is none

    def of_country(self, country: str | None) -> "CallMap":
        """With the clock of a country that has but one, where no zone is said."""
        chosen = country or self.country
        if chosen is not None and self.zone is None and len(found := places.zones_of(chosen)) == 1:
            return replace(self, country=chosen, zone=found[0])
        return replace(self, country=chosen)


def read_map(path: Path, known: Sequence[str]) -> CallMap:
    """The mapping in `path`; Unusable names the key that is unknown or the value that cannot be used."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unusable(f"{path} is not UTF-8 (byte {error.start}). Save the mapping as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise Unusable(f"{path} is not TOML: {error}. Mend the line it names.") from error
    _only(content, KEYS, str(path))
    tables = {name: _table(content, name, path) for name in ("columns", "values", "constants", "defaults")}
    for name, table in tables.items():
        _only(table, known, f"{path} [{name}]")
    for ours, theirs in tables["columns"].items():
        if not isinstance(theirs, str):
            raise Unusable(f"{path} [columns] {ours} is {theirs!r}. Write the name of a column of the file.")
        check_mapped(str(path), ours, theirs)
    values = {ours: _table(tables["values"], ours, path) for ours in tables["values"]}
    return CallMap(
        columns=tables["columns"],
        values={ours: {str(theirs): _cell(to) for theirs, to in table.items()} for ours, table in values.items()},
        constants={ours: _cell(value) for ours, value in tables["constants"].items()},
        defaults={ours: _cell(value) for ours, value in tables["defaults"].items()},
        encoding=_choice(content, "encoding", ENCODINGS, path) or "utf-8",
        separator=SEPARATORS.get(_choice(content, "separator", tuple(SEPARATORS), path) or ""),
        zone=_choice(content, "zone", tuple(zones.names()), path),
        country=_choice(content, "country", places.places(), path),
        currency=_choice(content, "currency", tuple(money.currencies()), path),
        times=_forms(content, "times", TIMES, path),
        dates=_forms(content, "dates", DATES, path),
        amounts=_choice(content, "amounts", AMOUNTS, path),
        known_from=_instant(content.get("known_from"), path),
        file=path.name,
    )


def no_columns(
    path: Path, sheet: Sheet, known: Sequence[str], missing: Sequence[tuple[str, str]], how: CallMap
) -> None:
    """Refuse a file without needed columns, without mapped ones, or with slips of the pen: all of them at once."""
    there = [*sheet.cells.columns, *(name for name, _ in sheet.dropped)]
    told = [f"'{ours}' is missing ({meant})" for ours, meant in missing if ours not in how.columns]
    told += [
        f"'{ours}' is mapped to '{theirs}', which the file does not have{near(theirs, there).rstrip('?')}"
        for ours, theirs in how.columns.items()
        if theirs not in there
    ]
    told += [
        f"nobody knows '{name}'{near(name, known).rstrip('?')}"
        for name, why in sheet.dropped
        if how.file is None and why == "not-mapped" and near(name, known)
    ]
    if not told:
        return
    ours = missing[0][0] if missing else "channel"
    free = next((name for name, why in sheet.dropped if why == "not-mapped"), "…")
    raise Unusable(
        f"{path} cannot be judged: {'; '.join(told)}. Its columns: {', '.join(there)}. "
        f"Say in a mapping which is which, --mapping FILE.toml with columns = {{{ours} = '{free}'}}, or what holds for "
        f"every row, constants = {{{ours} = '…'}} ({GUIDE})."
    )


def _only(found: dict[str, Any], known: Sequence[str], where: str) -> None:
    for name in found:
        if name not in known:
            raise Unusable(f"{where} has the unknown key '{name}'.{near(name, known)} Known: {', '.join(known)}.")


def _table(content: dict[str, Any], name: str, path: Path) -> dict[str, Any]:
    found = content.get(name, {})
    if not isinstance(found, dict):
        raise Unusable(f"{path}: '{name}' is {found!r}, and should be a table, [{name}].")
    return found


def _choice(content: dict[str, Any], name: str, known: Sequence[str], path: Path) -> str | None:
    found = content.get(name)
    if found is None or found in known:
        return found
    listed = f" Known: {', '.join(repr(one) for one in known)}." if len(known) < 20 else ""
    raise Unusable(f"{path}: {name} is {found!r}, which is none that we know.{near(str(found), known)}{listed}")


def _forms(content: dict[str, Any], name: str, usual: tuple[str, ...], path: Path) -> tuple[str, ...]:
    found = content.get(name, list(usual))
    forms = [found] if isinstance(found, str) else found
    right = isinstance(forms, list) and forms and all(isinstance(form, str) and "YYYY" in form for form in forms)
    if not right:
        raise Unusable(f'{path}: {name} is {found!r}. Write forms such as ["YYYY/M/D hh:mm:ss"].')
    return tuple(forms)


def _instant(found: object, path: Path) -> datetime | None:
    if found is None or (isinstance(found, datetime) and found.tzinfo is not None):
        return found
    raise Unusable(f"{path}: known_from is {found!r}. Write an instant with its offset: 2026-01-01T00:00:00+08:00.")


def _cell(value: object) -> str:
    """A TOML value as the text that a cell would hold."""
    if isinstance(value, list):
        return "|".join(str(part) for part in value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
