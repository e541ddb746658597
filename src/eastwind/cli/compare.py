"""Compare: the day decided once more by another strategy, for `eastwind plan --compare`.

In        a loaded book, the policy and plan of the day, the file of another strategy.
Out       report.Compared and compare.parquet (one row per person); the lines and the JSON that tell of it.
Not here  what is counted (report.comparing), the page (report).
Proof     tests/cli/test_compare.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import polars as pl

from eastwind import book, decide, engine, report, scale
from eastwind.cli import inputs
from eastwind.cli.progress import Steps
from eastwind.engine import Policy
from eastwind.report import groups
from eastwind.report.comparing import KINDS, GroupChange
from eastwind.report.numbers import points, share

FILE: Final = "compare.parquet"
FLOWS_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Other:
    """Another strategy to hold the day against, read and checked before any work is done."""

    path: Path
    strategy: decide.Strategy


@dataclass(frozen=True, slots=True)
class Held:
    """A day held against another strategy: what is counted, and a row per person."""

    strategy: decide.Strategy
    compared: report.Compared
    changes: pl.DataFrame

    def write(self, folder: Path) -> None:
        """compare.parquet, beside the plan's tables."""
        self.changes.write_parquet(folder / FILE, compression="zstd", statistics=False)


def other(given: Path | None, loaded: book.Loaded, folder: Path) -> Other | None:
    """The strategy in the file `given` by --compare; None where nothing is compared."""
    if given is None:
        return None
    return Other(given, inputs.strategy(given, {}, folder, loaded.book.currency, option="compare"))


def compare(
    found: Other, loaded: book.Loaded, policy: Policy, day: engine.Plan, named: str, chunk: int | None, steps: Steps
) -> Held:
    """The same book, law, instant and seed by the other strategy: what would change, and a row per person."""
    theirs = replace(policy, strategy=found.strategy)
    with steps.step("other-strategy"):
        after = scale.run(scale.Source.whole(loaded.book), theirs, named, chunk=chunk)
    names = _named(policy.strategy, "", day.plan_id), _named(found.strategy, found.path.name, after.plan_id)
    plans, prices = (day.plan, after.plan), (day.prices, after.prices)
    return Held(found.strategy, *report.compare(names, plans, prices, loaded.tables["traits"]))


def _named(strategy: decide.Strategy, file: str, plan_id: str) -> report.Named:
    return report.Named(strategy.name, strategy.version, file, plan_id)


def summary(found: report.Compared) -> dict[str, Any]:
    """The comparison in figures."""
    return {
        "before": asdict(found.before),
        "after": asdict(found.after),
        "people": found.people,
        "changed": found.changed,
        "contacted": dict(zip(("before", "after"), found.contacted, strict=True)),
        "value_minor": dict(zip(("before", "after"), found.value_minor, strict=True)),
        "kinds": dict(found.kinds),
        "by_bucket": {str(bucket): dict(counts) for bucket, counts in found.by_bucket.items()},
        "by_way": {way: dict(counts) for way, counts in found.by_way.items()},
        "by_treatment": [asdict(flow) for flow in found.treatments],
        "by_reason": [asdict(flow) for flow in found.reasons],
        "by_group": [_group(row) for row in found.by_group],
        "capacity": {row.capacity: {"before": row.before, "after": row.after} for row in found.capacities},
    }


def _group(row: GroupChange) -> dict[str, Any]:
    """One group's figures; too few people for a share are no figures to hand on either."""
    told = asdict(row) if row.told else {"trait": row.trait, "value": row.value, "late": row.late}
    return told | {"too_few": not row.told}


def lines(found: report.Compared) -> list[str]:
    """The comparison as tables for a terminal."""
    before, after = found.before, found.after
    head = (
        f"compared with {after.file} ({before.name} {before.version} → {after.name} {after.version}): "
        f"{found.changed:,} of {found.people:,} people would be treated differently"
    )
    if not found.changed:
        return [head]
    kinds = [kind for kind in KINDS if found.kinds[kind]]
    buckets = [(f"M{bucket}", counts) for bucket, counts in found.by_bucket.items()]
    ways = list(found.by_way.items())
    flows = [f"  {flow.people:>7,}  {flow.before} → {flow.after}" for flow in found.treatments[:FLOWS_SHOWN]]
    reasons = [f"  {flow.people:>7,}  {flow.before} → {flow.after}" for flow in found.reasons[:FLOWS_SHOWN]]
    return [
        head,
        *_crossed("  people, by bucket", kinds, [("all", found.kinds), *buckets]),
        *_crossed("  past due, by way", kinds, ways),
        *_flowed("  treatment before → after", flows, len(found.treatments)),
        *_flowed("  main reason before → after", reasons, len(found.reasons)),
        *_by_group(found.by_group),
        "  capacity used, before → after: " + " · ".join(
            f"{row.capacity} {_amount(row.before)} → {_amount(row.after)}" for row in found.capacities
        ),
        f"  expected money, minor units, each by its own strategy's effects: {found.value_minor[0]:,} → "
        f"{found.value_minor[1]:,}",
    ]  # fmt: skip


def _crossed(head: str, kinds: Sequence[str], columns: Sequence[tuple[str, Mapping[str, int]]]) -> list[str]:
    wide = max(len(head), *(len(kind) + 4 for kind in kinds))
    room = [max(len(name), 6) for name, _ in columns]
    rows = [head.ljust(wide) + "".join(f"  {name:>{w}}" for (name, _), w in zip(columns, room, strict=True))]
    for kind in kinds:
        cells = "".join(
            f"  {format(counts[kind], ',') if counts[kind] else '·':>{w}}"
            for (_, counts), w in zip(columns, room, strict=True)
        )
        rows.append(f"    {kind}".ljust(wide) + cells)
    return rows


def _flowed(head: str, shown: list[str], of: int) -> list[str]:
    return [head + (f" (the first {len(shown)} of {of})" if of > len(shown) else ""), *shown] if shown else []


def _by_group(rows: Sequence[GroupChange]) -> list[str]:
    if not rows:
        return []
    columns = {"people": 8, "contacted": 11, "would be": 10, "points": 8, "harsher": 9, "gentler": 9}
    out = ["  past due, by group".ljust(30) + "".join(name.rjust(wide) for name, wide in columns.items())]
    for row in rows:
        name = f"    {row.trait}: {groups.group(row.value).en}"
        if not row.told:
            out.append(f"{name:<30}{row.late:>8,}  too few for shares")
            continue
        shares = [share(row.contacted_before, row.late), share(row.contacted_after, row.late)]
        change = points(row.contacted_after - row.contacted_before, row.late)
        tones = [share(row.kinds[kind], row.late) for kind in ("harsher-tone", "gentler-tone")]
        out.append(f"{name:<30}{row.late:>8,}{shares[0]:>11}{shares[1]:>10}{change:>8}{tones[0]:>9}{tones[1]:>9}")
    return out


def _amount(amounts: tuple[int, int] | None) -> str:
    return "none" if amounts is None else f"{amounts[0]:,} of {amounts[1]:,}"
