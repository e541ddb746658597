"""Allocate: the capacities of the day shared out over all chunks together.

In        considered chunks; or, for people who come up later, the day's prices and what is left.
Out       per chunk the option chosen for each person; the prices frame.
Not here  the method (decide.allocate), what limits look at (decide.scarce).
Proof     tests/engine/test_allocate.py: chunk by chunk by the stored cut-offs as the whole; minimums met or said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind import decide
from eastwind.core.plan import PRICES
from eastwind.decide import CutOffs, Options, Round, Scarce
from eastwind.decide.strategy import Capacity, Minimum, Strategy
from eastwind.engine.consider import Considered
from eastwind.engine.policy import Policy

Ints = NDArray[np.int64]
Codes = NDArray[np.integer]


CUT: Final = 6  # numbers that tell a round: stage, number, score, tie, person, what a minimum lacks


class Unmet(decide.StrategyError):
    """A minimum that the day cannot give; says which, how much is possible, and what to change."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the allocation needs to know of a chunk, in little room: the options of all chunks are held at once."""

    people: int
    rows: int  # that the chunk will have in the plan
    person: NDArray[np.int32]  # row in the chunk, of people who have any option
    count: NDArray[np.uint8]  # of their options
    tie: Ints
    group: NDArray[np.uint16]  # of each of them: the place of their signature
    signatures: tuple[int, ...]  # rising
    treatment: NDArray[np.uint8]  # by option
    value: Codes

    @classmethod
    def of(cls, chunk: Considered, policy: Policy) -> "Part":
        """The options of a considered chunk."""
        row = chunk.options["person"].to_numpy()
        person, start, count = np.unique(row, return_index=True, return_counts=True)
        value = chunk.options["value"].to_numpy()
        small = value.astype(np.int32) if len(value) and value.max() < 2**31 else value
        asked = chunk.people.select("bucket", "way", "contacts_28d")[person]
        by, product = chunk.ways.by[person], chunk.ways.product[person]
        found = Scarce.of(policy.strategy).signatures(asked, by, product, chunk.agencies)
        signatures, group = np.unique(found, return_inverse=True)
        return cls(
            chunk.people.height,
            chunk.rows,
            person.astype(np.int32),
            count.astype(np.uint8),
            chunk.options["tie"].to_numpy()[start],
            group.astype(np.uint16),
            tuple(signatures.tolist()),
            chunk.options["treatment"].to_numpy().astype(np.uint8),
            small,
        )


def allocate(parts: Iterable[Part], policy: Policy) -> tuple[list[Ints], pl.DataFrame]:
    """Choose over all chunks together: per chunk the option row chosen for each person, or −1; and the prices.

    Unmet where the day cannot give what a minimum of the strategy promises.
    """
    scarce = Scarce.of(policy.strategy)
    options, uses, spans = _together(parts, scarce)
    found = decide.allocate(options, uses, scarce.there)
    short = (found.used > scarce.there) & (uses < 0).any(axis=0)
    if short.any():
        raise Unmet(_unmet(options, uses, scarce, found, np.flatnonzero(short).tolist()))
    return _apart(found.chosen, options.person, spans), _prices(scarce, uses, options, found)


def allocate_with(
    part: Part, policy: Policy, prices: Mapping[str, int], left: Mapping[str, int] | None = None
) -> tuple[Ints, pl.DataFrame]:
    """Choose for people who come up alone: at stored prices (micro-units, by name; 0 where none is named) and with what
    is left of each capacity (all of it where none is named). Minimums are the day's, not theirs: they weigh by their
    price alone."""
    scarce = Scarce.of(policy.strategy)
    options, uses, spans = _together([part], scarce)
    names = _names(policy.strategy)
    given = left or {}
    there = np.array([given.get(name, there) for name, there in zip(names, scarce.there.tolist(), strict=True)])
    there[len(policy.strategy.capacities) :] = decide.UNLIMITED
    stored = tuple(prices.get(name, 0) for name in names)
    chosen = decide.allocate_with(options, uses, there, stored)
    taken = uses[options.kind[chosen[chosen >= 0]]]
    minimums = len(policy.strategy.minimums)
    used = [*taken[:, : len(there) - minimums].sum(axis=0).tolist(), *[0] * minimums]
    available = [*there[: len(there) - minimums].tolist(), *(minimum.at_least for minimum in policy.strategy.minimums)]
    frame = _frame(policy.strategy, available, used, list(stored))
    return _apart(chosen, options.person, spans)[0], frame


