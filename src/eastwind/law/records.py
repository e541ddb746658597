"""Records: what the gate knew of a contact, written as a worked case, so that anybody can judge it again.

In        candidates and facts (core.facts), and what their codes are called.
Out       a dict per candidate: borrower, loan, contact, history, state, consent (docs/reference/opened-log.md).
Not here  compiling a case to facts (cases), judging (gate), files (cli).
Proof     tests/law/test_records.py: compiled again, a record gives the verdict that its facts gave.

A record holds all of one person's loans, contacts, states and consents: a cap counts over them, whichever loan the
contact is about. Instants are text, `2026-09-30T10:00:00Z`; what is null is left out, as a case does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import polars as pl

from eastwind.core import words
from eastwind.core.facts import BY_AGENCY, BY_BUYER, BY_CREDITOR, BY_NAMED, POINT_NAMED, WHO_NAMED, Facts

Row = dict[str, Any]

ALL_ITEMS: Final = (1 << len(words.ITEMS)) - 1
ALL_PARTS: Final = (1 << len(words.PARTS)) - 1
# Words that a case takes for granted; they are left out.
GRANTED: Final[Row] = {
    "direction": "out", "to": "borrower", "place": "unknown", "provenance": "given", "purpose": "collect",
    "visitors": 1, "missed_meetings": 0,
}  # fmt: skip
_PLAIN: Final = ("place", "provenance", "purpose", "outcome", "visitors", "missed_meetings", "abandon_rate_bp")
_LOAN_DATES: Final = (
    "due_on", "final_due_on", "defaulted_on", "last_payment_on", "last_demand_on", "last_acknowledged_on",
    "judgment_on",
)  # fmt: skip
_LOAN_NUMBERS: Final = ("principal_minor", "charges_minor", "annual_rate_bp", "late_rate_ppm_day")


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called: loan ids by row; points by person and code. Without names, codes get plain ones."""

    loans: Sequence[str] = ()
    points: dict[tuple[int, int], str] = field(default_factory=dict)

    def loan(self, row: int) -> str:
        """The id of a loan of Facts.loans."""
        return self.loans[row] if self.loans else f"loan-{row}"

    def point(self, person: int, code: int) -> str | None:
        """The name of a point; None = the one unnamed point of its channel."""
        return None if code < POINT_NAMED else self.points.get((person, code), f"point-{code - POINT_NAMED}")


def records(candidates: pl.DataFrame, facts: Facts, names: Names = Names()) -> Iterator[Row]:
    """The record of each candidate, in order. Rows of one candidate stand together, as the gate has them."""
    told = _Teller(facts, names)
    person, shared = -1, Row()
    for _, rows in candidates.group_by("candidate", maintain_order=True):
        contact = rows.to_dicts()
        if contact[0]["person"] != person:
            person = contact[0]["person"]
            shared = told.person(person)
        at = told.contact(contact)
        yield {**shared, "contact": at}


