"""Odd values anywhere in an opened log or a file of contacts: a finding or one sentence, never a crash."""

import json
import random
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from eastwind.audit import contacts, opened
from eastwind.audit.contacts import Asked
from eastwind.audit.errors import Unreadable
from tests.audit import opened_log
from tests.audit.opened_log import PLAN
from tests.audit.support import case, judge, past, standing

ODD: list[Any] = [None, 5, -1, True, "x", "", [], [5], {}, {"a": 1}, 10**30, "2026-02-30T00:00:00Z"]
FILES = ["manifest.json", "entries.jsonl", "people.jsonl", "contacts.jsonl"]
FILES += [f"plan-{PLAN}/rows.jsonl", f"plan-{PLAN}/contacts.jsonl"]


def spots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a value may stand."""
    if path:
        yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield from spots(entry, (*path, key))


def replaced(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """A copy with another value there."""
    copy: Any = json.loads(json.dumps(value))
    at = copy
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = odd
    return copy


@pytest.fixture(scope="module")
def true_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return opened_log.write(tmp_path_factory.mktemp("opened"))


@pytest.mark.parametrize("name", FILES)
def test_no_value_of_an_opened_log_crashes_the_auditor(true_log: Path, tmp_path: Path, name: str):
    folder = Path(shutil.copytree(true_log, tmp_path / "log"))
    text = (folder / name).read_text("utf-8")
    values = [json.loads(line) for line in text.splitlines()]
    dice = random.Random(name)
    for path in list(spots(values)):
        if len(path) < 2:
            continue
        changed = replaced(values, path, dice.choice(ODD))
        (folder / name).write_text("".join(json.dumps(line) + "\n" for line in changed), "utf-8")
        with suppress(Unreadable):
            opened.audit(folder, standing())


def inner(text: str, dice: random.Random) -> Iterator[str]:
    """The JSON of a body with one odd value, canonical; a draw that changes nothing is passed over."""
    value = json.loads(text)
    for path in list(spots(value)):
        changed = json.dumps(replaced(value, path, dice.choice(ODD)), sort_keys=True, separators=(",", ":"))
        if changed != text:
            yield changed


@pytest.mark.parametrize(("name", "key"), [("entries.jsonl", "body"), (f"plan-{PLAN}/rows.jsonl", "row")])
def test_no_value_of_a_body_or_row_crashes_the_auditor(true_log: Path, tmp_path: Path, name: str, key: str):
    folder = Path(shutil.copytree(true_log, tmp_path / "log"))
    values = [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]
    dice = random.Random(name)
    for number in range(min(3, len(values))):
        for text in inner(values[number][key], dice):
            changed = replaced(values, (number, key), text)
            (folder / name).write_text("".join(json.dumps(line) + "\n" for line in changed), "utf-8")
            found = opened.audit(folder, standing())["findings"]
            assert found


def test_no_value_of_a_case_crashes_the_auditor():
    told = case(books=["house", "us"], history=[past("2026-03-01T00:00:00Z", contains=["debt"], outcome="delivered")])
    told["state"] = [{"state": "dispute", "opened": "2026-03-01T00:00:00Z", "facts": ["written"]}]
    told["consent"] = [{"kind": "contact", "given": "2026-03-01T00:00:00Z", "from": "09:00", "days": ["mon"]}]
    told["loan"] = [{"id": "A", "dpd": 3, "facts": ["secured"], "due_on": "2026-01-01"}]
    for path in list(spots(told)):
        for odd in ODD:
            with suppress(Unreadable):
                judge(standing(), replaced(told, path, odd))


def test_no_value_of_a_call_file_crashes_the_auditor(tmp_path: Path):
    row = {"person_id": "p", "at": "2026-03-10T10:00:00+08:00", "channel": "sms", "residence": ["TW"], "dpd": 3}
    row |= {
        "facts": ["recorded"],
        "loan_ids": ["A"],
        "outcome": "delivered",
        "due_on": "2026-01-01",
        "person": "borrower",
    }
    path = tmp_path / "calls.jsonl"
    for spot in list(spots(row)):
        for odd in ODD:
            path.write_text(json.dumps(replaced(row, spot, odd)) + "\n")
            with suppress(Unreadable):
                contacts.audit([path], standing(), Asked())
