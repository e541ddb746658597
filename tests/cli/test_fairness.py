"""Fairness on the command line: reasons read and refused, warnings, and traits that decide nothing."""

import random

import pytest

from tests.cli.run import contents, refused, run

pytestmark = pytest.mark.usefixtures("undrawn")

REASON = """
[[reason]]
trait = "sex"
group = "male"
outcome = "called"
decided_by = "head of conduct"
decided_on = 2026-09-01
why = "a trial"
"""


def test_traits_decide_no_byte_of_a_plan(book, planned, tmp_path):
    """Everybody gets another person's sex and age band."""
    head, *rows = (book / "traits.csv").read_text(encoding="utf-8").splitlines()
    parts = [row.split(",") for row in rows]
    for trait in {part[1] for part in parts}:
        mine = [part for part in parts if part[1] == trait]
        values = [part[2] for part in mine]
        random.Random(3).shuffle(values)
        for part, value in zip(mine, values, strict=True):
            part[2] = value
    (book / "traits.csv").write_text("\n".join([head, *(",".join(part) for part in parts)]) + "\n", encoding="utf-8")
    ran = run("plan", book, "--out", tmp_path / "plan")
    assert ran.code == 0
    ours, theirs = contents(tmp_path / "plan"), contents(planned[1])
    assert ours.keys() == theirs.keys()
    assert {name for name in ours if ours[name] != theirs[name]} <= {"report.html"}


def test_a_book_without_traits_says_nothing_of_groups(book, tmp_path):
    (book / "traits.csv").write_text("person_id,trait,value\n", encoding="utf-8")
    ran = run("plan", book, "--out", tmp_path / "plan")
    assert ran.code == 0
    assert not any(line.startswith("fairness") for line in ran.lines)


def test_the_json_holds_every_ratio_and_hides_those_of_few(small, tmp_path):
    found = run("plan", small, "--out", tmp_path / "plan", "--json").json["fairness"]
    assert found["ratios"]
    for row in found["ratios"]:
        assert ("ratio" in row) == (row["status"] != "few")
    assert found["without_reason"] == sum(row["status"] == "uneven" and not row["reason"] for row in found["ratios"])


def test_reasons_are_read_from_the_option_or_the_books_default(book, small, tmp_path):
    path = book / "fairness.toml"
    path.write_text(REASON, encoding="utf-8")
    assert run("plan", small, "--out", tmp_path / "one", "--fairness", path).code == 0
    mapping = (book / "mapping.toml").read_text(encoding="utf-8")
    named = mapping.replace("[defaults]\n", '[defaults]\nfairness = "fairness.toml"\n')
    (book / "mapping.toml").write_text(named, encoding="utf-8")
    assert run("plan", book, "--out", tmp_path / "two").code == 0
    path.write_text("reason = 3", encoding="utf-8")
    assert "[[reason]]" in refused("plan", book, "--out", tmp_path / "three")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("sex", "shoe-size"), "trait = 'shoe-size'"),
        (("called", "liked"), "outcome = 'liked'"),
        (('"head of conduct"', '""'), "decided_by"),
        (('why = "a trial"\n', ""), "why"),
        (("2026-09-01", '"lately"'), "should be a date"),
        (("2026-09-01", "2026-12-01"), "after the day decided, 2026-09-30"),
        (("why =", "because = 1\nwhy ="), "'because' is no key"),
        (("why =", 'until = "soon"\nwhy ='), "until"),
        (("[[reason]]", "[[reasons]]"), "'reasons'"),
        (("[[reason]]", "[[reason]"), "cannot be read"),
    ],
)
def test_a_reason_without_a_name_a_day_or_a_known_word_is_refused(small, tmp_path, change, said):
    path = tmp_path / "fairness.toml"
    path.write_text(REASON.replace(*change), encoding="utf-8")
    sentence = refused("plan", small, "--out", tmp_path / "plan", "--fairness", path)
    assert said in sentence
    assert "fairness.toml" in sentence
    assert not (tmp_path / "plan").exists()


def test_a_reason_given_twice_or_a_file_that_is_not_there_is_refused(small, tmp_path):
    path = tmp_path / "fairness.toml"
    path.write_text(REASON + REASON, encoding="utf-8")
    assert "two reasons" in refused("plan", small, "--out", tmp_path / "plan", "--fairness", path)
    assert "no such file" in refused("plan", small, "--out", tmp_path / "plan", "--fairness", tmp_path / "none.toml")
