"""Inputs: what a command is given, read and put together, with the defaults that a book folder holds.

In        paths and words of the command line; `[defaults]` of the book's mapping.toml.
Out       a loaded book, a `Policy`, keys and signer.
Not here  what is done with them (plan, book).
Proof     tests/cli/test_inputs.py.

Keys of `[defaults]`: those of DEFAULTS, and the lender's words for notices (lender, phone …).
A value that cannot be used is said to stand where it stands: `--seed` of the command line, or `seed` of mapping.toml.
"""

import difflib
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np

from eastwind import assess, book, decide, law, notices, tlog
from eastwind.cli.guard import Unusable
from eastwind.core import calendars, digests, words, zones
from eastwind.core.frames import SCHEMAS, Book
from eastwind.engine import Policy

EPOCH: Final = date(1970, 1, 1)
DEFAULTS: Final = ("as_of", "strategy", "laws", "seed", "mode", "made", "fairness", "model", "out_of_fold")
SEED: Final = 1
SCORECARD: Final = "scorecard"
SEED_MAX: Final = 2**53 - 1  # of canonical JSON
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
    said, name = _said(given, defaults, "as_of")
    if said is None:
        raise Unusable("No instant to decide on. Add --as-of, e.g. --as-of 2026-09-30 or 2026-09-30T08:00:00+08:00.")
    try:
        found = said if isinstance(said, datetime | date) else datetime.fromisoformat(str(said))
        if isinstance(found, datetime) and found.tzinfo is not None:
            instant = found.astimezone(UTC).replace(microsecond=0)
        else:
            local = found if isinstance(found, datetime) else datetime(found.year, found.month, found.day)  # noqa: DTZ001
            instant = datetime.fromtimestamp(int(zones.instant(zone, local)), UTC)
        local_day(zone, instant)
    except (ValueError, OverflowError) as error:
        raise Unusable(
            f"{name} {said}: no such day or instant from 1970 to 2100. Write 2026-09-30 or 2026-09-30T08:00:00+08:00."
        ) from error
    return instant


def day(given: str | None, name: str) -> date | None:
    """A date of the command line."""
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise Unusable(f"{name} {given}: no such day. Write it as 2026-09-30.") from error


def local_day(zone: str, instant: datetime) -> date:
    """The date on the wall of `zone`."""
    days = zones.local_days(zone, np.array([int(instant.timestamp())], dtype=np.int64))
    return EPOCH + timedelta(days=int(days[0]))


def _said(given: object, defaults: dict[str, Any], key: str) -> tuple[Any, str]:
    """A value and where it stands: the command line's goes before the book's default."""
    if given is not None:
        return given, f"--{key.replace('_', '-')}"
    return defaults.get(key), f"mapping.toml [defaults] {key} ="


def laws(given: str | None, defaults: dict[str, Any]) -> law.Laws:
    """The law books of a run: named by --laws or the book's defaults, else every one that ships.

    Those that bind everywhere (stacks.toml) come along unasked: leaving one out takes more than an option.
    """
    said, where = _said(given, defaults, "laws")
    if said is None:
        return law.load(law.available())
    listed = said if isinstance(said, list) else str(said).split(",")
    names = {str(name).strip() for name in listed} - {""}
    unknown = sorted(names - set(law.available()))
    if unknown or not names:
        wrong = f"no law book '{unknown[0]}'" if unknown else "no law book named"
        raise Unusable(f"{where} {said}: {wrong}. There are: {', '.join(law.available())}.")
    found = law.load(sorted(names))
    return law.load(sorted(names | set(found.everywhere)))


def strategy(
    given: Path | None, defaults: dict[str, Any], folder: Path, currency: str, *, option: str = "strategy"
) -> decide.Strategy:
    """The strategy of a run; one priced in another currency than the book's is refused."""
    said, where = _said(given, defaults, option)
    path = None if said is None else folder / str(said) if given is None else given
    if path is not None and not path.is_file():
        raise Unusable(f"{where} {said}: there is no such file. Give a strategy TOML, or none for the one that ships.")
    found = decide.load(path)
    if found.currency != currency:
        raise Unusable(
            f"The strategy '{found.name}' is priced in {found.currency}, the book owes {currency}. "
            f"Give a strategy in the book's currency with --{option}."
        )
    return found


def model(given: str | None, defaults: dict[str, Any], folder: Path, currency: str) -> assess.Assessor:
    """What people are scored by: the scorecard, unless a trained model is named here or by the book."""
    said, _ = _said(given, defaults, "model")
    if said is None or said == SCORECARD:
        return assess.load()
    return trained(given, None, defaults, folder, currency)


