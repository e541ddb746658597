"""Canonical JSON equals the reference library within the profile, and refuses everything outside it."""

from datetime import date
from enum import IntEnum, StrEnum

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from eastwind.tlog.canonical_json import INT_MAX, canonical, open_line, parse, sealed_line
from eastwind.tlog.errors import NotCanonical

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ascii_text = st.text(st.characters(max_codepoint=0x7F), max_size=8)
scalars = st.none() | st.booleans() | st.integers(-INT_MAX, INT_MAX) | text
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ascii_text, inner, max_size=5)
)


@given(values)
@settings(max_examples=600)
def test_bytes_equal_those_of_the_reference_library(value):
    assert canonical(value) == rfc8785.dumps(value)
    assert parse(canonical(value)) == value


class Tone(StrEnum):
    GENTLE = "gentle"


class Bucket(IntEnum):
    M1 = 1


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        INT_MAX + 1,
        -INT_MAX - 1,
        {"é": 1},
        {1: 1},
        b"x",
        date(2026, 1, 1),
        {1, 2},
        Tone.GENTLE,
        Bucket.M1,
    ],
)
def test_what_has_no_single_spelling_is_refused(value):
    with pytest.raises(NotCanonical, match=r"^\$\.a\[0\]"):
        canonical({"a": [value]})


def test_a_lone_surrogate_is_refused():
    with pytest.raises(NotCanonical, match="Unicode"):
        canonical("\ud800")


def test_a_bottomless_value_is_refused():
    value = []
    value.append(value)
    with pytest.raises(NotCanonical, match="levels deep"):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{ "a":1}',
        b'{"a":1}\n',
        b"1.0",
        b"1e2",
        b'"\\u0061"',
        b'"\\/"',
        b"-0",
        b"{",
        b"",
    ],
)
def test_any_other_spelling_is_refused(data):
    with pytest.raises(NotCanonical):
        parse(data)


def test_a_sealed_line_opens_and_no_altered_one_does():
    line = sealed_line({"a": "文", "b": [1, None]})
    assert open_line(line) == {"a": "文", "b": [1, None]}
    for at in range(len(line)):
        for mask in (1, 0x20, 0x80):
            with pytest.raises(NotCanonical):
                open_line(line[:at] + bytes([line[at] ^ mask]) + line[at + 1 :])
        with pytest.raises(NotCanonical):
            open_line(line[:at])
