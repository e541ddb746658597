"""Files of past contacts: every earlier row of a person is history; what nobody can read is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from eastwind.audit import contacts
from eastwind.audit.contacts import Asked
from eastwind.audit.errors import Unreadable
from tests.audit.support import standing

HEAD = "contact_id,person_id,at,channel,by,outcome,residence,product\n"


def audit(tmp_path: Path, text: str, name: str = "calls.csv", **asked: Any) -> dict[str, Any]:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return contacts.audit([path], standing(), Asked(**{"bind": ("us",), **asked}))


def calls(*days: str, person: str = "p-1", outcome: str = "no_answer") -> str:
    rows = (
        f"c-{day}-{person},{person},2026-04-{day}T10:00:00-05:00,voice,agency:n,{outcome},US-IL,card\n" for day in days
    )
    return "".join(rows)


WEEK = ("01", "02", "03", "04", "05", "06", "07")


def test_the_eighth_call_in_a_week_is_found_with_its_evidence(tmp_path: Path):
    report = audit(tmp_path, HEAD + calls(*WEEK, "08") + calls("07", person="p-2"))
    assert report["findings"] == []
    text = HEAD + calls(*WEEK[1:], "08") + calls("07", person="p-2") + calls("01")
    text += "late,p-1,2026-04-07T12:00:00-05:00,voice,agency:n,no_answer,US-IL,card\n"
    report = audit(tmp_path, text)
    found = [(finding["evidence"]["rule"], finding["where"].split("contact ")[1]) for finding in report["findings"]]
    assert found == [("us.regf.call-frequency", "late"), ("us.regf.call-frequency", "c-08-p-1")]
    assert report["findings"][0]["evidence"]["count"] == 7
    assert report["counts"] == {"rows": 10, "contacts": 10, "lawful": 8, "breaches": 2, "warnings": 0}


def test_rows_are_judged_as_they_turned_out(tmp_path: Path):
    """A call that did not connect is no eighth call."""
    text = HEAD + calls(*WEEK) + "eighth,p-1,2026-04-07T12:00:00-05:00,voice,agency:n,not_connected,US-IL,card\n"
    assert audit(tmp_path, text)["findings"] == []
    assert audit(tmp_path, text.replace("not_connected", ""))["findings"] != []


def test_lines_of_json_are_read_alike(tmp_path: Path):
    columns = HEAD.strip().split(",")
    rows = [dict(zip(columns, row.split(","), strict=True)) for row in calls(*WEEK, "07").splitlines()]
    rows[7]["at"] = "2026-04-07T12:00:00-05:00"
    text = "".join(json.dumps({**row, "facts": [], "dpd": 45}) + "\n" for row in rows)
    report = audit(tmp_path, text, "calls.jsonl")
    assert [finding["evidence"]["rule"] for finding in report["findings"]] == ["us.regf.call-frequency"]


def test_states_and_consents_come_in_files_of_their_own(tmp_path: Path):
    states, consents = tmp_path / "states.csv", tmp_path / "consents.csv"
    states.write_text("person_id,state,opened,facts\np-1,attorney,2026-04-01T00:00:00Z,address-known\n")
    consents.write_text("person_id,kind,given,days\np-2,inconvenient-time,2026-04-01T00:00:00Z,mon|tue\n")
    report = audit(tmp_path, HEAD + calls("06") + calls("06", person="p-2"), states=[states], consents=[consents])
    rules = {finding["evidence"]["rule"] for finding in report["findings"]}
    assert rules == {"us.regf.attorney", "us.regf.inconvenient-designated"}
    assert report["notes"] == ["what happened before the file begins counts as nothing (--known-from says otherwise)"]


def test_without_them_the_report_says_so(tmp_path: Path):
    notes = audit(tmp_path, HEAD + calls("06"))["notes"]
    assert len(notes) == 3
    assert "no states were given" in notes[0]
    assert "no consents were given" in notes[1]


def test_what_happened_before_may_be_unknown(tmp_path: Path):
    report = audit(tmp_path, HEAD + calls("06"), known_from="2026-04-05T00:00:00Z")
    assert {finding["evidence"]["unknown"] for finding in report["findings"]} == {"history"}


def test_the_stacks_bind_unless_books_are_named(tmp_path: Path):
    text = HEAD + calls("06").replace("US-IL", "MO")
    (finding,) = audit(tmp_path, text, bind=None)["findings"]
    assert finding["evidence"]["rule"] == "gate.unmapped-place"
    rules = [finding["evidence"]["rule"] for finding in audit(tmp_path, HEAD + calls("06"), bind=None)["findings"]]
    assert "house.hours" not in rules
    with pytest.raises(Unreadable, match="no book 'zz'"):
        contacts.bind("us,zz", standing())


def test_loans_are_as_the_row_tells_them_and_other_loans_as_the_last_row_did(tmp_path: Path):
    head = "person_id,at,channel,by,residence,loan_ids,dpd,late_rate_ppm_day,lender,last_payment_on\n"
    text = head + "p,2026-03-09T10:00:00+08:00,sms,creditor,TW,A|B,3,,bank,\n"
    text += "p,2026-03-20T10:00:00+08:00,sms,creditor,TW,C,50,,bank,2026-03-19\n"
    report = audit(tmp_path, text, bind=("house",))
    assert [finding["evidence"]["rule"] for finding in report["findings"]] == ["house.quiet-after"]


BAD_ROWS = [
    ("c,p-1,2026-04-01 10:00,voice,agency,,US-IL,card\n", "at is '2026-04-01 10:00'"),
    ("c,p-1,,voice,agency,,US-IL,card\n", "at is empty"),
    ("c,,2026-04-01T10:00:00Z,voice,agency,,US-IL,card\n", "person_id is empty"),
    ("c,p-1,2026-04-01T10:00:00Z,phone,agency,,US-IL,card\n", "channel is 'phone'"),
    ("c,p-1,2026-04-01T10:00:00Z,,agency,,US-IL,card\n", "channel is missing"),
    ("c,p-1,2026-04-01T10:00:00Z,voice,agency,rang,US-IL,card\n", "outcome is 'rang'"),
    ("c,p-1,2026-04-01T10:00:00Z,voice,agency,,XX,card\n", "residence is 'XX'"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "told"), BAD_ROWS, ids=range(len(BAD_ROWS)))
def test_a_row_that_nobody_can_read_is_found_and_the_rest_goes_on(tmp_path: Path, row: str, told: str):
    report = audit(tmp_path, HEAD + row + calls("06"))
    (finding,) = report["findings"]
    assert finding["code"] == "unreadable"
    assert "calls.csv, line 2" in finding["says"]
    assert told in finding["says"]
    assert report["counts"]["contacts"] == 1


BAD_FILES = [
    ("person_id,at\n", "'channel' is missing"),
    ("person_id,at,chanel\n", "'channel'"),
    ("person_id,at,channel,loan\n", "called 'loan_ids' here"),
    ("person_id,at,channel,text\n", "called 'found' here"),
    ("person_id,at,channel,phone_number\n", "nobody reads the key 'phone_number'"),
    ("person_id,at,channel,channel\n", "there twice"),
    ("person_id,at,channel\np,2026-04-01T10:00:00Z\n", "line 2: 2 cells under 3 columns"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), BAD_FILES, ids=range(len(BAD_FILES)))
def test_a_file_that_nobody_can_read_is_named(tmp_path: Path, text: str, told: str):
    with pytest.raises(Unreadable) as error:
        audit(tmp_path, text)
    assert told in str(error.value)
    assert "calls.csv" in str(error.value)


@pytest.mark.parametrize("text", ["{", "[]", '{"person_id":"p","at":"x","channel":"sms","phone":"1"}'])
def test_lines_that_are_no_objects_are_named(tmp_path: Path, text: str):
    with pytest.raises(Unreadable, match=r"calls\.jsonl, line 1"):
        audit(tmp_path, text + "\n", "calls.jsonl")


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(Unreadable, match=r"none\.csv"):
        contacts.audit([tmp_path / "none.csv"], standing(), Asked())
