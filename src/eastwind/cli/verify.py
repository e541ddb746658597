"""`eastwind verify`: check a log folder, or a receipt, offline.

In        a log folder, a plan folder (its log and its rows), or a receipt file.
Out       "verified", and what a receipt says; or every finding with its place; exit 1 if any.
Not here  the checks (tlog).
Proof     tests/cli/test_verify.py; tests/tlog/test_tamper.py flips every byte.
"""

import json
from pathlib import Path
from typing import Annotated, Final

import typer

from eastwind import tlog
from eastwind.cli import inputs, planfolder
from eastwind.cli.guard import ANSWER_NO, Unusable, guarded

LOG_FILES: Final = ("checkpoint", "log.vkey", "tile", "entries.jsonl")


@guarded
def verify(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A plan folder, a log folder, or a receipt file.")],
    key: Annotated[
        str | None, typer.Option("--key", metavar="KEY", help="The lender's published key (name+id+base64).")
    ] = None,
    keys: Annotated[
        Path | None, typer.Option("--keys", metavar="FOLDER", help="Folder of the lender's keys, to open entries.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")] = False,
) -> None:
    """Check a plan, a log or a receipt.

    Every tile, signature, body and row; says what is wrong and where. Exit 1 if anything is.
    """
    if not path.exists():
        raise Unusable(f"{path}: there is no such log or receipt. Give a folder with a checkpoint, or a receipt file.")
    if path.is_dir() and not planfolder.is_plan(path) and not any((path / name).exists() for name in LOG_FILES):
        raise Unusable(f"{path} is neither a plan folder nor a log. Give a folder with a plan.json or a checkpoint.")
    store = None if keys is None else inputs.keys(keys, "").store
    if planfolder.is_plan(path):
        found = planfolder.verify(path, key, store)
    else:
        found = tlog.verify(path, vkey=key, keys=store)
    says = tlog.receipt_says(path.read_bytes()) if path.is_file() and not found else None
    if as_json:
        shown = [{"where": f.where, "what": f.what, "expected": f.expected, "found": f.found} for f in found]
        document = {"verified": not found, "findings": shown} | ({} if says is None else {"says": says})
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for finding in found:
            typer.echo(str(finding))
        wrong = f"{len(found)} finding" + ("" if len(found) == 1 else "s")
        typer.echo(f"{path}: {wrong if found else 'verified'}")
        if says is not None:
            typer.echo("It says: " + json.dumps(says, ensure_ascii=False, indent=2))
            if key is None:
                typer.echo("Whether this is the lender's log, only its published key can tell: add --key.")
    if found:
        raise typer.Exit(ANSWER_NO)
