"""Opened entries and rows: keys that open them, and nothing where something was erased."""

import hmac
import json

import pytest

from eastwind import tlog
from eastwind.tlog.keys import entry_key


@pytest.fixture
def kept():
    keys, entries = tlog.DerivedKeys(b"a root key for tests"), tlog.MemoryEntries()
    for person in ("p-1", "p-2", "p-1"):
        entries.pend(tlog.Entry({"kind": "refusal", "at": "2026-09-30T01:00:00Z"}, person, "contact"), keys)
    entries.pend(tlog.Entry({"kind": "plan", "at": "2026-09-30T01:00:00Z"}), keys)
    return keys, entries


def test_each_entry_comes_with_the_key_that_opens_its_leaf(kept):
    keys, entries = kept
    opened = list(tlog.opened_entries(entries, 4, keys))
    assert [(line["index"], line["person"]) for line in opened] == [(0, "p-1"), (1, "p-2"), (2, "p-1"), (3, "")]
    for line in opened:
        commit = hmac.digest(bytes.fromhex(line["key"]), line["body"].encode(), "sha256")
        assert json.loads(line["leaf"])["commit"] == commit.hex()
    assert opened[2]["key"] == entry_key(keys.obtain("p-1", "contact"), 1).hex()


def test_only_so_many_entries_as_the_checkpoint_has(kept):
    keys, entries = kept
    assert len(list(tlog.opened_entries(entries, 2, keys))) == 2
    assert [line["person"] for line in tlog.opened_people(entries, 2, keys)] == ["p-1", "p-2"]


def test_what_was_erased_is_null_and_its_person_not_named(kept):
    keys, entries = kept
    keys.erase("p-1")
    entries.erase("p-1")
    opened = list(tlog.opened_entries(entries, 4, keys))
    assert [(line["body"], line["key"], line["person"]) for line in (opened[0], opened[2])] == [(None, None, "")] * 2
    assert opened[1]["key"] is not None
    assert [line["person"] for line in tlog.opened_people(entries, 4, keys)] == ["p-2", ""]


def test_a_body_without_its_key_is_an_error_that_asks_for_the_keys(kept):
    _, entries = kept
    other = tlog.DerivedKeys(b"another root key for tests")
    other.erase("p-1", "contact")
    with pytest.raises(tlog.LogError, match="--keys"):
        list(tlog.opened_entries(entries, 4, other))


def test_rows_are_salt_and_row(kept):
    keys, _ = kept
    rows = [b'{"a":1}', b'{"a":2}']
    leaves = list(tlog.blinded(tlog.row_key(keys, "plan-1"), rows))
    opened = list(tlog.opened_rows(leaves))
    assert [line["row"] for line in opened] == ['{"a":1}', '{"a":2}']
    assert [bytes.fromhex(line["salt"]) + line["row"].encode() for line in opened] == leaves
