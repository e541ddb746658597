"""Places: what a place lies in, which clocks may hang there, which books bind there.

In        core/data/places.toml, law/stacks.toml (files handed over by path).
Out       `Places`: chain, country, zones; `Stacks`: books of a set of places.
Not here  law (books), calendars (holidays).
Proof     tests/audit/test_calendars.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .errors import Unreadable


class Places:
    """The codes of places.toml."""

    def __init__(self, table: dict[str, Any]) -> None:
        self._inside: dict[str, str | None] = {}
        self._zones: dict[str, Any] = {}
        for code, entry in table["place"].items():
            self._inside[code] = entry.get("in", code.split("-")[0] if "-" in code else None)
            self._zones[code] = entry.get("zones", "whole")
            for part in entry.get("parts", ()):
                self._inside[f"{code}-{part}"] = code
                self._zones[f"{code}-{part}"] = "whole"
        self._cache: dict[str, tuple[str, ...]] = {}

    def chain(self, code: str) -> tuple[str, ...]:
        """The place, what it lies in, and so on up to a country; empty if the code is unknown."""
        if code not in self._cache:
            found: list[str] = []
            at: str | None = code if code in self._inside else None
            while at is not None and at not in found:
                found.append(at)
                at = self._inside.get(at)
            self._cache[code] = tuple(found)
        return self._cache[code]

    def country(self, code: str) -> str | None:
        """The last link of the chain."""
        chain = self.chain(code)
        return chain[-1] if chain else None

    def zones(self, code: str) -> tuple[str, ...]:
        """IANA names of every clock that may hang there; empty if the place is unknown."""
        if code not in self._zones:
            return ()
        zones = self._zones[code]
        if zones == "whole":
            whole = self._inside[code]
            return self.zones(whole) if whole else ()
        if zones == "parts":
            parts = [part for part, whole in self._inside.items() if whole == code]
            return tuple(dict.fromkeys(name for part in parts for name in self.zones(part)))
        return tuple(zones)


class Stacks:
    """The books that bind in a place: law/stacks.toml."""

    def __init__(self, table: dict[str, Any]) -> None:
        self._everywhere: list[str] = list(table.get("everywhere", ()))
        self._place: dict[str, list[str]] = dict(table.get("place", {}))

    @property
    def table(self) -> list[Any]:
        """Books by place, and those that bind everywhere, as the digest of laws takes them."""
        return [self._place, self._everywhere]

    def books(self, codes: Iterable[str], places: Places) -> list[str]:
        """The books of all these places and of what they lie in; Unreadable where a place has none at all."""
        found = dict.fromkeys(self._everywhere)
        for code in codes:
            links = [link for link in places.chain(code) if link in self._place]
            if not links:
                raise Unreadable(
                    f"no book binds in the place {code!r}: no link of its chain stands in stacks.toml. "
                    "Until one does, contact there is blocked."
                )
            for link in links:
                found.update(dict.fromkeys(self._place[link]))
        return list(found)
