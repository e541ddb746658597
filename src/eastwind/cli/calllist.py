"""Call list: a file of past contacts as typed rows, under a mapping or none, and every row that cannot be read.

In        a CSV with the columns of docs/reference/call-files.md, or with any others and a mapping that names them.
Out       `CallList`: rows for law.afterwards, unreadable rows with what to write instead, columns left unread.
Not here  records and encodings (book.files), cells (book.cells), the mapping's keys (callmap), judging (law).
Proof     tests/cli/test_lawaudit.py.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import dataframely as dy
import numpy as np
import polars as pl

from eastwind.book import cells
from eastwind.book.cells import Manner
from eastwind.book.csvs import header_of
from eastwind.book.errors import near
from eastwind.book.files import Sheet, read_sheet, sort_of
from eastwind.book.mapping import Source
from eastwind.book.quarantine import SENTENCES, Flaw
from eastwind.cli.callmap import CallMap, no_columns
from eastwind.cli.guard import Unusable
from eastwind.core import places, words
from eastwind.report.numbers import Text

Row = dict[str, Any]

AMOUNT_MAX_MINOR: Final = 10**13
BY: Final = r"^(creditor|buyer|agency(:.+)?)$"
_TIME: Final = dy.Datetime(time_zone="UTC", time_unit="us", nullable=True)
_WORDS: Final = {
    "channel": words.CHANNELS, "direction": words.DIRECTIONS, "to": words.PARTIES, "place": words.PLACES,
    "provenance": words.PROVENANCES, "purpose": words.PURPOSES, "outcome": words.OUTCOMES,
    "product": words.PRODUCTS, "lender": words.LENDERS, "state": words.STATES, "kind": words.CONSENTS,
    "scope": words.SCOPES,
}  # fmt: skip
_LISTS: Final = {
    "facts": words.CONTACT_FACTS, "contains": words.ITEMS + words.PARTS, "lacks": words.ITEMS + words.PARTS,
    "found": words.ITEMS + words.PARTS, "loan_facts": words.LOAN_FACTS, "days": words.WEEKDAYS,
}  # fmt: skip
_WHOLES: Final = {
    "dpd": 100_000, "annual_rate_bp": 10**7, "late_rate_ppm_day": 10**7, "visitors": 1_000, "missed_meetings": 1_000,
    "abandon_rate_bp": 10_000,
}  # fmt: skip
_DATES: Final = (
    "due_on", "final_due_on", "defaulted_on", "last_payment_on", "last_demand_on", "last_acknowledged_on",
    "judgment_on", "period_ends",
)  # fmt: skip
_INSTANTS: Final = ("at", "outcome_at", "contacts_known_from", "opened", "closed", "given", "withdrawn", "until")
_CODES: Final = ("contact_id", "person_id", "point_id", "person", "account", "loan_id")
_CALLERS: Final = ("by", "collector", "names", "given_to")
CALLS: Final = (
    "contact_id", "person_id", "at", "channel", "direction", "to", "person", "by", "point_id", "place", "provenance",
    "purpose", "visitors", "missed_meetings", "abandon_rate_bp", "names", "period_ends", "facts", "contains", "lacks",
    "found", "text", "outcome", "outcome_at", "residence", "time_zones", "contacts_known_from", "loan_ids", "product",
    "lender", "collector", "account", "currency", "loan_facts", "dpd", "principal_minor", "charges_minor",
    "annual_rate_bp", "late_rate_ppm_day", "due_on", "final_due_on", "defaulted_on", "last_payment_on",
    "last_demand_on", "last_acknowledged_on", "judgment_on",
)  # fmt: skip
PASSED_OVER: Final = ("duration_s", "template", "agent", "recorded_at", "languages")
STATES: Final = ("person_id", "state", "loan_id", "person", "opened", "closed", "facts")
CONSENTS: Final = (
    "person_id", "kind", "channel", "point_id", "person", "place", "loan_id", "given", "withdrawn", "until", "from",
    "to", "days", "scope", "given_to",
)  # fmt: skip
NEEDED: Final = {
    "person_id": "whose debt it was about, a code of yours",
    "at": "when it started, such as 2026-03-10 10:00:00",
    "channel": f"one of {', '.join(words.CHANNELS)}",
    "residence": "where the person lives, such as CN-GD or US-NY: it says whose law binds",
    "state": f"one of {', '.join(words.STATES[:4])} …",
    "opened": "when the state began",
    "kind": f"one of {', '.join(words.CONSENTS[:4])} …",
    "given": "when it was given",
}
CURRENCY: Final = r"^[A-Z]{3}$"
CLOCK: Final = r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$|^24:00(:00)?$"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that is not judged: where it stands, which value is wrong, and what to write."""

    file: str
    line: int
    column: str | None
    value: str
    reason: str
    says: Text
    write: Text


