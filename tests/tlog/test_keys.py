"""Keys: the standard's vectors, erasure, several processes."""

import os
from itertools import count

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from eastwind.tlog import DerivedKeys, LogError, SqliteKeys
from eastwind.tlog.keys import checked_class, hkdf_sha256
from tests.tlog.support import ROOT_KEY


def bytes_source():
    """Different bytes at each call, the same in each run."""
    numbers = count(1)
    return lambda size: next(numbers).to_bytes(size, "big")


def test_hkdf_gives_the_published_bytes():
    """RFC 5869, appendices A.1 and A.3: the first 32 bytes of the output."""
    key, info = bytes([0x0B] * 22), bytes(range(0xF0, 0xFA))
    first = hkdf_sha256(key, info, salt=bytes(range(13)))
    assert first.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
    assert hkdf_sha256(key, b"").hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"


@given(st.binary(min_size=1, max_size=80), st.binary(max_size=40), st.binary(max_size=40))
def test_hkdf_equals_the_library(key, info, salt):
    assert hkdf_sha256(key, info, salt) == HKDF(SHA256(), 32, salt, info).derive(key)


def test_derived_keys_differ_by_person_and_class_and_not_by_run():
    pairs = [(person, retention) for person in ("", "a", "ab", "b") for retention in ("tag", "contact", "money")]
    keys = [DerivedKeys(ROOT_KEY).obtain(*pair) for pair in pairs]
    assert len(set(keys)) == len(pairs)
    assert keys == [DerivedKeys(ROOT_KEY).find(*pair) for pair in pairs]


@pytest.fixture(params=["derived", "sqlite"])
def keys(request, tmp_path):
    return DerivedKeys(ROOT_KEY) if request.param == "derived" else SqliteKeys(tmp_path / "keys", bytes_source())


def test_erasing_a_class_leaves_the_others(keys):
    money = keys.obtain("p", "money")
    keys.obtain("p", "contact")
    assert keys.erase("p", "contact") == 1
    assert keys.find("p", "contact") is None
    assert keys.obtain("p", "money") == money


def test_erasing_a_person_leaves_other_people(keys):
    other = keys.obtain("q", "money")
    for retention in ("tag", "money", "contact"):
        keys.obtain("p", retention)
    assert keys.erase("p") >= 1
    assert [keys.find("p", retention) for retention in ("tag", "money", "contact")] == [None, None, None]
    assert keys.find("q", "money") == other


def test_stored_keys_outlive_the_process_and_are_new_after_erasure(tmp_path):
    source = bytes_source()
    keys = SqliteKeys(tmp_path / "keys", source)
    first = keys.obtain("p", "money")
    keys.close()
    keys = SqliteKeys(tmp_path / "keys", source)
    assert keys.obtain("p", "money") == first
    keys.erase("p", "money")
    assert keys.obtain("p", "money") != first


def test_an_erased_key_is_gone_from_the_file(tmp_path):
    keys = SqliteKeys(tmp_path / "keys", lambda size: b"secret-secret-secret-secret-1234")
    keys.obtain("p", "money")
    assert b"secret-secret" in (tmp_path / "keys").read_bytes()
    keys.erase("p")
    keys.close()
    assert b"secret-secret" not in (tmp_path / "keys").read_bytes()


def test_two_processes_agree_on_a_key(tmp_path):
    read, write = os.pipe()
    child = os.fork()
    mine = lambda size: bytes([os.getpid() % 251]) * size  # noqa: E731
    keys = SqliteKeys(tmp_path / "keys", mine)
    made = b"".join(keys.obtain(f"p-{i}", "money") for i in range(40))
    if child == 0:
        os.write(write, made)
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 4096) == made
    os.close(read)
    os.close(write)


def test_a_store_opened_to_read_makes_no_keys(tmp_path):
    with pytest.raises(LogError, match="opened to read"):
        SqliteKeys(tmp_path / "keys").obtain("p", "money")


def test_keys_prepared_together_are_those_obtained_later(tmp_path):
    keys = SqliteKeys(tmp_path / "keys", bytes_source())
    first = keys.obtain("p-1", "money")
    keys.prepare((f"p-{number}" for number in range(5)), "money")
    assert keys.find("p-1", "money") == first
    made = [keys.find(f"p-{number}", name) for number in range(5) for name in ("tag", "money")]
    assert None not in made
    assert len(set(made)) == 10
    with pytest.raises(LogError, match="no retention class"):
        keys.prepare(["p-9"], "tag")
    assert keys.find("p-9", "tag") is None
    with pytest.raises(LogError, match="opened to read"):
        SqliteKeys(tmp_path / "keys").prepare(["p-9"], "money")


def test_a_store_that_is_none_is_an_error(tmp_path):
    (tmp_path / "keys").write_bytes(b"something else, of some length, that is no database at all" * 20)
    with pytest.raises(LogError, match="cannot be opened"):
        SqliteKeys(tmp_path / "keys")


@pytest.mark.parametrize("name", ["", "tag", "Money", "a b", "1a", "a" * 33, "a\n"])
def test_a_retention_class_has_a_plain_name(name):
    with pytest.raises(LogError, match="no retention class"):
        checked_class(name)
