"""An audit of past contacts, counted and drawn: the same figures as a reading row by row, in both languages."""

from datetime import UTC, date, datetime

import pytest

from eastwind.report import RuleText, Text
from eastwind.report.pastcontacts import STANDINGS, TABLE, Past, breaches_of, by_rule, render, standing, table

AT = datetime(2026, 3, 2, 14, 48, tzinfo=UTC)


def breach(rule="cn.x", force="law", unknown=None, part="", **evidence):
    kept = dict.fromkeys(("count", "limit", "first_at", "last_at", "state", "opened_at", "until", "items"))
    return {"rule": rule, "part": part, "force": force, "unknown": unknown, **kept, **evidence}


def verdict(*breaches):
    return {"allowed": not breaches, "lawful_from": None, "breaches": list(breaches), "warnings": []}


def text(rule, part, on):
    assert on == date(2026, 3, 2)
    force = "policy" if rule.startswith("house") else "law"
    return RuleText(
        Text(f"{rule} 的句子", f"the sentence of {rule}"), "Art. 1", force, "source", "https://example.org/1"
    )


def found(*verdicts):
    row = {"person_id": "p", "at": AT, "channel": "voice", "residence": ["CN-GD"]}
    return [
        one
        for line, each in enumerate(verdicts, 2)
        for one in breaches_of({**row, "contact_id": f"c{line}"}, line, each, None, text)
    ]


def past(*verdicts, language="en"):
    breaches = found(*verdicts)
    counts = dict.fromkeys(STANDINGS, 0)
    for one in verdicts:
        counts[standing(one)] += 1
    return Past(
        file="calls<b>.csv", language=language, mode="cautious", laws="", read=len(verdicts), unreadable=[], people=1,
        first="2026-03-02", last="2026-03-02", standing=counts, rules=by_rule(breaches), breaches=breaches, notes=[],
    )  # fmt: skip


SURE, UNSURE, OWN = (
    breach(count=3, limit=3, until="2026-03-03T00:00:00Z"),
    breach(unknown="history"),
    breach("house.x", "policy"),
)


@pytest.mark.parametrize(
    ("breaches", "what"),
    [
        ((), "lawful"),
        ((SURE,), "unlawful"),
        ((SURE, UNSURE, OWN), "unlawful"),
        ((UNSURE,), "unclear"),
        ((UNSURE, OWN), "unclear"),
        ((OWN,), "own"),
        ((breach("house.x", "policy", "zone"),), "unclear"),
        ((breach("gate.unmapped-place"),), "unclear"),
    ],
)
def test_a_breach_for_certain_of_what_binds_makes_a_contact_unlawful_and_nothing_else_does(breaches, what):
    assert standing(verdict(*breaches)) == what


def test_rules_that_bind_stand_before_stricter_ones_and_the_commonest_before_the_rarer():
    rules = by_rule(found(verdict(OWN), verdict(OWN), verdict(OWN, SURE), verdict(UNSURE), verdict(breach("cn.a"))))
    assert [(rule.rule, rule.contacts, rule.unknown, rule.own) for rule in rules] == [
        ("cn.x", 2, 1, False),
        ("cn.a", 1, 0, False),
        ("house.x", 3, 0, True),
    ]
    assert [one.name for one in rules[0].examples] == ["c4", "c5"]


def test_the_table_has_every_column_and_times_on_the_persons_clock():
    (row,) = table(past(verdict(SURE)))
    assert tuple(sorted(row)) == tuple(sorted(TABLE))
    assert (row["at"], row["count"], row["certain"]) == ("2026-03-02T22:48:00+08:00", "3", "yes")
    assert row["sentence"] == "the sentence of cn.x"
    (chinese,) = table(past(verdict(SURE), language="zh"))
    assert chinese["sentence"] == "cn.x 的句子"


def test_evidence_is_told_in_words_on_the_clock_of_the_contact():
    (one,) = found(verdict(SURE))
    assert one.evidence("en") == "counted 3, limit 3, until 2026-03-03 08:00:00"
    assert one.evidence("zh") == "已计次数 3, 上限 3, 直到 2026-03-03 08:00:00"


def test_the_page_has_both_languages_no_script_and_nothing_from_outside():
    page = render(past(verdict(SURE), verdict(OWN), verdict(UNSURE), verdict()))
    assert page == render(past(verdict(SURE), verdict(OWN), verdict(UNSURE), verdict()))
    for part in ("cn.x 的句子", "the sentence of cn.x", "calls&lt;b&gt;.csv", "无法确认合规", "cannot be cleared"):
        assert part in page
    assert "<script" not in page
    assert "src=" not in page


def test_a_list_without_breaches_says_so():
    assert "No breach was found." in render(past(verdict()))
