"""The first lawful second is exact: lawful at it and at no second before, in cases mixed from all worked ones."""

import random
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest

from eastwind.audit import check, clock, record
from eastwind.audit.errors import Unreadable
from eastwind.audit.judge import AHEAD, Entry, entries_of, verdict
from eastwind.audit.record import Case
from tests.audit.support import CASES, case, judge, past, standing

PLACES = ("CN-GD", "CN-XJ", "TW", "US-FL", "US-TX", "GB-ENG", "AU-NSW", "HK", "IE", "GR", "BE")
DAY = timedelta(days=1)
Pool = list[dict[str, Any]]


@pytest.fixture(scope="module")
def pool() -> Pool:
    """Every worked case about a contact."""
    found = [one for path in sorted(CASES.glob("*.toml")) for one in check.cases(path)]
    return [one for one in found if "contact" in one and "text" not in one["contact"]]


def mixed(pool: Pool, dice: random.Random) -> dict[str, Any]:
    """A case moved in time, with histories, states and consents of two others, other places, other books."""
    told, *others = (deepcopy(dice.choice(pool)) for _ in range(3))
    del told["expect"]
    spread = dice.choice([0, 1, 3600, 30 * 86400, 300 * 86400])
    told["contact"]["at"] += timedelta(seconds=dice.randint(-spread, spread))
    for other in others:
        moved = told["contact"]["at"] - other["contact"]["at"] + dice.randint(-9, 9) * DAY * dice.randint(0, 1)
        for key in ("history", "state", "consent"):
            told.setdefault(key, []).extend(_moved(entry, moved) for entry in other.get(key, []))
    if dice.random() < 0.4:
        told["books"] = list(dict.fromkeys([*told["books"], *others[0]["books"], "house"]))
    if dice.random() < 0.3:
        told["borrower"] = {"residence": dice.sample(PLACES, dice.choice([1, 1, 2]))}
    if dice.random() < 0.1:
        told["borrower"]["contacts_known_from"] = told["contact"]["at"] - dice.randint(0, 40) * DAY
    told["mode"] = dice.choice(["cautious", "letter", "draft"])
    return told


def _moved(entry: dict[str, Any], by: timedelta) -> dict[str, Any]:
    return {key: value + by if isinstance(value, datetime) else value for key, value in entry.items() if key != "loan"}


def seconds(start: int, end: int, dice: random.Random) -> set[int]:
    """Seconds from `start` to before `end`: the last one, some at random, and those about full half-hours."""
    found = {end - 1} | {dice.randrange(start, end) for _ in range(20)}
    halves = [dice.randrange(start, end) // 1800 * 1800 for _ in range(20)]
    found |= {half + step for half in halves for step in (-1, 0, 1)}
    return {at for at in found if start <= at < end}


def any_broken(entries: list[Entry], at: int) -> bool:
    return any(entry.broken(at) is not None for entry in entries)


@pytest.mark.parametrize("seed", range(4))
def test_it_is_lawful_then_and_not_a_second_before(pool: Pool, seed: int):
    dice = random.Random(seed)
    judged = 0
    while judged < 30:
        told = mixed(pool, dice)
        try:
            read = record.read(told, standing().places)
        except Unreadable:  # a contact about a loan that the mixed case does not have
            continue
        assert read.books is not None
        rules = standing().rules(read.books, read.mode, read.contact.channel)
        found = verdict(read, rules)
        if found["allowed"]:
            assert found["lawful_from"] == clock.text(read.contact.at)
            continue
        judged += 1
        fresh = record.read(told, standing().places)
        entries = entries_of(fresh, rules)
        binding = [entry for entry in entries if entry.rule.force != "warning"]
        _exact(binding, found["lawful_from"], fresh, dice)
        for entry in entries:
            if entry.broken(fresh.contact.at) is not None:
                _exact([entry], clock.text(entry.passes_from(fresh.contact.at, fresh.contact.at + AHEAD)), fresh, dice)


def _exact(entries: list[Entry], told: str | None, read: Case, dice: random.Random) -> None:
    at = read.contact.at
    end = at + AHEAD + 1 if told is None else clock.instant(told, "lawful_from")
    assert told is None or not any_broken(entries, end)
    assert all(any_broken(entries, second) for second in seconds(at, end, dice))


def test_a_contact_that_is_lawful_is_lawful_from_its_own_instant():
    told = case(books=["house"], contact_purpose="care")
    assert judge(standing(), told) == {
        "allowed": True,
        "lawful_from": "2026-03-10T02:00:00Z",
        "breaches": [],
        "warnings": [],
    }


def test_two_rules_that_take_turns_are_waited_out_together():
    """Four hours after the last call it is evening, and the next day is a Sunday."""
    history = [past("2026-03-14T18:00:00+08:00", outcome="no_answer")]
    told = case("2026-03-14T19:00:00+08:00", books=["house"], history=history)
    assert judge(standing(), told)["lawful_from"] == "2026-03-16T01:00:00Z"
