"""Strategy: what a lender's collections team has decided to try, as data that a lead reads and a reviewer diffs.

In        a TOML file.
Out       `Strategy`, every field checked; `StrategyError` names the key, its value and what to write instead.
Not here  what the law forbids (law), whose turn it is (candidates, value, allocate), tables into records (reading).
Proof     tests/decide/test_strategy.py: each wrong key, word and number is refused by name.
"""

import tomllib
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Final

from eastwind.core import money, words
from eastwind.core.plan import SILENCE, WAYS
from eastwind.core.reasons import Reason
from eastwind.decide.limits import BUCKETS, Capacity, Minimum, check
from eastwind.decide.offers import Offers
from eastwind.decide.offers import read as read_offers
from eastwind.decide.reading import MILLION, StrategyError, known, record, records, table, text, word

__all__ = [
    "BUCKETS", "MILLION", "Capacity", "Exploration", "Fixed", "Guardrails", "Minimum", "Strategy",
    "StrategyError", "Treatment", "load", "parse",
]  # fmt: skip

CONDITIONS: Final = ("promise-broken", "with-agency", "due-soon")
# Why somebody is contacted; the other reasons are silence's and the score's own.
CONTACT_REASONS: Final = tuple(
    reason.value
    for reason in (
        Reason.HELP_OWED,
        Reason.NOTICE_OWED,
        Reason.REMIND,
        Reason.REMIND_DUE_SOON,
        Reason.ASK_BROKEN_PROMISE,
        Reason.SEEK_TALK,
    )
)


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
    by: str = ""  # who speaks: "" = whoever has the file · creditor


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
    by: str = ""  # who speaks: "" = whoever has the file · creditor


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
    minimums: tuple[Minimum, ...]
    treatments: tuple[Treatment, ...]
    fixed: tuple[Fixed, ...]
    content: dict[str, Any] = field(repr=False)
    offers: Offers | None = None  # null = none are made


def load(path: Path | None = None) -> Strategy:
    """The strategy in the file `path`, or the one that ships."""
    if path is None:
        where = "everyday.toml"
        source = resources.files("eastwind.decide").joinpath("strategies/everyday.toml").read_text(encoding="utf-8")
    else:
        where = path.name
        try:
            source = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise StrategyError(f"{path}: the strategy cannot be read ({error}). Give a TOML file in UTF-8.") from error
    try:
        content = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise StrategyError(f"{where}: not valid TOML: {error}. Mend the line.") from error
    return parse(content, where)


def parse(content: dict[str, Any], where: str) -> Strategy:
    """A strategy from parsed TOML; `where` names the file in errors."""
    needed = ("name", "version", "currency", "guardrails", "treatment")
    known(content, {*needed, "exploration", "capacity", "minimum", "fixed", "offers"}, where, "the strategy")
    for key in needed:
        if key not in content:
            raise StrategyError(f"{where}: the strategy lacks '{key}'. Copy it from the strategy that ships.")
    strategy = Strategy(
        name=text(content, "name", where),
        version=text(content, "version", where),
        currency=text(content, "currency", where),
        guardrails=record(Guardrails, table(content, "guardrails", where), f"{where}: [guardrails]"),
        exploration=record(Exploration, table(content, "exploration", where), f"{where}: [exploration]"),
        capacities=records(Capacity, content, "capacity", where),
        minimums=records(Minimum, content, "minimum", where),
        treatments=records(Treatment, content, "treatment", where),
        fixed=records(Fixed, content, "fixed", where),
        content=content,
        offers=read_offers(content, where),
    )
    _check(strategy, where)
    return strategy


def _check(strategy: Strategy, where: str) -> None:
    """What the parts of a strategy say of each other."""
    word(strategy.currency, tuple(money.currencies()), where, "currency")
    drawn = {name for treatment in strategy.treatments for name, _amount in treatment.uses}
    named = [treatment.name for treatment in strategy.treatments]
    check(strategy.capacities, strategy.minimums, named, drawn, where)
    capacities = {capacity.name for capacity in strategy.capacities}
    names: set[str] = {SILENCE}
    for treatment in strategy.treatments:
        _check_treatment(treatment, capacities, _named_once(treatment.name, names, where))
    for fixed in strategy.fixed:
        _check_fixed(fixed, _named_once(fixed.name, names, where))


def _named_once(name: str, names: set[str], where: str) -> str:
    at = f"{where}: '{name}'"
    if not name or name in names:
        raise StrategyError(f"{at} stands twice, is empty or is '{SILENCE}'; give every treatment a name of its own.")
    names.add(name)
    return at


def _check_treatment(treatment: Treatment, capacities: set[str], at: str) -> None:
    _check_common(treatment, (treatment.channel,), at)
    word(treatment.tone, words.TONES, at, "tone")
    for fact in treatment.facts:
        word(fact, words.CONTACT_FACTS, at, "contact fact")
    for name, _amount in treatment.uses:
        if name not in capacities:
            given = ", ".join(sorted(capacities)) or "none"
            raise StrategyError(f"{at} uses the capacity '{name}', which no [[capacity]] gives. Given: {given}.")
    if not treatment.ways:
        raise StrategyError(f"{at} has no ways, so nobody would ever get it; write one of {', '.join(WAYS)}.")
    if not treatment.effect_source.strip():
        raise StrategyError(f"{at}: effect_source is empty; write where effect_ppm comes from.")
    if treatment.visitors == 0:
        raise StrategyError(f"{at}: visitors = 0; write 1 or more.")


def _check_fixed(fixed: Fixed, at: str) -> None:
    _check_common(fixed, fixed.channels, at)
    word(fixed.when, ("", *CONDITIONS), at, "condition")
    if fixed.contains:
        word(fixed.contains, words.ITEMS + words.PARTS, at, "content item")
    if fixed.ways and 0 in fixed.buckets:
        raise StrategyError(f"{at} names ways, but people in bucket 0 have none yet; leave out the ways or bucket 0.")


def _check_common(entry: Treatment | Fixed, channels: tuple[str, ...], at: str) -> None:
    for channel in channels:
        word(channel, words.CONTACT_CHANNELS, at, "channel")
    for way in entry.ways:
        word(way, WAYS, at, "way")
    for bucket in entry.buckets:
        word(bucket, BUCKETS, at, "bucket")
    word(entry.purpose, words.PURPOSES, at, "purpose")
    word(entry.reason, CONTACT_REASONS, at, "reason for a contact")
    word(entry.by, ("", "creditor"), at, "speaker")
    wanted = {"channels": channels, "buckets": entry.buckets, "slots": entry.slots, "template": entry.template}
    for key, found in wanted.items():
        if not found:
            example = {"slots": '["10:00"]', "buckets": "[1, 2]", "channels": '["email"]'}.get(key, '"reminder"')
            raise StrategyError(f"{at}: {key} is empty, so it could never be sent; write e.g. {key} = {example}.")
