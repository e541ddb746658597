"""Samples: a few people of the day in full, with the words they would get.

In        a loaded book, a policy, the plan.
Out       report.Example for a handful of people, chosen by what happened to them, the first of each kind by person_id.
Not here  real names and addresses: the engine has none, so the texts stand with marks in their place.
Proof     tests/cli/test_samples.py.
"""

from datetime import timedelta
from typing import Any, Final

import polars as pl

from eastwind import book, engine, notices, report
from eastwind.core.frames import Book
from eastwind.core.plan import SILENCE
from eastwind.engine import Policy

PLACEHOLDER_CODE: Final = "00000-00000"
LANGUAGES: Final = ("zh-Hant", "zh-Hans", "en")
REPLY_DAYS: Final = 14
KINDS: Final = ("voice", "sms", "email", "letter", "app")
SILENCES: Final = ("law-forbids", "self-cure", "hold-hardship", "promise-runs", "paid-lately")


def examples(loaded: book.Loaded, policy: Policy, day: engine.Plan) -> list[report.Example]:
    """One person for each channel used today, for each duty, and for the silences that tell most."""
    plan = day.plan.sort("person_id", "n")
    chosen: list[dict[str, Any]] = []
    for channel in KINDS:
        chosen += plan.filter((pl.col("channel") == channel) & (pl.col("n") == 0)).head(1).to_dicts()
    chosen += plan.filter(pl.col("n") > 0).unique("treatment", keep="first", maintain_order=True).to_dicts()
    for reason in SILENCES:
        silent = (pl.col("treatment") == SILENCE) & (pl.col("reason") == reason)
        chosen += plan.filter(silent).head(1).to_dicts()
    known = book.known(loaded.book, policy.as_of)
    loans = standing(known, policy)
    return [_example(row, loaded, policy, day, loans) for row in chosen]


def standing(known: Book, policy: Policy) -> pl.DataFrame:
    """The loans known on the day, each once, with their delinquency."""
    late = book.delinquency(known, policy.as_of)
    return pl.concat([known.loans.select("loan_id", "product"), late], how="horizontal").filter(known.loans["main"])


def _example(
    row: dict[str, Any], loaded: book.Loaded, policy: Policy, day: engine.Plan, loans: pl.DataFrame
) -> report.Example:
    breaches = day.refusals.filter(pl.col("person_id") == row["person_id"]).to_dicts()
    return report.Example(
        person_id=row["person_id"],
        decision=row,
        reasons=row["reasons"] or [],
        notices=_texts(row, loaded, policy, loans) if row["template"] else {},
        breaches=breaches if row["reason"] == "law-forbids" else [],
    )


def _texts(row: dict[str, Any], loaded: book.Loaded, policy: Policy, loans: pl.DataFrame) -> dict[str, str]:
    """The text in each language that we write; one that needs what only the store knows is left out."""
    texts = {}
    given = parameters(row, loaded, policy, loans)
    for language in LANGUAGES:
        try:
            template = policy.library.named(row["template"], language, by=row["by"])
            rendered = notices.render(policy.library, template, given)
        except (notices.NoTemplate, notices.MissingParameter, notices.TooLong):
            continue
        texts[language] = rendered.body if rendered.subject is None else f"{rendered.subject}\n\n{rendered.body}"
    return texts


def parameters(row: dict[str, Any], loaded: book.Loaded, policy: Policy, loans: pl.DataFrame) -> notices.Parameters:
    """What the book's defaults say of the lender, the loans of the row, and marks for what the store would add.

    `loans` is `standing` of the book as known on the day.
    """
    said = loaded.mapping.defaults
    today = book.local_day(loaded.book, policy.as_of)
    agency = row["by"].partition(":")[2] or None
    fields: dict[str, Any] = {name: str(said[name]) for name in notices.Parameters.__dataclass_fields__ if name in said}
    marks: dict[str, Any] = {"code": PLACEHOLDER_CODE, "agency": agency, "agency_short": agency}
    lines = _lines(row, loans, loaded.book.currency)
    later = today + timedelta(days=REPLY_DAYS)
    return notices.Parameters(
        lines=lines,
        written_on=today,
        due_on=min((line.due_on for line in lines), default=None) if lines else None,
        reply_by=later,
        place_on=later,
        help_lines=notices.help_lines(loaded.book.country, row["language"] or "en"),
        **(marks | fields),
    )


def _lines(row: dict[str, Any], loans: pl.DataFrame, currency: str) -> tuple[notices.Line, ...] | None:
    """The debt line by line, the loans in the row's order; one of which nothing falls due has no line."""
    lines = []
    of_row = {loan["loan_id"]: loan for loan in loans.filter(pl.col("loan_id").is_in(row["loan_ids"])).to_dicts()}
    for loan in (of_row[name] for name in row["loan_ids"] if name in of_row):
        due = loan["due_on"] or loan["next_due_on"]
        charges = min(loan["charges_owed_minor"], loan["overdue_minor"])
        if due is not None:
            tail = "".join(letter for letter in loan["loan_id"] if letter.isalnum() and letter.isascii())[-4:]
            rest = loan["overdue_minor"] - charges or loan["contract_minor"]
            lines.append(
                notices.Line(
                    product=loan["product"] or "instalment",
                    account=tail.rjust(2, "0"),
                    due_on=due,
                    principal_minor=rest,
                    fee_minor=charges,
                    currency=currency,
                )
            )
    return tuple(lines) or None
