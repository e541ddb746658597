"""Standing: plain facts about each person, from which scores are made and by which decisions are guarded.

In        a book as known at `as_of`, and its delinquency row by row (book.delinquency).
Out       `standing`: one row per person, in the book's order, with the columns of STANDING.
Not here  points (scorecard), decisions (decide). No protected trait and no finding of text is ever scored: the columns
          of states and needs guard decisions, and a scorecard that names one is refused.
Proof     tests/assess/test_standing.py: a plain reading, one person at a time.

Weak: `contacts_28d` counts the contacts that are known; where the history begins later (`contacts_known_from`), earlier
ones are missing. The gate blocks there by the caps of law and house, which do ask.
"""

from datetime import datetime
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.core import columns, segments, words, zones
from eastwind.core.facts import BY_BUYER, BY_CREDITOR, Schema
from eastwind.core.frames import Book
from eastwind.core.segments import Bools, Ints

DAY: Final = 86_400
RECENT_CONTACT_DAYS: Final = 28
RECENT_STATE_DAYS: Final = 365
BROKEN_PROMISE_DAYS: Final = 30
GOOD_RECORD_DAYS_LATE_MAX: Final = 3
TOLD_DAYS_MAX: Final = 365  # what was told of income longer ago no longer makes ability known
BASIS: Final = 10_000
BUFFER_BP: Final = 1_000  # DESIGN, promise 7: a tenth is left alone
UNKNOWN: Final = np.iinfo(np.int64).min
AMOUNT_MAX: Final = 2**49  # shares are taken of no more than this, so that no product leaves 64 bits
SECOND: Final = 1_000_000  # in the microseconds of an instant
WRITTEN: Final = ("sms", "email", "app", "social", "letter")
# By code of the channel; the last is for null, whose code is −1.
_IS_CONTACT: Final = np.array([channel in words.CONTACT_CHANNELS for channel in words.CHANNELS] + [False])
_IS_WRITTEN: Final = np.array([channel in WRITTEN for channel in words.CHANNELS] + [False])
_AUTO_REPLY: Final = np.uint64(words.mask(["auto-reply"], words.CONTACT_FACTS, what="a fact"))
# About one debt, so over with it: once nothing is outstanding on that loan, they no longer stop contact about others.
OF_A_DEBT: Final = (
    "dispute", "original_creditor_request", "data_dispute", "arrangement", "promise", "settled", "paid", "legal",
    "judgment",
)  # fmt: skip

STANDING: Final[Schema] = {
    "person_id": pl.String(),
    "dpd": pl.Int32(),
    "bucket": pl.Int8(),
    "overdue_minor": pl.Int64(),
    "outstanding_minor": pl.Int64(),
    "contract_minor": pl.Int64(),  # the instalments or minimums next due, over all loans
    "loans_late": pl.Int32(),
    "in_grace": pl.Boolean(),  # a due date has passed unpaid, and its days of grace still run
    "next_due_in_days": pl.Int32(),  # until the first due date not yet paid, today = 0; null = none
    "with_agency": pl.Boolean(),  # a loan past due is with an agency
    "income_known": pl.Boolean(),
    "ability_known": pl.Boolean(),  # by income declared in the last 365 days, or a contractual payment in the last 90
    "surplus_share_bp": pl.Int64(),  # what is left of a month's income, over what falls due in it; null = unknown
    "paid_share_90d_bp": pl.Int64(),  # largest payment of 90 days over the contractual one; null = none contracted
    "utilisation_bp": pl.Int32(),
    "burden_bp": pl.Int64(),  # overdue over the contractual payment; null = none contracted
    "on_time_bp": pl.Int64(),  # instalments paid on time over those due; null = none due
    "cures": pl.Int32(),  # instalments that were late and are paid
    "good_record": pl.Boolean(),  # none over 3 days late in the last 12 months
    "days_since_payment": pl.Int32(),
    "days_since_talk": pl.Int32(),  # with the person, or since they wrote; null = not yet reached
    "talk_minute": pl.Int32(),  # of the local day, at the last of these; null = not yet reached, or the zone is unknown
    "contacts_28d": pl.Int32(),
    "promises_kept_bp": pl.Int64(),  # kept over due; null = none was due
    "promise_broken": pl.Boolean(),  # the last one due, in the last 30 days, was not kept
    "promise_runs": pl.Boolean(),  # one is not yet due
    "adapted": pl.Boolean(),  # a need, or a state, that asks for the slower, gentler way: no robot, no firm
    "open_states": pl.UInt64(),  # bit = words.STATES
    "recent_states": pl.UInt64(),  # open, or closed in the last 12 months
}


