"""`eastwind audit`: the independent auditor, with the law books and calendars that ship.

In        the auditor's own command line: check | log | contacts, and its options.
Out       what the auditor says, and its exit code: 0 nothing found, 1 findings, 2 unreadable.
Not here  any of its work (audit), which shares no code with the gate and runs as well copied out of the tree.
Proof     tests/cli/test_audit.py: the same words as `python -m eastwind.audit` with the folders written out.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from eastwind import core
from eastwind.audit.cli import main
from eastwind.cli.guard import guarded
from eastwind.law.books import FOLDER

SHIPPED: Final = {"--books": FOLDER, "--data": Path(core.__file__).parent / "data"}
HELP: Final = ("--help", "-h")
# Options are the auditor's to read.
PASSED_ON: Final = {"ignore_unknown_options": True, "allow_interspersed_args": True}


@guarded
def audit(
    arguments: Annotated[list[str], typer.Argument(metavar="check|log|contacts …", help="See: eastwind audit log -h")],
) -> None:
    """Judge again, by a program that shares no code with the gate: worked cases, an opened log, past contacts.

    Law books and calendars are those that ship, unless --books or --data names others: an auditor should bring some.
    """
    raise typer.Exit(main(completed(arguments), "eastwind audit"))


def completed(arguments: Sequence[str]) -> list[str]:
    """The command line with the shipped folders added where none are named."""
    if any(word in HELP for word in arguments):
        return list(arguments)
    named = {word.partition("=")[0] for word in arguments}
    added = [text for option, folder in SHIPPED.items() if option not in named for text in (option, str(folder))]
    return [*arguments, *added]