@dataclass(slots=True)
class CallList:
    """A file read."""

    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    columns: tuple[str, ...] = ()  # of ours, that the file or the mapping gives
    dropped: tuple[tuple[str, str], ...] = ()  # columns left unread, and why

    @property
    def read(self) -> int:
        """How many rows the file has."""
        return len(self.rows) + len({row.line for row in self.unreadable})


def read(path: Path, known: tuple[str, ...], needed: tuple[str, ...], how: CallMap) -> CallList:
    """The rows of `path`; Unusable in one sentence if columns that are needed are missing, or mapped ones absent."""
    theirs = {ours: how.columns.get(ours, ours) for ours in known}
    source = Source(
        path=path.name, table="contacts", columns=how.columns, times=how.times, dates=how.dates,
        separator=how.separator, encoding=how.encoding,
    )  # fmt: skip
    given = set(theirs.values())
    if not path.is_file():
        raise Unusable(f"{path}: there is no such file. Give a CSV (or Parquet) file.")
    if path.suffix.lower() in (".xlsx", ".xls", ".ods"):
        raise Unusable(f"{path} is a spreadsheet. Save the sheet with the contacts as CSV (UTF-8) and give that.")
    strangers = _header(path, how)
    if strangers is not None and not given & set(strangers):  # not one column is ours: nothing to read
        dropped = tuple((name, sort_of(name) or "not-mapped") for name in strangers)
        nothing = Sheet(path.name, pl.DataFrame(), np.zeros(0, np.int64), (), dropped)
        no_columns(path, nothing, known, [(name, NEEDED[name]) for name in needed], how)
    sheet = read_sheet(path.parent, source, given, strict=False)
    here = [ours for ours in known if theirs[ours] in sheet.cells.columns or ours in how.constants]
    no_columns(path, sheet, known, [(name, NEEDED[name]) for name in needed if name not in here], how)
    found = CallList(columns=tuple(here), dropped=sheet.dropped)
    for bad in sheet.broken:
        flaw = Flaw(bad.reason)
        advice = Text("按 CSV 规则给含逗号或引号的单元格加引号。", "Quote cells that hold commas or quotation marks.")
        says = Text(*reversed(SENTENCES[flaw]))
        found.unreadable.append(Unreadable(path.name, bad.line, None, bad.value, bad.reason, says, advice))
    frame, wrong = _typed(sheet, here, theirs, needed, source, how, known)
    _take(found, frame, wrong, path, sheet, theirs)
    found.unreadable.sort(key=lambda one: one.line)
    return found


def _header(path: Path, how: CallMap) -> list[str] | None:
    """The file's columns; None where it is no text of that encoding, which read_sheet says better."""
    try:
        text = path.read_bytes().decode("utf-8-sig" if how.encoding == "utf-8" else how.encoding)
    except UnicodeDecodeError:
        return None
    return header_of(text.encode(), how.separator)[0] if text.strip() else None


