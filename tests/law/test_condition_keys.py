"""Keys of a condition, each asked twice: does a rule mean the contact (in doubt yes), does an exception lift it (for
certain)?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from eastwind.law import BookError
from tests.law.people import allowed, book, verdict

NOON = datetime(2026, 7, 7, 4, tzinfo=UTC)  # Tuesday, 12:00 in Shanghai
DAY = timedelta(days=1)
RULE = 'kind = "recipient"\nto = ["borrower", "relative"]'


def answers(tmp_path, key, contact=None, **parts):
    """(a rule with the key means the contact, an exception with the key lifts it)."""
    asked = {"at": NOON, **(contact or {})}
    means = not allowed(book(tmp_path, f"{RULE}\n{key}"), asked, **parts)
    return means, allowed(book(tmp_path, f"{RULE}\nunless = [{{{key}}}]"), asked, **parts)


def loan(**keys):
    return {"loan": [{"id": "A", **keys}]}


YES, NO, DOUBT = (True, True), (False, False), (True, False)


@pytest.mark.parametrize(
    ("lived", "expected"),
    [
        ("US-NY", YES), ("US-NYC", YES), (["US-NY", "US-NYC"], YES), (["US-NY", "US-TX"], DOUBT), ("US", NO),
        ("US-TX", NO), ([], DOUBT),
    ],
)  # fmt: skip
def test_residence_is_any_place_for_a_rule_and_every_place_for_an_exception(tmp_path, lived, expected):
    borrower = {"residence": lived, "time_zones": ["America/New_York"]}
    assert answers(tmp_path, 'residence = ["US-NY"]', borrower=borrower) == expected


@pytest.mark.parametrize(
    ("collector", "expected"), [("creditor", NO), ("agency", YES), ("agency:x", YES), ("buyer", YES)]
)
def test_who_has_the_file_is_asked_by_kind(tmp_path, collector, expected):
    assert answers(tmp_path, 'collectors = ["agency", "buyer"]', **loan(collector=collector)) == expected


ELSEWHERE = [
    ("creditor", {}, NO),
    ("agency:x", {}, YES),
    ("agency:x", {"names": "agency:x"}, NO),
    ("agency:x", {"names": "agency:y"}, YES),
    ("agency:x", {"by": "agency:x"}, NO),
    ("agency", {"by": "agency:x"}, YES),
    ("buyer", {}, NO),
]


@pytest.mark.parametrize(("collector", "contact", "expected"), ELSEWHERE)
def test_another_loan_elsewhere_is_with_another_agency(tmp_path, collector, contact, expected):
    loans = [{"id": "A", "collector": "agency:z"}, {"id": "B", "collector": collector}]
    assert answers(tmp_path, "elsewhere = true", contact, loan=loans) == expected
    assert answers(tmp_path, "elsewhere = false", contact, loan=loans) == (YES if expected == NO else NO)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"principal_minor": 100, "currency": "EUR"}, YES),
        ({"principal_minor": 101, "currency": "EUR"}, NO),
        ({"principal_minor": 101, "currency": "SEK"}, DOUBT),
        ({"principal_minor": 100}, DOUBT),
        ({"currency": "EUR"}, DOUBT),
    ],
)
def test_money_is_known_in_its_currency_alone(tmp_path, keys, expected):
    assert answers(tmp_path, 'principal_minor = {to = 100, currency = "EUR"}', **loan(**keys)) == expected
    law = book(tmp_path, 'kind = "amount"\nnumber = "principal_minor"\nmost = 100\ncurrency = "EUR"')
    assert allowed(law, {"at": NOON}, **loan(**keys)) == (expected == YES)


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2020, 8, 19), NO), (date(2020, 8, 20), YES), (date(2021, 1, 1), YES), (date(2021, 1, 2), NO), (None, DOUBT)],
)
def test_dates_of_a_loan_lie_between_two(tmp_path, on, expected):
    keys = {} if on is None else {"judgment_on": on}
    assert answers(tmp_path, "judgment_on = {from = 2020-08-20, to = 2021-01-01}", **loan(**keys)) == expected


@pytest.mark.parametrize(("missed", "expected"), [(1, NO), (2, YES)])
def test_numbers_of_the_contact_are_asked_like_those_of_the_loan(tmp_path, missed, expected):
    assert answers(tmp_path, "missed_meetings = {from = 2}", {"missed_meetings": missed}) == expected


BARRED = [
    (date(2020, 7, 6), ["Asia/Shanghai"], YES),
    (date(2020, 7, 7), ["Asia/Shanghai"], NO),
    (date(2020, 7, 6), ["Asia/Shanghai", "Pacific/Honolulu"], DOUBT),  # there it is still the 6th
    (date(2020, 7, 5), ["Asia/Shanghai", "Pacific/Honolulu"], YES),
    (date(2020, 7, 5), [], DOUBT),
    (None, ["Asia/Shanghai"], DOUBT),
]


@pytest.mark.parametrize(("on", "zones", "expected"), BARRED)
def test_a_debt_is_barred_after_the_last_day_in_any_zone_or_in_every(tmp_path, on, zones, expected):
    key = 'barred = {years = 6, since_latest_of = ["defaulted_on", "last_payment_on"]}'
    keys = {} if on is None else {"defaulted_on": on}
    borrower = {"residence": "CN-GD", "time_zones": zones}
    assert answers(tmp_path, key, borrower=borrower, **loan(**keys)) == expected


def test_an_exception_for_the_barred_begins_when_the_last_day_is_over(tmp_path):
    law = book(tmp_path, f'{RULE}\nunless = [{{barred = {{years = 6, since_latest_of = ["defaulted_on"]}}}}]')
    found = verdict(law, {"at": NOON}, **loan(defaulted_on=date(2020, 7, 9)))
    assert found.candidates["lawful_from"][0] == datetime(2026, 7, 9, 16, tzinfo=UTC)


@pytest.mark.parametrize(("scope", "expected"), [("written", YES), ("oral", NO), (None, DOUBT)])
def test_a_scope_that_nobody_recorded_is_in_doubt(tmp_path, scope, expected):
    consent = {"kind": "inconvenient-place", "given": NOON - DAY} | ({"scope": scope} if scope else {})
    pattern = '{kind = "inconvenient-place", scopes = ["written"]}'
    assert answers(tmp_path, f"consent = {pattern}", consent=[consent]) == expected
    law = book(tmp_path, f'kind = "consent"\nforbids = [{pattern}]')
    assert allowed(law, {"at": NOON}, consent=[consent]) == (expected == NO)


@pytest.mark.parametrize(("seconds", "expected"), [(299, YES), (300, NO)])
def test_a_consent_within_a_window_was_given_no_longer_ago(tmp_path, seconds, expected):
    consent = [{"kind": "contact", "given": NOON - timedelta(seconds=seconds)}]
    assert answers(tmp_path, 'consent = {kind = "contact", within = {minutes = 5}}', consent=consent) == expected


@pytest.mark.parametrize(("facts", "counts"), [(["prerecorded"], True), (["ai-voice"], True), (["landline"], False)])
def test_a_cap_may_count_contacts_with_any_of_some_facts(tmp_path, facts, counts):
    law = book(
        tmp_path,
        'kind = "cap"\nlimit = 1\nwindow = {hours = 24}\ncounted = {any_facts = ["prerecorded", "ai-voice"]}',
    )
    history = [{"at": NOON - timedelta(hours=1), "channel": "voice", "facts": facts}]
    assert allowed(law, {"at": NOON}, history=history) != counts


@pytest.mark.parametrize(("on", "ripe"), [(12, False), (13, True)])
def test_working_days_come_before_the_other_days(tmp_path, on, ripe):
    # Sent on Wednesday, 1 July: the second working day after it is Friday the 3rd, and nine days lie between it and the
    # 13th.
    law = book(
        tmp_path,
        'kind = "precondition"\nneeds = [{contact = {working_days_before = 2, calendar = "cn", days_before = 9}}]',
    )
    history = [{"at": datetime(2026, 7, 1, 4, tzinfo=UTC), "channel": "letter"}]
    assert allowed(law, {"at": datetime(2026, 7, on, 4, tzinfo=UTC)}, history=history) == ripe


@pytest.mark.parametrize(
    "key",
    ['dpd = {from = 1, currency = "EUR"}', "judgment_on = {from = 3}", "barred = {years = 6}", "elsewhere = 1"],
)
def test_a_key_that_makes_no_sense_is_refused(tmp_path, key):
    with pytest.raises(BookError, match=r"Write |not a key here"):
        book(tmp_path, f"{RULE}\n{key}")
