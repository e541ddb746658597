"""`eastwind plan`: a lender's day, decided, logged and drawn.

In        a book folder, an instant; law books, strategy, seed, keys.
Out       a folder: plan, refusals, prices, quarantine, reconciliation (Parquet), plan.json, log/, report.html.
Not here  deciding (engine, scale), the page (report).
Proof     tests/cli/test_plan.py.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from eastwind import book, scale
from eastwind.cli import daily, inputs, planfolder
from eastwind.cli.folder import whole
from eastwind.cli.guard import guarded
from eastwind.cli.progress import Steps


@guarded
def plan(
    folder: Annotated[Path, typer.Argument(metavar="BOOK", help="The folder with mapping.toml.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write.")],
    as_of: Annotated[str | None, typer.Option("--as-of", help="Day or instant of decision.")] = None,
    strategy: Annotated[Path | None, typer.Option("--strategy", help="Strategy TOML.")] = None,
    laws: Annotated[
        str | None, typer.Option("--laws", help="Law books, with commas. All that ship by default.")
    ] = None,
    law_on: Annotated[str | None, typer.Option("--law-on", help="Judge under the law of this day.")] = None,
    mode: Annotated[str | None, typer.Option("--mode", help="cautious, letter or draft.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="For ties and exploration.")] = None,
    chunk: Annotated[int | None, typer.Option("--chunk", min=1, help="People per chunk; changes no byte.")] = None,
    keys: Annotated[Path | None, typer.Option("--keys", help="Folder of the lender's keys.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse files that hold a phone book.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace what stands in --out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")] = False,
) -> None:
    """Decide a day for everybody in a book, with the reason of each decision."""
    with Steps() as steps, whole(out, replaces=planfolder.FILES if replace else ()) as made:
        with steps.step("read"):
            loaded = book.load(folder, strict=strict)
            policy = inputs.policy(
                loaded, folder, as_of_=as_of, strategy_=strategy, laws_=laws, law_on=law_on, seed=seed, mode=mode
            )
            named = inputs.book_digest(loaded.book)
        day = scale.run(scale.Source.whole(loaded.book), policy, named, chunk=chunk, progress=steps.told)
        with steps.step("log"):
            planfolder.write_frames(made, day, loaded.quarantine)
            signed = inputs.keys(keys, f"{loaded.mapping.lender_id}/log")
            checkpoint = planfolder.log_plan(made, day, policy, named, signed, loaded.book.zone)
        with steps.step("report"):
            shown = daily.Made(loaded, folder, policy, day, checkpoint, steps.seconds, out=str(out))
            (made / planfolder.REPORT).write_text(daily.page(shown), encoding="utf-8")
    if as_json:
        typer.echo(json.dumps(daily.summary(shown) | {"out": str(out)}, ensure_ascii=False, indent=2))
        return
    for line in daily.lines(shown):
        typer.echo(line)
    if signed.test:
        typer.echo("signed with the test key: fit for trying out, no proof to others; give --keys FOLDER for your own")
    typer.echo(f"report: {out / 'report.html'}")
