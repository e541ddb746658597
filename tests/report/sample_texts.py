"""The made day's words: rules with their sources, names of treatments, messages."""

from eastwind.report import RuleText, Text

HOUSE = ("policy", "source")
RULES = {
    "house.written-per-week": RuleText(
        Text("每人每周最多 3 条书面信息", "At most 3 written messages a week to one person"), "House 4.2", *HOUSE
    ),
    "house.rest-after-conversation": RuleText(
        Text("通话后休息 3 天", "After a conversation, 3 days' rest"), "House 4.4", *HOUSE
    ),
    "house.calls-per-day": RuleText(
        Text("每人每天最多尝试拨打 2 次", "At most 2 call attempts a day to one person"), "House 4.3", *HOUSE
    ),
    "tw.bank.hours": RuleText(
        Text("受托机构只可在 07:00–22:00 催收", "Agencies collect between 07:00 and 22:00 only"),
        "金融機構委外辦法",
        "law",
        "memory",
    ),
    "tw.bank.notice-before": RuleText(
        Text(
            "委外之前须书面告知机构名称、金额与投诉电话", "Before placement, notice of agency, amount, complaint line"
        ),
        "2006 version, Art. 16(6)",
        "law",
        "source",
        "https://law.banking.gov.tw/",
    ),
    "tw.ba.one-agency": RuleText(
        Text("同一债务人的全部债务只委托一家机构", "All debts of one debtor to the same agency"),
        "Bankers' association points",
        "standard",
        "secondary",
    ),
    "provider.sms-template": RuleText(
        Text("短信模板须先经运营商核准", "Text templates need the carrier's approval first"),
        "terms.toml, sms",
        "provider",
        "source",
    ),
    "cn.gbt45251.cap-interactive-voice": RuleText(
        Text("对同一人每日接通的通话不超过 3 次", "At most 3 connected calls a day with one person"),
        "GB/T 45251-2025, 5.3",
        "standard",
        "secondary",
    ),
    "us.regf.call-frequency": RuleText(
        Text("同一笔债务 7 天内最多拨打 7 次", "At most 7 calls in 7 days about one debt"),
        "12 CFR 1006.14(b)(2)(i)(A)",
        "presumption",
        "secondary",
        "https://www.ecfr.gov/current/title-12/section-1006.14",
    ),
}
LABELS = {
    "remind-sms": ("短信提醒", "Reminder by text message"),
    "remind-app": ("App 提醒", "Reminder in the app"),
    "talk-call": ("坐席致电沟通", "Call to talk it over"),
    "help-letter": ("困难帮助信", "Letter offering help"),
    "placement-notice": ("委外前告知函", "Notice before placement"),
    "tw": ("台湾（本账）", "Taiwan (this book)"),
    "cn": ("中国大陆", "Mainland China"),
    "us": ("美国", "United States"),
    "house": ("本机构规定", "House book"),
    "read": ("读取与核对", "read and check"),
    "delinquency": ("计算逾期", "days past due"),
    "score": ("评分", "score"),
    "decide": ("决定与合规判断", "decide and judge"),
    "log": ("写入日志", "log"),
    "pay-overdue": ("补缴逾期款", "pay what is overdue"),
    "conversation": ("通话", "conversation"),
}
SMS = (
    "【东风示范银行】关于您的账户：有一笔款项已过到期日。如有困难，我们可以一起想办法。"
    "详情请登录官方 App 或致电 0800-000-000。回复 T 停止短信。"
)
SMS_EN = (
    "Eastwind Demo Bank, about your account: a payment is past its due date. If things are hard, we can find a way "
    "together. See our app or call 0800-000-000. Reply T to stop."
)
CHECKPOINT = (
    "log.example/eastwind-demo\n24870\nqD0r4bq0o7Xg0mR1zvV8Q3cX1xJk1b3Qm3hWl0q9y8k=\n\n"
    "— log.example/eastwind-demo Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4cQ==\n"
)
MADE_UP = [
    (
        "联系方式、同意、过往联系记录：由随机种子生成。",
        "Points of contact, consents and past contacts: made from a seed.",
    ),
    ("三分之一的案件由一家虚构的代理机构处理。", "A third of the files lies with a made agency."),
    ("日期整体后移 21 年，以适用今天的法规。", "All dates are shifted by 21 years, so that today's law applies."),
]
ASSUMPTIONS = [
    (
        "到期日为账单后第 20 天；最低应还为账单的 10%。",
        "Due on the 20th day after the statement; minimum due 10 % of it.",
    ),
]
