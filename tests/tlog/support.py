"""What the tests of the log share: test keys, a small log, ways to damage it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from eastwind.tlog import DerivedKeys, Entry, EntryStore, FileEntries, Log, MemoryEntries, Signer

ROOT_KEY = b"eastwind test root key, no person's"
KEYS = DerivedKeys(ROOT_KEY)
SIGNER = Signer.derived("log.example/eastwind-test", ROOT_KEY)


def entry(number: int, person_id: str | None = None, **body: object) -> Entry:
    """A made entry; its person follows from the number unless given."""
    fields: dict[str, object] = {
        "kind": "refusal",
        "at": f"2026-09-30T01:00:{number % 60:02d}Z",
        "number": number,
        **body,
    }
    return Entry(fields, person_id or f"p-{number % 3}", "contact")  # type: ignore[arg-type]


def pend(entries: EntryStore, count: int, start: int = 0) -> None:
    """Pend `count` made entries."""
    for number in range(start, start + count):
        entries.pend(entry(number), KEYS)


def memory_log(folder: Path, *batches: int) -> tuple[Log, MemoryEntries]:
    """A log that integrated batches of these sizes."""
    log, entries = Log(folder, SIGNER), MemoryEntries()
    for batch in batches:
        pend(entries, batch, log.checkpoint().size)
        log.integrate(entries)
    return log, entries


def file_log(folder: Path, *batches: int) -> Log:
    """The same with its entries beside it in a file, which is closed again."""
    log = Log(folder, SIGNER)
    entries = FileEntries(folder / "entries.jsonl")
    for batch in batches:
        pend(entries, batch, log.checkpoint().size)
        log.integrate(entries)
    entries.close()
    return log


def files_below(folder: Path) -> list[Path]:
    """Every file, sorted."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def flipped(data: bytes, masks: tuple[int, ...]) -> Iterator[tuple[int, bytes]]:
    """(offset, the data with one byte there altered) for every byte and mask."""
    for at in range(len(data)):
        for mask in masks:
            yield at, data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]
