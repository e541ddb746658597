"""Bad books, stacks and cases are refused with file, line, rule, key, value, and what to write instead."""

import re

import pytest

from eastwind.law import BookError, CaseError, check, load
from eastwind.law.books import read_stacks

BOOK = """
# a book
[book]
name = "x"
title.en = "X"
title.zh = "X"

[[rule]]
id = "x.first"
kind = "conduct"
must = ["recorded"]
force = "law"
since = 2020-01-01
cite = "section 1"
confidence = "source"
says.en = "Calls are recorded"
says.zh = "通话录音"

[[rule]]
id = "x.cap"
kind = "cap"
channels = ["voice"]
limit = 3
window = {days = 7, kind = "consecutive"}
unless = [
    {purposes = ["care"]},
    {consent = {kind = "prior-consent"}},
]
force = "law"
since = 2020-01-01
cite = "section 2"
confidence = "source"
says.en = "At most 3 calls in 7 days"
says.zh = "7 日内至多 3 次"
""".lstrip()

CHANGED = {
    "a limit of 0": ("limit = 3", "limit = 0", 22, "'limit' is 0. Write a whole number, 1 or more."),
    "an unknown kind": ('kind = "cap"', 'kind = "ban"', 20, "'kind' is 'ban'. Write one of quiet-hours,"),
    "an unknown word": ('["voice"]', '["fax"]', 21, "'channels' holds 'fax', which is no word for it. Known: voice,"),
    "an unknown word of an exception": ('"care"', '"cares"', 25, "'purposes' holds 'cares'"),
    "an unknown key": ("limit = 3", "limit = 3\nlimits = 4", 23, "'limits' is not a key here. Known:"),
    "since after until": (
        'since = 2020-01-01\ncite = "section 2"',
        'since = 2020-01-01\nuntil = 2019-12-31\ncite = "section 2"',
        30,
        "'until' 2019-12-31 is before 'since' 2020-01-01. Exchange them.",
    ),
    "no cite": ('cite = "section 2"\n', "", 18, "'cite' is missing. Write a text."),
    "an empty cite": ('"section 2"', '" "', 30, "'cite' is empty. Write a text."),
    "no sentence at all": (
        'says.en = "At most 3 calls in 7 days"\nsays.zh = "7 日内至多 3 次"\n',
        "",
        18,
        "'says' is missing. Write a table such as",
    ),
    "one sentence alone": ('says.zh = "7 日内至多 3 次"\n', "", 32, "'zh' is missing. Write a text."),
    "a number missing from a sentence": (
        "3 calls in 7 days",
        "3 calls a week",
        32,
        "'en' does not name 7 (days): 'At most 3 calls a week'. Write the number into the sentence.",
    ),
    "a number missing from the other sentence": (
        "至多 3 次",
        "至多 30 次",
        33,
        "'zh' does not name 3 (limit)",
    ),
    "a number that changed": ("limit = 3", "limit = 4", 33, "'zh' does not name 4 (limit)"),
    "a place that is not mapped": (
        "limit = 3",
        'limit = 3\nresidence = ["US-NX"]',
        23,
        "'residence' holds 'US-NX'. The place 'US-NX' is not mapped: did you mean",
    ),
    "overlapping versions": (
        'id = "x.first"',
        'id = "x.cap"',
        18,
        "two versions are in force on 2020-01-01, this one and that of line 7. Give the older an 'until'",
    ),
    "an unknown calendar": (
        '{days = 7, kind = "consecutive"}',
        '{working_days = 7, calendar = "xx"}',
        23,
        "'calendar' is 'xx'. Write here or one of au,",
    ),
    "an unknown consent": ('"prior-consent"', '"consent"', 26, "'kind' holds 'consent', which is no word for it"),
}


@pytest.mark.parametrize("what", sorted(CHANGED))
def test_a_bad_book_is_refused_at_its_line(what, tmp_path):
    old, new, line, says = CHANGED[what]
    assert BOOK.count(old) == 1
    (tmp_path / "x.toml").write_text(BOOK.replace(old, new), encoding="utf-8")
    with pytest.raises(BookError, match=re.escape(says)) as error:
        load(["x"], tmp_path)
    assert str(error.value).startswith(f"books/x.toml:{line}, rule 'x.cap'"), error.value


def test_the_book_itself_is_read(tmp_path):
    (tmp_path / "x.toml").write_text(BOOK, encoding="utf-8")
    assert [rule.id for rule in load(["x"], tmp_path).books[0].rules["cautious"]] == ["x.first", "x.cap"]


