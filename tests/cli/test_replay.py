"""A plan's contacts under other laws: what turns, by which rule, and no more than that."""

import pytest

from tests.cli.run import refused, run


@pytest.fixture(scope="module")
def plan(planned):
    return planned[1]


def test_under_its_own_law_nothing_turns(plan, small):
    found = run("law", "replay", plan, small, "--laws", "tw", "--json").json
    assert found["contacts"] > 0
    assert found["now_refused"]["contacts"] == found["now_lawful"]["contacts"] == 0
    assert found["lawful_before"] == found["lawful_after"]


def test_contacts_lawful_before_and_after_differ_by_those_that_turn(plan, small):
    for laws in ("us", "cn", "us,cn,tw"):
        found = run("law", "replay", plan, small, "--laws", laws, "--json").json
        turned = found["now_lawful"]["contacts"] - found["now_refused"]["contacts"]
        assert found["lawful_after"] - found["lawful_before"] == turned
        for side in ("now_refused", "now_lawful"):
            assert sum(found[side]["by_rule"].values()) >= found[side]["contacts"]
            assert set(found[side]["people"]) == set(found[side]["by_rule"])


def test_lines_say_what_the_document_says_with_the_citation(plan, small):
    found, ran = (run("law", "replay", plan, small, "--laws", "us", *more) for more in (["--json"], []))
    assert found.json["now_refused"]["contacts"] > 0
    assert f"lawful before, refused now: {found.json['now_refused']['contacts']:,}" in ran.lines
    for rule, count in found.json["now_refused"]["by_rule"].items():
        (line,) = [line for line in ran.lines if f" {rule} " in line]
        assert line.split()[0] == f"{count:,}"
        assert "CFR" in line or "USC" in line or "house" in line


def test_a_day_before_any_law_is_refused(plan, small):
    assert "first rule holds since" in refused("law", "replay", plan, small, "--on", "1950-01-01")


@pytest.mark.parametrize(
    ("more", "said"),
    [((), "--laws"), (("--laws", "zz"), "zz"), (("--on", "yesterday"), "yesterday"), (("--mode", "kind"), "cautious")],
)
def test_what_cannot_be_asked_is_said_with_what_to_give(plan, small, more, said):
    assert said in refused("law", "replay", plan, small, *more)


def test_a_book_that_was_changed_since_is_refused(plan, book):
    path = book / "people.csv"
    if not path.exists():
        path = next(book.glob("*.csv"))
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    assert "was changed since" in refused("law", "replay", plan, book, "--laws", "us")
