"""Limits over a whole day: chunk by chunk as the whole, minimums kept or said why not, events with what is left."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from eastwind import decide, engine
from eastwind.core.plan import PRICES
from eastwind.engine import Part, Unmet, allocate, allocate_with, consider, settle
from tests.engine.made import book, policy

TALKS = ("call-gentle", "call-plain")


def ruled(*, capacities=(), minimums=(), available=None):
    """The policy that ships with limits of its own."""
    rules = policy()
    content = {key: value for key, value in rules.strategy.content.items() if key not in ("capacity", "minimum")}
    scarce = [dict(one) for one in rules.strategy.content["capacity"]]
    for one in scarce:
        one["available"] = (available or {}).get(one["name"], one["available"])
    content |= {"capacity": [*scarce, *capacities], "minimum": list(minimums)}
    return replace(rules, strategy=decide.parse(content, "test"))


def parts(rules, size=400):
    whole = book()
    return [
        Part.of(consider(whole.slice(begin, min(begin + size, whole.people.height)), rules), rules)
        for begin in range(0, whole.people.height, size)
    ]


SHORT = {"agent_minutes": 160, "senior_minutes": 36, "letters": 20, "sms": 60}
EVERY_KIND = ruled(
    available=SHORT,
    capacities=[
        {"name": "money", "unit": "minor", "available": 30_000, "of": "cost_minor"},
        {"name": "complaints", "unit": "millionths", "available": 90_000, "of": "complaint_ppm"},
        {"name": "early_sms", "unit": "messages", "available": 25, "only": {"buckets": [1]}},
    ],
    minimums=[
        {"name": "early-calls", "treatments": list(TALKS), "at_least": 6, "only": {"buckets": [1, 2]}},
        {"name": "sms-share", "treatments": ["sms-gentle", "sms-plain"], "share_ppm": 300_000,
         "only": {"ways": ["will-but-cannot", "not-yet-in-touch"]}},
    ],
)  # fmt: skip


@pytest.fixture(scope="module")
def shared():
    held = parts(EVERY_KIND)
    chosen, prices = allocate(held, EVERY_KIND)
    return held, chosen, prices


def test_each_chunk_alone_by_the_stored_cut_offs_is_as_in_the_whole(shared):
    held, chosen, prices = shared
    assert any((one >= 0).any() for one in chosen)
    for part, whole in zip(held, chosen, strict=True):
        assert (settle(part, EVERY_KIND, prices) == whole).all()


def test_prices_told_in_other_chunks_are_the_same(shared):
    assert allocate(parts(EVERY_KIND, 1_500), EVERY_KIND)[1].equals(shared[2])


def test_the_prices_frame_has_its_schema_and_its_bound(shared):
    prices = shared[2]
    assert dict(prices.schema) == PRICES
    assert prices["value_minor"].n_unique() == prices["bound_minor"].n_unique() == 1
    assert 0 < prices["value_minor"][0] <= prices["bound_minor"][0]


def test_every_limit_holds_counted_person_by_person(shared):
    """Sums of money and complaints, a queue for one bucket, a number and a share for groups."""
    held, chosen, prices = shared
    told = {row["capacity"]: row for row in prices.iter_rows(named=True)}
    people = pl.concat([consider(book().slice(k, min(k + 400, 1500)), EVERY_KIND).people for k in range(0, 1500, 400)])
    treatments = EVERY_KIND.strategy.treatments
    rows = []
    begin = 0
    for part, one in zip(held, chosen, strict=True):
        rows += [(begin + k, treatments[part.treatment[row]]) for k, row in enumerate(one) if row >= 0]
        begin += len(one)
    rails = EVERY_KIND.strategy.guardrails
    bucket, way, had = people["bucket"].to_list(), people["way"].to_list(), people["contacts_28d"].to_list()
    counted = {name: sum(dict(t.uses).get(name, 0) for _, t in rows) for name in SHORT} | {
        "money": sum(t.cost_minor for _, t in rows),
        "complaints": sum(t.complaint_ppm * (10_000 + rails.annoyance_growth_bp * had[k]) // 10_000 for k, t in rows),
        "early_sms": sum(dict(t.uses).get("early_sms", 0) for k, t in rows if bucket[k] == 1),
        "early-calls": sum(t.name in TALKS and bucket[k] in (1, 2) for k, t in rows),
        "sms-share": sum(t.channel == "sms" and way[k] in ("will-but-cannot", "not-yet-in-touch") for k, t in rows),
    }
    assert {name: row["used"] for name, row in told.items()} == counted
    for name, row in told.items():
        assert row["used"] <= row["available"] if row["limit"] == "at-most" else row["used"] >= row["available"], name
    assert told["sms-share"]["available"] == -(-sum(t.channel == "sms" for _, t in rows) * 3 // 10)


def test_a_minimum_that_cannot_be_kept_says_which_how_much_and_what_to_do():
    asked = {"name": "many-calls", "treatments": list(TALKS), "at_least": 50}
    rules = ruled(minimums=[asked], available={"agent_minutes": 80})
    with pytest.raises(Unmet, match=r"'many-calls' cannot be kept: it promises 50 of call-gentle, call-plain, but at "
                       r"most 10 are lawful.*Lower at_least to 10"):  # fmt: skip
        allocate(parts(rules), rules)
    kept = ruled(minimums=[asked | {"at_least": 10}], available={"agent_minutes": 80})
    prices = allocate(parts(kept), kept)[1]
    assert prices.filter(pl.col("limit") == "at-least")["used"].to_list() == [10]


def test_of_a_capacity_of_nought_nothing_is_used_and_a_price_is_told():
    rules = ruled(available={"agent_minutes": 0})
    prices = allocate(parts(rules), rules)[1]
    row = prices.row(by_predicate=pl.col("capacity") == "agent_minutes", named=True)
    assert (row["used"], row["cut_off_minor"]) == (0, None)
    assert row["price_micro"] > 0


def test_a_capacity_that_nobody_uses_is_told_as_unused():
    rules = ruled(capacities=[{"name": "faxes", "unit": "faxes", "available": 9}])
    row = allocate(parts(rules), rules)[1].row(by_predicate=pl.col("capacity") == "faxes", named=True)
    assert (row["used"], row["price_micro"], row["treatments"]) == (0, 0, [])


def test_who_comes_up_alone_gets_no_more_than_is_left(shared):
    prices = dict(shared[2].select("capacity", "price_micro").iter_rows())
    rules, whole = EVERY_KIND, book()
    contacts = 0
    for person in range(0, 1500, 60):
        part = Part.of(consider(whole.slice(person, person + 1), rules), rules)
        for left in (dict.fromkeys(SHORT, 0), {"agent_minutes": 8, "senior_minutes": 0, "letters": 0, "sms": 0}):
            chosen, told = allocate_with(part, rules, prices, left)
            used = dict(told.select("capacity", "used").iter_rows())
            assert all(used[name] <= there for name, there in left.items())
            contacts += int((chosen >= 0).sum())
    assert contacts > 0


def test_an_event_with_nothing_left_starts_no_contact_that_takes_of_it():
    rules, whole = policy(), book()
    made = engine.plan(whole, rules, "book")
    prices = dict(made.prices.select("capacity", "price_micro").iter_rows())
    uses = {treatment.name: dict(treatment.uses) for treatment in rules.strategy.treatments}
    called = made.plan.filter((pl.col("n") == 0) & pl.col("channel").is_in(["voice", "sms"]))["person_id"].to_list()
    place = {name: k for k, name in enumerate(whole.people["person_id"].to_list())}
    assert called
    for name in called[:5]:
        alone = whole.slice(place[name], place[name] + 1)
        left = dict.fromkeys(prices, 0)
        found = engine.plan(alone, rules, "book", prices, left)
        main = found.plan.filter(pl.col("n") == 0)["treatment"][0]
        assert not uses.get(main)
        assert found.prices["used"].to_list() == [0] * len(prices)
        again = engine.plan(alone, rules, "book", prices)
        assert np.array_equal(again.plan["treatment"], made.plan.filter(pl.col("person_id") == name)["treatment"])
