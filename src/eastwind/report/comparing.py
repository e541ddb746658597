"""Compare: one book decided by two strategies, and who would be treated differently.

In        two plans of the same book, law, day and seed (core.plan); protected traits, for the table by group alone.
Out       `changes`: one row per person; `compare`: what a reader asks of them, as whole numbers.
Not here  deciding by the other strategy (cli), words and drawing (labels, templates), at equal need (fairness).
Proof     tests/report/test_comparing.py: against a row-by-row reading; a strategy against itself changes nobody.

A person's contact is the one chosen for them, else the notice or help they are owed. Everybody has exactly one kind of
change, the first that applies: whether they hear from us at all, then tone, channel, words, offer, time. What is owed
has no tone and counts as gentle.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from eastwind.core.plan import SILENCE, WAYS
from eastwind.core.words import TONES
from eastwind.report import groups
from eastwind.report.numbers import Text

KINDS: Final[dict[str, Text]] = {
    "newly-contacted": Text("新增联系", "newly contacted"),
    "newly-in-peace": Text("改为不打扰", "newly left in peace"),
    "harsher-tone": Text("语气更重", "harsher tone"),
    "gentler-tone": Text("语气更温和", "gentler tone"),
    "other-channel": Text("换渠道", "other channel"),
    "other-words": Text("换内容", "other words"),
    "other-offer": Text("换提议", "other offer"),
    "other-time": Text("换时间", "other time"),
    "unchanged": Text("不变", "unchanged"),
}
UNCHANGED: Final = "unchanged"
DEED: Final = ("treatment", "channel", "tone", "template", "offer", "starts_at", "reason", "value_minor")


@dataclass(frozen=True, slots=True)
class Named:
    """A strategy as it calls itself."""

    name: str
    version: str
    file: str
    plan_id: str


@dataclass(frozen=True, slots=True)
class Flow:
    """So many people went from one thing to another."""

    before: str
    after: str
    people: int


@dataclass(frozen=True, slots=True)
class Used:
    """A capacity under both strategies; None = the strategy does not know it."""

    capacity: str
    unit: str
    before: tuple[int, int] | None  # used, available
    after: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class GroupChange:
    """People past due of one group: how many are contacted before and after, and how many of each kind of change."""

    trait: str
    value: str
    late: int
    contacted_before: int
    contacted_after: int
    kinds: Mapping[str, int]

    @property
    def told(self) -> bool:
        """Whether there are enough people for a share."""
        return self.late >= groups.TOO_FEW


@dataclass(frozen=True, slots=True)
class Compared:
    """What a change of strategy would do to a whole book."""

    before: Named
    after: Named
    people: int
    kinds: Mapping[str, int]
    by_bucket: Mapping[int, Mapping[str, int]]
    by_way: Mapping[str, Mapping[str, int]]
    treatments: Sequence[Flow]  # of those treated differently
    reasons: Sequence[Flow]  # of all whose main reason is another
    by_group: Sequence[GroupChange]
    capacities: Sequence[Used]
    value_minor: tuple[int, int]
    contacted: tuple[int, int]

    @property
    def changed(self) -> int:
        """People who would be treated differently."""
        return self.people - self.kinds.get(UNCHANGED, 0)


def changes(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """One row per person: kind, bucket, way, and the contact with its reason as it was and as it would be.

    Raises ValueError when the two plans are not of the same people.
    """
    old, new = _deeds(before, "before"), _deeds(after, "after")
    joined = old.join(new, on="person_id", how="inner", maintain_order="left")
    if not old.height == new.height == joined.height:
        raise ValueError(f"Plans of {old.height} and {new.height} people, {joined.height} of them the same.")
    standing = before.filter(pl.col("n") == 0).select("person_id", "bucket", pl.col("way").cast(pl.String))
    return joined.join(standing, on="person_id", how="left", maintain_order="left").select(
        "person_id", _kind().alias("kind"), "bucket", "way", *(f"{name}_{side}" for name in DEED for side in SIDES)
    )


SIDES: Final = ("before", "after")


def _deeds(plan: pl.DataFrame, side: str) -> pl.DataFrame:
    """Each person's contact, or their silence; columns end in `side`."""
    words = ("channel", "tone", "reason")
    return (
        plan.lazy()
        .with_columns(quiet=pl.col("treatment") == SILENCE)
        .sort("person_id", "quiet", "n")
        .group_by("person_id", maintain_order=True)
        .agg(pl.col(*DEED, "quiet").first(), contacts=(~pl.col("quiet")).sum())
        .with_columns(pl.col(*words).cast(pl.String))
        .rename({name: f"{name}_{side}" for name in (*DEED, "quiet", "contacts")})
        .collect()
    )


