"""History: letters that told of the agency, and contacts of the last 60 days with how they ended. All made.

In        the cards, who is reachable, which files are placed, which loans are late.
Out       contacts.
Not here  states and promises that came of them (care).
Proof     tests/examples/test_taiwan_cards.py.

Some people are contacted so often that caps bite, some talked or wrote so lately that rests do, and some were never
told of the agency, so that the letter is still owed.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from making.cards import Cards
from making.draws import Draws, Ints, Texts, several
from making.people import TODAY, moments, reached
from making.products import AGENCY, Placed

WINDOW_DAYS: Final = 60
OPENS, CLOSES = 9 * 60, 19 * 60 + 40
SUNDAY: Final = 3  # day 0 of 1970 was a Thursday
# Mid-Autumn, Teachers' Day.
HOLIDAYS: Final = (TODAY - 5, TODAY - 2)
# Contacts at most in the window, by months late.
CONTACTS_MAX: Final = (4, 9, 14, 20)
CHANNELS: Final = {"sms": 33.0, "voice": 31.0, "app": 14.0, "email": 11.0, "robocall": 8.0, "letter": 3.0}
TALK: Final = {"no_answer": 44, "conversation": 17, "not_connected": 13, "voicemail": 10, "answered": 11, "unknown": 5}
ROBOT: Final = {"no_answer": 55, "answered": 33, "not_connected": 8, "unknown": 4}
WRITTEN: Final = {"delivered": 93, "undeliverable": 4, "unknown": 3}
NOTICE_ITEMS: Final = "|".join((
    "identity", "creditor-name", "contact", "purpose-stated", "agency-notice", "amount", "recording-retention",
    "complaint-how", "prohibited-acts",
))  # fmt: skip
REMINDER_ITEMS: Final = "identity|creditor-name|contact|reminder|opt-out"
SAME_FOR_ALL: Final = ("channel", "direction", "purpose", "names", "contains")
COLUMNS: Final = (
    "contact_id", "person_id", "loan_ids", "at", "point_id", "outcome", "by", "facts", "duration_s", *SAME_FOR_ALL
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sort:
    """What contacts of one sort have in common; `word` keeps their ids apart."""

    word: str
    channel: str
    direction: str = "out"
    purpose: str = "collect"
    names: str | None = None
    contains: str = REMINDER_ITEMS


def contacts(book: Cards, files: Placed, late_loans: pl.Series) -> pl.DataFrame:
    """All past contacts. `late_loans`: for each person the ids of the loans past due, joined by `|`, empty = none."""
    parts = [*_notices(book, files), *_outgoing(book, files, late_loans), *_replies(book, late_loans)]
    return pl.concat([part.select(COLUMNS) for part in parts]).sort("person_id", "at", "contact_id")


def _notices(book: Cards, files: Placed) -> list[pl.DataFrame]:
    """The letter that names the agency, some days before the file went there; nine in ten were sent."""
    sent = np.flatnonzero(files.yes & book.draws.chance("notice-sent", 0.9) & reached(book, "letter"))
    mine = book.draws.at(sent)
    on = _open_day(files.on[sent] - mine.between("notice-before", 7, 14))
    sort = Sort("notice", "letter", purpose="notice", names=AGENCY, contains=NOTICE_ITEMS)
    outcome = mine.pick("notice-outcome", {"delivered": 95, "undeliverable": 5})
    return [_frame(book, sort, sent, mine, on, outcome, book.loan_id)]


def _outgoing(book: Cards, files: Placed, late_loans: pl.Series) -> list[pl.DataFrame]:
    """Reminders and calls to whoever is late, more of them the later; one in twenty is called far too often."""
    late = np.flatnonzero(late_loans.to_numpy() != "")
    mine = book.draws.at(late)
    counts = mine.between("contacts", 0, np.array(CONTACTS_MAX)[np.minimum(book.code[late], len(CONTACTS_MAX) - 1)])
    rows, number = several(counts)
    each = mine.repeat(rows, number)
    span = np.clip(book.given_dpd[late], 12, WINDOW_DAYS)[rows]
    # The closer to today the more: a square of the draw.
    on = _open_day(TODAY - 1 - np.floor(each.uniform("days-ago") ** 2 * span).astype(np.int64))
    channel = each.pick("channel", CHANNELS)
    frames = []
    for name in CHANNELS:
        has = (channel == name) & reached(book, name)[late][rows]
        sort = Sort("c", name, contains="" if name == "voice" else REMINDER_ITEMS)
        frames.append(_tried(book, files, sort, late[rows[has]], each.at(has), on[has], late_loans, number[has]))
    pressed = late[mine.chance("pressed", 0.05) & reached(book, "voice")[late]]
    rows, number = several(book.draws.at(pressed).between("pressed-calls", 6, 9))
    each = book.draws.at(pressed).repeat(rows, number)
    on = _open_day(TODAY - 1 - each.between("pressed-ago", 0, 5))
    sort = Sort("p", "voice", contains="")
    return [*frames, _tried(book, files, sort, pressed[rows], each, on, late_loans, number)]


def _tried(
    book: Cards, files: Placed, sort: Sort, who: Ints, each: Draws, on: Ints, loans: pl.Series, number: Ints
) -> pl.DataFrame:
    """Attempts of one sort, by whoever had the file that day."""
    outcome = each.pick("outcome", {"voice": TALK, "robocall": ROBOT}.get(sort.channel, WRITTEN))
    talked = outcome == "conversation"
    by = np.where(files.yes[who] & (on >= files.on[who]), AGENCY, "creditor")
    # Somebody's identity is checked once somebody is on the line.
    facts = {"voice": np.where(talked, "recorded|verified", "recorded"), "robocall": "recorded|prerecorded|autodialled"}
    return _frame(book, sort, who, each, on, outcome, loans, number).with_columns(
        pl.Series("by", by),
        pl.Series("facts", np.broadcast_to(facts.get(sort.channel, ""), len(who))),
        pl.Series("duration_s", each.between("duration", 60, 900)).set(pl.Series(~talked), None),
    )


def _replies(book: Cards, late_loans: pl.Series) -> list[pl.DataFrame]:
    """What people said of themselves in the last fortnight: by message, or by calling."""
    late = np.flatnonzero(late_loans.to_numpy() != "")
    who = late[book.draws.at(late).chance("replied", 0.07)]
    channel = book.draws.at(who).pick("reply-by", {"sms": 5, "app": 3, "voice": 2})
    frames = []
    for name in ("sms", "app", "voice"):
        chosen = who[(channel == name) & reached(book, name)[who]]
        mine = book.draws.at(chosen)
        outcome = np.full(len(chosen), "conversation" if name == "voice" else "delivered")
        sort = Sort("r", name, direction="in", purpose="reply", contains="")
        frames.append(_frame(book, sort, chosen, mine, TODAY - mine.between("replied-ago", 1, 13), outcome, late_loans))
    return frames


def _frame(
    book: Cards,
    sort: Sort,
    who: Ints,
    mine: Draws,
    on: Ints,
    outcome: Texts,
    loans: pl.Series,
    number: Ints | None = None,
) -> pl.DataFrame:
    """Contacts of one sort with the people in rows `who`, by the creditor unless whoever calls says otherwise."""
    person = book.person_id.gather(who)
    count = np.zeros(len(who), np.int64) if number is None else number
    return pl.DataFrame(
        {
            "contact_id": pl.select(
                pl.format(f"{{}}-{sort.word}{{}}-{sort.channel}", person, pl.Series(count))
            ).to_series(),
            "person_id": person,
            "loan_ids": loans.gather(who),
            "at": moments(on, mine.between(f"minute-{sort.word}", OPENS, CLOSES)),
            "point_id": pl.select(pl.format(f"{{}}-{sort.channel}", person)).to_series(),
            "outcome": outcome,
        }
    ).with_columns(
        *(pl.lit(getattr(sort, name), pl.String).alias(name) for name in SAME_FOR_ALL),
        pl.lit("creditor").alias("by"),
        pl.lit("").alias("facts"),
        pl.lit(None, pl.Int64).alias("duration_s"),
    )


def _open_day(on: Ints) -> Ints:
    """The day, or the last day before it that is neither a Sunday nor one of the holidays of September."""
    for _ in range(2):
        on = np.where(np.isin(on, HOLIDAYS) | (on % 7 == SUNDAY), on - 1, on)
    return on
