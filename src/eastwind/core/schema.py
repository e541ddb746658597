"""Schemas: every table a lender's book is made of, as the rows are kept between files and store.

In        words (core.words) for the columns that hold a code.
Out       one dataframely schema a table; `TABLES` lists them by name. Column types tell how a cell is read: `_minor`
          is money, `_on` a local date, `_at` a UTC instant, a list is written with `|` between its words.
Not here  the numbered frames that the engine reads (core.frames), reading files (book), the words (core.words).
Proof     tests/core/test_schema.py: DESIGN's columns, docs/reference/tables.md in step, every word column in words.

What is offered, agreed and waived stands in core.agreements: the platform writes it, no import fills it. Nothing in any
table has room for a name, a number to dial, an address, or anybody who is neither liable nor mandated: places, points
and people are codes (`contacts.person` tells two people of one kind apart by a code, it does not name them).
`recorded_at` is when a row became known; whoever decides as of an earlier instant does not see it.
"""

from typing import Final

import dataframely as dy
import polars as pl

from eastwind.core import words
from eastwind.core.columntypes import codes as _codes
from eastwind.core.columntypes import count as _count
from eastwind.core.columntypes import identity as _id
from eastwind.core.columntypes import instant as _instant
from eastwind.core.columntypes import local_date as _date
from eastwind.core.columntypes import money as _money
from eastwind.core.columntypes import text as _text
from eastwind.core.columntypes import word as _word
from eastwind.core.columntypes import words as _words
from eastwind.core.frames import ALLOCATIONS, CHARGES_KINDS, DEBIT_RESULTS, NEEDS

PROMISE_STATUS: Final = ("open", "kept", "partly_kept", "broken")
MANDATE_KINDS: Final = ("representative", "attorney", "adviser")
DPD_RULES: Final = ("given", "computed", "later")
TARGETS: Final = ("cured_30d", "paid_30d", "rolled_30d", "paid_off_90d")


class Lenders(dy.Schema):
    """Who lent, and where."""

    lender_id = _id("the lender", key=True)
    kind = _word(words.LENDERS, "kind of lender; null = unknown, so rules of every kind speak", nullable=True)
    country = dy.String(regex="^[A-Z]{2}$", description="ISO 3166-1 alpha-2")
    zone = _text("IANA time zone in which days are counted", nullable=False)
    currency = dy.String(regex="^[A-Z]{3}$", description="ISO 4217")
    licences = _codes("licences held")
    parent = _id("the lender it belongs to", nullable=True)
    contacts_known_from = _instant(
        "contacts before are unknown, not absent; null = the history is whole", nullable=True
    )


class People(dy.Schema):
    """Anyone liable for a debt. No names."""

    person_id = _id("the person, a code", key=True)
    places = _codes("ISO 3166-2 or UN/LOCODE; residence first, every plausible place counts")
    time_zones = _codes("IANA zones; empty = those of the places")
    languages = _codes("asked, never inferred; empty = the contract's")
    born_on = _date("date of birth", nullable=True)
    needs = _words(NEEDS, "what makes contact possible; the need, not the diagnosis")
    recorded_at = _instant("when it became known; null = with the first loan", nullable=True)


class Liabilities(dy.Schema):
    """Who owes which loan."""

    loan_id = _id("the loan", key=True)
    person_id = _id("who is liable", key=True)
    role = _word(words.ROLES, "borrower, joint debtor or guarantor")
    since = _date("liable from; null = from the opening", nullable=True)
    until = _date("last day of liability", nullable=True)


class Mandates(dy.Schema):
    """Who may speak for a person."""

    mandate_id = _id("the mandate", key=True)
    person_id = _id("for whom", key=True)
    kind = _word(MANDATE_KINDS, "representative, attorney or adviser")
    evidence = _text("what proves it: a reference, no names")
    scope = _text("what it covers")
    starts_on = _date("from", alias="from")
    until = _date("last day", nullable=True)
    revoked_at = _instant("when it was taken back", nullable=True)
    verified_by = _text("who checked it: a staff code")
    recorded_at = _instant("when it became known")


