"""The house book and the stacks: what the platform asks of itself, held by worked cases on each side of every boundary.

The cases are tests/law/cases/house.toml. Beside them: no rule, part or exception stands in the book without a case that
would notice if it were gone; every number stands in both sentences; in mode letter the book is silent; and every place
that people or points may have stands on the books it should.
"""

import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from eastwind.core import places, words
from eastwind.law import available, check, judge, load, stack
from eastwind.law.books import Laws
from eastwind.law.cases import Case, read
from eastwind.law.check import Summary
from eastwind.law.rules import Rule

CASES = Path(__file__).parent / "cases" / "house.toml"
SHIPPED = tuple(name for name in available() if name != "house")
NAMED_OTHERWISE = {"gb": "uk"}  # books that bear another name than their country's code
HOUSE = load(["house"], pinned=True)
RULES: tuple[Rule, ...] = HOUSE.books[0].rules["cautious"]
COURTESY = ("collect", "locate", "optin", "verify-employment", "marketing")


@cache
def summary() -> Summary:
    return check([CASES])


@cache
def cases() -> tuple[Case, ...]:
    return read(CASES)


def found(case: Case, laws: Laws, mode: str = "cautious") -> set[tuple[str, str]]:
    assert case.facts is not None
    assert case.candidate is not None
    assert case.at is not None
    verdicts = judge(case.candidate, case.facts, laws, case.at, mode=mode)
    return set(verdicts.breaches.select("rule", "part").iter_rows())


def named(rule: Rule) -> str:
    return f"{rule.id} ({rule.part})" if rule.part else rule.id


# --- the cases ---


def test_every_case_passes_and_every_case_is_covered() -> None:
    wrong = [f"{one.case.id}: {one.outcome}: {one.why}" for one in summary().results if one.outcome != "passed"]
    assert not wrong, "\n".join(wrong)


def test_every_rule_and_part_is_broken_in_one_case_and_kept_in_another() -> None:
    broken, kept = set(), set()
    for case in cases():
        spoke = {(rule.id, rule.part) for rule in RULES if rule.channels >> words.CHANNELS.index(case.channel) & 1}
        wrong = found(case, HOUSE)
        broken |= wrong
        kept |= spoke - wrong
    for rule in RULES:
        assert (rule.id, rule.part) in broken, f"no case breaks {named(rule)}"
        assert (rule.id, rule.part) in kept, f"no case keeps {named(rule)}"


def test_no_exception_could_be_struck_out_unnoticed() -> None:
    names = {f"{place} {k}": (place, k) for place, rule in enumerate(RULES) for k in range(len(rule.unless))}
    struck = tuple(_struck(RULES[place], k, name) for name, (place, k) in names.items())
    laws = replace(HOUSE, books=(replace(HOUSE.books[0], rules={"cautious": struck}),), plans={})
    kept = {(rule.id, rule.part) for rule in RULES}
    noticed = set()
    for case in cases():
        passed = kept - found(case, HOUSE)
        for name, _ in found(case, laws):
            rule = RULES[names[name][0]]
            if (rule.id, rule.part) in passed:
                noticed.add(name)
    unnoticed = [f"{named(RULES[place])}, exception {k}" for name, (place, k) in names.items() if name not in noticed]
    assert not unnoticed, "\n".join(unnoticed)


def _struck(rule: Rule, place: int, name: str) -> Rule:
    """The rule without one of its exceptions, under another name."""
    return replace(rule, id=name, unless=(*rule.unless[:place], *rule.unless[place + 1 :]))


# --- the book ---


def test_every_rule_is_policy_of_the_house_and_long_in_force() -> None:
    for rule in RULES:
        assert rule.id.startswith("house.")
        assert rule.force == "policy"
        assert rule.cite.startswith("House policy, ")
        assert rule.confidence == "source"
        assert rule.since < (date(2020, 1, 1) - date(1970, 1, 1)).days
        assert rule.until is None


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_both_sentences_hold_every_number_of_their_rule(rule: Rule) -> None:
    parameters = {key: value for key, value in rule.numbers.items() if key not in ("since", "says", "note")}
    for number in _numbers(parameters):
        for language in words.LANGUAGES:
            assert _says(rule.says[language], number), f"{language}: {number} is not in: {rule.says[language]}"


def _numbers(value: Any) -> set[str]:
    if isinstance(value, (bool, date)):
        return set()
    if isinstance(value, int):
        return {str(value)}
    if isinstance(value, str):
        return {value} if re.fullmatch(r"\d\d:\d\d", value) else set()
    inner = value.values() if isinstance(value, dict) else value
    return {number for one in inner for number in _numbers(one)}


def _says(sentence: str, number: str) -> bool:
    if number == "1" and ("a day" in sentence or "每日" in sentence):
        return True
    return re.search(rf"(?<![\d:]){number}(?![\d:])", sentence) is not None


def test_what_is_owed_in_writing_is_under_no_cap_of_courtesy() -> None:
    owed = [purpose for purpose in words.PURPOSES if purpose not in COURTESY]
    assert owed == ["reply", "notice", "legal", "service", "confirm-optout", "care"]
    for rule in RULES:
        if rule.kind in ("cap", "rest") and rule.channels >> words.CHANNELS.index("letter") & 1:
            assert tuple(rule.numbers["purposes"]) == COURTESY, named(rule)


def test_in_mode_letter_the_house_says_nothing() -> None:
    assert HOUSE.books[0].rules["letter"] == ()
    for case in cases():
        assert not found(case, HOUSE, mode="letter"), case.id


def test_in_mode_draft_the_house_says_the_same() -> None:
    assert [named(rule) for rule in HOUSE.books[0].rules["draft"]] == [named(rule) for rule in RULES]


# --- the stacks ---


@cache
def everything() -> Laws:
    return load([*SHIPPED, "house"])


def country(place: str) -> str:
    return (place, *places.parents(place))[-1]


@pytest.mark.parametrize("place", places.places())
def test_a_place_stands_on_the_book_of_its_country_and_the_house_or_blocks(place: str) -> None:
    code = country(place).lower()
    book, found = NAMED_OTHERWISE.get(code, code), stack([place], None, everything())
    if book in SHIPPED:
        assert found is not None
        assert {book, "house"} <= set(found)
    else:
        assert found is None or "house" in found


def test_cities_and_territories_without_a_book_stand_on_their_country() -> None:
    for place in ("US-PR", "PR", "GU"):
        assert stack([place], None, everything()) == ("us", "house")
    for place in ("TW-TPE", "CN-TW"):
        assert stack([place], None, everything()) == ("tw", "house")


def test_hong_kong_has_its_own_book_and_macau_blocks_under_either_code() -> None:
    for place in ("HK", "CN-HK"):
        assert stack([place], None, everything()) == ("hk", "house")
    for place in ("MO", "CN-MO"):
        assert stack([place], None, everything()) is None


def test_every_plausible_place_and_the_country_of_the_lender_bind() -> None:
    assert stack(["CN-GD", "PR"], None, everything()) == ("cn", "us", "house")
    assert stack(["PR"], "CN", everything()) == ("cn", "us", "house")
    assert stack(["PR", "MO"], None, everything()) is None
    assert stack([], "CN", everything()) is None


def test_without_the_house_nothing_binds_and_all_is_blocked() -> None:
    assert stack(["TW"], None, load(["tw"])) is None
