"""Synthetic books: whole, seeded, and a block of many is the same block of few."""

from datetime import UTC, datetime

import pytest

from eastwind.core.frames import SCHEMAS
from eastwind.scale import synthetic

AS_OF = datetime(2026, 9, 30, tzinfo=UTC)


def test_the_same_arguments_give_the_same_book_and_another_seed_another():
    one, again = (synthetic.book(200, seed=1, as_of=AS_OF) for _ in range(2))
    other = synthetic.book(200, seed=2, as_of=AS_OF)
    assert all(getattr(one, name).equals(getattr(again, name)) for name in SCHEMAS)
    assert not one.payments.equals(other.payments)


@pytest.mark.parametrize("shape", [synthetic.SMALL, synthetic.LARGE, synthetic.CARDS])
def test_everybody_has_what_the_shape_says(shape):
    book = synthetic.book(50, shape, as_of=AS_OF)
    assert book.loans.height == 50 * shape.loans
    assert book.instalments.height == book.loans.height * shape.instalments
    assert book.statements.height == book.loans.height * shape.statements
    assert book.payments.height == book.loans.height * shape.payments
    assert book.contacts.height == 50 * shape.contacts
    assert book.contacts["person"].is_sorted()


def test_the_first_block_of_a_bigger_book_is_the_smaller_book(monkeypatch):
    monkeypatch.setattr(synthetic, "BLOCK", 40)
    small, big = synthetic.book(40, as_of=AS_OF), synthetic.book(100, as_of=AS_OF)
    cut = big.slice(0, 40)
    assert all(getattr(cut, name).equals(getattr(small, name)) for name in SCHEMAS)
