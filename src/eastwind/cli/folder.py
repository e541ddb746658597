"""Folder: an output folder, or a single file, that appears whole or not at all.

In        where it should stand.
Out       a folder (or file) to write into, put in place by one rename at the end.
Not here  what is written (plan, demo).
Proof     tests/cli/test_folder.py, tests/cli/test_machine.py: full or interrupted half-way leaves nothing.

A run that is killed outright leaves its folder, hidden, beside the place that it was meant for. The next run for the
same place puts it away: whoever works in such a folder holds a lock on it, which ends with the process.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from eastwind.cli.guard import Unusable

NOTHING_KEPT: Final = "Nothing was written."
MARK: Final = "eastwind-"  # of hidden folders that are ours to put away


@contextmanager
def whole(out: Path, *, replaces: Collection[str] = ()) -> Iterator[Path]:
    """A new folder beside `out`, renamed to `out` when the block ends without error, removed otherwise.

    An `out` that holds something is refused, unless all it holds bears names of `replaces`: then the old one goes once
    the new one is complete, and comes back if that fails. An error that leaves nothing behind carries a note of it.
    """
    _check(out, replaces)
    above = [parent for parent in out.parents if not parent.exists()]  # the innermost first
    made, held = None, -1
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        made, held = _begun(out)
        yield made
        _check(out, replaces)  # another run may have been quicker
        _put(made, out)
    except BaseException as error:
        if made is not None and not made.exists():
            raise  # it is in place already
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
        _remove_empty(above)
        if isinstance(error, OSError) and error.filename is not None:
            error.filename = _outside(str(error.filename), out)
        error.add_note(NOTHING_KEPT)
        raise
    finally:
        if held >= 0:
            os.close(held)


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """A hidden file beside `out` to write, which takes its place when the block ends without error, or is removed."""
    if out.is_dir():
        raise Unusable(f"{out} is a folder. Give the name of a file.")
    above = [parent for parent in out.parents if not parent.exists()]
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(out)
    except BaseException as error:
        part.unlink(missing_ok=True)
        _remove_empty(above)
        if isinstance(error, OSError) and error.filename == str(part):
            error.filename = str(out)
        error.add_note(NOTHING_KEPT)
        raise


def _begun(out: Path) -> tuple[Path, int]:
    """A new hidden folder beside `out`, and its lock; those of killed runs are gone."""
    parent = _locked(out.parent, wait=True)  # one run at a time: a folder that has no lock yet is nobody's leftover
    try:
        for left in out.parent.iterdir():
            if left.name.startswith(f".{out.name}.{MARK}") and (lock := _locked(left)) is not None:
                shutil.rmtree(left, ignore_errors=True)
                os.close(lock)
        made = Path(tempfile.mkdtemp(prefix=f".{out.name}.{MARK}", dir=out.parent))
        made.chmod(0o755)
        lock = _locked(made)
        return made, -1 if lock is None else lock
    finally:
        if parent is not None:
            os.close(parent)


def _locked(folder: Path, *, wait: bool = False) -> int | None:
    """A lock on `folder`, held until it is closed; None where another holds it, or where nothing can be locked."""
    with suppress(OSError):
        found = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(found, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(found)
            raise
        return found
    return None


def _check(out: Path, replaces: Collection[str]) -> None:
    if out.name in ("", ".."):
        raise Unusable(f"--out {out}: give a folder of its own, which is made new, such as --out {out / 'plan'}.")
    if out.is_file():
        raise Unusable(f"--out {out} is a file. Give a folder.")
    held = sorted(found.name for found in out.iterdir()) if out.is_dir() else []
    if held and not replaces:
        raise Unusable(f"--out {out} holds something already. Give another folder, or add --replace.")
    other = next((name for name in held if name not in replaces), None)
    if other is not None:
        raise Unusable(f"--out {out} holds '{other}', which is not ours to replace. Give another folder.")


def _put(made: Path, out: Path) -> None:
    """`made` becomes `out`; what stood there stands there again if that fails."""
    if not out.exists():
        made.rename(out)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}.old.", dir=out.parent))
    old = aside / out.name
    try:
        out.rename(old)
        made.rename(out)
    except BaseException:
        if old.exists() and not out.exists():
            old.rename(out)
        raise
    finally:
        if out.exists():
            shutil.rmtree(aside, ignore_errors=True)


def _remove_empty(folders: list[Path]) -> None:
    """Folders that were made on the way to one that never came."""
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return  # somebody else uses it by now, or it was never made


def _outside(name: str, out: Path) -> str:
    """A path as the reader knows it: the folder being made bears another name until it is whole."""
    begun = str(out.parent / f".{out.name}.")
    _, slash, rest = name.removeprefix(begun).partition("/")
    return f"{out}{slash}{rest}" if name.startswith(begun) else name
