"""Row texts: each row of a frame as canonical JSON, put together column by column.

In        a frame of strings, words, integers, Booleans, instants, chances, and lists of strings or words.
Out       one text a row (RFC 8785 restricted): what the log's root over a plan is made of.
Not here  which frames are written so (plan), hashing (tlog).
Proof     tests/core/test_rowtexts.py: against a JSON encoder, row by row, for any texts.

Most columns of a plan hold few distinct values. Each of those is written once, with its key before it, and columns
that stand side by side are written together; a row is then a dozen such texts joined. Measured: a third of the time
that a JSON encoder takes.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import orjson
import polars as pl
from numpy.typing import NDArray

INSTANTS: Final = "%Y-%m-%dT%H:%M:%SZ"
FEW: Final = 4096  # distinct values, or combinations of values, that are written beforehand, at most
ROWS_EACH: Final = 8  # rows for each of them that make it worth while
SAMPLE: Final = 4096
AT_ONCE: Final = 16_384  # rows put together at once: few enough that the memory they take is used again
PLAIN: Final = np.array([code >= 0x20 and chr(code) not in '"\\' for code in range(256)])


@dataclass(frozen=True, slots=True)
class Few:
    """A column that holds `texts[codes[k]]` in row k."""

    codes: NDArray[np.integer]
    texts: list[str]


Piece = Few | pl.Series | str  # a column of few texts, of many, or a text that is the same in every row


def row_texts(frame: pl.DataFrame, at_once: int = AT_ONCE) -> Iterator[pl.Series]:
    """Each row as canonical JSON, String, so many rows at once.

    Keys sorted, nulls kept, instants as `2026-09-30T10:00:00Z`, chances as whole millionths under `<name>_ppm`.
    """
    columns = sorted((f"{name}_ppm" if dtype == pl.Float64 else name, name) for name, dtype in frame.schema.items())
    pieces: list[Piece] = []
    for place, (key, name) in enumerate(columns if frame.height else []):
        pieces.append(("," if place else "{") + json.dumps(key) + ":")
        pieces += _pieces(frame[name])
    pieces.append("}")
    together = list(_together(pieces, _few_of(frame.height)))
    for start in range(0, frame.height, at_once):
        rows = slice(start, start + at_once)
        joined = pl.concat_str([pl.lit(piece if isinstance(piece, str) else _cut(piece, rows)) for piece in together])
        yield pl.select(joined.alias("row")).to_series()


def _cut(piece: Few | pl.Series, rows: slice) -> pl.Series:
    """Some rows of a piece."""
    return (
        piece[rows]
        if isinstance(piece, pl.Series)
        else pl.Series(piece.texts, dtype=pl.String).gather(piece.codes[rows])
    )


def _few_of(rows: int) -> int:
    """How many distinct values of so many rows are few."""
    return min(FEW, rows // ROWS_EACH + 1)


def _together(pieces: list[Piece], few: int) -> Iterator[Piece]:
    """The pieces, neighbours made one as long as their combinations are few."""
    open_: Few | str = ""
    for piece in pieces:
        if isinstance(piece, pl.Series):
            yield from (open_, piece)
            open_ = ""
        elif isinstance(piece, str) or isinstance(open_, str):
            open_ = _beside(open_, piece)
        elif len(open_.texts) * len(piece.texts) <= few:
            codes = open_.codes.astype(np.uint32) * np.uint32(len(piece.texts)) + piece.codes
            open_ = Few(codes, [before + after for before in open_.texts for after in piece.texts])
        else:
            yield open_
            open_ = piece
    yield open_


def _beside(before: Few | str, after: Few | str) -> Few | str:
    """Two pieces as one, where at least one of them is the same in every row."""
    if isinstance(before, Few):
        assert isinstance(after, str)
        return Few(before.codes, [text + after for text in before.texts])
    return before + after if isinstance(after, str) else Few(after.codes, [before + text for text in after.texts])


def _pieces(column: pl.Series) -> list[Piece]:
    """The JSON of one column."""
    dtype = column.dtype
    if isinstance(dtype, pl.List):
        return _lists(column)
    if isinstance(dtype, pl.Enum):
        return [_worded(column)]
    if dtype == pl.Float64:
        column = (column * 1_000_000).round().cast(pl.Int64)
    if few := _few(column):
        return [few]
    if column.dtype == pl.String:
        return _strings(column)
    if isinstance(dtype, pl.Datetime):
        column = column.dt.strftime(f'"{INSTANTS}"')
    return [column.cast(pl.String).fill_null("null")]


def _worded(column: pl.Series) -> Few:
    """A column of words."""
    words = column.dtype.categories.to_list()  # type: ignore[attr-defined]
    return Few(column.to_physical().cast(pl.UInt32).fill_null(len(words)).to_numpy(), [*map(_quoted, words), "null"])


def _few(column: pl.Series) -> Few | None:
    """A column of few distinct values, each written once; None where they are many."""
    if column.dtype.is_integer() and column.null_count() < len(column):
        low, high = int(column.min()), int(column.max())  # type: ignore[arg-type]
        if high - low < _few_of(len(column)):
            codes = (column.cast(pl.Int64) - low).fill_null(high - low + 1).to_numpy()
            return Few(codes, [*map(str, range(low, high + 1)), "null"])
    found = _distinct(column)
    return None if found is None else Few(found[0], _written(found[1]))


def _distinct(column: pl.Series) -> tuple[NDArray[np.integer], pl.Series] | None:
    """A place for each row in the few distinct values of a column; None where they are many."""
    if column.head(SAMPLE).n_unique() > _few_of(SAMPLE):
        return None
    values = column.unique()
    if len(values) > _few_of(len(column)):
        return None
    if len(values) == 1:
        return np.zeros(len(column), np.uint8), values
    if column.dtype == pl.String:  # a third of the time of looking each up
        found = _worded(column.cast(pl.Enum(values.drop_nulls())))
        return found.codes, values.drop_nulls().append(pl.Series([None], dtype=pl.String))
    return column.replace_strict(values, pl.Series(range(len(values)), dtype=pl.UInt32)).to_numpy(), values


def _written(values: pl.Series) -> list[str]:
    """The JSON of each value."""
    if isinstance(values.dtype, pl.Datetime):
        values = values.dt.strftime(INSTANTS)
    return [orjson.dumps(value).decode() for value in values.to_list()]


def _strings(column: pl.Series) -> list[Piece]:
    if not _plain(column):
        return [column.map_elements(_quoted, return_dtype=pl.String).fill_null("null")]
    if not column.null_count():
        return ['"', column, '"']
    return [pl.select(pl.concat_str(pl.lit('"'), column, pl.lit('"')).fill_null("null")).to_series()]


def _plain(column: pl.Series) -> bool:
    """Whether no text of the column needs an escape."""
    found = column.str.join("").item() or ""
    return bool(PLAIN[np.frombuffer(found.encode(), dtype=np.uint8)].all())


def _lists(column: pl.Series) -> list[Piece]:
    """Lists of words or strings."""
    if column.null_count():
        return [column.map_elements(_list, return_dtype=pl.String).fill_null("null")]
    count = column.list.len().to_numpy()
    told = column.filter(pl.Series(count > 0))
    flat = told.explode()
    few = _combined(flat, count)
    if few is not None:
        return [few]
    if flat.null_count() or not _plain(flat.cast(pl.String)):
        return [column.map_elements(_list, return_dtype=pl.String)]
    # Most lists may be empty, so those that are not are joined alone.
    joined = told.cast(pl.List(pl.String)).list.join('","')
    texts = pl.select(pl.concat_str(pl.lit('["'), joined, pl.lit('"]'))).to_series().append(pl.Series(["[]"]))
    return [texts.gather(np.where(count > 0, np.cumsum(count > 0) - 1, len(joined)))]


def _combined(flat: pl.Series, count: NDArray[np.integer]) -> Few | None:
    """Lists of few words in few combinations: each list as one number, its words the digits."""
    found = _worded(flat) if isinstance(flat.dtype, pl.Enum) else _few(flat)
    most = int(count.max(initial=0))
    if found is None or (len(found.texts) + 1) ** most >= 2**62:
        return None
    base = len(found.texts) + 1
    start = np.cumsum(count.astype(np.int64)) - count
    number = np.zeros(len(count), np.int64)
    for place in range(most):
        has = np.flatnonzero(count > place)
        number[has] += (found.codes[start[has] + place].astype(np.int64) + 1) * base**place
    several = _distinct(pl.Series(number))
    if several is None:
        return None
    return Few(several[0], [_list_of(value, found.texts) for value in several[1].to_list()])


def _list_of(number: int, texts: list[str]) -> str:
    told = []
    while number:
        number, digit = divmod(number, len(texts) + 1)
        told.append(texts[digit - 1])
    return "[" + ",".join(told) + "]"


def _list(row: pl.Series) -> str:
    return orjson.dumps(row.to_list()).decode()


def _quoted(text: str) -> str:
    return orjson.dumps(text).decode()
