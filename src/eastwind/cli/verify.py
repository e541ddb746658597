"""`eastwind verify`: check a log folder, or a receipt, offline.

In        a log folder, a plan folder (its log and its rows), or a receipt file.
Out       "verified", or every finding with its place; exit 1 if any.
Not here  the checks (tlog).
Proof     tests/cli/test_verify.py; tests/tlog/test_tamper.py flips every byte.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from eastwind import tlog
from eastwind.cli import inputs, planfolder
from eastwind.cli.guard import ANSWER_NO, Unusable, guarded


@guarded
def verify(
    path: Annotated[Path, typer.Argument(help="A log folder, a plan folder, or a receipt file.")],
    key: Annotated[str | None, typer.Option("--key", help="The lender's published key (name+id+base64).")] = None,
    keys: Annotated[Path | None, typer.Option("--keys", help="Folder of the lender's keys, to open entries.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")] = False,
) -> None:
    """Check every tile, signature, body and row; say what is wrong and where."""
    if not path.exists():
        raise Unusable(f"{path}: there is no such log or receipt. Give a folder with a checkpoint, or a receipt file.")
    store = None if keys is None else inputs.keys(keys, "").store
    if planfolder.is_plan(path):
        found = planfolder.verify(path, key, store)
    else:
        found = tlog.verify(path, vkey=key, keys=store)
    if as_json:
        shown = [{"where": f.where, "what": f.what, "expected": f.expected, "found": f.found} for f in found]
        typer.echo(json.dumps({"verified": not found, "findings": shown}, ensure_ascii=False, indent=2))
    else:
        for finding in found:
            typer.echo(str(finding))
        typer.echo(f"{path}: {'verified' if not found else f'{len(found)} finding(s)'}")
    if found:
        raise typer.Exit(ANSWER_NO)
