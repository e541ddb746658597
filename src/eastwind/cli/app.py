"""App: the commands, each from its own module, behind one guard that turns errors into one clear sentence.

In        the command modules.
Out       `app`.
Not here  what a command does.
Proof     tests/cli/test_app.py.
"""

import typer

from eastwind.cli import bench, book, demo, explain, law, plan, verify

app = typer.Typer(
    name="eastwind",
    help="Eastwind (东风): contacts about overdue debt that are worth making, lawful, kind and provable.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(book.app, name="book")
app.add_typer(law.app, name="law")
app.command("demo")(demo.demo)
app.command("plan")(plan.plan)
app.command("explain")(explain.explain)
app.command("verify")(verify.verify)
app.command("bench")(bench.bench)
