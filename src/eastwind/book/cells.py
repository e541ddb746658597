"""Cells: a column of text (or of Parquet's own types) as a column of ours, and beside each bad cell its flaw.

In        one column, the schema column it becomes, and how the lender writes dates, times and amounts.
Out       the parsed column (null where it is bad or empty) and the flaws (null where it is good).
Not here  which file column is which of ours (intake), what rows say together (checks).
Proof     tests/book/test_cells.py.

Text is stripped, and full-width forms are read as the plain ones (Unicode NFKC), before anything else.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import dataframely as dy
import polars as pl

from eastwind.book.mapping import Source
from eastwind.book.quarantine import Flaw
from eastwind.core import money, zones
from eastwind.core.facts import INSTANT

Parsed = tuple[pl.Series, pl.Series]
TRUE: Final = ("true", "1", "y", "yes", "t", "是", "有")
FALSE: Final = ("false", "0", "n", "no", "f", "否", "无", "無")
YEAR_MIN, YEAR_MAX = 1900, 2200
SPACES: Final = " \t\r\n\u3000\ufeff"
WHOLE: Final = r"^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.0+)?$"
OFFSET: Final = r"(Z|[+-]\d{2}:?\d{2})$"
PLACE: Final = r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$"
LANGUAGE: Final = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
# A number to dial, an e-mail address, a Chinese identity number: never a code.
REACHES: Final = (
    r"@|^\+\d|^(86)?1[3-9]\d{9}$|^0\d{1,3}[- ]\d"
    r"|^[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]$"
)
TOKENS: Final = {
    "YYYY": ("%Y", r"\d{4}"),
    "MM": ("%m", r"\d{1,2}"),
    "DD": ("%d", r"\d{1,2}"),
    "M": ("%m", r"\d{1,2}"),
    "D": ("%d", r"\d{1,2}"),
    "hh": ("%H", r"\d{1,2}"),
    "mm": ("%M", r"\d{1,2}"),
    "ss": ("%S", r"\d{1,2}"),
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a file writes: its forms, zone, currency, and whether this column's amounts are minor units already."""

    source: Source
    zone: str
    currency: str
    amount_max_minor: int
    minor: bool


def parse(cells: pl.Series, column: dy.Column, name: str, manner: Manner) -> Parsed:
    """`cells` as `column` has it, and a flaw beside each cell that cannot be read so; empty cells are null in both."""
    read = _reader(column, name)
    parsed, flaws = read(cells, column, manner)
    return parsed.cast(column.dtype, strict=False).alias(name), flaws.alias(name)


def _reader(column: dy.Column, name: str) -> "Callable[[pl.Series, dy.Column, Manner], Parsed]":
    if name.endswith("_minor"):
        return _amounts
    if isinstance(column, dy.Date):
        return _dates
    if isinstance(column, dy.Datetime):
        return _instants
    if isinstance(column, dy.Bool):
        return _booleans
    if isinstance(column, dy.Enum):
        return _words
    if isinstance(column, dy.List):
        return _word_lists if isinstance(column.inner, dy.Enum) else _lists_of(name)
    if isinstance(column, (dy.Int32, dy.Int64)):
        return _wholes
    if name == "currency":
        return _currencies
    if name == "zone":
        return _zones
    return _codes if name.endswith("_id") or name in ("account", "person", "reversal_of") else _texts


def text(cells: pl.Series) -> pl.Series:
    """Cells as stripped text, null where nothing is left."""
    if cells.dtype in (pl.Float32, pl.Float64):  # 3.0 for 3: a column of whole numbers with gaps
        cells = cells.cast(pl.String).str.strip_suffix(".0")
    said = cells.cast(pl.String).str.strip_chars(SPACES)
    if said.str.len_bytes().sum() != said.str.len_chars().sum():
        said = said.str.normalize("NFKC").str.strip_chars(SPACES)
    return said.set(said == "", None) if (said == "").any() else said


def _flaws(bad: pl.Series, flaw: Flaw) -> pl.Series:
    """`flaw` where `bad`, else null."""
    if not bad.any():
        return pl.repeat(None, len(bad), dtype=pl.String, eager=True)
    return pl.select(pl.when(bad).then(pl.lit(flaw.value))).to_series()