class _Teller:
    """Tells the facts of one person after the other."""

    def __init__(self, facts: Facts, names: Names) -> None:
        self.facts, self.names = facts, names
        self.situations = facts.situations.to_dicts()
        self.tables = {name: _Owned(getattr(facts, name)) for name in ("loans", "contacts", "states", "consents")}
        self.first_loan = 0
        self.loan_count = 0

    def person(self, person: int) -> Row:
        """Everything of a person but the contact."""
        self.first_loan, self.loan_count = self.tables["loans"].span(person)
        loans = self.tables["loans"].rows(person)
        tables = {
            "loan": [self._loan(row, self.first_loan + place) for place, row in enumerate(loans)],
            "history": [self.contact(rows) for rows in _grouped(self.tables["contacts"].rows(person))],
            "state": [self._state(row) for row in self.tables["states"].rows(person)],
            "consent": [self._consent(row) for row in self.tables["consents"].rows(person)],
        }
        return {"borrower": self._borrower(person), **{name: rows for name, rows in tables.items() if rows}}

    def _borrower(self, person: int) -> Row:
        of = self.facts.people.row(person, named=True)
        lived = self.situations[of["situation"]]
        places = list(lived["places"] or ())
        return _said(
            {
                "residence": places[0] if places else None,
                "places": places if len(places) > 1 else None,
                "contacts_known_from": _instant(of["contacts_known_from"]),
            }
        ) | {"time_zones": list(lived["time_zones"] or ()), "languages": list(lived["languages"] or ())}

    def _loan(self, row: Row, place: int) -> Row:
        number = f"account-{row['account']}" if row["account"] is not None else None
        told = {
            "id": self.names.loan(place),
            "account": number,
            "collector": _by(row["collector"], self.facts.agencies),
            "facts": list(words.unmask(row["facts"] or 0, words.LOAN_FACTS)) or None,
        }
        kept = {name: row[name] for name in ("dpd", "product", "lender", "currency", *_LOAN_NUMBERS)}
        return _said(told | kept | {name: _day(row[name]) for name in _LOAN_DATES})

    def contact(self, rows: list[Row]) -> Row:
        """A contact from its rows, one a loan."""
        row = rows[0]
        loans = [found["loan"] for found in rows]
        if loans == [None]:  # not said: it concerns every loan
            loans = list(range(self.first_loan, self.first_loan + self.loan_count))
        told = {
            "at": _instant(row["at"]),
            "channel": row["channel"],
            "direction": row["direction"],
            "to": row["to"],
            "person": _who(row["who"], row["to"]),
            "loan": [self.names.loan(loan) for loan in loans],
            "by": _by(row["by"], self.facts.agencies),
            "point": self._point(row),
            "outcome_at": _instant(row["outcome_at"]),
            "period_ends": _day(row["period_ends"]),
            "names": _by(row["names"], self.facts.agencies),
            "facts": list(words.unmask(row["facts"] or 0, words.CONTACT_FACTS)) or None,
        }
        told |= {name: row[name] for name in _PLAIN} | _content(row)
        return {name: found for name, found in _said(told).items() if GRANTED.get(name) != found}

    def _point(self, row: Row) -> str | None:
        own = row["point"] is None or row["point"] == words.CHANNELS.index(row["channel"])
        return None if own else self.names.point(row["person"], row["point"]) or words.CHANNELS[row["point"]]

    def _state(self, row: Row) -> Row:
        return _said(
            {
                "state": row["state"],
                "loan": None if row["loan"] is None else self.names.loan(row["loan"]),
                "person": _who(row["who"], "borrower"),
                "opened": _instant(row["opened"]),
                "closed": _instant(row["closed"]),
                "facts": list(words.unmask(row["facts"] or 0, words.STATE_FACTS)) or None,
            }
        )

    def _consent(self, row: Row) -> Row:
        point = None if row["point"] is None else self.names.point(row["person"], row["point"])
        return _said(
            {
                **{name: row[name] for name in ("kind", "channel", "place", "scope")},
                "point": point if row["point"] is None or point else words.CHANNELS[row["point"]],
                "person": _who(row["who"], "borrower"),
                "loan": None if row["loan"] is None else self.names.loan(row["loan"]),
                **{name: _instant(row[name]) for name in ("given", "withdrawn", "until")},
                "from": _clock(row["from_minute"]),
                "to": _clock(row["to_minute"]),
                "days": list(words.unmask(row["days"] or 0, words.WEEKDAYS)) or None,
                "given_to": _by(row["given_to"], self.facts.agencies),
            }
        )


class _Owned:
    """A table sorted by person, cut where a person's rows are."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self.owner = frame["person"]

    def span(self, person: int) -> tuple[int, int]:
        """The first row of a person, and how many there are."""
        low, high = (int(self.owner.search_sorted(one, side="left")) for one in (person, person + 1))
        return low, high - low

    def rows(self, person: int) -> list[Row]:
        """A person's rows."""
        return self.frame.slice(*self.span(person)).to_dicts()


def _grouped(rows: list[Row]) -> Iterator[list[Row]]:
    """The rows of each contact: those that follow one another and differ in their loan alone."""
    group: list[Row] = []
    for row in rows:
        if group and (row["first"] or _alone(row) != _alone(group[0])):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _alone(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in ("loan", "first")}


def _content(row: Row) -> Row:
    """`found` where the whole content is known, else what is there and what is lacking."""
    here = _items(row["contains_items"], row["contains_parts"])
    lacks_items, lacks_parts = row["lacks_items"] or 0, row["lacks_parts"] or 0
    whole = lacks_items == ALL_ITEMS & ~(row["contains_items"] or 0)
    if whole and lacks_parts == ALL_PARTS & ~(row["contains_parts"] or 0):
        return {"found": here}
    return {"contains": here or None, "lacks": _items(lacks_items, lacks_parts) or None}


def _items(items: int | None, parts: int | None) -> list[str]:
    return [*words.unmask(items or 0, words.ITEMS), *words.unmask(parts or 0, words.PARTS)]


def _by(code: int | None, agencies: Sequence[str]) -> str | None:
    if code is None or code >= BY_NAMED:
        return None if code is None else f"agency:{agencies[code - BY_NAMED]}"
    return {BY_CREDITOR: "creditor", BY_AGENCY: "agency", BY_BUYER: "buyer"}[code]


def _who(code: int | None, usual: str) -> str | None:
    """The code of a person; None = the word that the case has anyway."""
    if code is None:
        return None
    name = words.PARTIES[code] if code < WHO_NAMED else f"person-{code - WHO_NAMED}"
    return None if name == usual else name


def _instant(value: datetime | None) -> str | None:
    return None if value is None else value.strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _clock(minute: int | None) -> str | None:
    return None if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def _said(row: Row) -> Row:
    """Without what is not known."""
    return {name: value for name, value in row.items() if value is not None}
