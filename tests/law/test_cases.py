"""Worked cases: what is not understood is named by file, case and key; what differs is said."""

from pathlib import Path

import pytest

from eastwind import audit
from eastwind.audit.check import check as audit_check
from eastwind.core import places
from eastwind.law import CaseError, check
from eastwind.law.books import FOLDER
from eastwind.law.cases import read

HOLIDAYS = Path(places.__file__).parent / "data"

CASE = """
[[case]]
id = "t.case"
books = ["us"]
contact = {at = 2026-04-07T10:00:00-05:00, channel = "voice", by = "agency"}
borrower = {residence = "US-TX"}
expect = {allowed = true}
"""

WARNED = CASE.replace(
    "expect = {",
    'history = [{at = 2026-04-07T09:56:00-05:00, channel = "voice", by = "agency", outcome = "no_answer"}]\nexpect = {',
)


def write(folder: Path, text: str) -> Path:
    path = folder / "t.toml"
    path.write_text(text, encoding="utf-8")
    return path


BAD = {
    "an unknown key": (CASE + "colour = 1", "'colour' is not a key here"),
    "an unknown word": (CASE.replace('"voice"', '"fax"'), "'channel' is 'fax'"),
    "a time without offset": (CASE.replace("-05:00", ""), "has no offset"),
    "no time": (CASE.replace("at = 2026-04-07T10:00:00-05:00, ", ""), "'at' is missing"),
    "an unknown caller": (CASE.replace('"agency"', '"bailiff"'), "'by' is 'bailiff'"),
    "a loan that is not there": (CASE.replace('by = "agency"', 'loan = "Z"'), "'loan' is 'Z', but the case has A"),
    "no expectation": (CASE.replace("expect = {allowed = true}", ""), "'expect' is missing"),
    "an unknown mode": (CASE + 'mode = "strict"', "'mode' is 'strict'"),
    "an unknown item": (CASE.replace('by = "agency"', 'lacks = ["charm"]'), "holds 'charm'"),
    "an unknown fact of a state": (
        CASE + 'state = [{state = "dispute", opened = 2026-04-01T00:00:00Z, facts = ["loud"]}]',
        "holds 'loud'",
    ),
    "a case twice": (CASE + CASE, "the case 't.case' is there twice"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_case_that_is_not_understood_is_named(tmp_path, what):
    text, says = BAD[what]
    with pytest.raises(CaseError) as error:
        read(write(tmp_path, text))
    assert says in str(error.value)
    assert "t.toml" in str(error.value)
    assert "t.case" in str(error.value)


def test_a_file_that_is_not_there_or_not_toml_is_named(tmp_path):
    with pytest.raises(CaseError, match="no such file"):
        read(tmp_path / "none.toml")
    with pytest.raises(CaseError, match=r"t\.toml is not TOML"):
        read(write(tmp_path, "[[case"))


def test_zones_are_those_of_the_residence_unless_said(tmp_path):
    (case,) = read(write(tmp_path, CASE))
    assert case.facts is not None
    assert set(case.facts.situations["time_zones"][0]) == {"America/Chicago", "America/Denver"}


DIFFERS = {
    "allowed where a breach was expected": (
        CASE.replace("allowed = true", 'allowed = false, breaches = ["us.regf.quiet-hours"]'),
        "expected a breach, found allowed; expected us.regf.quiet-hours, found no breach",
    ),
    "a breach where allowed was expected": (
        CASE.replace("T10:", "T05:"),
        "expected allowed, found us.regf.quiet-hours",
    ),
    "a warning that was not given": (
        CASE.replace("allowed = true", 'allowed = true, warnings = ["us.regf.call-pattern"]'),
        "expected the warning us.regf.call-pattern, found none",
    ),
    "a warning beside those listed": (
        WARNED.replace("allowed = true", "allowed = true, warnings = [], only = true"),
        "found the warning us.regf.call-pattern beside what was expected",
    ),
    "another lawful moment": (
        CASE.replace("T10:", "T05:").replace(
            "allowed = true", "allowed = false, lawful_from = 2026-04-07T08:00:00-05:00"
        ),
        "expected lawful from 2026-04-07 13:00:00+00:00, found 2026-04-07 14:00:01+00:00",
    ),
    "more than was expected alone": (
        CASE.replace("T10:", "T05:").replace("allowed = true", "allowed = false, only = true"),
        "found us.regf.quiet-hours beside what was expected",
    ),
}


@pytest.mark.parametrize("what", DIFFERS)
def test_what_differs_is_said(tmp_path, what):
    text, why = DIFFERS[what]
    summary = check([write(tmp_path, text)])
    assert summary.results[0].why == why
    assert summary.line == "0 passed (of them 0 expect allowed), 1 failed, 0 not covered"


def test_a_case_is_covered_when_its_rules_stand_in_a_book(tmp_path):
    cases = CASE.replace('"us"', '"atlantis"').replace("t.case", "t.book") + CASE.replace(
        "allowed = true", 'allowed = false, breaches = ["us.unheard-of"]'
    )
    why = [result.why for result in check([write(tmp_path, cases)]).results]
    assert why == ["no book atlantis", "no rule us.unheard-of"]


def test_a_day_before_the_first_rule_of_its_books_is_covered_where_the_rule_meant_is_named(tmp_path):
    early = CASE.replace("2026-04-07", "1950-04-07").replace("t.case", "t.unnamed")
    named = CASE.replace("2026-04-07", "1950-04-07").replace(
        "allowed = true", 'allowed = true, rule = "us.regf.call-frequency"'
    )
    unheard = CASE.replace("t.case", "t.unheard").replace("allowed = true", 'allowed = true, rule = "us.unheard-of"')
    results = check([write(tmp_path, early + named + unheard)]).results
    assert [result.outcome for result in results] == ["not covered", "passed", "not covered"]
    assert results[0].why == "no rule in force speaks for voice by agency"
    assert results[2].why == "no rule us.unheard-of"
    audited = audit_check(tmp_path / "t.toml", audit.load(FOLDER, HOLIDAYS), {})
    assert [bool(found.uncovered) for found in audited] == [False, False, True]
    assert not [found for found in audited if found.differences]
