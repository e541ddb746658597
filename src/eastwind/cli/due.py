"""`eastwind law due`: what the events of a book oblige to, and by when: a compliance officer's list for the day.

In        a book folder with events, the law books that bind, an instant, a number of days to look ahead.
Out       duties by the day they fall due, and how long records are kept; with --out every row as CSV.
Not here  reckoning (law.due), whether a duty was done: the book does not say, and this list does not guess.
Proof     tests/cli/test_due.py.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import polars as pl
import typer

from eastwind import book, law
from eastwind.cli import inputs
from eastwind.cli.folder import whole_file
from eastwind.cli.guard import Unusable, guarded
from eastwind.core import words
from eastwind.core.frames import Book
from eastwind.law import history
from eastwind.law.history import Version

AHEAD_DAYS: Final = 30
# How a duty stands on a day; the order is the order of the list.
STANDINGS: Final = {
    "unknown": ("立即处理：期限无法确定", "at once: by when is not known"),
    "past": ("期限已过（是否已办，账册没有记录）", "last day has passed (the book does not say whether it was done)"),
    "ahead": ("近期到期", "falls due in the days ahead"),
    "later": ("之后到期", "falls due later"),
    "kept": ("记录保存", "records to be kept"),
}
COLUMNS: Final = (
    "standing", "due_on", "due_at", "keep_until", "delete_by", "held", "unknown", "what", "event_id", "person_id",
    "loan_id", "at", "rule", "part", "kind", "force", "cite", "says",
)  # fmt: skip


@guarded
def due(
    folder: Annotated[Path, typer.Argument(metavar="BOOK", help="The folder with mapping.toml.")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="Day or instant; the book's default if it has one.")
    ] = None,
    laws: Annotated[str | None, typer.Option("--laws", metavar="NAMES", help="Law books, with commas.")] = None,
    days: Annotated[int, typer.Option("--days", min=0, max=3660, help="How many days to look ahead.")] = AHEAD_DAYS,
    mode: Annotated[str, typer.Option("--mode", metavar="MODE", help="cautious, letter or draft.")] = "cautious",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.csv", help="Write every row there.")] = None,
    language: Annotated[str, typer.Option("--lang", metavar="LANG", help="Language: en or zh.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")] = False,
) -> None:
    """List what the book's events oblige to, and by when: complaints to answer, records to keep, reports to make."""
    if language not in words.LANGUAGES:
        raise Unusable(f"--lang {language}: choose {' or '.join(words.LANGUAGES)}.")
    if mode not in words.MODES:
        raise Unusable(f"--mode {mode}: choose one of {', '.join(words.MODES)}.")
    if out is not None and (out.suffix != ".csv" or not out.parent.is_dir()):
        raise Unusable(f"--out {out}: give a file whose name ends in .csv, in a folder that exists.")
    loaded = book.load(folder)
    instant = inputs.as_of(as_of, loaded.mapping.defaults, loaded.book.zone)
    inputs.covered(loaded.book, instant)
    known = book.known(loaded.book, instant)
    events = book.events(loaded.tables["events"], known, instant)
    bound = inputs.laws(laws, loaded.mapping.defaults)
    owed = reckoned(known, events, bound, instant, mode)
    rows = told(owed, bound, inputs.local_day(loaded.book.zone, instant), days, language)
    if out is not None:
        with whole_file(out) as part:
            rows.write_csv(part, include_bom=True)
    if as_json:
        typer.echo(json.dumps({"events": events.height, "duties": rows.to_dicts()}, ensure_ascii=False, default=str))
        return
    for line in lines(rows, events.height, instant.astimezone(ZoneInfo(loaded.book.zone)), days, language):
        typer.echo(line)


