"""Two strategies over one book: every count held against a row-by-row reading."""

import dataclasses
from collections import Counter
from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from eastwind.core.plan import PLAN, PRICES
from eastwind.report import Named, changes, compare, comparecharts, render
from eastwind.report.comparing import KINDS
from tests.report import sample, sample_frames

RANK = {None: 0, "gentle": 0, "plain": 1, "firm": 2}
NAMES = (Named("one", "1", "", "p1"), Named("two", "2", "two.toml", "p2"))


@pytest.fixture(scope="module")
def before() -> pl.DataFrame:
    return sample_frames.plan(np.random.default_rng(7), 3_000)


@pytest.fixture(scope="module")
def after(before: pl.DataFrame) -> pl.DataFrame:
    """The same people, some silent, some in another tone, by another channel, at another time, with another offer."""
    other = sample_frames.plan(np.random.default_rng(8), 3_000)
    columns = ("treatment", "channel", "tone", "starts_at", "offer", "template", "reason", "value_minor")
    main, owed = before.filter(pl.col("n") == 0), before.filter(pl.col("n") > 0)
    theirs = other.filter(pl.col("n") == 0)
    lot = pl.int_range(pl.len()) % 11
    mixed = main.with_columns(
        pl.when(lot < 3).then(theirs[name]).otherwise(pl.col(name)).alias(name) for name in columns
    ).with_columns(
        starts_at=pl.when(lot == 4).then(pl.col("starts_at") + timedelta(hours=1)).otherwise("starts_at"),
        offer=pl.when((lot == 5) & pl.col("offer").is_not_null()).then(pl.lit("pause")).otherwise("offer"),
        template=pl.when(lot == 6).then(pl.col("template") + "b").otherwise("template"),
    )
    return pl.concat([mixed, owed.gather_every(2)]).select(list(PLAN)).reverse()


def plain_kinds(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, str]:
    """The kind of change of each person, one at a time."""

    def deed(rows: list[dict]) -> dict:
        heard = [row for row in sorted(rows, key=lambda row: row["n"]) if row["treatment"] != "silence"]
        return (heard or [min(rows, key=lambda row: row["n"])])[0] | {"count": len(heard)}

    def of(plan: pl.DataFrame) -> dict[str, dict]:
        people: dict[str, list[dict]] = {}
        for row in plan.iter_rows(named=True):
            people.setdefault(row["person_id"], []).append(row)
        return {person: deed(rows) for person, rows in people.items()}

    found, new = {}, of(after)
    for person, old in of(before).items():
        would = new[person]
        was_quiet, would_be_quiet = old["treatment"] == "silence", would["treatment"] == "silence"
        if was_quiet or would_be_quiet:
            kind = {(True, True): "unchanged", (True, False): "newly-contacted"}.get((was_quiet, would_be_quiet))
            found[person] = kind or "newly-in-peace"
        elif RANK[would["tone"]] != RANK[old["tone"]]:
            found[person] = "harsher-tone" if RANK[would["tone"]] > RANK[old["tone"]] else "gentler-tone"
        else:
            steps = [("channel", "other-channel"), ("template", "other-words"), ("count", "other-words"),
                     ("tone", "other-words"), ("offer", "other-offer"), ("starts_at", "other-time")]  # fmt: skip
            found[person] = next((kind for key, kind in steps if old[key] != would[key]), "unchanged")
    return found


@pytest.fixture(scope="module")
def traits(before: pl.DataFrame) -> pl.DataFrame:
    people = before.filter(pl.col("n") == 0)["person_id"]
    sexes = ["female" if place % 5 < 3 else "male" for place in range(len(people))]
    return pl.DataFrame({"person_id": people, "trait": "sex", "value": sexes})


@pytest.fixture(scope="module")
def compared(before, after, traits):
    return compare(NAMES, (before, after), (sample_frames.prices(), sample_frames.prices().head(2)), traits)[0]


def test_every_persons_kind_of_change_agrees_with_a_row_by_row_reading(before, after):
    found = changes(before, after)
    assert dict(found.select("person_id", "kind").iter_rows()) == plain_kinds(before, after)
    assert set(found["kind"]) == set(KINDS), "the example shows every kind"


