"""Reasons: why a person was treated, or left in peace, or scored so, as codes with a sentence in each language.

In        nothing.
Out       `Reason` members and their sentences, for plan, report, desk and portal.
Not here  breaches of law: those carry the law book's own sentence and article (law).
Proof     tests/core/test_reasons.py: every member has both sentences, spelled like its neighbours.

Members keep their spelling for ever: they are stored, logged and sent to people. Retire, never reuse.
The sentences are written so that the person concerned may read them.
"""

from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """Why a decision came out as it did. The first that applies, in this order, is the main one."""

    # Silence because something stops contact.
    QUARANTINED = "quarantined"
    NOTHING_OWED = "nothing-owed"
    NOT_YET_DUE = "not-yet-due"
    WITHIN_GRACE = "within-grace"
    DISTRESS = "distress"
    HOLD_DECEASED = "hold-deceased"
    HOLD_DISPUTE = "hold-dispute"
    HOLD_HARDSHIP = "hold-hardship"
    HOLD_ARRANGEMENT = "hold-arrangement"
    HOLD_OTHER = "hold-other"
    PROMISE_RUNS = "promise-runs"
    PAID_LATELY = "paid-lately"
    SELF_CURE = "self-cure"
    NO_CONTACT_HELPS = "no-contact-helps"
    LAW_FORBIDS = "law-forbids"
    NO_POINT = "no-point"
    HARM_BOUND = "harm-bound"
    CAPACITY_USED = "capacity-used"
    # Contact, and what for.
    HELP_OWED = "help-owed"
    NOTICE_OWED = "notice-owed"
    REMIND = "remind"
    REMIND_DUE_SOON = "remind-due-soon"
    ASK_BROKEN_PROMISE = "ask-broken-promise"
    SEEK_TALK = "seek-talk"
    EXPLORED = "explored"
    # Ability: what the person seems to have.
    INCOME_UNKNOWN = "income-unknown"
    SURPLUS_COVERS = "surplus-covers"
    SURPLUS_SHORT = "surplus-short"
    NO_SURPLUS = "no-surplus"
    PAID_CONTRACT_90D = "paid-contract-90d"
    UTILISATION_HIGH = "utilisation-high"
    UTILISATION_LOW = "utilisation-low"
    BURDEN_HIGH = "burden-high"
    BURDEN_LOW = "burden-low"
    SEVERAL_LOANS_LATE = "several-loans-late"
    # Willingness: what the person did.
    PAID_ON_TIME_MOSTLY = "paid-on-time-mostly"
    PAID_LATE_OFTEN = "paid-late-often"
    PAID_PART_LATELY = "paid-part-lately"
    PAID_NOTHING_90D = "paid-nothing-90d"
    CURED_BEFORE = "cured-before"
    PROMISES_KEPT = "promises-kept"
    PROMISES_BROKEN = "promises-broken"
    REPLIED_LATELY = "replied-lately"
    NOT_YET_REACHED = "not-yet-reached"
    NEVER_PAID = "never-paid"
    LATE_LONG = "late-long"
    LATE_SHORT = "late-short"
    # Silence, added later: places are stored, so new members stand last.
    AMOUNT_UNKNOWN = "amount-unknown"
    # Of a trained model, added later.
    LATE_NOW = "late-now"
    LATE_MONTHS = "late-months"
    LATE_LESS = "late-less"
    PAID_SMALL_SHARE = "paid-small-share"
    PAID_LARGE_SHARE = "paid-large-share"
    BILLS_UNPAID = "bills-unpaid"
    BILLS_ALL_PAID = "bills-all-paid"
    BILLS_PAID_IN_FULL = "bills-paid-in-full"
    SPENT_WHILE_LATE = "spent-while-late"
    BALANCE_RISEN = "balance-risen"
    BALANCE_FALLEN = "balance-fallen"
    NOTHING_PAID_LATELY = "nothing-paid-lately"
    PAID_MUCH_BEFORE = "paid-much-before"


