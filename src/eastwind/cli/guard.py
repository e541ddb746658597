"""Guard: what went wrong, as one sentence on standard error and an exit code that means something.

In        a command.
Out       the same command, that never ends in a traceback for anything a user can put right.
Not here  our own mistakes: an assertion still shows where it broke.
Proof     tests/cli/test_guard.py, tests/cli/test_bad_input.py.

What became of files when the machine failed, only who wrote them can say: a note on the error (folder.whole).
"""

import errno
import functools
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NoReturn

import polars as pl
import typer

from eastwind.assess import ModelError, ScorecardError
from eastwind.book import BookError
from eastwind.core.calendars import CalendarGap
from eastwind.core.words import UnknownWord
from eastwind.core.zones import UnknownZone
from eastwind.decide import StrategyError
from eastwind.law import BookError as LawBookError
from eastwind.law import CaseError
from eastwind.notices import TemplateError
from eastwind.scale import WorkerLost
from eastwind.tlog import LogError

ANSWER_NO: Final = 1
UNUSABLE: Final = 2
MACHINE: Final = 3
INTERRUPTED: Final = 130
READER_LEFT: Final = 141
INPUT_ERRORS: Final = (
    BookError, CalendarGap, CaseError, LawBookError, LogError, ModelError, ScorecardError, StrategyError, TemplateError,
    UnknownWord, UnknownZone,
)  # fmt: skip

_ROOM: Final = "The disk is full. Free some room, or write elsewhere with --out."
_RIGHTS: Final = "Permission is denied. Give a path that you may read and write."
_MACHINE: Final = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: "The disk quota is used up. Free some room, or write elsewhere with --out.",
    errno.EROFS: "The file system is read-only. Write elsewhere with --out.",
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EBUSY: "It is in use, or other storage is mounted there. Give a folder inside it.",
}
_PATH: Final = {
    errno.ENOENT: "There is no such file or folder. Give one that exists.",
    errno.ENOTDIR: "A file stands where a folder is needed. Give another path.",
    errno.EEXIST: "A file stands where a folder is needed. Give another path.",
    errno.EISDIR: "This is a folder. Give a file.",
    errno.ENAMETOOLONG: "The name is too long. Give a shorter one.",
}
_OS_ERROR: Final = re.compile(r"\(os error (\d+)\)")  # how Polars hands on what the system said


class Unusable(ValueError):
    """Input of the command line itself that cannot be used; the sentence says what to give instead."""


def guarded(command: Callable[..., Any]) -> Callable[..., Any]:
    """`command`, with errors of input and machine said in one sentence."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        try:
            with _terminable():
                return command(*args, **options)
        except (*INPUT_ERRORS, Unusable) as error:
            fail(str(error), UNUSABLE)
        except BrokenPipeError:
            _reader_left()
        except OSError as error:
            _of_system(error, error.errno or _told(error))
        except pl.exceptions.PolarsError as error:
            if not _told(error):
                raise
            _of_system(error, _told(error))
        except WorkerLost as error:
            fail(_said(str(error), error), MACHINE)
        except KeyboardInterrupt as error:
            fail(_said("Interrupted.", error), INTERRUPTED)

    return run


def fail(sentence: str, code: int) -> NoReturn:
    """Say it on standard error and end with `code`."""
    sys.stderr.write(f"eastwind: {sentence}\n")
    raise typer.Exit(code)


@contextmanager
def _terminable() -> Iterator[None]:
    """Being told to end (by a service manager, a closed terminal) is an interruption: what was begun is put away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _told(error: Exception) -> int:
    """The number of the system's error that Polars hands on in words; 0 = there is none."""
    found = _OS_ERROR.search(str(error))
    return int(found[1]) if found else 0


def _of_system(error: Exception, number: int) -> NoReturn:
    """What the system said: of a path that was given, or of this machine."""
    name = getattr(error, "filename", None)
    where = f"{name}: " if name else ""
    said = _PATH.get(number) or _MACHINE.get(number) or f"{os.strerror(number) if number else error}."
    fail(_said(where + said, error), UNUSABLE if number in _PATH else MACHINE)


def _said(sentence: str, error: BaseException) -> str:
    return " ".join([sentence, *getattr(error, "__notes__", ())])


def _reader_left() -> NoReturn:
    """Whoever read our lines has read enough (`… | head`); the code is the one that shells give then."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the last flush must not fail again
    raise typer.Exit(READER_LEFT)
