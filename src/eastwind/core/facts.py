"""Facts: what the gate knows about people, as flat sorted tables that worked cases, book and store all compile to.

In        words (core.words) already turned into codes by whoever compiles: law.cases, book, web.
Out       `Facts`: one frame a table. Every row of a table names its owner by a dense row number (`person`, `loan`),
          rows are sorted by owner, so that nothing in the hot path is joined by a string key.
Not here  what a rule makes of them (law), where they came from (book, web).
Proof     tests/core/test_facts.py compares the names with docs/reference/vocabulary.md and the case format.

Why flat and not lists in cells: a slice of people is a slice of every table, a count per person is a difference of
running sums, and one person costs the same few steps as a million (docs/adr/0005-flat-tables-by-owner.md).

Codes
  `by`, `collector`, `given_to`, `names`   0 creditor · 1 an agency without a name · 2 buyer · 3 + k: `agencies[k]`
  `who`      0…10: the party word itself (core.words.PARTIES), so 0 is the borrower; from 11 on: other codes of people,
             dense within a person
  `point`    0…15: the one unnamed point of that channel (core.words.CHANNELS); from 16 on: named ones, dense within a
             person
  `loan`     the row in `Facts.loans`; null = not said, so it concerns every loan of the person
  masks      bit k = the word at place k (core.words)
Times are UTC instants in whole seconds (Datetime "us"); the gate works in seconds.
"""

from dataclasses import dataclass, field, replace
from typing import Final

import polars as pl

from eastwind.core import words

INSTANT: Final = pl.Datetime("us", "UTC")
CODE: Final = pl.Int32
MASK: Final = pl.UInt64

BY_CREDITOR: Final = 0
BY_AGENCY: Final = 1
BY_BUYER: Final = 2
BY_NAMED: Final = 3
WHO_NAMED: Final = len(words.PARTIES)
POINT_NAMED: Final = len(words.CHANNELS)

Schema = dict[str, pl.DataType]

# Few distinct ways of living where one lives: places (residence first, every plausible one counts), zones, languages,
# and the lender's own country. A person has the number of one of them.
SITUATIONS: Final[Schema] = {
    "places": pl.List(pl.String),
    "time_zones": pl.List(pl.String),
    "languages": pl.List(pl.String),
    "lender_country": pl.String(),
}
PEOPLE: Final[Schema] = {
    "situation": CODE(),
    # Contacts before this instant are unknown, not absent; null = the history is whole.
    "contacts_known_from": INSTANT,
}
LOANS: Final[Schema] = {
    "person": CODE(),
    "account": CODE(),  # dense within a person: loans under one number may be one debt
    "dpd": pl.Int32(),
    "product": pl.Enum(words.PRODUCTS),
    "lender": pl.Enum(words.LENDERS),  # null = unknown: rules of every kind of lender speak
    "collector": CODE(),
    "due_on": pl.Date(),
    "final_due_on": pl.Date(),
    "defaulted_on": pl.Date(),
    "last_payment_on": pl.Date(),
    "last_demand_on": pl.Date(),
    "last_acknowledged_on": pl.Date(),
    "judgment_on": pl.Date(),
    "principal_minor": pl.Int64(),
    "currency": pl.String(),
    "charges_minor": pl.Int64(),
    "annual_rate_bp": pl.Int32(),
    "late_rate_ppm_day": pl.Int32(),
    "facts": MASK(),  # words.LOAN_FACTS
}
# A contact about k loans stands k times, `first` on one of the rows; counts per person take the first rows alone.
CONTACTS: Final[Schema] = {
    "person": CODE(),
    "first": pl.Boolean(),
    "loan": CODE(),
    "at": INSTANT,
    "channel": pl.Enum(words.CHANNELS),
    "direction": pl.Enum(words.DIRECTIONS),
    "to": pl.Enum(words.PARTIES),
    "who": CODE(),
    "by": CODE(),
    "point": CODE(),
    "place": pl.Enum(words.PLACES),
    "provenance": pl.Enum(words.PROVENANCES),
    "purpose": pl.Enum(words.PURPOSES),
    "outcome": pl.Enum(words.OUTCOMES),  # of a candidate: null = anything may happen, the worst counts
    "outcome_at": INSTANT,
    "period_ends": pl.Date(),
    "names": CODE(),
    "visitors": pl.Int16(),
    "missed_meetings": pl.Int16(),
    "abandon_rate_bp": pl.Int32(),
    "facts": MASK(),  # words.CONTACT_FACTS
    "contains_items": MASK(),  # words.ITEMS
    "contains_parts": MASK(),  # words.PARTS
    "lacks_items": MASK(),
    "lacks_parts": MASK(),
}
# A candidate is a contact that would start; rows of one candidate share its number and stand together.
CANDIDATES: Final[Schema] = {"candidate": CODE(), **CONTACTS}
STATES: Final[Schema] = {
    "person": CODE(),
    "state": pl.Enum(words.STATES),
    "loan": CODE(),
    "who": CODE(),
    "opened": INSTANT,
    "closed": INSTANT,  # null = open
    "facts": MASK(),  # words.STATE_FACTS
}
CONSENTS: Final[Schema] = {
    "person": CODE(),
    "kind": pl.Enum(words.CONSENTS),
    "channel": pl.Enum(words.CHANNELS),  # null = every channel
    "point": CODE(),  # null = every point
    "who": CODE(),
    "place": pl.Enum(words.PLACES),  # null = every place
    "loan": CODE(),
    "given": INSTANT,
    "withdrawn": INSTANT,  # null = still given
    "until": INSTANT,
    "from_minute": pl.Int16(),  # minutes of the day, 0…1440; null = the whole day
    "to_minute": pl.Int16(),
    "days": pl.UInt8(),  # bit k = words.WEEKDAYS[k]; 0 = every day
    "scope": pl.Enum(words.SCOPES),
    "given_to": CODE(),
}

