"""Records: the defaults of verdicts.md §1, and one sentence for every key or word that nobody can read."""

from typing import Any

import pytest

from eastwind.audit import clock
from eastwind.audit.errors import Unreadable
from tests.audit.support import case, past, read


def test_what_a_case_leaves_out_has_its_default():
    told = read({"contact": {"at": "2026-03-10T10:00:00+08:00", "channel": "voice"}})
    contact, loan = told.contact, told.loans["A"]
    assert (contact.direction, contact.to, contact.person, contact.by) == ("out", "borrower", "borrower", "creditor")
    assert (contact.place, contact.provenance, contact.purpose) == ("unknown", "given", "collect")
    assert (contact.visitors, contact.missed_meetings, contact.abandon_rate_bp, contact.outcome) == (1, 0, None, None)
    assert (contact.loans, loan.product, loan.lender, loan.collector, loan.account) == (
        ("A",),
        "instalment",
        None,
        "creditor",
        "A",
    )
    assert (loan.numbers["dpd"], loan.numbers["principal_minor"], loan.dates["due_on"]) == (45, None, None)
    assert (told.places, told.zones, told.known_from, told.mode) == ((), (), None, "cautious")


def test_the_zones_are_those_given_or_those_of_the_places():
    assert [zone.key for zone in read(case(borrower={"residence": ["US-FL", "TW"]})).zones] == [
        "America/New_York", "America/Chicago", "Asia/Taipei",
    ]  # fmt: skip
    assert [zone.key for zone in read(case(borrower={"residence": "US-FL", "time_zones": ["Asia/Tokyo"]})).zones] == [
        "Asia/Tokyo"
    ]
    assert read(case(borrower={"residence": "US-FL", "time_zones": []})).zones == ()
    assert read(case(borrower={"residence": "XX", "time_zones": ["Asia/Tokyo"]})).places == ("XX",)


def test_the_loan_is_a_if_there_is_one_else_the_first():
    assert read(case(loan=[{"id": "B"}, {"id": "A"}])).contact.loans == ("A",)
    assert read(case(loan=[{"id": "B"}, {"id": "C"}], history=[past("2026-03-01T00:00:00Z")])).history[0].loans == (
        "B",
    )


def test_an_outcome_that_became_known_later_is_unknown_but_the_contacts_own_is_taken_as_given():
    history = [past("2026-03-01T00:00:00Z", outcome="undeliverable", outcome_at="2026-03-11T00:00:00Z")]
    told = read(case(history=history, contact_outcome="no_answer", contact_outcome_at="2026-03-11T00:00:00Z"))
    assert (told.history[0].outcome, told.contact.outcome) == ("unknown", "no_answer")


def test_hours_and_instants_are_read():
    consent = {"kind": "contact", "given": "2026-03-01T10:00:00.75+08:00", "from": "09:30", "days": ["mon", "sun"]}
    (told,) = read(case(consent=[consent])).consents
    assert (told.hours, told.days) == ((34200, 86400), frozenset((0, 6)))
    assert clock.text(told.given) == "2026-03-01T02:00:00Z"


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"contcat": {}}, "'contact'"),
    ({"borrower": {"residense": "TW"}}, "'residence'"),
    ({"borrower": []}, "Write a table"),
    ({"borrower": {"residence": "XX"}}, "'XX', which places.toml does not know"),
    ({"borrower": {"residence": 5}}, "Write a code"),
    ({"mode": "strict"}, "mode is 'strict'"),
    ({"loan": [{"id": "A"}, {"id": "A"}]}, "two loans are called 'A'"),
    ({"loan": [{"dpd": "45"}]}, "dpd is '45'. Write a whole number"),
    ({"loan": [{"dpd": True}]}, "dpd is True"),
    ({"loan": [{"product": "cards"}]}, "'card'"),
    ({"loan": [{"facts": ["itemised"]}]}, "'itemized'"),
    ({"loan": [{"due_on": "2026-3-1"}]}, "due_on is '2026-3-1'"),
    ({"loan": [{"collector": "someone"}]}, "collector is 'someone'"),
    ({"contact_at": "2026-03-10 10:00"}, "at is '2026-03-10 10:00'. Write an instant with its offset"),
    ({"channel": "phone"}, "channel is 'phone'"),
    ({"contact_to": "brother"}, "to is 'brother'"),
    ({"contact_by": "agency:"}, "by is 'agency:'"),
    ({"contact_loan": "Z"}, "loan is 'Z', and no"),
    ({"contact_loan": []}, "loan is empty"),
    ({"contact_facts": "recorded"}, "Write a list of words"),
    ({"contact_facts": ["record"]}, "'recorded'"),
    ({"contact_contains": [["debt"]]}, "Write a list of words"),
    ({"contact_outcome": "talked"}, "outcome is 'talked'"),
    ({"contact_names": "north"}, "names is 'north'"),
    ({"history": {"at": 1}}, "Write a list of tables"),
    ({"history": [{"channel": "voice"}]}, "at is missing"),
    ({"history": [past("2026-03-01T00:00:00Z", outcome="rang")]}, "history 1: outcome is 'rang'"),
    ({"state": [{"state": "dispute"}]}, "state 1, opened is None"),
    ({"state": [{"state": "angry", "opened": "2026-03-01T00:00:00Z"}]}, "state is 'angry'"),
    ({"consent": [{"kind": "contact", "given": "2026-03-01T00:00:00Z", "from": "9:00"}]}, "from is '9:00'"),
    ({"consent": [{"kind": "contact", "given": "2026-03-01T00:00:00Z", "scope": "full"}]}, "scope is 'full'"),
    ({"consent": [{"kind": "contact", "given": "2026-03-01T00:00:00Z", "days": ["monday"]}]}, "days is 'monday'"),
    ({"consent": [{"kind": "contact", "given": "2026-03-01T00:00:00Z", "given_to": "x"}]}, "given_to is 'x'"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "told"), WRONG, ids=range(len(WRONG)))
def test_what_nobody_can_read_is_named(keys: dict[str, Any], told: str):
    with pytest.raises(Unreadable) as error:
        read(case(**keys))
    assert told in str(error.value)


def test_a_case_without_a_contact_is_refused():
    with pytest.raises(Unreadable, match="there is no contact"):
        read({"books": ["made"]})
