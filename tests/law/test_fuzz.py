"""Gate and auditor on 20,000 random cases (a million: make law-fuzz), `lawful_from` minute by minute; and what the
cases are worth."""

import random

import pytest

from eastwind import law
from eastwind.law.gathering import verdicts
from tests.law.fuzz import aim
from tests.law.fuzz.compare import Compared, compare, differences, made
from tests.law.fuzz.scan import scan

SEED = 2026
BLOCKS = 80
MANY = 250
SCANNED = 500


@pytest.fixture(scope="module")
def compared() -> Compared:
    whole = Compared()
    for block in range(BLOCKS):
        whole.add(compare((SEED, block, MANY)))
    return whole


def test_gate_and_auditor_say_the_same_of_every_random_case(compared):
    assert compared.cases == BLOCKS * MANY == 20_000
    assert compared.differences == []
    assert compared.different == 0


def test_a_refused_contact_is_lawful_at_lawful_from_and_at_no_minute_before():
    found = scan(SEED, SCANNED)
    assert found.cases == SCANNED
    assert found.wrong == []


def test_the_cases_fall_on_both_sides(compared):
    assert compared.cases // 10 < compared.allowed < compared.cases * 9 // 10
    assert len(compared.broken) > 50
    assert set(compared.broken) & set(compared.kept)


def test_the_same_seed_makes_the_same_cases_and_another_others():
    assert made(1, 3, 40) == made(1, 3, 40)
    assert made(1, 3, 40) != made(2, 3, 40)


def test_every_gate_rule_of_every_book_is_aimed_at():
    named = {(str(table["id"]), str(table.get("part", ""))) for _, table in aim.rules()}
    loaded = law.load(law.available())
    assert named == {(rule.id, rule.part) for book in loaded.books for rule in book.rules["draft"]} | {
        (rule.id, rule.part) for book in loaded.books for rule in book.rules["letter"]
    }
    for book, table in aim.rules()[:: len(aim.rules()) // 12]:
        rng = random.Random(f"{SEED}:{table['id']}")
        case = aim.case(rng, 0, aim.aimed_at(rng, book, table))
        assert case["books"] == [book]
        assert case["contact"]["at"].tzinfo is not None


def test_a_difference_in_any_column_is_named():
    (verdict,) = verdicts([next(case for case in made(SEED, 0, 200) if not _allowed(case))])
    assert list(differences(verdict, verdict)) == []
    first = verdict["breaches"][0]
    for column in first:
        other = {**verdict, "breaches": [{**first, column: "another"}, *verdict["breaches"][1:]]}
        assert list(differences(verdict, other)), column
    assert list(differences(verdict, {**verdict, "allowed": True}))
    assert list(differences(verdict, {**verdict, "breaches": []}))


def _allowed(case):
    return verdicts([case])[0]["allowed"]