def trained(
    given: str | None, aside: Path | None, defaults: dict[str, Any], folder: Path, currency: str, otherwise: str = ""
) -> assess.Model:
    """A trained model: the one named, else the book's, else `otherwise`; with the out-of-fold scores that are its own.

    One trained on another currency is refused: the same number of another money is another amount.
    """
    said, where = _said(given, defaults, "model")
    name = str(otherwise if said is None or said == SCORECARD else said)
    beside = folder / name
    name = str(beside) if given is None and beside.is_file() else name
    found = assess.load_model(name)
    if found.currency != currency:
        raise Unusable(
            f"{where} {name}: the model was trained on {found.currency}, the book owes {currency}. "
            "Train one on a book of this currency, or give --model scorecard."
        )
    kept = defaults.get("out_of_fold")
    if aside is not None:
        return assess.load_model(name, str(aside))
    if kept is None or not assess.is_aside_of(str(folder / str(kept)), found):
        return found
    return assess.load_model(name, str(folder / str(kept)))


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
    model_: str | None = None,
) -> Policy:
    """All that a day is decided by, checked to be known: the books of law, and the holidays, of that day."""
    defaults = loaded.mapping.defaults
    known = (*DEFAULTS, *notices.Parameters.__dataclass_fields__)
    strange = next((key for key in defaults if key not in known), None)
    if strange is not None:
        near = "".join(f" Did you mean '{word}'?" for word in difflib.get_close_matches(strange, known, n=1))
        raise Unusable(
            f"{folder / 'mapping.toml'} [defaults] has the unknown key '{strange}'.{near} "
            f"Known: {', '.join(DEFAULTS)}, and the words that notices say of the lender."
        )
    instant = as_of(as_of_, defaults, loaded.book.zone)
    covered(loaded.book, instant)
    found = Policy(
        laws=laws(laws_, defaults),
        strategy=strategy(strategy_, defaults, folder, loaded.book.currency),
        model=model(model_, defaults, folder, loaded.book.currency),
        library=notices.load(),
        as_of=instant,
        seed=_seed(seed, defaults),
        mode=_mode(mode, defaults),
        law_on=day(law_on, "--law-on"),
    )
    lawful(loaded.book, found)
    return found


def _seed(given: int | None, defaults: dict[str, Any]) -> int:
    said, name = _said(given, defaults, "seed")
    if said is None:
        return SEED
    if not isinstance(said, int) or isinstance(said, bool) or abs(said) > SEED_MAX:
        raise Unusable(f"{name} {said}: give a whole number of at most {SEED_MAX} either way, e.g. --seed 1.")
    return said


def _mode(given: str | None, defaults: dict[str, Any]) -> str:
    said, name = _said(given, defaults, "mode")
    if said is None:
        return "cautious"
    if said not in words.MODES:
        raise Unusable(f"{name} {said}: no such way of reading the law. Choose {', '.join(words.MODES)}.")
    return str(said)


def lawful(found: Book, policy: Policy) -> None:
    """Refuse a day of which no book knows the law or no calendar the holidays: unknown is never permission.

    Of the lender's own country only; a person elsewhere whose law or holidays are unknown is refused by the gate.
    """
    country = found.country
    binding = law.stack([country], None, policy.laws)
    if binding is None:
        raise Unusable(
            f"The book's country {country} has no law book in this run ({', '.join(policy.laws.names)}): every contact "
            "would be refused. Name its book with --laws, or write one (docs/reference/law-books.md)."
        )
    local = local_day(found.zone, policy.as_of)
    judged = policy.law_on or local
    for one in (one for one in policy.laws.books if one.name in binding):
        first = EPOCH + timedelta(days=min((rule.since for rule in one.rules[policy.mode]), default=0))
        if judged < first:
            raise Unusable(
                f"{'--as-of' if policy.law_on is None else '--law-on'} {judged} lies before all that the law book "
                f"'{one.name}' knows: its first rule holds since {first}. Choose that day or a later one."
            )
    if country.lower() in calendars.jurisdictions():
        calendars.load(country.lower()).is_holiday(local)  # CalendarGap says what is known, and where to add more


def covered(found: Book, instant: datetime) -> None:
    """Refuse a day before anything in the book happened: it would read as a book in which nobody is late."""
    opened = found.loans["opened_on"].drop_nulls()
    due = found.instalments["due_on"].drop_nulls()
    closed = found.statements["closed_on"].drop_nulls()
    firsts = [column.min() for column in (opened, due, closed) if len(column)]
    first = min((one for one in firsts if isinstance(one, date)), default=None)
    local = local_day(found.zone, instant)
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
    try:
        signer = tlog.Signer.parse(secret.read_text(encoding="ascii").strip())
    except (tlog.LogError, UnicodeDecodeError) as error:
        raise Unusable(
            f"{secret} is no signing key (PRIVATE+KEY+name+id+base64). Restore it from a backup, or give a new folder "
            "with --keys."
        ) from error
    if origin and signer.verifier.name != origin:
        raise Unusable(
            f"{secret} signs for '{signer.verifier.name}', this book's log is '{origin}'. "
            "Give the folder of this lender's keys, or a new one, with --keys."
        )
    return Keys(tlog.SqliteKeys(folder / "keys.sqlite", os.urandom), signer, test=False)
