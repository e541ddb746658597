"""Examples of the day: who is shown, and that their texts say what the book says."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from eastwind import book, scale
from eastwind.cli import inputs, samples
from eastwind.core.plan import SILENCE

GIVEN = {"strategy_": None, "laws_": None, "law_on": None, "seed": None, "mode": None}


def day_of(folder: Path, as_of: str | None = None):
    loaded = book.load(folder)
    policy = inputs.policy(loaded, folder, as_of_=as_of, **GIVEN)
    return loaded, policy, scale.run(scale.Source.whole(loaded.book), policy, "sha256:book")


@pytest.fixture(scope="module")
def shown(small):
    loaded, policy, day = day_of(small)
    return loaded, day, samples.examples(loaded, policy, day)


def test_each_channel_duty_and_telling_silence_is_shown_once(shown):
    _, day, examples = shown
    rows = [example.decision for example in examples]
    kinds = [
        (row["channel"] if row["n"] == 0 else None, row["treatment"] if row["n"] else None, row["reason"])
        for row in rows
    ]
    assert len({(channel, duty, reason if not (channel or duty) else None) for channel, duty, reason in kinds}) == len(
        rows
    )
    used = day.plan.filter((pl.col("n") == 0) & pl.col("channel").is_in(samples.KINDS))["channel"].unique()
    assert {row["channel"] for row in rows if row["n"] == 0 and row["treatment"] != SILENCE} == set(used)
    assert {row["treatment"] for row in rows if row["n"]} == set(day.plan.filter(pl.col("n") > 0)["treatment"])


def test_breaches_are_shown_for_those_whom_the_law_protects_alone(shown):
    for example in shown[2]:
        assert bool(example.breaches) == (example.decision["reason"] == "law-forbids")
        assert all(breach["person_id"] == example.person_id for breach in example.breaches)


def test_texts_name_the_lender_and_hold_nothing_that_was_not_filled_in(shown):
    loaded, _, examples = shown
    texts = [(example, text) for example in examples for text in example.notices.values()]
    assert texts
    for _, text in texts:
        assert loaded.mapping.defaults["lender_short"] in text
        assert "{{" not in text
        assert "None" not in text
    assert any(
        loaded.mapping.defaults["agency_short"] in text for example, text in texts if "agency" in example.decision["by"]
    )
    for example in examples:
        assert bool(example.notices) == (example.decision["template"] is not None)


def test_a_silence_has_no_text(shown):
    assert all(not example.notices for example in shown[2] if example.decision["treatment"] == SILENCE)


@pytest.mark.parametrize("as_of", [None, "2026-07-01", "2026-09-01"])
def test_lines_say_what_the_book_says_of_each_loan_on_that_day(small, as_of):
    """Also on a day on which some loans of the book were not known yet."""
    loaded, policy, day = day_of(small, as_of)
    known = book.known(loaded.book, policy.as_of)
    late = pl.concat([known.loans.select("loan_id", "main"), book.delinquency(known, policy.as_of)], how="horizontal")
    rows = day.plan.filter(pl.col("loan_ids").list.len() > 0).sort(pl.col("loan_ids").list.len(), descending=True)
    assert rows.height
    for row in rows.head(20).to_dicts():
        given = samples.parameters(row, loaded, policy, samples.standing(known, policy))
        assert given.written_on == date.fromisoformat(as_of or "2026-09-30")
        loans = [late.filter((pl.col("loan_id") == name) & pl.col("main")).to_dicts()[0] for name in row["loan_ids"]]
        due = [loan for loan in loans if loan["due_on"] or loan["next_due_on"]]
        for loan, line in zip(due, given.lines or (), strict=True):
            assert line.account == loan["loan_id"][-4:]
            assert line.due_on == (loan["due_on"] or loan["next_due_on"])
            assert line.total_minor == (loan["overdue_minor"] or loan["contract_minor"])
