"""A day that lacks something says so when it is made."""

import dataclasses
from datetime import datetime

import pytest

from eastwind.report import Day, DayGap, RuleText, Text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"zone": "Asia/Peking"}, "Asia/Peking"),
        ({"currency": "NTX"}, "NTX"),
        ({"language": "fr"}, "'fr'"),
        ({"as_of": datetime(2026, 9, 30)}, "has no zone"),
        ({"rules": {}}, "house.written-per-week"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_gap_is_named_with_its_value(day: Day, change, told):
    with pytest.raises(DayGap, match=told):
        dataclasses.replace(day, **change)


@pytest.mark.parametrize("frame", ["plan", "refusals", "prices", "quarantine", "rolls"])
def test_a_missing_column_is_named_with_its_frame(day: Day, frame):
    column = getattr(day, frame).columns[-1] if frame != "quarantine" else "value"
    with pytest.raises(DayGap, match=f"'{frame}' lacks the column.* {column}"):
        dataclasses.replace(day, **{frame: getattr(day, frame).drop(column)})


@pytest.mark.parametrize(("force", "confidence"), [("must", "source"), ("law", "sure")])
def test_an_unknown_force_or_confidence_is_refused(force, confidence):
    with pytest.raises(DayGap, match="Known:"):
        RuleText(Text("甲", "a"), "cite", force, confidence)


def test_what_the_gate_refuses_without_a_book_has_a_text(day: Day):
    assert "no law book" in day.rule("gate.unmapped-place", "").says.en


def test_local_time_is_the_lenders(day: Day):
    assert (day.local.hour, day.local.day) == (6, 30)
