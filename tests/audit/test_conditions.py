"""Conditions: each key where it holds, where it does not, and where nothing is known."""

from typing import Any

import pytest

from eastwind.audit.errors import Unreadable
from tests.audit.support import book, broken, case

MEANS = 'kind = "recipient"\n{}'
LIFTS = 'kind = "recipient"\nunless = [{{{}}}]'
EUROS = 'principal_minor = {to = 5, currency = "EUR"}'
LOANS = [{"id": "A", "collector": "creditor"}, {"id": "B", "collector": "agency:x"}]
ROWS: list[tuple[str, dict[str, Any], bool, bool]] = [
    # condition, case, means (in doubt yes), lifts (for certain)
    ('to = ["spouse", "borrower"]', {}, True, True),
    ('to = ["spouse"]', {}, False, False),
    ('by = ["agency"]', {"contact_by": "agency:x"}, True, True),
    ('by = ["agency"]', {"contact_by": "buyer"}, False, False),
    ('purposes = ["care"]', {"contact_purpose": "care"}, True, True),
    ('places = ["unknown"]', {}, True, True),
    ('places = ["home"]', {}, False, False),
    ('provenances = ["given"]', {}, True, True),
    ('products = ["card"]', {}, False, False),
    ('products = ["instalment"]', {}, True, True),
    ('products = ["card"]', {"loan": [{"product": None}]}, True, False),
    ('lenders = ["bank"]', {}, True, False),
    ('lenders = ["bank"]', {"loan": [{"lender": "bank"}]}, True, True),
    ('lenders = ["bank"]', {"loan": [{"lender": "p2p"}]}, False, False),
    ('collectors = ["agency"]', {"loan": [{"collector": "agency:x"}]}, True, True),
    ('collectors = ["agency"]', {}, False, False),
    ('collectors = ["agency"]', {"contact_by": "agency:x"}, True, True),
    ("elsewhere = true", {"loan": LOANS}, True, True),
    ("elsewhere = true", {"loan": LOANS, "contact_by": "agency:x"}, False, False),
    ("elsewhere = true", {"loan": LOANS, "contact_names": "agency:x"}, False, False),
    ("elsewhere = false", {"loan": LOANS}, False, False),
    ("elsewhere = true", {}, False, False),
    ('facts = ["recorded"]', {"contact_facts": ["recorded", "cash"]}, True, True),
    ('facts = ["recorded", "cash"]', {"contact_facts": ["recorded"]}, False, False),
    ('any_facts = ["recorded", "cash"]', {"contact_facts": ["recorded"]}, True, True),
    ('without_facts = ["recorded", "cash"]', {"contact_facts": ["recorded"]}, False, False),
    ('without_facts = ["cash"]', {"contact_facts": ["recorded"]}, True, True),
    ('loan_facts = ["secured"]', {"loan": [{"facts": ["secured"]}]}, True, True),
    ('loan_facts = ["secured"]', {}, False, False),
    ('without_loan_facts = ["secured"]', {"loan": [{"facts": ["secured"]}]}, False, False),
    ("dpd = {from = 45, to = 45}", {}, True, True),
    ("dpd = {from = 46}", {}, False, False),
    ("dpd = {to = 44}", {}, False, False),
    ("dpd = {to = 44}", {"loan": [{"dpd": None}]}, True, False),
    ("principal_minor = {to = 5}", {}, True, False),
    (EUROS, {"loan": [{"principal_minor": 5, "currency": "EUR"}]}, True, True),
    (EUROS, {"loan": [{"principal_minor": 6, "currency": "EUR"}]}, False, False),
    (EUROS, {"loan": [{"principal_minor": 6, "currency": "SEK"}]}, True, False),
    ("judgment_on = {from = 2026-03-01}", {"loan": [{"judgment_on": "2026-03-01"}]}, True, True),
    ("judgment_on = {from = 2026-03-02}", {"loan": [{"judgment_on": "2026-03-01"}]}, False, False),
    ("judgment_on = {from = 2026-03-02}", {}, True, False),
    ("visitors = {from = 2}", {}, False, False),
    ("missed_meetings = {from = 2}", {"contact_missed_meetings": 2}, True, True),
    ("abandon_rate_bp = {from = 2}", {}, True, False),
    ('barred = {years = 3, since_latest_of = ["due_on"]}', {"loan": [{"due_on": "2023-03-09"}]}, True, True),
    ('barred = {years = 3, since_latest_of = ["due_on"]}', {"loan": [{"due_on": "2023-03-10"}]}, False, False),
    ('barred = {years = 3, since_latest_of = ["due_on"]}', {}, True, False),
    ('contains = ["debt", "amount"]', {"contact_contains": ["debt"]}, True, True),
    ('contains = ["debt"]', {}, False, False),
    ('contains_only = ["debt"]', {}, True, True),
    ('contains_only = ["debt"]', {"contact_contains": ["debt", "seal"]}, False, False),
    ('residence = ["TW"]', {}, True, True),
    ('residence = ["US"]', {"borrower": {"residence": "US-NYC"}}, True, True),
    ('residence = ["US-NY"]', {"borrower": {"residence": ["US-NY", "US-TX"]}}, True, False),
    ('residence = ["US"]', {"borrower": {"residence": ["US-NY", "US-TX"]}}, True, True),
    ('residence = ["US"]', {}, False, False),
    ('residence = ["US"]', {"borrower": {"time_zones": ["Asia/Taipei"]}}, True, False),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "keys", "means", "lifts"), ROWS, ids=range(len(ROWS)))
def test_where_a_condition_holds(condition: str, keys: dict[str, Any], means: bool, lifts: bool):
    told = case(**keys)
    assert broken(book(MEANS.format(condition)), told) is means
    assert broken(book(LIFTS.format(condition)), told) is not lifts


def test_all_keys_of_an_exception_must_hold_and_one_exception_is_enough():
    both = book('kind = "recipient"\nunless = [{purposes = ["care"], facts = ["recorded"]}, {to = ["spouse"]}]')
    assert broken(both, case(contact_purpose="care"))
    assert not broken(both, case(contact_purpose="care", contact_facts=["recorded"]))
    assert not broken(both, case(contact_to="spouse"))


@pytest.mark.parametrize(
    "text",
    [
        "reply = {limit = 1, hours = 1}", "unreached = {calls = 1}", "unless = [{}]", 'unless = {purposes = ["care"]}',
        'unless = [{purpose = ["care"]}]', 'purposes = ["caring"]', "dpd = {above = 3}", 'consent = {kind = "yes"}',
        'state = {states = ["x"]}', "contact = {before = 3}", 'products = "cards"', "barred = {since = 3}",
        'barred = {since_latest_of = ["due_on"]}',
    ],
)  # fmt: skip
def test_what_nobody_can_read_is_named(text: str):
    with pytest.raises(Unreadable, match=r"made\.toml, rule 1 \(made\.1\)"):
        book(MEANS.format(text))
