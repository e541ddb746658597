"""Who hears from the lender and who does not, against a row-by-row reading."""

import dataclasses

import polars as pl

from eastwind.report import tally
from tests.report import plain


def test_the_headline_agrees_with_a_row_by_row_reading(day):
    found = tally.today(day, tally.cube(day.plan))
    assert {name: getattr(found, name) for name in plain.today(day)} == plain.today(day)


def test_everyone_read_is_contacted_left_in_peace_or_quarantined(day):
    found = tally.today(day, tally.cube(day.plan))
    assert found.ties
    assert found.read == found.contacted + found.peace + found.quarantined


def test_a_lost_decision_shows(day):
    lost = dataclasses.replace(day, plan=day.plan.filter(pl.col("person_id") != "p-000001"))
    assert not tally.today(lost, tally.cube(lost.plan)).ties


def test_rows_marked_quarantined_are_no_decisions(day):
    one = day.plan.filter(pl.col("n") == 0).head(1)
    marked = one.with_columns(
        pl.lit("quarantined", one.schema["reason"]).alias("reason"),
        pl.lit("silence").alias("treatment"),
        pl.lit("q-1").alias("person_id"),
    )
    more = dataclasses.replace(day, plan=pl.concat([day.plan, marked]))
    assert tally.today(more, tally.cube(more.plan)) == tally.today(day, tally.cube(day.plan))


def test_treatments_by_bucket_agree_with_a_row_by_row_reading(day):
    rows = tally.treatments(tally.cube(day.plan))
    found = {(row.treatment, bucket): people for row in rows for bucket, people in row.by_bucket.items()}
    assert found == plain.treatments(day)


def test_what_is_owed_stands_after_what_was_chosen(day):
    owed = [row.owed for row in tally.treatments(tally.cube(day.plan))]
    assert owed == sorted(owed)
    assert True in owed


def test_tones_by_bucket_agree_with_a_row_by_row_reading(day):
    rows = tally.tones(tally.cube(day.plan))
    found = {(row.bucket, tone): people for row in rows for tone, people in row.by_tone.items()}
    assert found == plain.tones(day)


def test_hours_are_those_of_the_lenders_clock(day):
    found = {(on, hour, channel): number for on, hour, channel, number in tally.hours(day).iter_rows()}
    assert found == plain.hours(day)


def test_order_of_rows_does_not_matter(day):
    assert tally.cube(day.plan).equals(tally.cube(day.plan.reverse()))
