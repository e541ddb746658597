"""Care: states that stop or shape contact, promises kept and broken, mandates, events. All made but the money.

In        the cards, payments, which loans are late.
Out       states, promises, mandates, events.
Not here  contacts (history).
Proof     tests/examples/test_taiwan_cards.py.
"""

from typing import Final

import numpy as np
import polars as pl

from making.cards import PAID, Cards, dates
from making.draws import Draws, Ints, Texts
from making.people import TODAY, moments

# Of the people who are late, in shares of a thousand; the rest are in no such state.
STATES: Final = {
    "hardship": 30.0, "arrangement": 24.0, "dispute": 13.0, "vulnerable": 12.0, "complaint": 10.0, "adapted": 8.0,
    "lost_contact": 8.0, "legal": 6.0, "attorney": 5.0, "advice": 5.0, "cease": 4.0, "distress": 3.0, "bankruptcy": 3.0,
    "occasion": 3.0, "deceased": 2.0, "data_dispute": 2.0, "incarcerated": 2.0, "military": 2.0, "wrong_person": 1.5,
    "identity_theft": 1.0, "incapacity": 0.5,
}  # fmt: skip
# Others were in one of these and are no more.
CLOSED: Final = {"hardship": 12.0, "dispute": 8.0, "complaint": 7.0, "distress": 2.0}
FACTS: Final = {"dispute": "written", "complaint": "", "occasion": "bereavement", "attorney": "address-known|written"}
SOURCES: Final = {
    "deceased": "register", "bankruptcy": "court", "legal": "court", "attorney": "adviser", "advice": "adviser",
    "incarcerated": "register", "incapacity": "court",
}  # fmt: skip
SENSITIVE: Final = ("distress", "vulnerable", "incapacity", "deceased", "occasion", "incarcerated")
OF_THE_CARD: Final = ("dispute", "arrangement", "identity_theft")
# What an opened state starts a clock for.
EVENTS: Final = {
    "complaint": "complaint",
    "dispute": "dispute",
    "hardship": "hardship-request",
    "data_dispute": "credit-dispute",
}
MANDATED: Final = {"attorney": "attorney", "advice": "adviser"}
OFFICE_OPENS, OFFICE_CLOSES = 9 * 60, 18 * 60


def states(book: Cards, late: Ints, promised: pl.DataFrame) -> pl.DataFrame:
    """States of the people in rows `late`: open ones, closed ones, and the open promises."""
    mine = book.draws.at(late)
    word = mine.pick("state", {**STATES, "": 1_000 - sum(STATES.values())})
    ago = mine.between("state-ago", 1, np.where(word == "distress", 4, 55))
    now = _states(book, late[word != ""], mine.at(word != ""), word[word != ""], TODAY - ago[word != ""], "s")
    past = mine.pick("past-state", {**CLOSED, "": 1_000 - sum(CLOSED.values())})
    was = (past != "") & (word == "")
    opened = TODAY - mine.between("past-state-ago", 60, 300)
    before = _states(book, late[was], mine.at(was), past[was], opened[was], "t")
    closed = moments(
        opened[was] + mine.at(was).between("past-state-days", 5, 50), np.full(int(was.sum()), OFFICE_OPENS)
    )
    before = before.with_columns(closed.alias("closed"))
    return pl.concat([now, before, _promise_states(promised)]).sort("person_id", "state_id")


def _states(book: Cards, who: Ints, mine: Draws, word: Texts, on: Ints, mark: str) -> pl.DataFrame:
    person = book.person_id.gather(who)
    state = pl.Series("state", word)
    of_card = state.is_in(list(OF_THE_CARD))
    return pl.DataFrame(
        {
            "state_id": pl.select(pl.format(f"{{}}-{mark}", person)).to_series(),
            "person_id": person,
            "state": state,
            "loan_id": book.loan_id.gather(who).set(~of_card, None),
            "opened": moments(on, mine.between(f"opened-{mark}", OFFICE_OPENS, OFFICE_CLOSES)),
            "facts": state.replace_strict(FACTS, default="", return_dtype=pl.String),
            "source": state.replace_strict(SOURCES, default="borrower", return_dtype=pl.String),
            "confirmed_by": pl.select(pl.format("staff-{}", pl.Series(mine.between("staff", 1, 24)))).to_series(),
            "sensitive": state.is_in(list(SENSITIVE)),
        }
    ).with_columns(pl.lit(None, pl.Datetime("us")).alias("closed"))


