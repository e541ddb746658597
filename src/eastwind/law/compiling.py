"""Compiling: makes facts and a candidate of the tables of a worked case, as it stands in TOML or JSON.

In        the tables borrower, loan, contact, history, state, consent (docs/reference/vocabulary.md).
Out       rows as core.facts has them, of one case (`Compiler`) or of many in one set of frames (`frames`).
Not here  files of cases and what they expect (cases), judging (gate, gathering).
Proof     tests/law/test_cases.py, tests/law/test_gathering.py.

Every key but contact.at and contact.channel has a default: docs/reference/verdicts.md lists them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import polars as pl

from eastwind import text
from eastwind.core import places, words
from eastwind.core.facts import (
    BY_AGENCY,
    BY_BUYER,
    BY_CREDITOR,
    BY_NAMED,
    CANDIDATES,
    CONSENTS,
    CONTACTS,
    LOANS,
    PEOPLE,
    POINT_NAMED,
    SITUATIONS,
    STATES,
    WHO_NAMED,
    Facts,
    Schema,
)
from eastwind.law.plain import LOAN_DATES
from eastwind.law.reading import Params

Row = dict[str, Any]

LOAN_NUMBERS: Final = ("principal_minor", "charges_minor", "annual_rate_bp", "late_rate_ppm_day")
SCHEMAS: Final = {
    "candidate": CANDIDATES,
    "loans": LOANS,
    "contacts": CONTACTS,
    "states": STATES,
    "consents": CONSENTS,
}
_INSTANT: Final = "an instant with its offset, such as 2026-04-07T10:00:00-05:00"


@dataclass(frozen=True, slots=True)
class Parts:
    """The rows of one case; `person` and `candidate` are yet to be numbered, `loan` counts from 0."""

    situation: tuple[tuple[str, ...], ...]  # places, zones, languages
    known_from: datetime | None
    candidate: list[Row]
    contacts: list[Row]
    states: list[Row]
    consents: list[Row]
    loans: list[Row]
    agencies: dict[str, int]


class Compiler:
    """Numbers the loans, agencies, people and points of one case as they come up, and builds its frames."""

    def __init__(self, params: Params, contact: Params) -> None:
        self.params = params
        self.loans = params.subs("loan") or (Params({"id": "A", "dpd": 45}, f"{params.where}, loan"),)
        self.loan_ids = {loan.table.get("id", "A"): place for place, loan in enumerate(self.loans)}
        self.agencies: dict[str, int] = {}
        self.people: dict[str, int] = {}
        self.points: dict[str, int] = {}
        self.accounts: dict[str, int] = {}
        self.caller = contact.table.get("by", "creditor")

    @property
    def first_loan(self) -> str:
        """The loan of a contact or event that names none."""
        return "A" if "A" in self.loan_ids else next(iter(self.loan_ids))

    def parts(self, contact: Params | None) -> Parts:
        """The rows of the case; `contact` is the one to be judged."""
        candidate = [] if contact is None else self.contact(contact, of_history=False)
        borrower = self.params.sub("borrower") or Params({}, f"{self.params.where}, borrower")
        where = borrower.value("residence", (str, list), "a place or a list of places", "")
        lived = [where] if isinstance(where, str) and where else list(where)
        zones = borrower.value("time_zones", list, "a list of zones", None)
        if zones is None:
            zones = [zone for place in lived for zone in _zones_of(place, borrower)]
        languages = borrower.value("languages", list, "a list of languages", [])
        known_from = _instant(borrower, "contacts_known_from", None)
        borrower.done()
        return Parts(
            situation=(tuple(lived), tuple(zones), tuple(languages)),
            known_from=known_from,
            candidate=candidate,
            contacts=[row for table in self.params.subs("history") for row in self.contact(table, of_history=True)],
            states=[self.state(table) for table in self.params.subs("state")],
            consents=[self.consent(table) for table in self.params.subs("consent")],
            loans=[self.loan(loan) for loan in self.loans],
            agencies=self.agencies,
        )

    def loan(self, table: Params) -> dict[str, Any]:
        """A row of core.facts.LOANS."""
        name = table.text("id", "A")
        row = {
            "account": self.accounts.setdefault(table.text("account", name), len(self.accounts)),
            "dpd": table.integer("dpd", 0, 45),
            "product": table.choice("product", words.PRODUCTS, "instalment"),
            "lender": table.choice("lender", words.LENDERS) if table.has("lender") else None,
            "collector": self.by(
                table.text("collector", self.caller if self.caller.startswith("agency") else "creditor")
            ),
            "currency": table.text("currency", "") or None,
            "facts": table.bits("facts", words.LOAN_FACTS),
        }
        table.taken.add("lender")
        row |= {key: table.value(key, int, "a whole number", None) for key in LOAN_NUMBERS}
        row |= {key: _day(table, key) for key in LOAN_DATES}
        table.done()
        return row

    def contact(self, table: Params, *, of_history: bool) -> list[dict[str, Any]]:
        """Rows of core.facts.CONTACTS, one a loan."""
        channel = table.choice("channel", words.CHANNELS)
        to = table.choice("to", words.PARTIES, "borrower")
        contains, lacks = _content(table)
        row: dict[str, Any] = {
            "at": _instant(table, "at"),
            "channel": channel,
            "direction": table.choice("direction", words.DIRECTIONS, "out"),
            "to": to,
            "who": self.who(table.text("person", to)),
            "by": self.by(table.text("by", "creditor")),
            "point": self.point(table.text("point", ""), channel),
            "place": table.choice("place", words.PLACES, "unknown"),
            "provenance": table.choice("provenance", words.PROVENANCES, "given"),
            "purpose": table.choice("purpose", words.PURPOSES, "collect"),
            "outcome": table.choice("outcome", words.OUTCOMES, "unknown")
            if of_history or table.has("outcome")
            else None,
            "outcome_at": _instant(table, "outcome_at", None),
            "period_ends": _day(table, "period_ends"),
            "names": self.by(table.text("names", "")) if table.has("names") else None,
            "visitors": table.integer("visitors", 1, 1),
            "missed_meetings": table.integer("missed_meetings", 0, 0),
            "abandon_rate_bp": table.value("abandon_rate_bp", int, "a whole number", None),
            "facts": table.bits("facts", words.CONTACT_FACTS),
            "contains_items": contains[0],
            "contains_parts": contains[1],
            "lacks_items": lacks[0],
            "lacks_parts": lacks[1],
        }
        table.taken |= {"outcome", "names"}
        loans = table.value(
            "loan",
            (str, list),
            "the id of a loan, or a list of them",
            self.first_loan,
        )
        table.done()
        named = [loans] if isinstance(loans, str) else loans
        if not named or len(set(named)) != len(named):
            raise table.fail(f"'loan' is {loans!r}. Name at least one loan, and each once.")
        return [row | {"loan": self.loan_of(name, table), "first": place == 0} for place, name in enumerate(named)]

    def state(self, table: Params) -> dict[str, Any]:
        """A row of core.facts.STATES."""
        row = {
            "state": table.choice("state", words.STATES),
            "loan": self.loan_of(table.text("loan"), table) if table.has("loan") else None,
            "who": self.who(table.text("person", "borrower")),
            "opened": _instant(table, "opened"),
            "closed": _instant(table, "closed", None),
            "facts": table.bits("facts", words.STATE_FACTS),
        }
        table.taken.add("loan")
        table.done()
        return row

    def consent(self, table: Params) -> dict[str, Any]:
        """A row of core.facts.CONSENTS."""
        kind = table.choice("kind", words.CONSENTS)
        scope = {"agreed-time": "separate", "opt-out": "all"}.get(kind)
        row = {
            "kind": kind,
            "channel": table.choice("channel", words.CHANNELS) if table.has("channel") else None,
            "point": self.point(table.text("point"), "") if table.has("point") else None,
            "who": self.who(table.text("person", "borrower")),
            "place": table.choice("place", words.PLACES) if table.has("place") else None,
            "loan": self.loan_of(table.text("loan"), table) if table.has("loan") else None,
            "given": _instant(table, "given"),
            "withdrawn": _instant(table, "withdrawn", None),
            "until": _instant(table, "until", None),
            "from_minute": table.clock("from") // 60 if table.has("from") else None,
            "to_minute": table.clock("to") // 60 if table.has("to") else None,
            "days": table.bits("days", words.WEEKDAYS),
            "scope": table.choice("scope", words.SCOPES, scope) if table.has("scope") else scope,
            "given_to": self.by(table.text("given_to", self.caller)),
        }
        table.taken |= {"channel", "point", "place", "loan", "from", "to", "scope"}
        table.done()
        return row

    def who(self, name: str) -> int:
        """The code of a person: a party's own, or a number for this case."""
        if name in words.PARTIES:
            return words.PARTIES.index(name)
        return WHO_NAMED + self.people.setdefault(name, len(self.people))

    def point(self, name: str, channel: str) -> int:
        """The code of a point: the channel's own, or a number for this case."""
        if not name:
            return words.CHANNELS.index(channel)
        return POINT_NAMED + self.points.setdefault(name, len(self.points))

    def by(self, name: str) -> int:
        """The code of who contacts."""
        kind, _, named = name.partition(":")
        if kind == "agency" and named:
            return BY_NAMED + self.agencies.setdefault(named, len(self.agencies))
        if named or kind not in words.COLLECTORS:
            raise self.params.fail(f"'by' is '{name}'. Write creditor, agency, agency:<name> or buyer.")
        return {"creditor": BY_CREDITOR, "agency": BY_AGENCY, "buyer": BY_BUYER}[kind]

    def loan_of(self, name: str, table: Params) -> int:
        """The row of a loan of the case."""
        if name not in self.loan_ids:
            raise table.fail(f"'loan' is '{name}', but the case has {', '.join(self.loan_ids)}. Name one of these.")
        return self.loan_ids[name]


