"""Standing against a plain reading: one person at a time, from the records that the frames were made of."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from eastwind.assess.standing import STANDING, standing
from eastwind.core import words
from tests.assess.world import AS_OF, TODAY, ZONE, book, delinquency, oldest_due, worlds

DEBT_STATES = {"dispute", "promise", "arrangement", "paid"}


def share(part, whole):
    return None if whole <= 0 else part * 10_000 // whole


def debts(loans):
    contract = sum(loan["contract_minor"] for loan in loans if loan["outstanding_minor"] > 0)
    next_due = [loan["next_due_in"] for loan in loans if loan["next_due_in"] is not None]
    paid = [loan["paid_ago"] for loan in loans if loan["paid_ago"] is not None]
    return {
        "dpd": max((loan["dpd"] for loan in loans), default=0),
        "bucket": max((min(-(-loan["dpd"] // 30), 7) for loan in loans), default=0),
        "overdue_minor": sum(loan["overdue_minor"] for loan in loans),
        "outstanding_minor": sum(loan["outstanding_minor"] for loan in loans),
        "contract_minor": contract,
        "loans_late": sum(loan["dpd"] > 0 for loan in loans),
        "in_grace": any(not loan["dpd"] and (oldest_due(loan) or TODAY) < TODAY for loan in loans),
        "next_due_in_days": min(next_due, default=None),
        "with_agency": any(loan["dpd"] > 0 and loan["collector"] in (1, 3, 4) for loan in loans),
        "on_time_bp": share(sum(loan["on_time"] for loan in loans), sum(loan["instalments_due"] for loan in loans)),
        "cures": sum(max(loan["late"] - late_now(loan), 0) for loan in loans),
        "good_record": all(loan["longest_late_year_days"] <= 3 for loan in loans),
        "days_since_payment": min(paid, default=None),
        "burden_bp": share(sum(loan["overdue_minor"] for loan in loans), contract),
    }


def late_now(loan):
    """Due dates from the oldest unpaid one on whose days of grace are over."""
    if not loan["dpd"]:
        return 0
    due = loan["due_offsets"] + loan["statement_offsets"]
    return sum(-loan["dpd"] <= offset < -loan["grace_days"] for offset in due)


def means(one, contract):
    loans = [loan for loan in one["loans"] if loan["outstanding_minor"] > 0 and loan["contract_minor"] > 0]
    paid = max((share(loan["paid_recent_max_minor"], loan["contract_minor"]) for loan in loans), default=None)
    income, costs = (
        one["income_minor"],
        [one[f"{name}_minor"] for name in ("living_cost", "priority_bills", "other_debt_service")],
    )
    surplus = None
    if income is not None and contract > 0:
        surplus = share(income - sum(cost or 0 for cost in costs) - income // 10, contract)
        if surplus >= 10_000 and None in costs:
            surplus = None  # Perhaps enough; what was not told may eat it up.
    lately = one["profile_on"] is not None and (TODAY - one["profile_on"]).days <= 365
    told = lately and income is not None and one["living_cost_minor"] is not None
    return {
        "income_known": income is not None,
        "ability_known": told or (paid is not None and paid >= 10_000),
        "surplus_share_bp": surplus,
        "paid_share_90d_bp": paid,
        "utilisation_bp": one["utilisation_bp"],
    }


def talks(one):
    talk, last, touches = None, None, 0
    for row in one["contacts"]:
        act = row["channel"] == "payment"
        if row["at"] > AS_OF or act:
            continue
        if row["direction"] == "out" and row["first"] and row["at"] > AS_OF - timedelta(days=28):
            touches += 1
        wrote = row["direction"] == "in" and row["channel"] in ("sms", "email", "letter") and not row["auto"]
        if row["who"] == 0 and (wrote or row["outcome"] == "conversation"):
            talk = min(talk if talk is not None else 10_000, (AS_OF - row["at"]).days)
            last = max(last, row["at"]) if last is not None else row["at"]
    clock = None if last is None else last.astimezone(ZoneInfo(ZONE))
    minute = None if clock is None else clock.hour * 60 + clock.minute
    return {"days_since_talk": talk, "talk_minute": minute, "contacts_28d": touches}


def promised(one):
    rows = [(row, loan) for loan in one["loans"] for row in loan["promises"]]
    due = [(row["due_on"], kept(row, loan)) for row, loan in rows if row["due_on"] < TODAY]
    latest = max((on for on, _ in due), default=None)
    recent = latest is not None and latest >= TODAY - timedelta(days=30)
    return {
        "promises_kept_bp": share(sum(good for _, good in due), len(due)),
        "promise_broken": recent and any(on == latest and not good for on, good in due),
        "promise_runs": any(row["made_on"] <= TODAY <= row["due_on"] for row, _ in rows),
    }


def kept(promise, loan):
    """Whether its amount came in, net of what was taken back, from the day it was made to the day it was due."""
    return promise["amount_minor"] <= sum(
        row["amount_minor"] - row["back_minor"]
        for row in loan["payments"]
        if promise["made_on"] <= row["paid_on"] <= promise["due_on"]
    )


def stated(one):
    open_, recent = 0, 0
    for row in one["states"]:
        if row["who"] not in (None, 0) or row["opened"] > AS_OF:
            continue
        bit = 1 << words.STATES.index(row["state"])
        named = row["of_loan"] is not None and row["of_loan"] < len(one["loans"])
        over = named and row["state"] in DEBT_STATES and one["loans"][row["of_loan"]]["outstanding_minor"] == 0
        if (row["closed"] is None or row["closed"] > AS_OF) and not over:
            open_ |= bit
        if row["closed"] is None or row["closed"] > AS_OF - timedelta(days=365):
            recent |= bit
    gentle = 1 << words.STATES.index("adapted") | 1 << words.STATES.index("vulnerable")
    return {"open_states": open_, "recent_states": recent, "adapted": bool(open_ & gentle) or bool(one["needs"])}


def plain(number, one):
    found = {"person_id": f"p{number}", **debts(one["loans"]), **talks(one), **promised(one), **stated(one)}
    return {**found, **means(one, found["contract_minor"])}


@settings(max_examples=100)
@given(worlds)
def test_agrees_with_a_plain_reading_of_one_person_at_a_time(world):
    found = standing(book(world), delinquency(world), AS_OF)
    assert dict(found.schema) == STANDING
    expected = [plain(number, one) for number, one in enumerate(world)]
    for row, wanted in zip(found.to_dicts(), expected, strict=True):
        assert row == {name: wanted[name] for name in STANDING}


@settings(max_examples=30)
@given(worlds)
def test_people_alone_stand_as_they_stand_in_the_crowd(world):
    whole, late = book(world), delinquency(world)
    together = standing(whole, late, AS_OF)
    first = 0
    for number, one in enumerate(world):
        mine = late.slice(first, len(one["loans"]))
        alone = standing(whole.slice(number, number + 1), mine, AS_OF)
        assert alone.equals(together.slice(number, 1))
        first += len(one["loans"])


def person(**changes):
    """Somebody of whom nothing is known and who owes nothing, but for what is said."""
    nothing = dict.fromkeys(
        (
            "profile_on",
            "income_minor",
            "living_cost_minor",
            "priority_bills_minor",
            "other_debt_service_minor",
            "utilisation_bp",
            "needs",
        )
    )
    return {**nothing, "loans": [], "contacts": [], "states": [], **changes}


def loan(**changes):
    """A loan of 1,000 a month on which nothing is due, but for what is said."""
    numbers = dict.fromkeys(
        ("collector", "grace_days", "dpd", "overdue_minor", "paid_recent_max_minor", "instalments_due", "on_time",
         "late", "longest_late_year_days"), 0,
    )  # fmt: skip
    lists = {name: [] for name in ("due_offsets", "statement_offsets", "payments", "promises")}
    dates = dict.fromkeys(("due_ago", "next_due_in", "paid_ago"))
    return {**numbers, **lists, **dates, "outstanding_minor": 12_000, "contract_minor": 1_000, **changes}


def stands(*world):
    return standing(book(list(world)), delinquency(list(world)), AS_OF).to_dicts()[0]


def test_instalments_late_now_are_no_cures_however_long_or_often_they_fall_due():
    """400 days of monthly instalments, more than buckets count; four weekly ones within the first bucket."""
    monthly = loan(dpd=400, late=14, due_offsets=[-400 + 30 * k for k in range(14)])
    weekly = loan(dpd=28, late=4, due_offsets=[-28, -21, -14, -7])
    assert stands(person(loans=[monthly, weekly]))["cures"] == 0
    assert stands(person(loans=[{**weekly, "late": 6}]))["cures"] == 2


def test_a_cost_of_living_not_told_is_not_nothing():
    told = {
        "income_minor": 10_000,
        "living_cost_minor": 2_000,
        "priority_bills_minor": 0,
        "other_debt_service_minor": 0,
    }
    assert stands(person(loans=[loan()], **told))["surplus_share_bp"] == 70_000
    assert stands(person(loans=[loan()], **{**told, "priority_bills_minor": None}))["surplus_share_bp"] is None
    short = stands(person(loans=[loan()], **{**told, "living_cost_minor": 8_500, "priority_bills_minor": None}))
    assert short["surplus_share_bp"] == 5_000  # It can only be less.


def test_income_told_over_a_year_ago_no_longer_makes_ability_known():
    told = {"income_minor": 10_000, "living_cost_minor": 2_000}
    for days, known in ((0, True), (365, True), (366, False)):
        found = stands(person(loans=[loan()], profile_on=TODAY - timedelta(days=days), **told))
        assert found["ability_known"] is known, days
        assert found["income_known"] is True
    assert stands(person(loans=[loan()], **told))["ability_known"] is False


@pytest.mark.parametrize(
    "contact",
    [
        {"channel": "voice", "direction": "out", "who": 1, "outcome": "conversation"},  # with the spouse
        {"channel": "voice", "direction": "in", "who": 0, "outcome": "no_answer"},  # rang, and nobody was there
        {"channel": "sms", "direction": "in", "who": 0, "outcome": "delivered", "auto": True},
        {"channel": "payment", "direction": "in", "who": 0, "outcome": "conversation"},
        {"channel": "sms", "direction": "out", "who": 0, "outcome": "delivered"},
    ],
)
def test_what_is_no_talk_with_the_person_does_not_count_as_one(contact):
    row = {"at": AS_OF - timedelta(days=1), "first": True, "auto": False, **contact}
    assert stands(person(contacts=[row]))["days_since_talk"] is None


def test_amounts_at_the_edge_of_what_a_book_takes_do_not_overflow():
    rich = person(loans=[loan(overdue_minor=10**15, contract_minor=1)], income_minor=10**15, living_cost_minor=0,
                  priority_bills_minor=0, other_debt_service_minor=0)  # fmt: skip
    found = stands(rich)
    assert found["burden_bp"] > 10_000
    assert found["surplus_share_bp"] > 10_000


def test_a_dispute_about_a_debt_that_is_paid_does_not_stop_contact_about_another():
    dispute = {"state": "dispute", "of_loan": 0, "who": 0, "opened": AS_OF - timedelta(days=9), "closed": None}
    one = person(loans=[loan(outstanding_minor=0), loan(dpd=40)], states=[dispute])
    assert stands(one)["open_states"] == 0
    assert stands(one)["recent_states"] > 0
    assert stands({**one, "states": [{**dispute, "state": "distress"}]})["open_states"] > 0
