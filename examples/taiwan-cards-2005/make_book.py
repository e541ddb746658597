"""Make a book folder out of any file of the form of UCI 350: `python make_book.py SOURCE.parquet OUT [--seed N]`.

In        a Parquet file with the columns of "default of credit card clients" (UCI 350).
Out       a folder with mapping.toml, the files it names, made.toml (what is assumed, what is made), strategy.toml,
          and the scores of these accounts by models that did not see them.
Not here  reading the folder: that is `eastwind book check OUT` and every other command that takes a book.
Proof     tests/examples/test_taiwan_cards.py: the same bytes twice, and every row lands.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

HERE: Final = Path(__file__).resolve().parent
if str(HERE) not in sys.path:  # also when loaded by its path, as `eastwind demo` does
    sys.path.insert(0, str(HERE))

from making import cards, care, history, people, products  # noqa: E402 (found beside this file)

SEED: Final = 2005
COPIED: Final = ("mapping.toml", "made.toml", "strategy.toml", "out_of_fold.json.gz")
MARK: Final = "made.toml"


def tables(source: pl.DataFrame, seed: int = SEED) -> dict[str, pl.DataFrame]:
    """File name → rows. ValueError says what is wrong with `source`."""
    book = cards.cards(source, seed)
    files = products.placed(book)
    opened = products.opened(book)
    loans = [products.loans(book, "micro", 0.08), products.loans(book, "instalment", 0.07)]
    late = _late_loans(book, loans)
    rows = np.flatnonzero(late.to_numpy() != "")
    paid = cards.payments(book)
    promised = care.promises(book, rows, paid)
    states = care.states(book, rows, promised)
    return {
        "accounts.csv": cards.accounts(book, files.collector(), cards.dates(opened)),
        "statements.csv": cards.statements(book),
        "payments.csv": paid,
        "outcomes.csv": cards.outcomes(book),
        "traits.csv": cards.traits(book),
        "profiles.csv": people.profiles(book),
        "people.csv": people.people(book),
        "made_loans.csv": pl.concat([products.loan_table(book, loan, files) for loan in loans]).drop("person_id"),
        "made_liabilities.csv": products.liable(book, loans),
        "made_instalments.csv": pl.concat([products.schedule(loan) for loan in loans]),
        "made_payments.csv": pl.concat([products.repayments(loan) for loan in loans]),
        "points.parquet": people.points(book),
        "consents.parquet": people.consents(book, opened),
        "contacts.parquet": history.contacts(book, files, late),
        "states.csv": states,
        "promises.csv": promised.drop("person_id"),
        "mandates.csv": care.mandates(states),
        "events.csv": care.events(states),
    }


def _late_loans(book: cards.Cards, loans: list[products.Loans]) -> pl.Series:
    """For each person the loans past due, joined by `|`; empty = none."""
    ids = [book.loan_id.set(pl.Series(~book.overdue), None)]
    for loan in loans:
        missed = loan.unpaid > 0
        ids.append(pl.repeat(None, len(book), dtype=pl.String, eager=True))
        ids[-1] = ids[-1].scatter(loan.owner[missed], loan.loan_id.filter(pl.Series(missed)))
    return pl.select(pl.concat_str(ids, separator="|", ignore_nulls=True)).to_series()


def make(source: Path, out: Path, seed: int = SEED) -> dict[str, int]:
    """Write the book folder `out` and return the rows of each file; all of it is written, or nothing.

    ValueError: `source` is no such file; FileExistsError: `out` holds something that this script did not make.
    """
    try:
        frame = pl.read_parquet(source)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise ValueError(f"{source} cannot be read as Parquet: {str(error).splitlines()[0]}.") from error
    if out.exists() and not (out / MARK).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise FileExistsError(f"{out} is there and is no book of this example. Give a new folder, or remove it first.")
    made = tables(frame, seed)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as scratch:
        folder = Path(scratch) / "book"
        folder.mkdir()
        for name, rows in made.items():
            if name.endswith(".csv"):
                rows.write_csv(folder / name, datetime_format="%Y-%m-%d %H:%M:%S")
            else:
                rows.write_parquet(folder / name, compression="zstd")
        for name in COPIED:
            shutil.copyfile(HERE / name, folder / name)
        if out.exists():
            shutil.rmtree(out)
        folder.rename(out)
    return {name: rows.height for name, rows in made.items()}


def main() -> int:
    """The command line; 0 = made, 1 = not, with the reason on stderr."""
    parser = argparse.ArgumentParser(description="Make a book folder out of a file of the form of UCI 350.")
    parser.add_argument(
        "source", type=Path, nargs="?", default=HERE / "accounts.parquet", help="[accounts.parquet here]"
    )
    parser.add_argument("out", type=Path, help="folder to make")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of everything made [{SEED}]")
    given = parser.parse_args()
    try:
        rows = make(given.source, given.out, given.seed)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{given.out}: " + ", ".join(f"{name} {count:,}" for name, count in rows.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
