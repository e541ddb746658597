"""Parameters: everything a template may put into a text, checked before a word is written.

In        values from the store (names, sums, dates), from the lender's settings, from helplines.
Out       `Parameters`, frozen; `ParameterError` says which field, which value, and what to write instead.
Not here  which of them a text needs: that follows from the text (library), and a missing one is named there.
Proof     tests/notices/test_parameters.py.

Names, sums and addresses live here only between store and channel. The engine sees none of them. Every text is one
line without control characters and is never read as a template, so that nothing in a name can change a message.
"""

import re
import unicodedata
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from eastwind.core import money, words

MINOR_MAX: Final = 2**53 - 1
LINES_MAX: Final = 50
# The longest value of a field that short messages carry: their budget is proven with values of this length.
SHORT_FIELDS: Final = {
    "lender_short": 20,
    "agency_short": 20,
    "business_name": 40,
    "phone": 20,
    "staff": 24,
    "opt_out": 6,
}
LONG_MAX: Final = 300
# 10 letters of Crockford's base 32 carry 50 bits; in two groups they can be read over a telephone.
CODE: Final = re.compile(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}")
PHONE: Final = re.compile(r"\+?[0-9(][0-9 ()\-]{1,18}[0-9]")
ACCOUNT_TAIL: Final = re.compile(r"[0-9A-Za-z]{2,6}")
LINK: Final = re.compile(r"https?:|www\.|://|[a-z0-9\-]\.(?:com|cn|tw|net|org|io|me|ly|cc|example)\b", re.IGNORECASE)


class ParameterError(ValueError):
    """A value that no message may carry."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is past due on one loan. `account` is the end of its number, never the whole; sums in minor units."""

    product: str
    account: str
    due_on: date
    principal_minor: int
    interest_minor: int = 0
    fee_minor: int = 0
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if self.product not in words.PRODUCTS:
            raise ParameterError(f"A line's product is '{self.product}'. Known: {', '.join(words.PRODUCTS)}.")
        _account("line", self.account)
        _currency("line", self.currency)
        for name in ("principal_minor", "interest_minor", "fee_minor"):
            _minor(f"line.{name}", getattr(self, name))
        _day("line.due_on", self.due_on)
        if self.total_minor == 0:
            raise ParameterError(f"The line of account {self.account} adds up to 0: leave out what is not owed.")

    @property
    def total_minor(self) -> int:
        """Principal, interest and fee together."""
        return self.principal_minor + self.interest_minor + self.fee_minor


@dataclass(frozen=True, slots=True)
class Itemization:
    """What was owed on one reference date and what came since (12 CFR 1006.34(c)(2)); every figure shown, zero too."""

    on: date
    creditor: str
    account: str
    owed_minor: int
    interest_minor: int
    fee_minor: int
    paid_minor: int
    currency: str = "USD"

    def __post_init__(self) -> None:
        _day("itemization.on", self.on)
        _text("itemization.creditor", self.creditor, LONG_MAX)
        _account("itemization", self.account)
        _currency("itemization", self.currency)
        for name in ("owed_minor", "interest_minor", "fee_minor", "paid_minor"):
            _minor(f"itemization.{name}", getattr(self, name))
        if self.now_minor <= 0:
            raise ParameterError(f"The itemization of account {self.account} leaves {self.now_minor}: nothing is owed.")

    @property
    def now_minor(self) -> int:
        """What is owed today."""
        return self.owed_minor + self.interest_minor + self.fee_minor - self.paid_minor


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A line of help or complaint: its name, number and hours in the reader's language."""

    name: str
    number: str
    hours: str

    def __post_init__(self) -> None:
        for name, longest in (("name", 70), ("number", 20), ("hours", 50)):
            _text(f"help_lines.{name}", getattr(self, name), longest)