def test_counts_by_bucket_way_and_kind_agree_with_it_too(before, after, compared):
    kinds = plain_kinds(before, after)
    main = before.filter(pl.col("n") == 0)
    bucket = dict(main.select("person_id", "bucket").iter_rows())
    way = dict(main.select("person_id", pl.col("way").cast(pl.String)).iter_rows())
    assert Counter(compared.kinds) == Counter(kinds.values())
    for found, by in ((compared.by_bucket, bucket), (compared.by_way, way)):
        plain = Counter((by[person], kind) for person, kind in kinds.items() if by[person] is not None)
        assert {(key, kind): n for key, row in found.items() for kind, n in row.items() if n} == plain
    assert compared.changed == sum(kind != "unchanged" for kind in kinds.values())


def test_reasons_and_treatments_tell_the_same_people(before, after, compared):
    found = changes(before, after)
    assert sum(flow.people for flow in compared.treatments) == compared.changed
    differs = found.filter(pl.col("reason_before") != pl.col("reason_after"))
    plain = Counter(differs.select("reason_before", "reason_after").iter_rows())
    assert {(flow.before, flow.after): flow.people for flow in compared.reasons} == plain


def test_groups_count_people_past_due_each_once_per_trait(before, after, traits, compared):
    kinds, late = plain_kinds(before, after), before.filter((pl.col("n") == 0) & (pl.col("bucket") > 0))
    sex = dict(traits.select("person_id", "value").iter_rows())
    for row in compared.by_group:
        mine = [person for person in late["person_id"] if sex[person] == row.value]
        assert row.late == len(mine)
        assert Counter(row.kinds) == Counter(kinds[person] for person in mine)
        moved = row.kinds["newly-contacted"] - row.kinds["newly-in-peace"]
        assert row.contacted_after - row.contacted_before == moved
    assert [row.value for row in compared.by_group] == ["female", "male"]


def test_a_strategy_against_itself_changes_nobody(before, traits):
    same, found = compare(NAMES, (before, before.reverse()), (sample_frames.prices(), sample_frames.prices()), traits)
    assert (same.changed, same.treatments, same.reasons) == (0, [], [])
    assert set(found["kind"]) == {"unchanged"}
    assert same.contacted[0] == same.contacted[1]


def test_plans_of_other_people_are_not_compared(before):
    with pytest.raises(ValueError, match="the same"):
        changes(before, before.filter(pl.col("person_id") != before["person_id"][0]))


def test_a_capacity_that_only_one_strategy_knows_is_told_as_such(before):
    prices = sample_frames.prices()
    found, _ = compare(NAMES, (before, before), (prices.head(1), prices.tail(1)))
    used = {row.capacity: (row.before is None, row.after is None) for row in found.capacities}
    assert used == {prices["capacity"][0]: (False, True), prices["capacity"][-1]: (True, False)}
    assert found.by_group == []


def test_the_page_tells_it_in_both_languages(day, compared):
    page = render(dataclasses.replace(day, compared=compared))
    assert 'id="compare"' in page
    for told in ("新增联系", "newly contacted", "语气更重", "women", "女", "two.toml"):
        assert told in page, told
    assert 'id="compare"' not in render(day)


def test_a_comparison_without_change_or_groups_is_a_page(day, before):
    same, _ = compare(NAMES, (before, before), (pl.DataFrame(schema=PRICES), pl.DataFrame(schema=PRICES)))
    assert "Nobody would be treated differently" in render(dataclasses.replace(day, compared=same))


def test_drawings_are_the_same_bytes_twice(compared):
    assert comparecharts.buckets_chart(compared) == comparecharts.buckets_chart(compared)
    assert comparecharts.groups_chart(compared) == comparecharts.groups_chart(compared)


def test_the_sample_day_can_be_compared_with_itself():
    day = sample.day(300)
    assert compare(NAMES, (day.plan, day.plan), (day.prices, day.prices))[0].changed == 0
