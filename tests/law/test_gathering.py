"""Many records judged in one call of the gate get the verdicts that each gets alone."""

import json
import tomllib
from datetime import date, datetime
from pathlib import Path

import pytest

from eastwind.law import BookError, available
from eastwind.law.gathering import gather, verdicts

CASES = sorted((Path(__file__).parent / "cases").glob("*.toml"))


def records():
    """A case in seven of every file whose books stand and which is about a contact without a text."""
    there = set(available())
    for path in CASES:
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"][::7]:
            if "contact" in case and "text" not in case["contact"] and set(case["books"]) <= there:
                yield {key: value for key, value in case.items() if key not in ("expect", "says", "source", "note")}


def plain(value):
    """The record as JSON has it: instants and dates as texts."""
    return json.loads(json.dumps(value, default=lambda at: at.isoformat() if isinstance(at, (date, datetime)) else at))


RECORDS = list(records())


def test_judged_together_is_as_judged_alone():
    together = verdicts(RECORDS)
    assert len(together) == len(RECORDS) > 100
    for record, verdict in zip(RECORDS[::5], together[::5], strict=True):
        assert verdicts([record]) == [verdict], record["id"]
    assert any(verdict["allowed"] for verdict in together)
    assert any(verdict["breaches"] for verdict in together)


def test_a_record_in_json_is_the_same_record():
    assert verdicts([plain(record) for record in RECORDS]) == verdicts(RECORDS)


def test_a_verdict_is_plain_json_with_every_key():
    refused = next(verdict for verdict in verdicts(RECORDS) if verdict["breaches"])
    assert json.loads(json.dumps(refused)) == refused
    assert list(refused) == ["allowed", "lawful_from", "breaches", "warnings"]
    assert list(refused["breaches"][0]) == [
        "rule", "part", "force", "count", "limit", "first_at", "last_at", "state", "opened_at", "until", "items",
        "unknown",
    ]  # fmt: skip


def test_each_contact_is_judged_as_of_its_own_moment():
    late = {
        "books": ["x"], "borrower": {"residence": "CN-GD"},
        "history": [{
            "at": "2026-07-06T12:00:00+08:00", "channel": "voice", "outcome": "conversation",
            "outcome_at": "2026-07-07T12:00:00+08:00",
        }],
    }  # fmt: skip
    moments = ["2026-07-07T11:00:00+08:00", "2026-07-07T12:00:00+08:00"]
    many = [{**late, "contact": {"at": at, "channel": "voice"}} for at in moments]
    candidates, facts = gather(many)
    assert candidates["person"].to_list() == [0, 1]
    assert facts.contacts["person"].to_list() == [0, 1]
    assert facts.situations.height == 1


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"id": "a", "contact": {"at": "noon", "channel": "voice"}}, "record 'a', contact: 'at' is 'noon'. Write an"),
        ({"contact": {"at": "2026-07-07T11:00:00", "channel": "voice"}}, "record 0, contact: 'at' .* has no offset"),
        ({"id": "a"}, "record 'a': 'contact' is missing"),
    ],
)
def test_a_bad_record_is_named(record, says):
    with pytest.raises(BookError, match=says):
        gather([record])