@dataclass(frozen=True, slots=True)
class Parameters:
    """What can be said. None = not known; a template that needs it refuses, naming itself and the field."""

    # Who speaks. `phone`, `hours`, `address` and `staff` are those of whoever the message is from.
    lender: str | None = None
    lender_short: str | None = None
    lender_address: str | None = None
    agency: str | None = None
    agency_short: str | None = None
    business_name: str | None = None  # of an agency, showing no trade: for limited-content messages
    address: str | None = None
    phone: str | None = None
    hours: str | None = None
    staff: str | None = None
    licence: str | None = None
    seal: str | None = None  # the seal that the channel sets under the letter
    code: str | None = None  # of this message; the lender's page tells sender, channel and minute for it
    check_page: str | None = None  # that page, as printed on papers; never a personal link
    opt_out: str | None = None  # the word to reply with: STOP, R
    # To whom, about what.
    borrower: str | None = None
    borrower_address: str | None = None
    lines: tuple[Line, ...] | None = None
    itemization: Itemization | None = None
    legal_basis: str | None = None
    currency: str | None = None  # of the sums below; that of the lines where there are lines
    paid_minor: int | None = None
    paid_on: date | None = None
    promised_minor: int | None = None
    promised_on: date | None = None
    # When.
    written_on: date | None = None
    due_on: date | None = None
    reply_by: date | None = None
    dispute_by: date | None = None
    report_on: date | None = None
    place_on: date | None = None
    visit_at: str | None = None  # the appointment, in words
    # How to pay, and where to turn.
    pay_to: str | None = None
    bureau: str | None = None
    recording_kept: str | None = None  # how long recordings are kept: "2 years"
    language_services: str | None = None
    help_lines: tuple[HelpLine, ...] | None = None
    complaint_line: str | None = None
    supervisor: str | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None:
                _check(field.name, value)
        currencies = {line.currency for line in self.lines or ()} | ({self.currency} - {None})
        if len(currencies) > 1:
            raise ParameterError(
                f"Sums in {', '.join(sorted(str(one) for one in currencies))}: one message speaks of one currency. "
                "Send one for each."
            )

    @property
    def total_minor(self) -> int | None:
        """All lines together; null without lines."""
        return sum(line.total_minor for line in self.lines) if self.lines else None


def _check(name: str, value: object) -> None:
    if name == "lines":
        _tuple_of(name, value, Line, LINES_MAX)
    elif name == "help_lines":
        _tuple_of(name, value, HelpLine, 6)
    elif name == "itemization":
        if not isinstance(value, Itemization):
            raise ParameterError(f"'{name}' is {value!r}: give an Itemization.")
    elif name.endswith("_minor"):
        _minor(name, value)
    elif name.endswith(("_on", "_by")):
        _day(name, value)
    elif name == "currency":
        _currency("message", str(value))
    else:
        _text(name, value, SHORT_FIELDS.get(name, LONG_MAX))
        _form(name, str(value))


def _form(name: str, value: str) -> None:
    if name == "code" and not CODE.fullmatch(value):
        raise ParameterError(f"The code '{value}' is not two groups of five of 0-9 A-Z without I L O U: K7QM2-RFX9D.")
    if name == "phone" and not PHONE.fullmatch(value):
        raise ParameterError(f"The phone '{value}' is not a number to dial: digits, spaces, ( ) - and a + in front.")
    if name in SHORT_FIELDS and LINK.search(value):
        raise ParameterError(f"'{name}' is '{value}', which reads as a link. Short messages carry none: leave it out.")


def _text(name: str, value: object, longest: int) -> None:
    if not isinstance(value, str):
        raise ParameterError(f"'{name}' is {value!r}: give text.")
    if not value.strip() or value != value.strip():
        raise ParameterError(f"'{name}' is {value!r}: give text without blanks around it, or leave it out.")
    if len(value) > longest:
        raise ParameterError(f"'{name}' has {len(value)} characters, '{value[:24]}…': {longest} at most.")
    # Cc controls, Cf invisible and direction marks, Zl/Zp line ends: each could hide or move words of a message.
    bad = next((letter for letter in value if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")), None)
    if bad is not None:
        raise ParameterError(f"'{name}' holds the character U+{ord(bad):04X}: give one line of visible text.")


def _minor(name: str, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MINOR_MAX:
        raise ParameterError(f"'{name}' is {value!r}: give an integer of minor units from 0 to {MINOR_MAX}.")


def _day(name: str, value: object) -> None:
    if type(value) is not date:
        raise ParameterError(f"'{name}' is {value!r}: give a date.")


def _account(what: str, value: str) -> None:
    if not ACCOUNT_TAIL.fullmatch(value):
        raise ParameterError(f"The {what}'s account is '{value}': give the last 2 to 6 letters or digits only.")


def _currency(what: str, value: str) -> None:
    if value not in money.currencies():
        raise ParameterError(f"The {what}'s currency is '{value}'. Known: {', '.join(money.currencies())}.")


def _tuple_of(name: str, value: object, kind: type, most: int) -> None:
    if not isinstance(value, tuple) or not all(isinstance(one, kind) for one in value) or not 1 <= len(value) <= most:
        raise ParameterError(f"'{name}' is {str(value)[:60]}: give a tuple of 1 to {most} {kind.__name__}.")
