"""Cards: the accounts of the file, as credit lines with statements, payments and the lender's own days late.

In        the columns of UCI 350, and draws.
Out       `Cards`: accounts, statements, payments, outcomes, traits; arrays that the made tables lean on.
Not here  anything the file does not hold (people, products, history, care).
Proof     tests/examples/test_taiwan_cards.py.

Real        limits, bills, amounts paid, the months-late code, what happened in the month after; the traits.
Assumed     the days within a month, the minimum due, the day within a code's band. Each is said in made.toml.

The file's suffixes run backwards: 1 (of PAY: 0) is September, 6 is April; BILL_AMT(k+1) is the statement that PAY_AMTk
pays. In 99.6 % of the accounts BILL_AMT1 is at least BILL_AMT2 − PAY_AMT1, so a month's payment comes before its
statement closes; so it does here.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from making.draws import Bools, Draws, Ints, draws

AS_OF: Final = date(2026, 9, 30)
SHIFT_YEARS: Final = 21  # April–September 2005 becomes April–September 2026
MONTHS: Final = (9, 8, 7, 6, 5, 4)  # of suffixes 1 … 6
# Five billing cycles: closing day of the month, due day of the month after.
CYCLES: Final = ((15, 3), (18, 6), (21, 9), (24, 12), (27, 15))
MINIMUM_LEAST: Final = 1_000
MINIMUM_BP, WHOLE_BP = 200, 10_000
CODE_MAX: Final = 9
BANDED_MAX: Final = 6
EPOCH: Final = date(1970, 1, 1)

PAY: Final = ("PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6")
BILLS: Final = tuple(f"BILL_AMT{k}" for k in range(1, 7))
PAID: Final = tuple(f"PAY_AMT{k}" for k in range(1, 7))
TRAITS: Final = ("SEX", "EDUCATION", "MARRIAGE", "AGE")
TARGET: Final = "default.payment.next.month"
COLUMNS: Final = ("ID", "LIMIT_BAL", *TRAITS, *PAY, *BILLS, *PAID, TARGET)

SEX: Final = {1: "male", 2: "female"}
EDUCATION: Final = {1: "graduate-school", 2: "university", 3: "high-school", 4: "other"}
MARRIAGE: Final = {1: "married", 2: "single", 3: "other"}
AGE_BANDS: Final = (25, 35, 45, 55, 65)


@dataclass(frozen=True, slots=True)
class Cards:
    """The accounts, one a person, in the order of their IDs."""

    source: pl.DataFrame
    draws: Draws
    person_id: pl.Series
    loan_id: pl.Series
    code: Ints  # months late at the end of September as the lender coded it
    given_dpd: Ints
    balance: Ints  # September's bill, NT$
    minimum: Ints  # its minimum due, NT$
    due_day: Ints
    closing_day: Ints
    overdue: Bools  # coded late, and something is owed

    def __len__(self) -> int:
        return len(self.code)

    def column(self, name: str) -> Ints:
        """A column of the source."""
        return self.source[name].to_numpy().astype(np.int64)


def cards(source: pl.DataFrame, seed: int) -> Cards:
    """Read the accounts; ValueError says what is wrong with the file."""
    source = _checked(source)
    ids = source["ID"].to_numpy().astype(np.int64)
    chance = draws(seed, ids)
    closing, due = np.array(CYCLES).T
    cycle = chance.between("cycle", 0, len(CYCLES) - 1)
    code = np.clip(source["PAY_0"].to_numpy(), 0, CODE_MAX).astype(np.int64)
    balance = source["BILL_AMT1"].to_numpy().astype(np.int64)
    return Cards(
        source=source,
        draws=chance,
        person_id=pl.select(pl.format("P{}", source["ID"].cast(pl.String).str.zfill(5))).to_series(),
        loan_id=pl.select(pl.format("C{}", source["ID"].cast(pl.String).str.zfill(5))).to_series(),
        code=code,
        given_dpd=_days_late(code, due[cycle]),
        balance=balance,
        minimum=minimums(source)[0],
        due_day=due[cycle],
        closing_day=closing[cycle],
        overdue=(code > 0) & (balance > 0),
    )


def _checked(source: pl.DataFrame) -> pl.DataFrame:
    missing = [name for name in COLUMNS if name not in source.columns]
    if missing:
        raise ValueError(
            f"The source lacks the column '{missing[0]}'. It should have those of UCI 350: {', '.join(COLUMNS)}."
        )
    for name in COLUMNS:
        if not source[name].dtype.is_integer() or source[name].null_count():
            raise ValueError(
                f"The column '{name}' should hold whole numbers without gaps, and is {source[name].dtype}."
            )
    if source["ID"].is_duplicated().any():
        twice = source["ID"].filter(source["ID"].is_duplicated())[0]
        raise ValueError(
            f"ID {twice} stands twice. Accounts alike in all else are different people, but IDs are theirs alone."
        )
    if source["ID"].min() is None or source["ID"].min() < 0:  # type: ignore[operator]
        raise ValueError("The source has no accounts, or an ID below 0. Give the file of UCI 350.")
    return source.select(COLUMNS).sort("ID")


def _days_late(code: Ints, due_day: Ints, month: int = AS_OF.month) -> Ints:
    """Days since the due date that a code of k months means at the end of `month`: that of k − 1 months before.

    Up to six months within the code's band of 30 days, which a due day early in a long month would leave by a day.
    """
    end = month_end(month)
    table = np.zeros((CODE_MAX + 1, 32), np.int64)
    for months in range(1, CODE_MAX + 1):
        before = month - months  # months since January, of the due date
        for day in set(due_day.tolist()):
            late = (end - date(AS_OF.year + before // 12, before % 12 + 1, day)).days
            table[months, day] = min(late, 30 * months) if months <= BANDED_MAX else late
    return table[code, due_day]


def month_end(month: int) -> date:
    """The last day of a month of 2026."""
    return date(AS_OF.year, month + 1, 1) - timedelta(days=1)


def minimums(source: pl.DataFrame) -> list[Ints]:
    """Minimum due of each statement, September first: 2 % of the bill, at least NT$1,000, arrears; at most the bill.

    Chosen because 99.9 % of the accounts coded as revolving (PAY_0 = 0) paid at least that on their last bill.
    """
    found: list[Ints] = []
    for k in range(len(BILLS) - 1, -1, -1):
        owed = np.maximum(source[BILLS[k]].to_numpy().astype(np.int64), 0)
        short = np.maximum(found[-1] - source[PAID[k]].to_numpy(), 0) if found else np.zeros_like(owed)
        found.append(np.minimum(np.maximum(-(-owed * MINIMUM_BP // WHOLE_BP), MINIMUM_LEAST) + short, owed))
    return found[::-1]


def accounts(book: Cards, collector: pl.Series, opened_on: pl.Series) -> pl.DataFrame:
    """One row an account, as a lender's export would have it."""
    return pl.DataFrame(
        {
            "loan_id": book.loan_id,
            "person_id": book.person_id,
            "opened_on": opened_on,
            "collector": collector,
            "days_late": book.given_dpd,
        }
    )


