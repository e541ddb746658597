"""Places: what a place code lies in, and which clocks may hang there.

In        codes of ISO 3166 and UN/LOCODE (`CN-GD`, `US-CA`, `US-NYC`, `TW`), core/data/places.toml.
Out       zones and parents of a place; UnknownPlace for one that is not mapped.
Not here  which law applies where (law), calendars (core.calendars), conversion of clocks (core.zones).
Proof     tests/core/test_places.py holds countries against the tz database's own table, and counts the parts.

A place has every zone in which somebody living there may be: a split state has both, a country without a known state
all. Contact must be lawful on each clock, so a zone too many delays a call and a zone too few wakes somebody up.
"""

import difflib
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


class UnknownPlace(ValueError):
    """A code that is not mapped. The message names the nearest ones."""


def zones_of(place: str) -> tuple[str, ...]:
    """IANA zones that may hold for somebody at `place`, the most populous first; UnknownPlace if it is not mapped."""
    return _known(place)[1]


def parents(place: str) -> tuple[str, ...]:
    """What `place` lies in, nearest first: `US-NYC` → (`US-NY`, `US`); empty for a country."""
    return _known(place)[0]


def places() -> tuple[str, ...]:
    """Every mapped code, sorted."""
    return tuple(sorted(_map()))


def _known(place: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    table = _map()
    if place not in table:
        near = difflib.get_close_matches(place.upper().replace("_", "-"), table, n=3, cutoff=0.6)
        hint = f"did you mean {' or '.join(near)}?" if near else "codes look like CN-GD, US-CA, US-NYC or TW."
        raise UnknownPlace(f"The place {place!r} is not mapped: {hint} Correct it, or add it to core/data/places.toml.")
    return table[place]


@cache
def _map() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Code → (parents, zones)."""
    text = (files("eastwind.core") / "data" / "places.toml").read_text(encoding="utf-8")
    rows: dict[str, dict[str, Any]] = tomllib.loads(text)["place"]
    for country, row in list(rows.items()):
        rows.update({f"{country}-{part}": {"zones": "whole"} for part in row.get("parts", [])})
    lies_in = {code: row.get("in") or code.rpartition("-")[0] for code, row in rows.items()}
    return {code: (_chain(code, lies_in), tuple(_zones(code, rows, lies_in))) for code in rows}


def _chain(code: str, lies_in: dict[str, str]) -> tuple[str, ...]:
    chain = []
    while code := lies_in[code]:
        chain.append(code)
    return tuple(chain)


def _zones(code: str, rows: dict[str, dict[str, Any]], lies_in: dict[str, str]) -> list[str]:
    own = rows[code]["zones"]
    if own == "whole":
        return _zones(lies_in[code], rows, lies_in)
    if own == "parts":
        within = [part for part in rows if lies_in[part] == code]
        return list(dict.fromkeys(zone for part in within for zone in _zones(part, rows, lies_in)))
    return list(own)