def _zones_of(place: str, borrower: Params) -> tuple[str, ...]:
    try:
        return places.zones_of(place)
    except places.UnknownPlace as error:
        raise borrower.fail(f"'residence' holds {place!r}. {error} Or give 'time_zones'.") from None


def _content(table: Params) -> tuple[tuple[int, int], tuple[int, int]]:
    """What a contact contains and lacks: as said, or as found in its text and corrected by what is said."""
    said, written = (table.items("contains"), table.items("lacks")), table.text("text", "")
    if not written.strip():
        return said
    contains, lacks = text.items(written, table.table.get("contains", ()), table.table.get("lacks", ()))
    return words.item_masks(contains), words.item_masks(lacks)


def _instant(table: Params, key: str, default: Any = ...) -> datetime | None:
    value = table.value(key, (datetime, str), _INSTANT, *(() if default is ... else (default,)))
    if isinstance(value, str):  # JSON has no instants
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise table.fail(f"'{key}' is {value!r}. Write {_INSTANT}.") from None
    if value is not None and value.tzinfo is None:
        raise table.fail(f"'{key}' {value} has no offset. Write one, such as 2026-04-07T10:00:00-05:00.")
    return None if value is None else value.astimezone(UTC)


def _day(table: Params, key: str) -> date | None:
    if not isinstance(text := table.table.get(key), str):
        return table.day(key, None)
    table.taken.add(key)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise table.fail(f"'{key}' is {text!r}. Write a date such as 2026-01-30.") from None


