"""App: the commands, each from its own module, behind one guard that turns errors into one clear sentence.

In        the command modules.
Out       `app`.
Not here  what a command does.
Proof     tests/cli/test_app.py.
"""

import typer

from eastwind.cli import (
    assess,
    audit,
    bench,
    book,
    card,
    demo,
    explain,
    law,
    offers,
    opened,
    plan,
    receipt,
    text,
    verify,
)

app = typer.Typer(
    name="eastwind",
    help="Eastwind (东风): contacts about overdue debt that are worth making, lawful, kind and provable.\n\n"
    "Try it: eastwind demo. Then your own book: eastwind book check BOOK, eastwind plan BOOK --as-of DAY --out FOLDER.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help and errors: readable in a log, a mail and a narrow window
    add_completion=False,
)
app.add_typer(book.app, name="book")
app.add_typer(law.app, name="law")
app.add_typer(text.app, name="text")
assess.app.command("card")(card.card)
app.add_typer(assess.app, name="assess")
app.command("demo")(demo.demo)
app.command("plan")(plan.plan)
app.command("explain")(explain.explain)
app.command("offers")(offers.offer)
app.command("receipt")(receipt.receipt)
app.command("verify")(verify.verify)
app.command("open")(opened.open_log)
app.command("audit", context_settings=audit.PASSED_ON, add_help_option=False)(audit.audit)
app.command("bench")(bench.bench)