def standing(book: Book, delinquency: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """How each person stands; every column of STANDING, nulls only where the schema's comment says what they mean."""
    people = book.people.height
    now = int(as_of.timestamp())
    today = int(zones.local_days(book.zone, np.array([now], dtype=np.int64))[0])
    start = segments.offsets(book.loans["person"].to_numpy(), people)
    found: dict[str, pl.Series | NDArray[np.generic]] = {"person_id": book.people["person_id"]}
    found |= _debts(book, delinquency, start, today)
    contract = np.asarray(found["contract_minor"])
    found |= _means(book, delinquency, start, contract, today)
    found |= _talks(book, now)
    found |= _promises(book, today)
    found |= _states(book, delinquency, now)
    found["burden_bp"] = _share(np.asarray(found["overdue_minor"]), contract)
    frame = pl.DataFrame({name: found[name] for name in STANDING})
    return frame.select([_known(frame[name]).cast(dtype).alias(name) for name, dtype in STANDING.items()])


def _known(column: pl.Series) -> pl.Series:
    """UNKNOWN made null."""
    return column.set(column == UNKNOWN, None) if column.dtype == pl.Int64 else column


def _share(part: Ints, whole: Ints) -> Ints:
    """Basis points, rounded down; UNKNOWN where there is nothing to take a share of."""
    part = np.clip(part, -AMOUNT_MAX, AMOUNT_MAX)
    return np.where(whole > 0, part * BASIS // np.maximum(whole, 1), UNKNOWN)


def _days(column: pl.Series, absent: int) -> Ints:
    """Dates as days since 1970, `absent` for null."""
    return column.to_physical().fill_null(absent).to_numpy().astype(np.int64)


def _debts(book: Book, loans: pl.DataFrame, start: Ints, today: int) -> dict[str, NDArray[np.generic]]:
    dpd = loans["dpd"].to_numpy().astype(np.int64)
    collector = book.loans["collector"].to_numpy()
    agency = (dpd > 0) & (collector != BY_CREDITOR) & (collector != BY_BUYER)
    far = int(np.iinfo(np.int32).max)
    soonest = segments.smallest(_days(loans["next_due_on"], far), start, far)
    last_paid = segments.largest(_days(loans["last_payment_on"], -far), start, -far)
    oldest = _days(loans["due_on"], far)
    on_time = segments.total(loans["on_time"].to_numpy(), start)
    due = segments.total(loans["instalments_due"].to_numpy(), start)
    owed = loans["outstanding_minor"].to_numpy()
    contract = np.where(owed > 0, loans["contract_minor"].to_numpy(), 0)
    worst_late = segments.largest(loans["longest_late_year_days"].to_numpy().astype(np.int64), start, 0)
    late_now = np.where(dpd > 0, _late_now(book, oldest, today), 0)
    return {
        "dpd": segments.largest(dpd, start, 0),
        "bucket": segments.largest(loans["bucket"].to_numpy().astype(np.int64), start, 0),
        "overdue_minor": segments.total(loans["overdue_minor"].to_numpy(), start),
        "outstanding_minor": segments.total(owed, start),
        "contract_minor": segments.total(contract, start),
        "loans_late": segments.total(dpd > 0, start),
        "in_grace": segments.total((dpd == 0) & (oldest < today), start) > 0,
        "next_due_in_days": np.where(soonest < far, soonest - today, UNKNOWN),
        "with_agency": segments.total(agency, start) > 0,
        "on_time_bp": _share(on_time, due),
        "cures": segments.total(np.maximum(loans["late"].to_numpy() - late_now, 0), start),
        "good_record": worst_late <= GOOD_RECORD_DAYS_LATE_MAX,
        "days_since_payment": np.where(last_paid > -far, today - last_paid, UNKNOWN),
    }


def _late_now(book: Book, oldest: Ints, today: int) -> Ints:
    """Of each loan, the due dates that are past due now: from the oldest unpaid one to the last before its grace."""
    grace = book.loans["grace_days"].to_numpy().astype(np.int64)
    found = np.zeros(book.loans.height, dtype=np.int64)
    for table in (book.instalments, book.statements):
        loan = table["loan"].to_numpy()
        due = table["due_on"].to_physical().to_numpy()
        late = (due >= oldest[loan]) & (due < today - grace[loan])
        found += segments.total(late, segments.offsets(loan, book.loans.height))
    return found


def _means(
    book: Book, loans: pl.DataFrame, start: Ints, contract: Ints, today: int
) -> dict[str, pl.Series | NDArray[np.generic]]:
    """What is left of income, and what recent payments show; unknown stays unknown."""
    income = book.people["income_minor"]
    costs = [book.people[name] for name in ("living_cost_minor", "priority_bills_minor", "other_debt_service_minor")]
    earned = np.minimum(income.fill_null(0).to_numpy(), AMOUNT_MAX)
    spent = sum(np.minimum(cost.fill_null(0).to_numpy(), AMOUNT_MAX) for cost in costs)
    share = _share(earned - spent - earned * BUFFER_BP // BASIS, contract)
    # A cost not told counts as nothing, so the share is the most it can be: short is known, enough is not.
    told = np.all([cost.is_not_null().to_numpy() for cost in costs], axis=0)
    income_known = income.is_not_null().to_numpy()
    surplus_known = income_known & (told | (share < BASIS))
    one = np.where(loans["outstanding_minor"].to_numpy() > 0, loans["contract_minor"].to_numpy(), 0)
    lately = _days(book.people["profile_on"], today - TOLD_DAYS_MAX - 1) >= today - TOLD_DAYS_MAX
    paid = segments.largest(_share(loans["paid_recent_max_minor"].to_numpy(), one), start, UNKNOWN)
    return {
        "income_known": income_known,
        "ability_known": (lately & income_known & costs[0].is_not_null().to_numpy()) | (paid >= BASIS),
        "surplus_share_bp": np.where(surplus_known, share, UNKNOWN),
        "paid_share_90d_bp": paid,
        "utilisation_bp": book.people["utilisation_bp"],
    }


def _talks(book: Book, now: int) -> dict[str, NDArray[np.generic]]:
    """Touches of the last four weeks, and how long ago the person themselves last talked with us or wrote."""
    contacts, people = book.contacts, book.people.height
    person = contacts["person"].to_numpy()
    at = columns.microseconds(contacts["at"])
    channel = columns.codes(contacts["channel"])
    contact = _IS_CONTACT[channel]  # no acts
    inbound = columns.codes(contacts["direction"]) == words.DIRECTIONS.index("in")
    # A talk with somebody else is none, nor is a missed call or an automatic answer.
    auto = (contacts["facts"].fill_null(0).to_numpy() & _AUTO_REPLY) > 0
    talked = (columns.codes(contacts["outcome"]) == words.OUTCOMES.index("conversation")) & contact
    themselves = contacts["who"].fill_null(-1).to_numpy() == 0
    known = at < (now + 1) * SECOND
    heard = np.flatnonzero(themselves & (inbound & _IS_WRITTEN[channel] & ~auto | talked) & known)
    by_person = segments.offsets(person[heard], people)
    last = segments.largest(at[heard] // SECOND, by_person, UNKNOWN)
    recent = known & (at >= (now - RECENT_CONTACT_DAYS * DAY + 1) * SECOND)
    touched = contact & ~inbound & contacts["first"].to_numpy() & recent
    return {
        "days_since_talk": np.where(last != UNKNOWN, (now - np.where(last != UNKNOWN, last, now)) // DAY, UNKNOWN),
        "talk_minute": _local_minutes(book, last),
        "contacts_28d": np.bincount(person[touched], minlength=people),
    }


def _local_minutes(book: Book, at: Ints) -> Ints:
    """Minute of the day on each person's own clock, that of their residence; UNKNOWN where `at` or the clock is."""
    minutes = np.full(len(at), UNKNOWN, dtype=np.int64)
    situation = book.people["situation"].to_numpy()
    for number, found in enumerate(book.situations["time_zones"].to_list()):
        mine = (situation == number) & (at != UNKNOWN)
        if found and mine.any():
            minutes[mine] = zones.seconds_of_day(found[0], at[mine]) // 60
    return minutes


def _promises(book: Book, today: int) -> dict[str, NDArray[np.generic]]:
    """Kept and broken: a promise is kept when its amount came in between the day it was made and the day it was due."""
    people = book.people.height
    owners = book.loans["person"].to_numpy()
    made_on, due_on = (pl.col(name).to_physical() for name in ("made_on", "due_on"))
    runs = np.zeros(people, dtype=bool)
    runs[owners[book.promises.filter(made_on <= today, due_on >= today)["loan"].to_numpy()]] = True
    due = book.promises.filter(due_on < today).with_row_index("promise")
    concerned = book.payments.join(due.select("loan"), on="loan", how="semi")
    paid = (
        due.join(_received(concerned), on="loan", how="left", maintain_order="left")
        .group_by("promise", maintain_order=True)
        .agg(pl.col("paid_minor").filter(pl.col("paid_on").is_between("made_on", "due_on")).sum())
    )
    kept = (paid["paid_minor"] >= due["amount_minor"]).to_numpy()
    owner = owners[due["loan"].to_numpy()]
    fell = due["due_on"].to_physical().to_numpy().astype(np.int64)
    made, good = np.bincount(owner, minlength=people), np.bincount(owner[kept], minlength=people)
    latest = np.full(people, UNKNOWN, dtype=np.int64)
    np.maximum.at(latest, owner, fell)
    broken = np.zeros(people, dtype=bool)
    broken[owner[~kept & (fell == latest[owner]) & (fell >= today - BROKEN_PROMISE_DAYS)]] = True
    return {"promises_kept_bp": _share(good, made), "promise_broken": broken, "promise_runs": runs}


def _received(payments: pl.DataFrame) -> pl.DataFrame:
    """Payments (loan, paid_on, paid_minor) less what was taken back of them, in part or whole."""
    back = pl.col("reversal_of").is_not_null()
    taken = (
        payments.filter(back)
        .group_by("loan", pl.col("reversal_of").alias("payment_id"))
        .agg(pl.col("amount_minor").sum().alias("taken"))
    )
    return (
        payments.filter(~back)
        .join(taken, on=["loan", "payment_id"], how="left", maintain_order="left")
        .select("loan", "paid_on", (pl.col("amount_minor") - pl.col("taken").fill_null(0)).alias("paid_minor"))
    )


def _states(book: Book, loans: pl.DataFrame, now: int) -> dict[str, NDArray[np.generic]]:
    """Masks of the states of the person themselves, open now and open in the last year; and who needs another way."""
    people = book.people.height
    states = book.states.filter(pl.col("who").fill_null(0) == 0)
    opened = states["opened"].dt.timestamp("us").to_numpy() // 1_000_000
    never = np.iinfo(np.int64).max
    closed = states["closed"].dt.timestamp("us").fill_null(never).to_numpy() // 1_000_000
    bit = np.uint64(1) << states["state"].to_physical().to_numpy().astype(np.uint64)
    owed = np.append(loans["outstanding_minor"].to_numpy() > 0, True)  # the last: no loan is named
    of_a_debt = states["state"].is_in(OF_A_DEBT).to_numpy()
    over = of_a_debt & ~owed[states["loan"].fill_null(len(owed) - 1).to_numpy()]
    started = opened <= now
    open_ = _masks(states, bit, started & (closed > now) & ~over, people)
    gentle = np.uint64(words.mask(("adapted", "vulnerable"), words.STATES, what="a state"))
    return {
        "open_states": open_,
        "recent_states": _masks(states, bit, started & (closed > now - RECENT_STATE_DAYS * DAY), people),
        "adapted": ((open_ & gentle) > 0) | (book.people["needs"].fill_null(0).to_numpy() > 0),
    }


def _masks(states: pl.DataFrame, bit: NDArray[np.uint64], counts: Bools, people: int) -> NDArray[np.uint64]:
    mask = np.zeros(people, dtype=np.uint64)
    np.bitwise_or.at(mask, states["person"].to_numpy()[counts], bit[counts])
    return mask
