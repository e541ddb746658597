"""Folders of files for tests that load: a small good book, and a way to change one file of it."""

from pathlib import Path

MAPPING = """
[book]
country = "CN"
zone = "Asia/Shanghai"
currency = "CNY"
languages = ["zh-Hans"]
dates = ["YYYY-MM-DD", "YYYY年M月D日"]
[lender]
lender_id = "demo"
kind = "bank"
"""
TABLES = (
    "people",
    "liabilities",
    "loans",
    "instalments",
    "statements",
    "charges",
    "payments",
    "promises",
    "profiles",
    "points",
    "contacts",
    "states",
    "consents",
    "mandates",
    "debits",
    "titles",
    "events",
    "outcomes",
    "traits",
)
GOOD = {
    "people": ["person_id,places,languages,born_on", "P1,CN-GD,zh-Hans,1990-01-02", "P2,CN-BJ,,", "P3,CN-SH|CN-JS,,"],
    "loans": [
        "loan_id,opened_on,product,principal,currency,collector",
        'L1,2026-01-05,micro,"3,000.00",CNY,creditor',
        "L2,2026年1月6日,instalment,３０００,CNY,agency:north",
        "L3,2026-01-07,credit_line,,CNY,creditor",
    ],
    "liabilities": ["loan_id,person_id,role", "L1,P1,borrower", "L2,P2,borrower", "L2,P1,guarantor", "L3,P3,borrower"],
    "instalments": [
        "loan_id,number,due_on,principal",
        "L1,1,2026-02-05,1500",
        "L1,2,2026-03-05,1500",
        "L2,1,2026-02-06,3000",
    ],
    "statements": ["loan_id,closed_on,due_on,balance,minimum_due", "L3,2026-02-01,2026-02-20,800,80"],
    "payments": [
        "payment_id,loan_id,paid_at,amount,reversal_of",
        "Y1,L1,2026-02-04 10:00:00,1500,",
        "Y2,L3,2026-02-19,80,",
    ],
    "charges": ["charge_id,loan_id,on,kind,amount,reversal_of", "C1,L2,2026-02-20,fee,12.50,"],
    "points": ["point_id,person_id,channel,provenance", "m-1,P1,voice,given", "e-1,P1,email,given", "m-2,P2,sms,given"],
    "contacts": [
        "contact_id,person_id,loan_ids,at,channel,outcome,point_id,by",
        "K1,P1,L1|L2,2026-02-10 10:00:00,voice,conversation,m-1,agency:north",
        "K2,P1,,2026-02-11 10:00:00,sms,delivered,,creditor",
    ],
    "states": ["state_id,person_id,state,loan_id,opened,closed", "S1,P2,hardship,L2,2026-02-12 09:00:00,"],
    "consents": [
        "consent_id,person_id,kind,channel,given,from,to,days",
        "N1,P1,agreed-time,voice,2026-02-01,18:00,20:00,mon|tue",
    ],
    "promises": ["promise_id,loan_id,amount,made_on,due_on", "R1,L2,100,2026-02-15,2026-02-28"],
    "profiles": ["person_id,as_of,income,source", "P1,2026-01-01,8000,declared", "P1,2026-02-01,9000,declared"],
}
COLUMNS = {
    "loans": {"principal_minor": "principal"},
    "instalments": {"principal_minor": "principal"},
    "statements": {"balance_minor": "balance", "minimum_due_minor": "minimum_due"},
    "payments": {"amount_minor": "amount"},
    "charges": {"amount_minor": "amount"},
    "promises": {"amount_minor": "amount"},
    "profiles": {"income_minor": "income"},
}


def folder(where: Path, more: dict[str, list[str]] | None = None, **instead: list[str]) -> Path:
    """The good book in `where`, lines of `more` added to its files, files of `instead` written in place of its own."""
    where.mkdir(parents=True, exist_ok=True)
    tables = {**GOOD, **instead}
    mapping = MAPPING
    for table, lines in tables.items():
        mapping += entry(table)
        text = "\n".join([*lines, *(more or {}).get(table, [])]) + "\n"
        (where / f"{table}.csv").write_text(text, encoding="utf-8")
    (where / "mapping.toml").write_text(mapping, encoding="utf-8")
    return where


def entry(table: str, extra: str = "") -> str:
    """One [[file]] of the mapping."""
    columns = ", ".join(f'{ours} = "{theirs}"' for ours, theirs in COLUMNS.get(table, {}).items())
    return f'\n[[file]]\npath = "{table}.csv"\ntable = "{table}"\ncolumns = {{{columns}}}\n{extra}'


def delta(where: Path, tables: dict[str, list[str]], deleted: tuple[str, ...] = ()) -> Path:
    """A delta of these files; those of `deleted` have a column `gone`."""
    where.mkdir(parents=True, exist_ok=True)
    mapping = MAPPING
    for table, lines in tables.items():
        mapping += entry(table, 'deleted = "gone"\n' if table in deleted else "")
        (where / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (where / "mapping.toml").write_text(mapping, encoding="utf-8")
    return where
