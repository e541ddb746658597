"""Samples: made-up parameters, ordinary and at every bound, to show templates by and to prove them with.

In        a language.
Out       `usual`, and `bounds`: the usual, the smallest and the largest values that Parameters takes.
Not here  anybody's data: each name, number and sum here is invented.
Proof     tests/notices/test_templates.py renders every template with each of them.
"""

from dataclasses import replace
from datetime import date
from typing import Final

from eastwind.notices.helplines import help_lines
from eastwind.notices.parameters import LINES_MAX, LONG_MAX, SHORT_FIELDS, HelpLine, Itemization, Line, Parameters

_WORDS: Final[dict[str, dict[str, str]]] = {
    "zh-Hans": {
        "lender": "东风消费金融有限公司",
        "lender_short": "东风金融",
        "lender_address": "广州市越秀区示例路1号",
        "agency": "诚和信用服务有限公司",
        "agency_short": "诚和服务",
        "business_name": "诚和",
        "address": "广州市天河区示例大道8号",
        "hours": "工作日9:00–18:00",
        "staff": "林悦",
        "borrower": "王小明",
        "borrower_address": "广州市海珠区示例街2号",
        "seal": "东风消费金融有限公司业务专用章",
        "legal_basis": "您于2025年3月3日签订的合同第6条，以及《民法典》第六百七十五条",
        "visit_at": "2026年10月12日15:00",
        "pay_to": "东风消费金融有限公司，账号尾号6688，App内还款",
        "bureau": "中国人民银行征信系统",
        "recording_kept": "2年",
        "language_services": "普通话、粤语、英语",
        "complaint_line": "400-000-0001",
        "supervisor": "国家金融监督管理总局（12378）",
        "opt_out": "R",
        "original": "东风消费金融有限公司",
    },
    "zh-Hant": {
        "lender": "東風商業銀行股份有限公司",
        "lender_short": "東風銀行",
        "lender_address": "臺北市信義區範例路1號",
        "agency": "誠和資產服務股份有限公司",
        "agency_short": "誠和服務",
        "business_name": "誠和",
        "address": "臺北市中山區範例路8號",
        "hours": "週一至週五9:00–18:00",
        "staff": "林悅",
        "borrower": "王小明",
        "borrower_address": "新北市板橋區範例街2號",
        "seal": "東風商業銀行業務專用章",
        "legal_basis": "您於2025年3月3日簽訂的契約第6條",
        "visit_at": "2026年10月12日15:00",
        "pay_to": "東風商業銀行，帳號末碼6688，或各超商",
        "bureau": "財團法人金融聯合徵信中心",
        "recording_kept": "6個月",
        "language_services": "國語、臺語、英語",
        "complaint_line": "0800-000-001",
        "supervisor": "金融監督管理委員會（1998）",
        "opt_out": "N",
        "original": "東風商業銀行股份有限公司",
    },
    "en": {
        "lender": "East Wind Bank, N.A.",
        "lender_short": "East Wind Bank",
        "lender_address": "1 Example Street, Springfield",
        "agency": "Concord Account Services LLC",
        "agency_short": "Concord Services",
        "business_name": "Concord Services",
        "address": "8 Sample Avenue, Springfield",
        "hours": "weekdays 9 a.m. to 6 p.m.",
        "staff": "Joy Lin",
        "borrower": "Alex Wang",
        "borrower_address": "2 Example Lane, Springfield",
        "seal": "East Wind Bank, customer service",
        "legal_basis": "your agreement of 3 March 2025, section 6",
        "visit_at": "12 October 2026, 3 p.m.",
        "pay_to": "East Wind Bank, account ending 6688, or in our app",
        "bureau": "the credit bureaus that we report to",
        "recording_kept": "3 years",
        "language_services": "English, Spanish and Chinese by telephone",
        "complaint_line": "(555) 010-0199",
        "supervisor": "the Consumer Financial Protection Bureau, (855) 411-2372",
        "opt_out": "STOP",
        "original": "East Wind Finance Company",
    },
}
_CURRENCY: Final = {"zh-Hans": "CNY", "zh-Hant": "TWD", "en": "USD"}
_COUNTRY: Final = {"zh-Hans": "CN", "zh-Hant": "TW", "en": "US"}
_PHONE: Final = {"zh-Hans": "400-000-0000", "zh-Hant": "02-5550-0000", "en": "(555) 010-0123"}


def usual(language: str) -> Parameters:
    """Two loans past due, everything filled in."""
    said = dict(_WORDS[language])
    currency = _CURRENCY[language]
    original = said.pop("original")
    return Parameters(
        **said,
        phone=_PHONE[language],
        licence="10000-99",
        code="K7QM2-RFX9D",
        check_page="eastwind.example/check",
        currency=currency,
        lines=(
            Line("credit_line", "4821", date(2026, 8, 5), 120_000, 3_450, 0, currency),
            Line("card", "0907", date(2026, 9, 1), 58_000, 1_225, 1_000, currency),
        ),
        itemization=Itemization(date(2026, 6, 30), original, "4821", 175_000, 4_675, 0, 10_000, "USD"),
        paid_minor=60_000,
        paid_on=date(2026, 9, 28),
        promised_minor=60_000,
        promised_on=date(2026, 9, 25),
        written_on=date(2026, 10, 1),
        due_on=date(2026, 10, 5),
        reply_by=date(2026, 10, 15),
        dispute_by=date(2026, 11, 12),
        report_on=date(2026, 10, 31),
        place_on=date(2026, 10, 20),
        help_lines=help_lines(_COUNTRY[language], language),
    )


def bounds(language: str) -> dict[str, Parameters]:
    """The usual values, the smallest and the largest."""
    return {"usual": usual(language), "smallest": _smallest(language), "largest": _largest(language)}


def _smallest(language: str) -> Parameters:
    start, currency = usual(language), _CURRENCY[language]
    return replace(
        start,
        lender="O",
        lender_short="O",
        agency="O",
        agency_short="O",
        business_name="O",
        staff="O",
        phone="110",
        lines=(Line("micro", "01", date(2026, 1, 1), 1, 0, 0, currency),),
        itemization=Itemization(date(2026, 1, 1), "O", "01", 1, 0, 0, 0, "USD"),
        paid_minor=0,
        promised_minor=1,
        help_lines=(HelpLine("O", "1", "24"),),
    )


def _largest(language: str) -> Parameters:
    """Every text as long as it may be, in letters as wide as they come; the most loans with the largest sums."""
    start, currency = usual(language), _CURRENCY[language]
    wide = "M" if language == "en" else "融"
    long = (
        "lender lender_address agency address hours seal legal_basis borrower borrower_address visit_at pay_to bureau "
        "recording_kept language_services complaint_line supervisor licence"
    )
    texts = dict.fromkeys(long.split(), wide * LONG_MAX)
    texts |= {name: wide * longest for name, longest in SHORT_FIELDS.items() if name not in ("phone", "opt_out")}
    most = 10**13
    return replace(
        start,
        **texts,  # type: ignore[arg-type]
        phone="+" + "9" * 19,
        opt_out="STOP" + "OK",
        lines=tuple(
            Line("mortgage", f"{number:06}", date(2020, 12, 30), most, most - 1, most - 2, currency)
            for number in range(LINES_MAX)
        ),
        itemization=Itemization(date(2020, 12, 30), wide * LONG_MAX, "ABC123", most, most, most, 1, "USD"),
        paid_minor=most,
        promised_minor=most,
        help_lines=tuple(HelpLine(wide * 70, f"{number}" * 20, wide * 50) for number in range(1, 7)),
        reply_by=date(2026, 12, 30),
    )
