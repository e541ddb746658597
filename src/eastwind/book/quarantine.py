"""Quarantine: rows that did not land, each with the file, line, column and value that kept it out, and why.

In        what parsing and checking found.
Out       the quarantine frame; the reasons with a sentence in each language.
Not here  finding them (cells, checks).
Proof     tests/book/test_quarantine.py plants one row of every reason.

Members keep their spelling for ever: they are stored and reported. Retire, never reuse.
"""

from enum import StrEnum
from typing import Final

import polars as pl

from eastwind.core.facts import Schema


class Flaw(StrEnum):
    """Why a row did not land."""

    FIELDS = "fields"
    QUOTES = "quotes"
    EMPTY = "empty"
    NOT_A_CODE = "not-a-code"
    NOT_AN_AMOUNT = "not-an-amount"
    NEGATIVE = "negative"
    NO_MONEY = "no-money"
    ABSURD = "absurd"
    NOT_A_NUMBER = "not-a-number"
    NOT_A_DATE = "not-a-date"
    IMPOSSIBLE_DATE = "impossible-date"
    NOT_A_TIME = "not-a-time"
    IMPOSSIBLE_TIME = "impossible-time"
    UNKNOWN_WORD = "unknown-word"
    UNKNOWN_CURRENCY = "unknown-currency"
    OTHER_CURRENCY = "other-currency"
    UNKNOWN_PLACE = "unknown-place"
    UNKNOWN_ZONE = "unknown-zone"
    OTHER_ZONE = "other-zone"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    ORPHAN_LOAN = "orphan-loan"
    ORPHAN_PERSON = "orphan-person"
    ORPHAN_LENDER = "orphan-lender"
    OWNER_QUARANTINED = "owner-quarantined"
    NOBODY_LIABLE = "nobody-liable"
    NOT_LIABLE = "not-liable"
    BEFORE = "before"
    TWO_SCHEDULES = "two-schedules"
    REVERSES_NOTHING = "reverses-nothing"
    REVERSES_TOO_MUCH = "reverses-too-much"
    ALTERED = "altered"
    CANNOT_DELETE = "cannot-delete"


