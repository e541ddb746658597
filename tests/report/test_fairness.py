"""Fairness tables: against plain loops, known answers, and people who differ in a trait alone."""

import dataclasses
import math
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eastwind.report import NamedReason, Observed, Text, fairnesscharts, render
from eastwind.report.fairness import OUTCOMES, Ratio, fairness, outcomes, standardised
from tests.report import sample

NOBODY = pl.DataFrame(schema={"person_id": pl.String, "repaid": pl.Int8})
CELLS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=6
).map(lambda rows: [(n, min(x, n), m, min(y, m)) for n, x, m, y in rows])


def arrays(cells):
    return [np.array(column, dtype=np.float64) for column in zip(*cells, strict=True)]


def plain_ratio(cells) -> tuple[float, float, float] | None:
    """Mantel and Haenszel's ratio and Greenland and Robins' interval, cell by cell, from the sums of the papers."""
    top = bottom = spread = 0.0
    for n, x, m, y in cells:
        if n and m:
            total = n + m
            top += x * m / total
            bottom += y * n / total
            spread += (n * m * (x + y) - x * y * total) / total**2
    if not top or not bottom:
        return None
    wide = 1.959964 * math.sqrt(spread / (top * bottom))
    ratio = top / bottom
    return ratio, math.exp(math.log(ratio) - wide), math.exp(math.log(ratio) + wide)


@given(CELLS)
def test_ratios_agree_with_the_sums_of_the_papers(cells):
    expected = plain_ratio(cells)
    _, first, second, ratio, low, high, _ = standardised(*arrays(cells))
    if expected is None:
        assert math.isnan(ratio) or ratio in (0, math.inf)
    else:
        assert (ratio, low, high) == pytest.approx(expected)
        assert first / second == pytest.approx(ratio), "the ratio is that of the two shares shown"


def test_one_cell_is_the_plain_ratio_with_its_textbook_interval():
    """Of 100 people 40, of 200 people 40: ratio 2; se² = 1/40 − 1/100 + 1/40 − 1/200."""
    people, first, second, ratio, low, high, expected = standardised(*arrays([(100, 40, 200, 40)]))
    wide = math.exp(1.959964 * math.sqrt(1 / 40 - 1 / 100 + 1 / 40 - 1 / 200))
    assert (people, first, second, ratio) == (100, pytest.approx(0.4), pytest.approx(0.2), pytest.approx(2))
    assert (low, high) == (pytest.approx(2 / wide), pytest.approx(2 * wide))
    assert expected == pytest.approx(100 * 80 / 300)


def test_what_looks_uneven_and_is_not_at_equal_need_is_even():
    """The group stands in the cell of which most are called; within each cell both are called alike."""
    _, _, _, ratio, *_ = standardised(*arrays([(90, 81, 10, 9), (10, 1, 90, 9)]))
    assert ratio == pytest.approx(1)


def test_cells_that_hold_one_of_the_groups_alone_say_nothing():
    assert standardised(*arrays([(50, 50, 0, 0), (0, 0, 50, 0)]))[0] == 0
    alone = standardised(*arrays([(40, 10, 40, 20), (30, 30, 0, 0)]))
    assert alone == standardised(*arrays([(40, 10, 40, 20)]))


@pytest.mark.parametrize("swapped", [False, True])
def test_a_group_that_shows_nothing_at_all_is_told_with_a_limit(swapped):
    cells = [(200, 60, 100, 0)] if swapped else [(100, 0, 200, 60)]
    *_, ratio, low, high, expected = standardised(*arrays(cells))
    assert (ratio, low) == (0, 0) if not swapped else (ratio, high) == (math.inf, math.inf)
    limit = high if not swapped else 1 / low
    assert limit == pytest.approx(3.689 / 20)
    assert expected == pytest.approx(20 if not swapped else 40)


@given(CELLS)
def test_turning_the_two_groups_round_turns_the_ratio_round(cells):
    n, x, m, y = arrays(cells)
    *_, ratio, low, high, _ = standardised(n, x, m, y)
    *_, turned, low_turned, high_turned, _ = standardised(m, y, n, x)
    if math.isfinite(ratio) and ratio > 0:
        assert (turned, low_turned, high_turned) == pytest.approx((1 / ratio, 1 / high, 1 / low))


