"""`eastwind book …`: does a lender's folder read, how late is everybody; keep it for quicker reading.

In        a book folder (mapping.toml and the files it names).
Out       what landed, what was quarantined and why, what was not read; a table of delinquency; a kept book.
Not here  reading (book).
Proof     tests/cli/test_book.py.
"""

import json
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import polars as pl
import typer

from eastwind import book
from eastwind.cli import inputs
from eastwind.cli.folder import whole, whole_file
from eastwind.cli.guard import ANSWER_NO, Unusable, guarded
from eastwind.cli.progress import Steps
from eastwind.core.money import format_minor

app = typer.Typer(help="Check a book, see how late everybody is, keep it.", no_args_is_help=True, rich_markup_mode=None)

Folder = Annotated[Path, typer.Argument(metavar="BOOK", help="The folder with mapping.toml.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")]
SHOWN = 20


@app.command()
@guarded
def check(
    folder: Folder,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse files that hold a phone book.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what of a book can be read.

    What landed, what was set apart and why, what was left unread. Exit 1 if any row was set apart.
    """
    loaded = book.load(folder, strict=strict)
    if as_json:
        typer.echo(json.dumps(_document(loaded), ensure_ascii=False, indent=2, default=str))
    else:
        for row in loaded.counts.iter_rows(named=True):
            parts = [f"{row['landed']:,} landed", f"{row['quarantined']:,} quarantined"]
            parts += [f"{row['repeated']:,} repeated"] if row["repeated"] else []
            typer.echo(f"rows of {row['table']}: {row['read']:,} = {' + '.join(parts)}")
        typer.echo(
            f"people: {loaded.people_read:,} read = {loaded.people_decided:,} to be decided "
            f"+ {loaded.people_quarantined:,} quarantined"
        )
        for row in loaded.dropped.iter_rows(named=True):
            typer.echo(f"not read: {row['file']}, column '{row['column']}': {row['why']}")
        for row in loaded.quarantine.head(SHOWN).iter_rows(named=True):
            typer.echo(f"{row['file']}:{row['line']} {row['column']} = {row['value']!r}: {row['says_en']}")
        if loaded.quarantine.height > SHOWN:
            typer.echo(f"… and {loaded.quarantine.height - SHOWN:,} more; --json shows all.")
    if loaded.quarantine.height:
        raise typer.Exit(ANSWER_NO)


def _document(loaded: book.Loaded) -> dict[str, object]:
    return {
        "tables": loaded.counts.to_dicts(),
        "people_read": loaded.people_read,
        "people_decided": loaded.people_decided,
        "people_quarantined": loaded.people_quarantined,
        "dropped": loaded.dropped.to_dicts(),
        "quarantine": loaded.quarantine.to_dicts(),
    }


@app.command()
@guarded
def delinquency(
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="File to write: .parquet or .csv.")],
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DAY", help="Day or instant to judge on; the book's default if it has one."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write how late each loan is.

    One row per loan: days past due, bucket, overdue, outstanding, and whose figure was used.
    """
    if out.suffix not in (".parquet", ".csv"):
        raise Unusable(f"--out {out}: the name must end in .parquet or .csv. Give such a file.")
    if not out.parent.is_dir() or out.is_dir():
        wrong = "it is a folder" if out.is_dir() else f"there is no folder {out.parent}"
        raise Unusable(f"--out {out}: {wrong}. Give a file in a folder that exists.")
    loaded = book.load(folder)
    instant = inputs.as_of(as_of, loaded.mapping.defaults, loaded.book.zone)
    inputs.covered(loaded.book, instant)
    known = book.known(loaded.book, instant)
    late = book.delinquency(known, instant)
    person = known.people["person_id"].gather(known.loans["person"])
    # A loan stands once for each person liable for it; here the borrower's row speaks for it.
    frame = pl.concat([pl.DataFrame([person, known.loans["loan_id"]]), late], how="horizontal").filter(
        known.loans["main"]
    )
    with whole_file(out) as part:
        frame.write_parquet(part) if out.suffix == ".parquet" else frame.write_csv(part)
    buckets = frame.group_by("bucket").agg(pl.len(), pl.col("overdue_minor").sum()).sort("bucket")
    if as_json:
        typer.echo(json.dumps({"as_of": instant.isoformat(), "buckets": buckets.to_dicts(), "out": str(out)}))
        return
    for row in buckets.iter_rows(named=True):
        owed = format_minor(row["overdue_minor"], loaded.book.currency, "en")
        typer.echo(f"M{row['bucket']}: {_loans(row['len'])}, {owed} overdue")
    local = instant.astimezone(ZoneInfo(loaded.book.zone))
    typer.echo(f"{_loans(frame.height)} as of {local.isoformat()} → {out}")


@app.command()
@guarded
def store(
    folder: Folder,
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Folder to write; it appears whole or not at all.")
    ],
    strict: Annotated[bool, typer.Option("--strict", help="Refuse files that hold a phone book.")] = False,
) -> None:
    """Keep a book as Eastwind reads it fastest.

    The folder written stands for BOOK in every command: its files are not read and checked again, and a day of many
    people is decided by two processes. It gives the same plan, byte for byte.
    """
    with Steps() as steps, whole(out) as made:
        with steps.step("read"):
            loaded = book.load(folder, strict=strict)
        with steps.step("make"):
            book.keep(loaded, made)
    people, loans = loaded.book.people.height, loaded.book.loans.height
    typer.echo(f"{people:,} people with {_loans(loans)}, {loaded.quarantine.height:,} quarantined rows → {out}")


def _loans(count: int) -> str:
    return f"{count:,} loan" + ("" if count == 1 else "s")
