"""Canonical JSON: one value, one sequence of bytes.

In        None, bool, int, str, and lists and string-keyed dicts of these.
Out       RFC 8785 bytes in a restricted profile: no floats, ASCII keys, |int| < 2^53.
Not here  which keys an entry has (core's body schemas).
Proof     tests/tlog/test_canonical_json.py compares with the reference library `rfc8785`.

Within the profile a byte-wise sort of keys equals the UTF-16 sort of RFC 8785 and every number has one spelling,
so the fastest JSON writer gives the standard's bytes (measured: orjson 29 times as fast as `rfc8785`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TypeAlias

import orjson

from eastwind.tlog.errors import NotCanonical

# `Any`-free on purpose: what is not listed here cannot be logged.
Json: TypeAlias = "bool | int | str | list[Json] | Mapping[str, Json] | None"

INT_MAX = 2**53 - 1
DEPTH_MAX = 64


def canonical(value: Json) -> bytes:
    """The canonical bytes of `value`; NotCanonical, with the path of the culprit, if it has none."""
    _check(value, "$", 0)
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:  # a lone surrogate is all that is left to refuse
        raise NotCanonical(f"Cannot be written as canonical JSON: {error}. Use text that is valid Unicode.") from error


def parse(data: bytes) -> Json:
    """The value of `data`; NotCanonical unless `data` is exactly the canonical bytes of that value."""
    try:
        value: Json = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise NotCanonical(f"Not JSON: {error}.") from error
    again = canonical(value)
    if again != data:
        at = next((i for i, (a, b) in enumerate(zip(again, data, strict=False)) if a != b), min(len(again), len(data)))
        raise NotCanonical(
            f"Not canonical from byte {at}: expected {again[at : at + 16]!r}, found {data[at : at + 16]!r}."
        )
    return value


def parse_object(data: bytes) -> dict[str, Json]:
    """As `parse`, for an object; anything else is NotCanonical."""
    value = parse(data)
    if not isinstance(value, dict):
        raise NotCanonical(f"Expected a JSON object, found {data[:32]!r}.")
    return value


def sealed_line(value: Mapping[str, Json]) -> bytes:
    """One line of a private file: `value` with `sum`, the SHA-256 of its canonical bytes, and a newline."""
    digest = hashlib.sha256(canonical(value)).hexdigest()
    return canonical({**value, "sum": digest}) + b"\n"


def open_line(line: bytes) -> dict[str, Json]:
    """The value of a sealed line, without `sum`; NotCanonical if a byte was changed."""
    if not line.endswith(b"\n"):
        raise NotCanonical("The line does not end in a newline: it was cut off.")
    value = parse_object(line[:-1])
    stated = value.pop("sum", None)
    actual = hashlib.sha256(canonical(value)).hexdigest()
    if stated != actual:
        raise NotCanonical(f"The line's sum is {stated!r}, but its content has {actual!r}: it was altered.")
    return value


def _check(value: object, path: str, depth: int) -> None:
    # Exact types: a bool is not an int here, and subclasses (enums, dates) would serialise in surprising ways.
    kind = type(value)
    if value is None or kind is str or kind is bool:
        return
    if kind is int:
        assert isinstance(value, int)
        if not -INT_MAX <= value <= INT_MAX:
            raise NotCanonical(f"{path} is {value}, beyond ±(2^53 - 1). Write it as text.")
    elif depth >= DEPTH_MAX:
        raise NotCanonical(f"{path} lies more than {DEPTH_MAX} levels deep.")
    elif isinstance(value, dict):
        for key, item in value.items():
            if type(key) is not str or not key.isascii():
                raise NotCanonical(f"{path} has the key {key!r}. Keys are ASCII text.")
            _check(item, f"{path}.{key}", depth + 1)
    elif isinstance(value, (list, tuple)):
        for i, item in enumerate(value):
            _check(item, f"{path}[{i}]", depth + 1)
    else:
        raise NotCanonical(
            f"{path} is {value!r}, a {kind.__name__}. "
            "Use text, whole numbers, true, false, null, lists and objects; amounts in minor units."
        )
