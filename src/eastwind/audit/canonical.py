"""Canonical JSON: RFC 8785 in the profile of docs/reference/log.md, written again to see that nothing else was meant.

In        bytes that claim to be canonical.
Out       the value; Unreadable for any other spelling.
Not here  what the value says (opened).
Proof     tests/audit/test_canonical.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from .errors import Unreadable

_LIMIT = 2**53


def parse(text: str, where: str) -> Any:
    """The value of a canonical text; Unreadable where writing it again gives other characters."""
    try:
        value = json.loads(text, parse_float=_no_float, parse_constant=_no_float)
        again = write(value)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{where}: this is no canonical JSON ({error}).") from None
    if again != text:
        raise Unreadable(f"{where}: this JSON is not canonical: written again, it reads otherwise.")
    return value


def write(value: Any) -> str:
    """The canonical text of a value of the profile; ValueError for any other."""
    _check(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def digest(value: Any) -> str:
    """`sha256:` and the hex SHA-256 of the canonical text of a TOML value, dates in it as ISO texts."""
    return "sha256:" + hashlib.sha256(write(_plain(value)).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value


def _no_float(text: str) -> Any:
    raise ValueError(f"{text} is no whole number")


def _check(value: Any) -> None:
    if isinstance(value, dict):
        for key, entry in value.items():
            if not key.isascii():
                raise ValueError(f"the key {key!r} is not ASCII")
            _check(entry)
    elif isinstance(value, list):
        for entry in value:
            _check(entry)
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _LIMIT:
        raise ValueError(f"{value} is too large")
