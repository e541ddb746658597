"""Reopen: the contacts of a plan as the gate judged them, with the facts of that day.

In        the book and the policy of a plan, rows of plan or refusals.
Out       `Reopened`: candidates, facts and names, from which the law can be asked again.
Not here  judging again (law), writing an opened log (cli).
Proof     tests/engine/test_reopen.py: judged again under the same law, contacts are lawful and refusals are not.

Nothing is decided here: who, what and when stand in the rows; only what each contact says and whom it is about is put
together again, by the same steps as on the day.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind import assess, decide
from eastwind.book import delinquency, facts, known
from eastwind.core.columns import instants
from eastwind.core.facts import Facts
from eastwind.core.frames import Book
from eastwind.decide.candidates import Reach
from eastwind.engine.consider import loans_concerned
from eastwind.engine.gate import OneChannel
from eastwind.engine.policy import Policy
from eastwind.engine.speech import Speech
from eastwind.law.records import Names

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reopened:
    """`candidates` for the gate, ascending; candidate k is row `rows[k]` of what was asked for."""

    candidates: pl.DataFrame
    facts: Facts
    names: Names
    rows: NDArray[np.int64]


def reopen(book: Book, policy: Policy, rows: pl.DataFrame) -> Reopened:
    """The contacts that `rows` name (person_id, treatment, channel, starts_at), whoever of them is in `book`.

    Rows without a channel (silence), and further breaches of one refused contact, are passed over.
    """
    book = known(book, policy.as_of)
    late = delinquency(book, policy.as_of)
    people = assess.standing(book, late, policy.as_of)
    speech = Speech.of(policy.library, book.situations)
    ways = decide.reachable(book.points, loans_concerned(book, late, people, policy), book.people, book.situations)
    wanted = _wanted(rows, book)
    reaches: list[tuple[Reach, Bools]] = []
    places: list[pl.DataFrame] = []
    for (treatment, channel), mine in wanted.group_by("treatment", "channel", maintain_order=True):
        meant = np.zeros(book.people.height, dtype=bool)
        meant[mine["person"].to_numpy()] = True
        reaches.append((_reach(policy, str(treatment), str(channel)), meant))
        places.append(mine)
    made = decide.build(reaches, ways, speech.contents, policy.as_of)
    row = np.zeros(len(made.person), dtype=np.int64)
    starts = np.zeros(len(made.person), dtype=np.int64)
    for place, mine in enumerate(places):
        here = np.flatnonzero(made.treatment == place)
        at = np.searchsorted(mine["person"].to_numpy(), made.person[here])
        row[here] = mine["row"].to_numpy()[at]
        starts[here] = mine["at"].to_numpy()[at]
    candidates = made.frame.with_columns(instants(starts[made.frame["candidate"].to_numpy()]).alias("at"))
    points = book.points.select("person", "point", "point_id").iter_rows()
    names = Names(book.loans["loan_id"].to_list(), {(person, code): name for person, code, name in points})
    return Reopened(candidates, facts(book, late), names, row)


def _wanted(rows: pl.DataFrame, book: Book) -> pl.DataFrame:
    """row, person, treatment, channel, at (UTC seconds) of each contact, by person."""
    number = book.people.select("person_id").with_row_index("person").with_columns(pl.col("person").cast(pl.Int64))
    asked = rows.select("person_id", "treatment", pl.col("channel").cast(pl.String), "starts_at").with_row_index("row")
    asked = asked.filter(pl.col("channel").is_not_null()).unique(
        ["person_id", "treatment", "channel", "starts_at"], keep="first", maintain_order=True
    )
    found = asked.join(number, on="person_id", how="inner", maintain_order="left")
    return found.with_columns((pl.col("starts_at").dt.timestamp("us") // 1_000_000).alias("at")).sort("person", "row")


def _reach(policy: Policy, treatment: str, channel: str) -> Reach:
    """The treatment of a name by a channel, chosen or fixed."""
    for chosen in policy.strategy.treatments:
        if chosen.name == treatment and chosen.channel == channel:
            return chosen
    for fixed in policy.strategy.fixed:
        if fixed.name == treatment and channel in fixed.channels:
            return OneChannel(fixed.name, channel, fixed.template, fixed.purpose, fixed.slots, by=fixed.by)
    raise ValueError(
        f"The strategy '{policy.strategy.name}' has no treatment '{treatment}' by {channel}. "
        "Give the strategy that the plan was made with."
    )
