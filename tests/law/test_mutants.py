"""Mutants: what is one, who notices it, and a sample of the whole law (all of them: make law-mutants)."""

import json
import random
from datetime import date

import pytest

from eastwind import law
from eastwind.law import books
from eastwind.law.duties import rules as duties
from tests.law.fuzz import mutants, mutants_made, mutants_noticed
from tests.law.fuzz.mutants import Fates, rules_of

SEED = 2026
MANY = 160


def test_a_change_of_a_number_a_minute_a_date_or_an_exception_is_a_mutant():
    rule = {
        "id": "x", "kind": "quiet-hours", "since": date(2025, 1, 1), "hours": {"from": "08:00", "to": "24:00"},
        "margin_minutes": 10, "unless": [{"purposes": ["care", "legal"]}], "says": {"en": "8", "zh": "8"},
    }  # fmt: skip
    found = list(mutants_made.changes(rule))
    kinds = [kind for kind, *_ in found]
    assert kinds.count("minute") == 3  # after 24:00 there is nothing
    assert kinds.count("number") == 2
    assert kinds.count("date") == 2
    assert kinds.count("word") == 2
    assert kinds.count("exception") == 1
    assert all(changed != rule for _, _, changed, _ in found)
    assert rule["unless"] == [{"purposes": ["care", "legal"]}]


def test_a_span_goes_by_the_name_of_windows_and_a_mark_is_left_out():
    rule = {"id": "x", "kind": "cap", "limit": 3, "window": {"days": 7, "kind": "rolling"}, "elsewhere": True}
    found = [(kind, change) for kind, change, *_ in mutants_made.changes(rule)]
    assert [change for kind, change in found if kind == "window"] == ["window.days: 7 → 6", "window.days: 7 → 8"]
    assert ("number", "limit: 3 → 4") in found
    assert ("mark", "elsewhere: left out") in found
    assert ("condition", "window.kind: left out") in found


