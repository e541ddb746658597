"""`eastwind receipt`: what was decided of one person, as files with which they prove it to anybody.

In        a plan folder, a person, the lender's keys.
Out       a folder with a receipt for each of their decisions and refusals; it appears whole or not at all.
Not here  the form of a receipt and its check (tlog), the same in words (explain), everybody's rows (opened).
Proof     tests/cli/test_receipt.py.

A receipt holds the row itself, and hashes of others' rows that tell nothing of them: it is made to be handed out.
"""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from eastwind import tlog
from eastwind.cli import planfolder
from eastwind.cli.folder import whole
from eastwind.cli.guard import guarded
from eastwind.cli.planfolder import Written
from eastwind.cli.progress import Steps


@guarded
def receipt(
    plan: Annotated[Path, typer.Argument(metavar="PLAN_DIR", help="A folder written by `eastwind plan`.")],
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The person_id, as the book has it.")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Folder to write, a file for each row.")],
    keys: Annotated[
        Path | None, typer.Option("--keys", metavar="FOLDER", help="Folder of the lender's keys; else test keys.")
    ] = None,
) -> None:
    """Write a person's receipts: proof of what was decided of them, and refused.

    Each file is checked offline by `eastwind verify FILE --key KEY`, with the key that the lender publishes.
    """
    with Steps() as steps, whole(out) as made:
        with steps.step("read"):
            written = planfolder.read(plan)
            store = planfolder.key_store(written, keys)
            places = rows_of(written, person, plan)
        with steps.step("log"), closing(tlog.FileEntries(plan / planfolder.LOG / "entries.jsonl")) as entries:
            log = tlog.LogReader(plan / planfolder.LOG)
            entry = planfolder.entry_of(entries, str(written.body["plan_id"]))
            leaves = list(planfolder.leaves(written.rows_key, written.plan, written.refusals))
            for name, row in places:
                proof = tlog.row_proof(leaves, row)
                (made / name).write_bytes(tlog.make_receipt(log, entries, store, entry, proof))
    for name, _ in places:
        typer.echo(str(out / name))
    typer.echo(f"To check one: eastwind verify {out / places[0][0]} --key '{written.vkey}'")


def rows_of(written: Written, person: str, folder: Path) -> list[tuple[str, int]]:
    """A file's name and the number of the row, for each row about the person; Unusable if there is none."""
    decided = _numbered("decision", written.plan, person, 0)
    if not decided:
        raise planfolder.nobody(folder, person)
    return decided + _numbered("refusal", written.refusals, person, written.plan.height)


def _numbered(name: str, frame: pl.DataFrame, person: str, before: int) -> list[tuple[str, int]]:
    rows = (frame["person_id"] == person).arg_true()
    return [(f"{name}-{n}.json", before + row) for n, row in enumerate(rows)]