def _first(*flaws: pl.Series) -> pl.Series:
    """The first flaw of each cell."""
    some = [found for found in flaws if found.null_count() < len(found)]
    return pl.select(pl.coalesce(some)).to_series() if some else flaws[0]


def _texts(cells: pl.Series, column: dy.Column, manner: Manner) -> Parsed:
    said = text(cells)
    pattern = getattr(column, "regex", None)
    if pattern is None:
        return said, _flaws(pl.repeat(False, len(said), dtype=pl.Boolean, eager=True), Flaw.UNKNOWN_WORD)
    return said, _flaws(~said.str.contains(pattern), Flaw.UNKNOWN_WORD)


def _codes(cells: pl.Series, column: dy.Column, manner: Manner) -> Parsed:
    said = text(cells)
    return said, _flaws(said.str.contains(REACHES) | (said.str.len_chars() > 128), Flaw.NOT_A_CODE)


def _currencies(cells: pl.Series, column: dy.Column, manner: Manner) -> Parsed:
    said = text(cells)
    unknown = _flaws(~said.is_in(list(money.currencies())), Flaw.UNKNOWN_CURRENCY)
    return said, _first(unknown, _flaws(said != manner.currency, Flaw.OTHER_CURRENCY))


def _zones(cells: pl.Series, column: dy.Column, manner: Manner) -> Parsed:
    said = text(cells)
    return said, _flaws(~said.is_in(list(zones.names())), Flaw.UNKNOWN_ZONE)


def _words(cells: pl.Series, column: dy.Column, manner: Manner) -> Parsed:
    if cells.dtype == column.dtype:
        return cells, _flaws(cells.is_null() & False, Flaw.UNKNOWN_WORD)
    said = text(cells)
    found = said.cast(column.dtype, strict=False)
    return found, _flaws(found.is_null() & said.is_not_null(), Flaw.UNKNOWN_WORD)


def _split(cells: pl.Series) -> pl.Series:
    """Lists of stripped words; an empty cell is an empty list."""
    if isinstance(cells.dtype, pl.List):
        return cells.cast(pl.List(pl.String)).fill_null(pl.Series([[]], dtype=pl.List(pl.String)))
    if cells.null_count() == len(cells):
        return pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, len(cells))
    parts = text(cells).str.split("|").list.eval(pl.element().str.strip_chars(SPACES).filter(pl.element() != ""))
    return parts.fill_null(pl.Series([[]], dtype=pl.List(pl.String)))


def _word_lists(cells: pl.Series, column: dy.Column, manner: Manner) -> Parsed:
    assert isinstance(column, dy.List)
    parts = _split(cells)
    if not parts.list.len().sum():
        return parts.cast(column.dtype), _flaws(cells.is_null() & False, Flaw.UNKNOWN_WORD)
    words = parts.list.eval(pl.element().cast(column.inner.dtype, strict=False))
    unknown = words.list.eval(pl.element().is_null()).list.any()
    return words, _flaws(unknown, Flaw.UNKNOWN_WORD)


def _lists_of(name: str) -> "Callable[[pl.Series, dy.Column, Manner], Parsed]":
    def lists(cells: pl.Series, column: dy.Column, manner: Manner) -> Parsed:
        parts = _split(cells)
        if name == "places":
            bad, flaw = ~pl.element().str.contains(PLACE), Flaw.UNKNOWN_PLACE
        elif name == "time_zones":
            bad, flaw = ~pl.element().is_in(list(zones.names())), Flaw.UNKNOWN_ZONE
        elif name == "languages":
            bad, flaw = ~pl.element().str.contains(LANGUAGE), Flaw.UNKNOWN_WORD
        else:
            bad, flaw = pl.element().str.contains(REACHES), Flaw.NOT_A_CODE
        # Few distinct lists stand for many rows.
        distinct = parts.unique(maintain_order=True)
        wrong = distinct.filter(distinct.list.eval(bad).list.any())
        if not len(wrong):
            return parts, _flaws(cells.is_null() & False, flaw)
        listed = pl.Series([any(part.equals(one) for one in wrong) for part in parts])
        return parts, _flaws(listed, flaw)

    return lists


