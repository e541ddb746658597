"""Offers: the circumstances of people in a book, so that decide.offers can say what may be offered to them.

In        a book as known at an instant, its delinquency row by row, the people asked about.
Out       `circumstances`; `consider`: offers for them; `made`: the best of each as a table, `named`: those of a plan;
          `sources` of the figures; `loan_ids`: their loans in the order that an offer has them.
Not here  which offers there are (decide.offers), who is written to about help (consider).
Proof     tests/engine/test_offers.py: one person alone as in the crowd, in any order of rows.

Weak: a loan whose instalments are not monthly is reckoned a month by the gap between its last two due dates. A joint
loan counts whole under each person liable for it: each is asked only what that person can pay, and what one pays the
other need not.
"""

from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.core import digests, living_costs, segments, words
from eastwind.core.agreements import WRITTEN
from eastwind.core.facts import Schema
from eastwind.core.frames import Book
from eastwind.core.segments import Bools, Ints
from eastwind.decide import offers
from eastwind.decide.offers import LOAN_ORDER, PUBLISHED, UNKNOWN, Circumstances, Considered, Offers, Sources

HARDSHIP: Final = words.STATES.index("hardship")
MONTH_DAYS: Final = (25, 35)  # gaps between due dates that are a month
YEAR_DAYS: Final = 365
DAYS: Final = 32  # of a month, and a place for none
BP_TO_PPM: Final = 100
# Columns of `offers` and where their figures come from: of the kind that is best, of the month's lines.
OF_KIND: Final = {
    "months": "months", "instalment_minor": "instalment", "monthly_minor": "monthly", "total_minor": "total",
    "after_minor": "after", "contract_minor": "contract", "approval": "approval",
}  # fmt: skip
OF_MEANS: Final = {"buffer_minor": "buffer", "others_minor": "others", "surplus_minor": "surplus"}
OFFERED: Final[Schema] = {
    "person": pl.Int32(),  # row in the book
    **{name: column.dtype for name, column in WRITTEN["offers"].columns().items()},
}
FAR: Final = np.iinfo(np.int32).max


def consider(book: Book, late: pl.DataFrame, on: date, people: Ints, policy: Offers, second: int) -> Considered:
    """What may be offered to the rows `people` of the book; `late` is its delinquency, `second` the instant (UTC)."""
    return offers.consider(circumstances(book, late, on, people, second), policy)


def made(book: Book, late: pl.DataFrame, on: date, people: Ints, policy: Offers | None, second: int) -> pl.DataFrame:
    """The best offer of each of `people` to whom any is open: OFFERED, in the order asked."""
    if policy is None or not len(people):
        return pl.DataFrame(schema=OFFERED)
    loans = _loans(book, late, on, people)
    found = offers.consider(_circumstances(book, loans, on, people, second), policy)
    some = np.flatnonzero(found.best != offers.NOTHING)
    chosen, means = found.best[some], found.means

    def of_best(field: str) -> Ints:
        return np.choose(chosen, [getattr(found.kinds[name], field)[some] for name in policy.order])

    known = means.income_known[some]
    days = [offers.first_due(on, day, policy.first_due_after_days) for day in range(DAYS)]
    missing = [_missing(code) for code in range(2 ** len(offers.MISSING))]
    ids = loans.group_by("asked", maintain_order=True).agg(pl.col("loan_id"))
    frame = pl.DataFrame({name: of_best(field) for name, field in OF_KIND.items()}).with_columns(
        *(_null(getattr(means, field)[some], known).alias(name) for name, field in OF_MEANS.items()),
        pl.Series("person", people[some]),
        pl.Series("offer_id", offers.numbers(found, some)),
        book.people["person_id"].gather(people[some]).alias("person_id"),
        # Whoever is offered something owes something, so the others have no place among `ids`.
        ids["loan_id"].gather(np.searchsorted(ids["asked"].to_numpy(), some)).alias("loan_ids"),
        pl.Series(policy.order).gather(chosen).alias("kind"),
        pl.Series(days).gather(found.found.due_day[some]).alias("first_due_on"),
        pl.Series("ceiling_minor", means.ceiling[some]),
        pl.Series("living_minor", means.living[some]),
        _null(found.found.income[some], known).alias("income_minor"),
        _null(found.found.bills[some], found.found.bills[some] != UNKNOWN).alias("bills_minor"),
        pl.Series(missing, dtype=pl.List(pl.String)).gather(means.missing[some]).alias("missing"),
        pl.lit(digests.digest(policy.content)).alias("policy"),
        pl.lit(on + timedelta(days=policy.valid_days)).alias("valid_until"),
    )
    return frame.select([pl.col(name).cast(dtype) for name, dtype in OFFERED.items()])


