"""Conclude: the rows of plan and refusals for a chunk, once it is known who gets what.

In        a considered chunk, the option chosen for each person, the plan's number.
Out       frames after core.plan: one row per person read and not quarantined, a row more for each duty; refusals.
Not here  any decision: by now all are made.
Proof     tests/engine: decisions = people read − quarantined; every column in its type.
"""

from typing import Final

import numpy as np
import orjson
import polars as pl
from numpy.typing import NDArray

from eastwind.core import digests
from eastwind.core.columns import MICROSECONDS, instants, worded
from eastwind.core.facts import BY_AGENCY, BY_BUYER, BY_CREDITOR, BY_NAMED
from eastwind.core.plan import PLAN, REFUSALS, SILENCE
from eastwind.core.reasons import REASONS, Reason
from eastwind.decide.strategy import Fixed, Treatment
from eastwind.engine.consider import DESCRIBED, Considered
from eastwind.engine.explore import Choice, explore
from eastwind.engine.policy import Policy

Ints = NDArray[np.int64]

BITS: Final = 63  # treatments in a number
_NOT_EVIDENCE: Final = ("candidate", "book", "rule", "part", "kind", "force", "lawful_from")


def conclude(
    chunk: Considered, chosen: Ints, policy: Policy, plan_id: str, agencies: tuple[str, ...]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The plan and the refusals of one chunk; `chosen[k]` is the option row allocated to person k, or −1."""
    decided = _decisions(chunk, explore(chunk, chosen, policy), policy)
    duty = _duty_rows(chunk, policy)
    rows = pl.concat([decided, duty]).sort(["person", "n"])
    rows = _described(rows, chunk, policy, plan_id, agencies)
    return rows, _refusals(chunk, policy)


def _decisions(chunk: Considered, choice: Choice, policy: Policy) -> pl.DataFrame:
    """Row n = 0 of everyone not quarantined: a treatment, or silence with its reason."""
    read = np.flatnonzero(chunk.quiet != _code(Reason.QUARANTINED))
    option = choice.row[read]
    treated = option >= 0
    options = chunk.options[np.where(treated, option, 0)] if chunk.options.height else None
    place = np.where(treated, 0 if options is None else options["treatment"].to_numpy(), -1)
    quiet = chunk.quiet[read]
    reasons = np.array([_code(Reason(t.reason)) for t in policy.strategy.treatments], dtype=np.int16)
    reason = np.where(treated, reasons[place], np.where(quiet >= 0, quiet, _code(Reason.CAPACITY_USED)))
    reason = np.where(treated & choice.drawn[read], _code(Reason.EXPLORED), reason)
    starts = np.where(treated, 0 if options is None else options["starts_at"].to_numpy(), 0)
    value = np.where(treated, 0 if options is None else options["value"].to_numpy(), 0)
    frame = pl.DataFrame(
        {
            "person": read.astype(np.int64),
            "n": np.zeros(len(read), dtype=np.int16),
            "starts_at": instants(starts, treated),
            "value_minor": value,
            "propensity": choice.propensity[read],
        }
    )
    chosen_words = _treatment_words(list(policy.strategy.treatments), place)
    return frame.with_columns(worded(reason, REASONS).alias("reason")).hstack(chosen_words)


def _duty_rows(chunk: Considered, policy: Policy) -> pl.DataFrame:
    """Row n = 1 of those to whom information or help is owed today."""
    duty = chunk.duty
    fixed = duty["fixed"].to_numpy()
    reasons = np.array(
        [_code(Reason(entry.reason)) for entry in policy.strategy.fixed] or [_code(Reason.HELP_OWED)], dtype=np.int16
    )
    named = _fixed_words(list(policy.strategy.fixed), fixed).with_columns(
        duty["channel"], pl.format("{}/{}", pl.col("template"), duty["channel"].cast(pl.String)).alias("template")
    )
    return pl.DataFrame(
        {
            "person": duty["person"].cast(pl.Int64),
            "n": np.ones(duty.height, dtype=np.int16),
            "starts_at": instants(duty["starts_at"].to_numpy()),
            "value_minor": np.zeros(duty.height, dtype=np.int64),
            "propensity": np.ones(duty.height, dtype=np.float64),
            "reason": worded(reasons[fixed], REASONS),
        }
    ).hstack(named.select("treatment", "channel", "tone", "template"))


def _treatment_words(treatments: list[Treatment], place: Ints) -> pl.DataFrame:
    names = pl.DataFrame(
        {
            "treatment": [t.name for t in treatments] + [SILENCE],
            "channel": [t.channel for t in treatments] + [None],
            "tone": [t.tone for t in treatments] + [None],
            "template": [template_id(t.template, t.channel, t.tone) for t in treatments] + [None],
        },
        schema={"treatment": pl.String, "channel": PLAN["channel"], "tone": PLAN["tone"], "template": pl.String},
    )
    return names[np.where(place >= 0, place, len(treatments))]


def _fixed_words(fixed: list[Fixed], place: Ints) -> pl.DataFrame:
    names = pl.DataFrame(
        {"treatment": [f.name for f in fixed], "tone": [None] * len(fixed), "template": [f.template for f in fixed]},
        schema={"treatment": pl.String, "tone": PLAN["tone"], "template": pl.String},
    )
    return names[place]


def template_id(family: str, channel: str, tone: str | None) -> str:
    """How a plan names what is said: family/channel/tone, or family/channel where the tone is not chosen."""
    return "/".join(part for part in (family, channel, tone) if part)


def _described(
    rows: pl.DataFrame, chunk: Considered, policy: Policy, plan_id: str, agencies: tuple[str, ...]
) -> pl.DataFrame:
    """All columns of the plan: what is known of the person beside what was decided."""
    person = rows["person"].to_numpy()
    contact = (rows["treatment"] != SILENCE).to_numpy()
    frame = rows.hstack(chunk.people.select(DESCRIBED)[person])
    names = {BY_CREDITOR: "creditor", BY_AGENCY: "agency", BY_BUYER: "buyer"}
    names |= {BY_NAMED + k: f"agency:{agency}" for k, agency in enumerate(agencies)}
    speakers = pl.Series([names.get(code) for code in range(max(names) + 1)], dtype=pl.String)
    language = pl.Series(list(chunk.languages), dtype=pl.String)[chunk.ways.situation[person]]
    return frame.with_columns(
        _contact_ids(frame, contact, plan_id).alias("contact_id"),
        _points(rows, chunk, person).alias("point_id"),
        language.alias("language"),
        _offers(frame, chunk, person, contact).alias("offer"),
        _loan_ids(chunk, person, contact).alias("loan_ids"),
        speakers.gather(_speakers(frame, chunk, person, policy)).alias("by"),
        _eligible(chunk, person, rows["n"].to_numpy()).alias("eligible"),
        pl.lit(policy.strategy.exploration.arm, dtype=pl.String).alias("policy_arm"),
        pl.lit(policy.strategy.exploration.experiment_id or None, dtype=pl.String).alias("experiment_id"),
    ).select([pl.col(name).cast(dtype) for name, dtype in PLAN.items()])


def _contact_ids(frame: pl.DataFrame, contact: NDArray[np.bool_], plan_id: str) -> pl.Series:
    """digest(plan_id, person_id, n) of each contact; null for silence."""
    reached = frame.filter(pl.Series(contact))
    ids = pl.Series("contact_id", [None] * frame.height, dtype=pl.String)
    if not reached.height:
        return ids
    return ids.scatter(np.flatnonzero(contact), digests.short_ids(plan_id, reached["person_id"], reached["n"]))


def _speakers(frame: pl.DataFrame, chunk: Considered, person: Ints, policy: Policy) -> NDArray[np.int32]:
    """Who has the file, or the creditor for what it sends itself."""
    own = [treatment.name for treatment in policy.strategy.treatments if treatment.by == "creditor"]
    own += [fixed.name for fixed in policy.strategy.fixed if fixed.by == "creditor"]
    return np.where(frame["treatment"].is_in(own).to_numpy(), BY_CREDITOR, chunk.ways.by[person])


def _points(rows: pl.DataFrame, chunk: Considered, person: Ints) -> pl.Series:
    channel = rows["channel"].to_physical().fill_null(0).to_numpy()
    contact = rows["channel"].is_not_null().to_numpy()
    row = np.where(contact, chunk.ways.point[person, np.minimum(channel, chunk.ways.point.shape[1] - 1)], 0)
    if not chunk.ways.points.height:
        return pl.Series([None] * len(person), dtype=pl.String)
    found = chunk.ways.points["point_id"].gather(row)
    return pl.select(pl.when(pl.Series(contact)).then(found)).to_series()


def _offers(frame: pl.DataFrame, chunk: Considered, person: Ints, contact: NDArray[np.bool_]) -> pl.Series:
    """The best offer open to the person, in contacts about help; null elsewhere, and where nothing is open."""
    helps = (frame["reason"] == Reason.HELP_OWED.value).to_numpy() & contact
    row = np.full(chunk.people.height, chunk.offers.height, dtype=np.int64)
    row[chunk.offers["person"].to_numpy()] = np.arange(chunk.offers.height)
    kinds = pl.concat([chunk.offers["kind"].cast(pl.String), pl.Series([None], dtype=pl.String)])
    return kinds.gather(np.where(helps, row[person], chunk.offers.height))


def _loan_ids(chunk: Considered, person: Ints, contact: NDArray[np.bool_]) -> pl.Series:
    """The loans each contact is about; an empty list for silence."""
    ways = chunk.ways
    count = np.where(contact, ways.loan_start[person + 1] - ways.loan_start[person], 0)
    which = np.repeat(np.arange(len(person)), count)
    inside = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    loans = chunk.loans["loan_id"].gather(ways.loan_rows[ways.loan_start[person[which]] + inside])
    return _lists(which, loans, len(person))


def _eligible(chunk: Considered, person: Ints, n: NDArray[np.int16]) -> pl.Series:
    """Names of the treatments that were left to each person; for the row n = 0 alone."""
    names = np.array(chunk.treatments, dtype=object)
    which, treatment = chunk.options["person"].to_numpy(), chunk.options["treatment"].to_numpy()
    # The same few lists again and again: each is a number, a bit for each treatment, and is made once.
    words = [np.zeros(chunk.people.height, dtype=np.int64) for _ in range(0, len(names), BITS)]
    for place, word in enumerate(words):
        here = treatment // BITS == place
        np.bitwise_or.at(word, which[here], np.int64(1) << (treatment[here] % BITS))
    masks = pl.DataFrame({str(place): np.where(n == 0, word[person], 0) for place, word in enumerate(words)})
    lists = masks.unique(maintain_order=True)
    named = [
        [name for place, name in enumerate(names) if mask[place // BITS] >> place % BITS & 1]
        for mask in lists.iter_rows()
    ]
    lists = lists.with_columns(pl.Series("value", named, dtype=pl.List(pl.String)))
    return masks.join(lists, on=masks.columns, how="left", maintain_order="left")["value"]


def _lists(row: Ints, values: pl.Series, height: int) -> pl.Series:
    """Values as a list per row; rows must rise."""
    grouped = pl.DataFrame({"row": row, "value": values}).group_by("row", maintain_order=True).agg(pl.col("value"))
    place = np.full(height, grouped.height, dtype=np.int64)
    place[grouped["row"].to_numpy()] = np.arange(grouped.height)
    lists = pl.concat([grouped["value"], pl.Series("value", [[]], dtype=pl.List(values.dtype))])
    return lists.gather(place)


def _refusals(chunk: Considered, policy: Policy) -> pl.DataFrame:
    """A row per breach of the treatment that would have been best and is unlawful all day: as many as `breaches`."""
    refused = chunk.refused
    if not refused.height:
        return pl.DataFrame(schema=REFUSALS)
    treatments = policy.strategy.treatments
    named = _treatment_words(list(treatments), refused["treatment"].to_numpy())
    best = pl.DataFrame(
        {
            "candidate": refused["candidate"],
            "person_id": chunk.people["person_id"].gather(refused["person"].to_numpy()),
            "treatment": named["treatment"],
            "channel": named["channel"],
            "starts_at": instants(refused["starts_at"].to_numpy()),
            "lawful_from": refused["lawful_from"],
        }
    )
    breaches = chunk.breaches.drop("lawful_from", strict=False)
    rows = best.join(breaches, on="candidate", how="inner", maintain_order="left_right")
    evidence = sorted(name for name in breaches.columns if name not in _NOT_EVIDENCE)
    return rows.with_columns(_evidence(rows.select(evidence)).alias("evidence")).select(
        [pl.col(name).cast(dtype) for name, dtype in REFUSALS.items()]
    )


def _evidence(found: pl.DataFrame) -> pl.Series:
    """Evidence as canonical JSON, columns in order: what is null says nothing and is left out."""
    pieces: list[pl.Series] = []
    for column in found.iter_columns():
        if column.dtype == pl.Boolean or column.dtype.is_integer():
            text = column.cast(pl.String)
        elif isinstance(column.dtype, pl.Datetime):
            assert not (column.to_physical() % MICROSECONDS != 0).any(), f"{column.name} is no whole second"
            text = column.dt.strftime('"%Y-%m-%dT%H:%M:%S+00:00"')
        elif column.dtype == pl.Date:
            text = column.dt.strftime('"%Y-%m-%d"')
        else:
            said = column.cast(pl.String).unique().drop_nulls()
            quoted = [orjson.dumps(word).decode() for word in said]
            text = column.cast(pl.String).replace_strict(said, pl.Series(quoted, dtype=pl.String), default=None)
        pieces.append(pl.select(pl.concat_str(pl.lit(f'"{column.name}":'), text)).to_series())
    return pl.select(
        pl.concat_str(pl.lit("{"), pl.concat_str(pieces, separator=",", ignore_nulls=True), pl.lit("}"))
    ).to_series()


def _code(reason: Reason) -> np.int16:
    return np.int16(REASONS.index(reason.value))
