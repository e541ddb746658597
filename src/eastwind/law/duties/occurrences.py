"""Occurrences: events as arrays, with what their loans, people and places say.

In        a frame of core.facts.EVENTS, and core.facts.
Out       `Occurrences`: a value an event; local days in every plausible zone; calendars of the places.
Not here  which duty means which event (meant), counting (counting).
Proof     tests/law/duties/test_due.py.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from eastwind.core import zones
from eastwind.core.facts import BY_NAMED, EVENTS, Facts, check_columns
from eastwind.law.columns import NO_NUMBER, NO_WORD, Bools, FactColumns, Ints, Masks, Table
from eastwind.law.duties.spans import calendars_here

SECOND = 1_000_000


@dataclass(slots=True, eq=False)
class Occurrences:
    """Events known at some instant; row k of every array is event `number[k]` of the frame.

    `situation` is a row of `known.chains`; the last row of all stands for events about nobody and nowhere.
    """

    number: Ints
    what: Ints
    at: Ints
    person: Ints
    loan: Ints
    situation: Ints
    lender: Ints
    about: Ints
    facts: Masks
    product: Ints
    collector: Ints
    loan_facts: Masks
    dpd: Ints
    known: FactColumns
    places: tuple[tuple[str, ...], ...]  # of each situation, then () for the last row
    zone_codes: Ints  # situations + 1, by most zones of any; -1 = not known
    here: tuple[tuple[str, ...], ...]  # calendars of each situation
    as_of: int

    @classmethod
    def of(cls, events: pl.DataFrame, facts: Facts, as_of: datetime) -> "Occurrences":
        """The events known at `as_of`; an AssertionError names a column that is missing."""
        check_columns("events", events, EVENTS)
        now = round(as_of.timestamp())
        known, table = FactColumns.of(facts), Table(events)
        at = _seconds(events)
        number = np.flatnonzero(at <= now)
        loan = table.col("loan")[number]
        loans, with_loan = known.loans, loan >= 0
        row = np.where(with_loan, loan, 0)

        def of_loan(name: str, null: int) -> Ints:
            values = loans.col(name)
            return np.where(with_loan, values[row], null) if len(values) else np.full(len(row), null)

        person = _codes(events, "person")[number]
        person = np.where(person >= 0, person, of_loan("person", NO_WORD))
        nowhere = facts.situations.height
        lives = known.people.col("situation")
        own = np.where(person >= 0, lives[np.maximum(person, 0)], nowhere) if len(lives) else np.full(len(row), nowhere)
        given = _codes(events, "situation")[number]
        lender = _words(events, "lender")[number]
        collector = of_loan("collector", NO_WORD)
        places = (*(tuple(row or ()) for row in facts.situations["places"].to_list()), ())
        unknown_zone = np.full((1, known.zone_codes.shape[1]), NO_WORD, np.int64)
        return cls(
            number=number,
            what=_words(events, "what")[number],
            at=at[number],
            person=person,
            loan=loan,
            situation=np.where(given >= 0, given, np.where(own >= 0, own, nowhere)),
            lender=np.where(lender >= 0, lender, of_loan("lender", NO_WORD)),
            about=_codes(events, "about")[number],
            facts=events["facts"].fill_null(0).to_numpy()[number],
            product=of_loan("product", NO_WORD),
            collector=np.where(collector >= BY_NAMED, 1, collector),
            loan_facts=of_loan("facts", 0).astype(np.uint64),
            dpd=of_loan("dpd", NO_NUMBER),
            known=known,
            places=places,
            zone_codes=np.concatenate([known.zone_codes, unknown_zone]),
            here=tuple(calendars_here(row) for row in places),
            as_of=now,
        )

    def local_days(self, at: Ints, rows: Ints) -> tuple[Ints, Bools]:
        """Local dates of instants in every plausible zone of some events (events × zones), and which have no zone."""
        codes = self.zone_codes[self.situation[rows]]
        days = np.zeros(codes.shape, np.int64)
        for code, name in enumerate(self.known.zones.names):
            where = np.nonzero(codes == code)
            if len(where[0]):
                days[where] = zones.local_days(name, at[where[0]])
        no_zone: Bools = np.asarray((codes < 0).any(axis=1))
        return days, no_zone

    def lives_in(self, wanted: tuple[str, ...]) -> Bools:
        """For each situation, whether a plausible place lies in one of these places; true where no place is known."""
        chains = (*self.known.chains, ())
        return np.array([not row or any(link in wanted for chain in row for link in chain) for row in chains], np.bool_)


def _seconds(events: pl.DataFrame) -> Ints:
    if events["at"].null_count():
        raise ValueError(
            f"Event {int(events['at'].is_null().arg_max() or 0)} has no 'at'. Give every event its instant."
        )
    seconds: Ints = events["at"].cast(pl.Int64).to_numpy() // SECOND
    return seconds


def _codes(events: pl.DataFrame, name: str) -> Ints:
    found: Ints = events[name].cast(pl.Int64).fill_null(NO_WORD).to_numpy()
    return found


def _words(events: pl.DataFrame, name: str) -> Ints:
    found: Ints = events[name].to_physical().cast(pl.Int64).fill_null(NO_WORD).to_numpy()
    return found
