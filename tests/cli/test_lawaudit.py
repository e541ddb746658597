"""`eastwind law audit`: the breaches in a list of past contacts, under our names or anybody's."""

import csv
import io
import runpy

import pytest

from eastwind.audit import contacts
from tests.audit.support import standing
from tests.cli.run import REPOSITORY, refused, run

EXAMPLE = REPOSITORY / "examples" / "call-list"
CALLS, MAPPING = EXAMPLE / "calls.csv", EXAMPLE / "mapping.toml"
HEAD = "contact_id,person_id,at,channel,by,outcome,residence,product,lender\n"
WEEK = ("01", "02", "03", "04", "05", "06", "07")


def calls(*days, outcome="no_answer"):
    return "".join(
        f"c-{day},p-1,2026-04-{day}T10:00:00-05:00,voice,agency:n,{outcome},US-IL,card,bank\n" for day in days
    )


def listed(tmp_path, text, name="calls.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    out = tmp_path_factory.mktemp("audit") / "out"
    ran = run("law", "audit", CALLS, "--mapping", MAPPING, "--out", out, "--json")
    return ran, out


def table(out):
    return list(csv.DictReader(io.StringIO((out / "breaches.csv").read_text(encoding="utf-8-sig"))))


def test_our_own_names_need_no_mapping_and_the_eighth_call_is_found(tmp_path):
    eighth = "late,p-1,2026-04-07T12:00:00-05:00,voice,agency:n,no_answer,US-IL,card,bank\n"
    ran = run("law", "audit", listed(tmp_path, HEAD + calls(*WEEK) + eighth), "--laws", "us", "--json")
    (breach,) = ran.json["breaches"]
    assert (breach["contact_id"], breach["rule"], breach["count"]) == ("late", "us.regf.call-frequency", "7")
    assert breach["sentence"]
    assert (ran.code, ran.json["unlawful"], ran.json["lawful"]) == (1, 1, 7)


def test_a_clean_list_ends_well(tmp_path):
    ran = run("law", "audit", listed(tmp_path, HEAD + calls("01")), "--laws", "us")
    assert ran.code == 0
    assert "100.0%  lawful" in ran.out


def test_what_is_only_unknown_is_counted_apart(tmp_path):
    mapping = listed(tmp_path, "known_from = 2026-04-05T00:00:00Z\n", "m.toml")
    ran = run("law", "audit", listed(tmp_path, HEAD + calls("06")), "--laws", "us", "--mapping", mapping, "--json")
    assert (ran.json["unlawful"], ran.json["unclear"]) == (0, 1)
    assert {breach["unknown"] for breach in ran.json["breaches"]} == {"history"}


def test_conduct_of_which_a_list_has_no_column_is_no_breach_for_certain(tmp_path):
    text = "person_id,at,channel,residence,facts\np,2026-03-10T10:00:00+08:00,voice,CN-GD,\n"
    told = run("law", "audit", listed(tmp_path, text), "--mode", "letter", "--json").json
    assert (told["unlawful"], told["breaches"][0]["rule"]) == (1, "cn.cba2026.call-recording")
    text = text.replace(",facts", "").replace("GD,", "GD")
    told = run("law", "audit", listed(tmp_path, text), "--mode", "letter", "--json").json
    assert (told["unlawful"], told["unclear"]) == (0, 1)
    assert {row["certain"] for row in told["breaches"]} == {"no"}


TEXTS = """person_id,at,channel,residence,contains,lacks,text
threat,2026-03-10T10:00:00+08:00,sms,CN-GD,,,"示例银行：再不还钱，警察马上上门抓你！"
bare,2026-03-10T10:00:00+08:00,sms,CN-GD,,,"您的账户有一笔款项已到期，如有困难请联系我们。"
told,2026-03-10T10:00:00+08:00,sms,CN-GD,,identity,"您的账户有一笔款项已到期，如有困难请联系我们。"
none,2026-03-10T10:00:00+08:00,sms,CN-GD,,,
"""


def test_a_text_accuses_by_what_it_surely_says_and_never_by_what_was_not_found(tmp_path):
    told = run("law", "audit", listed(tmp_path, TEXTS), "--laws", "cn", "--mode", "letter", "--json").json
    certain = {(row["person_id"], row["rule"]): row["certain"] for row in told["breaches"]}
    assert certain["threat", "cn.cba2026.no-false-statements"] == "yes"
    assert certain["bare", "cn.gbt45251.identity"] == "no"  # not found: a human looks
    assert certain["told", "cn.gbt45251.identity"] == "yes"  # the list itself says that it lacked
    assert "none" not in {row["person_id"] for row in told["breaches"]}
    assert any("3 texts were read" in note for note in told["notes"])


def test_no_text_is_written_anywhere(tmp_path):
    out = tmp_path / "out"
    ran = run("law", "audit", listed(tmp_path, TEXTS), "--laws", "cn", "--out", out)
    said = ran.out + "".join(path.read_text(encoding="utf-8-sig") for path in out.iterdir())
    assert "警察马上上门" not in said


def test_a_list_without_rows_is_no_clean_list(tmp_path):
    assert "has no rows" in refused("law", "audit", listed(tmp_path, HEAD))


def test_a_place_without_a_law_book_cannot_be_cleared(tmp_path):
    text = HEAD + calls("06").replace("US-IL", "BR")
    ran = run("law", "audit", listed(tmp_path, text), "--json")
    assert (ran.json["unclear"], ran.json["rules"][0]["rule"]) == (1, "gate.unmapped-place")


def test_the_example_is_what_its_maker_makes():
    assert runpy.run_path(str(EXAMPLE / "make_list.py"))["text"]().encode("gb18030") == CALLS.read_bytes()


def test_any_call_list_is_read_under_its_mapping_and_slips_are_told_with_what_to_write(example):
    ran, _ = example
    told = ran.json
    assert (ran.code, told["read"], told["judged"]) == (1, 220, 217)
    assert told["judged"] == told["lawful"] + told["unlawful"] + told["unclear"] + told["own"]
    where = [(row["line"], row["column"], row["value"], row["reason"]) for row in told["unreadable"]]
    assert where == [
        (42, "联系时间", "2026/02/30 10:00", "impossible-time"),
        (82, "方式", "微信语音", "unknown-word"),
        (122, "客户号", "", "empty"),
    ]
    assert "values.channel = {'微信语音' = '…'}" in told["unreadable"][1]["write"]
    assert {"cn.gbt45251.quiet-hours", "cn.cba2026.quiet-hours"} <= {rule["rule"] for rule in told["rules"]}


def test_on_the_example_an_auditor_of_its_own_finds_the_same_breaches(example, tmp_path):
    """The list rewritten under our names, row by row, for a program that shares no code."""
    _, out = example
    words = {
        "外呼": "voice", "短信": "sms", "机器人": "robocall", "本人": "borrower", "联系人": "reference",
        "合作机构甲": "agency:jia", "接通": "conversation", "无人接听": "no_answer", "未接通": "not_connected",
        "送达": "delivered", "失败": "undeliverable", "分期": "instalment", "录音": "recorded",
    }  # fmt: skip
    head = ["contact_id", "person_id", "at", "channel", "to", "by", "outcome", "residence", "product", "dpd", "facts"]
    lines = [[*head, "lender"]]
    for row in list(csv.reader(io.StringIO(CALLS.read_text(encoding="gb18030"))))[1:]:
        if row[0] not in {"C00041", "C00081", "C00121"}:
            cells = [words.get(cell, cell) for cell in row[:-1]]
            cells[2] = cells[2].replace("/", "-").replace(" ", "T") + ":00+08:00"
            lines.append([*cells, "consumer_finance"])
    path = listed(tmp_path, "".join(",".join(line) + "\n" for line in lines))
    report = contacts.audit([path], standing(), contacts.Asked(country="CN"))
    theirs = sorted(
        (
            one["where"].split("contact ")[1],
            *(str(one["evidence"][key] or "") for key in ("rule", "part", "count", "until")),
        )
        for one in report["findings"]
    )
    ours = sorted(tuple(row[key] for key in ("contact_id", "rule", "part", "count", "until")) for row in table(out))
    assert ours == theirs
    assert len(ours) > 200


def test_the_table_has_a_row_a_breach_and_the_page_says_the_same_in_both_languages(example):
    ran, out = example
    rows = table(out)
    assert rows == ran.json["breaches"]
    assert sum(rule["contacts"] for rule in ran.json["rules"]) == len(rows)
    page = (out / "audit.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "无法确认合规" in page
    assert "cannot be cleared" in page
    assert "<script" not in page
    assert "http-equiv" not in page


def test_an_earlier_audit_is_replaced_only_when_asked(example):
    _, out = example
    assert "holds something" in refused("law", "audit", CALLS, "--mapping", MAPPING, "--out", out)
    assert run("law", "audit", CALLS, "--mapping", MAPPING, "--out", out, "--replace").code == 1


def test_half_the_columns_are_named_at_once_with_what_to_write(tmp_path):
    path = listed(tmp_path, "客户,time,residnce\na,2026-04-01,CN\n")
    said = refused("law", "audit", path)
    for part in ("'person_id' is missing", "'at' is missing", "'channel' is missing", "'residence' is missing"):
        assert part in said
    assert "nobody knows 'residnce' Did you mean 'residence'" in said
    assert "columns = {person_id = '客户'}" in said
    half = refused("law", "audit", listed(tmp_path, HEAD.replace("channel,", "").replace("at,", "") + "x\n"))
    assert "'at' is missing" in half
    assert "'channel' is missing" in half
    assert "'person_id'" not in half.split("Its columns")[0]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("colums = 1", "unknown key 'colums'. Did you mean 'columns'"),
        ("[columns]\nperson = '手机号'", "who somebody is or how to reach them"),
        ("[columns]\noutcome = '结果'", "'outcome' is mapped to '结果', which the file does not have"),
        ("[columns]\nchanel = 'x'", "unknown key 'chanel'. Did you mean 'channel'"),
        ("zone = 'Asia/Shangai'", "Did you mean 'Asia/Shanghai'"),
        ("encoding = 'latin-1'", "'gb18030'"),
        ("times = ['noon']", "YYYY/M/D hh:mm:ss"),
        ("known_from = '2026'", "an instant with its offset"),
        ("= 1", "is not TOML"),
    ],
)
def test_a_mapping_that_cannot_be_followed_is_named(tmp_path, mapping, said):
    path = listed(tmp_path, HEAD + calls("01"))
    assert said in refused("law", "audit", path, "--mapping", listed(tmp_path, mapping, "m.toml"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--laws", "zz"), "no law book 'zz'"),
        (("--mode", "kind"), "cautious"),
        (("--lang", "fr"), "zh or en"),
        (("--country", "XX"), "XX"),
        (("--mapping", "nowhere.toml"), "nowhere.toml"),
        (("--states", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_what_cannot_be_asked_is_said(tmp_path, more, said):
    assert said in refused("law", "audit", listed(tmp_path, HEAD + calls("01")), *more)


def test_a_list_in_another_encoding_says_which_key_to_write(tmp_path):
    path = listed(tmp_path, HEAD + calls("01").replace("p-1", "客户"), encoding="gb18030")
    assert 'encoding = "gb18030"' in refused("law", "audit", path)


def test_a_spreadsheet_and_a_file_that_is_not_there_are_told_apart(tmp_path):
    assert "Save the sheet" in refused("law", "audit", listed(tmp_path, "PK", "calls.xlsx"))
    assert "there is no such file" in refused("law", "audit", tmp_path / "nowhere.csv")


def test_states_and_consents_speak_and_one_that_cannot_be_read_ends_the_run(tmp_path):
    path = listed(tmp_path, HEAD + calls("06"))
    states = listed(
        tmp_path, "person_id,state,opened,facts\np-1,attorney,2026-04-01T00:00:00Z,address-known\n", "s.csv"
    )
    consents = listed(
        tmp_path,
        "person_id,kind,given,days,from,to\np-1,inconvenient-time,2026-04-01T00:00:00Z,mon,08:00,12:00\n",
        "c.csv",
    )
    ran = run("law", "audit", path, "--laws", "us", "--states", states, "--consents", consents, "--json")
    rules = {rule["rule"] for rule in ran.json["rules"]}
    assert rules == {"us.regf.attorney", "us.regf.inconvenient-designated"}
    bad = listed(tmp_path, "person_id,state,opened\np-1,atorney,2026-04-01T00:00:00Z\n", "bad.csv")
    assert "Did you mean 'attorney'" in refused("law", "audit", path, "--states", bad)


def test_a_time_without_offset_needs_a_clock_and_an_id_stands_once(tmp_path):
    text = HEAD + calls("01", "02", "02").replace("-05:00", "", 1)
    told = run("law", "audit", listed(tmp_path, text), "--laws", "us", "--json").json
    assert [(row["line"], row["reason"]) for row in told["unreadable"]] == [(2, "not-a-time"), (4, "duplicate")]
    assert told["read"] == 3
