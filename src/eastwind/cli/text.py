"""`eastwind text …`: reads a message for content items, and measures the rules over the written test set.

In        a text, or a folder of labelled texts (tests/text/data).
Out       the items found with their places; tables of what is found, sent to a human and missed, and the speed.
Not here  the rules and the counting (text).
Proof     tests/cli/test_text.py.
"""

import time
from pathlib import Path
from typing import Annotated, Final

import typer

from eastwind import text
from eastwind.cli.folder import whole_file
from eastwind.cli.guard import Unusable, guarded
from eastwind.text import measure as measuring

app = typer.Typer(help="What a message says, as the law sees it.", no_args_is_help=True, rich_markup_mode=None)
BEGIN: Final = "<!-- measured: begin -->"
END: Final = "<!-- measured: end -->"
TITLES: Final = (
    "The half that the rules were written against",
    "The half held out",
    "A further part, by another hand",
    "The probe, worded unlike the rest (recall alone)",
    "Many voices, which rules and weights were made with",
    "A first other voice, which weights were made with",
    "A second other voice, which weights were made with",
    "A further part, by a third hand",
)


@app.command("read")
@guarded
def read(message: Annotated[str, typer.Argument(help="The message, or a file that holds it.")]) -> None:
    """Name the content items of a message: what, how sure, which words, by which rule."""
    path = Path(message) if len(message) < 200 and "\n" not in message else None
    written = path.read_text(encoding="utf-8") if path is not None and path.is_file() else message
    content = text.content(written)
    for span in content.spans:
        sure = "certain" if span.certain else "uncertain"
        print(f"{span.item:24} {sure:10} {written[span.start : span.end]!r}  {span.rule}")
    if not content.spans:
        print("Nothing found.")


@app.command("measure")
@guarded
def measure(
    folder: Annotated[Path, typer.Argument(help="Labelled texts.")] = Path("tests/text/data"),
    slips: Annotated[bool, typer.Option("--slips", help="List where finds and labels of known texts differ.")] = False,
    write: Annotated[Path | None, typer.Option(help="A page whose measured part is written anew.")] = None,
) -> None:
    """What of each class is found, sent to a human and missed, what that costs, with intervals; and the speed."""
    try:
        texts = measuring.read(folder)
    except text.RuleError as error:
        raise Unusable(str(error)) from error
    text.content("")  # the rules are read once, which is not part of the speed
    began = time.perf_counter()
    measured = measuring.measure(texts)
    speed = len(texts) / (time.perf_counter() - began)
    report = _report(texts, measured)
    print(f"{report}\n\nSpeed: {speed:,.0f} messages a second on one core.")
    # The other parts stay blind: what is missed in them must not become known to whoever writes rules.
    for slip in (slip for slip in measured.slips if slips and slip.text.part in measuring.LEARNED_FROM):
        print(f"{'missed' if slip.missed else 'wrong '} {slip.item:24} {slip.text.id:32} {slip.text.text[:120]!r}")
    if write is not None:
        _write(write, report)


def _report(texts: tuple[measuring.Text, ...], measured: measuring.Measured) -> str:
    parts = []
    for part, title in zip(measuring.PARTS, TITLES, strict=True):
        count = sum(entry.part == part for entry in texts)
        shown = "No text of this part is there yet."
        if count:
            shown = f"{measuring.table(measured, (part,))}\n\n{measuring.costs(measured, (part,))}"
        parts.append(f"### {title}: {count:,} texts\n\n{shown}")
    return "\n\n".join(parts)


def _write(page: Path, report: str) -> None:
    whole = page.read_text(encoding="utf-8")
    if BEGIN not in whole or END not in whole:
        raise Unusable(f"{page} has no lines '{BEGIN}' and '{END}'. Add them where the table belongs.")
    before, _, rest = whole.partition(BEGIN)
    after = rest.partition(END)[2]
    with whole_file(page) as part:
        part.write_text(f"{before}{BEGIN}\n{report}\n{END}{after}", encoding="utf-8")
    print(f"Written to {page}.")
