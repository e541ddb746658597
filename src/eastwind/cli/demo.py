"""`eastwind demo`: the whole of it on 24,069 real accounts, in under a minute.

In        examples/taiwan-cards-2005 (real card accounts, CC BY 4.0), a folder to write.
Out       the book made from them, the day's plan with log and report, the same people under three laws.
Not here  anything that `plan` does not do for any other book.
Proof     tests/cli/test_demo.py.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Final

import polars as pl
import typer

from eastwind import book, engine, scale
from eastwind.cli import daily, inputs, planfolder
from eastwind.cli.folder import whole
from eastwind.cli.guard import Unusable, fail, guarded
from eastwind.cli.progress import Steps
from eastwind.core.facts import SITUATIONS
from eastwind.core.frames import Book
from eastwind.engine import Policy

EXAMPLE: Final = Path("examples") / "taiwan-cards-2005"


@dataclass(frozen=True, slots=True)
class Home:
    """Where the same people might live."""

    name: str
    place: str
    zone: str
    language: str
    country: str


HOMES: Final = (
    Home("tw", "TW-TPE", "Asia/Taipei", "zh", "TW"),
    Home("cn", "CN-GD", "Asia/Shanghai", "zh", "CN"),
    Home("us", "US-TX", "America/Chicago", "en", "US"),
)


@guarded
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Folder to write, made anew each time.")] = Path(
        "out/demo"
    ),
    source: Annotated[
        Path | None, typer.Option("--source", metavar="FILE", help="Another Parquet file of the same form.")
    ] = None,
    example: Annotated[Path, typer.Option("--example", metavar="FOLDER", help="The example's folder.")] = EXAMPLE,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")] = False,
) -> None:
    """See the whole of it on 24,069 real accounts.

    Makes the book of the example, decides its day, compares three laws, verifies the log, draws the report.
    """
    if not (example / "make_book.py").is_file():
        raise Unusable(f"{example} holds no make_book.py. Run this in the repository, or give --example.")
    with Steps() as steps, whole(out, replaces=("book", "plan")) as made:
        with steps.step("make"):
            make_book(example, source or example / "accounts.parquet", made / "book")
        with steps.step("read"):
            loaded = book.load(made / "book")
            policy = inputs.policy(
                loaded, made / "book", as_of_=None, strategy_=None, laws_=None, law_on=None, seed=None, mode=None
            )
            named = inputs.book_digest(loaded.book)
        day = scale.run(scale.Source.whole(loaded.book), policy, named, progress=steps.told)
        with steps.step("compare"):
            stacks = [under(loaded.book, home, policy) for home in HOMES]
        with steps.step("log"), _plan_folder(made / "plan") as folder:
            planfolder.write_frames(folder, day, loaded.quarantine)
            keys = inputs.keys(None, f"{loaded.mapping.lender_id}/log")
            checkpoint = planfolder.log_plan(folder, day, loaded.quarantine, policy, named, keys, loaded.book.zone)
            findings = planfolder.verify(folder, keys.signer.verifier.vkey, keys.store)
        if findings:
            fail(f"the log does not verify: {findings[0]}", 1)
        with steps.step("report"):
            shown = daily.Made(
                loaded, made / "book", policy, day, checkpoint, steps.seconds, stacks, str(out / "plan"), verified=True
            )
            (made / "plan" / "report.html").write_text(daily.page(shown), encoding="utf-8")
    if as_json:
        compared = {
            s.name: {"wanted": s.wanted, "lawful": s.lawful, "stopped": dict(s.stopped.iter_rows())} for s in stacks
        }
        document = daily.summary(shown) | {
            "laws": compared,
            "log": "verified",
            "report": str(out / "plan" / "report.html"),
        }
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for line in [*daily.lines(shown), *table(stacks), "log verified"]:
        typer.echo(line)
    typer.echo("seconds: " + " · ".join(f"{name} {seconds:.1f}" for name, seconds in steps.seconds.items()))
    typer.echo(f"report: {out / 'plan' / 'report.html'}")


@contextmanager
def _plan_folder(path: Path) -> Iterator[Path]:
    path.mkdir()
    yield path


def make_book(example: Path, source: Path, out: Path) -> None:
    """The example's own script, run as anybody would run it."""
    ran = subprocess.run(
        [sys.executable, str(example / "make_book.py"), str(source), str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise Unusable(f"The book could not be made of {source}: {ran.stderr.strip().splitlines()[-1]}")


def under(found: Book, home: Home, policy: Policy) -> daily.Stack:
    """The same people, files and history, living somewhere else: what the gate says of the contacts worth making."""
    rows = [[[home.place], [home.zone], [home.language], home.country]] * found.situations.height
    moved = replace(
        found,
        country=home.country,
        situations=pl.DataFrame(rows, SITUATIONS, orient="row"),
    )
    considered = engine.consider(book.known(moved, policy.as_of), policy)
    return daily.Stack(home.name, considered.wanted, considered.lawful_today, considered.stopped)


def table(stacks: list[daily.Stack]) -> list[str]:
    """Lawful and refused side by side, and what stops most."""
    lines = ["the same people under three laws (contacts worth making = lawful today + refused):"]
    for stack in stacks:
        top = " · ".join(f"{rule} {count:,}" for rule, count in stack.stopped.head(4).iter_rows())
        refused = stack.wanted - stack.lawful
        lines.append(f"  {stack.name}: {stack.wanted:>6,} = {stack.lawful:>6,} + {refused:>6,} refused   {top}")
    return lines