def settle(part: Part, policy: Policy, prices: pl.DataFrame) -> Ints:
    """The option chosen for each person of a chunk, or −1, exactly as within the day whose `prices` these are."""
    options, uses, spans = _together([part], Scarce.of(policy.strategy))
    return _apart(decide.settle(options, uses, _cut_offs(prices)), options.person, spans)[0]


def _together(parts: Iterable[Part], scarce: Scarce) -> tuple[Options, Ints, list[tuple[int, int, int]]]:
    """All options, people numbered on; what each kind takes; of each chunk its first person, the end, its first row."""
    people, rows, spans = 0, 0, list[tuple[int, int, int]]()
    columns: dict[str, list[Codes]] = {name: [] for name in ("person", "count", "tie", "group", "treatment", "value")}
    tables = []
    for part in parts:
        spans.append((people, people + part.people, rows))
        columns["person"].append(part.person + np.int32(people))
        for name in ("count", "tie", "group", "treatment", "value"):
            columns[name].append(getattr(part, name))
        tables.append(part.signatures)
        people, rows = people + part.people, rows + len(part.treatment)
    signatures = sorted({number for table in tables for number in table})
    uses = scarce.uses(signatures)
    wide = np.min_scalar_type(max(len(uses) - 1, 0))
    kinds = []
    held = zip(tables, columns["count"], columns["group"], columns["treatment"], strict=True)
    for table, count, group, treatment in held:
        first = np.searchsorted(signatures, table) * len(scarce.strategy.treatments)
        kinds.append(np.repeat(first.astype(wide)[group], count) + treatment.astype(wide))
    # Column by column, so that never more than one of them is held twice.
    del columns["group"], columns["treatment"]
    kind = _joined(kinds, wide)
    kinds.clear()
    person, count, tie, value = (_joined(columns.pop(name), np.dtype(np.int64)) for name in columns.copy())
    return Options(person, count, tie.astype(np.int64, copy=False), kind, value), uses, spans


def _joined(parts: list[Codes], empty: np.dtype[np.integer]) -> Codes:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=empty)


def _apart(chosen: Ints, person: Codes, spans: list[tuple[int, int, int]]) -> list[Ints]:
    """Per chunk the option row of each of its people, or −1."""
    found = []
    for begin, stop, row in spans:
        first, last = np.searchsorted(person, (begin, stop))
        mine = np.full(stop - begin, -1, dtype=np.int64)
        some = chosen[first:last]
        mine[person[first:last] - begin] = np.where(some >= 0, some - row, -1)
        found.append(mine)
    return found


def _names(strategy: Strategy) -> list[str]:
    return [*(capacity.name for capacity in strategy.capacities), *(minimum.name for minimum in strategy.minimums)]


