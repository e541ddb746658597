"""Plan: the frames that a day's decisions are written in.

In        nothing.
Out       schemas of plan, refusals and prices, which engine writes and report, tlog, web and auditors read.
Not here  how a decision is made (decide, engine), what is sent (notices).
Proof     tests/test_engine.py checks every frame against these schemas.

One row per person (n = 0), silence included, plus a row per notice or help owed (n = 1, 2 …). Numbers are integers, so
that a plan is the same byte for byte wherever it is made.
"""

from collections.abc import Iterator
from typing import Final

import polars as pl

from eastwind.core import words
from eastwind.core.facts import INSTANT, Schema
from eastwind.core.reasons import REASONS
from eastwind.core.rowtexts import row_texts

SILENCE: Final = "silence"
LIMITS: Final = ("at-most", "at-least")
WAYS: Final = ("can-and-will", "will-but-cannot", "not-yet-in-touch", "care-first")

PLAN: Final[Schema] = {
    "person_id": pl.String(),
    "n": pl.Int16(),
    "contact_id": pl.String(),  # digest(plan_id, person_id, n); null = silence
    "treatment": pl.String(),  # the strategy's word; "silence" is one
    "reason": pl.Enum(REASONS),
    "reasons": pl.List(pl.Enum(REASONS)),  # of the score, the strongest first
    "channel": pl.Enum(words.CHANNELS),
    "point_id": pl.String(),
    "template": pl.String(),
    "language": pl.String(),
    "tone": pl.Enum(words.TONES),
    "offer": pl.String(),
    "starts_at": INSTANT,
    "loan_ids": pl.List(pl.String()),  # the loans it is about, the latest first
    "by": pl.String(),  # who has the file: creditor · agency:<name> · buyer
    "dpd": pl.Int32(),
    "bucket": pl.Int8(),
    "overdue_minor": pl.Int64(),
    "outstanding_minor": pl.Int64(),
    "way": pl.Enum(WAYS),  # null = nothing is past due
    "ability": pl.Int32(),  # thousandths of a logit; base + ability + willingness = logit of repayment
    "willingness": pl.Int32(),
    "repays_ppm": pl.Int32(),  # millionths: pays within 30 days if left in peace
    "value_minor": pl.Int64(),  # expected additional money against silence − cost − annoyance; 0 for silence
    "eligible": pl.List(pl.String()),  # treatments left after law and guardrails
    "propensity": pl.Float64(),  # of the treatment chosen, under the strategy's exploration
    "policy_arm": pl.String(),
    "experiment_id": pl.String(),
}

# For a person whose best treatment the law refuses: that treatment, and a row for each breach.
REFUSALS: Final[Schema] = {
    "person_id": pl.String(),
    "treatment": pl.String(),
    "channel": pl.Enum(words.CHANNELS),
    "starts_at": INSTANT,  # when it would have started
    "rule": pl.String(),
    "part": pl.String(),
    "force": pl.Enum(words.FORCES),
    "evidence": pl.String(),  # canonical JSON: counts, times, states
    "lawful_from": INSTANT,  # first moment at which the same contact is lawful under all rules; null = none in 400 days
}

# A row for each limit of the strategy. What is said of the whole day stands in every row.
PRICES: Final[Schema] = {
    "capacity": pl.String(),  # its name, or a minimum's
    "limit": pl.Enum(LIMITS),
    "unit": pl.String(),
    "available": pl.Int64(),  # of a minimum: how much is promised
    "used": pl.Int64(),  # of a minimum: how much is planned
    "price_minor": pl.Int64(),  # what one more unit would be worth, rounded; 0 = not short
    "cut_off_minor": pl.Int64(),  # the least value that it was used for; null = for nothing
    "price_micro": pl.Int64(),  # the price in millionths of a minor unit: what later decisions are made by
    "treatments": pl.List(pl.String()),  # that take of it
    "takes": pl.List(pl.Int64()),  # how much each of them
    "value_minor": pl.Int64(),  # what all contacts chosen are worth together; null = people decided alone
    "bound_minor": pl.Int64(),  # what no plan within the limits can be worth more than
    "order_micro": pl.Int64(),  # the price by which people were ordered
    "limits": pl.List(pl.Int64()),  # by round: how much of it a contact could take
    "cuts": pl.List(pl.Int64()),  # by round: stage, number, score, tie, person, what a minimum lacked (decide.queue)
}


def row_bytes(frame: pl.DataFrame) -> Iterator[bytes]:
    """Each row as canonical JSON (RFC 8785 restricted): what the log's root over a plan is made of.

    Keys sorted, nulls kept, instants as `2026-09-30T10:00:00Z`, chances as whole millionths under `<name>_ppm`; nothing
    in an id can look like the end of a field.
    """
    for texts in row_texts(frame):
        yield from texts.cast(pl.Binary).to_list()
