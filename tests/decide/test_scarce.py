"""What each treatment takes of each limit, against a plain reading person by person."""

import copy
from itertools import product

import numpy as np
import polars as pl

from eastwind.core import words
from eastwind.core.facts import BY_AGENCY, BY_BUYER, BY_CREDITOR, BY_NAMED
from eastwind.core.plan import WAYS
from eastwind.decide import Scarce, load, parse

AGENCIES = ("harbour", "hill")
NAMES = {BY_CREDITOR: "creditor", BY_AGENCY: "agency", BY_BUYER: "buyer", BY_NAMED: "agency:harbour",
         BY_NAMED + 1: "agency:hill"}  # fmt: skip
GROUPS = [
    {"buckets": [1, 2]},
    {"ways": ["care-first"], "by": ["agency"]},
    {"by": ["agency:hill", "creditor"]},
    {"products": ["card", "auto"], "buckets": [2, 5]},
]


def strategy():
    content = copy.deepcopy(load().content)
    content["capacity"] += [
        {"name": f"{of}{k}", "unit": "u", "available": 7, "of": of, "only": group}
        for (k, group), of in product(enumerate(GROUPS), ("cost_minor", "complaint_ppm"))
    ]
    content["minimum"] = [
        {"name": "n", "treatments": ["call-gentle", "sms-gentle"], "at_least": 4, "only": GROUPS[0]},
        {"name": "s", "treatments": ["call-gentle"], "share_ppm": 250_000, "only": GROUPS[2]},
    ]
    return parse(content, "s.toml")


def within(only, bucket, way, by, of_product):
    name = NAMES[by]
    by_names = {name, name.split(":")[0]}
    return (
        (not only.buckets or bucket in only.buckets)
        and (not only.ways or way in only.ways)
        and (not only.by or bool(by_names & set(only.by)))
        and (not only.products or (of_product >= 0 and words.PRODUCTS[of_product] in only.products))
    )


def test_every_person_is_taken_as_a_plain_reading_takes_them():
    rules = strategy()
    scarce = Scarce.of(rules)
    people = list(product(range(8), (*WAYS, None), NAMES, (-1, 3, 7), (0, 3)))
    frame = pl.DataFrame(
        {"bucket": [p[0] for p in people], "way": [p[1] for p in people], "contacts_28d": [p[4] for p in people]},
        schema={"bucket": pl.Int8, "way": pl.Enum(WAYS), "contacts_28d": pl.Int32},
    )
    by, goods = np.array([p[2] for p in people]), np.array([p[3] for p in people])
    signatures = scarce.signatures(frame, by, goods, AGENCIES)
    names = sorted(set(signatures.tolist()))
    table = scarce.uses(names).reshape(len(names), len(rules.treatments), -1)
    growth = rules.guardrails.annoyance_growth_bp
    for person, signature in zip(people, signatures.tolist(), strict=True):
        bucket, way, who, goods_, had = person
        for place, treatment in enumerate(rules.treatments):
            expected = []
            for capacity in rules.capacities:
                amount = {
                    "": dict(treatment.uses).get(capacity.name, 0),
                    "cost_minor": treatment.cost_minor,
                    "complaint_ppm": treatment.complaint_ppm * (10_000 + growth * had) // 10_000,
                }[capacity.of]
                expected.append(amount if within(capacity.only, bucket, way, who, goods_) else 0)
            number, share = rules.minimums
            mine = within(number.only, bucket, way, who, goods_)
            expected.append(-int(mine and treatment.name in number.treatments))
            mine = within(share.only, bucket, way, who, goods_)
            expected.append((250_000 - 1_000_000 * mine) if treatment.name == "call-gentle" else 0)
            assert table[names.index(signature), place].tolist() == expected


def test_what_is_there_of_a_minimum_is_what_it_wants_below_nought():
    assert Scarce.of(strategy()).there.tolist()[-3:] == [7, -4, 0]


def test_without_groups_and_harm_everybody_is_alike():
    scarce = Scarce.of(load())
    frame = pl.DataFrame({"bucket": [1, 5], "way": ["care-first", None], "contacts_28d": [0, 9]},
                         schema={"bucket": pl.Int8, "way": pl.Enum(WAYS), "contacts_28d": pl.Int32})  # fmt: skip
    assert scarce.signatures(frame, np.zeros(2, int), np.zeros(2, int), ()).tolist() == [0, 0]