def frames(cases: Sequence[Parts]) -> tuple[pl.DataFrame, Facts]:
    """Candidates and facts of some cases: case k is person k and candidate k."""
    tables: dict[str, list[Row]] = {name: [] for name in ("candidate", "loans", "contacts", "states", "consents")}
    owners: dict[str, list[int]] = {name: [] for name in tables}
    situations: dict[tuple[tuple[str, ...], ...], int] = {}
    people = []
    for person, parts in enumerate(cases):
        before = len(tables["loans"])
        for name, rows in tables.items():
            more = getattr(parts, name)
            if before and name != "loans":
                for row in more:
                    if row["loan"] is not None:
                        row["loan"] += before
            rows += more
            owners[name] += [person] * len(more)
        people.append((situations.setdefault(parts.situation, len(situations)), parts.known_from))
    keys = ("places", "time_zones", "languages")
    kept = {key: [list(situation[place]) for situation in situations] for place, key in enumerate(keys)} | {
        "lender_country": [None] * len(situations)
    }
    made = {name: _frame(tables[name], SCHEMAS[name], owners[name]) for name in tables}
    candidates = made.pop("candidate")
    facts = Facts(
        situations=pl.DataFrame(kept, schema=SITUATIONS),
        people=pl.DataFrame(people, schema=PEOPLE, orient="row"),
        agencies=max((tuple(parts.agencies) for parts in cases), key=len, default=()),
        **made,
    )
    return candidates, facts


def _frame(rows: list[Row], schema: Schema, owners: list[int]) -> pl.DataFrame:
    """A column at a time: several times quicker than row by row."""
    columns = []
    for name, dtype in schema.items():
        values = owners if name in ("person", "candidate") else [row[name] for row in rows]
        columns.append(pl.Series(name, values, dtype))
    return pl.DataFrame(columns)
