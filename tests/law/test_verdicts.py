"""What docs/reference/verdicts.md says beyond the kinds: what is sure and what is possible, and what is shown."""

from datetime import UTC, datetime, timedelta

import pytest

from eastwind.core import words
from eastwind.law import BookError, judge
from tests.law.people import allowed, book, case, together, verdict

NOON = datetime(2026, 7, 7, 4, tzinfo=UTC)  # Tuesday, 12:00 in Shanghai
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOWHERE = {"residence": "CN-GD", "time_zones": []}
FORBIDDEN = 'kind = "recipient"\nto = ["borrower"]'  # what lifts it, or when it applies, is all that matters


def lifted(tmp_path, condition, **parts):
    """Whether a condition lifts a rule: it must hold for certain."""
    return allowed(book(tmp_path, f"{FORBIDDEN}\nunless = [{condition}]"), {"at": NOON}, **parts)


def meant(tmp_path, condition, **parts):
    """Whether a rule with this key of its own applies: it does in doubt."""
    return not allowed(book(tmp_path, f"{FORBIDDEN}\n{condition}"), {"at": NOON}, **parts)


@pytest.mark.parametrize(("borrower", "sure"), [(None, True), (NOWHERE, False)])
def test_a_state_that_ends_with_a_local_day_is_sure_only_where_the_zone_is_known(tmp_path, borrower, sure):
    parts = {"state": [{"state": "judgment", "opened": NOON - DAY, "closed": NOON - HOUR}]}
    if borrower:
        parts["borrower"] = borrower
    pattern = 'state = {states = ["judgment"], days_after = 1}'
    assert lifted(tmp_path, f"{{{pattern}}}", **parts) == sure
    assert meant(tmp_path, pattern, **parts)


def test_of_two_zones_a_state_lasts_to_the_later_midnight_in_doubt_and_to_the_earlier_for_certain(tmp_path):
    # Closed on the 5th in both: the day after is over at 16:00 of the 6th in UTC, or at 10:00 of the 7th.
    zones = {"residence": "CN-GD", "time_zones": ["Asia/Shanghai", "Pacific/Honolulu"]}
    closed = datetime(2026, 7, 5, 11, tzinfo=UTC)
    parts = {"state": [{"state": "judgment", "opened": closed - DAY, "closed": closed}], "borrower": zones}
    pattern = 'state = {states = ["judgment"], days_after = 1}'
    assert not lifted(tmp_path, f"{{{pattern}}}", **parts)
    assert meant(tmp_path, pattern, **parts)


@pytest.mark.parametrize(
    ("outcome", "contact_lifts", "contact_means", "none_lifts", "none_means"),
    [
        ("conversation", True, True, False, False),
        ("unknown", False, True, False, True),
        ("no_answer", False, False, True, True),
    ],
)
def test_an_unknown_outcome_neither_proves_nor_excludes(
    tmp_path, outcome, contact_lifts, contact_means, none_lifts, none_means
):
    parts = {"history": [{"at": NOON - HOUR, "channel": "voice", "outcome": outcome}]}
    assert lifted(tmp_path, '{contact = {outcomes = ["conversation"]}}', **parts) == contact_lifts
    assert meant(tmp_path, 'contact = {outcomes = ["conversation"]}', **parts) == contact_means
    assert lifted(tmp_path, '{no_contact = {outcomes = ["conversation"]}}', **parts) == none_lifts
    assert meant(tmp_path, 'no_contact = {outcomes = ["conversation"]}', **parts) == none_means


def test_a_history_that_is_not_whole_may_hold_a_contact_or_none(tmp_path):
    parts = {"borrower": {"residence": "CN-GD", "contacts_known_from": NOON - DAY}}
    for days, whole in ((1, True), (2, False)):
        window = f'within = {{days = {days}, kind = "calendar"}}'
        assert meant(tmp_path, f"contact = {{{window}}}", **parts) != whole
        assert lifted(tmp_path, f"{{no_contact = {{{window}}}}}", **parts) == whole
    assert lifted(tmp_path, "{no_contact = {within = {hours = 24}}}", **parts)
    assert not meant(tmp_path, "contact = {within = {hours = 24}}", **parts)
    assert not lifted(tmp_path, "{no_contact = {within = {hours = 25}}}", **parts)


def test_exact_spans_need_no_zone(tmp_path):
    parts = {"history": [{"at": NOON - HOUR, "channel": "voice"}], "borrower": NOWHERE}
    assert lifted(tmp_path, "{contact = {within = {hours = 2}}}", **parts)
    assert not lifted(tmp_path, '{contact = {within = {days = 2, kind = "calendar"}}}', **parts)


def test_a_consent_with_hours_of_one_person_says_nothing_of_another(tmp_path):
    laws = book(tmp_path, f'{FORBIDDEN}\nunless = [{{consent = {{kind = "prior-consent"}}}}]')
    plain = {"kind": "prior-consent", "given": NOON - DAY}
    cases = [
        case({"at": NOON}, borrower=NOWHERE, consent=[plain]),
        case({"at": NOON}, borrower=NOWHERE, consent=[{**plain, "from": "09:00", "to": "20:00"}]),
        case({"at": NOON}, consent=[{**plain, "from": "09:00", "to": "20:00"}]),
    ]
    facts, candidates = together(cases)
    assert judge(candidates, facts, laws, NOON).candidates["allowed"].to_list() == [True, False, True]


