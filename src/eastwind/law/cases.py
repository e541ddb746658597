"""Cases: worked cases in TOML, as lawyers read them, compiled to the same facts that books and stores compile to.

In        `[[case]]` tables (docs/reference/vocabulary.md, DESIGN §5).
Out       `Case`: facts about one person, one candidate, the books and the mode, and what is expected; CaseError
          names file, case and key of whatever is not understood.
Not here  judging and comparing (check).
Proof     tests/law/test_cases.py.

Every key but id, books, contact.at, contact.channel and expect has a default. A case judges at its contact's own time.
"""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

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
from eastwind.law import event_cases
from eastwind.law.event_cases import Owed
from eastwind.law.lines import located
from eastwind.law.plain import LOAN_DATES
from eastwind.law.reading import BookError, Params

CASE: Final = (
    "id",
    "says",
    "source",
    "books",
    "mode",
    "borrower",
    "loan",
    "contact",
    "history",
    "state",
    "consent",
    "event",
    "earlier",
    "expect",
    "note",
)
LOAN_NUMBERS: Final = ("principal_minor", "charges_minor", "annual_rate_bp", "late_rate_ppm_day")


class CaseError(BookError):
    """A worked case that cannot be read. The message names file, case, key and value."""


@dataclass(frozen=True, slots=True)
class Expect:
    """What a case expects: allowed or not, breaches among those found (all of them with `only`), warnings,
    lawful_from."""

    allowed: bool
    breaches: tuple[str, ...]
    warnings: tuple[str, ...] | None  # null = not said; with `only`, a warning beside those said is one too many
    only: bool
    lawful_from: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """A case ready to be judged: about a contact (`candidate`, `expect`) or about an event (`events`, `owed`)."""

    file: str
    id: str
    says: str
    books: tuple[str, ...]
    mode: str
    channel: str
    by: str
    skipped: str  # why it is not judged: "text" or ""
    facts: Facts
    candidate: pl.DataFrame | None
    at: datetime
    expect: Expect | None
    events: pl.DataFrame | None = None
    owed: Owed | None = None