class Points(dy.Schema):
    """Ways to reach a person, without the number or address."""

    point_id = _id("the point, a code", key=True)
    person_id = _id("whose", key=True)
    channel = _word(words.CONTACT_CHANNELS, "the channel it serves")
    party = _word(words.PARTIES, "who answers there")
    place = _word(words.PLACES, "where it is")
    provenance = _word(words.PROVENANCES, "where the lender has it from")
    verified_at = _instant("last seen to be the person's", nullable=True)
    reassigned_checked_at = _instant("last found not to be given to another", nullable=True)
    shared = dy.Bool(nullable=True, description="others use it too; null = unknown")
    valid = dy.Bool(nullable=True, description="it works; null = unknown")


class Loans(dy.Schema):
    """One debt each."""

    loan_id = _id("the loan", key=True)
    lender_id = _id("who lent")
    account = _id("account number as a code; loans under one number may be one debt; null = its own", nullable=True)
    product = _word(words.PRODUCTS, "product")
    currency = dy.String(regex="^[A-Z]{3}$", description="ISO 4217")
    principal_minor = _money("principal at the opening, of a line: drawn", nullable=True)
    annual_rate_bp = _count("annual rate, basis points", nullable=True)
    late_rate_ppm_day = _count("late charge a day, millionths of what is owed", nullable=True)
    opened_on = _date("opened")
    final_due_on = _date("last instalment's due date", nullable=True)
    grace_days = _count("days after the due date in which nothing is past due", most=365)
    allocation = _word(ALLOCATIONS, "order in which money is set against what is due")
    collector = dy.String(regex=r"^(creditor|buyer|agency(:.+)?)$", description="who has the file")
    given_dpd = _count("days past due as the lender counts them", nullable=True, most=40_000)
    given_overdue_minor = _money("overdue amount as the lender counts it", nullable=True)
    given_on = _date("the day of the two figures above; null = the day they are used", nullable=True)
    defaulted_on = _date("declared in default", nullable=True)
    written_off_on = _date("written off; the debt may still be owed", nullable=True)
    last_demand_on = _date("last demand", nullable=True)
    last_acknowledged_on = _date("last acknowledged by the borrower", nullable=True)
    judgment_on = _date("judgment", nullable=True)
    contract_ref = _text("where the contract lies")
    facts = _words(words.LOAN_FACTS, "what the law books ask of a loan")
    recorded_at = _instant("when it became known; null = on the opening day", nullable=True)


class Instalments(dy.Schema):
    """What falls due when, of loans with a schedule."""

    loan_id = _id("the loan", key=True)
    number = _count("1, 2 …", key=True, most=32_000)
    due_on = _date("due date, which is day 0")
    principal_minor = _money("principal")
    interest_minor = _money("interest")
    fee_minor = _money("fee")


class Statements(dy.Schema):
    """What a credit line bills. The minimum due includes what was short of earlier minima."""

    loan_id = _id("the line", key=True)
    closed_on = _date("closing day; payments of that day are in the balance", key=True)
    balance_minor = _money("owed at the close; negative = a credit", least=None)
    minimum_due_minor = _money("least to pay, arrears included")
    due_on = _date("due date, which is day 0")
    given_dpd = _count("days past due as the lender counted them then", nullable=True, most=40_000)
    given_on = _date("the day of that count; null = the closing day", nullable=True)


class Charges(dy.Schema):
    """What was put on a debt, or taken off it, beside the schedule."""

    charge_id = _id("the entry", key=True)
    loan_id = _id("the loan")
    charged_on = _date("local day of the entry", alias="on")
    kind = _word(CHARGES_KINDS, "interest, fee, waiver, write-off or adjustment")
    amount_minor = _money("never negative but for adjustments, which may lower the debt", least=None)
    reversal_of = _id("the entry it takes back", nullable=True)
    recorded_at = _instant("when it became known")


