"""Sentences: every word that an offer is told in, Chinese and English, for the person concerned to read.

In        nothing.
Out       names of kinds and lines, why a kind is not open, what is asked where something is missing.
Not here  putting them together (telling).
Proof     tests/decide/offers/test_telling.py: every code has both sentences.
"""

from typing import Final, NamedTuple


class Both(NamedTuple):
    """One sentence in both languages."""

    zh: str
    en: str


KIND: Final = {
    "catch-up": Both("分次补缴", "catch up in parts"),
    "extension": Both("延长期限", "longer term"),
    "lower-instalment": Both("降低每期金额", "lower instalment"),
    "settlement": Both("协商结清", "settlement"),
    "token": Both("小额暂付", "token payment"),
    "pause": Both("暂缓还款", "pause"),
}
MEANS: Final = {
    "catch-up": Both(
        "合同照常履行，逾期部分分几次随每期一并还清。",
        "The contract goes on; what is past due is paid beside it in parts.",
    ),
    "extension": Both(
        "每期不超过合同金额，还到全部还清为止；逾期部分移到最后。",
        "Never more a month than the contract, until all is paid; what is past due moves to the end.",
    ),
    "lower-instalment": Both(
        "全部借款合在一起，按负担得起的金额重新分期。",
        "All loans together, spread anew at what is affordable.",
    ),
    "settlement": Both(
        "还清约定的部分，其余不再追讨。",
        "An agreed part is paid and ends the debt; the rest is not asked for again.",
    ),
    "token": Both(
        "几个月内每月只付很小一笔，之后重新看家庭收支。",
        "A small sum a month for some months; then the household's means are seen anew.",
    ),
    "pause": Both(
        "几个月内不用还款，之后重新看家庭收支。",
        "Nothing to pay for some months; then the household's means are seen anew.",
    ),
}
SHUT: Final = {
    "nothing-late": Both("没有逾期，用不着。", "nothing is past due, so it is not needed."),
    "ask-first": Both(
        "收支还没有全部告知，不提出高于合同的还款。",
        "not everything about income and costs is known, so nothing above the contract is proposed.",
    ),
    "rate-unknown": Both("利率不明，算不出总共要还多少。", "the rate is not known, so the total cannot be said."),
    "no-contract-payment": Both("合同没有约定每月还款额。", "the contract names no monthly payment."),
    "not-in-matrix": Both("机构的结清条件不含这类借款。", "the lender settles no debt of this age and product."),
    "above-ceiling": Both("超过每月能负担的上限。", "it would ask for more than can be afforded."),
    "too-many-months": Both(
        "按负担得起的金额，允许的最长期限内还不清。",
        "at what is affordable it would take longer than the policy allows.",
    ),
    "below-least": Both("每月金额太小，不足以成为还款计划。", "the monthly sum would be too small for a plan."),
    "better-open": Both("已有对本人更合适的方案。", "something that suits better is open."),
}
ASK: Final = {
    "income": Both("每月到手的收入是多少？", "What income comes in a month, after tax?"),
    "income-implausible": Both(
        "记录的收入高得不合常理，可能是单位写错了：每月到手收入究竟是多少？",
        "The income on record is beyond belief, perhaps in the wrong unit: what comes in a month, after tax?",
    ),
    "living-cost": Both("全家每月合理的生活开支是多少？", "What does the household reasonably need a month to live?"),
    "household": Both("家里有几个人靠这份收入生活？", "How many people depend on this income?"),
    "published-cost": Both(
        "（由机构补充）公布的生活费标准未覆盖这一天。",
        "(For the lender) The published cost of living does not cover this day; add the figures of the year.",
    ),
    "priority-bills": Both(
        "房租、水电、税费、抚养费等必须先付的每月是多少？",
        "What do rent, energy, tax and maintenance come to a month?",
    ),
    "other-debts": Both("每月还给其他机构的约定金额是多少？", "What is agreed to be paid to other lenders a month?"),
}
LINE: Final = {
    "income": Both("收入", "income"),
    "living": Both("− 生活开支（申报与公布标准取较高者）", "− cost of living (the higher of declared and published)"),
    "declared": Both("申报", "declared"),
    "published": Both("公布", "published"),
    "bills": Both("− 必须先付的账单", "− priority bills"),
    "buffer": Both("− 预留（收入的一成）", "− buffer (a tenth of the income)"),
    "left": Both("= 可用于还债", "= left for debts"),
    "others": Both("− 其他债权人的公平份额", "− a fair share for other creditors"),
    "surplus": Both("= 结余", "= surplus"),
    "ceiling": Both("每月上限（本机构全部借款合计）", "most that may be asked a month (all loans with us)"),
    "ours": Both("合同每月应还（本机构全部借款）", "contract a month (all loans with us)"),
}
SAY: Final = {
    "surplus": Both("每月收支", "The month, line by line"),
    "unknown": Both("未告知", "not told"),
    "told": Both("告知于 {on}", "told, as of {on}"),
    "none-known": Both("无公布标准", "none known"),
    "uncovered": Both("公布标准未覆盖这一天", "no figure covers this day"),
    "confidence": Both("可信度：{word}", "confidence: {word}"),
    "source": Both("原文核对", "source"),
    "secondary": Both("二手来源", "secondary"),
    "memory": Both("凭记忆，待核对", "from memory, to be confirmed"),
    "share": Both(
        "按各债权人约定还款比例分配，各家不超过约定金额", "by contractual payments, to none more than its own"
    ),
    "ask": Both("还需要了解", "To be asked"),
    "best": Both("最合适", "Best"),
    "also": Both("也可以选择", "Also open"),
    "shut": Both("不适用", "Not open"),
    "nothing": Both("目前没有可提出的方案，请专人与本人商量。", "Nothing can be offered now; a person talks it over."),
    "current": Both("没有逾期，不需要方案。", "Nothing is past due; no offer is needed."),
    "months": Both("{n} 个月", "{n} months"),
    "month": Both("1 个月", "1 month"),
    "instalment": Both("每月 {amount}", "{amount} a month"),
    "beside": Both("连同合同每期共 {amount}", "{amount} with the contract's own instalment"),
    "until": Both("到 {on} 结束", "until {on}"),
    "total": Both("共还 {amount}", "{amount} in all"),
    "after": Both("之后仍欠 {amount}", "{amount} still owed after it"),
    "same": Both("与合同总额相同", "the same as the contract in all"),
    "more": Both("比合同多 {amount}", "{amount} more than the contract"),
    "less": Both("比合同少 {amount}", "{amount} less than the contract"),
    "interest-stopped": Both("利息自今日起停止", "interest stops today"),
    "interest-scheduled": Both("只收合同已约定的利息，不再增加", "the contract's interest and no more"),
    "interest-runs": Both("按合同利率继续计息", "interest runs on at the contract's rate"),
    "late-stopped": Both("不收逾期费用", "no late charges"),
    "late-runs": Both("逾期费用继续计算", "late charges run on"),
    "approval": Both("须指定人员批准", "needs a named person's consent"),
    "dates": Both("还款日", "Due dates"),
    "dates-beside": Both("合同以外的还款日", "Due dates of what comes beside the contract"),
    "valid": Both("有效至 {on}。", "Valid until {on}."),
    "rounding": Both(
        "每期向上取整到实际支付的最小金额，最后一期为余额。",
        "Instalments are rounded up to the smallest sum paid in practice; the last takes the rest.",
    ),
}  # fmt: skip
