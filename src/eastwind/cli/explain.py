"""`eastwind explain`: one person's decision, in words a borrower's adviser can read.

In        a plan folder, a person.
Out       what was decided, why, what the law refused and from when it would be lawful.
Not here  deciding (engine).
Proof     tests/cli/test_explain.py.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from eastwind import law
from eastwind.cli import planfolder
from eastwind.cli.guard import Unusable, guarded
from eastwind.core.plan import SILENCE
from eastwind.core.reasons import sentence


@guarded
def explain(
    folder: Annotated[Path, typer.Argument(metavar="PLAN_DIR", help="A folder written by `eastwind plan`.")],
    person: Annotated[str, typer.Argument(help="person_id")],
    language: Annotated[str, typer.Option("--lang", help="en or zh")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")] = False,
) -> None:
    """Say what was decided for one person and why."""
    if language not in ("en", "zh"):
        raise Unusable(f"--lang {language}: choose en or zh.")
    written = planfolder.read(folder)
    rows = written.plan.filter(pl.col("person_id") == person).to_dicts()
    if not rows:
        raise Unusable(
            f"The plan in {folder} holds no decision for '{person}': no such person, or a row of theirs is quarantined "
            f"(see {folder / 'quarantine.parquet'})."
        )
    refusals = written.refusals.filter(pl.col("person_id") == person).to_dicts()
    if as_json:
        typer.echo(json.dumps({"decisions": rows, "refusals": refusals}, ensure_ascii=False, indent=2, default=str))
        return
    for row in rows:
        for line in _decision(row, language):
            typer.echo(line)
    says = _sentences(written.meta["books"], written.meta["plan"]["mode"], language)
    for refusal in refusals:
        typer.echo(_refusal(refusal, says, language))


def _decision(row: dict[str, Any], language: str) -> list[str]:
    zh = language == "zh"
    what = ("不联系" if zh else "silence") if row["treatment"] == SILENCE else row["treatment"]
    lines = [f"{row['person_id']}: {what} — {sentence(row['reason'], language)}"]
    if row["treatment"] != SILENCE:
        about = ", ".join(row["loan_ids"])
        lines.append(
            f"  {row['channel']} · {row['starts_at']:%Y-%m-%dT%H:%MZ} · {row['template']} · {row['by']} · {about}"
        )
    if row["n"] == 0:
        late = f"逾期 {row['dpd']} 天 (M{row['bucket']})" if zh else f"{row['dpd']} days past due (M{row['bucket']})"
        lines.append(f"  {late}; {row['way'] or ('未逾期' if zh else 'current')}")
        lines += [f"  · {sentence(reason, language)}" for reason in row["reasons"] or ()]
        if row["eligible"]:
            lines.append(("  可选: " if zh else "  could have been: ") + ", ".join(row["eligible"]))
    return lines


def _sentences(books: list[str], mode: str, language: str) -> dict[str, tuple[str, str]]:
    known = [name for name in books if name in law.available()]
    rules = [rule for found in law.load(known).books for rule in found.rules[mode]] if known else []
    return {rule.id: (rule.says[language], rule.cite) for rule in rules}


def _refusal(refusal: dict[str, Any], says: dict[str, tuple[str, str]], language: str) -> str:
    text, cite = says.get(refusal["rule"], (refusal["rule"], ""))
    zh = language == "zh"
    moment = refusal["lawful_from"]
    until = ("400 天内没有" if zh else "not within 400 days") if moment is None else f"{moment:%Y-%m-%dT%H:%MZ}"
    start = "拒绝" if zh else "refused"
    when = "合法起始" if zh else "lawful from"
    return f"  {start} {refusal['treatment']}: {text} [{cite}; {refusal['rule']}] {refusal['evidence']} {when}: {until}"
