"""Markers: how each content item shows in a text, and the words that no text or no short text may hold.

In        a rendered text and the parameters it was made of.
Out       `MARKERS`: for each item a check, true where the text really holds it; word lists in zh and en.
Not here  finding items in anybody's text (text): here the parameters are known, and a sum or a name is looked for.
Proof     tests/notices/test_proof.py: each marker finds its item, and misses it once it is taken out.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from eastwind.notices.forms import day, sum_of
from eastwind.notices.library import Template
from eastwind.notices.parameters import Itemization, Line, Parameters


@dataclass(frozen=True, slots=True)
class Said:
    """A text with what it was made of."""

    text: str
    template: Template
    given: Parameters

    def has(self, value: object) -> bool:
        """True where a value of the parameters stands in the text, in the form of its language."""
        language = self.template.language
        if value is None:
            return False
        return (day(value, language) if isinstance(value, date) else str(value)) in self.text

    def sum(self, minor: int | None, currency: str | None) -> bool:
        """True where a sum stands in the text."""
        if minor is None or currency is None:
            return False
        return sum_of(minor, currency, self.template.language) in self.text

    def phrase(self, en: str, zh: str) -> bool:
        """True where the words of the text's language are found; `zh` serves both scripts."""
        return re.search(en if self.template.language == "en" else zh, self.text, re.IGNORECASE) is not None


Marker = Callable[[Said], bool]


def _phrase(en: str, zh: str) -> Marker:
    return lambda said: said.phrase(en, zh)


def _given(*names: str) -> Marker:
    """All of these parameters stand in the text."""
    return lambda said: all(said.has(getattr(said.given, name)) for name in names)


def _all(*markers: Marker) -> Marker:
    return lambda said: all(marker(said) for marker in markers)


def _creditor(said: Said) -> bool:
    return said.has(said.given.lender) or said.has(said.given.lender_short)


def _speaker(said: Said) -> bool:
    if said.template.by == "creditor":
        return _creditor(said)
    return said.has(said.given.agency) or said.has(said.given.agency_short)


def _item(check: Callable[[Said, Itemization], bool]) -> Marker:
    return lambda said: said.given.itemization is not None and check(said, said.given.itemization)


def _lines(check: Callable[[Said, Line], bool]) -> Marker:
    return lambda said: bool(said.given.lines) and all(check(said, line) for line in said.given.lines or ())


def _amount(said: Said) -> bool:
    """The sum that the text is about: of the lines, of the itemization, of the payment."""
    given, item = said.given, said.given.itemization
    if said.template.family == "validation":
        return item is not None and said.sum(item.now_minor, item.currency)
    if said.template.family == "receipt":
        return said.sum(given.paid_minor, given.currency)
    return given.lines is not None and said.sum(given.total_minor, given.lines[0].currency)


def _parts(said: Said) -> bool:
    """Every sum of every line, or of the itemization, zero ones too."""
    if said.template.family == "validation":
        return ITEMIZED(said)
    return _lines(
        lambda said, line: all(
            said.sum(minor, line.currency) for minor in (line.principal_minor, line.interest_minor, line.fee_minor)
        )
    )(said)


def _account(said: Said) -> bool:
    if said.template.family == "validation":
        return _item(lambda said, item: said.has(item.account))(said)
    return _lines(lambda said, line: said.has(line.account))(said)


def _due(said: Said) -> bool:
    if said.template.family == "due-soon":
        return said.has(said.given.due_on)
    return said.has(min((line.due_on for line in said.given.lines or ()), default=None))


def _help(said: Said) -> bool:
    lines = said.given.help_lines or ()
    return bool(lines) and said.has(lines[0].number) and said.has(lines[0].hours)


def _contact(said: Said) -> bool:
    return said.has(said.given.phone) or said.has(said.given.address)


def _opt_out(said: Said) -> bool:
    if said.template.channel == "app":
        return said.phrase(r"switch .* off in the settings", "设置中关闭|設定中關閉")
    if said.template.channel == "robocall":
        return said.phrase("no more .* press 9", "请按9|請按9")
    return said.has(said.given.opt_out) and said.phrase("opt out|no more", "退订|拒收|不想再收到")