class Payments(dy.Schema):
    """Money received."""

    payment_id = _id("the payment", key=True)
    loan_id = _id("for which loan")
    paid_at = _instant("when it was paid; a date alone = the start of that local day")
    amount_minor = dy.Int64(min=1, max=10**15, description="money received, or of a reversal: taken back")
    reversal_of = _id("the payment it takes back", nullable=True)
    recorded_at = _instant("when it became known; a date alone = with the payment")


class Debits(dy.Schema):
    """Attempts to draw money under a mandate of the payer."""

    debit_id = _id("the attempt", key=True)
    loan_id = _id("for which loan")
    mandate = _id("the payer's mandate, a code")
    attempted_at = _instant("when")
    amount_minor = dy.Int64(min=1, max=10**15, description="asked for")
    result = _word(DEBIT_RESULTS, "how it ended")
    recorded_at = _instant("when it became known")


class Titles(dy.Schema):
    """The chain of ownership of a claim."""

    title_id = _id("the link", key=True)
    loan_id = _id("the loan")
    holder = _text("who holds the claim: a code", nullable=False)
    starts_on = _date("from", alias="from")
    until = _date("last day", nullable=True)
    notice = _text("reference of the notice given to the person; null = none")
    recorded_at = _instant("when it became known")


class Profiles(dy.Schema):
    """What a person has and needs a month, as declared or observed; null = unknown."""

    person_id = _id("the person", key=True)
    profiled_on = _date("the day it describes", key=True, alias="as_of")
    income_minor = _money("income", nullable=True)
    living_cost_minor = _money("reasonable cost of living, declared", nullable=True)
    priority_bills_minor = _money("rent, energy, tax, maintenance …", nullable=True)
    other_debt_service_minor = _money("paid to other creditors", nullable=True)
    household_size = _count("people in the household", nullable=True, most=100)
    dependants = _count("of them dependent", nullable=True, most=100)
    credit_limit_minor = _money("limit of the credit line", nullable=True)
    utilisation_bp = _count("share of the limit in use, basis points", nullable=True)
    source = _text("declared, observed, register …", nullable=False)


class Contacts(dy.Schema):
    """Every attempt of any outcome, in and out. Spelled as docs/reference/vocabulary.md spells it."""

    contact_id = _id("the contact", key=True)
    person_id = _id("about whose debt")
    loan_ids = _codes("the loans it was about; empty = all")
    at = _instant("when it started")
    channel = _word(words.CHANNELS, "channel or act")
    direction = _word(words.DIRECTIONS, "out, or in")
    to = _word(words.PARTIES, "who was to be reached")
    person = _id("a code that tells two people of one kind apart", nullable=True)
    by = dy.String(regex=r"^(creditor|buyer|agency(:.+)?)$", description="who made it")
    point_id = _id("the point used; null = the one of that channel", nullable=True)
    place = _word(words.PLACES, "where it reached")
    provenance = _word(words.PROVENANCES, "where the point came from")
    purpose = _word(words.PURPOSES, "what for")
    outcome = _word(words.OUTCOMES, "how it ended; unknown counts as gone out")
    outcome_at = _instant("when that became known, if later", nullable=True)
    period_ends = _date("date printed in a notice", nullable=True)
    names = _text("on a notice: the agency it names")
    visitors = _count("people on the visit", most=1_000)
    missed_meetings = _count("agreed meetings missed in a row", most=1_000)
    abandon_rate_bp = _count("abandoned calls of the campaign", nullable=True, most=10_000)
    facts = _words(words.CONTACT_FACTS, "staff and conduct; what is not listed is not so")
    contains = _words(words.ITEMS + words.PARTS, "content items present")
    lacks = _words(words.ITEMS + words.PARTS, "content items missing")
    duration_s = _count("length of a call, seconds", nullable=True)
    template = _text("template used")
    agent = _text("staff code")
    recorded_at = _instant("when it became known")


