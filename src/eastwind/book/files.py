"""Files: a lender's file as text cells with the line each row stands on, phone-book columns never read.

In        a Source of the mapping and the folder.
Out       `Sheet`: the columns asked for, lines, broken records, and which columns were left unread and why.
Not here  records and quotes (csvs), what cells mean (cells).
Proof     tests/book/test_files.py, tests/book/test_privacy.py.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from eastwind.book.csvs import Broken, header_of, rows_of
from eastwind.book.errors import ColumnError, FileError, MappingError, PhoneBookError, near
from eastwind.book.mapping import Source
from eastwind.core.segments import Ints

# People outside the debt: a phone book, emergency contacts, relatives, friends, colleagues, logs of calls and messages.
_END: Final = r"($|[ _-]|\d)"
PHONE_BOOK: Final = (
    "联系人",
    "聯絡人",
    "連絡人",
    "紧急联系",
    "緊急聯[絡繫]",
    "通讯录",
    "通訊錄",
    "电话簿",
    "電話簿",
    "亲属",
    "親屬",
    "亲友",
    "親友",
    "配偶",
    "父母",
    "父亲",
    "母亲",
    "同事",
    "朋友",
    "单位联系",
    "通话记录",
    "通話[記紀]錄",
    "短信记录",
    r"emergency[ _-]?contact",
    r"^ec[ _-]?\d",
    r"contact[ _-]?(list|book|person|name|phone|mobile|tel|number)s?" + _END,
    r"^contacts?\d*$",
    r"(phone|address)[ _-]?book",
    r"next[ _-]?of[ _-]?kin",
    r"\bkin\b",
    r"(^|[ _-])(relative|referee|spouse|friend|colleague|co-?worker|father|mother|sibling|neighbou?r)s?" + _END,
    r"^parents?[ _-](name|phone|tel|mobile)",
    r"^reference[ _-]?(\d|name|phone|tel)",
    r"(call|sms)[ _-]?(log|history|record)s?",
)
# Who a person is, where they live, what they dial: kept in the store's encrypted columns, never in a book.
IDENTITY: Final = (
    "姓名",
    "名字",
    "电话",
    "電話",
    "手机",
    "手機",
    "地址",
    "住址",
    "邮箱",
    "電郵",
    "身份证",
    "身分證",
    "证件号",
    "證件號",
    "微信",
    "银行卡",
    "卡号",
    "卡號",
    r"^(full|first|last|given|family|sur|customer|client|borrower|debtor)?[ _-]?name$",
    r"(^|[ _-])(phone|mobile|tel|telephone|msisdn|fax|e?mail|wechat|whatsapp|line[ _-]?id|qq)"
    r"([ _-]?(no|number|address|id))?\d*$",
    r"(^|[ _-])(street|address|addr)\d*$",
    r"^(id[ _-]?card|national[ _-]?id|ssn|passport|id[ _-]?no|id[ _-]?number)",
    r"(^|[ _-])(iban|pan|card[ _-]?(no|number))$",
)
_PHONE_BOOK: Final = re.compile("|".join(PHONE_BOOK), re.IGNORECASE)
_IDENTITY: Final = re.compile("|".join(IDENTITY), re.IGNORECASE)
PARQUET_MAGIC: Final = b"PAR1"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file read: `cells` named by its own columns, the line (Parquet: the row) of each, what was not read."""

    file: str
    cells: pl.DataFrame
    lines: Ints
    broken: tuple[Broken, ...]
    dropped: tuple[tuple[str, str], ...]  # column, why: phone-book · identity · not-mapped


def sort_of(column: str) -> str | None:
    """`phone-book` or `identity` where the name of a column says so, else None."""
    if _PHONE_BOOK.search(column):
        return "phone-book"
    return "identity" if _IDENTITY.search(column) else None


