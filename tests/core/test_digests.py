"""Canonical JSON held against an independent encoder; frames in every chunking; draws computed by hand."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from eastwind.core.digests import INT_MAX, canonical, digest, frame_digest, short_id, short_ids, uniform

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
keys = st.text(st.characters(max_codepoint=127), max_size=8)
ints = st.integers(-INT_MAX, INT_MAX)
plain = st.recursive(
    st.none() | st.booleans() | ints | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
DAY = date(2026, 9, 30)


# --- canonical JSON ---


@given(plain)
def test_canonical_json_is_that_of_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)
    assert json.loads(canonical(value)) == value


def test_control_characters_keep_their_short_escapes() -> None:
    assert canonical('\b\t\n\f\r"\\\x00\x1f\x7f€/') == '"\\b\\t\\n\\f\\r\\"\\\\\\u0000\\u001f\x7f€/"'.encode()


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"loan": [0, {"rate": 0.24}]}, r"\$\.loan\[1\]\.rate is 0\.24, a float.*smaller unit"),
        ({"on": date(2026, 9, 30)}, r"\$\.on is .*date"),
        ({1: "x"}, r"\$ has the key 1"),
        ({"额": 1}, r"\$ has the key '额'.*ASCII"),
        ([2**53], r"\$\[0\] is 9007199254740992"),
        ([-(2**53)], r"\$\[0\] is -9007199254740992"),
        ({"text": "\ud800"}, r"\$\.text .*surrogate"),
        ({"set": {1}}, r"\$\.set is \{1\}, a set"),
        (float("nan"), r"\$ is nan, a float"),
    ],
)
def test_what_canonical_json_lacks_is_an_error_that_names_its_place(value: Any, place: str) -> None:
    with pytest.raises((TypeError, ValueError), match=place):
        canonical(value)


def test_a_digest_is_the_plain_sha_256_of_the_canonical_json() -> None:
    assert digest({"b": 1, "a": [True, None]}) == "sha256:" + hashlib.sha256(b'{"a":[true,null],"b":1}').hexdigest()
    assert digest([1, 2]) == digest((1, 2)) != digest([2, 1])


# --- ids and draws ---


@given(st.lists(texts, min_size=1, max_size=6), ints, texts)
def test_short_ids_of_a_column_are_those_of_its_rows(ids: list[str], n: int, plan: str) -> None:
    column = pl.Series("person_id", ids, pl.String)
    counts = pl.Series("n", range(len(ids)), pl.Int16)
    assert short_ids(plan, column, counts, n).to_list() == [short_id(plan, one, k, n) for k, one in enumerate(ids)]


def test_ids_tell_parts_apart_that_read_alike_when_joined() -> None:
    assert (
        len({short_id("ab", "c"), short_id("a", "bc"), short_id("a", "b", "c"), short_id("ab", 1), short_id("ab", "1")})
        == 5
    )
    assert len(short_id("a")) == 32


@pytest.mark.parametrize("column", [pl.Series("p", ["a", None]), pl.Series("p", [1.5]), pl.Series("p", [2**53])])
def test_an_id_of_a_null_a_fraction_or_a_huge_number_is_an_error(column: pl.Series) -> None:
    with pytest.raises((TypeError, ValueError)):
        short_ids("plan", column)


@given(ints, st.lists(texts, max_size=6), texts)
def test_draws_are_the_first_53_bits_of_the_documented_hash(seed: int, ids: list[str], use: str) -> None:
    def by_hand(person: str) -> float:
        text = json.dumps([seed, DAY.isoformat(), person, use], ensure_ascii=False, separators=(",", ":"))
        return int(bin(int.from_bytes(hashlib.sha256(text.encode()).digest(), "big") | 1 << 256)[3:56], 2) / 2**53

    assert uniform(seed, DAY, ids, use).tolist() == [by_hand(person) for person in ids]


def test_a_person_draws_the_same_number_in_any_chunk() -> None:
    ids = [f"P{k}" for k in range(100)]
    whole = uniform(7, DAY, pl.Series(ids), "tie")
    parts = np.concatenate([uniform(7, DAY, ids[:13], "tie"), uniform(7, DAY, ids[13:], "tie")])
    assert whole.tolist() == parts.tolist()


def test_draws_are_even_and_differ_by_seed_day_and_use() -> None:
    ids = [f"P{k}" for k in range(20_000)]
    draws = uniform(7, DAY, ids, "tie")
    counts = np.histogram(draws, bins=20, range=(0, 1))[0]
    assert (draws >= 0).all()
    assert (draws < 1).all()
    assert ((counts - 1000) ** 2 / 1000).sum() < 45  # chi-square, 19 degrees: one in 1,000 exceeds 43.8
    others = [
        uniform(8, DAY, ids, "tie"),
        uniform(7, DAY + timedelta(days=1), ids, "tie"),
        uniform(7, DAY, ids, "explore"),
    ]
    assert all(abs(np.corrcoef(draws, other)[0, 1]) < 0.03 for other in others)


# --- frames ---


def sample() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "text": ["a", None, "", "张三", "b"],
            "word": pl.Series(["x", "y", None, "x", "y"], dtype=pl.Enum(["x", "y"])),
            "small": pl.Series([1, None, -3, 4, 5], dtype=pl.Int8),
            "mask": pl.Series([1, 2**63, None, 0, 5], dtype=pl.UInt64),
            "share": [0.5, None, float("nan"), -0.0, 0.0],
            "flag": [True, None, False, True, False],
            "on": [DAY, None, date(1969, 1, 1), DAY, DAY],
            "at": pl.Series([datetime(2026, 9, 30, tzinfo=UTC), None] * 2 + [None], dtype=pl.Datetime("us", "UTC")),
            "sum": pl.Series([Decimal("1.10"), None, Decimal(0), Decimal(-5), Decimal(2)], dtype=pl.Decimal(12, 2)),
            "raw": [b"\x00", None, b"", b"\xff", b"a"],
            "flat": pl.Series([[1, None], [], None, [3], [4, 5]], dtype=pl.List(pl.Int32)),
            "pair": pl.Series([[1, 2], [3, 4], None, [5, 6], [7, 8]], dtype=pl.Array(pl.Int16, 2)),
            "both": [{"a": 1, "b": "x"}, {"a": None, "b": ""}, None, {"a": 2, "b": None}, {"a": 3, "b": "y"}],
            "none": pl.Series([None] * 5, dtype=pl.Null),
        }
    )


def test_a_frame_has_one_digest_in_any_chunking() -> None:
    whole = frame_digest(sample())
    for cut in range(1, 5):
        pieces = pl.concat([sample()[:cut], sample()[cut:]], rechunk=False)
        assert pieces.n_chunks() == 2
        assert frame_digest(pieces) == whole
    assert frame_digest(pl.concat([sample()[:0], sample(), sample()[:0]], rechunk=False)) == whole
    assert frame_digest(pl.concat([sample(), sample()])[5:]) == whole


def test_the_digest_of_a_frame_never_changes() -> None:
    assert frame_digest(sample()) == "frame1:2cf39834a9add55bea145b7ee5bdb8416e86395ef9818b659755d16da0fc6650"


ALTERED = [
    sample().reverse(),
    sample().select(reversed(sample().columns)),
    sample().rename({"text": "texts"}),
    sample().head(4),
    sample().with_columns(pl.col("small").cast(pl.Int16)),
    sample().with_columns(pl.col("text").fill_null("")),
    sample().with_columns(pl.col("small").fill_null(0)),
    sample().with_columns(pl.col("flag").fill_null(False)),
    sample().with_columns(pl.col("share").abs()),
    sample().with_columns(pl.col("flat").fill_null([])),
    sample().with_columns(pl.Series("flat", [[1], [None], None, [3], [4, 5]], dtype=pl.List(pl.Int32))),
    sample().with_columns(pl.Series("raw", [b"\x00", None, b"\xff", b"", b"a"])),
    sample().with_columns(pl.Series("text", ["", None, "a", "张三", "b"])),
    sample().with_columns(pl.col("at").dt.replace_time_zone(None)),
    sample().with_columns(pl.col("at").dt.cast_time_unit("ms")),
]


def test_every_other_frame_has_another_digest() -> None:
    digests = [frame_digest(frame) for frame in [sample(), *ALTERED]]
    assert len(set(digests)) == len(digests)


def test_categories_count_by_their_text_and_nan_by_being_nan() -> None:
    frame = sample()
    assert frame_digest(frame.with_columns(pl.col("word").cast(pl.String))) == frame_digest(frame)
    assert frame_digest(frame.with_columns(pl.col("word").cast(pl.Enum(["z", "y", "x"])))) == frame_digest(frame)
    odd_nan = np.array([0x7FF8000000000001], np.uint64).view(np.float64)
    assert frame_digest(pl.DataFrame({"x": odd_nan})) == frame_digest(pl.DataFrame({"x": [float("nan")]}))


def test_frames_of_nothing_have_digests_of_their_own() -> None:
    empty = [pl.DataFrame(), sample()[:0], pl.DataFrame({"a": []}, schema={"a": pl.Int8})]
    assert len({frame_digest(frame) for frame in empty}) == 3


def test_a_column_of_objects_is_an_error_that_names_it() -> None:
    with pytest.raises(TypeError, match="'thing' is Object"):
        frame_digest(pl.DataFrame({"thing": pl.Series([object()], dtype=pl.Object)}))


@given(st.lists(st.none() | st.lists(st.none() | texts, max_size=3), max_size=6), st.integers(0, 6))
def test_lists_of_texts_have_one_digest_in_any_chunking(rows: list[Any], cut: int) -> None:
    frame = pl.DataFrame({"x": rows}, schema={"x": pl.List(pl.String)})
    again = pl.concat([frame[:cut], frame[cut:]], rechunk=False)
    assert frame_digest(again) == frame_digest(frame)
