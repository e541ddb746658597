"""Folder: an output folder that appears whole or not at all.

In        where it should stand.
Out       a folder to write into, put in place by one rename at the end.
Not here  what is written (plan, demo).
Proof     tests/cli/test_folder.py, tests/cli/test_machine.py: killed, full or interrupted half-way leaves nothing.
"""

import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from eastwind.cli.guard import Unusable

NOTHING_KEPT: Final = "Nothing was written."


@contextmanager
def whole(out: Path, *, replaces: Collection[str] = ()) -> Iterator[Path]:
    """A new folder beside `out`, renamed to `out` when the block ends without error, removed otherwise.

    An `out` that holds something is refused, unless all it holds bears names of `replaces`: then the old one goes once
    the new one is complete, and comes back if that fails. An error that leaves nothing behind carries a note of it.
    """
    _check(out, replaces)
    above = [parent for parent in out.parents if not parent.exists()]  # the innermost first
    made = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        made.chmod(0o755)
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
