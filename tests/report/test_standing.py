"""Buckets, moves and the map, against a row-by-row reading."""

import dataclasses
import math
from collections import Counter

import polars as pl

from eastwind.report import Observed, Text, standing, tally
from tests.report import plain


def test_buckets_agree_with_a_row_by_row_reading(day):
    rows = standing.buckets(tally.cube(day.plan))
    assert {row.number: (row.people, row.overdue_minor, row.outstanding_minor) for row in rows} == plain.buckets(day)


def test_ways_agree_with_a_row_by_row_reading(day):
    rows = standing.ways(day, tally.cube(day.plan))
    assert {row.way: (row.people, row.contacted, row.fixed) for row in rows if row.people} == plain.ways(day)


def test_every_move_is_cured_better_same_or_worse(day):
    moved = standing.rolls(day.rolls)
    moves = {(start, end): number for start, end, number, _ in day.rolls.iter_rows()}
    money = {(start, end): minor for start, end, _, minor in day.rolls.iter_rows()}
    assert moved.cured == sum(number for (start, end), number in moves.items() if start > 0 == end)
    assert moved.better == sum(number for (start, end), number in moves.items() if start > end > 0)
    assert moved.same == sum(number for (start, end), number in moves.items() if start == end > 0)
    assert moved.worse == sum(number for (start, end), number in moves.items() if end > start)
    assert moved.worse_minor == sum(minor for (start, end), minor in money.items() if end > start)
    stayed_current = moves[0, 0]
    assert moved.cured + moved.better + moved.same + moved.worse + stayed_current == sum(moves.values())


def test_moves_given_in_several_rows_add_up(day):
    twice = pl.concat([day.rolls, day.rolls])
    assert (standing.rolls(twice).loans == 2 * standing.rolls(day.rolls).loans).all()


def test_the_map_holds_everyone_past_due_and_scored(day):
    found = standing.ability_map(day)
    late = sum(row["way"] is not None for row in plain.decisions(day).values())
    assert int(found.people.sum()) == late
    assert sum(map(sum, found.coarse)) == late


def test_people_beyond_the_edge_stand_in_the_edge_cells(day):
    far = day.plan.with_columns(
        ability=pl.when(pl.col("person_id") == "p-000001").then(pl.lit(10**8, pl.Int32)).otherwise("ability")
    )
    found = standing.ability_map(dataclasses.replace(day, plan=far))
    assert int(found.people.sum()) == int(standing.ability_map(day).people.sum())


def test_the_base_of_the_score_is_found_where_there_is_one(day):
    assert math.isclose(standing.ability_map(day).base, 0.3, abs_tol=1e-3)
    crooked = day.plan.with_columns(repays_ppm=pl.lit(400_000, pl.Int32))
    assert standing.ability_map(dataclasses.replace(day, plan=crooked)).base is None


def test_nobody_past_due_is_no_map(day):
    current = day.plan.with_columns(way=pl.lit(None, day.plan.schema["way"]))
    assert standing.ability_map(dataclasses.replace(day, plan=current)) is None


def test_one_person_alone_is_a_map(day):
    one = dataclasses.replace(day, plan=day.plan.filter(pl.col("way").is_not_null(), pl.col("n") == 0).head(1))
    assert int(standing.ability_map(one).people.sum()) == 1


def test_what_each_way_gets_and_what_became_of_it_agree_with_a_row_by_row_reading(day):
    main = {row["person_id"]: row for row in day.plan.iter_rows(named=True) if row["n"] == 0 and row["way"]}
    known = pl.DataFrame({"person_id": list(main)[::2]}).with_columns(
        repaid=(pl.int_range(pl.len()) % 3 == 0).cast(pl.Int8)
    )
    observed = dataclasses.replace(day, observed=Observed(known, Text("还", "paid")))
    repaid = dict(known.iter_rows())
    for row in standing.ways(observed, tally.cube(day.plan)):
        mine = [person for person, one in main.items() if one["way"] == row.way]
        assert row.known == sum(person in repaid for person in mine)
        assert row.repaid == sum(repaid.get(person, 0) for person in mine)
        tones = Counter(main[person]["tone"] for person in mine if main[person]["treatment"] != "silence")
        assert dict(row.toned) == {tone: count for tone, count in tones.items() if tone}
        owed = [one for one in day.plan.iter_rows(named=True) if one["n"] > 0 and one["way"] == row.way]
        assert row.helped == sum(one["reason"] == "help-owed" for one in owed)
