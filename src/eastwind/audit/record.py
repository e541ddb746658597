"""Record: one contact with all facts about it, in the form of a worked case, read into plain objects.

In        a dict from TOML or JSON (DESIGN §5, vocabulary.md, defaults of verdicts.md §1).
Out       `Case`: contact, history, states, consents, loans, places, zones. Every wrong key or word is Unreadable.
Not here  what follows from them (conditions, kinds, judge).
Proof     tests/audit/test_records.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from . import clock, values, words
from .errors import Unreadable
from .places import Places
from .words import split

CASE_KEYS = frozenset(split("id says source note books mode borrower loan contact history state consent event expect"))
BORROWER_KEYS = frozenset(split("residence places time_zones languages contacts_known_from"))
LOAN_KEYS = frozenset(
    ("id", "product", "lender", "collector", "account", "currency", "facts", *words.DATES, *words.NUMBERS)
)
CONTACT_KEYS = frozenset(
    split("""at channel direction to person loan by point place provenance purpose visitors missed_meetings
    abandon_rate_bp outcome outcome_at period_ends names facts contains lacks found text""")
)
STATE_KEYS = frozenset(split("state loan person opened closed facts"))
CONSENT_KEYS = frozenset(
    split("kind channel point person place loan given withdrawn until from to days scope given_to")
)
BORROWER = "borrower"


@dataclass(slots=True)
class Loan:
    """One debt; what is not known is None."""

    name: str
    account: str
    product: str | None
    lender: str | None
    collector: str
    collector_kind: str
    currency: str | None
    facts: frozenset[str]
    numbers: dict[str, int | None]
    dates: dict[str, int | None]


@dataclass(slots=True)
class Contact:
    """One contact or act, judged or past. `loans` empty = it names none."""

    at: int
    channel: str
    direction: str
    to: str
    person: str
    by: str
    maker: str
    loans: tuple[str, ...]
    point: str
    place: str
    provenance: str
    purpose: str
    visitors: int | None
    missed_meetings: int | None
    abandon_rate_bp: int | None
    outcome: str | None
    period_ends: int | None
    names: str | None
    facts: frozenset[str]
    contains: frozenset[str]
    lacks: frozenset[str]
    content_known: bool

    @property
    def medium(self) -> str:
        """All calls are one medium; every other channel is its own."""
        return medium(self.channel)

    def missing(self, item: str) -> bool:
        """Whether the message lacks this item for sure."""
        return item in self.lacks or (self.content_known and item not in self.contains)


@dataclass(slots=True)
class State:
    """A state of somebody, from `opened` to before `closed`."""

    state: str
    loans: tuple[str, ...]
    person: str
    opened: int
    closed: int | None
    facts: frozenset[str]


@dataclass(slots=True)
class Consent:
    """A permission or prohibition; None = whatever."""

    kind: str
    channel: str | None
    point: str | None
    person: str
    place: str | None
    loans: tuple[str, ...]
    given: int
    withdrawn: int | None
    until: int | None
    hours: tuple[int, int] | None
    days: frozenset[int] | None
    scope: str | None
    given_to: str


@dataclass(slots=True)
class Case:
    """A contact and everything known about it."""

    contact: Contact
    history: list[Contact]
    states: list[State]
    consents: list[Consent]
    loans: dict[str, Loan]
    places: tuple[str, ...]
    zones: tuple[ZoneInfo, ...]  # empty = unknown
    known_from: int | None
    mode: str
    books: tuple[str, ...] | None
    shown: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def local(self, at: int) -> tuple[tuple[int, int], ...]:
        """(local day, second of the day) in every zone; an unknown zone has the clock of UTC."""
        found = self.shown.get(at)
        if found is None:
            found = tuple(clock.local(at, tz) for tz in self.zones) if self.zones else (divmod(at, clock.DAY),)
            self.shown[at] = found
        return found

    @property
    def clocks(self) -> tuple[ZoneInfo, ...]:
        """The zones; UTC where none is known."""
        return self.zones or (clock.zone("UTC"),)


def medium(channel: str) -> str:
    """The medium of a channel."""
    return "call" if channel in words.CALLS else channel


def read(record: Mapping[str, Any], places: Places, where: str = "record") -> Case:
    """The case that `record` tells; Unreadable names the key and value that nobody can read."""
    values.keys(record, CASE_KEYS, where)
    borrower = values.table_of(record.get("borrower", {}), f"{where}, borrower")
    values.keys(borrower, BORROWER_KEYS, f"{where}, borrower")
    residence = read_places(borrower, where)
    if "contact" not in record:
        raise Unreadable(f"{where}: there is no contact. Write a table [case.contact] with at and channel.")
    by = values.table_of(record["contact"], f"{where}, contact").get("by", "creditor")
    values.maker(by, f"{where}, contact", "by")
    loans = read_loans(record.get("loan", [{}]), where, by)
    contact = _contact(record["contact"], loans, f"{where}, contact", judged=True)
    known = borrower.get("contacts_known_from")
    history = [
        _contact(entry, loans, f"{where}, history {number}", judged=False, as_of=contact.at)
        for number, entry in enumerate(values.tables(record, "history", where), 1)
    ]
    mode = record.get("mode", "cautious")
    return Case(
        contact=contact,
        history=[entry for entry in history if entry.at < contact.at],
        states=[read_state(e, f"{where}, state {n}") for n, e in enumerate(values.tables(record, "state", where), 1)],
        consents=[
            _consent(e, contact.by, f"{where}, consent {n}")
            for n, e in enumerate(values.tables(record, "consent", where), 1)
        ],
        loans=loans,
        places=residence,
        zones=read_zones(borrower, residence, places, where),
        known_from=None if known is None else clock.instant(known, f"{where}, contacts_known_from"),
        mode=values.word(mode, words.MODES, where, "mode"),
        books=None if record.get("books") is None else values.codes(record["books"], where, "books"),
    )


def read_places(borrower: Mapping[str, Any], where: str) -> tuple[str, ...]:
    """The places of a borrower, residence first."""
    found = values.codes(borrower.get("residence"), f"{where}, borrower", "residence")
    return tuple(dict.fromkeys(found + values.codes(borrower.get("places"), f"{where}, borrower", "places")))


def read_zones(
    borrower: Mapping[str, Any], residence: tuple[str, ...], places: Places, where: str
) -> tuple[ZoneInfo, ...]:
    """The zones given, else those of the places; empty = unknown."""
    names = borrower.get("time_zones")
    if names is None:
        unmapped = [place for place in residence if not places.zones(place)]
        if unmapped:
            raise Unreadable(
                f"{where}, borrower: residence is {unmapped[0]!r}, which places.toml does not know. "
                "Give time_zones as well, or a code that is mapped."
            )
        names = [name for place in residence for name in places.zones(place)]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Unreadable(f"{where}, borrower: time_zones is {names!r}. Write a list of IANA names.")
    try:
        return tuple(clock.zone(name) for name in dict.fromkeys(names))
    except Unreadable:
        return ()  # one that is no zone makes the zone unknown


def read_loans(tables: Any, where: str, by: object) -> dict[str, Loan]:
    """The loans by their names; `by`: who makes the contact, and has the file where a loan does not say."""
    tables = [tables] if isinstance(tables, Mapping) else tables
    if tables is not None and not isinstance(tables, list):
        raise Unreadable(f"{where}: loan is {tables!r}. Write a list of tables, [[case.loan]].")
    found: dict[str, Loan] = {}
    for number, table in enumerate(tables or [{}], 1):
        loan = _loan(values.table_of(table, f"{where}, loan {number}"), f"{where}, loan {number}", by)
        if loan.name in found:
            raise Unreadable(f"{where}: two loans are called {loan.name!r}. Give each its own id.")
        found[loan.name] = loan
    return found


def _loan(table: Mapping[str, Any], where: str, by: object) -> Loan:
    values.keys(table, LOAN_KEYS, where)
    name = values.code(table.get("id", "A"), where, "id")
    lender = table.get("lender")
    account = table.get("account")
    product = table.get("product", "instalment")
    collector = table.get("collector")
    if collector is None:
        collector = by if isinstance(by, str) and by.startswith("agency") else "creditor"
    numbers = {key: values.number(table.get(key), where, key) for key in words.NUMBERS}
    if "dpd" not in table:
        numbers["dpd"] = 45
    return Loan(
        name=name,
        account=name if account is None else values.code(account, where, "account"),
        product=None if product is None else values.word(product, words.PRODUCTS, where, "product"),
        lender=None if lender is None else values.word(lender, words.LENDERS, where, "lender"),
        collector=collector,
        collector_kind=values.maker(collector, where, "collector"),
        currency=None if table.get("currency") is None else values.code(table["currency"], where, "currency"),
        facts=values.words_of(table.get("facts"), words.LOAN_FACTS, where, "facts"),
        numbers=numbers,
        dates={
            key: None if table.get(key) is None else clock.day(table[key], f"{where}, {key}") for key in words.DATES
        },
    )


def _contact(table: Any, loans: dict[str, Loan], where: str, *, judged: bool, as_of: int | None = None) -> Contact:
    table = values.table_of(table, where)
    values.keys(table, CONTACT_KEYS, where)
    for key in ("at", "channel"):
        if key not in table:
            raise Unreadable(f"{where}: {key} is missing. Every contact has one.")
    at = clock.instant(table["at"], f"{where}, at")
    channel = values.word(table["channel"], (*words.CHANNELS, *words.ACTS), where, "channel")
    to = values.word(table.get("to", BORROWER), words.PARTIES, where, "to")
    by = table.get("by", "creditor")
    named = values.codes(table["loan"], where, "loan") if table.get("loan") is not None else None
    if named is None:
        named = ("A",) if "A" in loans else (next(iter(loans)),)
    if judged and not named:
        raise Unreadable(f"{where}: loan is empty. Name the loans that the contact is about.")
    if judged and not loans.keys() >= set(named):
        missing = next(name for name in named if name not in loans)
        raise Unreadable(f"{where}: loan is {missing!r}, and no [[case.loan]] is called so. Add it.")
    outcome = _outcome(table, where, as_of)
    found = table.get("found")
    lacks = values.words_of(table.get("lacks"), words.ITEMS, where, "lacks")
    contains = values.words_of(table.get("contains"), words.ITEMS, where, "contains")
    if found is not None:
        contains |= values.words_of(found, words.ITEMS, where, "found") - lacks
    ends = table.get("period_ends")
    names = table.get("names")
    if names is not None:
        values.maker(names, where, "names")
    return Contact(
        at=at,
        channel=channel,
        direction=values.word(table.get("direction", "out"), words.DIRECTIONS, where, "direction"),
        to=to,
        person=values.code(table.get("person") or to, where, "person"),
        by=by,
        maker=values.maker(by, where, "by"),
        loans=named,
        point=values.code(table.get("point") or f"\0{channel}", where, "point"),
        place=values.word(table.get("place", "unknown"), words.PLACES, where, "place"),
        provenance=values.word(table.get("provenance", "given"), words.PROVENANCES, where, "provenance"),
        purpose=values.word(table.get("purpose", "collect"), words.PURPOSES, where, "purpose"),
        visitors=values.number(table.get("visitors", 1), where, "visitors"),
        missed_meetings=values.number(table.get("missed_meetings", 0), where, "missed_meetings"),
        abandon_rate_bp=values.number(table.get("abandon_rate_bp"), where, "abandon_rate_bp"),
        outcome=outcome,
        period_ends=None if ends is None else clock.day(ends, f"{where}, period_ends"),
        names=names,
        facts=values.words_of(table.get("facts"), words.CONTACT_FACTS, where, "facts"),
        contains=contains,
        lacks=lacks,
        content_known=found is not None,
    )


def _outcome(table: Mapping[str, Any], where: str, as_of: int | None) -> str | None:
    """The outcome as it was known at `as_of`; of the judged contact as it stands, None = anything may happen."""
    outcome = table.get("outcome")
    if outcome is None:
        return None if as_of is None else "unknown"
    values.word(outcome, words.OUTCOMES, where, "outcome")
    known_at = table.get("outcome_at")
    if known_at is not None and as_of is not None and clock.instant(known_at, f"{where}, outcome_at") > as_of:
        return "unknown"
    return str(outcome)


def read_state(table: Any, where: str) -> State:
    """One state."""
    table = values.table_of(table, where)
    values.keys(table, STATE_KEYS, where)
    closed = table.get("closed")
    return State(
        state=values.word(table.get("state"), words.STATES, where, "state"),
        loans=values.codes(table.get("loan"), where, "loan"),
        person=values.code(table.get("person") or BORROWER, where, "person"),
        opened=clock.instant(table.get("opened"), f"{where}, opened"),
        closed=None if closed is None else clock.instant(closed, f"{where}, closed"),
        facts=values.words_of(table.get("facts"), words.STATE_FACTS, where, "facts"),
    )


def _consent(table: Any, by: str, where: str) -> Consent:
    table = values.table_of(table, where)
    values.keys(table, CONSENT_KEYS, where)
    kind = values.word(table.get("kind"), words.CONSENTS, where, "kind")
    channel, place, scope = table.get("channel"), table.get("place"), table.get("scope")
    hours = None
    if table.get("from") is not None or table.get("to") is not None:
        starts = clock.minutes(table.get("from") or "00:00", f"{where}, from")
        hours = (starts, clock.minutes(table.get("to") or "24:00", f"{where}, to"))
    days = values.words_of(table.get("days"), words.WEEKDAYS, where, "days")
    given_to = table.get("given_to") or by
    values.maker(given_to, where, "given_to")
    ends = [table.get("withdrawn"), table.get("until")]
    withdrawn, until = (None if end is None else clock.instant(end, f"{where}, end") for end in ends)
    return Consent(
        kind=kind,
        channel=None if channel is None else values.word(channel, (*words.CHANNELS, *words.ACTS), where, "channel"),
        point=None if table.get("point") is None else values.code(table["point"], where, "point"),
        person=values.code(table.get("person") or BORROWER, where, "person"),
        place=None if place is None else values.word(place, words.PLACES, where, "place"),
        loans=values.codes(table.get("loan"), where, "loan"),
        given=clock.instant(table.get("given"), f"{where}, given"),
        withdrawn=withdrawn,
        until=until,
        hours=hours,
        days=frozenset(words.WEEKDAYS.index(day) for day in days) or None,
        scope=words.DEFAULT_SCOPES.get(kind) if scope is None else values.word(scope, words.SCOPES, where, "scope"),
        given_to=given_to,
    )
