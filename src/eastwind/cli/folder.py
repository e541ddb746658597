"""Folder: an output folder that appears whole or not at all.

In        where it should stand.
Out       a folder to write into, put in place by one rename at the end.
Not here  what is written (plan, demo).
Proof     tests/cli/test_folder.py: killed, full or interrupted half-way leaves nothing.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eastwind.cli.guard import Unusable


@contextmanager
def whole(out: Path, *, replace: bool = False) -> Iterator[Path]:
    """A new folder beside `out`, renamed to `out` when the block ends without error, removed otherwise.

    A folder that holds something is refused unless `replace`; then the old one goes once the new one is complete.
    """
    if out.is_file():
        raise Unusable(f"{out} is a file. Give a folder with --out.")
    if out.exists() and any(out.iterdir()) and not replace:
        raise Unusable(f"{out} holds something already. Give another folder with --out, or add --replace.")
    out.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        made.chmod(0o755)
        yield made
        old = None
        if out.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{out.name}.old.", dir=out.parent))
            out.rename(old / out.name)
        made.rename(out)
        if old is not None:
            shutil.rmtree(old)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