SENTENCES: Final[dict[Reason, dict[str, str]]] = {
    Reason.QUARANTINED: {
        "en": "Something in the file could not be read, so nobody is contacted until it is put right.",
        "zh": "档案中有内容无法读取，更正之前不联系本人。",
    },
    Reason.NOTHING_OWED: {"en": "Nothing is owed.", "zh": "没有欠款。"},
    Reason.NOT_YET_DUE: {"en": "Nothing is past due.", "zh": "没有逾期款项。"},
    Reason.WITHIN_GRACE: {"en": "The days of grace are still running.", "zh": "仍在宽限期内。"},
    Reason.DISTRESS: {
        "en": "The person may be in distress: a human looks after them, and nothing else is sent.",
        "zh": "当事人可能处于困境：由专人关怀，不发送其他任何内容。",
    },
    Reason.HOLD_DECEASED: {
        "en": "The person has died or cannot act for themselves.",
        "zh": "当事人已去世或无法自行处理事务。",
    },
    Reason.HOLD_DISPUTE: {"en": "The debt is disputed and being checked.", "zh": "对债务有异议，正在核实。"},
    Reason.HOLD_HARDSHIP: {"en": "Hardship was reported; help comes first.", "zh": "已报告困难，先提供帮助。"},
    Reason.HOLD_ARRANGEMENT: {"en": "An arrangement is running and being kept.", "zh": "还款安排正在履行。"},
    Reason.HOLD_OTHER: {"en": "A hold stops all contact.", "zh": "处于暂停催收状态，停止一切联系。"},
    Reason.PROMISE_RUNS: {"en": "A promise runs and is not yet due.", "zh": "承诺还款尚未到期。"},
    Reason.PAID_LATELY: {
        "en": "Money came in during the last days: quiet until the next due date.",
        "zh": "近日已有还款：在下一个还款日之前不打扰。",
    },
    Reason.SELF_CURE: {
        "en": "The person usually pays within days without being asked.",
        "zh": "当事人通常在几天内自行还款，无需提醒。",
    },
    Reason.NO_CONTACT_HELPS: {
        "en": "No contact would help more than it costs and disturbs.",
        "zh": "没有任何联系的益处能超过其成本与打扰。",
    },
    Reason.LAW_FORBIDS: {
        "en": "Law or the house's own rules forbid every contact today.",
        "zh": "今天法规或本机构规定不允许任何联系。",
    },
    Reason.NO_POINT: {"en": "No valid way to reach the person is known.", "zh": "没有可用的有效联系方式。"},
    Reason.HARM_BOUND: {
        "en": "A further contact would pass the bound on what one person may be burdened with.",
        "zh": "再次联系将超过对单个人打扰的上限。",
    },
    Reason.CAPACITY_USED: {
        "en": "Today's staff and messages help more elsewhere.",
        "zh": "今天的人手与信息额度用于更能帮到的人。",
    },
    Reason.HELP_OWED: {"en": "Help is offered, whatever else is decided.", "zh": "无论如何，都应提供帮助。"},
    Reason.NOTICE_OWED: {"en": "A notice is owed before the next step.", "zh": "下一步之前须先行告知。"},
    Reason.REMIND: {"en": "A friendly reminder is likely to help.", "zh": "友好提醒可能有帮助。"},
    Reason.REMIND_DUE_SOON: {"en": "A payment falls due within days.", "zh": "还款日将在几天内到来。"},
    Reason.ASK_BROKEN_PROMISE: {
        "en": "A promise was not kept: we ask whether something is wrong.",
        "zh": "承诺未能履行：先询问是否遇到困难。",
    },
    Reason.SEEK_TALK: {
        "en": "A talk would show what is possible; none has taken place lately.",
        "zh": "近期没有沟通，谈一谈有助于找到可行办法。",
    },
    Reason.EXPLORED: {
        "en": "Chosen by lot among equally gentle ways, to learn what helps.",
        "zh": "在同样温和的方式中随机选取，以了解哪种更有帮助。",
    },
    Reason.INCOME_UNKNOWN: {
        "en": "Income is not known, so nothing above the contract is proposed.",
        "zh": "收入未知，因此不提出高于合同的还款。",
    },
    Reason.SURPLUS_COVERS: {
        "en": "Income after living costs covers what is due.",
        "zh": "扣除生活开支后的收入足以支付应还款项。",
    },
    Reason.SURPLUS_SHORT: {
        "en": "Income after living costs covers only part of what is due.",
        "zh": "扣除生活开支后的收入只够支付部分应还款项。",
    },
    Reason.NO_SURPLUS: {"en": "Nothing is left after living costs.", "zh": "扣除生活开支后没有结余。"},
    Reason.PAID_CONTRACT_90D: {
        "en": "A full instalment was paid in the last 90 days.",
        "zh": "最近 90 天内付过至少一期足额款项。",
    },
    Reason.UTILISATION_HIGH: {"en": "The credit limit is nearly used up.", "zh": "授信额度几乎用尽。"},
    Reason.UTILISATION_LOW: {"en": "Much of the credit limit is unused.", "zh": "授信额度大部分未使用。"},
    Reason.BURDEN_HIGH: {
        "en": "What is due is large beside what is usually paid.",
        "zh": "应还金额相对以往还款较大。",
    },
    Reason.BURDEN_LOW: {"en": "What is due is small beside what is usually paid.", "zh": "应还金额相对以往还款较小。"},
    Reason.SEVERAL_LOANS_LATE: {"en": "Several loans are late.", "zh": "有多笔借款逾期。"},
    Reason.PAID_ON_TIME_MOSTLY: {"en": "Most instalments were paid on time.", "zh": "多数期次按时还款。"},
    Reason.PAID_LATE_OFTEN: {"en": "Several instalments were paid late.", "zh": "有多期逾期还款。"},
    Reason.PAID_PART_LATELY: {"en": "A payment came in during the last 30 days.", "zh": "最近 30 天内有过还款。"},
    Reason.PAID_NOTHING_90D: {"en": "Nothing was paid in the last 90 days.", "zh": "最近 90 天没有还款。"},
    Reason.CURED_BEFORE: {"en": "Came back to current before.", "zh": "以往逾期后曾恢复正常。"},
    Reason.PROMISES_KEPT: {"en": "Promises were kept.", "zh": "以往承诺均已履行。"},
    Reason.PROMISES_BROKEN: {"en": "Promises could not be kept.", "zh": "以往承诺未能履行。"},
    Reason.REPLIED_LATELY: {
        "en": "Replied or talked with us in the last 60 days.",
        "zh": "最近 60 天内有过回复或沟通。",
    },
    Reason.NOT_YET_REACHED: {
        "en": "Not yet reached: that says nothing of the will to pay.",
        "zh": "尚未联系上：这不说明还款意愿。",
    },
    Reason.NEVER_PAID: {"en": "No payment has been made so far.", "zh": "至今没有任何还款。"},
    Reason.LATE_LONG: {"en": "Late for more than 90 days.", "zh": "逾期超过 90 天。"},
    Reason.AMOUNT_UNKNOWN: {
        "en": "The lender counts days past due, but its records show no amount for them: nobody is asked meanwhile.",
        "zh": "机构记录了逾期天数，但账目中没有对应的逾期金额：核实之前不联系。",
    },
    Reason.LATE_SHORT: {"en": "Late for a few days only.", "zh": "仅逾期数天。"},
    Reason.LATE_NOW: {"en": "Late at the latest bill.", "zh": "最近一期账单处于逾期。"},
    Reason.LATE_MONTHS: {"en": "Late for several bills in a row.", "zh": "连续多期账单逾期。"},
    Reason.LATE_LESS: {"en": "Less late than a bill before.", "zh": "逾期期数比上一期减少。"},
    Reason.PAID_SMALL_SHARE: {
        "en": "Of the last bills at most a tenth was paid on average.",
        "zh": "最近几期账单平均支付不超过一成。",
    },
    Reason.PAID_LARGE_SHARE: {
        "en": "Of the last bills at least half was paid on average.",
        "zh": "最近几期账单平均支付至少一半。",
    },
    Reason.BILLS_UNPAID: {
        "en": "Two or more of the last bills had no payment.",
        "zh": "最近几期账单中有两期或以上没有还款。",
    },
    Reason.BILLS_ALL_PAID: {"en": "Every one of the last bills had a payment.", "zh": "最近每期账单都有还款。"},
    Reason.BILLS_PAID_IN_FULL: {
        "en": "Three or more of the last bills were paid in full.",
        "zh": "最近几期账单中有三期或以上全额还清。",
    },
    Reason.SPENT_WHILE_LATE: {"en": "More was spent while payments were late.", "zh": "逾期期间仍有新增消费。"},
    Reason.BALANCE_RISEN: {"en": "What is owed has grown over the last bills.", "zh": "最近几期欠款增加。"},
    Reason.BALANCE_FALLEN: {"en": "What is owed has shrunk over the last bills.", "zh": "最近几期欠款减少。"},
    Reason.NOTHING_PAID_LATELY: {"en": "None of the last bills had a payment.", "zh": "最近几期均没有还款。"},
    Reason.PAID_MUCH_BEFORE: {
        "en": "Payments were a good part of the limit over the last bills.",
        "zh": "最近几期还款占额度的较大部分。",
    },
}

REASONS: Final = tuple(reason.value for reason in Reason)


def sentence(reason: str, language: str) -> str:
    """The sentence of a reason in `zh` or `en`."""
    return SENTENCES[Reason(reason)][language]
