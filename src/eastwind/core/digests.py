"""Digests: names for content, and draws that anybody can repeat.

In        plain values (dict, list, str, int, bool, None), frames, person ids with a seed and a day.
Out       canonical JSON, digests of values and frames, short ids, uniform numbers in [0, 1).
Not here  keys, leaves and trees (tlog), what a plan's identity consists of (engine).
Proof     tests/core/test_digests.py: RFC 8785 by the package `rfc8785`, frames in every chunking, draws by hand.

Formats, which never change (a new one gets a new prefix):
  canonical   RFC 8785 restricted: no floats, keys ASCII, |int| < 2**53. Keys sorted, no space, UTF-8.
  digest      "sha256:" + hex SHA-256 of the canonical JSON: `printf %s "$json" | sha256sum` gives the same.
  frame       "frame1:" + hex SHA-256 of canonical [[[name, dtype], …], height] and then each column's SHA-256, where a
              column is its validity, one byte a row, and its values, little-endian, nulls as zero (see `_encode`).
  short id    first 32 hex digits (128 bits) of the SHA-256 of canonical [part, …].
  uniform     first 53 bits of the SHA-256 of canonical [seed, "YYYY-MM-DD", person_id, use], over 2**53.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import orjson
import polars as pl

INT_MAX: Final = 2**53 - 1
SHORT: Final = 32
NEEDS_ESCAPE: Final = r'["\\\x00-\x1f]'


def canonical(value: object) -> bytes:
    """Canonical JSON of `value`; a TypeError or ValueError names the place of what has none, as `$.loan[2].rate`.

    Tuples count as lists. Floats, dates, enums and other types are refused: who logs a value says how it is written.
    """
    _check(value, "$")
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def digest(value: object) -> str:
    """`sha256:` and the hex SHA-256 of the canonical JSON of `value`."""
    return "sha256:" + sha256(canonical(value)).hexdigest()


def frame_digest(frame: pl.DataFrame) -> str:
    """`frame1:` and a SHA-256 over names, dtypes and cells: the same in any chunking, another for any other order.

    Every NaN counts as the same; -0.0 is not 0.0. Categories count by their text. Object columns are an error.
    """
    head = [[name, _dtype_name(dtype)] for name, dtype in frame.schema.items()]
    whole = sha256(orjson.dumps([head, frame.height]))
    for name in frame.columns:
        column = sha256()
        for part in _encode(frame[name], name):
            column.update(part)
        whole.update(column.digest())
    return "frame1:" + whole.hexdigest()


def short_id(*parts: str | int) -> str:
    """32 hex digits that name `parts` in their order: plan_id, contact_id."""
    return sha256(canonical(list(parts))).hexdigest()[:SHORT]


def short_ids(*parts: str | int | pl.Series) -> pl.Series:
    """`short_id` row by row: parts that are columns (String or integers, all of one length, no nulls) vary."""
    found = pl.Series("id", [sha256(text).digest() for text in _rows(parts)], pl.Binary)
    return found.bin.head(SHORT // 2).bin.encode("hex")


def uniform(seed: int, day: date, ids: Iterable[str] | pl.Series, use: str) -> npt.NDArray[np.float64]:
    """One number in [0, 1) a person, the same on every machine and in every chunk, another for each seed, day and use.

    `ids` are person ids without nulls; `use` says what it decides ("tie", "explore"), so that uses do not correlate.
    """
    column = ids if isinstance(ids, pl.Series) else pl.Series("person_id", list(ids), pl.String)
    rows = _rows((seed, day.isoformat(), column, use))
    raw = b"".join([sha256(text).digest() for text in rows])  # whole: cutting each costs as much as half a hash
    bits: npt.NDArray[np.float64] = (np.frombuffer(raw, ">u8")[::4] >> np.uint64(11)).astype(np.float64)
    return bits * 2.0**-53


def _check(value: object, where: str) -> None:
    kind = type(value)
    if kind is str:
        _check_text(value, where)  # type: ignore[arg-type]
    elif kind is int:
        if not -INT_MAX <= value <= INT_MAX:  # type: ignore[operator]
            raise ValueError(f"{where} is {value}, beyond the ±(2**53 - 1) of canonical JSON. Write it as a string.")
    elif kind is dict:
        for key, item in value.items():  # type: ignore[attr-defined]
            if type(key) is not str or not key.isascii():
                raise ValueError(f"{where} has the key {key!r}; keys of canonical JSON are ASCII strings. Rename it.")
            _check(item, f"{where}.{key}")
    elif kind is list or kind is tuple:
        for at, item in enumerate(value):  # type: ignore[arg-type]
            _check(item, f"{where}[{at}]")
    elif value is not None and kind is not bool:
        hint = "an integer of a smaller unit" if kind is float else "a string, an integer, a list or a dict"
        raise TypeError(f"{where} is {value!r}, a {kind.__name__}: canonical JSON has none. Write it as {hint}.")


def _check_text(value: str, where: str) -> None:
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{where} is {value!r}, half of a surrogate pair and no text. Mend it.") from None


def _rows(parts: tuple[str | int | pl.Series, ...]) -> list[bytes]:
    """Canonical JSON of [part, …] for every row, joined as text: a JSON encoder a row would cost three times more."""
    columns = [part for part in parts if isinstance(part, pl.Series)]
    if len({len(column) for column in columns}) != 1:
        raise ValueError(f"Columns of one length are wanted, at least one: got lengths {[len(c) for c in columns]}.")
    frame = pl.DataFrame([column.alias(str(at)) for at, column in enumerate(columns)])
    pieces: list[pl.Expr] = []
    at, open_ = 0, "["  # texts that are the same in every row are written as one: each piece costs
    for part in parts:
        if isinstance(part, pl.Series):
            text, quote = _json_texts(part, pl.col(str(at)))
            pieces += [pl.lit(open_ + quote), text]
            at, open_ = at + 1, quote + ","
        else:
            open_ += canonical(part).decode() + ","
    pieces.append(pl.lit(open_.removesuffix(",") + "]"))
    rows: list[bytes] = frame.select(pl.concat_str(pieces).cast(pl.Binary)).to_series().to_list()
    return rows


def _json_texts(column: pl.Series, name: pl.Expr) -> tuple[pl.Expr, str]:
    """The JSON of each part in a column, and the quotation mark that belongs before and after it."""
    if column.null_count():
        raise ValueError(f"Row {column.is_null().arg_true()[0]} of {column.name!r} is null: an id needs every part.")
    if column.dtype.is_integer():
        bounds: list[Any] = [column.min(), column.max()] if len(column) else []
        for bound in bounds:
            canonical(int(bound))
        return name.cast(pl.String), ""
    if column.dtype != pl.String:
        raise TypeError(f"Column {column.name!r} is {column.dtype}; ids are made of strings and integers. Cast it.")
    if column.str.contains(NEEDS_ESCAPE).any():
        return name.map_elements(lambda text: orjson.dumps(text).decode(), return_dtype=pl.String), ""
    return name, '"'


def _dtype_name(dtype: pl.DataType) -> str:
    """Name of a dtype in a frame's digest: categories and enums are their texts, so all three are `String`."""
    if isinstance(dtype, (pl.Categorical, pl.Enum)):
        return "String"
    if isinstance(dtype, pl.List):
        return f"List({_dtype_name(dtype.inner)})"  # type: ignore[arg-type]
    if isinstance(dtype, pl.Array):
        return f"Array({_dtype_name(dtype.inner)}, {dtype.size})"  # type: ignore[arg-type]
    if isinstance(dtype, pl.Struct):
        return f"Struct({', '.join(f'{f.name}: {_dtype_name(f.dtype)}' for f in dtype.fields)})"  # type: ignore[arg-type]
    return str(dtype)