def test_a_consent_of_so_many_days_is_sure_only_where_the_zone_is_known(tmp_path):
    pattern = 'consent = {kind = "prior-consent", days = 2}'
    consent = [{"kind": "prior-consent", "given": NOON - DAY}]
    assert lifted(tmp_path, f"{{{pattern}}}", consent=consent)
    assert not lifted(tmp_path, f"{{{pattern}}}", consent=consent, borrower=NOWHERE)
    assert meant(tmp_path, pattern, consent=consent, borrower=NOWHERE)


@pytest.mark.parametrize(("outcome", "still"), [("conversation", False), ("unknown", False), ("no_answer", True)])
def test_a_consent_up_to_the_next_conversation_ends_where_there_may_have_been_one(tmp_path, outcome, still):
    history = [{"at": NOON - HOUR, "channel": "voice", "outcome": outcome}]
    consent = [{"kind": "agreed-time", "given": NOON - DAY}]
    pattern = '{consent = {kind = "agreed-time", until_conversation = true}}'
    assert lifted(tmp_path, pattern, consent=consent, history=history) == still


def test_a_contact_about_two_loans_of_one_account_counts_once(tmp_path):
    laws = book(tmp_path, 'kind = "cap"\nlimit = 2\nper = "account"\nwindow = {hours = 4}')
    loans = [{"id": "A", "account": "1"}, {"id": "B", "account": "1"}, {"id": "C", "account": "2"}]
    both = {"channel": "voice", "loan": ["A", "B"]}
    once = [{"at": NOON - HOUR, **both}]
    assert allowed(laws, {"at": NOON, "loan": "A"}, loan=loans, history=once)
    twice = [*once, {"at": NOON - 2 * HOUR, **both, "loan": ["B", "C"]}]
    found = verdict(laws, {"at": NOON, "loan": ["A", "B", "C"]}, loan=loans, history=twice)
    assert found.breaches["count"].to_list() == [2]


def test_of_states_opened_together_the_first_in_the_alphabet_is_shown(tmp_path):
    laws = book(tmp_path, 'kind = "hold"\nstates = ["dispute", "complaint", "distress"]\nhours_later = 2')
    states = [{"state": name, "opened": NOON - DAY} for name in ("dispute", "distress", "complaint")]
    row = verdict(laws, {"at": NOON}, state=states).breaches.row(0, named=True)
    assert (row["state"], row["opened_at"]) == ("complaint", NOON - DAY)


def test_items_are_shown_by_the_alphabet_or_not_at_all(tmp_path):
    laws = book(
        tmp_path,
        'kind = "content-forbids"\nitems = ["threat", "abuse", "amount", "val-c1"]',
        'part = "2"\nkind = "conduct"\nvisitors_least = 2',
    )
    found = verdict(laws, {"at": NOON, "contains": ["val-c1", "threat", "amount"]})
    assert found.breaches["items"].to_list() == ["amount threat val-c1", None]


def test_a_place_that_is_null_may_be_any(tmp_path):
    laws = book(tmp_path, 'kind = "conduct"\nnot_at = ["hospital"]')
    facts, candidate = case({"at": NOON, "place": "home"})
    null = candidate.with_columns(place=None).cast({"place": candidate["place"].dtype})
    assert judge(candidate, facts, laws, NOON).candidates["allowed"][0]
    assert not judge(null, facts, laws, NOON).candidates["allowed"][0]


@pytest.mark.parametrize("place", words.PLACES)
def test_unknown_is_a_word_like_any_other_where_places_are_asked(tmp_path, place):
    laws = book(tmp_path, f'{FORBIDDEN}\nplaces = ["hospital"]')
    assert allowed(laws, {"at": NOON, "place": place}) == (place != "hospital")


@pytest.mark.parametrize("key", ['same = ["loan"]', "period_days = 3", 'direction = "any"'])
def test_what_a_cap_does_not_ask_of_the_counted_is_refused(tmp_path, key):
    with pytest.raises(BookError, match=r"is not asked here\. Leave it out"):
        book(tmp_path, f'kind = "cap"\nlimit = 1\nwindow = {{hours = 4}}\ncounted = {{{key}}}')


@pytest.mark.parametrize("key", ["unreached = {calls = 3}", "reply = {limit = 1, hours = 24}"])
def test_what_only_lifts_or_satisfies_is_refused_among_a_rules_own_keys(tmp_path, key):
    with pytest.raises(BookError, match="only under 'unless', 'needs', 'only_if' or 'not_counted'"):
        book(tmp_path, f"{FORBIDDEN}\n{key}")


def test_a_calendar_is_named_only_where_nothing_sure_reaches_the_limit(tmp_path):
    laws = book(tmp_path, 'kind = "cap"\nlimit = 2\nwindow = {working_days = 1, calendar = "cn"}')
    # Nobody knows yet which days of 2031 are worked.
    last = datetime(2031, 7, 7, 4, tzinfo=UTC)
    far = [{"at": last - k * HOUR, "channel": "voice"} for k in (1, 2)]
    row = verdict(laws, {"at": last}, history=far).breaches.row(0, named=True)
    assert (row["count"], row["unknown"], row["until"]) == (2, "calendar", None)
    near = [{"at": NOON - k * HOUR, "channel": "voice"} for k in (1, 2)]
    row = verdict(laws, {"at": NOON}, history=near).breaches.row(0, named=True)
    assert (row["count"], row["unknown"], row["until"]) == (2, None, datetime(2026, 7, 8, 16, tzinfo=UTC))