def named(offered: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The table `offers` of a plan: of what is open to people, that which contacts in `rows` of the plan name."""
    people = rows.filter(pl.col("offer").is_not_null())["person_id"]
    return offered.filter(pl.col("person_id").is_in(people.implode())).drop("person")


def _null(values: Ints, known: Bools) -> pl.Series:
    return pl.Series(values).set(pl.Series(~known), None)


def _missing(code: int) -> list[str]:
    return [name for place, name in enumerate(offers.MISSING) if code >> place & 1]


def circumstances(book: Book, late: pl.DataFrame, on: date, people: Ints, second: int) -> Circumstances:
    """The circumstances of some rows of `book.people`, in the order asked."""
    return _circumstances(book, _loans(book, late, on, people), on, people, second)


def _circumstances(book: Book, loans: pl.DataFrame, on: date, people: Ints, second: int) -> Circumstances:
    who = book.people[people]
    published, status = _published(book, who, on)
    dependants, size = who["dependants"], who["household_size"]
    start = segments.offsets(loans["asked"].to_numpy(), len(people))
    return Circumstances(
        on=on,
        currency=book.currency,
        income=_told(who["income_minor"]),
        declared=_told(who["living_cost_minor"]),
        published=published,
        status=status,
        household_known=(dependants.is_not_null() | (size == 1).fill_null(False)).to_numpy(),
        bills=_told(who["priority_bills_minor"]),
        others=_told(who["other_debt_service_minor"]),
        hardship=_hardship(book, people, second),
        due_day=_due_days(book, people),
        start=start,
        late=loans["late"].to_numpy(),
        **{name: loans[name].to_numpy().astype(np.int64) for name in LOAN_ORDER},
    )


def sources(book: Book, person: int, on: date) -> Sources:
    """Where the figures of row `person` come from."""
    who = book.people[person]
    places = book.situations["places"].to_list()[who["situation"].item()]
    found = living_costs.published(places, who["dependants"].item() or 0, on, book.currency)
    return Sources(who["profile_on"].item(), found)


def loan_ids(book: Book, late: pl.DataFrame, on: date, people: Ints) -> list[list[str]]:
    """The loan_ids of each of `people`, in the order of their circumstances."""
    loans = _loans(book, late, on, people)
    ids: list[list[str]] = [[] for _ in range(len(people))]
    for asked, loan in zip(loans["asked"].to_list(), loans["loan_id"].to_list(), strict=True):
        ids[asked].append(loan)
    return ids


def _loans(book: Book, late: pl.DataFrame, on: date, people: Ints) -> pl.DataFrame:
    """The loans of those asked about on which something is owed, by person and then by what they are."""
    place = np.full(book.people.height, -1, dtype=np.int64)
    place[people] = np.arange(len(people))
    asked = place[book.loans["person"].to_numpy()]
    ahead = _ahead(book, late, on, asked >= 0)
    owed = late["outstanding_minor"].to_numpy()
    contract = late["contract_minor"].to_numpy() * (owed > 0)
    overdue = late["overdue_minor"].to_numpy()
    line = _has_statement(book)
    monthly = _monthly(contract, ahead["gap"])
    frame = pl.DataFrame(
        {
            "asked": asked,
            "loan_id": book.loans["loan_id"],
            "owed": owed,
            "remaining": owed + ahead["charge"],
            "contract": monthly,
            "peak": np.maximum(monthly, _monthly(ahead["most"], ahead["gap"])),
            # A line's minimum holds what was short of earlier ones.
            "arrears": np.where(line, np.maximum(overdue - contract, 0), overdue),
            "late": (late["dpd"].to_numpy() > 0) & (overdue > 0),
            "bucket": late["bucket"].to_numpy().astype(np.int64),
            "product": book.loans["product"].to_physical().cast(pl.Int64).fill_null(UNKNOWN),
            "rate_ppm": (book.loans["annual_rate_bp"].cast(pl.Int64) * BP_TO_PPM).fill_null(UNKNOWN),
            "late_ppm": (book.loans["late_rate_ppm_day"].cast(pl.Int64) * YEAR_DAYS).fill_null(UNKNOWN),
        }
    )
    return frame.filter(pl.Series((asked >= 0) & (owed > 0))).sort("asked", *LOAN_ORDER, "loan_id")


def _ahead(book: Book, late: pl.DataFrame, on: date, wanted: Bools) -> dict[str, Ints]:
    """Per loan `wanted`: interest and fees still to fall due, the largest instalment, days between the last two."""
    table = book.instalments.filter(pl.Series(wanted[book.instalments["loan"].to_numpy()]))
    loan = table["loan"].to_numpy()
    start = segments.offsets(loan, book.loans.height)
    due = table["due_on"].to_physical().to_numpy().astype(np.int64)
    unpaid_from = late["next_due_on"].to_physical().fill_null(FAR).to_numpy().astype(np.int64)
    today = (on - date(1970, 1, 1)).days
    # Weak: an instalment to come that is paid in part counts whole.
    to_come = (due > today) & (due >= unpaid_from[loan])
    charge = table["interest_minor"].to_numpy() + table["fee_minor"].to_numpy()
    whole = charge + table["principal_minor"].to_numpy()
    count = np.diff(start)
    last = np.maximum(start[1:] - 1, 0)
    gap = np.zeros(book.loans.height, dtype=np.int64)
    some = count > 1
    gap[some] = due[last[some]] - due[last[some] - 1]
    return {
        "charge": segments.total(np.where(to_come, charge, 0), start),
        "most": segments.largest(np.where(to_come, whole, 0), start, 0),
        "gap": gap,
    }


def _monthly(amount: Ints, gap: Ints) -> Ints:
    """What instalments `gap` days apart come to a month, rounded down; a gap of about a month, or none, is one."""
    other = (gap > 0) & ((gap < MONTH_DAYS[0]) | (gap > MONTH_DAYS[1]))
    return np.where(other, amount * YEAR_DAYS // (12 * np.maximum(gap, 1)), amount)


def _has_statement(book: Book) -> Bools:
    line = np.zeros(book.loans.height, dtype=bool)
    line[book.statements["loan"].to_numpy()] = True
    return line


def _published(book: Book, who: pl.DataFrame, on: date) -> tuple[Ints, NDArray[np.int8]]:
    """What is published for each household, and a code of PUBLISHED; asked once for each way of living."""
    pairs = pl.DataFrame({"situation": who["situation"], "dependants": who["dependants"].fill_null(0)})
    ways = pairs.unique().sort("situation", "dependants")
    places = book.situations["places"].to_list()
    answers = [
        living_costs.published(places[situation], dependants, on, book.currency)
        for situation, dependants in ways.iter_rows()
    ]
    amounts = [UNKNOWN if one.amount_minor is None else one.amount_minor for one in answers]
    codes = [PUBLISHED.index(one.status) for one in answers]
    found = pairs.join(
        ways.with_columns(pl.Series("amount", amounts, dtype=pl.Int64), pl.Series("status", codes, dtype=pl.Int8)),
        on=["situation", "dependants"],
        how="left",
        maintain_order="left",
    )
    return found["amount"].to_numpy(), found["status"].to_numpy()


def _hardship(book: Book, people: Ints, second: int) -> Bools:
    """Whether the person has reported hardship that nobody has closed."""
    states = book.states.filter(pl.col("who").fill_null(0) == 0, pl.col("state").to_physical() == HARDSHIP)
    at = second * 1_000_000
    opened, closed = (states[name].dt.timestamp("us") for name in ("opened", "closed"))
    runs = (opened <= at) & (closed.is_null() | (closed > at))
    reported = np.zeros(book.people.height, dtype=bool)
    reported[states["person"].to_numpy()[runs.to_numpy()]] = True
    return reported[people]


def _due_days(book: Book, people: Ints) -> Ints:
    """The day of the month on which most of each person's due dates fall, the earliest of equals; 0 = none fall."""
    owner = book.loans["person"].to_numpy().astype(np.int64)
    asked = np.full(book.people.height, -1, dtype=np.int64)
    asked[people] = np.arange(len(people))
    count = np.zeros((len(people), DAYS), dtype=np.int64)
    for table in (book.instalments, book.statements):
        person = asked[owner[table["loan"].to_numpy()]]
        mine = person >= 0
        np.add.at(count, (person[mine], table["due_on"].dt.day().to_numpy()[mine]), 1)
    return np.where(count.any(axis=1), count.argmax(axis=1), 0)


def _told(column: pl.Series) -> Ints:
    return column.fill_null(UNKNOWN).to_numpy().astype(np.int64)
