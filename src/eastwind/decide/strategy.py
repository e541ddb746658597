"""Strategy: what a lender's collections team has decided to try, as data that a lead reads and a reviewer diffs.

In        a TOML file.
Out       `Strategy`, every field checked; `StrategyError` names the key, its value and what to write instead.
Not here  what the law forbids (law), whose turn it is (candidates, value, allocate).
Proof     tests/decide/test_strategy.py: each wrong key, word and number is refused by name.
"""

import difflib
import tomllib
from dataclasses import MISSING, dataclass, field, fields
from importlib import resources
from pathlib import Path
from typing import Any, Final, TypeVar

from eastwind.core import words
from eastwind.core.plan import SILENCE, WAYS
from eastwind.core.reasons import REASONS

BUCKETS: Final = tuple(range(8))
CONDITIONS: Final = ("promise-broken", "with-agency", "due-soon")
MILLION: Final = 1_000_000

T = TypeVar("T")


class StrategyError(ValueError):
    """A strategy that cannot be read; says what, where, which value, and what to do."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What is scarce today: minutes, letters, messages, money."""

    name: str
    unit: str
    available: int


@dataclass(frozen=True, slots=True)
class Treatment:
    """A way to reach out, what it may do, cost and take. Amounts in minor units of the strategy's currency."""

    name: str
    channel: str
    tone: str
    template: str
    reason: str
    ways: tuple[str, ...]
    buckets: tuple[int, ...]
    slots: tuple[int, ...]  # minutes of the local day, the first lawful one is taken
    cost_minor: int
    annoyance_minor: int
    effect_ppm: int
    effect_source: str
    complaint_ppm: int
    purpose: str = "collect"
    facts: tuple[str, ...] = ()
    uses: tuple[tuple[str, int], ...] = ()
    visitors: int = 1


@dataclass(frozen=True, slots=True)
class Fixed:
    """Information or help that is owed, before and beside any value: sent by the first channel that is lawful."""

    name: str
    channels: tuple[str, ...]
    template: str
    reason: str
    buckets: tuple[int, ...]
    slots: tuple[int, ...]
    purpose: str = "care"
    when: str = ""  # "" = everyone in these ways and buckets
    ways: tuple[str, ...] = ()
    every_days: int = 0  # not again within so many days after one of the same purpose; 0 = once
    contains: str = ""  # owed until a contact that contains this item has been delivered


@dataclass(frozen=True, slots=True)
class Guardrails:
    """Bounds that no value can buy a way past (DESIGN §7)."""

    due_soon_days: int
    self_cure_dpd_max: int
    self_cure_ppm_min: int
    quiet_after_payment_days: int
    contacts_28d_max: int
    complaint_ppm_max: int
    repeat_decay_bp: int
    annoyance_growth_bp: int


@dataclass(frozen=True, slots=True)
class Exploration:
    """How often a person with several equally gentle ways is given one by lot."""

    share_ppm: int = 0
    arm: str = "default"
    experiment_id: str = ""


@dataclass(frozen=True, slots=True)
class Strategy:
    """A day's policy. `content` is the parsed file: what plans are identified by."""

    name: str
    version: str
    currency: str
    guardrails: Guardrails
    exploration: Exploration
    capacities: tuple[Capacity, ...]
    treatments: tuple[Treatment, ...]
    fixed: tuple[Fixed, ...]
    content: dict[str, Any] = field(repr=False)


def load(path: Path | None = None) -> Strategy:
    """The strategy in the file `path`, or the one that ships."""
    if path is None:
        where = "everyday.toml"
        text = resources.files("eastwind.decide").joinpath("strategies/everyday.toml").read_text(encoding="utf-8")
    else:
        where = path.name
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise StrategyError(f"{path}: the strategy cannot be read ({error}). Give a TOML file in UTF-8.") from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StrategyError(f"{where}: not valid TOML: {error}.") from error
    return parse(content, where)


def parse(content: dict[str, Any], where: str) -> Strategy:
    """A strategy from parsed TOML; `where` names the file in errors."""
    top = {"name", "version", "currency", "guardrails", "exploration", "capacity", "treatment", "fixed"}
    _known(content, top, where, "the strategy")
    for key in ("name", "version", "currency", "guardrails", "treatment"):
        if key not in content:
            raise StrategyError(f"{where}: the strategy lacks '{key}'. Copy it from the strategy that ships.")
    strategy = Strategy(
        name=content["name"],
        version=content["version"],
        currency=content["currency"],
        guardrails=_record(Guardrails, content["guardrails"], f"{where}: [guardrails]"),
        exploration=_record(Exploration, content.get("exploration", {}), f"{where}: [exploration]"),
        capacities=_records(Capacity, content, "capacity", where),
        treatments=_records(Treatment, content, "treatment", where),
        fixed=_records(Fixed, content, "fixed", where),
        content=content,
    )
    _check(strategy, where)
    return strategy