def _booleans(cells: pl.Series, column: dy.Column, manner: Manner) -> Parsed:
    if cells.dtype == pl.Boolean:
        return cells, _flaws(cells.is_null() & False, Flaw.UNKNOWN_WORD)
    said = text(cells).str.to_lowercase()
    found = said.replace_strict(
        [*TRUE, *FALSE], [*[True] * len(TRUE), *[False] * len(FALSE)], default=None, return_dtype=pl.Boolean
    )
    return found, _flaws(found.is_null() & said.is_not_null(), Flaw.UNKNOWN_WORD)


def _wholes(cells: pl.Series, column: dy.Column, manner: Manner) -> Parsed:
    if cells.dtype.is_integer():
        found, bad = cells.cast(pl.Int64, strict=False), cells.is_null() & False
    else:
        said = text(cells)
        fits = said.str.contains(WHOLE)
        plain = said.str.replace_all(",", "").str.replace(r"\.0+$", "").str.strip_prefix("+")
        found = plain.cast(pl.Int64, strict=False)
        bad = said.is_not_null() & (~fits | found.is_null())
        found = found.set(bad, None) if bad.any() else found
    return found, _first(_flaws(bad, Flaw.NOT_A_NUMBER), *_range(found, column))


def _range(found: pl.Series, column: dy.Column) -> tuple[pl.Series, pl.Series]:
    least, most = getattr(column, "min", None), getattr(column, "max", None)
    never = found.is_null() & False
    negative = (found < 0) if least is not None and least >= 0 else never
    return _flaws(negative, Flaw.NEGATIVE), _flaws((found > most) if most is not None else never, Flaw.ABSURD)


def _amounts(cells: pl.Series, column: dy.Column, manner: Manner) -> Parsed:
    digits = 0 if manner.minor else money.currency(manner.currency).digits
    if cells.dtype.is_integer():
        found = cells.cast(pl.Int64, strict=False) * 10**digits
        bad = cells.is_null() & False
    elif cells.dtype in (pl.Float32, pl.Float64):
        scaled = cells.cast(pl.Float64) * 10**digits
        found = scaled.round().cast(pl.Int64, strict=False)
        bad = ((scaled - scaled.round()).abs() > 1e-4) | (cells.is_not_null() & found.is_null())
    else:
        found, bad = _written_amounts(cells, digits, manner)
    # Of a reversal the sign says what `reversal_of` says already; intake turns it round before this is judged.
    absurd = found.abs() > manner.amount_max_minor
    least = getattr(column, "min", None)
    negative = (found < 0) if least is not None else found.is_null() & False
    nothing = (found == 0) if least == 1 else found.is_null() & False
    return found, _first(
        _flaws(bad, Flaw.NOT_AN_AMOUNT),
        _flaws(absurd, Flaw.ABSURD),
        _flaws(negative, Flaw.NEGATIVE),
        _flaws(nothing, Flaw.NO_MONEY),
    )


def _written_amounts(cells: pl.Series, digits: int, manner: Manner) -> tuple[pl.Series, pl.Series]:
    """Amounts as text: plain digits at once, whatever else is written (marks, signs of the currency) by core.money."""
    said = text(cells)
    mark = manner.source.decimal
    plain = said.str.contains(rf"^[+-]?\d{{1,16}}([{mark}]\d{{1,{digits}}})?$" if digits else r"^[+-]?\d{1,16}$")
    scaled = said.set(~plain, None) if not plain.all() else said
    if digits:
        parts = scaled.str.split_exact(mark, 1).struct.unnest()
        fraction = parts["field_1"].fill_null("").str.pad_end(digits, "0")
        found = pl.select(pl.concat_str(parts["field_0"], fraction)).to_series().cast(pl.Int64, strict=False)
    else:
        found = scaled.cast(pl.Int64, strict=False)
    rest = said.is_not_null() & ~plain
    if rest.any():
        others = said.filter(rest)
        if manner.minor:
            read = others.str.replace_all(",", "").cast(pl.Int64, strict=False).set(~others.str.contains(WHOLE), None)
        else:
            read = money.parse_column(others, manner.currency, manner.source.decimal)
        found = found.scatter(rest.arg_true(), read)
    return found, said.is_not_null() & found.is_null()


def _forms(forms: tuple[str, ...]) -> list[tuple[str, str]]:
    """Each form as a strptime format and as a regular expression of its shape."""
    made = []
    for form in forms:
        pieces = re.split("(YYYY|MM|DD|hh|mm|ss|M|D)", form)
        made.append(
            (
                "".join(TOKENS[piece][0] if piece in TOKENS else piece.replace("%", "%%") for piece in pieces),
                "^" + "".join(TOKENS[piece][1] if piece in TOKENS else re.escape(piece) for piece in pieces) + "$",
            )
        )
    return made


