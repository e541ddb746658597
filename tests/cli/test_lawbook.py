"""Reading the law books from the command line: lists, one rule whole, a change of law, pages."""

import tomllib

import pytest

from tests.cli.run import REPOSITORY, refused, run

BOOKS = REPOSITORY / "src" / "eastwind" / "law" / "books"
CASES = REPOSITORY / "tests" / "law" / "cases"
RULE = "us.regf.call-frequency"


def rules(name):
    return tomllib.loads((BOOKS / f"{name}.toml").read_text(encoding="utf-8"))["rule"]


def test_the_list_has_a_line_for_each_rule_and_counts_them():
    ran = run("law", "list", "us", "us-ny")
    written = rules("us") + rules("us-ny")
    assert len(ran.lines) == len(written) + 1
    assert ran.lines[-1].startswith(f"{len(written):,} ")
    assert [line.split(" ")[0] for line in ran.lines[:-1]] == [rule["id"] for rule in written]


def test_the_list_is_narrowed_by_day_kind_and_channel():
    found = run("law", "list", "cn", "--on", "2025-03-01", "--kind", "cap", "--channel", "voice", "--json").json
    assert found
    assert all(rule["kind"] == "cap" and "voice" in rule["channels"] for rule in found)
    assert all(rule["since"] <= "2025-03-01" <= rule.get("until", "9999") for rule in found)
    assert len(found) < len(run("law", "list", "cn", "--kind", "cap", "--json").json)


def test_one_rule_is_shown_whole_with_the_cases_that_name_it():
    ran, found = run("law", "show", RULE, "--cases", CASES), run("law", "show", RULE, "--cases", CASES, "--json").json
    written = [rule for rule in rules("us") if rule["id"] == RULE]
    assert [version["part"] for version in found["versions"]] == [rule["part"] for rule in written]
    for rule in written:
        assert all(any(sentence in line for line in ran.lines) for sentence in rule["says"].values())
        assert any(rule["cite"] in line for line in ran.lines)
    assert f"cases: {len(found['cases'])}" in ran.out
    assert found["cases"]


def test_a_change_of_law_is_told_in_both_languages():
    english, chinese = (run("law", "diff", "cn@2025-01-01", "cn@2026-06-01", "--lang", one) for one in ("en", "zh"))
    changes = run("law", "diff", "cn@2025-01-01", "cn@2026-06-01", "--json").json
    begun = [change for change in changes if change["what"] == "begins"]
    assert f"Begins ({len(begun)})" in english.lines
    assert f"新增 ({len(begun)} 条)" in chinese.lines
    for change in changes:
        assert change["rule"] in english.out
        assert (change["after"] or change["before"])["says"]["zh"] in chinese.out


def test_pages_are_written_for_every_book(tmp_path):
    ran = run("law", "pages", "--out", tmp_path / "law", "--cases", CASES)
    names = sorted(path.stem for path in BOOKS.glob("*.toml"))
    assert ran.code == 0
    assert sorted(path.stem for path in (tmp_path / "law").glob("*.md")) == sorted([*names, "README"])
    for name in names:
        page = (tmp_path / "law" / f"{name}.md").read_text(encoding="utf-8")
        assert "No legal advice" in page
        assert "不构成法律意见" in page
        assert page.count("<sub>") == len(rules(name))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "zz"), "zz"),
        (("list", "--on", "2026-13-01"), "2026-13-01"),
        (("list", "--kind", "nonsense"), "cap"),
        (("list", "--channel", "pigeon"), "voice"),
        (("list", "--lang", "fr"), "zh or en"),
        (("show", "us.regf.call-frequenzy"), RULE),
        (("diff", "us", "us@2026-01-01"), "us-nyc@2026-12-01"),
        (("diff", "us@x", "us@2026-01-01"), "2026-12-01"),
    ],
)
def test_what_cannot_be_read_is_said_with_what_to_write(arguments, said):
    assert said in refused("law", *arguments)


def test_the_pages_in_the_repository_are_those_of_the_books(tmp_path):
    run("law", "pages", "--out", tmp_path / "law", "--cases", CASES)
    made = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "law").glob("*.md")}
    stand = {path.name: path.read_text(encoding="utf-8") for path in (REPOSITORY / "docs" / "law").glob("*.md")}
    assert made == stand, "run `make law-pages`"