ITEMIZED: Final = _item(
    lambda said, item: all(
        said.sum(minor, item.currency)
        for minor in (item.owed_minor, item.interest_minor, item.fee_minor, item.paid_minor, item.now_minor)
    )
)
_SENT_BY: Final = _given("dispute_by")
_COLLECTOR: Final = _phrase("debt collector", "债务催收公司|債務催收公司")
_PURPOSE: Final = _all(
    _phrase("collect a debt|collect it", "催收"),
    _phrase("use.* (for that purpose|help collect)", "信息.*用于该目的|資訊.*用於該目的"),
)

MARKERS: Final[dict[str, Marker]] = {
    "identity": _speaker,
    "creditor-name": _creditor,
    "creditor-address": lambda said: said.has(
        said.given.address if said.template.by == "creditor" else said.given.lender_address
    ),
    "collector-disclosure": _COLLECTOR,
    "collection-purpose": _PURPOSE,
    "purpose-stated": _phrase(
        r"your (account|small loan|\w+ card|credit line|instalment plan|home loan|\w+ (loan|account))|what is due",
        "账户|帳戶|应还明细|應繳明細|您的(小额|小額|信用|住房|房屋|分期)",
    ),
    "contact": _contact,
    "licence-number": _given("licence"),
    # A promise about type: channels.letter sets every letter in 12 points or more; here the number alone can be seen.
    "licence-12-point": lambda said: said.template.channel == "letter" and said.has(said.given.licence),
    "authority-named": _given("supervisor"),
    "seal": _given("seal"),
    "debt": _phrase(
        "debt|what is due|has not reached us|open since|is open|still open|payment .* been open|open payment",
        "欠|应还|應繳|没有收到|沒有收到|尚未支付|尚未繳納|还没有支付|還沒有繳納|仍未支付|仍未繳納",
    ),
    "amount": _amount,
    "itemization": _parts,
    "due-date": _due,
    "legal-basis": _given("legal_basis"),
    "borrower-name": _given("borrower"),
    "account-number": _account,
    "itemization-date": _item(lambda said, item: said.has(item.on)),
    "one-reference-date": _item(lambda said, item: said.text.count(day(item.on, said.template.language)) >= 2),
    "payment-details": _given("pay_to"),
    "demand": _phrase(
        "please pay|please do so|can you pay|what can you pay",
        "请.{0,40}还款|請.{0,40}繳款|能不能[还繳]款|能[还繳]多少",
    ),
    "rights": _phrase("your rights", "您的权利|您的權利|赋予您的权利|賦予您的權利"),
    "dispute-how": _phrase(
        "think that something is wrong|think that something here is wrong|dispute",
        "认为内容有误|認為內容有誤|认为有误|認為有誤|提出异议|提出異議",
    ),
    "complaint-how": _given("complaint_line"),
    "opt-out": _opt_out,
    "language-services": _given("language_services"),
    "prohibited-acts": _phrase("must not insult or frighten", "不得侮辱、恐吓|不得侮辱、恐嚇"),
    "recording-retention": _all(_given("recording_kept"), _phrase("recordings are kept", "录音保存|錄音保存")),
    "help-line": _help,
    "validation": lambda said: all(
        MARKERS[item](said) for item in said.template.contains if item.startswith("val-") or item == "itemization-date"
    ),
    "agency-notice": _given("agency", "place_on"),
    "default-notice": _phrase("not made on the days agreed", "未在约定日期支付|未在約定日期繳納"),
    "due-reminder": _all(_given("due_on"), _phrase("falls due", "到期")),
    "report-notice": _given("bureau", "report_on"),
    "first-notice": _phrase("notice of missed payments", "未按期付款告知书|未按期繳款通知書"),
    "reminder": _phrase("remind", "提醒"),
    # limited-content message
    "business-name": _given("business_name"),
    "reply-request": _phrase("call me back", "回电|回電"),
    "contact-person": _given("staff"),
    "phone-number": _given("phone"),
    "salutation": _phrase("^hello", "^您好"),
    "reply-times": _given("hours"),
    "any-representative": _phrase("any of my colleagues", "任何一位同事"),
    # validation information, 12 CFR 1006.34(c)
    "val-c1": _all(_COLLECTOR, _PURPOSE),
    "val-c2-i": _given("agency", "address"),
    "val-c2-ii": _given("borrower", "borrower_address"),
    "val-c2-iii": _item(lambda said, item: said.has(item.creditor)),
    "val-c2-iv": _account,
    "val-c2-v": _all(_given("lender"), _phrase("the creditor today is", "目前的债权人是|目前的債權人是")),
    "val-c2-vi": _item(lambda said, item: said.has(item.on)),
    "val-c2-vii": _item(lambda said, item: said.sum(item.owed_minor, item.currency)),
    "val-c2-viii": ITEMIZED,
    "val-c2-ix": _amount,
    "val-c3-i": _all(_SENT_BY, _phrase("must stop collecting what you dispute", "停止催收有异议|停止催收有異議")),
    "val-c3-ii": _all(
        _SENT_BY, _phrase("original creditor, we must stop", "原始债权人.*停止催收|原始債權人.*停止催收")
    ),
    "val-c3-iii": _all(_SENT_BY, _phrase("we will assume that our information is right", "将认为我们|將認為我們")),
    "val-c3-iv": _phrase(r"www\.cfpb\.gov/debt-collection", r"www\.cfpb\.gov/debt-collection"),
    "val-c4": _phrase("how do you want to respond", "您希望怎样回复|您希望怎樣回覆"),
    "val-c4-i": _all(
        _phrase(r"\[ \] This is not my debt", r"\[ \] 这不是我的债务|\[ \] 這不是我的債務"),
        _phrase(r"\[ \] The amount is wrong", r"\[ \] 金额有误|\[ \] 金額有誤"),
        _phrase(r"\[ \] Other", r"\[ \] 其他"),
    ),
    "val-c4-ii": _phrase(r"\[ \] .*original creditor", r"\[ \] .*原始(债权|債權)人"),
    "val-c4-iii": lambda said: all(
        said.text.count(str(value)) >= 2
        for value in (said.given.agency, said.given.address, said.given.borrower, said.given.borrower_address)
    ),
}

