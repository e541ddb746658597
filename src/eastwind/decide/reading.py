"""Reading: records from the tables of a TOML file, every key, type and number checked.

In        parsed TOML, and the frozen dataclass that a table should become.
Out       the record; StrategyError names what, where, which value, and what to write instead.
Not here  what the words of a strategy mean to each other (strategy).
Proof     tests/decide/test_strategy.py.
"""

import difflib
import re
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Final, TypeVar

T = TypeVar("T")

MILLION: Final = 1_000_000
AMOUNT_MAX: Final = 10**12  # of money, minutes or messages: nothing real is more, and products stay within 64 bits
DAYS_MAX: Final = 3_660
SLOT: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
# The most that a number may be, by what its name says.
MOST: Final = {
    "repeat_decay_bp": 10_000,  # more, and every contact would help more than the one before
    "_ppm": MILLION,
    "_bp": 100_000,
    "_days": DAYS_MAX,
    "contacts_28d_max": 1_000,
    "visitors": 20,
    "": AMOUNT_MAX,
}


class StrategyError(ValueError):
    """A strategy that cannot be read; says what, where, which value, and what to do."""


def table(content: dict[str, Any], key: str, where: str) -> dict[str, Any]:
    """The table `[key]`, empty where it is absent."""
    found = content.get(key, {})
    if not isinstance(found, dict):
        raise StrategyError(f"{where}: {key} = {found!r} should be a table; write it under [{key}].")
    return found


def records(kind: type[T], content: dict[str, Any], key: str, where: str) -> tuple[T, ...]:
    """A record for each `[[key]]`."""
    found = content.get(key, [])
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise StrategyError(f"{where}: '{key}' should be a list of tables; write [[{key}]] above each of them.")
    return tuple(record(kind, entry, f"{where}: {key} '{entry.get('name', '?')}'") for entry in found)


def record(kind: type[T], entry: dict[str, Any], where: str) -> T:
    """A dataclass from a table of the file: lists made tuples, slots made minutes, `uses` made pairs."""
    specs = {spec.name: spec for spec in fields(kind)}  # type: ignore[arg-type]
    known(entry, set(specs), where, kind.__name__.lower())
    for name, spec in specs.items():
        if name not in entry and spec.default is MISSING and spec.default_factory is MISSING:
            raise StrategyError(f"{where}: '{name}' is missing. Write it; the strategy that ships shows how.")
    return kind(**{key: _value(key, value, specs[key].type, where) for key, value in entry.items()})


def text(content: dict[str, Any], key: str, where: str) -> str:
    """The text under `key`."""
    return str(_value(key, content[key], str, where))


def known(entry: dict[str, Any], names: set[str], where: str, what: str) -> None:
    """Refuse a key that is not among `names`."""
    for key in entry:
        if key not in names:
            raise StrategyError(f"{where}: '{key}' is no key of {what}.{_hint(key, tuple(sorted(names)))}")


def word(found: Any, words: tuple[Any, ...], where: str, what: str) -> None:
    """Refuse a word that is not among `words`."""
    if not any(found == one and type(found) is type(one) for one in words):
        raise StrategyError(f"{where}: {found!r} is no {what}.{_hint(str(found), tuple(str(one) for one in words))}")


def _hint(found: str, words: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(found, words, n=1)
    meant = f" Did you mean '{near[0]}'?" if near else ""
    return f"{meant} Known: {', '.join(words)}."


def _value(key: str, value: Any, wanted: Any, where: str) -> Any:
    if wanted is int:
        return _number(key, value, where)
    if wanted is str:
        if not isinstance(value, str):
            raise StrategyError(f"{where}: {key} = {value!r} should be text; put it in quotes.")
        return value
    if is_dataclass(wanted) and isinstance(wanted, type):
        if not isinstance(value, dict):
            raise StrategyError(f"{where}: {key} = {value!r} should be a table, such as {{buckets = [1, 2]}}.")
        return record(wanted, value, f"{where}: {key}")
    if key == "uses":
        return _uses(value, where)
    if not isinstance(value, list):
        raise StrategyError(f"{where}: {key} = {value!r} should be a list; put it in square brackets.")
    for place, one in enumerate(value):
        if one in value[:place]:
            raise StrategyError(f"{where}: {key} names {one!r} twice; leave one out.")
    return tuple(_minute(slot, where) for slot in value) if key == "slots" else tuple(value)


def _number(key: str, value: Any, where: str) -> int:
    if type(value) is not int:
        raise StrategyError(f"{where}: {key} = {value!r} should be a whole number.")
    if value < 0:
        raise StrategyError(f"{where}: {key} = {value} is negative; write 0 or more.")
    most = next(most for part, most in MOST.items() if part in key)
    if value > most:
        raise StrategyError(f"{where}: {key} = {value} is above {most}; write {most} or less.")
    return value


def _uses(value: Any, where: str) -> tuple[tuple[str, int], ...]:
    if not isinstance(value, dict):
        raise StrategyError(f"{where}: uses = {value!r} should name capacities, such as {{sms = 1}}.")
    return tuple(sorted((name, _number(name, amount, f"{where}: uses")) for name, amount in value.items()))


def _minute(slot: Any, where: str) -> int:
    found = SLOT.fullmatch(slot) if isinstance(slot, str) else None
    if found is None:
        raise StrategyError(f"{where}: the slot {slot!r} is no time of day; write it as '09:30'.")
    return int(found[1]) * 60 + int(found[2])
