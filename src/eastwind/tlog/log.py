"""The log: takes pended entries into the tree and signs the new head.

In        a folder, a signer, an entry store.
Out       tiles, bundles and signed checkpoints in that folder; proofs read from them.
Not here  the form of the files (tiles, note), checking them (verify_log).
Proof     tests/tlog/test_log.py, test_crash.py (killed at every step: the log verifies, nothing lost, nothing twice).

Integrating is a line of steps, each of them atomic and repeatable:
1. the store fixes the order of the batch; 2. `checkpoint.next`, the signed intent; 3. bundles; 4. tiles, lowest level
first; 5. the checkpoint's copy in `checkpoints/`; 6. partial tiles that a full one replaces are removed;
7. `checkpoint.next` becomes `checkpoint`. After a crash the next call finds the intent and repeats all steps for
exactly the same batch.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eastwind.tlog.entries import EntryStore
from eastwind.tlog.errors import BadNote, LogConflict, LogError
from eastwind.tlog.files import make_folders, sync_folder, write_atomic
from eastwind.tlog.merkle import EMPTY_ROOT, consistency_proof, inclusion_proof
from eastwind.tlog.note import Checkpoint, Signer, Verifier
from eastwind.tlog.tiles import Tiles, encode_index, grow

VKEY = "log.vkey"
HEAD = "checkpoint"
NEXT = "checkpoint.next"
HISTORY = "checkpoints"
SCRATCH = ".tmp"


def history_path(size: int) -> str:
    """Where the checkpoint of that size is kept."""
    return f"{HISTORY}/{encode_index(size)}"


class LogReader:
    """A log to read from: its key, its newest checkpoint, and proofs."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        path = self.folder / VKEY
        if not path.is_file():
            raise LogError(f"{self.folder} is no log: it has no {VKEY}. Name the folder that `eastwind plan` wrote.")
        self.verifier = Verifier.parse(path.read_text("utf-8").removesuffix("\n"))

    def note(self) -> bytes:
        """The newest signed checkpoint, as bytes."""
        return (self.folder / HEAD).read_bytes()

    def checkpoint(self) -> Checkpoint:
        """The newest checkpoint; BadNote if its signature does not hold."""
        return self._open(HEAD)

    def tiles(self, size: int) -> Tiles:
        """The tree of `size` leaves, which must not exceed the checkpoint's."""
        return Tiles(self.folder, size)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The inclusion proof of leaf `index` in the tree of `size`."""
        return inclusion_proof(self.tiles(size).node, index, size)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """The consistency proof from the tree of `old` leaves to that of `new`."""
        return consistency_proof(self.tiles(new).node, old, new)

    def _open(self, name: str) -> Checkpoint:
        path = self.folder / name
        try:
            return Checkpoint.open(path.read_bytes(), self.verifier)
        except BadNote as error:
            raise BadNote(f"{path}: {error} Run `eastwind verify`.") from error


class Log(LogReader):
    """A log to add to. One process integrates at a time; any number may pend or read."""

    def __init__(self, folder: str | Path, signer: Signer) -> None:
        if not (Path(folder) / VKEY).is_file():
            _create(Path(folder), signer)
        super().__init__(folder)
        self.signer = signer
        if self.verifier != signer.verifier:
            raise LogError(
                f"{self.folder} is the log of {self.verifier.vkey}, not of {signer.verifier.vkey}. Use its key."
            )

    def integrate(self, entries: EntryStore, limit: int | None = None) -> Checkpoint:
        """Take pending entries (at most `limit`) into the tree; the checkpoint that then stands."""
        with _locked(self.folder):
            head = self.checkpoint()
            intent = self._open(NEXT) if (self.folder / NEXT).is_file() else None
            rows = entries.assign(head.size, intent.size - head.size if intent else limit)
            if not rows and not intent:
                return head
            files, root = grow(self.folder, head.size, [row.leaf for row in rows])
            reached = Checkpoint(head.origin, head.size + len(rows), root)
            if intent and intent != reached:
                raise LogConflict(
                    f"{self.folder / NEXT} promises {intent.size} entries with root {intent.root.hex()}, but the store "
                    f"leads to {reached.size} with {root.hex()}. Restore the newest entry store; nothing was changed."
                )
            self._write(NEXT, self.signer.sign(reached.text()))
            for path, data in files.items():
                self._write(path, data)
            self._write(history_path(reached.size), (self.folder / NEXT).read_bytes())
            for path in files:
                self._drop_partials(path)
            os.replace(self.folder / NEXT, self.folder / HEAD)
            sync_folder(self.folder)
            return reached

    def _write(self, path: str, data: bytes) -> None:
        write_atomic(self.folder / path, data, self.folder / SCRATCH)

    def _drop_partials(self, path: str) -> None:
        folder = self.folder / f"{path}.p"  # exists only beside a full tile that grew out of partial ones
        if folder.is_dir():
            for part in sorted(folder.iterdir()):
                if part.name.isdecimal():  # what is not ours stays, for verify to name
                    part.unlink()
            if not any(folder.iterdir()):
                folder.rmdir()


def _create(folder: Path, signer: Signer) -> None:
    """An empty log, all of it or nothing: made beside its place and renamed into it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LogError(f"{folder} exists and is no log. Name a new or empty folder.")
    scratch = folder.with_name(f".{folder.name}.new")
    if scratch.exists():
        shutil.rmtree(scratch)
    make_folders(scratch)
    note = signer.sign(Checkpoint(signer.name, 0, EMPTY_ROOT).text())
    for path, data in ((VKEY, f"{signer.verifier.vkey}\n".encode()), (history_path(0), note), (HEAD, note)):
        write_atomic(scratch / path, data, scratch / SCRATCH)
    os.replace(scratch, folder)
    sync_folder(folder.parent)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LogError(f"{folder} is being integrated by another process. Try again when it has ended.") from error
        yield
    finally:
        os.close(handle)