# What a text that others may see or hear never says: that a debt is there, that money is due, what kind, how much.
SHORT_NEVER: Final = {
    "en": re.compile(
        r"\b(debts?|ow(e|es|ed|ing)|overdue|arrears|past due|late|unpaid|pay|pays|paid|payments?|repay\w*|"
        r"collect\w*|loans?|amounts?|sums?|balance|default|demand|instalments?|money|interest|principal)\b|[$€£¥]|\bCNY\b|\bMOP\b",
        re.IGNORECASE,
    ),
    "zh": re.compile("债|債|欠|逾期|催|款|缴纳|繳納|支付|贷|貸|金额|金額|余额|餘額|违约|違約|元|利息|本金"),
}
# What no text says at all: threats, shame, courts and police, invented lists, hurry, new borrowing.
NEVER: Final = {
    "en": re.compile(
        r"\b(sue|sued|lawsuit|court|legal action|prosecut\w*|arrest\w*|jail|prison|police|seiz\w*|garnish\w*|bailiff|"
        r"blacklist\w*|shame\w*|disgrac\w*|final warning|last (chance|warning)|consequences|or else|immediately|"
        r"forthwith|criminal|fraud\w*|deadbeat|new loan|your (employer|neighbou?rs?|colleagues|relatives)|"
        r"urgent\w*|must pay)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        "起诉|起訴|诉讼|訴訟|法院|法庭|律师函|律師函|拘留|逮捕|坐牢|报警|報警|警察|公安|查封|扣押|冻结|凍結|强制执行|強制執行|"
        "黑名单|黑名單|失信|老赖|老賴|曝光|后果|後果|立即还|立即還|立即繳|马上还|馬上還|最后机会|最後機會|最后通牒|最後通牒|"
        "通知您的|您的(单位|單位|同事|亲友|親友|邻居|鄰居)|骗|騙|犯罪|新贷|新貸|借新还旧|借新還舊|紧急|緊急|必须还|必須還"
    ),
}
# Where the person is known and a talk may begin.
KNOWN: Final = re.compile(r"\[It is the person\]|\[是本人\]")