def read_sheet(folder: Path, source: Source, wanted: set[str], *, strict: bool) -> Sheet:
    """The columns of `wanted` (the file's own names) that the file has; none else is read.

    FileError where the file is absent, cut short or in another encoding; PhoneBookError under `strict` where it holds
    a phone book.
    """
    path = folder / source.path
    if not path.is_file():
        there = sorted(found.name for found in folder.iterdir() if found.is_file())
        raise FileError(
            f"{path} is not there.{near(source.path, there)} Mend its path in mapping.toml, or add the file."
        )
    names = _parquet_names(path) if _is_parquet(path) else None
    data = b"" if names is not None else _text(path, source.encoding)
    separator = ","
    if names is None:
        names, separator = header_of(data, source.separator)
    _distinct_names(path, names, wanted)
    dropped = tuple((name, sort_of(name) or "not-mapped") for name in names if name and name not in wanted)
    phone_book = [name for name, why in dropped if why == "phone-book"]
    if strict and phone_book:
        raise PhoneBookError(
            f"{path} holds a phone book (column '{phone_book[0]}'). Only people liable for a debt belong into a book: "
            f"have the file made without it, or import without --strict, which leaves the column unread."
        )
    read = [name for name in names if name in wanted]
    if _is_parquet(path):
        cells = _parquet(path, read)
        return Sheet(source.path, cells, np.arange(1, cells.height + 1, dtype=np.int64), (), dropped)
    rows = rows_of(data, separator, [names.index(name) for name in read], read)
    return Sheet(source.path, rows.cells, rows.lines, rows.broken, dropped)


def check_mapped(path: str, ours: str, theirs: str) -> None:
    """MappingError where a column that names or reaches somebody is mapped to a code or a text of ours."""
    sort = sort_of(theirs)
    if sort is not None:
        what = "people outside the debt" if sort == "phone-book" else "who somebody is or how to reach them"
        raise MappingError(
            f"{path}: '{ours}' is mapped to '{theirs}', which by its name holds {what}. A book holds codes alone: "
            f"map a code, or leave the column out."
        )


def _distinct_names(path: Path, names: list[str], wanted: set[str]) -> None:
    twice = next((name for name in names if name in wanted and names.count(name) > 1), None)
    if twice is not None:
        raise ColumnError(f"{path} has the column '{twice}' twice, so that it is not clear which is meant. Rename one.")


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() in (".parquet", ".pq")


def _text(path: Path, encoding: str) -> bytes:
    """The file's bytes in UTF-8, line ends as \\n or \\r\\n; FileError names the first byte that is not `encoding`."""
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FileError(f"{path} is UTF-16 (it begins with its mark). Save it as UTF-8 or GB18030.")
    if data[:4] == PARQUET_MAGIC:
        raise FileError(f"{path} is a Parquet file under another name. Rename it to end in .parquet.")
    if encoding == "gb18030":
        try:
            data = data.decode("gb18030").encode("utf-8")
        except UnicodeDecodeError as error:
            raise _not_encoded(path, data, "GB18030", error, 'Set encoding to what it is, e.g. "utf-8".') from error
    else:
        data = data.removeprefix(b"\xef\xbb\xbf")
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            hint = 'If it is GB18030 (GBK), write encoding = "gb18030" for it in mapping.toml; else save it as UTF-8.'
            raise _not_encoded(path, data, "UTF-8", error, hint) from error
    if b"\x00" in data:
        line = data.count(b"\n", 0, data.index(b"\x00")) + 1
        raise FileError(f"{path} holds a zero byte on line {line}, so it is no text or was damaged. Export it again.")
    if not data.strip():
        raise FileError(f"{path} is empty: not even a header. Export it again, or take it out of mapping.toml.")
    return data.replace(b"\r", b"\n") if b"\n" not in data else data


def _not_encoded(path: Path, data: bytes, name: str, error: UnicodeDecodeError, hint: str) -> FileError:
    line = data.count(b"\n", 0, error.start) + 1
    return FileError(f"{path} is not {name}: byte 0x{data[error.start]:02x} on line {line}. {hint}")


def _parquet_names(path: Path) -> list[str]:
    try:
        return list(pl.read_parquet_schema(path))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(path, error) from error


def _parquet(path: Path, names: list[str]) -> pl.DataFrame:
    try:
        return pl.read_parquet(path, columns=names)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> FileError:
    said = str(error).splitlines()[0][:120]
    return FileError(f"{path} is no whole Parquet file ({said}). It was cut short or damaged: export or copy it again.")
