"""What the law stopped, against a row-by-row reading."""

import dataclasses
import json

import polars as pl

from eastwind.report import RuleText, Text, stopped
from tests.report import plain


def test_people_stopped_agree_with_a_row_by_row_reading(day):
    assert dataclasses.asdict(stopped.stopped(day)) == plain.stopped(day)


def test_rules_agree_with_a_row_by_row_reading(day):
    rows = stopped.by_rule(day)
    assert {row.rule: (row.people, row.first, row.last, row.never) for row in rows} == plain.by_rule(day)
    assert [row.people for row in rows] == sorted((row.people for row in rows), reverse=True)


def test_waits_agree_with_a_row_by_row_reading(day):
    assert [people for _, people in stopped.waits(day)] == plain.waits(day)


def test_half_of_the_people_are_free_by_the_middle_moment(day):
    for row in stopped.by_rule(day):
        moments = day.refusals.filter(pl.col("rule") == row.rule)["lawful_from"].drop_nulls()
        assert (moments <= row.middle).sum() * 2 >= len(moments)


def test_parts_of_a_rule_are_told_apart(day):
    rule = "house.written-per-week"
    parts = day.refusals.with_columns(part=pl.when(pl.col("rule") == rule).then(pl.lit("sms")).otherwise(pl.lit("")))
    own = RuleText(Text("短信", "texts only"), "House 4.2", "policy", "source")
    told = dataclasses.replace(day, refusals=parts, rules={**day.rules, f"{rule}/sms": own})
    shown = {row.rule: row.text for row in stopped.by_rule(told)}
    assert shown[rule] == own
    assert shown["tw.bank.hours"] == day.rules["tw.bank.hours"]


def test_people_stopped_for_want_of_knowledge_are_counted(day):
    wanting = set()
    for row in day.refusals.iter_rows(named=True):
        if row["rule"] == "provider.sms-template" and "unknown" in json.loads(row["evidence"]):
            wanting.add(row["person_id"])
    found = next(row for row in stopped.by_rule(day) if row.rule == "provider.sms-template")
    assert found.unknown == len(wanting) > 0


def test_confidence_is_counted_for_rules_that_follow_a_source(day):
    rows = stopped.by_rule(day)
    assert sum(stopped.confidences(rows).values()) == sum(not row.rule.startswith("house.") for row in rows)


def test_a_policy_that_follows_a_law_is_not_the_houses_alone():
    said = Text("短信", "texts")
    assert RuleText(said, "House", "policy", "source").own
    assert not RuleText(said, "12 CFR 1006.6(d)(5)", "policy", "secondary", "https://www.ecfr.gov/").own
    assert not RuleText(said, "Art. 1", "law", "memory").own


def test_a_day_without_refusals_has_none(day):
    free = dataclasses.replace(day, refusals=day.refusals.clear(), examples=())
    assert stopped.stopped(free).people == 0
    assert stopped.by_rule(free) == []
    assert sum(people for _, people in stopped.waits(free)) == 0