def _typed(
    sheet: Sheet,
    here: list[str],
    theirs: Mapping[str, str],
    needed: tuple[str, ...],
    source: Source,
    how: CallMap,
    known: tuple[str, ...],
) -> tuple[dict[str, list[Any]], dict[int, tuple[str, str, str]]]:
    """Columns of ours as lists, and by row the first wrong cell: column, value, reason."""
    frame: dict[str, list[Any]] = {}
    wrong: dict[int, tuple[str, str, str]] = {}
    for ours in here:
        column = theirs[ours]
        if column in sheet.cells.columns:
            said = cells.text(sheet.cells[column])
        else:
            said = pl.Series(ours, [None] * sheet.cells.height, pl.String)
        shown = said
        said = _translated(said, how.values.get(ours, {}))
        filling = how.defaults.get(ours, how.constants.get(ours))
        said = said if filling is None else said.fill_null(filling)
        minor = how.amounts == "minor" or (how.amounts is None and column.endswith("_minor"))
        manner = Manner(source, how.zone or "UTC", how.currency or "USD", AMOUNT_MAX_MINOR, minor)
        kind, name = _column(ours, known)
        parsed, flaws = cells.parse(said, kind, name, manner)
        if ours in needed:
            empty = pl.select(pl.when(said.is_null()).then(pl.lit(Flaw.EMPTY.value))).to_series()
            flaws = pl.select(pl.coalesce(flaws, empty)).to_series()
        if how.zone is None and ours in _INSTANTS:
            local = said.is_not_null() & ~said.str.contains(cells.OFFSET)
            flaws = flaws.set(local & flaws.is_null(), Flaw.NOT_A_TIME.value)
        for row, flaw in enumerate(flaws):
            if flaw is not None and row not in wrong:
                wrong[row] = (ours, shown[row] or "", flaw)
        values = parsed.to_list()
        frame[ours] = [None if said[row] is None else value for row, value in enumerate(values)]
    return frame, wrong


def _translated(said: pl.Series, values: Mapping[str, str]) -> pl.Series:
    """Their words as ours; of a list, each part."""
    if not values:
        return said
    known = {
        text: "|".join(values.get(part.strip(), part) for part in text.split("|"))
        for text in said.unique().drop_nulls()
    }
    known |= {text: values[text] for text in known if text in values}
    return said.replace({text: ours or None for text, ours in known.items()})


def _column(ours: str, table: tuple[str, ...]) -> tuple[dy.Column, str]:
    """The type of a column, and the name by which book.cells knows how to read it."""
    if table is CONSENTS and ours in ("from", "to"):
        return dy.String(regex=CLOCK, nullable=True), "text"
    if ours in _WORDS:
        return dy.Enum(_WORDS[ours], nullable=True), ours
    if ours in _LISTS:
        known = words.STATE_FACTS if table is STATES else _LISTS[ours]
        return dy.List(dy.Enum(known), nullable=True), ours
    if ours in _WHOLES:
        return dy.Int64(min=0, max=_WHOLES[ours], nullable=True), ours
    if ours in _DATES:
        return dy.Date(nullable=True), ours
    if ours in _INSTANTS:
        return _TIME, ours
    if ours.endswith("_minor"):
        return dy.Int64(min=0, nullable=True), ours
    if ours in ("residence", "time_zones", "loan_ids"):
        return dy.List(dy.String(), nullable=True), {"residence": "places"}.get(ours, ours)
    if ours == "text":
        return dy.String(nullable=True), "text"
    if ours in _CODES:
        return dy.String(nullable=True), "person_id"
    return dy.String(regex=BY if ours in _CALLERS else CURRENCY, nullable=True), "text"


