"""Every number, date, word and condition of every duty is held by a worked case: change one, and a case fails."""

import pytest

from eastwind.law import available
from eastwind.law.duties import rules
from tests.law.fuzz.mutants import fates, rules_of
from tests.law.fuzz.mutants_made import name

PLACES = [
    (book, number)
    for book in available()
    for number, table in enumerate(rules_of(book))
    if table["kind"] in rules.KINDS
]


@pytest.mark.parametrize(("book", "number"), PLACES, ids=[name(rules_of(book), number) for book, number in PLACES])
def test_whatever_is_changed_in_a_duty_some_case_fails(book: str, number: int) -> None:
    found = fates(book, number)
    assert found.rows
    assert not [row for row in found.rows if row[-1] != "case"]
