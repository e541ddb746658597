"""Facts of a logged contact: they must agree with the log, and the contact must be lawful by them."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eastwind.audit import opened
from eastwind.audit.laws import Laws
from tests.audit import opened_log
from tests.audit.opened_log import PLAN, change, codes
from tests.audit.support import standing


@pytest.fixture(scope="module")
def true_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return opened_log.write(tmp_path_factory.mktemp("opened"))


@pytest.fixture
def folder(true_log: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(true_log, tmp_path / "log"))


def alter(**keys: Any) -> Callable[[list[dict[str, Any]]], Any]:
    return lambda lines: lines[0]["case"]["contact"].update(keys)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"channel": "email"}, "channel is 'email'"),
        ({"at": "2026-03-10T02:00:01Z"}, "at is '2026-03-10T02:00:01Z'"),
        ({"by": "agency:x"}, "by is 'agency:x'"),
        ({"point": "elsewhere"}, "point is 'elsewhere'"),
    ],
)
@pytest.mark.parametrize("name", ["contacts.jsonl", f"plan-{PLAN}/contacts.jsonl"])
def test_facts_that_do_not_agree_are_found(folder: Path, name: str, keys: dict[str, Any], told: str):
    change(folder / name, alter(**keys))
    findings = opened.audit(folder, standing())["findings"]
    assert any(finding["code"] == "facts" and told in finding["says"] for finding in findings)


def test_facts_of_another_person_are_found(folder: Path):
    change(folder / f"plan-{PLAN}/contacts.jsonl", lambda lines: lines[0].update(person="p-1"))
    assert codes(folder) == ["facts"]


def test_a_breach_is_found_with_its_evidence(folder: Path):
    state = {"state": "dispute", "opened": "2026-03-01T00:00:00Z"}
    change(folder / f"plan-{PLAN}/contacts.jsonl", lambda lines: lines[0]["case"].update(state=[state]))
    (finding,) = opened.audit(folder, standing())["findings"]
    assert finding["code"] == "breach"
    assert finding["evidence"]["rule"] == "house.dispute"
    assert finding["evidence"]["opened_at"] == "2026-03-01T00:00:00Z"
    assert "house.dispute (contacts), policy state=dispute opened_at=2026-03-01T00:00:00Z" in finding["says"]


def test_words_that_nobody_reads_are_found(folder: Path):
    change(folder / f"plan-{PLAN}/contacts.jsonl", alter(purpose="colect"))
    (finding,) = opened.audit(folder, standing())["findings"]
    assert finding["code"] == "unreadable"
    assert "'collect'" in finding["says"]


@pytest.mark.parametrize("key", ["books", "mode", "expect"])
def test_facts_do_not_choose_their_own_law(folder: Path, key: str):
    change(folder / f"plan-{PLAN}/contacts.jsonl", lambda lines: lines[0]["case"].update({key: []}))
    assert codes(folder) == ["unreadable"]


def test_a_contact_without_facts_and_facts_without_a_contact_are_found(folder: Path):
    change(folder / f"plan-{PLAN}/contacts.jsonl", lambda lines: lines[0].update(row=1))
    assert sorted(codes(folder)) == ["extra-facts", "no-facts"]


def test_facts_of_a_refusal_are_facts_without_a_contact(folder: Path):
    change(folder / f"plan-{PLAN}/contacts.jsonl", lambda lines: lines.append({**lines[0], "row": 2}))
    assert codes(folder) == ["extra-facts"]


def test_a_book_that_binds_and_is_not_at_hand_is_found(folder: Path):
    whole = standing()
    some = Laws([whole.books["tw"]], whole.stacks, whole.calendars, whole.places)
    assert {finding["code"] for finding in opened.audit(folder, some)["findings"]} == {"books"}


def test_a_place_that_no_book_covers_is_a_breach(folder: Path):
    change(
        folder / f"plan-{PLAN}/contacts.jsonl",
        lambda lines: lines[0]["case"]["borrower"].update(residence=["TW", "MO"]),
    )
    (finding,) = opened.audit(folder, standing())["findings"]
    assert finding["evidence"]["rule"] == "gate.unmapped-place"
