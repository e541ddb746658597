"""`eastwind law …`: worked cases against the gate, and the law books in words (lawbook).

In        files of worked cases.
Out       the cases that differ, and a line that counts; exit 1 if any failed.
Not here  the judging (law.check), reading the books (lawbook).
Proof     tests/cli/test_law.py.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from eastwind import law
from eastwind.cli import lawaudit, lawbook, replay
from eastwind.cli.guard import ANSWER_NO, guarded

app = typer.Typer(help="Read the law books, and judge by them.", no_args_is_help=True, rich_markup_mode=None)
app.command("list")(lawbook.list_rules)
app.command("show")(lawbook.show)
app.command("diff")(lawbook.diff)
app.command("pages")(lawbook.pages)
app.command("replay")(replay.replay)
app.command("audit")(lawaudit.audit)


@app.command()
@guarded
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="TOML files of worked cases.")],
    uncovered: Annotated[bool, typer.Option("--uncovered", help="Name the cases not covered, and why.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")] = False,
) -> None:
    """Judge worked cases, show what differs.

    Each verdict is compared with what the case expects. Exit 1 if one differs.
    """
    summaries = {path: law.check([path]) for path in files}
    whole = law.Summary(tuple(result for summary in summaries.values() for result in summary.results))
    if as_json:
        typer.echo(json.dumps(_document(summaries, whole), ensure_ascii=False, indent=2))
    else:
        for result in whole.results:
            if result.outcome == "failed" or (uncovered and result.outcome == "not covered"):
                typer.echo(f"{result.outcome.upper()}  {result.case.id}: {result.why}")
        for path, summary in summaries.items():
            typer.echo(f"{path.name}: {summary.line}")
        typer.echo(whole.line)
    if whole.failed:
        raise typer.Exit(ANSWER_NO)


def _document(summaries: dict[Path, law.Summary], whole: law.Summary) -> dict[str, object]:
    return {
        "files": {str(path): summary.line for path, summary in summaries.items()},
        "summary": whole.line,
        "passed": whole.count("passed"),
        "failed": whole.failed,
        "not_covered": whole.count("not covered"),
        "results": [
            {"id": result.case.id, "outcome": result.outcome, "why": result.why}
            for result in whole.results
            if result.outcome != "passed"
        ],
    }
