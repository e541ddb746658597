"""What was set aside, what does not agree, and what an example shows."""

import dataclasses

import polars as pl

from eastwind.report import Example, Text, trust


def test_rows_set_aside_are_counted_by_reason_in_the_books_own_words(day):
    found = trust.quarantine(day)
    assert sum(rows for _, rows in found.by_reason) == day.quarantine.height
    assert "There is no such day in the calendar." in [reason.en for reason, _ in found.by_reason]


def test_every_kind_of_bad_row_is_among_the_samples(day):
    reasons = {row["reason"] for row in trust.quarantine(day).rows}
    assert reasons == set(day.quarantine["reason"])


def test_a_number_to_dial_never_reaches_the_page(day, page):
    assert "0912345678" in day.quarantine["value"].to_list()
    assert "0912345678" not in page


def test_a_quarantine_without_sentences_shows_its_reasons(day):
    bare = dataclasses.replace(day, quarantine=day.quarantine.drop("says_zh", "says_en"))
    assert Text("negative", "negative") in [reason for reason, _ in trust.quarantine(bare).by_reason]


def test_an_empty_quarantine_is_shown_as_none(day):
    assert trust.quarantine(dataclasses.replace(day, quarantine=day.quarantine.clear())) == trust.Quarantine([], [])


def test_differences_of_days_past_due_are_counted_by_why(day):
    found = trust.reconciliation(day)
    assert [(why.en, rows) for why, rows in found.by_why] == [("nothing is owed, so it is current", 1327)]
    assert len(found.rows) == trust.SHOWN


def test_evidence_is_told_in_words_and_on_the_lenders_clock(day):
    refused = next(example for example in day.examples if example.breaches)
    breach = {
        "rule": "house.written-per-week",
        "part": "",
        "evidence": '{"book":"house","count":3,"limit":3,"first_at":"2026-09-24T02:10:00+00:00",'
        '"state":"dispute","unknown":"zone"}',
        "lawful_from": None,
    }
    told = trust.story(day, dataclasses.replace(refused, breaches=[breach])).breaches[0]
    assert [(key.en, value.en) for key, value in told.evidence] == [
        ("counted", "3"),
        ("limit", "3"),
        ("first", "Thu 24 Sep, 10:10"),
        ("state", "dispute"),
        ("not known", "the time zone"),
    ]
    assert told.lawful_from is None


def test_the_language_sent_stands_first(day):
    row = day.examples[0].decision
    texts = {"en": "Hello", "zh-Hans": "您好", "zh-Hant": "您好"}
    told = trust.story(day, Example("p", row, (), texts))
    assert [(tag, sent) for tag, _, sent in told.notices] == [("zh-Hant", True), ("en", False), ("zh-Hans", False)]


def test_a_long_value_is_cut_to_what_finds_it(day):
    long = day.quarantine.with_columns(value=pl.lit("x" * 500))
    shown = trust.quarantine(dataclasses.replace(day, quarantine=long)).rows
    assert max(len(row["value"]) for row in shown) == trust.VALUE_MAX
