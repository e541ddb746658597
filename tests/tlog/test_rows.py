"""Blinded rows: a known answer, and no dependence on how the rows arrive."""

from hashlib import shake_256

import pytest

from eastwind.tlog import LogError, blinded, hashed, row_key, row_proof, rows_joined, rows_root
from eastwind.tlog import rows as room
from eastwind.tlog.keys import LENDER, entry_key
from tests.tlog.support import KEYS

KEY = bytes(range(32))


def test_known_answer():
    salts = shake_256(b"eastwind/tlog/rows/v1\x00" + KEY + bytes(8)).digest(32)
    assert list(blinded(KEY, [b"one", b"two"])) == [salts[:16] + b"one", salts[16:] + b"two"]


def test_no_receipt_hands_out_the_key_of_a_plans_rows():
    key = row_key(KEYS, "plan-1")
    assert key != row_key(KEYS, "plan-2")
    assert key not in {entry_key(KEYS.obtain(LENDER, "plan"), n) for n in range(50)}
    with pytest.raises(LogError, match="no retention class"):
        row_key(KEYS, "plan-1", "tag")


def test_each_block_has_its_own_salts(monkeypatch):
    monkeypatch.setattr(room, "_BLOCK", 3)
    leaves = list(blinded(KEY, [b""] * 8))
    assert len(set(leaves)) == 8
    second = shake_256(b"eastwind/tlog/rows/v1\x00" + KEY + (1).to_bytes(8, "big")).digest(48)
    assert b"".join(leaves[3:6]) == second


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 4, 6, 7, 19, 20])
def test_rows_hashed_apart_have_the_salts_of_their_numbers(cut, monkeypatch):
    monkeypatch.setattr(room, "_BLOCK", 3)
    rows = [str(number).encode() for number in range(20)]
    parts = [hashed(KEY, rows[:cut], 0), hashed(KEY, rows[cut:], cut)]
    assert rows_joined(parts) == rows_root(blinded(KEY, rows))


def test_equal_rows_and_other_keys_give_other_leaves():
    leaves = list(blinded(KEY, [b"same"] * 5000))
    assert len(set(leaves)) == 5000
    assert not set(leaves) & set(blinded(bytes(32), [b"same"] * 5000))


def test_a_proof_holds_over_blinded_rows():
    leaves = list(blinded(KEY, [str(number).encode() for number in range(300)]))
    for index in (0, 1, 255, 256, 299):
        assert row_proof(leaves, index).root() == rows_root(
            blinded(KEY, (str(number).encode() for number in range(300)))
        )
