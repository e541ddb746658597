"""Entries and leaves: what opens, what is refused, what a stranger sees."""

from contextlib import suppress

import pytest

from eastwind.tlog import DerivedKeys, Entry, LogError, NotCanonical, seal
from eastwind.tlog.canonical_json import parse_object
from eastwind.tlog.entry import Leaf, commit, tag
from eastwind.tlog.keys import LENDER, TAG, entry_key
from tests.tlog.support import KEYS, entry, flipped


def test_a_leaf_opens_with_the_entry_key_and_is_found_with_the_log_key():
    sealed = seal(entry(1, "p-1"), 7, KEYS)
    leaf = Leaf.parse(sealed.leaf)
    assert leaf.commit == commit(entry_key(KEYS.obtain("p-1", "contact"), 7), sealed.body)
    assert leaf.tag == tag(KEYS.obtain("p-1", TAG), 7)
    assert parse_object(sealed.body)["n"] == 7


def test_a_leaf_shows_nothing_but_two_digests_of_fixed_length():
    leaves = [
        seal(entry(number, person, note="文" * number), number, KEYS).leaf
        for number in range(9)
        for person in ("a", "b")
    ]
    assert {len(leaf) for leaf in leaves} == {156}
    assert len(set(leaves)) == len(leaves)
    assert all(parse_object(leaf).keys() == {"commit", "tag", "v"} for leaf in leaves)


def test_equal_bodies_of_two_people_have_unlike_leaves():
    one, other = (Leaf.parse(seal(entry(1, person), 0, KEYS).leaf) for person in ("a", "b"))
    assert one.tag != other.tag
    assert one.commit != other.commit


def test_an_entry_about_no_person_has_the_lenders_keys():
    sealed = seal(Entry({"kind": "versions"}), 0, KEYS)
    assert sealed.person_id == LENDER
    assert Leaf.parse(sealed.leaf).tag == tag(KEYS.obtain(LENDER, TAG), 0)


def test_nothing_can_be_sealed_for_someone_erased():
    keys = DerivedKeys(b"another test root key")
    keys.erase("p-1")
    with pytest.raises(LogError, match="erased"):
        seal(entry(1, "p-1"), 0, keys)


def test_no_altered_leaf_is_read_as_the_same():
    sealed = seal(entry(1), 0, KEYS)
    for _, data in flipped(sealed.leaf, (1, 0x20, 0x80)):
        with suppress(NotCanonical):
            assert Leaf.parse(data).encode() == data != sealed.leaf


@pytest.mark.parametrize(
    "data",
    [
        b"[]",
        b'{"commit":"","tag":"","v":1}',
        b'{"v":1}',
        b'{"commit":"' + b"A" * 64 + b'","tag":"' + b"a" * 64 + b'","v":1}',
    ],
)
def test_what_is_no_leaf_is_refused(data):
    with pytest.raises(NotCanonical):
        Leaf.parse(data)


def test_a_true_version_is_no_version():
    with pytest.raises(NotCanonical):
        Leaf.parse(seal(entry(1), 0, KEYS).leaf.replace(b'"v":1', b'"v":true'))


def test_an_unfit_entry_is_refused():
    with pytest.raises(LogError, match="person_id is empty"):
        Entry({"kind": "x"}, "")
    with pytest.raises(LogError, match="Leave n out"):
        Entry({"kind": "x", "n": 3})
    with pytest.raises(LogError, match="retention class"):
        Entry({"kind": "x"}, "p", "Contact")
    with pytest.raises(NotCanonical, match="amounts in minor units"):
        seal(Entry({"kind": "x", "amount": 1.5}), 0, KEYS)
