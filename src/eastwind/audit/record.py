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

from . import clock, words
from .errors import Unreadable, unknown_key, unknown_word
from .places import Places
from .words import split

CASE_KEYS = frozenset(split("id says source books mode borrower loan contact history state consent event expect"))
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
    _keys(record, CASE_KEYS, where)
    borrower = _table(record.get("borrower", {}), f"{where}, borrower")
    _keys(borrower, BORROWER_KEYS, f"{where}, borrower")
    residence = _places(borrower, where)
    loans = _loans(record.get("loan", [{}]), where)
    if "contact" not in record:
        raise Unreadable(f"{where}: there is no contact. Write a table [case.contact] with at and channel.")
    contact = _contact(record["contact"], loans, f"{where}, contact", judged=True)
    known = borrower.get("contacts_known_from")
    history = [
        _contact(entry, loans, f"{where}, history {number}", judged=False, as_of=contact.at)
        for number, entry in enumerate(_list(record, "history", where), 1)
    ]
    mode = record.get("mode", "cautious")
    return Case(
        contact=contact,
        history=[entry for entry in history if entry.at < contact.at],
        states=[_state(e, f"{where}, state {n}") for n, e in enumerate(_list(record, "state", where), 1)],
        consents=[
            _consent(e, contact.by, f"{where}, consent {n}") for n, e in enumerate(_list(record, "consent", where), 1)
        ],
        loans=loans,
        places=residence,
        zones=_zones(borrower, residence, places, where),
        known_from=None if known is None else clock.instant(known, f"{where}, contacts_known_from"),
        mode=_word(mode, words.MODES, where, "mode"),
        books=None if record.get("books") is None else tuple(record["books"]),
    )


