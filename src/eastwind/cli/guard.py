"""Guard: what went wrong, as one sentence on standard error and an exit code that means something.

In        a command.
Out       the same command, that never ends in a traceback for anything a user can put right.
Not here  our own mistakes: an assertion still shows where it broke.
Proof     tests/cli/test_bad_input.py.
"""

import errno
import functools
import os
import sys
from collections.abc import Callable
from typing import Any, Final, NoReturn

import polars as pl
import typer

from eastwind.assess import ScorecardError
from eastwind.book import BookError
from eastwind.core.calendars import CalendarGap
from eastwind.core.words import UnknownWord
from eastwind.core.zones import UnknownZone
from eastwind.decide import StrategyError
from eastwind.law import BookError as LawBookError
from eastwind.law import CaseError
from eastwind.notices import TemplateError
from eastwind.tlog import LogError

ANSWER_NO: Final = 1
UNUSABLE: Final = 2
MACHINE: Final = 3
INTERRUPTED: Final = 130
INPUT_ERRORS: Final = (
    BookError, CalendarGap, CaseError, LawBookError, LogError, ScorecardError, StrategyError, TemplateError,
    UnknownWord, UnknownZone,
)  # fmt: skip

_MACHINE: Final = {
    errno.ENOSPC: "The disk is full. Free some room, or write elsewhere with --out.",
    errno.EDQUOT: "The disk quota is used up. Free some room, or write elsewhere with --out.",
    errno.EROFS: "The file system is read-only. Write elsewhere with --out.",
    errno.EACCES: "Permission is denied. Give a folder that you may write to.",
    errno.EPERM: "The operation is not permitted. Give a folder that you may write to.",
}


class Unusable(ValueError):
    """Input of the command line itself that cannot be used; the sentence says what to give instead."""


def guarded(command: Callable[..., Any]) -> Callable[..., Any]:
    """`command`, with errors of input and machine said in one sentence."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except (*INPUT_ERRORS, Unusable) as error:
            fail(str(error), UNUSABLE)
        except OSError as error:
            _of_machine(error)
        except pl.exceptions.ComputeError as error:
            # Polars wraps what the system said while writing; reading is checked by book.
            if "No space left" in str(error):
                fail(_MACHINE[errno.ENOSPC] + " Nothing was kept.", MACHINE)
            raise
        except KeyboardInterrupt:
            fail("Interrupted: nothing was written.", INTERRUPTED)

    return run


def fail(sentence: str, code: int) -> NoReturn:
    """Say it on standard error and end with `code`."""
    sys.stderr.write(f"eastwind: {sentence}\n")
    raise typer.Exit(code)


def _of_machine(error: OSError) -> NoReturn:
    hint = _MACHINE.get(error.errno or 0)
    if hint is None and isinstance(error, FileNotFoundError):
        fail(f"{error.filename}: there is no such file or folder. Give one that exists.", UNUSABLE)
    where = f"{error.filename}: " if error.filename else ""
    said = hint or f"{os.strerror(error.errno) if error.errno else error}."
    fail(f"{where}{said} Nothing was kept.", MACHINE)
