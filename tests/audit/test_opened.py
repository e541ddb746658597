"""An opened log: the true one is without findings; whatever is taken away, added or altered is found and named."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eastwind import law
from eastwind.audit import opened
from eastwind.audit.books import Book
from eastwind.audit.errors import Unreadable
from eastwind.audit.laws import Laws
from tests.audit import opened_log
from tests.audit.opened_log import PLAN, change, codes
from tests.audit.support import standing

Change = Callable[[list[dict[str, Any]]], Any]


@pytest.fixture(scope="module")
def true_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return opened_log.write(tmp_path_factory.mktemp("opened"))


@pytest.fixture
def folder(true_log: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(true_log, tmp_path / "log"))


def test_a_true_log_is_without_findings(folder: Path):
    vkey = (folder / "log/log.vkey").read_text().strip()
    report = opened.audit(folder, standing(), vkey)
    assert report["findings"] == []
    assert report["notes"] == []
    assert report["counts"] == {"entries": 6, "erased": 0, "plans": 1, "rows": 3, "contacts": 4, "breaches": 0}


def reseal(line: dict[str, Any], **keys: Any) -> None:
    """Another body in place of the one that was logged."""
    line["body"] = json.dumps({**json.loads(line["body"]), **keys}, sort_keys=True, separators=(",", ":"))


SPOILED: list[tuple[str, Change, list[str]]] = [
    ("entries.jsonl", lambda lines: lines.pop(4), ["missing-entry", "number", "tag"]),
    ("entries.jsonl", lambda lines: lines.append(lines[2]), ["extra-entry"]),
    ("entries.jsonl", lambda lines: lines.append({**lines[2], "index": 6}), ["extra-entry"]),
    ("entries.jsonl", lambda lines: reseal(lines[3], at="2026-03-10T02:00:01Z"), ["commit"]),
    ("entries.jsonl", lambda lines: lines[3].update(key="00" * 32), ["commit"]),
    ("entries.jsonl", lambda lines: lines[3].update(key="zz"), ["unreadable"]),
    ("entries.jsonl", lambda lines: lines[3].update(leaf=lines[2]["leaf"]), ["leaf"]),
    ("entries.jsonl", lambda lines: lines[3].update(body=lines[3]["body"] + " "), ["commit", "unreadable"]),
    ("entries.jsonl", lambda lines: lines[3].update(body=None), ["unreadable", "erased"]),
    ("entries.jsonl", lambda lines: lines[3].update(body=None, key=None), ["erased"]),
    ("entries.jsonl", lambda lines: lines[3].pop("key"), ["unreadable", "missing-entry", "number", "tag"]),
    ("people.jsonl", lambda lines: lines.pop(2), ["tag"]),
    ("people.jsonl", lambda lines: lines[1].update(log_key=lines[2]["log_key"]), ["tag"]),
    ("contacts.jsonl", lambda lines: lines.pop(1), ["no-facts"]),
    ("contacts.jsonl", lambda lines: lines.append(lines[1]), ["extra-facts"]),
    ("contacts.jsonl", lambda lines: lines.append({**lines[1], "contact_id": "9" * 32}), ["extra-facts"]),
]


@pytest.mark.parametrize(("name", "how", "expected"), SPOILED, ids=range(len(SPOILED)))
def test_what_is_spoiled_is_found(folder: Path, name: str, how: Change, expected: list[str]):
    change(folder / name, how)
    assert set(codes(folder)) == set(expected)


def test_an_entry_told_as_somebody_elses_is_found(folder: Path):
    change(folder / "entries.jsonl", lambda lines: lines[5].update(person="p-2"))
    found = codes(folder)
    assert {"number", "tag"} <= set(found)


def test_erased_entries_are_counted_against_erasures(folder: Path):
    change(folder / "entries.jsonl", lambda lines: lines[4].update(body=None, key=None))
    report = opened.audit(folder, standing())
    assert [finding["code"] for finding in report["findings"]] == ["erased"]
    assert report["counts"]["erased"] == 1
    assert "1 entries are erased: nobody can say what they held" in report["notes"]


def test_another_key_than_the_published_one_is_found(folder: Path):
    other = "log.example/other+ae5e184e+ATovBUSFr43hbS1EYSXR4xN5zoq6gVfkILhZCqrWsG3P"
    assert codes(folder, other) == ["wrong-key"]


@pytest.mark.parametrize(
    ("key", "value"), [("size", 5), ("root", "00" * 32), ("vkey", "x+00000000+AAAA")], ids=["size", "root", "vkey"]
)
def test_a_manifest_that_does_not_agree_is_found(folder: Path, key: str, value: object):
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    assert codes(folder) == ["manifest"]


@pytest.mark.parametrize("name", ["manifest.json", "log/log.vkey", "entries.jsonl"])
def test_a_folder_without_its_files_is_unreadable(folder: Path, name: str):
    (folder / name).unlink()
    with pytest.raises(Unreadable, match=name.rsplit("/", maxsplit=1)[-1]):
        opened.audit(folder, standing())


def test_a_checkpoint_that_nobody_signed_is_found(folder: Path):
    path = folder / "log/checkpoint"
    path.write_text(path.read_text().replace("\n6\n", "\n5\n"))
    assert "unsigned" in codes(folder)


def test_books_of_another_wording_than_the_plans_are_noted(folder: Path):
    laws = standing()
    changed = laws.books["tw"].table | {"book": {"name": "tw", "title": {"en": "x", "zh": "x"}}}
    others = [*(book for name, book in laws.books.items() if name != "tw"), Book(changed, "tw.toml", laws.calendars)]
    report = opened.audit(folder, Laws(others, laws.stacks, laws.calendars, laws.places))
    assert report["findings"] == []
    assert any("other law books" in note for note in report["notes"])


def test_the_digest_of_laws_is_the_one_that_plans_bear():
    for names in (["house", "tw"], list(law.available())):
        assert standing().digest(names) == law.load(names).digest


def test_tags_are_noted_as_unchecked_without_log_keys(folder: Path):
    (folder / "people.jsonl").unlink()
    report = opened.audit(folder, standing())
    assert report["findings"] == []
    assert any("tags were not checked" in note for note in report["notes"])


def test_a_cut_off_line_is_found(folder: Path):
    path = folder / "entries.jsonl"
    path.write_text(path.read_text()[:-10])
    assert {"unreadable", "missing-entry"} <= set(codes(folder))


def test_what_went_out_although_refused_is_found(folder: Path):
    """The log's own word convicts it; whether the body was altered is another finding."""
    change(folder / "entries.jsonl", lambda lines: reseal(lines[2], allowed=False))
    assert set(codes(folder)) == {"commit", "sent-refused"}


def test_a_contact_that_was_sent_before_stands_in_the_history_of_the_next(folder: Path):
    change(folder / "contacts.jsonl", lambda lines: lines[2]["case"].pop("history"))
    (finding,) = opened.audit(folder, standing())["findings"]
    assert finding["code"] == "facts"
    assert "its history lacks the contact by sms at 2026-03-10T02:00:00Z" in finding["says"]


@pytest.mark.parametrize(
    ("how", "code"),
    [
        (lambda lines: lines.pop(1), "missing-row"),
        (lambda lines: lines.append(lines[0]), "extra-row"),
        (lambda lines: lines[1].update(salt="00" * 16), "rows-root"),
        (lambda lines: lines[1].update(row=lines[1]["row"].replace("silence", "sms")), "rows-root"),
        (lambda lines: lines[1].update(salt="00"), "unreadable"),
        (lambda lines: lines[1].update(row="{"), "unreadable"),
    ],
    ids=["missing", "twice", "salt", "altered", "short-salt", "no-json"],
)
def test_rows_that_are_spoiled_are_found(folder: Path, how: Change, code: str):
    change(folder / f"plan-{PLAN}" / "rows.jsonl", how)
    assert code in codes(folder)