def _records(kind: type[T], content: dict[str, Any], key: str, where: str) -> tuple[T, ...]:
    found = content.get(key, [])
    return tuple(_record(kind, entry, f"{where}: {key} '{entry.get('name', '?')}'") for entry in found)


def _record(kind: type[T], entry: dict[str, Any], where: str) -> T:
    """A dataclass from a table of the file: unknown and missing keys refused, lists made tuples, slots made minutes."""
    names = {entry.name: entry for entry in fields(kind)}  # type: ignore[arg-type]
    _known(entry, set(names), where, kind.__name__.lower())
    missing = [
        name
        for name, spec in names.items()
        if name not in entry and spec.default is MISSING and spec.default_factory is MISSING
    ]
    if missing:
        raise StrategyError(f"{where}: '{missing[0]}' is missing. Write it; the strategy that ships shows how.")
    values = {key: _value(key, value, str(names[key].type), where) for key, value in entry.items()}
    return kind(**values)


def _value(key: str, value: Any, wanted: str, where: str) -> Any:
    if key == "slots":
        return tuple(_minute(slot, where) for slot in value)
    if key == "uses":
        return tuple(sorted(value.items()))
    if wanted.startswith("tuple"):
        if not isinstance(value, list):
            raise StrategyError(f"{where}: {key} = {value!r} should be a list.")
        return tuple(value)
    if wanted in ("int", "str") and type(value).__name__ != wanted:
        raise StrategyError(f"{where}: {key} = {value!r} should be {'a whole number' if wanted == 'int' else 'text'}.")
    if wanted == "int" and value < 0:
        raise StrategyError(f"{where}: {key} = {value} is negative; write 0 or more.")
    return value


def _minute(slot: str, where: str) -> int:
    hours, _, minutes = str(slot).partition(":")
    if not (hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60):
        raise StrategyError(f"{where}: the slot '{slot}' is no time of day; write it as 09:30.")
    return int(hours) * 60 + int(minutes)


def _known(entry: dict[str, Any], names: set[str], where: str, what: str) -> None:
    for key in entry:
        if key not in names:
            near = difflib.get_close_matches(key, names, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else f" Known: {', '.join(sorted(names))}."
            raise StrategyError(f"{where}: '{key}' is no key of {what}.{hint}")


def _check(strategy: Strategy, where: str) -> None:
    capacities = {capacity.name for capacity in strategy.capacities}
    names: set[str] = {SILENCE}
    for treatment in strategy.treatments:
        at = _named_once(treatment.name, names, where)
        _check_common(treatment, (treatment.channel,), at)
        _word(treatment.tone, words.TONES, at, "tone")
        for fact in treatment.facts:
            _word(fact, words.CONTACT_FACTS, at, "contact fact")
        for name, _amount in treatment.uses:
            if name not in capacities:
                known = ", ".join(sorted(capacities))
                raise StrategyError(f"{at} uses the capacity '{name}', which no [[capacity]] gives. Given: {known}.")
        if not treatment.effect_source:
            raise StrategyError(f"{at}: effect_ppm has no source; write where the number comes from.")
    for fixed in strategy.fixed:
        at = _named_once(fixed.name, names, where)
        _check_common(fixed, fixed.channels, at)
        _word(fixed.when, ("", *CONDITIONS), at, "condition")
        if fixed.contains:
            _word(fixed.contains, words.ITEMS + words.PARTS, at, "content item")
    if strategy.exploration.share_ppm > MILLION:
        raise StrategyError(f"{where}: exploration share_ppm = {strategy.exploration.share_ppm} is above {MILLION}.")


def _named_once(name: str, names: set[str], where: str) -> str:
    at = f"{where}: '{name}'"
    if name in names:
        raise StrategyError(f"{at} stands twice (or is '{SILENCE}'); give every treatment a name of its own.")
    names.add(name)
    return at


def _check_common(entry: Treatment | Fixed, channels: tuple[str, ...], at: str) -> None:
    for channel in channels:
        _word(channel, words.CONTACT_CHANNELS, at, "channel")
    for way in entry.ways:
        _word(way, WAYS, at, "way")
    for bucket in entry.buckets:
        _word(bucket, BUCKETS, at, "bucket")
    _word(entry.purpose, words.PURPOSES, at, "purpose")
    _word(entry.reason, REASONS, at, "reason")
    if not entry.slots:
        raise StrategyError(f'{at} has no slots; write when it may start, e.g. slots = ["10:00"].')


def _word(found: Any, known: tuple[Any, ...], where: str, what: str) -> None:
    if found not in known:
        near = difflib.get_close_matches(str(found), [str(word) for word in known], n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise StrategyError(f"{where}: '{found}' is no {what}.{hint} Known: {', '.join(str(word) for word in known)}.")
