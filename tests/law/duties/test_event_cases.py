"""Worked cases about events: read with errors that name file, case and key; compared with what a duty says."""

import re
from datetime import UTC, date, datetime

import polars as pl
import pytest

from eastwind.law import CaseError, check
from eastwind.law.cases import read

CASE = """
[[case]]
id = "t.case"
books = ["us"]
borrower = {residence = "US-TX", time_zones = ["America/Chicago"]}
loan = [{id = "A", collector = "agency"}, {id = "B"}]
event = {what = "first-contact", at = 2026-06-01T10:00:00-05:00}
expect = {rule = "us.regf.validation.timing", due_on = 2026-06-06}
"""


def write(folder, text):
    path = folder / "t.toml"
    path.write_text(text, encoding="utf-8")
    return path


BAD = {
    "an unknown key": (CASE.replace("what =", "colour = 1, what ="), "'colour' is not a key here"),
    "an unknown word": (CASE.replace("first-contact", "last-contact"), "'what' is 'last-contact'"),
    "an unknown fact": (CASE.replace("what =", 'facts = ["odd"], what ='), "holds 'odd'"),
    "an unknown lender": (CASE.replace("what =", 'lender = "friend", what ='), "'lender' is 'friend'"),
    "a time without offset": (CASE.replace("-05:00}", "}"), "has no offset"),
    "no time": (CASE.replace(", at = 2026-06-01T10:00:00-05:00", ""), "'at' is missing"),
    "a loan that is not there": (CASE.replace("what =", 'loan = "Z", what ='), "'loan' is 'Z', but the case has A, B"),
    "a date before the event": (CASE.replace("what =", "as_of = 2026-05-01T00:00:00Z, what ="), "is before the event"),
    "no rule": (CASE.replace('rule = "us.regf.validation.timing", ', ""), "'rule' is missing"),
    "nothing expected": (CASE.replace(", due_on = 2026-06-06", ""), "say what is due"),
    "a date and nothing": (CASE.replace("due_on", "none = true, due_on"), "say what is due"),
    "an unknown reason": (CASE.replace("due_on = 2026-06-06", 'unknown = "weather"'), "'unknown' is 'weather'"),
    "what a contact would expect": (CASE.replace("due_on = 2026-06-06", "allowed = true"), "say what is due|not a key"),
    "neither a contact nor an event": (re.sub(r"event = .*\n", "", CASE), "'event' is missing"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_not_understood_is_named(tmp_path, what):
    text, says = BAD[what]
    with pytest.raises(CaseError, match=says) as error:
        read(write(tmp_path, text))
    assert "t.toml" in str(error.value)
    assert "t.case" in str(error.value)


def test_events_are_a_frame_and_known_at_the_latest_of_them(tmp_path):
    text = (
        CASE
        + '[[case.earlier]]\nwhat = "opt-out"\nat = 2026-07-01T00:00:00Z\nloan = "B"\nabout = "x"\nlender = "p2p"\n'
    )
    (case,) = read(write(tmp_path, text))
    assert case.events is not None
    assert case.events.select("what", "loan", "about", "lender").rows() == [
        ("first-contact", 0, None, None), ("opt-out", 1, 0, "p2p"),
    ]  # fmt: skip
    assert case.at == datetime(2026, 7, 1, tzinfo=UTC)
    (case,) = read(write(tmp_path, CASE.replace("what =", "as_of = 2026-08-01T00:00:00Z, what =")))
    assert case.at == datetime(2026, 8, 1, tzinfo=UTC)


DIFFERS = {
    "": CASE,
    "expected due_on 2026-06-07, found 2026-06-06": CASE.replace("06-06", "06-07"),
    "expected keep_until 2026-06-06, found none": CASE.replace("due_on", "keep_until"),
    "us.regf.validation.timing asks nothing here": CASE.replace('collector = "agency"', 'collector = "creditor"'),
    "expected that us.regf.validation.timing asks nothing, and it does": CASE.replace(
        "due_on = 2026-06-06", "none = true"
    ),
    "expected unknown calendar, found none": CASE.replace("due_on = 2026-06-06", 'unknown = "calendar"'),
    "expected due_at 2026-06-06 00:00:00+00:00, found none": CASE.replace(
        "due_on = 2026-06-06", "due_at = 2026-06-06T00:00:00Z"
    ),
    "expected held True, found False": CASE.replace("due_on = 2026-06-06", "held = true"),
    "us.regf.validation.timing has no part 'half'": CASE.replace("due_on", 'part = "half", due_on'),
    "expected due_on 2026-06-06, found none": CASE.replace(', time_zones = ["America/Chicago"]', ", time_zones = []"),
}


@pytest.mark.parametrize("why", DIFFERS)
def test_what_differs_is_said(tmp_path, why):
    (result,) = check([write(tmp_path, DIFFERS[why])]).results
    assert (result.outcome, result.why) == ("failed" if why else "passed", why)


def test_a_case_is_covered_when_its_duty_stands_in_a_book(tmp_path):
    gate_rule = CASE.replace("us.regf.validation.timing", "us.regf.quiet-hours")
    why = [check([write(tmp_path, text)]).results[0] for text in (gate_rule, CASE.replace('"us"', '"atlantis"'))]
    assert [(one.outcome, one.why) for one in why] == [
        ("not covered", "no duty us.regf.quiet-hours"), ("not covered", "no book atlantis"),
    ]  # fmt: skip


def test_the_file_of_a_case_says_nothing_of_contacts_where_it_is_about_an_event(tmp_path):
    (case,) = read(write(tmp_path, CASE))
    assert case.candidate is None
    assert case.expect is None
    assert case.owed is not None
    assert case.owed.dates == {"due_on": date(2026, 6, 6)}
    assert isinstance(case.events, pl.DataFrame)


RECURS = """
[[case]]
id = "t.recurs"
books = ["cn"]
borrower = {residence = "CN-GD", time_zones = ["Asia/Shanghai"]}
event = {what = "staff-training", at = 2026-03-10T10:00:00+08:00, about = "x"}
earlier = [
  {what = "staff-start", at = 2025-09-01T10:00:00+08:00, about = "x"},
  {what = "staff-start", at = 2025-08-01T10:00:00+08:00, about = "y"},
]
expect = {rule = "cn.gbt45251.staff", due_on = 2027-03-10}
"""


def test_what_recurs_is_compared_for_the_thing_that_the_event_is_about(tmp_path):
    texts = [
        RECURS,
        RECURS.replace('+08:00, about = "x"}\nearlier', '+08:00, about = "z"}\nearlier').replace(
            "due_on = 2027-03-10", "none = true"
        ),
        RECURS.replace('+08:00, about = "x"}\nearlier', '+08:00, about = "y"}\nearlier'),
        RECURS.replace('+08:00, about = "x"}\nearlier', "+08:00}\nearlier").replace(
            "due_on = 2027-03-10", "none = true"
        ),
    ]
    for text in texts:
        (result,) = check([write(tmp_path, text)]).results
        assert (result.outcome, result.why) == ("passed", "")