def _dates(cells: pl.Series, column: dy.Column, manner: Manner) -> Parsed:
    if cells.dtype == pl.Date:
        return _in_range(cells)
    if isinstance(cells.dtype, pl.Datetime):
        return _in_range(cells.dt.date())
    said = text(cells)
    found, shaped = _by_forms(said, _forms(manner.source.dates))
    unread = said.is_not_null() & found.is_null()
    found, out = _in_range(found)
    return found, _first(_flaws(unread & ~shaped, Flaw.NOT_A_DATE), _flaws(unread, Flaw.IMPOSSIBLE_DATE), out)


def _by_forms(said: pl.Series, forms: list[tuple[str, str]]) -> tuple[pl.Series, pl.Series]:
    """Dates by the first form that reads them, and whether a cell has the shape of any form."""
    found = said.str.to_date(forms[0][0], strict=False)
    for pattern, _ in forms[1:]:
        if found.null_count() == said.null_count():
            break
        found = found.zip_with(found.is_not_null(), said.str.to_date(pattern, strict=False))
    shaped = said.is_null() & False
    if found.null_count() != said.null_count():
        for _, shape in forms:
            shaped = shaped | said.str.contains(shape).fill_null(False)
    return found, shaped


def _in_range(found: pl.Series) -> Parsed:
    out = (found.dt.year() < YEAR_MIN) | (found.dt.year() > YEAR_MAX)
    return found, _flaws(out, Flaw.IMPOSSIBLE_DATE)


def _instants(cells: pl.Series, column: dy.Column, manner: Manner) -> Parsed:
    if isinstance(cells.dtype, pl.Datetime):
        if cells.dtype.time_zone is not None:
            return _on_the_clock(cells.dt.convert_time_zone("UTC").cast(INSTANT))
        return _on_the_clock(_utc(cells.cast(pl.Datetime("us")), manner.zone))
    if cells.dtype == pl.Date:
        return _on_the_clock(_utc(cells.cast(pl.Datetime("us")), manner.zone))
    said = text(cells)
    local = pl.repeat(None, len(said), dtype=pl.Datetime("us"), eager=True)
    shaped = said.is_null() & False
    days = _forms(manner.source.dates)
    for pattern, shape in [*_forms(manner.source.times), *days]:
        if local.null_count() == said.null_count():
            break
        if pattern in {day for day, _ in days}:
            read = said.str.to_date(pattern, strict=False).cast(pl.Datetime("us"))
        else:
            read = said.str.to_datetime(pattern, strict=False, time_unit="us")
        local = local.zip_with(local.is_not_null(), read)
        shaped = shaped | said.str.contains(shape).fill_null(False)
    found = _utc(local, manner.zone)
    if local.null_count() != said.null_count():
        iso = said.str.replace(" ", "T", literal=True).str.replace("Z$", "+00:00")
        exact = iso.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%:z", strict=False, time_unit="us", time_zone="UTC")
        found = found.zip_with(found.is_not_null(), exact)
        shaped = shaped | said.str.contains(OFFSET).fill_null(False)
    unread = said.is_not_null() & found.is_null()
    found, out = _on_the_clock(found)
    return found, _first(_flaws(unread & ~shaped, Flaw.NOT_A_TIME), _flaws(unread, Flaw.IMPOSSIBLE_TIME), out)


def _utc(local: pl.Series, zone: str) -> pl.Series:
    """Clock readings of `zone` as instants; null where no zone table reaches."""
    inside = (local.dt.year() >= 1970) & (local.dt.year() <= 2100)
    seconds = local.set(~inside, None).to_physical()
    known = seconds.is_not_null()
    whole = seconds.fill_null(0)
    utc = zones.utc_of_local(zone, (whole // 1_000_000).to_numpy()) * 1_000_000 + (whole % 1_000_000).to_numpy()
    return pl.Series(utc).set(~known, None).cast(INSTANT)


def _on_the_clock(found: pl.Series) -> Parsed:
    out = (found.dt.year() < 1970) | (found.dt.year() > 2100)
    return found, _flaws(out, Flaw.IMPOSSIBLE_TIME)