def test_intervals_hold_what_they_promise():
    """Two groups called alike in three cells: 95 of 100 intervals hold 1."""
    rng = np.random.default_rng(5)
    n, m, p = np.array([40.0, 15, 60]), np.array([200.0, 20, 30]), np.array([0.2, 0.5, 0.1])
    held = 0
    for _ in range(2_000):
        x, y = rng.binomial(n.astype(int), p), rng.binomial(m.astype(int), p)
        *_, low, high, _ = standardised(n, x.astype(float), m, y.astype(float))
        held += low <= 1 <= high
    assert 0.93 <= held / 2_000 <= 0.97


def ratio(**changes) -> Ratio:
    usual = {"trait": "sex", "group": "male", "reference": "female", "outcome": "called", "people": 100, "events": 30,
             "share": 0.3, "compared": 100, "at_need": 0.3, "reference_at_need": 0.2, "ratio": 1.5, "low": 1.1,
             "high": 2.0, "expected": 20.0}  # fmt: skip
    return Ratio(**(usual | changes))


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, "uneven"),
        ({"ratio": 1.25, "low": 1.1}, "even"),
        ({"ratio": 0.8, "low": 0.7, "high": 0.9}, "even"),
        ({"ratio": 0.79, "low": 0.7, "high": 0.9}, "uneven"),
        ({"low": 0.9}, "unclear"),
        ({"people": 29}, "few"),
        ({"expected": 4.9}, "few"),
        ({"ratio": math.nan}, "few"),
        ({"ratio": 0.0, "low": 0.0, "high": 0.4}, "uneven"),
    ],
)
def test_a_ratio_is_judged_by_band_interval_and_number(changes, status):
    assert ratio(**changes).status == status


def test_a_reason_stands_from_its_day_to_its_last():
    given_ = NamedReason("sex", "male", "called", "A", date(2026, 9, 2), "why", date(2026, 9, 4))
    assert [given_.stands(date(2026, 9, day)) for day in range(1, 6)] == [False, True, True, True, False]
    assert ratio().wants_reason
    assert not ratio(reason=given_).wants_reason


@pytest.fixture(scope="module")
def traits(day) -> pl.DataFrame:
    """Sex by turns; the young are those of the first people, a group too small to say anything of."""
    people = sorted(day.plan.filter(pl.col("n") == 0)["person_id"])
    rows = [(person, "sex", "female" if place % 7 < 4 else "male") for place, person in enumerate(people)]
    rows += [(person, "age-band", "under-25" if place < 60 else "25-34") for place, person in enumerate(people)]
    return pl.DataFrame(rows, schema=["person_id", "trait", "value"], orient="row")


def test_every_count_agrees_with_a_row_by_row_reading(day, traits):
    found = fairness(day.plan, day.refusals, traits)
    sex = {row[0]: row[2] for row in traits.rows() if row[1] == "sex"}
    rows: dict[str, list[dict]] = {}
    for row in day.plan.iter_rows(named=True):
        rows.setdefault(row["person_id"], []).append(row)
    refused = set(day.refusals["person_id"])
    main = {person: next(row for row in mine if row["n"] == 0) for person, mine in rows.items()}
    late = {person for person, row in main.items() if row["bucket"] > 0}

    def shows(person: str, outcome: str) -> bool:
        heard = [row for row in rows[person] if row["treatment"] != "silence"]
        return {
            "contacted": bool(heard),
            "in-peace": not heard,
            "called": any(row["channel"] in ("voice", "robocall", "voicemail", "visit") for row in heard),
            "plain-or-firm": any(row["tone"] in ("plain", "firm") for row in heard),
            "firm": any(row["tone"] == "firm" for row in heard),
            "helped": any(row["reason"] == "help-owed" or row["offer"] is not None for row in heard),
            "refused": person in refused,
        }[outcome]

    amounts = sorted(main[person]["overdue_minor"] for person in late)
    cuts = [amounts[int((len(amounts) - 1) * part / 3)] for part in (1, 2)]

    def cell(person: str) -> tuple:
        row = main[person]
        return row["bucket"], row["way"], sum(row["overdue_minor"] > cut for cut in cuts)

    assert found.late == len(late)
    for row in (row for row in found.ratios if row.trait == "sex"):
        mine = {person for person in late if sex[person] == row.group}
        others = late - mine
        assert (row.people, row.events) == (len(mine), sum(shows(person, row.outcome) for person in mine))
        cells = [
            (
                sum(cell(person) == where for person in mine),
                sum(cell(person) == where and shows(person, row.outcome) for person in mine),
                sum(cell(person) == where for person in others),
                sum(cell(person) == where and shows(person, row.outcome) for person in others),
            )
            for where in sorted({cell(person) for person in late})
        ]
        expected = plain_ratio(cells)
        if expected is not None:
            assert (row.ratio, row.low, row.high) == pytest.approx(expected), row.outcome
    assert {row.outcome for row in found.ratios} == set(OUTCOMES)