def statements(book: Cards) -> pl.DataFrame:
    """Six statements an account; a negative bill is a credit."""
    least = minimums(book.source)
    frames = [
        pl.DataFrame(
            {
                "loan_id": book.loan_id,
                "closed_on": days(month, book.closing_day),
                "billed": book.column(BILLS[k]),
                "minimum": least[k],
                "due_on": days(month + 1, book.due_day),
                # What the code of a month says was known when the month was over.
                "days_late": _days_late(np.clip(book.column(PAY[k]), 0, CODE_MAX), book.due_day, month),
                "counted_on": dates(np.full(len(book), (month_end(month) - EPOCH).days)),
            }
        )
        for k, month in enumerate(MONTHS)
    ]
    return pl.concat(frames).sort("loan_id", "closed_on")


def payments(book: Cards) -> pl.DataFrame:
    """What was paid, one payment a month: up to the due day where the month's code is not late, else after it."""
    frames = []
    for k, month in enumerate(MONTHS):
        late = book.column(PAY[k]) >= 1
        first = np.where(late, book.due_day + 1, 1)
        last = np.where(late, book.closing_day, book.due_day)
        day = book.draws.between(f"paid-day-{month}", first, last)
        frame = pl.DataFrame(
            {
                "payment_id": pl.select(pl.format(f"{{}}-2026{month:02d}", book.loan_id)).to_series(),
                "loan_id": book.loan_id,
                "paid_on": days(month, day),
                "amount": book.column(PAID[k]),
            }
        )
        frames.append(frame.filter(pl.col("amount") > 0))
    return pl.concat(frames).sort("loan_id", "paid_on")


def outcomes(book: Cards) -> pl.DataFrame:
    """What happened in October: a label to learn from, never an input."""
    return pl.DataFrame({"person_id": book.person_id, "value": book.column(TARGET)}).with_columns(
        pl.lit("default_next_month").alias("target"),
        pl.lit(date(2026, 10, 1)).alias("from_on"),
        pl.lit(date(2026, 10, 31)).alias("to_on"),
    )


def traits(book: Cards) -> pl.DataFrame:
    """Protected traits, long; codes that the publisher does not explain stay codes."""
    named = {"sex": (SEX, "SEX"), "education": (EDUCATION, "EDUCATION"), "marriage": (MARRIAGE, "MARRIAGE")}
    frames = []
    for trait, (words, column) in named.items():
        known = {**{code: f"undocumented-{code}" for code in book.source[column].unique().sort()}, **words}
        value = book.source[column].replace_strict(known, return_dtype=pl.String)
        frames.append(pl.DataFrame({"person_id": book.person_id, "value": value}).with_columns(trait=pl.lit(trait)))
    edges = [0, *AGE_BANDS]
    bands = [f"{low}-{high - 1}" if low else f"under-{high}" for low, high in zip(edges, AGE_BANDS, strict=False)]
    bands.append(f"{AGE_BANDS[-1]}-and-over")
    age = pl.Series("value", np.array(bands)[np.searchsorted(AGE_BANDS, book.column("AGE"), side="right")])
    frames.append(pl.DataFrame({"person_id": book.person_id, "value": age}).with_columns(trait=pl.lit("age-band")))
    return pl.concat(frames).select("person_id", "trait", "value").sort("person_id", "trait")


def days(month: int, day: Ints) -> pl.Series:
    """Days of a month of 2026 as dates."""
    first = (date(AS_OF.year, month, 1) - EPOCH).days
    return dates(first + day - 1)


def dates(since_1970: Ints) -> pl.Series:
    """Days since 1970 as dates."""
    return pl.Series(since_1970.astype(np.int32)).cast(pl.Date)
