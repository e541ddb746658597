"""Row texts: what a JSON encoder writes row by row, for any texts, in any number of rows."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from eastwind.core import rowtexts
from eastwind.core.rowtexts import row_texts

WORDS = pl.Enum(["mild", 'quoted"', "安静", "back\\slash"])
INSTANT = pl.Datetime("us", "UTC")
BEGIN = datetime(2026, 9, 30, tzinfo=UTC)
SCHEMA = {
    "text": pl.String, "flag": pl.Boolean, "count": pl.Int64, "byte": pl.Int8, "word": WORDS, "chance": pl.Float64,
    "at": INSTANT, "texts": pl.List(pl.String), "words": pl.List(WORDS), "a": pl.String,
}  # fmt: skip
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
words = st.sampled_from(WORDS.categories.to_list())
rows = st.fixed_dictionaries(
    {
        "text": st.none() | texts,
        "flag": st.none() | st.booleans(),
        "count": st.none() | st.integers(-(2**53) + 1, 2**53 - 1),
        "byte": st.none() | st.integers(-128, 127),
        "word": st.none() | words,
        "chance": st.none() | st.integers(0, 1_000_000).map(lambda ppm: ppm / 1_000_000),
        "at": st.none() | st.integers(-(10**9), 10**9).map(lambda second: BEGIN + timedelta(seconds=second)),
        "texts": st.none() | st.lists(texts, max_size=3),
        "words": st.none() | st.lists(words, max_size=3),
        "a": st.just("the same"),
    }
)


def plain(row: dict[str, object]) -> str:
    """One row by a JSON encoder."""
    said = {}
    for name, value in row.items():
        if isinstance(value, datetime):
            said[name] = value.strftime("%Y-%m-%dT%H:%M:%SZ")
        elif name == "chance":
            said["chance_ppm"] = None if value is None else round(value * 1_000_000)  # type: ignore[operator]
        else:
            said[name] = value
    return rfc8785.dumps(said).decode()  # type: ignore[arg-type]


def check(found: list[dict[str, object]]) -> None:
    frame = pl.DataFrame(found, schema=SCHEMA)
    written = [text for part in row_texts(frame, 100) for text in part]
    assert written == [plain(row) for row in found]


@given(st.lists(rows, max_size=12))
def test_any_rows_are_written_as_an_encoder_writes_them(found):
    check(found)


@given(st.lists(rows, min_size=1, max_size=4), st.integers(1, 60))
def test_rows_that_come_again_and_again_are_written_as_an_encoder_writes_them(found, times):
    check(found * times)


@pytest.mark.parametrize("few", [1, 2, 7, 4096])
def test_how_many_are_few_makes_no_difference(few, monkeypatch):
    monkeypatch.setattr(rowtexts, "FEW", few)
    found = [
        {
            "text": f"t{k % 3}", "flag": k % 2 == 0, "count": k * k, "byte": k % 7, "word": WORDS.categories[k % 4],
            "chance": k / 1000, "at": BEGIN + timedelta(hours=k % 5), "texts": [f"l{k % 2}", f"m{k}"][: k % 3],
            "words": WORDS.categories.to_list()[: k % 4], "a": None if k % 11 == 0 else f"p{k:07}",
        }
        for k in range(600)
    ]  # fmt: skip
    check(found)


def test_no_rows_are_no_texts():
    assert list(row_texts(pl.DataFrame(schema=SCHEMA))) == []
