"""`eastwind plan`: a lender's day, decided, logged and drawn.

In        a book folder, or a kept one (`eastwind book store`), an instant; law books, strategy, seed, keys.
Out       a folder: plan, refusals, prices, offers, quarantine, reconciliation (Parquet), plan.json, log/, report.html.
Not here  deciding (engine, scale), the page (report).
Proof     tests/cli/test_plan.py.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from eastwind import book, report, scale
from eastwind.cli import compare, daily, fairness, inputs, planfolder
from eastwind.cli.folder import whole
from eastwind.cli.guard import guarded
from eastwind.cli.progress import Steps
from eastwind.engine import Policy

Model = Annotated[
    str | None,
    typer.Option("--model", metavar="FILE", help="A trained model's file or name, or scorecard; else the book's."),
]
Reasons = Annotated[
    Path | None,
    typer.Option("--fairness", metavar="FILE", help="Named people's reasons for what differs between groups."),
]


@guarded
def plan(
    folder: Annotated[Path, typer.Argument(metavar="BOOK", help="The folder with mapping.toml.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Folder to write; it appears whole or not at all.")
    ],
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="Day or instant of decision, e.g. 2026-09-30.")
    ] = None,
    strategy: Annotated[
        Path | None, typer.Option("--strategy", metavar="FILE", help="Strategy TOML; else the one that ships.")
    ] = None,
    model: Model = None,
    laws: Annotated[
        str | None, typer.Option("--laws", metavar="NAMES", help="Law books, with commas, e.g. tw,cn; else all.")
    ] = None,
    law_on: Annotated[
        str | None, typer.Option("--law-on", metavar="DAY", help="Judge under the law of another day.")
    ] = None,
    mode: Annotated[
        str | None, typer.Option("--mode", metavar="MODE", help="How to read the law: cautious (else), letter, draft.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="N", help="Decides ties and what is tried out.")] = None,
    chunk: Annotated[
        int | None, typer.Option("--chunk", metavar="N", min=1, help="People decided at once; changes no byte.")
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option("--keys", metavar="FOLDER", help="Folder of the lender's keys, made if new; else test keys."),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option("--compare", metavar="FILE", help="Another strategy: tells who would be treated differently."),
    ] = None,
    reasons: Reasons = None,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse files that hold a phone book.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace an earlier plan in --out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")] = False,
) -> None:
    """Decide a day for everybody in a book.

    Writes plan, refusals, prices, offers, quarantine and reconciliation (Parquet), the log, and report.html. The same
    input and seed give the same bytes. What is not given here comes from [defaults] of the book's mapping.toml.
    """
    replaced = (*planfolder.FILES, compare.FILE) if replace else ()
    kept = book.kept_store(folder)
    stored = None if kept is None else scale.Source.stored(kept)
    with Steps() as steps, whole(out, replaces=replaced) as made, scale.Helpers(stored) as helpers:
        with steps.step("read"):
            loaded = book.load(folder, strict=strict)
            policy = inputs.policy(
                loaded, folder, as_of_=as_of, strategy_=strategy, laws_=laws, law_on=law_on, seed=seed, mode=mode,
                model_=model,
            )  # fmt: skip
            said = fairness.reasons(reasons, loaded, folder, inputs.local_day(loaded.book.zone, policy.as_of))
            other = compare.other(against, loaded, folder)
        signed = inputs.keys(keys, f"{loaded.mapping.lender_id}/log")
        asked = Asked(folder, out, stored or scale.Source.whole(loaded.book), helpers, chunk, signed, other, said)
        shown = _planned(made, asked, loaded, policy, steps)
    _tell(shown, signed, as_json=as_json)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked for, besides what decides the day."""

    folder: Path
    out: Path
    source: scale.Source
    helpers: scale.Helpers
    chunk: int | None
    keys: inputs.Keys
    other: compare.Other | None
    reasons: list[report.NamedReason]


def _planned(made: Path, asked: Asked, loaded: book.Loaded, policy: Policy, steps: Steps) -> daily.Made:
    """The day decided, logged and drawn into the folder `made`."""
    with steps.step("read"):
        named = inputs.book_digest(loaded.book)
    decided = scale.decide(asked.source, policy, named, chunk=asked.chunk, helpers=asked.helpers, progress=steps.told)
    day, root = planfolder.together(decided, asked.keys)
    other = asked.other
    held = None if other is None else compare.compare(other, loaded, policy, day, named, asked.chunk, steps)
    if held is not None:
        held.write(made)
    with steps.step("log"):
        planfolder.write_frames(made, day, loaded.quarantine)
        checkpoint = planfolder.log_plan(
            made, day, loaded.quarantine, policy, named, asked.keys, loaded.book.zone, root
        )
    with steps.step("report"):
        shown = daily.Made(
            loaded, asked.folder, policy, day, checkpoint, steps.seconds, out=str(asked.out), held=held,
            reasons=asked.reasons,
        )  # fmt: skip
        (made / planfolder.REPORT).write_text(daily.page(shown), encoding="utf-8")
    return shown


def _tell(shown: daily.Made, signed: inputs.Keys, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(daily.summary(shown) | {"out": shown.out}, ensure_ascii=False, indent=2))
        return
    for line in daily.lines(shown):
        typer.echo(line)
    if signed.test:
        typer.echo("signed with the test key: fit for trying out, no proof to others; give --keys FOLDER for your own")
    typer.echo(f"report: {Path(shown.out) / planfolder.REPORT}")
