"""Products: when the cards were opened, which files lie with an agency, and two products more. All made.

In        the cards and draws.
Out       opening days, placements; micro loans and instalment plans with their instalments, payments and who owes them.
Not here  the cards themselves (cards), contacts about them (history).
Proof     tests/examples/test_taiwan_cards.py.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from making.cards import Cards, dates
from making.draws import Bools, Draws, Ints, several
from making.people import TODAY

AGENCY: Final = "agency:example-agency"
# Of files long late more lie with the agency: weights by months late.
WEIGHTS: Final = (0.0, 1.0, 2.5, 5.0)
MICRO_BP, MICRO_GRACE_DAYS, PLAN_FEE_BP = 1_400, 3, 300
TERMS: Final = (3, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class Placed:
    """Which people's files lie with the agency, and since when (days since 1970)."""

    yes: Bools
    on: Ints

    def collector(self, rows: Ints | Bools | None = None) -> pl.Series:
        """Who has the file."""
        yes = self.yes if rows is None else self.yes[rows]
        return pl.Series(np.where(yes, AGENCY, "creditor"))


def opened(book: Cards) -> Ints:
    """Opening days: 2014 to the end of 2025, days since 1970."""
    return TODAY - book.draws.between("opened", 280, 4_500)


def placed(book: Cards) -> Placed:
    """A third of the overdue cards, those long late rather."""
    weight = np.array(WEIGHTS)[np.minimum(book.code, len(WEIGHTS) - 1)] * book.overdue
    # The least of u / weight first: a draw without replacement in which weight counts.
    rank = np.where(weight > 0, book.draws.uniform("placed") / np.maximum(weight, 1e-9), np.inf)
    chosen = np.lexsort((np.arange(len(book)), rank))[: int(book.overdue.sum()) // 3]
    yes = np.zeros(len(book), np.bool_)
    yes[chosen] = True
    after = np.minimum(np.maximum(book.given_dpd - 3, 1), 150)
    return Placed(yes, TODAY - book.draws.between("placed-on", np.maximum(after // 4, 1), after))


@dataclass(frozen=True, slots=True)
class Loans:
    """Made loans: whose (row of the cards), and what is late."""

    owner: Ints
    loan_id: pl.Series
    product: str
    draws: Draws
    principal: Ints
    terms: Ints
    first_due: Ints  # days since 1970
    unpaid: Ints  # of the instalments that fell due, the last so many

    def due(self, number: Ints, rows: Ints) -> Ints:
        """Due day of the `number`-th instalment, from 0, of loan `rows`; months are counted as months."""
        first = dates(self.first_due[rows])
        return _later(first, number)

    def fallen(self) -> Ints:
        """How many instalments fell due before today."""
        rows, number = several(self.terms)
        counts: Ints = np.bincount(rows, weights=self.due(number, rows) < TODAY, minlength=len(self.terms)).astype(
            np.int64
        )
        return counts


def _later(days: pl.Series, months: Ints) -> Ints:
    """Days since 1970 of dates moved by months."""
    frame = pl.DataFrame({"day": days, "months": months})
    moved = frame.select(pl.col("day").dt.offset_by(pl.format("{}mo", "months"))).to_series()
    return moved.to_physical().to_numpy().astype(np.int64)


def loans(book: Cards, product: str, share: float) -> Loans:
    """Made loans of one product for a share of the people; those late on their card are late here more often."""
    word = {"micro": "M", "instalment": "I"}[product]
    owner = np.flatnonzero(book.draws.chance(f"has-{product}", share))
    mine = book.draws.at(owner)
    terms = np.array(TERMS)[mine.between(f"{product}-terms", 0 if product == "instalment" else 1, len(TERMS) - 1)]
    least, most = (20, 150) if product == "micro" else (6, 60)
    principal = mine.between(f"{product}-principal", least, most) * 1_000
    first_due = TODAY - mine.between(f"{product}-first-due", -20, 250)
    ids = pl.select(pl.format(f"{word}{{}}", book.person_id.gather(owner).str.slice(1))).to_series()
    made = Loans(owner, ids, product, mine, principal, terms, first_due, np.zeros(len(owner), np.int64))
    strained = np.where(book.overdue[owner], 0.45, 0.035)
    missed = np.where(
        mine.chance(f"{product}-late", strained), 1 + (mine.uniform(f"{product}-missed") ** 2 * 4).astype(np.int64), 0
    )
    return Loans(owner, ids, product, mine, principal, terms, first_due, np.minimum(missed, made.fallen()))


def loan_table(book: Cards, made: Loans, files: Placed) -> pl.DataFrame:
    """One row a made loan."""
    last = made.due(made.terms - 1, np.arange(len(made.terms)))
    micro = made.product == "micro"
    return pl.DataFrame(
        {
            "loan_id": made.loan_id,
            "person_id": book.person_id.gather(made.owner),
            "principal": made.principal,
            "opened_on": dates(made.first_due - 30),
            "final_due_on": dates(last),
            "collector": files.collector(made.owner),
        }
    ).with_columns(
        pl.lit(made.product).alias("product"),
        pl.lit(MICRO_BP if micro else 0).alias("annual_rate_bp"),
        pl.lit(MICRO_GRACE_DAYS if micro else 0).alias("grace_days"),
    )


def schedule(made: Loans) -> pl.DataFrame:
    """Instalments: equal principal; a micro loan bears interest on what is left, a plan a fee with the first."""
    rows, number = several(made.terms)
    principal, terms = made.principal[rows], made.terms[rows]
    each = principal // terms
    part = np.where(number == terms - 1, principal - each * (terms - 1), each)
    left = principal - each * number
    micro = made.product == "micro"
    return pl.DataFrame(
        {
            "loan_id": made.loan_id.gather(rows),
            "number": number + 1,
            "due_on": dates(made.due(number, rows)),
            "principal": part,
            "interest": left * MICRO_BP // (12 * 10_000) if micro else np.zeros_like(part),
            "fee": np.zeros_like(part) if micro else np.where(number == 0, principal * PLAN_FEE_BP // 10_000, 0),
        }
    )


def repayments(made: Loans) -> pl.DataFrame:
    """One payment an instalment that is paid: mostly up to three days before it is due, some days late."""
    rows, number = several(made.terms)
    plan = schedule(made)
    fallen = made.fallen()
    kept = number < (fallen - made.unpaid)[rows]
    mine = made.draws.repeat(rows, number)
    slow = mine.chance("pays-late", 0.12)
    moved = np.where(slow, mine.between("late-by", 1, 12), -mine.between("early-by", 0, 3))
    on = np.minimum(plan["due_on"].to_physical().to_numpy().astype(np.int64) + moved, TODAY - 1)
    frame = plan.select(
        pl.format("{}-{}", "loan_id", "number").alias("payment_id"),
        "loan_id",
        dates(on).alias("paid_on"),
        (pl.col("principal") + pl.col("interest") + pl.col("fee")).alias("amount"),
    )
    return frame.filter(pl.Series(kept))


def liable(book: Cards, made: list[Loans]) -> pl.DataFrame:
    """Who owes which made loan; behind a few micro loans stands a guarantor, behind a few plans a joint debtor."""
    frames = []
    for loan in made:
        frames.append(
            pl.DataFrame({"loan_id": loan.loan_id, "person_id": book.person_id.gather(loan.owner)}).with_columns(
                role=pl.lit("borrower")
            )
        )
        if len(book) < 2:
            continue
        second = np.flatnonzero(loan.draws.chance("second", 0.02))
        # Some other account's holder: never the borrower.
        other = (loan.owner[second] + loan.draws.at(second).between("which-second", 1, len(book) - 1)) % len(book)
        role = "guarantor" if loan.product == "micro" else "joint_debtor"
        frames.append(
            pl.DataFrame(
                {"loan_id": loan.loan_id.gather(second), "person_id": book.person_id.gather(other)}
            ).with_columns(role=pl.lit(role))
        )
    return pl.concat(frames).sort("loan_id", "person_id")
