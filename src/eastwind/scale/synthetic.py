"""Synthetic: made books of any size, for measurement and for tests of the engine. Nobody in them lives.

In        how many people, a shape, a seed; where they live.
Out       core.frames.Book, the same for the same arguments, and the same people whatever part of it is asked for.
Not here  real accounts (examples), people who answer (learn's simulator).
Proof     tests/scale/test_synthetic.py.

Numbers come from a generator seeded by (seed, block of people), so that block 7 of ten million people is that of one.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.core import words, zones
from eastwind.core.columns import instants, worded
from eastwind.core.facts import CANDIDATES, POINT_NAMED, SITUATIONS
from eastwind.core.frames import ALLOCATIONS, BOOK_PEOPLE, SCHEMAS, Book

BLOCK: Final = 50_000
AGENCIES: Final = ("harbour", "meadow")
DAY: Final = 86_400
PROFILE_ON: Final = date(2026, 8, 31)
CONTACTED_BY: Final = ("voice", "sms", "email", "app")
EMAIL: Final = CONTACTED_BY.index("email")
REACHED_BY: Final = ("voice", "sms", "email", "app", "letter")

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shape:
    """How much there is of everything, per person."""

    loans: int = 1
    instalments: int = 6
    payments: int = 2  # per loan, from instalments paid in order
    contacts: int = 5
    statements: int = 0  # of a card, one a month; then there are no instalments

    @property
    def months(self) -> int:
        """How long a loan runs, in what falls due."""
        return self.statements or self.instalments


SMALL: Final = Shape()
CARDS: Final = Shape(instalments=0, payments=4, statements=6)
LARGE: Final = Shape(loans=3, instalments=12, payments=20, contacts=60)


@dataclass(frozen=True, slots=True)
class Home:
    """Where made people live and how they are owed."""

    place: str = "CN-GD"
    zone: str = "Asia/Shanghai"
    language: str = "zh"
    country: str = "CN"
    currency: str = "CNY"


def part(
    first: int, people: int, shape: Shape = SMALL, *, seed: int = 1, as_of: datetime, home: Home | None = None
) -> Book:
    """People `first` to `first + people` of a made book of any size; `first` must begin a block."""
    assert first % BLOCK == 0, f"person {first} does not begin a block of {BLOCK}"
    start = first // BLOCK
    blocks = [
        _block(start + place, min(BLOCK, people - place * BLOCK), shape, seed, as_of, home or Home())
        for place in range(-(-people // BLOCK))
    ]
    return blocks[0] if len(blocks) == 1 else _join(blocks)


def book(people: int, shape: Shape = SMALL, *, seed: int = 1, as_of: datetime, home: Home | None = None) -> Book:
    """A made book of `people`; `as_of` is the day around which its dates lie."""
    return part(0, people, shape, seed=seed, as_of=as_of, home=home)


def calls(made: Book, at: datetime) -> pl.DataFrame:
    """A call to everybody in `made` at one moment about their first loan, as candidates for the gate."""
    first = made.loans.with_row_index("loan").unique("person", keep="first", maintain_order=True)
    count = first.height
    codes = {"channel": "voice", "direction": "out", "to": "borrower", "place": "unknown", "provenance": "given"}
    fixed = {**codes, "purpose": "collect", "first": True, "who": 0, "point": POINT_NAMED, "visitors": 1}
    masks = {"facts": words.mask(["recorded", "verified"], words.CONTACT_FACTS, what="a contact fact")}
    masks |= dict.fromkeys(("contains_items", "contains_parts", "lacks_items", "lacks_parts"), 0)
    columns = {
        "candidate": pl.int_range(count, dtype=pl.Int32, eager=True),
        "person": first["person"],
        "loan": first["loan"].cast(pl.Int32),
        "at": instants(np.full(count, int(at.timestamp()))),
        "by": first["collector"],
    }
    said = {**fixed, **masks}
    rest = [
        pl.lit(said.get(name), dtype=dtype).alias(name) for name, dtype in CANDIDATES.items() if name not in columns
    ]
    return pl.DataFrame(columns).with_columns(rest).select(list(CANDIDATES))


def _block(block: int, people: int, shape: Shape, seed: int, as_of: datetime, home: Home) -> Book:
    dice = np.random.default_rng([seed, block])
    today = int(zones.local_days(home.zone, np.array([int(as_of.timestamp())], dtype=np.int64))[0])
    loans = people * shape.loans
    owner = np.repeat(np.arange(people), shape.loans)
    principal = dice.integers(20, 500, loans) * 10_000
    # The first due date lies so that most are a few instalments in, and some run since long ago.
    first_due = (
        today - dice.integers(-10, 30 * shape.instalments, loans)
        if shape.instalments
        else (
            today - 30 * (shape.statements - 1) - dice.integers(-14, 10, loans)  # every statement has come
        )
    )
    tables: dict[str, Any] = {name: pl.DataFrame(schema=schema) for name, schema in SCHEMAS.items()}
    tables["situations"] = pl.DataFrame(
        [[[home.place], [home.zone], [home.language], home.country]], SITUATIONS, orient="row"
    )
    tables["people"] = _people(block, people, dice)
    tables["loans"] = _loans(block, owner, principal, first_due, dice, shape, home)
    if shape.statements:
        tables["people"] = _with_limits(tables["people"], owner, principal)
        tables["statements"] = _statements(loans, principal, first_due, dice, shape)
    else:
        tables["instalments"] = _instalments(loans, principal, first_due, shape)
    tables["payments"] = _payments(block, loans, principal, first_due, today, dice, shape)
    tables["points"] = _points(people, dice)
    tables["contacts"] = _contacts(people, as_of, dice, shape)
    tables["consents"] = _consents(people, as_of, dice)
    tables["states"] = _states(people, as_of, dice)
    return Book(home.zone, home.country, home.currency, "computed", AGENCIES, **tables)


def _frame(name: str, columns: dict[str, object]) -> pl.DataFrame:
    """A table of the book from some of its columns; the others are null."""
    schema = SCHEMAS[name]
    given = pl.DataFrame(columns).cast({key: schema[key] for key in columns})
    missing = [pl.lit(None, dtype=dtype).alias(key) for key, dtype in schema.items() if key not in columns]
    return given.with_columns(missing).select(list(schema))


def _days(values: Ints) -> pl.Series:
    return pl.Series(values.astype(np.int32)).cast(pl.Date)


def _ids(letter: str, block: int, count: int) -> pl.Series:
    return pl.select(
        pl.format("{}{}", pl.lit(letter), (pl.int_range(count) + block * BLOCK * 10).cast(pl.String).str.zfill(10))
    ).to_series()


def _people(block: int, people: int, dice: np.random.Generator) -> pl.DataFrame:
    income = dice.integers(20, 200, people) * 10_000
    told = dice.random(people) < 0.4
    columns: dict[str, object] = {
        "person_id": _ids("p", block, people),
        "situation": np.zeros(people, dtype=np.int32),
        "income_minor": pl.Series(np.where(told, income, 0)).set(pl.Series(~told), None),
        "living_cost_minor": pl.Series(np.where(told, income * 6 // 10, 0)).set(pl.Series(~told), None),
        "utilisation_bp": dice.integers(0, 10_001, people),
        "profile_on": pl.Series(told).replace_strict({True: PROFILE_ON, False: None}, return_dtype=pl.Date),
    }
    missing = [pl.lit(None, dtype=dtype).alias(key) for key, dtype in BOOK_PEOPLE.items() if key not in columns]
    frame = pl.DataFrame(columns).with_columns(missing).select(list(BOOK_PEOPLE))
    return frame.cast(BOOK_PEOPLE)  # type: ignore[arg-type]


def _loans(
    block: int, owner: Ints, principal: Ints, first_due: Ints, dice: np.random.Generator, shape: Shape, home: Home
) -> pl.DataFrame:
    loans = len(owner)
    product = np.where(dice.random(loans) < 0.6, words.PRODUCTS.index("instalment"), words.PRODUCTS.index("micro"))
    if shape.statements:
        product[:] = words.PRODUCTS.index("card")
    agency = dice.random(loans) < 0.3
    return _frame(
        "loans",
        {
            "person": owner,
            "account": np.arange(loans) % max(shape.loans, 1),
            "loan_id": _ids("l", block, loans),
            "main": np.ones(loans, dtype=bool),
            "role": worded(np.zeros(loans, dtype=np.int64), words.ROLES),
            "lender_id": pl.Series(["lender"] * loans),
            "product": worded(product, words.PRODUCTS),
            "lender": worded(np.zeros(loans, dtype=np.int64), words.LENDERS),
            "collector": np.where(agency, 3 + dice.integers(0, len(AGENCIES), loans), 0),
            "currency": pl.Series([home.currency] * loans),
            "principal_minor": pl.Series(principal) if shape.instalments else pl.repeat(None, loans, eager=True),
            "annual_rate_bp": np.full(loans, 1800),
            "opened_on": _days(first_due - 30),
            "final_due_on": _days(first_due + 30 * (shape.months - 1)),
            "grace_days": np.zeros(loans, dtype=np.int64),
            "allocation": worded(np.zeros(loans, dtype=np.int64), ALLOCATIONS),
            "facts": np.zeros(loans, dtype=np.uint64),
        },
    )


def _instalments(loans: int, principal: Ints, first_due: Ints, shape: Shape) -> pl.DataFrame:
    number = np.tile(np.arange(shape.instalments), loans)
    loan = np.repeat(np.arange(loans), shape.instalments)
    part = principal // shape.instalments
    return _frame(
        "instalments",
        {
            "loan": loan,
            "number": number + 1,
            "due_on": _days(first_due[loan] + 30 * number),
            "principal_minor": part[loan],
            "interest_minor": part[loan] * 15 // 1000,
            "fee_minor": np.zeros(len(loan), dtype=np.int64),
        },
    )


def _with_limits(people: pl.DataFrame, owner: Ints, limit: Ints) -> pl.DataFrame:
    """The people with what their cards allow them together, which is known of everybody."""
    together = np.bincount(owner, weights=limit, minlength=people.height).astype(np.int64)
    told = pl.Series("credit_limit_minor", together).cast(BOOK_PEOPLE["credit_limit_minor"])
    return people.with_columns(told, pl.lit(PROFILE_ON).alias("profile_on"))


def _statements(loans: int, limit: Ints, first_due: Ints, dice: np.random.Generator, shape: Shape) -> pl.DataFrame:
    month = np.tile(np.arange(shape.statements), loans)
    loan = np.repeat(np.arange(loans), shape.statements)
    balance = limit[loan] * dice.integers(5, 96, len(loan)) // 100
    due_on = first_due[loan] + 30 * month
    return _frame(
        "statements",
        {
            "loan": loan,
            "closed_on": _days(due_on - 20),
            "balance_minor": balance,
            "minimum_due_minor": balance // 5,
            "due_on": _days(due_on),
        },
    )


def _payments(
    block: int, loans: int, principal: Ints, first_due: Ints, today: int, dice: np.random.Generator, shape: Shape
) -> pl.DataFrame:
    loan = np.repeat(np.arange(loans), shape.payments)
    place = np.tile(np.arange(shape.payments), loans)
    paid_on = first_due[loan] + 30 * (place % shape.months) + dice.integers(-3, 20, len(loan))
    share = principal // shape.months * 1015 // 1000
    amount = np.maximum(share[loan] * dice.integers(3, 11, len(loan)) // 10, 1)
    return (
        _frame(
            "payments",
            {
                "loan": loan,
                "payment_id": _ids("y", block, len(loan)),
                "paid_on": _days(np.minimum(paid_on, today)),
                "amount_minor": amount,
                "recorded_at": instants(np.minimum(paid_on, today - 1) * DAY),
            },
        )
        .sort(["loan", "paid_on"], maintain_order=True)
        .select(list(SCHEMAS["payments"]))
    )


def _points(people: int, dice: np.random.Generator) -> pl.DataFrame:
    count = len(REACHED_BY)
    person = np.repeat(np.arange(people), count)
    channel = np.tile([words.CHANNELS.index(name) for name in REACHED_BY], people)
    place = np.tile(np.arange(count), people)
    return _frame(
        "points",
        {
            "person": person,
            "point": place + POINT_NAMED,
            "point_id": pl.Series(np.array([f"pt{k}" for k in range(count)])[place]),
            "channel": worded(channel, words.CHANNELS),
            "place": worded(np.zeros(len(person), dtype=np.int64), words.PLACES),
            "provenance": worded(np.zeros(len(person), dtype=np.int64), words.PROVENANCES),
            "shared": np.zeros(len(person), dtype=bool),
            "valid": dice.random(len(person)) < 0.95,
        },
    )


def _contacts(people: int, as_of: datetime, dice: np.random.Generator, shape: Shape) -> pl.DataFrame:
    person = np.repeat(np.arange(people), shape.contacts)
    now = int(as_of.replace(microsecond=0).timestamp())
    days = 30 if shape.contacts <= 10 else 365
    at = now - dice.integers(3600, days * DAY, len(person))
    order = np.lexsort((at, person))
    kinds = dice.integers(0, 4, len(person))
    # A book in the middle of its life: nearly everybody was told of the agency once, and offered help of late.
    place = np.tile(np.arange(shape.contacts), people)
    told = (place == 0) & (dice.random(people) < 0.95)[person]
    helped = (place == shape.contacts - 1) & (dice.random(people) < 0.95)[person]
    kinds = np.where(told | helped, EMAIL, kinds)
    purpose = np.where(told, words.PURPOSES.index("notice"), np.where(helped, words.PURPOSES.index("care"), 0))
    notice, _ = words.item_masks(["agency-notice"])
    channel = np.array([words.CHANNELS.index(name) for name in CONTACTED_BY])[kinds]
    spoken = np.array(
        [words.OUTCOMES.index(name) for name in ("no_answer", "conversation", "not_connected", "no_answer")]
    )
    outcome = np.where(kinds == 0, spoken[dice.integers(0, 4, len(person))], words.OUTCOMES.index("delivered"))
    zero = np.zeros(len(person), dtype=np.uint64)
    return _frame(
        "contacts",
        {
            "person": person,
            "first": np.ones(len(person), dtype=bool),
            "contact_id": _ids("c", 0, len(person)),
            "at": instants(at[order]),
            "channel": worded(channel, words.CHANNELS),
            "direction": worded(np.zeros(len(person), dtype=np.int64), words.DIRECTIONS),
            "to": worded(np.zeros(len(person), dtype=np.int64), words.PARTIES),
            "who": np.zeros(len(person), dtype=np.int64),
            "by": np.zeros(len(person), dtype=np.int64),
            "point": kinds + POINT_NAMED,
            "place": worded(np.zeros(len(person), dtype=np.int64), words.PLACES),
            "provenance": worded(np.zeros(len(person), dtype=np.int64), words.PROVENANCES),
            "purpose": worded(purpose, words.PURPOSES),
            "outcome": worded(outcome, words.OUTCOMES),
            "visitors": np.ones(len(person), dtype=np.int64),
            "missed_meetings": np.zeros(len(person), dtype=np.int64),
            "facts": zero,
            "contains_items": np.where(told, np.uint64(notice), zero),
            "contains_parts": zero,
            "lacks_items": zero,
            "lacks_parts": zero,
            "recorded_at": instants(at[order]),
        },
    )


def _consents(people: int, as_of: datetime, dice: np.random.Generator) -> pl.DataFrame:
    person = np.flatnonzero(dice.random(people) < 0.7)
    given = int(as_of.timestamp()) - 40 * DAY
    return _frame(
        "consents",
        {
            "person": person,
            "consent_id": _ids("s", 0, len(person)),
            "kind": worded(np.zeros(len(person), dtype=np.int64), words.CONSENTS),
            "given": instants(np.full(len(person), given)),
            "days": np.zeros(len(person), dtype=np.int64),
            "who": np.zeros(len(person), dtype=np.int64),
            "recorded_at": instants(np.full(len(person), given)),
        },
    )


def _states(people: int, as_of: datetime, dice: np.random.Generator) -> pl.DataFrame:
    person = np.flatnonzero(dice.random(people) < 0.03)
    kinds = [
        words.STATES.index(name) for name in ("dispute", "hardship", "promise", "vulnerable", "attorney", "distress")
    ]
    opened = int((as_of - timedelta(days=5)).astimezone(UTC).timestamp())
    return _frame(
        "states",
        {
            "person": person,
            "state_id": _ids("t", 0, len(person)),
            "state": worded(np.array(kinds)[dice.integers(0, len(kinds), len(person))], words.STATES),
            "who": np.zeros(len(person), dtype=np.int64),
            "opened": instants(np.full(len(person), opened)),
            "facts": np.zeros(len(person), dtype=np.uint64),
            "recorded_at": instants(np.full(len(person), opened)),
        },
    )


def _join(blocks: list[Book]) -> Book:
    """Blocks side by side: owners numbered on."""
    tables: dict[str, Any] = {"situations": blocks[0].situations}
    for name in SCHEMAS:
        if name == "situations":
            continue
        parts = []
        people = loans = 0
        for block in blocks:
            frame: pl.DataFrame = getattr(block, name)
            moved = []
            if "person" in frame.columns:
                moved.append((pl.col("person") + people).cast(pl.Int32))
            if "loan" in frame.columns:
                moved.append((pl.col("loan") + loans).cast(pl.Int32))
            parts.append(frame.with_columns(moved))
            people, loans = people + block.people.height, loans + block.loans.height
        tables[name] = pl.concat(parts)
    first = blocks[0]
    return Book(first.zone, first.country, first.currency, first.dpd_rules, first.agencies, **tables)
