"""The guard alone: which error gives which sentence and code, and what it lets through."""

import errno

import polars as pl
import pytest
import typer

from eastwind.cli import guard
from eastwind.core.calendars import CalendarGap
from eastwind.scale import WorkerLost

CASES = [
    (guard.Unusable("No. Give another."), 2, "No. Give another."),
    (CalendarGap("Nothing is known."), 2, "Nothing is known."),
    (FileNotFoundError(errno.ENOENT, "x", "a.csv"), 2, "a.csv: There is no such file or folder. Give one that exists."),
    (
        NotADirectoryError(errno.ENOTDIR, "x", "a/b"),
        2,
        "a/b: A file stands where a folder is needed. Give another path.",
    ),
    (IsADirectoryError(errno.EISDIR, "x", "a"), 2, "a: This is a folder. Give a file."),
    (OSError(errno.ENOSPC, "x"), 3, "The disk is full. Free some room, or write elsewhere with --out."),
    (OSError(errno.EDQUOT, "x"), 3, "The disk quota is used up. Free some room, or write elsewhere with --out."),
    (OSError(errno.EROFS, "x", "/ro/p"), 3, "/ro/p: The file system is read-only. Write elsewhere with --out."),
    (PermissionError(errno.EACCES, "x", "p"), 3, "p: Permission is denied. Give a path that you may read and write."),
    (OSError(errno.EIO, "x", "p"), 3, "p: Input/output error."),
    (OSError("odd"), 3, "odd."),
    (pl.exceptions.ComputeError("parquet: No space left on device (os error 28)"), 3, "The disk is full."),
    (OSError("No space left on device (os error 28)"), 3, "The disk is full."),
    (WorkerLost("A worker process was killed."), 3, "A worker process was killed."),
    (KeyboardInterrupt(), 130, "Interrupted."),
]


def ended(error, capsys):
    @guard.guarded
    def command():
        raise error

    with pytest.raises(typer.Exit) as exit_:
        command()
    return exit_.value.exit_code, capsys.readouterr().err


@pytest.mark.parametrize(("error", "code", "sentence"), CASES, ids=lambda case: type(case).__name__)
def test_each_error_has_its_sentence_and_code(error, code, sentence, capsys):
    found, said = ended(error, capsys)
    assert found == code
    assert said.startswith(f"eastwind: {sentence}")
    assert said.count("\n") == 1


def test_what_became_of_the_files_is_said_where_the_machine_failed(capsys):
    error = OSError(errno.ENOSPC, "x")
    error.add_note("Nothing was written.")
    assert ended(error, capsys)[1].endswith("with --out. Nothing was written.\n")


def test_our_own_mistakes_show_where_they_broke(capsys):
    for error in (AssertionError("ours"), ValueError("ours"), pl.exceptions.ComputeError("ours")):
        with pytest.raises(type(error)):
            ended(error, capsys)


def test_every_kind_of_input_error_is_an_exception_with_a_sentence():
    assert all(issubclass(kind, Exception) for kind in guard.INPUT_ERRORS)
    assert len(set(guard.INPUT_ERRORS)) == len(guard.INPUT_ERRORS) > 5