def _take(
    found: CallList,
    frame: Mapping[str, list[Any]],
    wrong: dict[int, tuple[str, str, str]],
    path: Path,
    sheet: Sheet,
    theirs: Mapping[str, str],
) -> None:
    """The good rows, and the others with what to write."""
    seen: dict[str, int] = {}
    for place, line in enumerate(sheet.lines.tolist()):
        row = {ours: values[place] for ours, values in frame.items() if values[place] is not None}
        if place not in wrong:
            _check_row(place, row, seen, line, wrong)
        if place in wrong:
            ours, value, reason = wrong[place]
            flaw = Flaw(reason)
            column = theirs.get(ours, ours)
            says, write = Text(*reversed(SENTENCES[flaw])), advice(ours, column, value, flaw)
            found.unreadable.append(Unreadable(path.name, line, column, value, reason, says, write))
        else:
            found.rows.append(row)
            found.lines.append(line)


def _check_row(place: int, row: Row, seen: dict[str, int], line: int, wrong: dict[int, tuple[str, str, str]]) -> None:
    """What only the whole row tells: a place that no map has, an id that stood before."""
    if "time_zones" not in row:
        for lived in row.get("residence", ()):
            if _no_zone(lived):
                wrong[place] = ("residence", lived, Flaw.UNKNOWN_PLACE)
                return
    name = row.get("contact_id")
    if name is not None and seen.setdefault(name, line) != line:
        wrong[place] = ("contact_id", name, Flaw.DUPLICATE)


def _no_zone(lived: str) -> bool:
    try:
        return not places.zones_of(lived)
    except places.UnknownPlace:
        return True


def advice(ours: str, column: str, value: str, flaw: Flaw) -> Text:
    """What to write instead of a value that cannot be read."""
    known = _WORDS.get(ours) or _LISTS.get(ours)
    if flaw is Flaw.EMPTY:
        return Text(f"填写：{ours}", f"Write {NEEDED[ours]}.")
    if flaw is Flaw.UNKNOWN_WORD and known is not None:
        listed = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
        pair = f"values.{ours} = {{'{value}' = '…'}}"
        return Text(f"可写：{listed}；或在映射文件里对应：{pair}",
                    f"Write one of {listed}, or map it: {pair}.{near(value, known)}")  # fmt: skip
    if flaw is Flaw.UNKNOWN_WORD and ours in _CALLERS:
        return Text("可写：creditor、buyer、agency 或 agency:名称", "Write creditor, buyer, agency or agency:<name>.")
    if flaw in (Flaw.NOT_A_TIME, Flaw.IMPOSSIBLE_TIME):
        return Text(
            "写成 2026-03-10T10:00:00+08:00，或在映射文件里写明 times（如 'YYYY/M/D hh:mm'）和 zone",
            "Write 2026-03-10T10:00:00+08:00, or name its form and clock in the mapping: "
            "times = ['YYYY/M/D hh:mm'], zone = 'Asia/Shanghai'.",
        )
    if flaw in (Flaw.NOT_A_DATE, Flaw.IMPOSSIBLE_DATE):
        return Text(
            "写成 2026-03-10，或在映射文件里写明 dates", "Write 2026-03-10, or name its form: dates = ['YYYY/M/D']."
        )
    if flaw is Flaw.UNKNOWN_PLACE:
        return Text(
            "写 ISO 3166 代码，如 CN-GD、US-NY，或另给 time_zones",
            "Write an ISO 3166 code such as CN-GD or US-NY, or give time_zones too.",
        )
    if flaw is Flaw.DUPLICATE:
        return Text("每次联系只写一行；编号不同才算两次", "Keep one row a contact; two contacts have two ids.")
    if flaw is Flaw.NOT_A_CODE:
        return Text("用贵方内部编号代替号码、地址", "Write a code of yours instead: numbers to dial are not needed.")
    return Text("填写整数，或留空表示未知", "Write a whole number, or leave it empty: unknown.")


def by_person(found: CallList) -> dict[str, list[Row]]:
    """States or consents of each person."""
    people: dict[str, list[Row]] = {}
    for row in found.rows:
        people.setdefault(row["person_id"], []).append(row)
    return people


def unread(dropped: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Columns left unread, by why."""
    told: dict[str, list[str]] = {}
    for name, why in dropped:
        told.setdefault(why, []).append(name)
    return told
