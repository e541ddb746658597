"""The book's frames: slices of people are whole, and put side by side they are the book again."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from eastwind.core import frames


def book(loans_of: list[int], payments_of: list[int]) -> frames.Book:
    """People with so many loans each, loans with so many payments each, one contact about each loan."""
    tables = {name: pl.DataFrame(schema=schema) for name, schema in frames.SCHEMAS.items()}

    def filled(name: str, **columns: list[object]) -> pl.DataFrame:
        rows = pl.DataFrame(columns, schema={key: frames.SCHEMAS[name][key] for key in columns})
        return pl.concat([tables[name], rows], how="diagonal")

    owner = [person for person, count in enumerate(loans_of) for _ in range(count)]
    paid = [loan for loan, count in enumerate(payments_of[: len(owner)]) for _ in range(count)]
    tables["people"] = filled("people", person_id=[f"p{k}" for k in range(len(loans_of))])
    tables["loans"] = filled("loans", person=owner, loan_id=[f"l{k}" for k in range(len(owner))])
    tables["payments"] = filled("payments", loan=paid, amount_minor=list(range(len(paid))))
    tables["contacts"] = filled("contacts", person=owner, loan=list(range(len(owner))))
    return frames.Book(zone="Asia/Taipei", country="TW", currency="TWD", dpd_rules="computed", agencies=(), **tables)


@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=8),
    st.lists(st.integers(0, 2), min_size=24, max_size=24),
    st.data(),
)
def test_slices_hold_what_their_people_own_and_together_are_the_whole(loans_of, payments_of, data):
    whole = book(loans_of, payments_of)
    cut = data.draw(st.integers(0, len(loans_of)))
    parts = [whole.slice(0, cut), whole.slice(cut, len(loans_of))]
    for part in parts:
        rows = part.loans.height
        assert part.payments["loan"].is_between(0, rows - 1).all() or not part.payments.height
        assert part.contacts["loan"].to_list() == list(range(rows))
    ids = [loan for part in parts for loan in part.loans["loan_id"]]
    assert ids == whole.loans["loan_id"].to_list()
    amounts = [amount for part in parts for amount in part.payments["amount_minor"]]
    assert amounts == whole.payments["amount_minor"].to_list()
    owners = [part.people["person_id"][k] for part in parts for k in part.loans["person"]]
    assert owners == [whole.people["person_id"][k] for k in whole.loans["person"]]
