"""The latest bills, held against a plain reading, one person at a time."""

import polars as pl
from hypothesis import given

from eastwind.assess.bills import PLACES, UNKNOWN, bills
from tests.assess.cards import DAYS, ago, book, worlds

LOOKED_AT = ("card", "instalment")
FAR = 10**9


def paid_until(loan, days_ago):
    """Paid on a loan up to a day so many days ago, less what was taken back."""
    return sum(amount - min(back, amount) for days, amount, back in loan["payments"] if days >= max(days_ago, 0))


def listed(loan):
    """A loan's bills known today, latest first: (days ago, due days ago, balance, asked, given)."""
    if "due" in loan:
        whole = sum(amount for _, amount in loan["due"])
        rows = sorted((days, amount) for days, amount in loan["due"] if days >= 0)
        return [(days, days, max(whole - paid_until(loan, days), 0), amount, None) for days, amount in rows]
    rows = [(loan["last"] + 30 * place, each) for place, each in enumerate(reversed(loan["bills"]))]
    return [
        (days, days - 15, each["balance_minor"], each["minimum_due_minor"], each["given_dpd"])
        for days, each in rows
        if days >= 0
    ]


def met_days_ago(loan, place, rows):
    """When the least of a bill was paid, as days ago; −FAR = not yet."""
    days, _, balance, asked, _ = rows[place]
    wanted = min(asked, max(balance, 0)) if "bills" in loan else sum(row[3] for row in rows[place:])
    if wanted <= 0:
        return days
    since = 0 if "due" in loan else paid_until(loan, days)
    for when in sorted({day for day, _, _ in loan["payments"] if day >= 0}, reverse=True):
        if ("due" in loan or when < days) and paid_until(loan, when) - since >= wanted:
            return when
    return -FAR


def months(days):
    return min(-(-days // 30), 9)


def late(loan, place, rows, dpd):
    given = rows[place][4]
    if given is not None:
        return months(given)
    if place == 0:
        return months(dpd)
    after = rows[place][1] - max(met_days_ago(loan, place, rows), 0)
    return months(after if after > loan["grace_days"] else 0)


def plain(one, dpds):
    """What `bills` should say of one person: per place (balance, asked, paid, late), and the rest."""
    mine = [
        (loan, listed(loan), dpd) for loan, dpd in zip(one["loans"], dpds, strict=True) if loan["product"] in LOOKED_AT
    ]
    places = []
    for place in range(PLACES):
        there = [(loan, rows, dpd) for loan, rows, dpd in mine if len(rows) > place]
        if not there:
            places.append((UNKNOWN,) * 4)
            continue
        paid = 0
        for loan, rows, _ in there:
            before = rows[place + 1][0] if len(rows) > place + 1 and place + 1 < PLACES else rows[place][0] + 31
            paid += paid_until(loan, rows[place][0]) - paid_until(loan, before)
        places.append(
            (
                sum(rows[place][2] for _, rows, _ in there),
                sum(rows[place][3] for _, rows, _ in there),
                paid,
                max(late(loan, place, rows, dpd) for loan, rows, dpd in there),
            )
        )
    elsewhere = [dpd for loan, dpd in zip(one["loans"], dpds, strict=True) if loan["product"] not in LOOKED_AT]
    return {
        "places": places,
        "count": sum(len(rows) for _, rows, _ in mine),
        "since": sum(paid_until(loan, 0) - paid_until(loan, rows[0][0]) for loan, rows, _ in mine if rows),
        "limit": limit(one, [(loan, rows) for loan, rows, _ in mine if rows]),
        "kept_elsewhere": not any(elsewhere),
    }


def limit(one, mine):
    lines = [loan for loan, _ in mine if "bills" in loan]
    terms = [loan.get("principal_minor") for loan, _ in mine if "due" in loan]
    if (lines and not one["limit"]) or not all(terms) or not mine:
        return UNKNOWN
    return (one["limit"] if lines else 0) + sum(terms)


@given(worlds)
def test_bills_agree_with_a_plain_reading(world):
    made = book(world)
    dpd = [13 * (number % 4) for number in range(made.loans.height)]
    delinquency = pl.DataFrame({"dpd": pl.Series(dpd, dtype=pl.Int32)})
    found = bills(made, delinquency, DAYS, LOOKED_AT)
    first = 0
    for who, one in enumerate(world):
        wanted = plain(one, dpd[first : first + len(one["loans"])])
        first += len(one["loans"])
        got = [
            tuple(int(table[place, who]) for table in (found.balance, found.asked, found.paid, found.late))
            for place in range(PLACES)
        ]
        assert got == wanted["places"]
        for name in ("count", "since", "limit", "kept_elsewhere"):
            assert getattr(found, name)[who] == wanted[name], name


def test_a_payment_counts_for_the_bill_that_came_after_it():
    card = {
        "product": "card",
        "grace_days": 0,
        "last": 5,
        "bills": [{"balance_minor": 1_000, "minimum_due_minor": 100, "given_dpd": None}] * 2,
        "payments": [(40, 1, 0), (20, 10, 0), (5, 100, 0), (2, 1_000, 0)],
    }
    found = bills(book([{"limit": 9, "loans": [card]}]), pl.DataFrame({"dpd": [0]}), DAYS, ("card",))
    assert (found.paid[:2, 0].tolist(), found.since[0]) == ([110, 1], 1_000)
    assert ago(5) > ago(20)
