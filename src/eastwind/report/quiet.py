"""Quiet: who was not chosen for contact, by reason, gathered by what a head of collections would do about it.

In        the plan's cube (tally).
Out       groups of reasons with whole numbers of people, and the sentence of each reason.
Not here  the sentences (core.reasons), what the law stopped (stopped).
Proof     tests/report/test_quiet.py compares every figure with a row-by-row reading.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from eastwind.core.reasons import Reason, sentence
from eastwind.report.numbers import Text

# Silence, gathered by what a head of collections would do about it.
PEACE: Final[tuple[tuple[Text, Text, tuple[Reason, ...]], ...]] = (
    (
        Text("只发送固定的内容", "Only what is fixed is sent"),
        Text(
            "除告知、到期提醒或帮助外，不再联系。",
            "A notice, a reminder before the due date or an offer of help, and nothing else.",
        ),
        (Reason.REMIND_DUE_SOON, Reason.HELP_OWED, Reason.NOTICE_OWED, Reason.ASK_BROKEN_PROMISE),
    ),
    (
        Text("没有可催的款项", "Nothing to ask for"),
        Text(
            "没有欠款、尚未到期、仍在宽限期内，或说不清逾期金额。",
            "Nothing is owed, nothing is due yet, grace still runs, or no amount can be shown.",
        ),
        (Reason.NOTHING_OWED, Reason.NOT_YET_DUE, Reason.WITHIN_GRACE, Reason.AMOUNT_UNKNOWN),
    ),
    (
        Text("受到保护", "Protected"),
        Text(
            "困境、异议、困难或其他暂停状态：只有人可以解除。",
            "Distress, dispute, hardship or another hold: only people lift it.",
        ),
        (
            Reason.DISTRESS,
            Reason.HOLD_DECEASED,
            Reason.HOLD_DISPUTE,
            Reason.HOLD_HARDSHIP,
            Reason.HOLD_OTHER,
        ),
    ),
    (
        Text("已在还款的路上", "Already on the way"),
        Text(
            "有承诺、有安排、刚还款，或通常会自行还款。",
            "A promise or arrangement runs, money just came, or it usually comes unasked.",
        ),
        (Reason.HOLD_ARRANGEMENT, Reason.PROMISE_RUNS, Reason.PAID_LATELY, Reason.SELF_CURE),
    ),
    (
        Text("联系无益", "Contact would not help"),
        Text(
            "益处抵不过成本与打扰，或已到打扰上限。",
            "It would cost or disturb more than it brings, or the person has heard enough.",
        ),
        (Reason.NO_CONTACT_HELPS, Reason.HARM_BOUND),
    ),
    (
        Text("法规不允许", "The law says no"),
        Text(
            "今天没有任何合规的联系方式；何时恢复见下一节。",
            "No lawful contact exists today; the next section says when one does.",
        ),
        (Reason.LAW_FORBIDS,),
    ),
    (
        Text("做不到", "Out of reach"),
        Text(
            "没有有效联系方式，或今天的人手与额度已用于更能帮到的人。",
            "No valid way to reach them, or today's staff and messages help more elsewhere.",
        ),
        (Reason.NO_POINT, Reason.CAPACITY_USED),
    ),
)
PEACE_REST: Final = Text("其他", "Other")


@dataclass(frozen=True, slots=True)
class Quiet:
    """One reason for silence, with its sentence."""

    says: Text
    people: int


@dataclass(frozen=True, slots=True)
class QuietGroup:
    """Reasons for silence that call for the same answer."""

    name: Text
    means: Text
    people: int
    reasons: tuple[Quiet, ...]

    @property
    def longest(self) -> int:
        """The people of its most frequent reason, for the scale of bars."""
        return max(row.people for row in self.reasons)


def peace(table: pl.DataFrame) -> list[QuietGroup]:
    """Silence by reason, gathered in the groups of labels.PEACE; groups without people are left out."""
    silent = table.filter(pl.col("quiet") & ~pl.col("owed"))
    found: dict[str | None, int] = dict(silent.group_by("reason").agg(pl.col("people").sum()).iter_rows())
    groups = []
    for name, means, reasons in PEACE:
        rows = [Quiet(_sentence(reason.value), found.pop(reason.value)) for reason in reasons if reason.value in found]
        if rows:
            groups.append(_group(name, means, rows))
    rest = [Quiet(_sentence(reason), people) for reason, people in found.items()]
    if rest:
        groups.append(_group(PEACE_REST, Text("", ""), rest))
    return groups


def _group(name: Text, means: Text, rows: list[Quiet]) -> QuietGroup:
    rows.sort(key=lambda row: (-row.people, row.says))
    return QuietGroup(name, means, sum(row.people for row in rows), tuple(rows))


def _sentence(reason: str | None) -> Text:
    if reason is None:
        return Text("未注明原因。", "No reason was given.")
    return Text(sentence(reason, "zh"), sentence(reason, "en"))