SAID = [
    ("limit = 3", "At most 3 calls", True),
    ("limit = 3", "At most 13 calls", False),
    ("limit = 3", "At most 3,000 calls", True),  # the digit stands there; what it means is for a reader
    ("limit = 1", "One call a day", True),
    ("limit = 1", "Few calls", False),
    ("dpd = {from = 1, to = 3}", "From day 1 to day 3", True),
    ("dpd = {from = 1, to = 3}", "Up to day 3", False),
    ("principal_minor = {to = 10000000}", "Up to EUR 100,000", True),
    ("principal_minor = {to = 10000000}", "Up to EUR 10,000", False),
    ("annual_rate_bp = {to = 2450}", "Up to 24.5 % a year", True),
    ("late_rate_ppm_day = {to = 500}", "Up to 0.05 % a day", True),
    ('hours = {from = "08:00", to = "21:00"}', "From 08:00 to 21:00", True),
    ('hours = {from = "08:00", to = "21:00"}', "From 8 to 21", False),
]


@pytest.mark.parametrize(("rule", "sentence", "named"), SAID)
def test_a_number_may_be_said_as_people_say_it(tmp_path, rule, sentence, named):
    kind = "quiet-hours" if rule.startswith("hours") else "cap" if rule.startswith("limit") else "recipient"
    window = "window = {ever = true}" if kind == "cap" else ""
    (tmp_path / "x.toml").write_text(
        '[book]\nname = "x"\ntitle = {en = "X", zh = "X"}\n[[rule]]\nid = "x.r"\nforce = "law"\nsince = 2020-01-01\n'
        f'cite = "1"\nconfidence = "source"\nkind = "{kind}"\n{rule}\n{window}\n'
        f'says = {{en = "{sentence}", zh = "{sentence}"}}\n',
        encoding="utf-8",
    )
    if named:
        assert load(["x"], tmp_path)
    else:
        with pytest.raises(BookError, match=r"x\.toml:\d+, rule 'x\.r', says: 'zh' does not name"):
            load(["x"], tmp_path)


STACKS = [
    ('[place]\nCN = ["cn"]\nUS-NX = ["us"]', "stacks.toml:3: The place 'US-NX' is not mapped"),
    ('[place]\nCN = [3]', "stacks.toml:2: 'CN' is [3]. Write a list of books"),
    ('everywhere = "house"\n[place]', "stacks.toml: 'everywhere' is 'house'. Write a list of books"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), STACKS)
def test_a_bad_stack_is_refused_at_its_line(tmp_path, text, says):
    (tmp_path / "stacks.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BookError, match=re.escape(says)):
        read_stacks(tmp_path / "stacks.toml")


CASE = """
[[case]]
id = "one"
books = ["cn"]
[case.contact]
at = 2026-07-07T12:00:00+08:00
channel = "voice"
[case.expect]
allowed = true

[[case]]
id = "two"
books = ["cn"]
[case.borrower]
residence = "CN-GD"
[case.contact]
at = 2026-07-07T12:00:00+08:00
channel = "voice"
[[case.history]]
at = 2026-07-06T12:00:00+08:00
channel = "voice"
[[case.history]]
at = 2026-07-06T13:00:00+08:00
channel = "sms"
[case.expect]
allowed = true
""".lstrip()

CASES = {
    "an unknown key": ('channel = "sms"', 'canal = "sms"', 21, "'channel' is missing"),
    "a key beside": ('channel = "sms"', 'channel = "sms"\nfoo = 1', 24, "'foo' is not a key here. Known:"),
    "an unknown word": ('"sms"', '"fax"', 23, "'channel' is 'fax'. Write one of voice,"),
    "no offset": (
        "2026-07-06T13:00:00+08:00",
        "2026-07-06T13:00:00",
        22,
        "'at' 2026-07-06 13:00:00 has no offset. Write one",
    ),
    "a place that is not mapped": (
        '"CN-GD"',
        '"CN-XX"',
        14,
        "'residence' holds 'CN-XX'. The place 'CN-XX' is not mapped",
    ),
    "a loan that is not there": (
        'channel = "sms"',
        'channel = "sms"\nloan = "B"',
        24,
        "'loan' is 'B', but the case has A",
    ),
    "no loan at all": ('channel = "sms"', 'channel = "sms"\nloan = []', 24, "'loan' is []. Name at least one loan"),
    "an unknown key of the case": ('id = "two"', 'id = "two"\nplaces = 3', 12, "'places' is not a key here"),
}


@pytest.mark.parametrize("what", sorted(CASES))
def test_a_bad_case_is_refused_at_its_line(what, tmp_path):
    old, new, line, says = CASES[what]
    (tmp_path / "cases.toml").write_text(CASE.replace(old, new), encoding="utf-8")
    with pytest.raises(CaseError, match=re.escape(says)) as error:
        check([tmp_path / "cases.toml"])
    assert str(error.value).startswith(f"cases.toml:{line}, case 'two'"), error.value