def _kind() -> pl.Expr:
    rank = {tone: place for place, tone in enumerate(TONES)}
    was, would = (pl.col(f"tone_{side}").replace_strict(rank, default=0, return_dtype=pl.Int8) for side in SIDES)

    def other(*names: str) -> pl.Expr:
        return pl.any_horizontal(pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after")) for name in names)

    quiet = pl.col("quiet_before") & pl.col("quiet_after")
    return (
        pl.when(quiet)
        .then(pl.lit(UNCHANGED))
        .when("quiet_before")
        .then(pl.lit("newly-contacted"))
        .when("quiet_after")
        .then(pl.lit("newly-in-peace"))
        .when(would > was)
        .then(pl.lit("harsher-tone"))
        .when(would < was)
        .then(pl.lit("gentler-tone"))
        .when(other("channel"))
        .then(pl.lit("other-channel"))
        .when(other("template", "contacts", "tone"))
        .then(pl.lit("other-words"))
        .when(other("offer"))
        .then(pl.lit("other-offer"))
        .when(other("starts_at"))
        .then(pl.lit("other-time"))
        .otherwise(pl.lit(UNCHANGED))
    )


def compare(
    names: tuple[Named, Named],
    plans: tuple[pl.DataFrame, pl.DataFrame],
    prices: tuple[pl.DataFrame, pl.DataFrame],
    traits: pl.DataFrame | None = None,
) -> tuple[Compared, pl.DataFrame]:
    """What the change does, and `changes` that it is counted from. `traits`: the book's table, or None."""
    found = changes(*plans)
    by_way = _crossed(found.filter(pl.col("way").is_not_null()), "way")
    compared = Compared(
        before=names[0],
        after=names[1],
        people=found.height,
        kinds=_counted(found),
        by_bucket=_crossed(found, "bucket"),
        by_way={way: by_way[way] for way in WAYS if way in by_way},
        treatments=_flows(found.filter(pl.col("kind") != UNCHANGED), "treatment"),
        reasons=_flows(found.filter(pl.col("reason_before") != pl.col("reason_after")), "reason"),
        by_group=[] if traits is None else _by_group(found, traits),
        capacities=_used(*prices),
        value_minor=(int(found["value_minor_before"].sum()), int(found["value_minor_after"].sum())),
        contacted=(_contacted(found, "before"), _contacted(found, "after")),
    )
    return compared, found


def _contacted(found: pl.DataFrame, side: str) -> int:
    return int((found[f"treatment_{side}"] != SILENCE).sum())


def _counted(found: pl.DataFrame) -> dict[str, int]:
    counts = dict(found.group_by("kind").len().iter_rows())
    return {kind: int(counts.get(kind, 0)) for kind in KINDS}


def _crossed(found: pl.DataFrame, by: str) -> dict[Any, dict[str, int]]:
    parts = found.partition_by(by, as_dict=True)
    return {key[0]: _counted(parts[key]) for key in sorted(parts)}


def _flows(found: pl.DataFrame, what: str) -> list[Flow]:
    pair = [f"{what}_before", f"{what}_after"]
    sums = found.group_by(pair).len().sort(["len", *pair], descending=[True, False, False])
    return [Flow(*row) for row in sums.iter_rows()]


def _by_group(found: pl.DataFrame, traits: pl.DataFrame) -> list[GroupChange]:
    late = found.filter(pl.col("bucket") > 0)
    joined = groups.members(traits, late["person_id"]).join(late, on="person_id", how="left")
    rows = []
    for name in groups.TRAITS:
        parts = joined.filter(pl.col("trait") == name).partition_by("value", as_dict=True)
        for value in groups.in_order([str(key[0]) for key in parts]):
            part = parts[(value,)]
            before, after = _contacted(part, "before"), _contacted(part, "after")
            rows.append(GroupChange(name, value, part.height, before, after, _counted(part)))
    return rows


def _used(before: pl.DataFrame, after: pl.DataFrame) -> list[Used]:
    rows = [{row["capacity"]: row for row in frame.iter_rows(named=True)} for frame in (before, after)]
    return [
        Used(name, str((rows[0].get(name) or rows[1][name])["unit"]), _amounts(rows[0], name), _amounts(rows[1], name))
        for name in {**rows[0], **rows[1]}
    ]


def _amounts(rows: Mapping[str, Mapping[str, Any]], name: str) -> tuple[int, int] | None:
    return (int(rows[name]["used"]), int(rows[name]["available"])) if name in rows else None