def reckoned(known: Book, events: pl.DataFrame, laws: law.Laws, instant: datetime, mode: str) -> pl.DataFrame:
    """law.DUES with the event's own columns beside: event_id, person_id, loan_id, what, at."""
    dues = law.due(events, book.facts(known, book.delinquency(known, instant)), laws, instant, mode=mode)
    own = events.select("event_id", "person_id", "loan_id", "what", "at").with_row_index("event")
    return dues.join(own.with_columns(pl.col("event").cast(dues.schema["event"])), on="event", maintain_order="left")


def told(owed: pl.DataFrame, laws: law.Laws, today: date, days: int, language: str) -> pl.DataFrame:
    """A row for each duty, COLUMNS, by standing and day; with sentence and article as they stood at the event."""
    kept = pl.col("kind") == "retain"
    standing = (
        pl.when(pl.col("unknown").is_not_null()).then(pl.lit("unknown"))
        .when(kept).then(pl.lit("kept"))
        .when(pl.col("due_on") < today).then(pl.lit("past"))
        .when(pl.col("due_on") <= today + timedelta(days=days)).then(pl.lit("ahead"))
        .otherwise(pl.lit("later"))
    )  # fmt: skip
    versions = _versions(laws)
    said = [_said(versions, row, language) for row in owed.select("rule", "part", "starts_on", "at").iter_rows()]
    frame = owed.with_columns(
        standing.cast(pl.Enum(tuple(STANDINGS))).alias("standing"),
        pl.Series("cite", [cite for cite, _ in said], dtype=pl.String),
        pl.Series("says", [sentence for _, sentence in said], dtype=pl.String),
    )
    return frame.select(COLUMNS).sort("standing", "due_on", "rule", "part", "event_id", nulls_last=True)


def _versions(laws: law.Laws) -> dict[tuple[str, str], list[Version]]:
    found: dict[tuple[str, str], list[Version]] = {}
    for one in laws.books:
        for version in history.versions(one):
            found.setdefault((version.id, version.part), []).append(version)
    return found


def _said(versions: dict[tuple[str, str], list[Version]], row: tuple[Any, ...], language: str) -> tuple[str, str]:
    """Article and sentence of a duty; of an event in a place without a law book, what to do about that."""
    rule, part, starts_on, at = row
    if rule is None:
        zh = "当事人所在地没有法规册：请查明当地要求"
        return "", zh if language == "zh" else "No law book of the person's place: find out what it asks for"
    among = versions[rule, part or ""]
    on = starts_on or at.date()
    chosen = next((one for one in among if one.in_force(on)), among[-1]).table
    return chosen["cite"], chosen["says"][language]


def lines(rows: pl.DataFrame, events: int, local: datetime, days: int, language: str) -> Iterator[str]:
    """The list for somebody at a terminal: what is past, near or unknown row by row, the rest as counts."""
    zh = language == "zh"
    head = f"{events:,} 个事件，{rows.height:,} 项义务" if zh else f"{events:,} events, {rows.height:,} duties"
    yield f"{local:%Y-%m-%d %H:%M} · {head}"
    for standing, labels in STANDINGS.items():
        mine = rows.filter(pl.col("standing") == standing)
        if not mine.height:
            continue
        within = (f"（{days} 天内）" if zh else f" ({days})") if standing == "ahead" else ""
        yield f"\n{mine.height:>6,}  {labels[0 if zh else 1]}{within}"
        for (rule, part, says, cite), same in mine.group_by("rule", "part", "says", "cite", maintain_order=True):
            name = f"{rule or ''} ({part})" if part else str(rule or "")
            yield f"{same.height:>6,}  {says} · {name} · {cite}".rstrip(" ·")
            if standing in ("unknown", "past", "ahead"):
                yield from (f"          {_row(row, zh)}" for row in same.iter_rows(named=True))


def _row(row: dict[str, Any], zh: bool) -> str:
    when = row["due_on"].isoformat() if row["due_on"] is not None else str(row["unknown"])
    about = " ".join(part for part in (row["person_id"], row["loan_id"]) if part)
    return f"{when}  {row['what']} {row['at']:%Y-%m-%d}  {row['event_id']}{f' · {about}' if about else ''}"
