"""The verdict as a whole: contacts about several loans, what is shown, and the page's own example."""

import pytest

from tests.audit.support import book, case, judge, only, past, standing

HOLD = 'kind = "hold"\nstates = ["dispute"]'
LOANS = [{"id": "A"}, {"id": "B"}]


def disputed(loan: str, opened: str, closed: str | None = None) -> dict[str, str | None]:
    return {"state": "dispute", "loan": loan, "opened": opened, "closed": closed}


def test_a_rule_is_broken_if_any_loan_breaks_it_and_passes_when_none_does():
    states = [
        disputed("A", "2026-03-01T00:00:00Z", "2026-03-12T00:00:00Z"),
        disputed("B", "2026-03-02T00:00:00Z", "2026-03-15T00:00:00Z"),
    ]
    breach = only(book(HOLD), case(loan=LOANS, contact_loan=["A", "B"], state=states))
    assert (breach["opened_at"], breach["until"]) == ("2026-03-01T00:00:00Z", "2026-03-15T00:00:00Z")
    assert (
        only(book(HOLD), case(loan=LOANS, contact_loan=["B", "A"], state=states))["opened_at"] == "2026-03-02T00:00:00Z"
    )


def test_of_amounts_the_highest_is_shown_and_an_unknown_one_is_lower_than_any():
    laws = book('kind = "amount"\nnumber = "annual_rate_bp"\nmost = 5')
    loans = [{"id": "A"}, {"id": "B", "annual_rate_bp": 7}, {"id": "C", "annual_rate_bp": 9}]
    assert only(laws, case(loan=loans, contact_loan=["A", "B", "C"]))["count"] == 9
    assert only(laws, case(loan=loans, contact_loan=["A"]))["unknown"] == "fact"


def test_a_past_contact_about_two_loans_is_one_contact_for_a_person():
    laws = book('kind = "cap"\nlimit = 2\nwindow = {days = 1, kind = "calendar"}')
    history = [past("2026-03-10T08:00:00+08:00", loan=["A", "B"], outcome="no_answer")]
    assert judge(laws, case(loan=LOANS, contact_loan=["A", "B"], history=history))["allowed"]


def test_the_example_of_the_page():
    """Seven calls about one debt in a week: lawful again the second after 08:00, a week after the first."""
    days = ["01T09:00", "02T09:00", "03T09:00", "04T09:00", "05T09:00", "06T08:30", "06T09:00"]
    history = [past(f"2026-04-{day}:00-05:00", by="agency", outcome="no_answer") for day in days]
    told = case("2026-04-07T10:00:00-05:00", books=["us"], contact_by="agency", history=history)
    told["borrower"] = {"residence": "US-IL"}
    verdict = judge(standing(), told)
    assert verdict["lawful_from"] == "2026-04-08T13:00:01Z"
    (breach,) = verdict["breaches"]
    assert breach == {
        "rule": "us.regf.call-frequency", "part": "debt", "force": "presumption", "count": 7, "limit": 7,
        "first_at": "2026-04-01T14:00:00Z", "last_at": "2026-04-06T14:00:00Z", "state": None, "opened_at": None,
        "until": "2026-04-08T05:00:00Z", "items": None, "unknown": None,
    }  # fmt: skip


@pytest.mark.parametrize(("days", "lawful"), [(400, "2027-04-14T02:00:00Z"), (401, None)])
def test_nobody_looks_further_than_four_hundred_days(days: int, lawful: str | None):
    closed = {400: "2027-04-14T02:00:00Z", 401: "2027-04-14T02:00:01Z"}[days]
    verdict = judge(book(HOLD), case(state=[{"state": "dispute", "opened": "2026-03-01T00:00:00Z", "closed": closed}]))
    assert verdict["lawful_from"] == lawful
    assert verdict["breaches"][0]["until"] == lawful


def test_a_prohibition_given_later_begins_then():
    laws = book(f"{HOLD}", 'kind = "consent"\nforbids = [{kind = "opt-out"}]')
    states = [{"state": "dispute", "opened": "2026-03-01T00:00:00Z", "closed": "2026-03-12T00:00:00Z"}]
    consents = [{"kind": "opt-out", "given": "2026-03-11T00:00:00Z", "withdrawn": "2026-03-13T00:00:00Z"}]
    verdict = judge(laws, case(state=states, consent=consents))
    assert verdict["breaches"][0]["until"] == "2026-03-12T00:00:00Z"
    assert verdict["lawful_from"] == "2026-03-13T00:00:00Z"
