"""`eastwind open`: a plan's log opened for an auditor, with the facts of every contact.

In        a plan folder, the book it was made from, the lender's keys.
Out       a folder as docs/reference/opened-log.md has it; it appears whole or not at all.
Not here  auditing it (audit), single receipts (tlog).
Proof     tests/cli/test_opened.py; `make audit-standalone` audits the example's log by a copy of the auditor alone.

The law books that bind now need not be those of the plan: the auditor is given books of its own.
"""

import json
import shutil
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any, Final

import polars as pl
import typer

from eastwind import tlog
from eastwind.cli import planfolder
from eastwind.cli.again import Again, again
from eastwind.cli.folder import whole
from eastwind.cli.guard import Unusable, guarded
from eastwind.cli.progress import Steps
from eastwind.law.records import records

FORMAT: Final = "eastwind/opened-log/v1"
PRIVATE: Final = "entries.jsonl"
FILES: Final = ("manifest.json", "log", "entries.jsonl", "people.jsonl")


@guarded
def open_log(
    plan: Annotated[Path, typer.Argument(metavar="PLAN_DIR", help="A folder written by `eastwind plan`.")],
    folder: Annotated[Path, typer.Argument(metavar="BOOK", help="The book that the plan was made from.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Folder to write; it appears whole or not at all.")
    ],
    strategy: Annotated[
        Path | None, typer.Option("--strategy", metavar="FILE", help="The plan's strategy, if not the one that ships.")
    ] = None,
    keys: Annotated[
        Path | None, typer.Option("--keys", metavar="FOLDER", help="Folder of the lender's keys; else test keys.")
    ] = None,
) -> None:
    """Open a plan's log for an auditor: every entry and row with its key, every contact with its facts.

    The folder opens everything: hand it to nobody but the auditor.
    """
    with Steps() as steps, whole(out) as made:
        with steps.step("read"):
            day = again(plan, folder, strategy)
            store = planfolder.key_store(day.written, keys)
        with steps.step("log"):
            size = _public(plan, made, day)
            _opened(plan, made, size, store)
        with steps.step("conclude"):
            contacts = _plan(made, day)
    typer.echo(f"{out}: {size:,} entries, {day.written.plan.height + day.written.refusals.height:,} rows, "
               f"{contacts:,} contacts with their facts")  # fmt: skip


def _public(plan: Path, made: Path, day: Again) -> int:
    """Copy the log's public part and write the manifest; how many entries the log has."""
    shutil.copytree(plan / planfolder.LOG, made / "log", ignore=shutil.ignore_patterns(PRIVATE))
    checkpoint = tlog.LogReader(made / "log").checkpoint()
    manifest = {
        "format": FORMAT,
        "vkey": day.written.vkey,
        "size": checkpoint.size,
        "root": checkpoint.root.hex(),
        "country": day.loaded.book.country,
        "mode": day.written.body["mode"],
    }
    (made / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return checkpoint.size


def _opened(plan: Path, made: Path, size: int, store: tlog.KeyStore) -> None:
    with closing(tlog.FileEntries(plan / planfolder.LOG / PRIVATE)) as entries:
        _lines(made / "entries.jsonl", tlog.opened_entries(entries, size, store))
        _lines(made / "people.jsonl", tlog.opened_people(entries, size, store))


def _plan(made: Path, day: Again) -> int:
    """The plan's rows, and the facts of those that are contacts; how many these are."""
    written = day.written
    place = made / f"plan-{written.body['plan_id']}"
    place.mkdir()
    leaves = planfolder.leaves(written.rows_key, written.plan, written.refusals)
    _lines(place / "rows.jsonl", tlog.opened_rows(leaves))
    count = _lines(place / "contacts.jsonl", _contacts(day))
    expected = written.plan["contact_id"].drop_nulls().len()
    if count != expected:
        raise Unusable(
            f"The plan has {expected:,} contacts, of {count:,} the facts were found. The book or this version of "
            "Eastwind differs from the plan's; make the plan again, or open it with the version that made it."
        )
    return count


def _contacts(day: Again) -> Iterable[dict[str, Any]]:
    """The facts of each contact of the plan, in the order of its rows."""
    plan = day.written.plan
    contacts = plan.select("person_id", "treatment", "channel", "starts_at", "contact_id").with_columns(
        pl.when(pl.col("contact_id").is_not_null()).then("channel").alias("channel")
    )
    for chunk in day.reopened(contacts):
        told = zip(chunk.rows.tolist(), records(chunk.candidates, chunk.facts, chunk.names), strict=True)
        for row, record in sorted(told, key=lambda one: one[0]):
            contact_id, person = contacts["contact_id"][row], contacts["person_id"][row]
            yield {"row": row, "contact_id": contact_id, "person": person, "case": record}


def _lines(path: Path, lines: Iterable[Mapping[str, Any]]) -> int:
    """Write a line for each object; how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
    return count