def _encode(column: pl.Series, name: str) -> Iterator[bytes]:
    """Bytes of a column: its validity, one byte a row, then its values with nulls as zero.

    Numbers, Booleans and instants by their little-endian integers (Decimal by its text); texts and bytes by their
    lengths (UInt32) and then all their bytes; lists by their lengths and then the column of all their items; structs by
    their fields.
    """
    dtype = column.dtype
    yield _bytes(column.is_not_null().cast(pl.UInt8), "<u1")
    if dtype.is_float():
        small = dtype == pl.Float32
        values = column.fill_null(0).fill_nan(float("nan")).to_numpy()
        yield np.ascontiguousarray(values, "<f4" if small else "<f8").tobytes()
    elif dtype.is_decimal() or dtype in (pl.Int128, pl.UInt128) or isinstance(dtype, (pl.Categorical, pl.Enum)):
        yield from _texts(column.cast(pl.String))
    elif dtype == pl.Boolean:
        yield _bytes(column.cast(pl.UInt8), "<u1")
    elif dtype.is_integer() or dtype.is_temporal():
        physical = column.to_physical()
        yield _bytes(physical, physical.fill_null(0).to_numpy().dtype.newbyteorder("<").str)
    elif dtype == pl.String:
        yield from _texts(column)
    elif dtype == pl.Binary:
        yield from _texts(column.bin.encode("hex"))
    elif isinstance(dtype, (pl.List, pl.Array)):
        lists = column.arr.to_list() if isinstance(dtype, pl.Array) else column
        lengths = lists.list.len().fill_null(0)
        yield _bytes(lengths.cast(pl.UInt32), "<u4")
        yield from _encode(lists.filter(lengths > 0).explode(empty_as_null=False), name)
    elif isinstance(dtype, pl.Struct):
        for field in dtype.fields:
            yield from _encode(column.struct.field(field.name), f"{name}.{field.name}")
    elif dtype != pl.Null:
        raise TypeError(f"Column {name!r} is {dtype}, which has no bytes to digest. Cast it to a type with values.")


def _texts(column: pl.Series) -> Iterator[bytes]:
    filled = column.fill_null("")
    yield _bytes(filled.str.len_bytes(), "<u4")
    yield (filled.str.join("").item() if len(filled) else "").encode()


def _bytes(column: pl.Series, dtype: str) -> bytes:
    return np.ascontiguousarray(column.fill_null(0).to_numpy(), dtype).tobytes()
