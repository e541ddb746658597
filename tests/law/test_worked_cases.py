"""Every worked case is judged as lawyers expect; the shared ones in number."""

import re
from pathlib import Path

import pytest

from eastwind.law import check

FOLDER = Path(__file__).parent / "cases"
CASES = sorted(path for path in FOLDER.glob("*.toml") if path.stem != "house")  # the house has a test of its own
DISPUTED = set(re.findall(r"^\| `([^`]+)`", (FOLDER.parent / "DISPUTED.md").read_text(encoding="utf-8"), re.MULTILINE))
LEAST = {"cn": 80, "us": 50, "tw": 10}


def failed(summary):
    """What failed and is not known to be wrong as it stands."""
    return [
        result.case.id for result in summary.results if result.outcome == "failed" and result.case.id not in DISPUTED
    ]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_no_case_fails(path):
    summary = check([path])
    failed = [f"{result.case.id}: {result.why}" for result in summary.results if result.outcome == "failed"]
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("name", sorted(LEAST))
def test_most_of_the_shared_cases_are_covered(shared, name):
    summary = check([shared / "law" / "cases" / f"{name}.toml"])
    assert not failed(summary)
    assert summary.count("passed") >= LEAST[name]


def test_cases_of_every_jurisdiction_can_be_read(shared):
    """Books for most of them are still to be written; their facts must fit already."""
    summary = check(sorted((shared / "law" / "cases").glob("*.toml")))
    assert not failed(summary)
    assert len(summary.results) > 600


def test_what_is_not_covered_says_why():
    summary = check([Path(__file__).parent / "cases" / "us.toml"])
    assert all(result.why for result in summary.results if result.outcome == "not covered")
    assert summary.failed == 0
    assert summary.count("passed") >= 98