def read(path: Path) -> tuple[Case, ...]:
    """The cases of a file; CaseError if one is not understood or two have one id."""
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except FileNotFoundError:
        raise CaseError(f"{path}: there is no such file. Give the path of a file of worked cases.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CaseError(f"{path.name} is not TOML in UTF-8: {error}. Mend that line.") from error
    top = Params(content, path.name)
    tables = top.value("case", list, "cases, each under [[case]]")
    _guard(top.done)
    cases = tuple(_case(table, path.name, text, place) for place, table in enumerate(tables))
    ids = [case.id for case in cases]
    if len(set(ids)) != len(ids):
        twice = next(name for name in ids if ids.count(name) > 1)
        raise CaseError(f"{path.name}: the case '{twice}' is there twice. Give one of them another id.")
    return cases


def _guard(run: Any) -> Any:
    try:
        return run()
    except (BookError, words.UnknownWord) as error:
        raise error if isinstance(error, CaseError) else CaseError(str(error)) from error


def _case(table: dict[str, Any], file: str, text: str, place: int) -> Case:
    params = Params(table, f"{file}, case {table.get('id')!r}", empties=True)
    with located(text, file, "case", place):
        return _guard(lambda: _read_case(params, file))  # type: ignore[no-any-return]


def _read_case(params: Params, file: str) -> Case:
    for key in CASE:
        params.taken.add(key)
    params.done()
    name, says = params.text("id"), params.text("says", "")
    books = tuple(params.value("books", list, 'a list of books such as ["us"]'))
    mode = params.choice("mode", words.MODES, "cautious")
    contact = params.sub("contact")
    expected = params.sub("expect", required=True)
    assert expected is not None
    if contact is None:
        compiled = _Compiler(params, Params({}, params.where))
        owed = event_cases.expectation(expected)
        events, known = event_cases.events(params, compiled.loan_of, compiled.first_loan)
        return Case(file, name, says, books, mode, "", "", "", compiled.facts(), None, known, None, events, owed)
    compiled = _Compiler(params, contact)
    candidate = compiled.candidate(contact)
    facts = compiled.facts()
    skipped = "text" if contact.has("text") else ""
    at = contact.table["at"].astimezone(UTC)
    by = str(contact.table.get("by", "creditor")).partition(":")[0]
    channel = contact.table["channel"]
    return Case(file, name, says, books, mode, channel, by, skipped, facts, candidate, at, _expect(expected))


def _expect(params: Params) -> Expect:
    lawful = params.value("lawful_from", datetime, "an instant with its offset", None)
    found = Expect(
        allowed=params.value("allowed", bool, "true or false"),
        breaches=tuple(params.value("breaches", list, "a list of rule ids", [])),
        warnings=tuple(params.value("warnings", list, "a list of rule ids", [])) if params.has("warnings") else None,
        only=params.flag("only"),
        lawful_from=None if lawful is None else lawful.astimezone(UTC),
    )
    params.taken.add("warnings")
    params.done()
    return found


class _Compiler:
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

    def facts(self) -> Facts:
        """The facts of the case: one person."""
        borrower = self.params.sub("borrower") or Params({}, f"{self.params.where}, borrower")
        where = borrower.value("residence", (str, list), "a place or a list of places", "")
        lived = [where] if isinstance(where, str) and where else list(where)
        zones = borrower.value("time_zones", list, "a list of zones", None)
        situation = {
            "places": lived,
            "time_zones": [zone for place in lived for zone in _zones_of(place, borrower)] if zones is None else zones,
            "languages": borrower.value("languages", list, "a list of languages", []),
            "lender_country": None,
        }
        known_from = _instant(borrower, "contacts_known_from", None)
        borrower.done()
        histories = [row for table in self.params.subs("history") for row in self.contact(table, of_history=True)]
        states = [self.state(table) for table in self.params.subs("state")]
        consents = [self.consent(table) for table in self.params.subs("consent")]
        loans = [self.loan(loan) for loan in self.loans]
        return Facts(
            situations=_frame([situation], SITUATIONS),
            people=_frame([{"situation": 0, "contacts_known_from": known_from}], PEOPLE),
            loans=_frame(loans, LOANS),
            contacts=_frame(histories, CONTACTS),
            states=_frame(states, STATES),
            consents=_frame(consents, CONSENTS),
            agencies=tuple(self.agencies),
        )

    def candidate(self, table: Params) -> pl.DataFrame:
        """The judged contact."""
        return _frame([{"candidate": 0, **row} for row in self.contact(table, of_history=False)], CANDIDATES)

    def loan(self, table: Params) -> dict[str, Any]:
        """A row of core.facts.LOANS."""
        name = table.text("id", "A")
        row = {
            "person": 0,
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
        row |= {key: table.day(key, None) for key in LOAN_DATES}
        table.done()
        return row

    def contact(self, table: Params, *, of_history: bool) -> list[dict[str, Any]]:
        """Rows of core.facts.CONTACTS, one a loan."""
        channel = table.choice("channel", words.CHANNELS)
        to = table.choice("to", words.PARTIES, "borrower")
        contains, lacks = table.items("contains"), table.items("lacks")
        row: dict[str, Any] = {
            "person": 0,
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
            "period_ends": table.day("period_ends", None),
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
        table.text("text", "")
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
            "person": 0,
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
            "person": 0,
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


def _instant(table: Params, key: str, default: Any = ...) -> datetime | None:
    value = table.value(
        key,
        datetime,
        "an instant with its offset, such as 2026-04-07T10:00:00-05:00",
        *(() if default is ... else (default,)),
    )
    if value is not None and value.tzinfo is None:
        raise table.fail(f"'{key}' {value} has no offset. Write one, such as 2026-04-07T10:00:00-05:00.")
    return None if value is None else value.astimezone(UTC)


def _frame(rows: list[dict[str, Any]], schema: Schema) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row") if rows else pl.DataFrame(schema=schema)