class States(dy.Schema):
    """What stops or shapes contact and acts."""

    state_id = _id("the state", key=True)
    person_id = _id("whose")
    state = _word(words.STATES, "which")
    loan_id = _id("for which loan; null = all", nullable=True)
    person = _id("of another person, by a party word or code; null = the borrower", nullable=True)
    opened = _instant("from")
    closed = _instant("until; null = open", nullable=True)
    facts = _words(words.STATE_FACTS, "what changes its effect")
    source = _word(words.STATE_SOURCES, "who says so")
    confirmed_by = _text("staff code")
    review_on = _date("to be looked at again", nullable=True)
    sensitive = dy.Bool(description="shown to few")
    recorded_at = _instant("when it became known")


class Consents(dy.Schema):
    """What a person allowed, refused or asked for."""

    consent_id = _id("the entry", key=True)
    person_id = _id("whose")
    kind = _word(words.CONSENTS, "which")
    channel = _word(words.CHANNELS, "null = every channel", nullable=True)
    point_id = _id("null = every point", nullable=True)
    person = _id("of or about another person, by a party word or code; null = the borrower", nullable=True)
    place = _word(words.PLACES, "null = every place", nullable=True)
    loan_id = _id("null = every loan", nullable=True)
    given = _instant("from")
    withdrawn = _instant("null = still given", nullable=True)
    until = _instant("null = no end", nullable=True)
    starts = dy.String(nullable=True, alias="from", regex=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$", description="HH:MM")
    to = dy.String(nullable=True, regex=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$", description="HH:MM; 24:00 ends the day")
    days = _words(words.WEEKDAYS, "empty = every day")
    scope = _word(words.SCOPES, "null = the kind's default", nullable=True)
    given_to = dy.String(nullable=True, regex=r"^(creditor|buyer|agency(:.+)?)$", description="null = the lender")
    recorded_at = _instant("when it became known")


class Promises(dy.Schema):
    """An amount undertaken by a date."""

    promise_id = _id("the promise", key=True)
    loan_id = _id("for which loan")
    amount_minor = dy.Int64(min=1, max=10**15, description="promised")
    made_on = _date("local day it was made")
    due_on = _date("last day on which a payment counts as kept")
    status = _word(PROMISE_STATUS, "as the lender keeps it; the book counts for itself")
    recorded_at = _instant("when it became known")


class Events(dy.Schema):
    """What starts a duty's clock."""

    event_id = _id("the event", key=True)
    what = _word(words.EVENTS, "which")
    at = _instant("when")
    loan_id = _id("about which loan", nullable=True)
    person_id = _id("about whom", nullable=True)
    facts = _words(words.EVENT_FACTS, "what changes the clock")
    recorded_at = _instant("when it became known")


class Outcomes(dy.Schema):
    """Labels to learn from; never in the engine's frames."""

    person_id = _id("the person", key=True)
    target = dy.String(primary_key=True, min_length=1, description="what is looked at, e.g. " + ", ".join(TARGETS))
    from_on = _date("first day looked at", key=True)
    to_on = _date("last day looked at")
    value = dy.Int64(description="1 yes, 0 no, or an amount")


class Traits(dy.Schema):
    """Protected traits, read by the fairness report alone."""

    person_id = _id("the person", key=True)
    trait = dy.String(primary_key=True, min_length=1, description="sex, age band …")
    value = _text("its value", nullable=False)


TABLES: Final[dict[str, type[dy.Schema]]] = {
    "lenders": Lenders,
    "people": People,
    "liabilities": Liabilities,
    "mandates": Mandates,
    "points": Points,
    "loans": Loans,
    "instalments": Instalments,
    "statements": Statements,
    "charges": Charges,
    "payments": Payments,
    "debits": Debits,
    "titles": Titles,
    "profiles": Profiles,
    "contacts": Contacts,
    "states": States,
    "consents": Consents,
    "promises": Promises,
    "events": Events,
    "outcomes": Outcomes,
    "traits": Traits,
}


def columns(table: str) -> dict[str, dy.Column]:
    """The columns of a table by the name they have in files and frames, in order."""
    return dict(TABLES[table].columns())


def key(table: str) -> list[str]:
    """The columns that identify a row."""
    return list(TABLES[table].primary_key())


def dtypes(table: str) -> dict[str, pl.DataType]:
    """Polars types of a table's columns."""
    return {name: column.dtype for name, column in columns(table).items()}
