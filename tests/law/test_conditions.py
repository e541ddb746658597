"""What lifts or satisfies a rule: words, consents, states, past contacts; nulls never permit."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.law.people import allowed, book, verdict

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)  # a Tuesday, twelve o'clock in China
NEVER = 'kind = "recipient"'


def lifted(tmp_path, condition, contact=None, **parts):
    """Whether an exception of this form lets a contact pass that is otherwise forbidden."""
    return allowed(book(tmp_path, f"{NEVER}\nunless = [{condition}]"), {"at": NOON, **(contact or {})}, **parts)


def applies(tmp_path, key, contact=None, **parts):
    """Whether a rule with this key means the contact."""
    return not allowed(book(tmp_path, f"{NEVER}\n{key}"), {"at": NOON, **(contact or {})}, **parts)


WORDS = [
    ('to = ["spouse"]', {"to": "spouse"}, {"to": "borrower"}),
    ('by = ["agency"]', {"by": "agency:a"}, {"by": "buyer"}),
    ('purposes = ["notice"]', {"purpose": "notice"}, {}),
    ('places = ["work"]', {"place": "work"}, {}),
    ('provenances = ["unknown"]', {"provenance": "unknown"}, {}),
    ('facts = ["recorded", "verified"]', {"facts": ["recorded", "verified"]}, {"facts": ["recorded"]}),
    ('any_facts = ["recorded", "verified"]', {"facts": ["verified"]}, {"facts": ["cash"]}),
    ('without_facts = ["recorded"]', {}, {"facts": ["recorded"]}),
    ('contains = ["amount", "threat"]', {"contains": ["threat"]}, {"contains": ["debt"]}),
    ('contains_only = ["amount", "threat"]', {"contains": ["threat"]}, {"contains": ["threat", "debt"]}),
]


@pytest.mark.parametrize(("key", "yes", "no"), WORDS)
def test_words_of_the_contact(tmp_path, key, yes, no):
    assert applies(tmp_path, key, yes)
    assert not applies(tmp_path, key, no)
    assert lifted(tmp_path, f"{{{key}}}", yes)
    assert not lifted(tmp_path, f"{{{key}}}", no)


LOANS = [
    ('products = ["card"]', {"product": "card"}, {"product": "auto"}),
    ('lenders = ["bank"]', {"lender": "bank"}, {"lender": "p2p"}),
    ("dpd = {from = 1, to = 3}", {"dpd": 3}, {"dpd": 4}),
    ("dpd = {from = 4}", {"dpd": 4}, {"dpd": 3}),
    ("annual_rate_bp = {to = 2400}", {"annual_rate_bp": 2400}, {"annual_rate_bp": 2401}),
    ('loan_facts = ["secured"]', {"facts": ["secured"]}, {}),
    ('without_loan_facts = ["secured"]', {}, {"facts": ["secured"]}),
]


@pytest.mark.parametrize(("key", "yes", "no"), LOANS)
def test_words_and_numbers_of_the_loan(tmp_path, key, yes, no):
    assert applies(tmp_path, key, loan=[{"id": "A", **yes}])
    assert not applies(tmp_path, key, loan=[{"id": "A", **no}])


@pytest.mark.parametrize("key", ['lenders = ["bank"]', "annual_rate_bp = {to = 2400}"])
def test_an_unknown_fact_makes_a_rule_apply_and_an_exception_fail(tmp_path, key):
    assert applies(tmp_path, key, loan=[{"id": "A"}])
    assert not lifted(tmp_path, f"{{{key}}}", loan=[{"id": "A"}])


def test_a_place_lies_in_what_it_lies_in(tmp_path):
    lives = {"borrower": {"residence": ["CN-GD", "US-NYC"], "time_zones": ["Asia/Shanghai"]}}
    assert applies(tmp_path, 'residence = ["US-NY"]', **lives)
    assert not applies(tmp_path, 'residence = ["TW"]', **lives)
    nowhere = {"borrower": {"time_zones": ["Asia/Shanghai"]}}
    assert applies(tmp_path, 'residence = ["TW"]', **nowhere)
    assert not lifted(tmp_path, '{residence = ["TW"]}', **nowhere)


# --- consents ---

GIVEN = {"kind": "agreed-time", "given": NOON - timedelta(days=2)}
CONSENTS = {
    "given": ({}, True),
    "of another kind": ({"kind": "autodial"}, False),
    "withdrawn": ({"withdrawn": NOON - timedelta(days=1)}, False),
    "withdrawn this second": ({"withdrawn": NOON}, False),
    "withdrawn later": ({"withdrawn": NOON + timedelta(seconds=1)}, True),
    "given later": ({"given": NOON + timedelta(seconds=1)}, False),
    "run out": ({"until": NOON}, False),
    "for this channel": ({"channel": "voice"}, True),
    "for another channel": ({"channel": "robocall"}, False),
    "for this loan": ({"loan": "A"}, True),
    "for another loan": ({"loan": "B"}, False),
    "for another point": ({"point": "mobile-2"}, False),
    "by another person": ({"person": "spouse"}, False),
    "for this hour": ({"from": "12:00", "to": "13:00"}, True),
    "until this hour": ({"from": "10:00", "to": "12:00"}, False),
    "for a night and this noon": ({"from": "22:00", "to": "12:01"}, True),
    "for this weekday": ({"days": ["tue"]}, True),
    "for another weekday": ({"days": ["wed"]}, False),
    "in the contract alone": ({"scope": "contract"}, False),
}


@pytest.mark.parametrize("what", CONSENTS)
def test_a_permission_covers_what_it_says(tmp_path, what):
    change, covers = CONSENTS[what]
    exception = '{consent = {kind = "agreed-time", scopes = ["separate"]}}'
    loans = [{"id": "A"}, {"id": "B"}]
    assert lifted(tmp_path, exception, loan=loans, consent=[{**GIVEN, **change}]) is covers


def test_a_permission_must_hold_in_every_zone_and_a_prohibition_in_any(tmp_path):
    far = {"residence": "CN-GD", "time_zones": ["Asia/Shanghai", "America/New_York"]}
    noon = [{**GIVEN, "from": "12:00", "to": "13:00"}]
    assert not lifted(tmp_path, '{consent = {kind = "agreed-time"}}', consent=noon, borrower=far)
    bars = book(tmp_path, 'kind = "consent"\nforbids = [{kind = "inconvenient-time"}]')
    assert not allowed(bars, {"at": NOON}, consent=[noon[0] | {"kind": "inconvenient-time"}], borrower=far)


def test_a_prohibition_holds_for_the_whole_medium_and_a_permission_for_its_channel(tmp_path):
    stop = [{"kind": "opt-out", "channel": "voice", "given": NOON - timedelta(days=1)}]
    bars = book(tmp_path, 'kind = "consent"\nforbids = [{kind = "opt-out"}]')
    assert not allowed(bars, {"at": NOON, "channel": "robocall"}, consent=stop)
    assert allowed(bars, {"at": NOON, "channel": "sms"}, consent=stop)
    assert verdict(bars, {"at": NOON}, consent=stop).breaches["opened_at"][0] == NOON - timedelta(days=1)


@pytest.mark.parametrize(("ago", "covers"), [(6, True), (7, False)])
def test_the_day_of_giving_is_day_one(tmp_path, ago, covers):
    given = [{**GIVEN, "kind": "prior-consent", "given": NOON - timedelta(days=ago)}]
    assert lifted(tmp_path, '{consent = {kind = "prior-consent", days = 7}}', consent=given) is covers


def test_a_consent_may_end_with_the_next_conversation(tmp_path):
    exception = '{consent = {kind = "agreed-time", until_conversation = true}}'
    talk = {"channel": "voice", "outcome": "conversation"}
    assert lifted(tmp_path, exception, consent=[GIVEN], history=[{**talk, "at": GIVEN["given"] - timedelta(hours=1)}])
    assert not lifted(tmp_path, exception, consent=[GIVEN], history=[{**talk, "at": NOON - timedelta(hours=1)}])


def test_a_consent_given_to_another_does_not_count_where_the_caller_is_asked_for(tmp_path):
    exception = '{consent = {kind = "agreed-time", to_the_caller = true}}'
    assert lifted(tmp_path, exception, {"by": "agency:a"}, consent=[{**GIVEN, "given_to": "agency:a"}])
    assert not lifted(tmp_path, exception, {"by": "agency:a"}, consent=[{**GIVEN, "given_to": "creditor"}])


# --- states ---

OPEN = {"state": "dispute", "opened": NOON - timedelta(days=10)}
STATES = {
    "open": ("", OPEN, False),
    "closed": ("", {**OPEN, "closed": NOON}, True),
    "opened later": ("", {**OPEN, "opened": NOON + timedelta(seconds=1)}, True),
    "with its mark": ('with_facts = ["written"]', {**OPEN, "facts": ["written"]}, False),
    "without its mark": ('with_facts = ["written"]', OPEN, True),
    "with a mark that excuses": ('but_not_facts = ["partial"]', {**OPEN, "facts": ["partial"]}, True),
    "of another loan": ("", {**OPEN, "loan": "B"}, True),
    "of any loan": ("any_loan = true", {**OPEN, "loan": "B"}, False),
    "of another person": ("", {**OPEN, "person": "guarantor"}, True),
    "closed, but for ever": ("closed_too = true", {**OPEN, "closed": NOON - timedelta(days=5)}, False),
    "closed three days ago, works three days": ("days_after = 3", {**OPEN, "closed": NOON - timedelta(days=3)}, False),
    "closed four days ago": ("days_after = 3", {**OPEN, "closed": NOON - timedelta(days=4)}, True),
    "eleventh day of eleven": ("days_at_most = 11", OPEN, False),
    "eleventh day of ten": ("days_at_most = 10", OPEN, True),
    "within the hours of grace": ("hours_later = 241", OPEN, True),
    "after the hours of grace": ("hours_later = 240", OPEN, False),
}


@pytest.mark.parametrize("what", STATES)
def test_a_state_works_as_long_as_it_says(tmp_path, what):
    keys, state, passes = STATES[what]
    laws = book(tmp_path, f'kind = "hold"\nstates = ["dispute"]\n{keys}')
    assert allowed(laws, {"at": NOON}, loan=[{"id": "A"}, {"id": "B"}], state=[state]) is passes


@pytest.mark.parametrize(
    ("whose", "stops"),
    [
        ("anyone-concerned", {"guarantor"}),
        ("contacted", {"guarantor"}),
        ("borrower", set()),
        ("anyone", {"guarantor", "borrower"}),
    ],
)
def test_whose_state_it_is(tmp_path, whose, stops):
    laws = book(tmp_path, f'kind = "hold"\nstates = ["dispute"]\nwhose = "{whose}"')
    state = [{**OPEN, "person": "guarantor"}]
    assert {to for to in ("guarantor", "borrower") if not allowed(laws, {"at": NOON, "to": to}, state=state)} == stops


def test_a_hold_shows_its_state_and_ends_with_it(tmp_path):
    closed = NOON + timedelta(days=3)
    found = verdict(
        book(tmp_path, 'kind = "hold"\nstates = ["dispute"]'), {"at": NOON}, state=[{**OPEN, "closed": closed}]
    )
    shown = found.breaches.row(0, named=True)
    assert (shown["state"], shown["opened_at"], shown["until"]) == ("dispute", OPEN["opened"], closed)
    assert found.candidates["lawful_from"][0] == closed


# --- past contacts ---

NOTICE = {"at": NOON - timedelta(days=10), "channel": "letter", "outcome": "delivered", "contains": ["visit-notice"]}
PASTS = {
    "there": ("", NOTICE, True),
    "not proven": ('outcomes = ["delivered"]', {**NOTICE, "outcome": "unknown"}, False),
    "about another loan": ("", {**NOTICE, "loan": "B"}, False),
    "to another person": ("", {**NOTICE, "to": "spouse"}, False),
    "nine whole days lie between": ("days_before = 9", NOTICE, True),
    "ten do not": ("days_before = 10", NOTICE, False),
    "seven working days lie between": ('working_days_before = 5, calendar = "tw"', NOTICE, True),
    "too long ago": ('within = {days = 10, kind = "consecutive"}', NOTICE, False),
    "just in time": ('within = {days = 11, kind = "consecutive"}', NOTICE, True),
    "once is not twice": ("times = 2", NOTICE, False),
    "its period too short": ("period_days = 10", {**NOTICE, "period_ends": (NOON - timedelta(days=1)).date()}, False),
    "its period long enough": ("period_days = 9", {**NOTICE, "period_ends": (NOON - timedelta(days=1)).date()}, True),
    "its period not over": ("period_over = true", {**NOTICE, "period_ends": NOON.date()}, False),
    "its period over": ("period_over = true", {**NOTICE, "period_ends": (NOON - timedelta(days=1)).date()}, True),
}


@pytest.mark.parametrize("what", PASTS)
def test_a_contact_that_must_have_been(tmp_path, what):
    keys, past, satisfied = PASTS[what]
    said = ", ".join(["contains = ['visit-notice']", *([keys] if keys else [])])
    laws = book(tmp_path, f'kind = "precondition"\nneeds = [{{contact = {{{said}}}}}]')
    assert allowed(laws, {"at": NOON}, loan=[{"id": "A"}, {"id": "B"}], history=[past]) is satisfied


@pytest.mark.parametrize("zones", [["Asia/Shanghai"], []])
def test_a_prohibition_that_binds_after_working_days_binds_at_once_where_no_zone_is_known(tmp_path, zones):
    bars = book(tmp_path, 'kind = "consent"\nforbids = [{kind = "opt-out", after_working_days = 2, calendar = "cn"}]')
    borrower = {"residence": "CN-GD", "time_zones": zones}
    consent = [{"kind": "opt-out", "given": NOON - timedelta(hours=1)}]
    assert allowed(bars, {"at": NOON}, borrower=borrower, consent=consent) is bool(zones)


def test_a_precondition_ripens(tmp_path):
    laws = book(
        tmp_path, "kind = 'precondition'\nneeds = [{contact = {contains = ['visit-notice'], days_before = 14}}]"
    )
    first = verdict(laws, {"at": NOON}, history=[NOTICE]).candidates["lawful_from"][0]
    assert first == datetime(2026, 3, 14, 16, tzinfo=UTC)  # midnight to the 15th in China: sent on 28 February
    assert verdict(laws, {"at": NOON}).candidates["lawful_from"][0] is None


def test_that_nothing_was_sent_must_be_known(tmp_path):
    condition = '{no_contact = {channels = ["letter"]}}'
    unknown = {"residence": "CN-GD", "time_zones": ["Asia/Shanghai"], "contacts_known_from": NOON - timedelta(days=90)}
    assert lifted(tmp_path, condition)
    assert not lifted(tmp_path, condition, history=[NOTICE])
    assert not lifted(tmp_path, condition, borrower=unknown)


ASKED = {"at": NOON - timedelta(hours=3), "channel": "sms", "direction": "in", "outcome": "delivered"}
ANSWER = {"at": NOON - timedelta(hours=1), "channel": "sms", "outcome": "delivered"}
REPLIES = {
    "first": ([ASKED], {}, True),
    "second": ([ASKED, ANSWER], {}, False),
    "by another medium": ([ASKED], {"channel": "voice"}, False),
    "to another person": ([ASKED], {"to": "spouse"}, False),
    "too late": ([{**ASKED, "at": NOON - timedelta(hours=25)}], {}, False),
    "after they asked again": ([ASKED, ANSWER, {**ASKED, "at": NOON - timedelta(minutes=5)}], {}, True),
    "to nothing": ([], {}, False),
    "to a call that was answered": (
        [{**ASKED, "channel": "voice", "outcome": "conversation"}],
        {"channel": "voice"},
        False,
    ),
    "to a call of which nobody knew yet that it was": (
        [{**ASKED, "channel": "voice", "outcome": "conversation", "outcome_at": NOON + timedelta(hours=1)}],
        {"channel": "voice"},
        True,
    ),
}


@pytest.mark.parametrize("what", REPLIES)
def test_one_answer_to_each_message(tmp_path, what):
    history, contact, passes = REPLIES[what]
    assert (
        lifted(tmp_path, "{reply = {limit = 1, hours = 24}}", {"channel": "sms", **contact}, history=history) is passes
    )
