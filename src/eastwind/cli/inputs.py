"""Inputs: what a command is given, read and put together, with the defaults that a book folder holds.

In        paths and words of the command line; `[defaults]` of the book's mapping.toml.
Out       a loaded book, a `Policy`, keys and signer.
Not here  what is done with them (plan, book).
Proof     tests/cli/test_inputs.py.

Keys of `[defaults]`: as_of, strategy, laws, seed, mode, made, and the lender's words for notices (lender, phone …).
"""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from eastwind import assess, book, decide, law, notices, tlog
from eastwind.cli.guard import Unusable
from eastwind.core import digests, zones
from eastwind.core.frames import SCHEMAS, Book
from eastwind.engine import Policy

SEED: Final = 1
# Fit for trying out and for comparing runs: whoever has this program has this key.
TEST_ROOT: Final = b"eastwind test root key, never to be trusted"


@dataclass(frozen=True, slots=True)
class Keys:
    """Who signs the log and keeps its entry keys; `test` = the key that everybody has."""

    store: tlog.KeyStore
    signer: tlog.Signer
    test: bool


def as_of(given: str | None, defaults: dict[str, Any], zone: str) -> datetime:
    """The instant of decision: an ISO instant, or a date, which means its first second in the lender's zone."""
    said = given if given is not None else defaults.get("as_of")
    if said is None:
        raise Unusable("No instant to decide on. Add --as-of, e.g. --as-of 2026-09-30 or 2026-09-30T08:00:00+08:00.")
    try:
        found = said if isinstance(said, datetime | date) else datetime.fromisoformat(str(said))
    except ValueError as error:
        raise Unusable(
            f"--as-of {said}: no such day or instant. Write 2026-09-30 or 2026-09-30T08:00:00+08:00."
        ) from error
    if isinstance(found, datetime) and found.tzinfo is not None:
        return found.astimezone(UTC).replace(microsecond=0)
    local = datetime(found.year, found.month, found.day) if not isinstance(found, datetime) else found  # noqa: DTZ001
    return datetime.fromtimestamp(int(zones.instant(zone, local)), UTC)


def day(given: str | None, name: str) -> date | None:
    """A date of the command line."""
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise Unusable(f"{name} {given}: no such day. Write it as 2026-09-30.") from error


def laws(given: str | None, defaults: dict[str, Any]) -> law.Laws:
    """The law books of a run: named by --laws or the book's defaults, else every one that ships."""
    said = given if given is not None else defaults.get("laws")
    names = law.available() if said is None else tuple(part.strip() for part in str(said).split(",") if part.strip())
    unknown = [name for name in names if name not in law.available()]
    if unknown or not names:
        raise Unusable(f"--laws {said}: no law book '{', '.join(unknown)}'. There are: {', '.join(law.available())}.")
    return law.load(names)


def strategy(given: Path | None, defaults: dict[str, Any], folder: Path, currency: str) -> decide.Strategy:
    """The strategy of a run; one priced in another currency than the book's is refused."""
    path = given
    if path is None and "strategy" in defaults:
        path = folder / str(defaults["strategy"])
    found = decide.load(path)
    if found.currency != currency:
        raise Unusable(
            f"The strategy '{found.name}' is priced in {found.currency}, the book owes {currency}. "
            "Give a strategy in the book's currency with --strategy."
        )
    return found


def policy(
    loaded: book.Loaded,
    folder: Path,
    *,
    as_of_: str | None,
    strategy_: Path | None,
    laws_: str | None,
    law_on: str | None,
    seed: int | None,
    mode: str | None,
) -> Policy:
    """All that a day is decided by."""
    defaults = loaded.mapping.defaults
    instant = as_of(as_of_, defaults, loaded.book.zone)
    covered(loaded.book, instant)
    return Policy(
        laws=laws(laws_, defaults),
        strategy=strategy(strategy_, defaults, folder, loaded.book.currency),
        model=assess.load(),
        library=notices.load(),
        as_of=instant,
        seed=seed if seed is not None else int(defaults.get("seed", SEED)),
        mode=mode or str(defaults.get("mode", "cautious")),
        law_on=day(law_on, "--law-on"),
    )


def covered(found: Book, instant: datetime) -> None:
    """Refuse a day before anything in the book happened: it would read as a book in which nobody is late."""
    opened = found.loans["opened_on"].drop_nulls()
    due = found.instalments["due_on"].drop_nulls()
    closed = found.statements["closed_on"].drop_nulls()
    firsts = [column.min() for column in (opened, due, closed) if len(column)]
    first = min((one for one in firsts if isinstance(one, date)), default=None)
    local = date.fromordinal(
        date(1970, 1, 1).toordinal()
        + int(zones.local_days(found.zone, np.array([int(instant.timestamp())], dtype=np.int64))[0])
    )
    if first is not None and local < first:
        raise Unusable(f"--as-of {local} is before the first day of the book, {first}. Decide as of {first} or later.")


def book_digest(found: Book) -> str:
    """One name for the content of a book: a digest over the digests of its tables."""
    tables = {name: digests.frame_digest(getattr(found, name)) for name in SCHEMAS}
    rest = [found.zone, found.country, found.currency, found.dpd_rules, list(found.agencies), sorted(found.quarantined)]
    return digests.digest({"tables": tables, "rest": rest})


def test_keys() -> tlog.KeyStore:
    """The entry keys that everybody has."""
    return tlog.DerivedKeys(TEST_ROOT)


def keys(folder: Path | None, origin: str) -> Keys:
    """The keys in `folder`, made there if new (not without an origin); without a folder the test keys."""
    if folder is None:
        return Keys(test_keys(), tlog.Signer.derived(origin, TEST_ROOT), test=True)
    secret = folder / "signer.skey"
    if not secret.exists() and not origin:
        raise Unusable(f"{folder} holds no signer.skey. Give the folder that --keys named when the plan was made.")
    folder.mkdir(parents=True, exist_ok=True)
    if not secret.exists():
        made = tlog.Signer(origin, os.urandom(32))
        with open(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(made.skey + "\n")
    signer = tlog.Signer.parse(secret.read_text(encoding="ascii").strip())
    return Keys(tlog.SqliteKeys(folder / "keys.sqlite", os.urandom), signer, test=False)
