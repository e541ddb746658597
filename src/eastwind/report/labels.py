"""Labels: what the codes of tables and law books are called on the page, in Chinese and in English.

In        codes of core.words, core.plan and core.reasons.
Out       a `Text` per code; a word that only the strategy knows keeps its spelling unless the caller names it.
Not here  sentences of reasons (core.reasons), of rules (the law books), of sections (templates).
Proof     tests/report/test_labels.py: no code of the house is without a label.
"""

from collections.abc import Mapping
from typing import Final

from eastwind.decide.offers.sentences import KIND
from eastwind.report.numbers import Text

BUCKETS: Final[dict[int, Text]] = {
    0: Text("M0 未逾期", "M0 current"),
    1: Text("M1 1–30 天", "M1 1–30 days"),
    2: Text("M2 31–60 天", "M2 31–60 days"),
    3: Text("M3 61–90 天", "M3 61–90 days"),
    4: Text("M4 91–120 天", "M4 91–120 days"),
    5: Text("M5 121–150 天", "M5 121–150 days"),
    6: Text("M6 151–180 天", "M6 151–180 days"),
    7: Text("M7 180 天以上", "M7 over 180 days"),
}
CHANNELS: Final[dict[str, Text]] = {
    "voice": Text("人工电话", "call"),
    "robocall": Text("自动语音", "recorded call"),
    "voicemail": Text("语音留言", "voicemail"),
    "sms": Text("短信", "text message"),
    "email": Text("电子邮件", "e-mail"),
    "app": Text("App 消息", "app message"),
    "social": Text("社交账号", "social message"),
    "letter": Text("信函", "letter"),
    "visit": Text("上门", "visit"),
    "furnish": Text("报送征信", "credit mark"),
    "placement": Text("委外", "placement"),
    "sale": Text("债权转让", "sale"),
    "court": Text("诉讼", "court"),
    "payment": Text("扣款", "debit"),
    "fee": Text("收费", "fee"),
    "agree": Text("达成安排", "agreement"),
}
TONES: Final[dict[str, Text]] = {
    "gentle": Text("温和", "gentle"),
    "plain": Text("平实", "plain"),
    "firm": Text("严肃", "firm"),
}
WAYS: Final[dict[str, Text]] = {
    "can-and-will": Text("有能力也有意愿", "can and will"),
    "will-but-cannot": Text("有意愿但有困难", "will but cannot"),
    "not-yet-in-touch": Text("似有能力，尚未联系上", "seems able, not yet in touch"),
    "care-first": Text("先关怀", "care first"),
}
WAYS_MEAN: Final[dict[str, Text]] = {
    "can-and-will": Text("温和提醒即可", "a gentle reminder is enough"),
    "will-but-cannot": Text("提供困难帮助与可负担的安排", "hardship help and payments that can be borne"),
    "not-yet-in-touch": Text("先平实沟通，证据充分时才用严肃语气", "plain words first; firm only on dated evidence"),
    "care-first": Text("先了解处境，不施压", "ask how things stand, without pressure"),
}
FORCES: Final[dict[str, Text]] = {
    "law": Text("法律法规", "law"),
    "presumption": Text("法律推定", "legal presumption"),
    "standard": Text("标准", "standard"),
    "guide": Text("自律指引", "guide"),
    "draft": Text("草案", "draft"),
    "policy": Text("本机构从严规定", "house rule"),
    "provider": Text("平台条款", "provider's terms"),
    "warning": Text("提示", "warning"),
}
# Stricter than the law by choice: a contact stopped by these alone would have been lawful.
OWN_FORCES: Final = ("policy", "provider")
CONFIDENCES: Final[dict[str, Text]] = {
    "source": Text("●●● 已读原文", "●●● text of the law read"),
    "secondary": Text("●●○ 据二手资料", "●●○ from a second-hand source"),
    "memory": Text("●○○ 凭记忆，待核对", "●○○ from memory, still to be checked"),
}
UNITS: Final[dict[str, Text]] = {
    "minutes": Text("分钟", "minutes"),
    "hours": Text("小时", "hours"),
    "messages": Text("条", "messages"),
    "calls": Text("通", "calls"),
    "letters": Text("封", "letters"),
    "visits": Text("次", "visits"),
}
# The words of the strategy that ships (decide/strategies); another strategy brings its own in `Day.labels`.
CAPACITIES: Final[dict[str, Text]] = {
    "agent_minutes": Text("坐席时间", "agents' time"),
    "senior_minutes": Text("资深坐席时间", "senior agents' time"),
    "letters": Text("信函", "letters"),
    "sms": Text("短信", "text messages"),
}
TREATMENTS: Final[dict[str, Text]] = {
    "help": Text("提供帮助", "offer of help"),
    "broken-promise": Text("询问未履行的承诺", "asking after a broken promise"),
    "agency-notice": Text("委外告知", "notice of placement"),
    "due-soon": Text("临近还款日提醒", "reminder before the due date"),
}
# Law books and stacks that ship, and the steps of a run (engine, cli).
BOOKS: Final[dict[str, Text]] = {
    "cn": Text("中国内地", "Mainland China"),
    "tw": Text("台湾地区", "Taiwan"),
    "us": Text("美国联邦", "United States, federal"),
    "us-ny": Text("美国纽约州", "New York"),
    "house": Text("本机构规定", "house book"),
}
STEPS: Final[dict[str, Text]] = {
    "make": Text("制作示例账册", "make the example book"),
    "read": Text("读取与核对", "read and check"),
    "consider": Text("评分、备选与合规判断", "score, weigh and judge"),
    "allocate": Text("分配人手与额度", "share out staff and messages"),
    "conclude": Text("写出决定", "write the decisions"),
    "compare": Text("比较三地法规", "compare the laws"),
    "other-strategy": Text("按另一份策略再决定一遍", "decide by the other strategy"),
    "log": Text("写入日志", "log"),
    "report": Text("制作本页", "draw this page"),
    "card": Text("制作模型卡", "draw the card"),
}
LANGUAGES: Final[dict[str, Text]] = {
    "zh": Text("中文", "Chinese"),
    "zh-Hans": Text("简体中文", "Simplified Chinese"),
    "zh-Hant": Text("繁体中文", "Traditional Chinese"),
    "en": Text("英文", "English"),
}
# Keys of a breach's evidence and columns of data tables, where readers meet them.
KEYS: Final[dict[str, Text]] = {
    "count": Text("已计次数", "counted"),
    "limit": Text("上限", "limit"),
    "first_at": Text("最早一次", "first"),
    "last_at": Text("最近一次", "last"),
    "opened_at": Text("开始于", "opened"),
    "until": Text("直到", "until"),
    "state": Text("状态", "state"),
    "items": Text("缺少或不许有的内容", "content lacking or forbidden"),
    "unknown": Text("未知的是", "not known"),
    "file": Text("文件", "file"),
    "line": Text("行", "line"),
    "column": Text("列", "column"),
    "value": Text("值", "value"),
    "reason": Text("原因", "reason"),
    "loan_id": Text("借据", "loan"),
    "person_id": Text("当事人", "person"),
    "computed": Text("系统计算的天数", "days computed"),
    "given": Text("贷款方给出的天数", "days given"),
    "used": Text("采用的天数", "days used"),
    "why": Text("为什么", "why"),
    # What may be unknown to a rule.
    "zone": Text("时区", "the time zone"),
    "history": Text("以往联系", "earlier contacts"),
    "calendar": Text("当天是否节假日", "whether the day is a holiday"),
    "fact": Text("规则所需的一项事实", "a fact the rule needs"),
}
NOT_SHOWN: Final = ("book", "kind")  # of the evidence: for machines, and told by the rule already
# Why one of two differing numbers of days past due was used (book.given).
WHY: Final[dict[str, Text]] = {
    "computed": Text("采用系统计算值", "the computed days are used"),
    "given": Text("采用贷款方给出值", "the lender's days are used"),
    "later": Text("采用较大值", "the later of the two is used"),
    "nothing-owed": Text("没有欠款，视为未逾期", "nothing is owed, so it is current"),
    "stale": Text("贷款方的数值已过期", "the lender's figure is out of date"),
    "not-yet-given": Text("贷款方当时尚未给出", "the lender had not yet given it"),
}
STATES: Final[dict[str, Text]] = {
    "dispute": Text("异议", "dispute"),
    "original_creditor_request": Text("询问原债权人", "asked for the original creditor"),
    "data_dispute": Text("个人信息异议", "dispute about data"),
    "attorney": Text("律师代理", "attorney"),
    "advice": Text("债务咨询", "debt advice"),
    "cease": Text("要求停止联系", "asked to cease"),
    "breathing_space": Text("债务喘息期", "breathing space"),
    "mental_health_crisis": Text("心理危机", "mental health crisis"),
    "debt_review": Text("债务重整", "debt review"),
    "bankruptcy": Text("破产", "bankruptcy"),
    "deceased": Text("去世", "deceased"),
    "minor": Text("未成年", "minor"),
    "incapacity": Text("无行为能力", "incapacity"),
    "incarcerated": Text("在押", "in prison"),
    "military": Text("服役", "military service"),
    "hardship": Text("困难", "hardship"),
    "arrangement": Text("还款安排", "arrangement"),
    "promise": Text("承诺还款", "promise"),
    "settled": Text("已结清（和解）", "settled"),
    "paid": Text("已还清", "paid"),
    "complaint": Text("投诉", "complaint"),
    "distress": Text("困境", "distress"),
    "vulnerable": Text("需要照顾", "vulnerable"),
    "adapted": Text("调整沟通方式", "adapted"),
    "occasion": Text("特殊时刻", "occasion"),
    "legal": Text("法律程序", "legal proceedings"),
    "judgment": Text("已有判决", "judgment"),
    "lost_contact": Text("失联", "lost contact"),
    "identity_theft": Text("身份被盗用", "identity theft"),
    "wrong_person": Text("找错人", "wrong person"),
}

