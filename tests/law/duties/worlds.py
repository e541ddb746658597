"""Worlds for tests of duties: facts and event frames from plain events, and laws of one rule from a dictionary."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from eastwind.core import words
from eastwind.core.facts import EVENTS, LOANS, PEOPLE, SITUATIONS, STATES, Facts
from eastwind.law import Laws, due
from tests.law.duties.plain import World
from tests.law.people import book

LOANS_OF_ONE = 3


def frame(rows: list[dict[str, Any]], schema: dict) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")


def facts_of(worlds: list[World], loans: list[dict[str, Any]] | None = None, states: list[dict] | None = None) -> Facts:
    """One person a world, each with three loans."""
    situations = [
        {"places": w.places, "time_zones": w.zones, "languages": ["en"], "lender_country": None} for w in worlds
    ]
    people = [{"situation": k, "contacts_known_from": None} for k in range(len(worlds))]
    plain = {"account": 0, "dpd": 45, "product": "instalment", "lender": "bank", "collector": 0, "facts": 0}
    given = loans or [{} for _ in range(LOANS_OF_ONE * len(worlds))]
    rows = [{**dict.fromkeys(LOANS), **plain, "person": k // LOANS_OF_ONE, **loan} for k, loan in enumerate(given)]
    return Facts(
        situations=frame(situations, SITUATIONS),
        people=frame(people, PEOPLE),
        loans=frame(rows, LOANS),
        states=frame(states or [], STATES),
    )


def events_of(worlds: list[World]) -> pl.DataFrame:
    """The events of all worlds, one after the other."""
    rows = [
        {
            "what": e.what,
            "at": e.at.astimezone(UTC),
            "person": None if e.person is None else k,
            "loan": None if e.loan is None else e.loan + LOANS_OF_ONE * k,
            "situation": None if e.person is not None or e.loan is not None else k,
            "lender": e.lender,
            "about": None if e.about is None else e.about + 100 * k,
            "facts": words.mask(e.facts, words.EVENT_FACTS, what="a fact"),
        }
        for k, w in enumerate(worlds)
        for e in w.events
    ]
    return frame(rows, EVENTS)


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml(inner) for inner in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, int) else f'"{value}"'


def laws_of(*rules: dict[str, Any]) -> Laws:
    """Laws of a pinned book with these rules; `since` 2020 unless said."""
    return _laws(tuple("\n".join(f"{key} = {toml(value)}" for key, value in rule.items()) for rule in rules))


@cache
def _laws(texts: tuple[str, ...]) -> Laws:
    with TemporaryDirectory() as folder:
        return book(Path(folder), *texts)


def dues(world: World, *rules: dict[str, Any], mode: str = "cautious", **parts: Any) -> pl.DataFrame:
    """What the events of one world oblige to."""
    return due(events_of([world]), facts_of([world], **parts), laws_of(*rules), world.as_of, mode=mode)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
