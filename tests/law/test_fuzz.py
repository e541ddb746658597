"""Gate and auditor on 1,000 random cases (a million: make law-fuzz); and what the cases and mutants are worth."""

import random

import pytest

from eastwind import law
from eastwind.law.gathering import verdicts
from tests.law.fuzz import aim, mutants
from tests.law.fuzz.compare import Compared, compare, differences, made

SEED = 2026
BLOCKS = 10
MANY = 100


@pytest.fixture(scope="module")
def compared() -> Compared:
    whole = Compared()
    for block in range(BLOCKS):
        whole.add(compare((SEED, block, MANY)))
    return whole


def test_gate_and_auditor_say_the_same_of_every_random_case(compared):
    assert compared.cases == BLOCKS * MANY == 1_000
    assert compared.differences == []
    assert compared.different == 0


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


def test_a_change_of_a_number_a_minute_a_date_or_an_exception_is_a_mutant():
    rule = {
        "id": "x", "kind": "quiet-hours", "since": aim.feasts()[0], "hours": {"from": "08:00", "to": "24:00"},
        "margin_minutes": 10, "unless": [{"purposes": ["care", "legal"]}], "says": {"en": "8", "zh": "8"},
    }  # fmt: skip
    found = list(mutants.mutants(rule))
    assert [kind for kind, *_ in found].count("minute") == 3  # after 24:00 there is nothing
    assert [kind for kind, *_ in found].count("number") == 2
    assert [kind for kind, *_ in found].count("date") == 2
    assert [kind for kind, *_ in found].count("word") == 2
    assert [kind for kind, *_ in found].count("exception") == 1
    assert all(changed != rule for _, _, changed, _ in found)
    assert rule["unless"] == [{"purposes": ["care", "legal"]}]


def test_mutants_of_a_rule_at_its_boundary_are_noticed_by_worked_cases():
    _, tables, _ = mutants._world()
    number = next(place for place, table in enumerate(tables["us"]["rule"]) if table["id"] == "us.regf.call-frequency")
    fate = mutants.fate("us", number, 0)
    assert fate.by_case["number"] >= 6
    assert not [one for one in fate.survived if one[0] in ("number", "minute", "exception")]
