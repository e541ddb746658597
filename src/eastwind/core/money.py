"""Money: integers of minor units with a currency, read from what files write and written for people.

In        amounts as text (thousands marks, full-width digits, signs of the currency) or as minor units.
Out       exact integers of minor units; texts in zh and en. Columns: null where an amount cannot be read.
Not here  adding up what is owed (book), quarantine of rows (book), exchange between currencies (nowhere).
Proof     tests/core/test_money.py: reading back what was written, Decimal row by row, the column against one at a time.

No float touches an amount. Nothing is rounded: "1.005" of a currency with two digits is an error, "1.500" is 1.50.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import polars as pl

Language = Literal["zh", "en"]
DecimalMark = Literal[".", ","]

MINOR_MAX: Final = 2**63 - 1  # what an Int64 column holds
FULL_WIDTH: Final = {
    **{chr(0xFF10 + k): str(k) for k in range(10)},
    "．": ".",
    "，": ",",
    "－": "-",
    "＋": "+",
    "＄": "$",
}
OTHER_SPELLINGS: Final = {"−": "-", "’": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u3000": " ", "٬": "'"}


@dataclass(frozen=True, slots=True)
class Currency:
    """One currency of ISO 4217: `digits` decimal digits a unit, of which people usually write `usual`."""

    code: str
    digits: int
    usual: int
    lakh: bool  # 1,00,000: groups of two after the first three
    names: dict[str, str]
    signs: tuple[str, ...]
    before: dict[str, str]
    after: dict[str, str]


@cache
def currencies() -> dict[str, Currency]:
    """Every currency that can be used, by its code."""
    text = (files("eastwind.core") / "data" / "currencies.toml").read_text(encoding="utf-8")
    table: dict[str, dict[str, Any]] = tomllib.loads(text)["currency"]
    return {
        code: Currency(
            code=code,
            digits=row["digits"],
            usual=row.get("usual", row["digits"]),
            lakh=row.get("lakh", False),
            names={"zh": row["zh"], "en": row["en"]},
            signs=tuple(row["signs"]),
            before=row.get("before", {}),
            after=row.get("after", {}),
        )
        for code, row in table.items()
    }


def currency(code: str) -> Currency:
    """The currency of an ISO 4217 code; a ValueError that lists the known ones."""
    if code not in currencies():
        raise ValueError(
            f"{code!r} is no known currency: known are {', '.join(sorted(currencies()))}. "
            f"Use an ISO 4217 code in capitals, or add it to core/data/currencies.toml."
        )
    return currencies()[code]


def parse_minor(text: str, code: str, decimal: DecimalMark = ".") -> int:
    """Minor units of an amount as written: "￥1,234.50", "１２３", "-0.5", "1 234 元".

    Thousands marks (`,` `'` and spaces, or `.` where `decimal` is `,`) must stand where they belong. The code or a sign
    of this very currency may stand on either side. Anything else, and digits beyond the currency's, is a ValueError.
    """
    known = currency(code)
    match = re.fullmatch(_pattern(code, decimal), _plain(text))
    if match is None:
        raise ValueError(
            f"{text!r} is no amount of {code}. Write digits, groups of three, and at most {known.digits} after "
            f"the decimal mark {decimal!r}."
        )
    whole, fraction = re.sub(r"[^0-9]", "", match["whole"]), match["fraction"] or ""
    minor = int(whole + fraction.ljust(known.digits, "0")[: known.digits])
    if minor > MINOR_MAX:
        raise ValueError(f"{text!r} {code} is larger than any amount can be (2**63 - 1 minor units). Mend the value.")
    return -minor if "-" in (match["sign"], match["inner_sign"]) else minor


def parse_column(texts: pl.Series, code: str, decimal: DecimalMark = ".") -> pl.Series:
    """`parse_minor` of a String column: Int64 of the same name; null for null and where `parse_minor` would refuse."""
    known = currency(code)
    marks = {**FULL_WIDTH, **OTHER_SPELLINGS}
    plain = pl.col("t").str.replace_many(list(marks), list(marks.values())).str.strip_chars(" \t")
    parts = plain.str.extract_groups(f"^(?:{_pattern(code, decimal)})$")
    whole = parts.struct.field("whole").str.replace_all(r"[^0-9]", "")
    fraction = parts.struct.field("fraction").fill_null("").str.pad_end(known.digits, "0").str.head(known.digits)
    negative = pl.any_horizontal((parts.struct.field(sign) == "-").fill_null(False) for sign in ("sign", "inner_sign"))
    size = pl.concat_str(whole, fraction).cast(pl.Int64, strict=False)
    frame = pl.DataFrame({"t": texts.cast(pl.String)})
    return frame.select(pl.when(negative).then(-size).otherwise(size).alias(texts.name)).to_series()


def format_minor(minor: int, code: str, lang: Language) -> str:
    """An amount for people: "1,234.50元", "NT$1,234", "CNY 1,234.50". Exact: only digits that are 0 are left out."""
    known = currency(code)
    amount = format_number(minor, code)
    sign, amount = ("-", amount[1:]) if amount.startswith("-") else ("", amount)
    before, after = known.before.get(lang, ""), known.after.get(lang, "")
    if not before and not after:
        before = f"{code} "
    return f"{sign}{before}{amount}{after}"


def format_number(minor: int, code: str) -> str:
    """The amount alone, with thousands marks: "-1,234.50"."""
    known = currency(code)
    whole, rest = divmod(abs(minor), 10**known.digits)
    digits = known.usual if rest == 0 else known.digits
    grouped = _lakh(whole) if known.lakh else f"{whole:,}"
    return f"{'-' if minor < 0 else ''}{grouped}" + (f".{rest:0{known.digits}d}"[: digits + 1] if digits else "")


def _lakh(whole: int) -> str:
    head, tail = divmod(whole, 1000)
    return re.sub(r"(?<=\d)(?=(?:\d\d)+$)", ",", str(head)) + f",{tail:03d}" if head else str(tail)


def _plain(text: str) -> str:
    return text.translate(_TRANSLATION).strip(" \t")


_TRANSLATION: Final = str.maketrans(FULL_WIDTH | OTHER_SPELLINGS)


@cache
def _pattern(code: str, decimal: DecimalMark) -> str:
    """What an amount looks like, for Python's `re` and for polars alike."""
    known = currency(code)
    signs = "|".join(re.escape(sign) for sign in sorted((known.code, *known.signs), key=len, reverse=True))
    mark = "," if decimal == "." else "."
    groups = [rf"[0-9]{{1,3}}(?:{re.escape(one)}[0-9]{{3}})+" for one in (mark, "'", " ")]
    if known.lakh:
        groups.append(rf"[0-9]{{1,2}}(?:{re.escape(mark)}[0-9]{{2}})*{re.escape(mark)}[0-9]{{3}}")
    fraction = f"[0-9]{{1,{known.digits}}}" if known.digits else "0"
    return (
        rf"(?:(?P<sign>[-+])?(?:(?:{signs}) ?)?|(?:{signs}) ?(?P<inner_sign>[-+]))"
        rf"(?P<whole>{'|'.join(groups)}|[0-9]+)(?:{re.escape(decimal)}(?P<fraction>{fraction})0*)?"
        rf"(?: ?(?:{signs}))?"
    )
