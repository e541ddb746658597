"""Why people are left in peace, against a row-by-row reading."""

import polars as pl

from eastwind.core.reasons import Reason, sentence
from eastwind.report import quiet, tally
from tests.report import plain


def test_silence_by_reason_agrees_with_a_row_by_row_reading(day):
    groups = quiet.peace(tally.cube(day.plan))
    found = {row.says.en: row.people for group in groups for row in group.reasons}
    assert found == {sentence(reason, "en"): people for reason, people in plain.silence(day).items()}
    assert all(group.people == sum(row.people for row in group.reasons) for group in groups)


def test_silence_beside_something_fixed_is_a_group_of_its_own(day):
    """A person whose due reminder is sent anyway is silent for that reason: the reason of a contact."""
    soon = day.plan.with_columns(
        reason=pl.when(pl.col("treatment") == "silence")
        .then(pl.lit("remind-due-soon", day.plan.schema["reason"]))
        .otherwise("reason")
    )
    groups = quiet.peace(tally.cube(soon))
    assert [group.name.en for group in groups] == ["Only what is fixed is sent"]


def test_a_reason_of_no_group_is_still_told(day):
    odd = day.plan.with_columns(reason=pl.lit("explored", day.plan.schema["reason"]))
    groups = quiet.peace(tally.cube(odd))
    assert [group.name for group in groups] == [quiet.PEACE_REST]
    assert groups[0].people == sum(plain.silence(day).values())


def test_each_reason_stands_in_one_group_at_most():
    grouped = [reason for _, _, reasons in quiet.PEACE for reason in reasons]
    assert len(grouped) == len(set(grouped))


def test_every_reason_for_silence_has_its_group():
    members = list(Reason)
    silent = set(members[: members.index(Reason.HELP_OWED)]) - {Reason.QUARANTINED}
    assert silent <= {reason for _, _, reasons in quiet.PEACE for reason in reasons}
