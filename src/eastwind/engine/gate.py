"""Gate: the engine's way to ask the law, and the duties that come before any value.

In        candidates (decide), facts, a policy.
Out       `Judged` candidates; the first lawful duty of each person it is owed to.
Not here  the rules (law), which contact is worth it (consider).
Proof     tests/engine.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind import decide, law
from eastwind.core import words
from eastwind.core.columns import MICROSECONDS, codes, microseconds
from eastwind.core.facts import BY_BUYER, BY_CREDITOR, Facts
from eastwind.core.frames import Book
from eastwind.decide.strategy import Fixed
from eastwind.engine.policy import Policy
from eastwind.engine.speech import Speech

DAY: Final = 86_400
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class OneChannel:
    """A fixed treatment by one of its channels, as decide.candidates wants it."""

    name: str
    channel: str
    template: str
    purpose: str
    slots: tuple[int, ...]
    tone: str = ""
    facts: tuple[str, ...] = ()
    visitors: int = 1
    by: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """Candidates with the gate's word: `lawful`, and `starts_at` moved to the first lawful moment of the day."""

    person: Ints
    treatment: Ints
    starts_at: Ints
    lawful: Bools
    verdicts: law.Verdicts


def judge(candidates: decide.Candidates, facts: Facts, policy: Policy) -> Judged:
    """Ask the gate; a contact that becomes lawful within the day is moved to that moment."""
    verdicts = law.judge(
        candidates.frame, facts, policy.laws, as_of=policy.as_of, law_on=policy.law_on, mode=policy.mode
    )
    allowed = verdicts.candidates["allowed"].to_numpy()
    later = verdicts.candidates["lawful_from"].dt.timestamp("us").fill_null(np.iinfo(np.int64).max // 2).to_numpy()
    later = later // 1_000_000
    moved = ~allowed & (later < decide.horizon(policy.as_of))
    starts = np.where(moved, later, candidates.starts_at)
    return Judged(candidates.person, candidates.treatment, starts, allowed | moved, verdicts)


def duties(
    people: pl.DataFrame,
    quiet: NDArray[np.int16],
    book: Book,
    ways: decide.Reachable,
    facts: Facts,
    speech: Speech,
    policy: Policy,
) -> pl.DataFrame:
    """Information and help that are owed: per person the first that is due, by the first channel that is lawful."""
    reaches: list[tuple[OneChannel, Bools]] = []
    source: list[int] = []
    sent = Sent.of(book)
    for place, fixed in enumerate(policy.strategy.fixed):
        due = (quiet < 0) & _due(fixed, people, facts.loans, sent, policy)
        for channel in fixed.channels:
            reaches.append(
                (OneChannel(fixed.name, channel, fixed.template, fixed.purpose, fixed.slots, by=fixed.by), due)
            )
            source.append(place)
    judged = judge(decide.build(reaches, ways, speech.contents, policy.as_of), facts, policy)
    found = pl.DataFrame(
        {
            "person": judged.person,
            "fixed": np.array(source, dtype=np.int64)[judged.treatment],
            "channel": [reaches[place][0].channel for place in judged.treatment.tolist()],
            "starts_at": judged.starts_at,
            "order": judged.treatment,
        },
        schema_overrides={"channel": pl.Enum(words.CHANNELS)},
    ).filter(pl.Series(judged.lawful, dtype=pl.Boolean))
    return found.sort(["person", "order"]).unique("person", keep="first", maintain_order=True).drop("order")


@dataclass(frozen=True, slots=True)
class Sent:
    """Contacts that went out before, as arrays: what a fixed treatment looks at to see whether it is still owed."""

    person: NDArray[np.int32]
    loan: NDArray[np.int32]  # −1 = no loan is named
    at: Ints  # microseconds
    out: Bools
    purpose: NDArray[np.int16]
    items: NDArray[np.uint64]
    parts: NDArray[np.uint64]
    delivered: Bools

    @classmethod
    def of(cls, book: Book) -> "Sent":
        """All contacts; `out` are those that went out and did not come back, `delivered` those of them that arrived."""
        rows = book.contacts
        outcome = codes(rows["outcome"])
        out = codes(rows["direction"]) == words.DIRECTIONS.index("out")
        out &= (outcome >= 0) & (outcome != words.OUTCOMES.index("undeliverable"))
        return cls(
            rows["person"].to_numpy(),
            rows["loan"].fill_null(-1).to_numpy(),
            microseconds(rows["at"]),
            out,
            codes(rows["purpose"]),
            rows["contains_items"].fill_null(0).to_numpy(),
            rows["contains_parts"].fill_null(0).to_numpy(),
            out & (outcome == words.OUTCOMES.index("delivered")),
        )

    def alike(self, fixed: Fixed, as_of: datetime) -> Bools:
        """Contacts that were such a one: of its content where that is named, else of its purpose; within its days."""
        if fixed.contains:
            items, parts = words.item_masks([fixed.contains])
            # A notice is given when it has arrived, not when it has left.
            alike = self.delivered & (((self.items & np.uint64(items)) | (self.parts & np.uint64(parts))) > 0)
        else:
            alike = self.out & (self.purpose == words.PURPOSES.index(fixed.purpose))
        if fixed.every_days:
            alike &= self.at >= (int(as_of.timestamp()) - fixed.every_days * DAY + 1) * MICROSECONDS
        return alike

    def told(self, fixed: Fixed, loans: pl.DataFrame, people: int, as_of: datetime) -> Bools:
        """Of each loan, whether there was such a contact about it, or about none in particular."""
        alike = self.alike(fixed, as_of)
        told = np.zeros(loans.height, dtype=bool)
        told[self.loan[alike & (self.loan >= 0)]] = True
        of_all = np.zeros(people, dtype=bool)
        of_all[self.person[alike & (self.loan < 0)]] = True
        found: Bools = told | of_all[loans["person"].to_numpy()]
        return found


def _due(fixed: Fixed, people: pl.DataFrame, loans: pl.DataFrame, sent: Sent, policy: Policy) -> Bools:
    """Who a fixed treatment is owed to today."""
    meant = np.isin(people["bucket"].to_numpy(), fixed.buckets)
    if fixed.ways:
        meant &= people["way"].cast(pl.String).is_in(fixed.ways).fill_null(False).to_numpy()
    if fixed.when == "promise-broken":
        meant &= people["promise_broken"].to_numpy()
    elif fixed.when == "due-soon":
        soon = people["next_due_in_days"].is_not_null().to_numpy()
        meant &= (people["dpd"].to_numpy() == 0) & soon & (people["overdue_minor"].to_numpy() == 0)
    if fixed.purpose != "notice":  # a notice is owed whatever was sent before; help can wait for a quieter week
        meant &= people["contacts_28d"].to_numpy() < policy.strategy.guardrails.contacts_28d_max
    if fixed.when == "with-agency":  # of each loan there: who was told of one file does not know of the next
        placed = np.isin(loans["collector"].to_numpy(), (BY_CREDITOR, BY_BUYER), invert=True)
        placed &= (loans["dpd"].to_numpy() > 0) & ~sent.told(fixed, loans, people.height, policy.as_of)
        owed = np.zeros(people.height, dtype=bool)
        owed[loans["person"].to_numpy()[placed]] = True
        return meant & owed
    meant[sent.person[sent.alike(fixed, policy.as_of)]] = False
    return meant