def test_people_alike_but_for_a_trait_are_told_as_even(day):
    """Everybody stands there twice, once under each sex."""
    twice = pl.concat([day.plan, day.plan.with_columns(person_id=pl.col("person_id") + "-twin")])
    refused = pl.concat([day.refusals, day.refusals.with_columns(person_id=pl.col("person_id") + "-twin")])
    people = twice.filter(pl.col("n") == 0)["person_id"]
    sex = pl.when(people.str.ends_with("-twin")).then(pl.lit("male")).otherwise(pl.lit("female"))
    traits = pl.DataFrame({"person_id": people, "trait": "sex"}).with_columns(pl.select(sex.alias("value")).to_series())
    found = fairness(twice, refused, traits)
    assert {round(row.ratio, 9) for row in found.ratios if not math.isnan(row.ratio)} == {1.0}
    assert found.unexplained == []


def test_the_order_of_rows_changes_nothing(day, traits):
    turned = fairness(day.plan.reverse(), day.refusals.reverse(), traits.reverse())
    assert str(turned) == str(fairness(day.plan, day.refusals, traits))


def test_scores_stand_beside_what_was_observed(day, traits):
    late = outcomes(day.plan, day.refusals)
    known = late.head(200).select("person_id", repaid=(pl.int_range(pl.len()) % 2).cast(pl.Int8))
    scores = fairness(day.plan, day.refusals, traits, known).scores
    women = next(row for row in scores if row.group == "female")
    sex = traits.filter((pl.col("trait") == "sex") & (pl.col("value") == "female"))
    mine = late.join(sex, on="person_id", how="semi")
    both = mine.join(known, on="person_id")
    assert (women.people, women.known, women.repaid) == (mine.height, both.height, both["repaid"].sum())
    assert women.mean_ppm == round(mine["repays_ppm"].mean())
    assert women.gap == pytest.approx(both["repays_ppm"].mean() / 1e6 - both["repaid"].mean(), abs=1e-6)
    assert all(row.known == 0 and math.isnan(row.gap) for row in fairness(day.plan, day.refusals, traits).scores)


def test_a_book_without_traits_has_no_tables_and_the_page_no_section(day):
    found = fairness(
        day.plan, day.refusals, pl.DataFrame(schema=dict.fromkeys(("person_id", "trait", "value"), pl.String))
    )
    assert (found.ratios, found.scores) == ([], [])
    assert 'id="fairness"' not in render(dataclasses.replace(day, fairness=found))


def test_the_page_cries_out_what_is_unexplained_and_tells_reasons(day, traits):
    bare = fairness(day.plan, day.refusals, traits)
    worst = dataclasses.replace(bare, ratios=[ratio(), ratio(outcome="firm", reason=NamedReason(
        "sex", "male", "firm", "A. Nother, head of conduct", date(2026, 9, 1), "<b>a trial</b>"))])  # fmt: skip
    page = render(dataclasses.replace(day, fairness=worst, observed=Observed(NOBODY, Text("还", "paid"))))
    for told in (
        "no reason given",
        "没有给出理由",
        "1 ratio lies outside",
        "A. Nother",
        "&lt;b&gt;a trial",
        "Observed here: paid",
    ):
        assert told in page, told
    assert "No difference is without a reason" in render(
        dataclasses.replace(day, fairness=dataclasses.replace(bare, ratios=[ratio(ratio=1.0)]))
    )


def test_the_drawing_is_the_same_bytes_twice_and_absent_where_nothing_can_be_said(day, traits):
    found = fairness(day.plan, day.refusals, traits)
    drawn = fairnesscharts.ratios_chart("sex", found.ratios)
    assert drawn == fairnesscharts.ratios_chart("sex", found.ratios)
    assert drawn
    assert fairnesscharts.ratios_chart("sex", [ratio(people=3)]) is None


def test_the_sample_of_the_worked_size_has_something_to_say():
    day = sample.day(2_000)
    people = day.plan.filter(pl.col("n") == 0)["person_id"]
    traits = pl.DataFrame(
        {
            "person_id": people,
            "trait": "sex",
            "value": ["female", "male"] * (len(people) // 2) + ["male"] * (len(people) % 2),
        }
    )
    assert fairness(day.plan, day.refusals, traits).told >= 4
