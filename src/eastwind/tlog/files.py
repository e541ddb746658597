"""Writing that survives a crash: a file is either the old one or the new one, and stays so without power.

In        paths and bytes.
Out       files, synced with the folders that name them.
Not here  which files, in which order (log).
Proof     tests/tlog/test_crash.py: killed at every step.
"""

from __future__ import annotations

import os
from pathlib import Path


def write_atomic(path: Path, data: bytes, scratch: Path, mode: int = 0o644) -> None:
    """Write `data` to `scratch` (same file system), sync it, and rename it to `path`; make missing folders."""
    make_folders(path.parent)
    file = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(file, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
    os.replace(scratch, path)
    sync_folder(path.parent)


def make_folders(folder: Path) -> None:
    """Make `folder` and those above it, each synced into the one that names it."""
    if folder.is_dir():
        return
    make_folders(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make new names in `folder` durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
