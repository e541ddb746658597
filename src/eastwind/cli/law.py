"""`eastwind law …`: worked cases against the gate, and the law books in words (lawbook).

In        files of worked cases.
Out       the cases that differ, and a line that counts; exit 1 if any failed.
Not here  the judging (law.check), reading the books (lawbook).
Proof     tests/cli/test_law.py.
"""

import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from eastwind import audit, law, text
from eastwind.audit.check import Result
from eastwind.audit.check import check as check_file
from eastwind.cli import due, lawaudit, lawbook, replay
from eastwind.cli.guard import ANSWER_NO, guarded
from eastwind.core import places

app = typer.Typer(help="Read the law books, and judge by them.", no_args_is_help=True, rich_markup_mode=None)
app.command("list")(lawbook.list_rules)
app.command("show")(lawbook.show)
app.command("diff")(lawbook.diff)
app.command("pages")(lawbook.pages)
app.command("replay")(replay.replay)
app.command("audit")(lawaudit.audit)
app.command("due")(due.due)


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
    second = by_auditor(files)
    whole = law.Summary(tuple(result for summary in summaries.values() for result in summary.results))
    if as_json:
        document = _document(summaries, whole) | {"auditor": _counts(second)}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for result in whole.results:
            if result.outcome == "failed" or (uncovered and result.outcome == "not covered"):
                typer.echo(f"{result.outcome.upper()}  {result.case.id}: {result.why}")
        for one in second:
            if one.word == "failed":
                typer.echo(f"FAILED by the auditor  {one.case}: {'; '.join(one.differences)}")
        for path, summary in summaries.items():
            typer.echo(f"{path.name}: {summary.line}")
        typer.echo("by the auditor: " + ", ".join(f"{count} {word}" for word, count in _counts(second).items()))
        typer.echo(whole.line)
    if whole.failed or _counts(second)["failed"]:
        raise typer.Exit(ANSWER_NO)


def by_auditor(files: list[Path]) -> list[Result]:
    """The same cases judged by the auditor, which shares no code with the gate.

    What a text says is read once, for both: the auditor judges law, not prose (docs/adr/0015).
    """
    laws = audit.load(law.books.FOLDER, Path(places.__file__).parent / "data")
    return [result for path in files for result in check_file(path, laws, _found(path))]


def _found(path: Path) -> dict[str, list[str]]:
    """By case, the items found in its text."""
    cases = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    texts = {case["id"]: case["contact"]["text"] for case in cases if "text" in case.get("contact", {})}
    return {name: sorted(text.content(said).present) for name, said in texts.items()}


def _counts(results: list[Result]) -> dict[str, int]:
    words = Counter(result.word for result in results)
    return {word: words[word] for word in ("passed", "failed", "not covered")}


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