def _prices(scarce: Scarce, uses: Ints, options: Options, found: decide.Allocation) -> pl.DataFrame:
    """The day's prices, with all by which a part of the people, or somebody later, is decided alone."""
    strategy = scarce.strategy
    there, used = scarce.there.tolist(), found.used.tolist()
    taken = uses[options.kind[found.chosen[found.chosen >= 0]]]
    for place, minimum in enumerate(strategy.minimums, start=len(strategy.capacities)):
        used[place] = int((taken[:, place] < 0).sum())
        all_of_it = int((taken[:, place] != 0).sum())
        there[place] = minimum.at_least or -(-all_of_it * minimum.share_ppm // decide.MILLION)
    rounds = found.cut_offs.rounds
    cuts = [number for entry in rounds for number in (entry.stage, entry.number, *entry.cut, *(entry.own or (0,)))]
    return _frame(strategy, there, used, list(found.price)).with_columns(
        pl.Series("cut_off_minor", list(found.least), dtype=pl.Int64),
        pl.lit(found.value, dtype=pl.Int64).alias("value_minor"),
        pl.lit(found.bound, dtype=pl.Int64).alias("bound_minor"),
        pl.Series("order_micro", list(found.cut_offs.prices), dtype=pl.Int64),
        pl.Series("limits", [[entry.limit[k] for entry in rounds] for k in range(len(there))], dtype=PRICES["limits"]),
        pl.Series("cuts", [cuts] * len(there), dtype=PRICES["cuts"]),
    )


def _frame(strategy: Strategy, available: list[int], used: list[int], price: list[int]) -> pl.DataFrame:
    """What every prices frame says: the limits, what was used of them, at which price; the rest null."""
    limits: list[Capacity | Minimum] = [*strategy.capacities, *strategy.minimums]
    takes = [_takes(strategy, limit) for limit in limits]
    columns = {
        "capacity": [limit.name for limit in limits],
        "limit": ["at-most"] * len(strategy.capacities) + ["at-least"] * len(strategy.minimums),
        "unit": [limit.unit if isinstance(limit, Capacity) else "people" for limit in limits],
        "available": available,
        "used": used,
        "price_minor": [(micro + decide.MICRO // 2) // decide.MICRO for micro in price],
        "price_micro": price,
        "treatments": [list(one) for one in takes],
        "takes": [list(one.values()) for one in takes],
    }
    missing = {name: [None] * len(limits) for name in PRICES if name not in columns}
    return pl.DataFrame(columns | missing, schema_overrides=PRICES).select(list(PRICES))


def _takes(strategy: Strategy, limit: Capacity | Minimum) -> dict[str, int]:
    """The treatments that take of a limit, and how much each (of complaints, before anybody had any)."""
    if isinstance(limit, Minimum):
        return dict.fromkeys(limit.treatments, 1)
    found = {}
    for treatment in strategy.treatments:
        amount = getattr(treatment, limit.of) if limit.of else dict(treatment.uses).get(limit.name, 0)
        if amount:
            found[treatment.name] = int(amount)
    return found


def _cut_offs(prices: pl.DataFrame) -> CutOffs:
    """The cut-offs that a prices frame holds; without any limit everyone has their best."""
    if not prices.height:
        return decide.NO_LIMITS
    cuts, limits = prices["cuts"][0].to_list(), prices["limits"].to_list()
    rounds = []
    for place, at in enumerate(range(0, len(cuts), CUT)):
        stage, number, score, tie, person, own = cuts[at : at + CUT]
        limit = tuple(row[place] for row in limits)
        rounds.append(Round(stage, number, limit, (own,) if stage >= 0 else (), (score, tie, person)))
    capacity = prices["limit"] == "at-most"
    there = pl.select(pl.when(capacity).then(prices["available"]).otherwise(decide.UNLIMITED)).to_series()
    return CutOffs(tuple(there.to_list()), tuple(prices["order_micro"].to_list()), tuple(rounds))


def _unmet(options: Options, uses: Ints, scarce: Scarce, found: decide.Allocation, short: list[int]) -> str:
    """Which minimums the day cannot give, how much would be possible at most, and what to change."""
    strategy, said = scarce.strategy, []
    taken = uses[options.kind[found.chosen[found.chosen >= 0]]]
    for place in short:
        minimum = strategy.minimums[place - len(strategy.capacities)]
        got = int((taken[:, place] < 0).sum())
        names = ", ".join(minimum.treatments)
        if not minimum.at_least:
            said.append(
                f"The minimum '{minimum.name}' cannot be kept: of {names} its group got {got:,} of "
                f"{int((taken[:, place] != 0).sum()):,}, less than {minimum.share_ppm / 10_000:g} %. Lower share_ppm."
            )
            continue
        most = decide.most(options, uses, scarce.there, place)
        head = f"The minimum '{minimum.name}' cannot be kept: it promises {minimum.at_least:,} of {names}, "
        said.append(
            head + f"but at most {most:,} are lawful, worth it and within the capacities today. "
            f"{f'Lower at_least to {most:,} or less' if most else 'Take it out'}, "
            "or give more of what these treatments use."
            if most < minimum.at_least
            else head + f"and {got:,} were found beside the other minimums, though {most:,} would be possible alone. "
            "Lower one of the minimums, or give more of what these treatments use."
        )
    return " ".join(said)