def _keys(table: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    if not known.issuperset(table):
        key = next(key for key in table if key not in known)
        raise unknown_key(where, key, known)


def _table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Unreadable(f"{where} is {value!r}. Write a table of keys.")
    return value


def _list(record: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = record.get(key) or []
    if isinstance(value, Mapping) or not isinstance(value, list):
        raise Unreadable(f"{where}: {key} is {value!r}. Write a list of tables, [[case.{key}]].")
    return value


def _word(word: Any, known: tuple[str, ...], where: str, key: str) -> str:
    if word not in known:
        raise unknown_word(where, key, word, known)
    return str(word)


def _words(value: Any, known: tuple[str, ...], where: str, key: str) -> frozenset[str]:
    if value is None:
        return frozenset()
    if not isinstance(value, list):
        raise Unreadable(f"{where}: {key} is {value!r}. Write a list of words.")
    found = frozenset(value)
    for word in found.difference(known):
        raise unknown_word(where, key, word, known)
    return found


def _number(value: Any, where: str, key: str) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise Unreadable(f"{where}: {key} is {value!r}. Write a whole number.")


def _code(value: Any, where: str, key: str) -> str:
    if isinstance(value, str) and value:
        return value
    raise Unreadable(f"{where}: {key} is {value!r}. Write a code.")


def _codes(value: Any, where: str, key: str) -> tuple[str, ...]:
    if value is None:
        return ()
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(_code(entry, where, key) for entry in values))


def _places(borrower: Mapping[str, Any], where: str) -> tuple[str, ...]:
    found = _codes(borrower.get("residence"), f"{where}, borrower", "residence")
    return tuple(dict.fromkeys(found + _codes(borrower.get("places"), f"{where}, borrower", "places")))


def _zones(borrower: Mapping[str, Any], residence: tuple[str, ...], places: Places, where: str) -> tuple[ZoneInfo, ...]:
    names = borrower.get("time_zones")
    if names is None:
        unmapped = [place for place in residence if not places.zones(place)]
        if unmapped:
            raise Unreadable(
                f"{where}, borrower: residence is {unmapped[0]!r}, which places.toml does not know. "
                "Give time_zones as well, or a code that is mapped."
            )
        names = [name for place in residence for name in places.zones(place)]
    try:
        return tuple(clock.zone(name) for name in dict.fromkeys(names))
    except Unreadable:
        return ()  # one that is no zone makes the zone unknown


def _loans(tables: Any, where: str) -> dict[str, Loan]:
    tables = [tables] if isinstance(tables, Mapping) else tables
    found: dict[str, Loan] = {}
    for number, table in enumerate(tables or [{}], 1):
        loan = _loan(_table(table, f"{where}, loan {number}"), f"{where}, loan {number}")
        if loan.name in found:
            raise Unreadable(f"{where}: two loans are called {loan.name!r}. Give each its own id.")
        found[loan.name] = loan
    return found


def _loan(table: Mapping[str, Any], where: str) -> Loan:
    _keys(table, LOAN_KEYS, where)
    name = _code(table.get("id", "A"), where, "id")
    lender = table.get("lender")
    account = table.get("account")
    product = table.get("product", "instalment")
    numbers = {key: _number(table.get(key), where, key) for key in words.NUMBERS}
    if "dpd" not in table:
        numbers["dpd"] = 45
    return Loan(
        name=name,
        account=name if account is None else _code(account, where, "account"),
        product=None if product is None else _word(product, words.PRODUCTS, where, "product"),
        lender=None if lender is None else _word(lender, words.LENDERS, where, "lender"),
        currency=table.get("currency"),
        facts=_words(table.get("facts"), words.LOAN_FACTS, where, "facts"),
        numbers=numbers,
        dates={
            key: None if table.get(key) is None else clock.day(table[key], f"{where}, {key}") for key in words.DATES
        },
    )


def _maker(by: Any, where: str, key: str) -> str:
    if by in words.MAKERS:
        return str(by)
    if isinstance(by, str) and by.startswith("agency:") and len(by) > len("agency:"):
        return "agency"
    raise unknown_word(where, key, by, (*words.MAKERS, "agency:<name>"))


def _contact(table: Any, loans: dict[str, Loan], where: str, *, judged: bool, as_of: int | None = None) -> Contact:
    table = _table(table, where)
    _keys(table, CONTACT_KEYS, where)
    for key in ("at", "channel"):
        if key not in table:
            raise Unreadable(f"{where}: {key} is missing. Every contact has one.")
    at = clock.instant(table["at"], f"{where}, at")
    channel = _word(table["channel"], (*words.CHANNELS, *words.ACTS), where, "channel")
    to = _word(table.get("to", BORROWER), words.PARTIES, where, "to")
    by = table.get("by", "creditor")
    named = _codes(table["loan"], where, "loan") if table.get("loan") is not None else None
    if named is None:
        named = ("A",) if "A" in loans else (next(iter(loans)),)
    if judged and not loans.keys() >= set(named):
        missing = next(name for name in named if name not in loans)
        raise Unreadable(f"{where}: loan is {missing!r}, and no [[case.loan]] is called so. Add it.")
    outcome = _outcome(table, where, judged, at if as_of is None else as_of)
    found = table.get("found")
    lacks = _words(table.get("lacks"), words.ITEMS, where, "lacks")
    contains = _words(table.get("contains"), words.ITEMS, where, "contains")
    if found is not None:
        contains |= _words(found, words.ITEMS, where, "found") - lacks
    ends = table.get("period_ends")
    names = table.get("names")
    if names is not None:
        _maker(names, where, "names")
    return Contact(
        at=at,
        channel=channel,
        direction=_word(table.get("direction", "out"), words.DIRECTIONS, where, "direction"),
        to=to,
        person=_code(table.get("person") or to, where, "person"),
        by=by,
        maker=_maker(by, where, "by"),
        loans=named,
        point=_code(table.get("point") or f"\0{channel}", where, "point"),
        place=_word(table.get("place", "unknown"), words.PLACES, where, "place"),
        provenance=_word(table.get("provenance", "given"), words.PROVENANCES, where, "provenance"),
        purpose=_word(table.get("purpose", "collect"), words.PURPOSES, where, "purpose"),
        visitors=_number(table.get("visitors", 1), where, "visitors"),
        missed_meetings=_number(table.get("missed_meetings", 0), where, "missed_meetings"),
        abandon_rate_bp=_number(table.get("abandon_rate_bp"), where, "abandon_rate_bp"),
        outcome=outcome,
        period_ends=None if ends is None else clock.day(ends, f"{where}, period_ends"),
        names=names,
        facts=_words(table.get("facts"), words.CONTACT_FACTS, where, "facts"),
        contains=contains,
        lacks=lacks,
        content_known=found is not None,
    )


def _outcome(table: Mapping[str, Any], where: str, judged: bool, as_of: int) -> str | None:
    """The outcome as it was known when the contact was judged; None = anything may happen."""
    outcome = table.get("outcome")
    if outcome is None:
        return None if judged else "unknown"
    _word(outcome, words.OUTCOMES, where, "outcome")
    known_at = table.get("outcome_at")
    if known_at is not None and clock.instant(known_at, f"{where}, outcome_at") > as_of:
        return "unknown"
    return str(outcome)


def _state(table: Any, where: str) -> State:
    table = _table(table, where)
    _keys(table, STATE_KEYS, where)
    closed = table.get("closed")
    return State(
        state=_word(table.get("state"), words.STATES, where, "state"),
        loans=_codes(table.get("loan"), where, "loan"),
        person=_code(table.get("person") or BORROWER, where, "person"),
        opened=clock.instant(table.get("opened"), f"{where}, opened"),
        closed=None if closed is None else clock.instant(closed, f"{where}, closed"),
        facts=_words(table.get("facts"), words.STATE_FACTS, where, "facts"),
    )


def _consent(table: Any, by: str, where: str) -> Consent:
    table = _table(table, where)
    _keys(table, CONSENT_KEYS, where)
    kind = _word(table.get("kind"), words.CONSENTS, where, "kind")
    channel, place, scope = table.get("channel"), table.get("place"), table.get("scope")
    hours = None
    if table.get("from") is not None or table.get("to") is not None:
        starts = clock.minutes(table.get("from") or "00:00", f"{where}, from")
        hours = (starts, clock.minutes(table.get("to") or "24:00", f"{where}, to"))
    days = _words(table.get("days"), words.WEEKDAYS, where, "days")
    given_to = table.get("given_to") or by
    _maker(given_to, where, "given_to")
    ends = [table.get("withdrawn"), table.get("until")]
    withdrawn, until = (None if end is None else clock.instant(end, f"{where}, end") for end in ends)
    return Consent(
        kind=kind,
        channel=None if channel is None else _word(channel, (*words.CHANNELS, *words.ACTS), where, "channel"),
        point=table.get("point"),
        person=_code(table.get("person") or BORROWER, where, "person"),
        place=None if place is None else _word(place, words.PLACES, where, "place"),
        loans=_codes(table.get("loan"), where, "loan"),
        given=clock.instant(table.get("given"), f"{where}, given"),
        withdrawn=withdrawn,
        until=until,
        hours=hours,
        days=frozenset(words.WEEKDAYS.index(day) for day in days) or None,
        scope=words.DEFAULT_SCOPES.get(kind) if scope is None else _word(scope, words.SCOPES, where, "scope"),
        given_to=given_to,
    )
