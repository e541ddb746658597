"""Features: what a model's features, halves and levels of drift are called on pages, in Chinese and in English.

In        names of assess.features.
Out       a `Text` for each; a feature nobody has named keeps its spelling.
Not here  what they are made of (assess.features), reasons told to people (core.reasons).
Proof     tests/report/test_features.py: no feature that a model may look at is without a name.
"""

import re
from typing import Final

from eastwind.report.numbers import Text

HALF: Final[dict[str, Text]] = {
    "ability": Text("能力", "ability"),
    "willingness": Text("意愿", "willingness"),
}
LEVEL: Final[dict[str, Text]] = {
    "steady": Text("稳定", "steady"),
    "shifted": Text("有变化", "shifted"),
    "moved": Text("明显变动", "moved"),
}
NAMES: Final[dict[str, Text]] = {
    "score": Text("评分", "the score"),
    "limit_minor": Text("额度", "credit limit"),
    "balance_minor": Text("最近账单", "latest bill"),
    "headroom_minor": Text("剩余额度", "limit left"),
    "utilisation_mean_bp": Text("额度使用率，平均", "use of the limit, mean"),
    "utilisation_max_bp": Text("额度使用率，最高", "use of the limit, highest"),
    "balance_change_1_bp": Text("账单一个月的变化", "change of the bill in a month"),
    "balance_change_3_bp": Text("账单三个月的变化", "change of the bill in three months"),
    "paid_mean_minor": Text("还款额，平均", "amount paid, mean"),
    "paid_max_minor": Text("还款额，最高", "amount paid, highest"),
    "paid_of_limit_bp": Text("还款额占额度", "amount paid as a share of the limit"),
    "burden_bp": Text("应还额与平时还款额之比", "what is asked over what is usually paid"),
    "asked_share_bp": Text("应还额占额度", "what is asked as a share of the limit"),
    "surplus_share_bp": Text("申报结余与应还额之比", "declared surplus over what is asked"),
    "late_max": Text("最长逾期月数", "most months late"),
    "late_sum": Text("逾期月数合计", "months late, summed"),
    "late_count": Text("逾期的账单数", "bills that were late"),
    "late_streak": Text("连续逾期的账单数", "bills late in a row"),
    "late_change": Text("逾期月数的变化", "change of months late"),
    "share_mean_bp": Text("还款占账单，平均", "share of the bill paid, mean"),
    "unpaid_count": Text("未还款的账单数", "bills with nothing paid"),
    "unpaid_streak": Text("连续未还款的月数", "months in a row with nothing paid"),
    "full_count": Text("全额还清的账单数", "bills paid in full"),
    "idle_count": Text("没有欠款的账单数", "bills with nothing owed"),
    "spent_late_bp": Text("逾期期间的消费占额度", "spent while late, as a share of the limit"),
    "promises_kept_bp": Text("履行的承诺", "promises kept"),
}
# Features that look at one bill after another: the number at the end says how many bills ago, 0 the latest.
SERIES: Final[dict[str, Text]] = {
    "utilisation_bp": Text("额度使用率", "use of the limit"),
    "paid_minor": Text("还款额", "amount paid"),
    "late": Text("逾期月数", "months late"),
    "share_bp": Text("还款占账单", "share of the bill paid"),
    "met_bp": Text("还款与应还额之比", "paid over what was asked"),
    "spent_bp": Text("消费占额度", "spent as a share of the limit"),
}


def feature(name: str) -> Text:
    """What a feature is called."""
    if name in NAMES:
        return NAMES[name]
    found = re.fullmatch(r"(.+)_(\d+)", name)
    if found is None or found[1] not in SERIES:
        return Text(name, name.replace("_", " "))
    said, ago = SERIES[found[1]], int(found[2])
    if ago == 0:
        return Text(f"{said.zh}，最近一期", f"{said.en}, latest bill")
    return Text(f"{said.zh}，{ago} 期前", f"{said.en}, {ago} {'bill' if ago == 1 else 'bills'} before")


def half(name: str) -> Text:
    """What a half is called."""
    return HALF[name]


def level(name: str) -> Text:
    """What a level of drift is called."""
    return LEVEL[name]