OFFERS: Final = {kind: Text(*said) for kind, said in KIND.items()}
HOUSE: Final[dict[str, Text]] = {
    **CHANNELS,
    **TONES,
    **WAYS,
    **FORCES,
    **LANGUAGES,
    **BOOKS,
    **STEPS,
    **STATES,
    **KEYS,
    **OFFERS,
    "silence": Text("不打扰", "left in peace"),
    "creditor": Text("本机构", "the lender"),
    "buyer": Text("受让人", "the buyer of the debt"),
}


def label(word: str, own: Mapping[str, tuple[str, str]]) -> Text:
    """What `word` is called: by the caller's labels first, then the house's, else as it is spelled."""
    if word in own:
        return Text(*own[word])
    found = HOUSE.get(word)
    return found if found is not None else Text(word, word.replace("-", " ").replace("_", " "))


def collector(by: str | None) -> Text:
    """Who has the file, from the plan's `by`: creditor, buyer or agency:<name>."""
    if by is None:
        return Text("未知", "unknown")
    name = by.removeprefix("agency:")
    return label(by, {}) if name == by and by != "agency" else Text(f"代理机构 {name}", f"agency {name}")


def unit(word: str, own: Mapping[str, tuple[str, str]]) -> Text:
    """What a capacity is counted in; apart from `label`, as "letters" is a capacity too."""
    return Text(*own[word]) if word in own else UNITS.get(word) or label(word, own)


def capacity(word: str, own: Mapping[str, tuple[str, str]]) -> Text:
    """What a capacity is called."""
    return Text(*own[word]) if word in own else CAPACITIES.get(word) or label(word, own)


def treatment(word: str, own: Mapping[str, tuple[str, str]]) -> Text:
    """What a treatment is called: by its own label, or by the channel and tone that its name is made of."""
    if word in own:
        return Text(*own[word])
    if word in TREATMENTS:
        return TREATMENTS[word]
    head, _, tail = word.rpartition("-")
    head = "voice" if head == "call" else head
    if head in CHANNELS and tail in TONES:
        return Text(f"{CHANNELS[head].zh} · {TONES[tail].zh}", f"{TONES[tail].en} {CHANNELS[head].en}")
    return label(word, own)