# What happened, and may oblige to something (law.due). Not a table of Facts: whoever asks brings the events.
EVENTS: Final[Schema] = {
    "what": pl.Enum(words.EVENTS),
    "at": INSTANT,
    "person": CODE(),  # null = of the loan; no loan either = about nobody
    "loan": CODE(),
    "situation": CODE(),  # where the clock of an event about nobody hangs; null = of the person
    "lender": pl.Enum(words.LENDERS),  # null = of the loan
    "about": CODE(),  # an agency, a member of staff …; null = none
    "facts": MASK(),  # words.EVENT_FACTS
}


def _empty(schema: Schema) -> pl.DataFrame:
    return pl.DataFrame(schema=schema)


def check_columns(what: str, frame: pl.DataFrame, schema: Schema) -> None:
    """Assert that `frame` has the columns of `schema` in their types; it may have more."""
    found = frame.schema
    for column, dtype in schema.items():
        assert column in found, f"{what} lacks the column '{column}'"
        assert found[column] == dtype, f"{what}.{column} is {found[column]}, not {dtype}"


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the gate may look at about some people.

    Row k of `people` is person k; `loans`, `contacts`, `states` and `consents` are sorted by `person`.
    Frames may carry further columns; those of the schemas above must be there, in their types.
    """

    situations: pl.DataFrame
    people: pl.DataFrame
    loans: pl.DataFrame
    contacts: pl.DataFrame = field(default_factory=lambda: _empty(CONTACTS))
    states: pl.DataFrame = field(default_factory=lambda: _empty(STATES))
    consents: pl.DataFrame = field(default_factory=lambda: _empty(CONSENTS))
    agencies: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, schema in TABLES.items():
            check_columns(f"facts.{name}", getattr(self, name), schema)

    def replace(self, **frames: pl.DataFrame) -> "Facts":
        """The same facts with some frames exchanged."""
        return replace(self, **frames)  # type: ignore[arg-type]


TABLES: Final[dict[str, Schema]] = {
    "situations": SITUATIONS,
    "people": PEOPLE,
    "loans": LOANS,
    "contacts": CONTACTS,
    "states": STATES,
    "consents": CONSENTS,
}

# The spelling of worked cases beside that of the frames, where they differ.
CASE_KEYS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "contacts": {
        "person": ("who",),
        "contains": ("contains_items", "contains_parts"),
        "lacks": ("lacks_items", "lacks_parts"),
    },
    "states": {"person": ("who",)},
    "consents": {"person": ("who",), "from": ("from_minute",), "to": ("to_minute",)},
}