def test_versions_of_one_rule_have_names_of_their_own():
    for book in law.available():
        tables = rules_of(book)
        names = [mutants_made.name(tables, number) for number in range(len(tables))]
        assert len(set(names)) == len(names), book


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ('"reference", "employer", "other"]', '"reference", "other"]', "to: employer left out"),
        ('"notice", "service"]', '"notice"]', "purposes: service left out"),
    ],
)
def test_it_is_noticed_where_law_check_fails_under_the_changed_book(old, new, change, tmp_path):
    """And not otherwise: the short way to the answer is held by the long one."""
    text = (books.FOLDER / "it.toml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    for name in ("it", "eu"):
        (tmp_path / f"{name}.toml").write_bytes((books.FOLDER / f"{name}.toml").read_bytes())
    (tmp_path / "it.toml").write_text(text.replace(old, new), encoding="utf-8")
    failed = law.check(sorted(mutants_noticed.CASES.glob("eu*.toml")), tmp_path).failed
    (number,) = (place for place, table in enumerate(rules_of("it")) if table.get("part") == "others")
    (found,) = (row for row in mutants.fates("it", number).rows if row[2] == change)
    assert (found[-1] == "case") == (failed > 0)


def test_what_the_reader_refuses_or_reads_as_the_same_rule_is_no_mutant():
    tables = rules_of("us")
    number = next(place for place, table in enumerate(tables) if table["id"] == "us.regf.call-frequency")
    made = {one.change for one in mutants_made.mutants("us", tables, number)}
    told = {change for _, _, change, _ in mutants.fates("us", number).rows}
    assert told < made
    assert "limit: 7 → 8" in told


@pytest.fixture(scope="module")
def sample() -> list[tuple[str, mutants_made.Mutant, str]]:
    """Some mutants of gate rules of every book, drawn by a seed; duties are held whole (duties/test_mutants.py)."""
    drawn = random.Random(SEED)
    every = [
        one
        for book in law.available()
        for number, table in enumerate(rules_of(book))
        if table["kind"] not in duties.KINDS
        for one in mutants_made.mutants(book, rules_of(book), number)
    ]
    judged = ((one, mutants_noticed.fate(one)) for one in drawn.sample(every, MANY))
    return [(one.book, one, what) for one, what in judged if what is not None]


def test_of_a_sample_no_mutant_survives_unexplained(sample):
    why = mutants.explained()
    survivors = [(book, one.rule, one.change) for book, one, what in sample if what == "survived"]
    assert len(sample) > MANY // 2
    assert not [told for told in survivors if told not in why]
    assert len(survivors) <= 3 * mutants.MOST * len(sample)  # of all: MOST


def test_what_is_explained_is_a_change_of_a_rule():
    made = {
        (book, one.rule, one.change)
        for book in {book for book, *_ in mutants.explained()}
        for number in range(len(rules_of(book)))
        for one in mutants_made.mutants(book, rules_of(book), number)
    }
    assert set(mutants.explained()) <= made


def test_an_explanation_that_is_no_longer_so_is_named():
    whole = [Fates("it", 0, (("r", "date", "a", "case"), ("r", "date", "b", "survived"), ("r", "word", "c", "random")))]
    why = dict.fromkeys([("it", "r", "a"), ("it", "r", "b"), ("it", "r", "c"), ("it", "r", "d"), ("pt", "r", "a")], "x")
    told = list(mutants.stale(whole, why, ["it"]))
    assert [("'a'" in line, "'c'" in line, "'d'" in line) for line in told] == [
        (True, False, False), (False, True, False), (False, False, True),
    ]  # fmt: skip
    assert "is noticed (case)" in told[0]
    assert "no change of a rule any more" in told[2]


def test_an_explanation_without_a_reason_or_twice_is_refused(tmp_path):
    path = tmp_path / "survivors.toml"
    one = '[[survivor]]\nbook = "it"\nrule = "r"\nchange = "c"\nwhy = "w"\n'
    path.write_text(one, encoding="utf-8")
    assert mutants.explained(path) == {("it", "r", "c"): "w"}
    path.write_text(one + one, encoding="utf-8")
    with pytest.raises(AssertionError, match="twice"):
        mutants.explained(path)
    path.write_text(one.replace('"w"', '""'), encoding="utf-8")
    with pytest.raises(AssertionError, match="without saying why"):
        mutants.explained(path)


def test_a_run_goes_on_where_it_stood(tmp_path, monkeypatch):
    monkeypatch.setattr(mutants, "KEPT", tmp_path / "mutants.jsonl")
    monkeypatch.setattr(mutants, "_task", None)  # nothing is left to judge
    rows = [["pt.x", "date", "since", "case"]]
    kept = [json.dumps([mutants.key("pt"), "pt", number, rows]) for number in range(len(rules_of("pt")))]
    kept.append(json.dumps(["another law", "it", 0, rows]))
    mutants.KEPT.write_text("\n".join(kept) + "\n", encoding="utf-8")
    ((name, found),) = mutants.run(["pt"], 1, anew=False)
    assert name == "pt"
    assert [one.number for one in found] == list(range(len(rules_of("pt"))))
    assert found[0].rows == (("pt.x", "date", "since", "case"),)


def test_the_line_of_a_book_counts_what_survives_by_kind():
    rows = (("r", "date", "a", "case"), ("r", "date", "b", "survived"), ("r", "word", "c", "random"))
    line = mutants.lines("it", [Fates("it", 0, rows)], {("it", "r", "b"): "why"})
    told, kinds = line.split("|")
    assert told.split() == ["it", "3", "1", "1", "1", "0"]
    of_kind = dict(zip(mutants_made.KINDS, kinds.split(), strict=True))
    assert of_kind == dict.fromkeys(mutants_made.KINDS, "0/0") | {"date": "1/2", "word": "0/1"}
    assert len(mutants.head()) == len(line)