def _promise_states(promised: pl.DataFrame) -> pl.DataFrame:
    """A state for each open promise, from the day it was made."""
    return promised.filter(pl.col("status") == "open").select(
        pl.format("{}-state", "promise_id").alias("state_id"),
        "person_id",
        pl.lit("promise").alias("state"),
        "loan_id",
        (pl.col("made_on").cast(pl.Datetime("us")) + pl.duration(hours=12)).alias("opened"),
        pl.lit("").alias("facts"),
        pl.lit("staff").alias("source"),
        pl.lit("staff-1").alias("confirmed_by"),
        pl.lit(False).alias("sensitive"),
        pl.lit(None, pl.Datetime("us")).alias("closed"),
    )


def promises(book: Cards, late: Ints, paid: pl.DataFrame) -> pl.DataFrame:
    """Promises of people whose card is late: open ones, and past ones whose end the file's own payments decide."""
    rows = late[book.overdue[late]]
    mine = book.draws.at(rows)
    now = mine.chance("promises-now", 0.055)
    made = TODAY - mine.between("promised-ago", 0, 6)
    made = np.where(now, np.minimum(made, TODAY - 1), made)
    amount = np.minimum(np.maximum(book.minimum[rows], 1), np.maximum(book.balance[rows], 1))
    frames = [
        _promises(book, rows[now], amount[now], made[now], (TODAY + mine.between("due-in", 1, 9))[now], "open", "now")
    ]
    # The month's payment, if there was one, kept the word given for it; if there was none, the word was broken.
    past = ~now & mine.chance("promised-before", 0.11)
    who, again = rows[past], mine.at(past)
    received = book.column(PAID[0])[who]
    day = _paid_day(book, who, paid)
    half = again.chance("half", 0.15)
    wanted = np.where(received > 0, np.where(half, received * 2, received), np.maximum(amount[past], 1))
    made_on = np.where(received > 0, day - again.between("before", 1, 5), TODAY - again.between("made-ago", 12, 28))
    due_on = np.where(received > 0, day + again.between("spare", 0, 2), made_on + again.between("for", 3, 9))
    status = np.where(received > 0, np.where(half, "partly_kept", "kept"), "broken")
    frames.append(_promises(book, who, wanted, made_on, due_on, status, "past"))
    return pl.concat(frames).sort("promise_id")


def _paid_day(book: Cards, who: Ints, paid: pl.DataFrame) -> Ints:
    """Day since 1970 of September's payment on each card; 0 = none."""
    september = paid.filter(pl.col("payment_id").str.ends_with("-202609")).select(
        "loan_id", pl.col("paid_on").to_physical()
    )
    found = pl.DataFrame({"loan_id": book.loan_id.gather(who)}).join(
        september, on="loan_id", how="left", maintain_order="left"
    )
    return found["paid_on"].fill_null(0).to_numpy().astype(np.int64)


def _promises(
    book: Cards,
    who: Ints,
    amount: Ints,
    made: Ints,
    due: Ints,
    status: str | Texts,
    mark: str,
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "promise_id": pl.select(pl.format(f"{{}}-{mark}", book.loan_id.gather(who))).to_series(),
            "person_id": book.person_id.gather(who),
            "loan_id": book.loan_id.gather(who),
            "amount": amount,
            "made_on": dates(made),
            "due_on": dates(due),
            "status": np.full(len(who), status) if isinstance(status, str) else status,
        }
    )


def mandates(states: pl.DataFrame) -> pl.DataFrame:
    """Who speaks for those who have an attorney or an adviser: a reference, no names."""
    return states.filter(pl.col("state").is_in(list(MANDATED))).select(
        pl.format("{}-mandate", "state_id").alias("mandate_id"),
        "person_id",
        pl.col("state").replace_strict(MANDATED, return_dtype=pl.String).alias("kind"),
        pl.lit("letter on file").alias("evidence"),
        pl.lit("all loans").alias("scope"),
        pl.col("opened").dt.date().alias("from"),
        pl.col("confirmed_by").alias("verified_by"),
    )


def events(states: pl.DataFrame) -> pl.DataFrame:
    """What starts a duty's clock: complaints, disputes, requests for relief."""
    return states.filter(pl.col("state").is_in(list(EVENTS))).select(
        pl.format("{}-event", "state_id").alias("event_id"),
        pl.col("state").replace_strict(EVENTS, return_dtype=pl.String).alias("what"),
        pl.col("opened").alias("at"),
        "loan_id",
        "person_id",
        pl.when(pl.col("state") == "dispute").then(pl.lit("written")).alias("facts"),
    )
