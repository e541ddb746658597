"""Features, held against a plain reading of some, and the same in any chunking."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from eastwind import assess
from eastwind.assess import features
from eastwind.assess.bills import UNKNOWN, bills
from eastwind.assess.features import FEATURES, HALVES, NAMED, Seen
from eastwind.assess.standing import STANDING
from eastwind.book import delinquency
from tests.assess.cards import AS_OF, DAYS, book, worlds

PRODUCTS = ("card", "instalment")


def seen(made):
    late = delinquency(made, AS_OF)
    return Seen(bills(made, late, DAYS, PRODUCTS), assess.standing(made, late, AS_OF))


def ratio(part, whole, most=None):
    if UNKNOWN in (part, whole) or whole <= 0:
        return UNKNOWN
    share = max(min(part, 2**49), -(2**49)) * 10_000 // whole
    return share if most is None else min(share, most)


def plain(found, who):
    """Some features of one person, from the person's bills alone."""
    balance, asked, paid, late = (
        table[:, who].tolist() for table in (found.balance, found.asked, found.paid, found.late)
    )
    limit = int(found.limit[who])
    known = [place for place in range(6) if balance[place] != UNKNOWN]
    shares = [ratio(paid[place], balance[place + 1], 20_000) for place in range(5)]
    told = [share for share in shares if share != UNKNOWN]
    spent = {
        place: balance[place] - balance[place + 1] + paid[place] for place in range(5) if balance[place + 1] != UNKNOWN
    }
    streak = next((place for place in known if not late[place]), len(known))
    return {
        "limit_minor": limit,
        "headroom_minor": UNKNOWN if limit == UNKNOWN or not known else limit - balance[0],
        "utilisation_bp_1": ratio(balance[1], limit),
        "utilisation_mean_bp": ratio(sum(balance[at] for at in known) // len(known), limit) if known else UNKNOWN,
        "utilisation_max_bp": ratio(max(balance), limit),
        "balance_change_1_bp": ratio(spent[0] - paid[0], limit) if 0 in spent else UNKNOWN,
        "paid_mean_minor": sum(paid[at] for at in known) // len(known) if known else UNKNOWN,
        "paid_max_minor": max(paid),
        "burden_bp": ratio(asked[0], max(sum(paid[at] for at in known) // len(known), 1)) if known else UNKNOWN,
        "late_0": late[0],
        "late_max": max(late),
        "late_sum": sum(late[at] for at in known) if known else UNKNOWN,
        "late_count": sum(late[at] > 0 for at in known) if known else UNKNOWN,
        "late_streak": streak if known else UNKNOWN,
        "late_change": late[0] - late[1] if len(known) > 1 else UNKNOWN,
        "share_bp_2": shares[2],
        "share_mean_bp": sum(told) // len(told) if told else UNKNOWN,
        "met_bp_0": ratio(paid[0], asked[1], 50_000),
        "unpaid_count": sum(not paid[at] and balance[at + 1] > 0 for at in spent) if spent else UNKNOWN,
        "unpaid_streak": next((at for at in known if paid[at]), len(known)) if known else UNKNOWN,
        "full_count": sum(share >= 10_000 for share in told) if spent else UNKNOWN,
        "idle_count": sum(balance[at] <= 0 for at in known) if known else UNKNOWN,
        "spent_bp_1": ratio(spent.get(1, UNKNOWN), limit),
        "spent_late_bp": ratio(sum(spent[at] for at in spent if late[at + 1] > 0), limit) if spent else UNKNOWN,
    }


@given(worlds)
def test_features_agree_with_a_plain_reading(world):
    looked = seen(book(world))
    table = features.features(looked)
    for who in range(len(world)):
        for name, wanted in plain(looked.bills, who).items():
            assert int(table[list(NAMED).index(name), who]) == wanted, name


@settings(max_examples=30)
@given(worlds)
def test_no_chunking_changes_a_feature(world):
    made = book(world)
    whole = features.features(seen(made))
    alone = [features.features(seen(made.slice(who, who + 1))) for who in range(len(world))]
    assert (whole == np.concatenate(alone, axis=1)).all()


def test_every_feature_stands_once_and_none_is_a_trait_a_state_or_an_unanswered_call():
    assert len(NAMED) == len(FEATURES)
    assert {feature.half for feature in FEATURES} == set(HALVES)
    assert {feature.sign for feature in FEATURES} <= {-1, 0, 1}
    told = " ".join(NAMED)
    for word in ("sex", "age", "born", "marri", "educat", "state", "contact", "talk", "call", "place", "language"):
        assert word not in told.replace("mean", "").replace("balance", ""), word
    # Of standing only what a person has left, and promises, are looked at.
    assert {"surplus_share_bp", "promises_kept_bp"} == set(NAMED) & set(STANDING) - {"burden_bp"}


def test_of_whom_nothing_is_known_every_feature_is_unknown_and_none_is_zero():
    assert (features.features(seen(book([{"limit": None, "loans": []}]))) == UNKNOWN).all()


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=1, max_size=50))
def test_fingerprints_are_equal_where_rows_are(rows):
    marks = features.fingerprints(np.array(rows, np.int64).T)
    for one, mine in zip(rows, marks, strict=True):
        assert [other == one for other in rows] == (marks == mine).tolist()
