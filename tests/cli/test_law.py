"""Worked cases judged from the command line: totals, what differs, exit 1 for one that fails."""

import re

import pytest

from tests.cli.run import REPOSITORY, Ran, refused, run

CASES = sorted((REPOSITORY / "tests" / "law" / "cases").glob("*.toml"))
LINE = re.compile(r"(\d+) passed \(of them (\d+) expect allowed\), (\d+) failed, (\d+) not covered")
WRONG = """
[[case]]
id = "wrong.{number}"
says = "A call at noon, said to be forbidden"
source = "made"
books = ["us"]
[case.contact]
at = 2026-04-07T12:00:00-07:00
channel = "voice"
[case.borrower]
residence = "US-CA"
time_zones = ["America/Los_Angeles"]
[case.expect]
allowed = {allowed}
{breaches}
"""


@pytest.fixture(scope="module")
def all_cases() -> Ran:
    return run("law", "check", *CASES, "--uncovered")


@pytest.fixture
def wrong(tmp_path):
    path = tmp_path / "wrong.toml"
    path.write_text(
        WRONG.format(number=1, allowed="false", breaches='breaches = ["us.regf.quiet-hours"]')
        + WRONG.format(number=2, allowed="true", breaches=""),
        encoding="utf-8",
    )
    return path


def totals(line):
    found = LINE.search(line)
    assert found
    return [int(number) for number in found.groups()]


def test_every_case_of_ours_passes_and_the_totals_add_up(all_cases):
    ran = all_cases
    assert ran.code == 0
    by_file = [line for line in ran.lines[:-1] if LINE.search(line)]
    assert [line.split(":")[0] for line in by_file] == [path.name for path in CASES]
    assert [sum(column) for column in zip(*map(totals, by_file), strict=True)] == totals(ran.lines[-1])
    written = sum(len(re.findall(r"^\[\[case\]\]", path.read_text(encoding="utf-8"), re.MULTILINE)) for path in CASES)
    passed, _, failed, uncovered = totals(ran.lines[-1])
    assert passed + failed + uncovered == written
    assert failed == 0


def test_json_says_what_the_lines_say():
    files = [path for path in CASES if path.stem in ("tw", "us")]
    lines, found = run("law", "check", *files), run("law", "check", *files, "--json").json
    assert found["summary"] == lines.lines[-1]
    assert totals(lines.lines[-1])[::2] == [found["passed"], found["failed"]]
    assert list(found["files"]) == [str(path) for path in files]
    assert all(result["outcome"] == "not covered" for result in found["results"])


def test_the_auditor_judges_the_same_cases_and_its_totals_stand_beside(all_cases, wrong):
    passed, _, failed, uncovered = totals(all_cases.lines[-1])
    assert f"by the auditor: {passed} passed, {failed} failed, {uncovered} not covered" in all_cases.lines
    ran = run("law", "check", wrong)
    assert [line.split()[4] for line in ran.lines if line.startswith("FAILED by the auditor")] == ["wrong.1:"]
    assert run("law", "check", wrong, "--json").json["auditor"] == {"passed": 1, "failed": 1, "not covered": 0}


def test_cases_that_are_not_covered_are_named_on_request(wrong):
    text = wrong.read_text(encoding="utf-8").replace("us.regf.quiet-hours", "us.no-such-rule")
    wrong.write_text(text.replace('books = ["us"]', 'books = ["us", "zz"]', 1), encoding="utf-8")
    ran = run("law", "check", wrong, "--uncovered")
    assert sum(line.startswith("NOT COVERED") for line in ran.lines) == totals(ran.lines[-1])[3] > 0


def test_a_case_that_fails_is_named_with_what_differs_and_ends_with_1(wrong):
    ran = run("law", "check", wrong)
    assert ran.code == 1
    assert sum(line.startswith("FAILED  wrong.") for line in ran.lines) == totals(ran.lines[-1])[2] >= 1
    assert run("law", "check", wrong, "--json").code == 1


def test_a_file_that_holds_no_cases_is_named(tmp_path):
    assert "absent.toml" in refused("law", "check", tmp_path / "absent.toml")
    assert str(tmp_path) in refused("law", "check", tmp_path)
    for name, content in {"a": "x = 1", "b": "= 1", "c": '[[case]]\nid = "x"\nnonsense = 1'}.items():
        path = tmp_path / f"{name}.toml"
        path.write_text(content, encoding="utf-8")
        assert path.name in refused("law", "check", path)
    (tmp_path / "d.toml").write_bytes(b"\xff\xfe\x00")
    assert "d.toml" in refused("law", "check", tmp_path / "d.toml")