SENTENCES: Final[dict[Flaw, tuple[str, str]]] = {
    Flaw.FIELDS: ("The row has more or fewer cells than the header.", "这一行的列数与表头不符。"),
    Flaw.QUOTES: ("A quotation mark is not closed or stands inside a cell.", "引号没有闭合，或者出现在单元格中间。"),
    Flaw.EMPTY: ("The cell is empty, and the table needs a value.", "必填的单元格为空。"),
    Flaw.NOT_A_CODE: (
        "The value is a number to dial, an address or an identity number, not a code.",
        "该值是电话号码、地址或证件号码，而不是代码。",
    ),
    Flaw.NOT_AN_AMOUNT: ("The value is no amount of the currency.", "该值不是这种货币的金额。"),
    Flaw.NEGATIVE: ("The value is negative where only zero or more makes sense.", "该值为负数，而此处只能为零或正数。"),
    Flaw.NO_MONEY: ("The amount is zero where money moves.", "有资金往来时金额不能为零。"),
    Flaw.ABSURD: ("The value is larger than any that can be meant.", "该值大得不合情理。"),
    Flaw.NOT_A_NUMBER: ("The value is no whole number.", "该值不是整数。"),
    Flaw.NOT_A_DATE: (
        "The value is no date of the forms that the mapping names.",
        "该值不符合映射文件所列的日期格式。",
    ),
    Flaw.IMPOSSIBLE_DATE: (
        "There is no such day in the calendar, or it is out of range.",
        "日历上没有这一天，或者超出范围。",
    ),
    Flaw.NOT_A_TIME: (
        "The value is no point in time of the forms that the mapping names.",
        "该值不符合映射文件所列的时间格式。",
    ),
    Flaw.IMPOSSIBLE_TIME: ("There is no such point in time.", "不存在这个时间点。"),
    Flaw.UNKNOWN_WORD: ("The word is none that this column knows.", "该列没有这个词。"),
    Flaw.UNKNOWN_CURRENCY: ("The currency is none of ISO 4217 that we know.", "未知的货币代码。"),
    Flaw.OTHER_CURRENCY: (
        "The currency is not that of the book; a book has one currency.",
        "货币与账册不一致，一本账册只用一种货币。",
    ),
    Flaw.UNKNOWN_PLACE: (
        "The place is written neither as ISO 3166 nor as UN/LOCODE.",
        "地点既不是 ISO 3166 代码，也不是 UN/LOCODE。",
    ),
    Flaw.UNKNOWN_ZONE: ("The time zone is none of the IANA database.", "IANA 时区库中没有这个时区。"),
    Flaw.OTHER_ZONE: (
        "The lender counts its days in another zone than the book; give it a book of its own.",
        "该机构的时区与账册不一致，请另立账册。",
    ),
    Flaw.DUPLICATE: (
        "A row with the same key and the same content stands before it.",
        "前面已有键值和内容都相同的行。",
    ),
    Flaw.CONFLICT: (
        "Rows with the same key differ, and it is not clear which is right.",
        "键值相同的行内容不同，无法判断哪一行正确。",
    ),
    Flaw.ORPHAN_LOAN: ("There is no such loan in the book.", "账册中没有这笔借据。"),
    Flaw.ORPHAN_PERSON: ("There is no such person in the book.", "账册中没有这个当事人。"),
    Flaw.ORPHAN_LENDER: ("There is no such lender in the book.", "账册中没有这家机构。"),
    Flaw.OWNER_QUARANTINED: ("The loan or person it belongs to is in quarantine.", "它所属的借据或当事人已被隔离。"),
    Flaw.NOBODY_LIABLE: ("Nobody is liable for the loan.", "没有人对这笔借据负有责任。"),
    Flaw.NOT_LIABLE: ("The person is not liable for the loan.", "该当事人对这笔借据没有责任。"),
    Flaw.BEFORE: ("The later of two days stands before the earlier.", "两个日期的先后颠倒。"),
    Flaw.TWO_SCHEDULES: (
        "The loan has instalments and statements; it can be late by one of them only.",
        "同一借据既有分期又有账单，只能按其中一种计算逾期。",
    ),
    Flaw.REVERSES_NOTHING: ("It takes back an entry that the loan does not have.", "所冲销的记录在该借据下不存在。"),
    Flaw.REVERSES_TOO_MUCH: ("It takes back more than there was.", "冲销金额超过原金额。"),
    Flaw.ALTERED: (
        "An entry of that id stands with other content; take it back by a reversal, then enter it anew.",
        "同一编号的记录内容不同，请先冲销再重新录入。",
    ),
    Flaw.CANNOT_DELETE: (
        "Money, contacts and decisions are never deleted; enter a reversal or a closing.",
        "资金与联系记录不得删除，请录入冲销或关闭。",
    ),
}

QUARANTINE: Final[Schema] = {
    "table": pl.String(),
    "file": pl.String(),
    "line": pl.Int64(),  # of a Parquet file: the row
    "column": pl.String(),  # the file's own name; null = the whole row
    "value": pl.String(),
    "reason": pl.Enum([flaw.value for flaw in Flaw]),
    "says_en": pl.String(),
    "says_zh": pl.String(),
    "key": pl.String(),  # the row's key where it can be read
    "loan_id": pl.String(),
    "person_id": pl.String(),
}


def with_sentences(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with the columns of a quarantine frame but the sentences, as one, in a fixed order."""
    english = {flaw.value: en for flaw, (en, _) in SENTENCES.items()}
    chinese = {flaw.value: zh for flaw, (_, zh) in SENTENCES.items()}
    return (
        rows.with_columns(
            pl.col("reason").replace_strict(english, return_dtype=pl.String).alias("says_en"),
            pl.col("reason").replace_strict(chinese, return_dtype=pl.String).alias("says_zh"),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in QUARANTINE.items())
        .unique(maintain_order=True)
        .sort("table", "file", "line", "column", "reason", nulls_last=False, maintain_order=True)
    )
