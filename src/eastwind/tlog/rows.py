"""Blinded rows: so that the proof of one row tells nothing of its neighbours.

In        the rows of a plan as bytes, a key of the plan.
Out       leaf bytes: 16 secret bytes before each row.
Not here  the tree over them (merkle.rows_root, row_proof).
Proof     tests/tlog/test_rows.py: known answer, independence of chunking.

A row's proof contains hashes of other rows. Rows are short and guessable (this person, that treatment), so rows could
be guessed until a hash fits. With 128 secret bits before each, they cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import shake_256
from itertools import islice

SALT_BYTES = 16
_BLOCK = 4096  # rows salted by one call of SHAKE-256
_LABEL = b"eastwind/tlog/rows/v1\x00"


def blinded(key: bytes, rows: Iterable[bytes]) -> Iterator[bytes]:
    """The leaf bytes salt(i) || row(i), in order.

    salt(i) is the 16 bytes from 16·(i mod 4096) of SHAKE-256(label || key || i div 4096 as 8 bytes, big-endian).

    `key` is 32 bytes, for one plan alone: entry keys do (keys.entry_key). Stream all chunks of a plan through one call.
    """
    source = iter(rows)
    block = 0
    while part := list(islice(source, _BLOCK)):
        salts = shake_256(_LABEL + key + block.to_bytes(8, "big")).digest(SALT_BYTES * len(part))
        yield from (salts[i * SALT_BYTES : (i + 1) * SALT_BYTES] + row for i, row in enumerate(part))
        block += 1
