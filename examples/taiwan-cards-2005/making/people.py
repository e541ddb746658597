"""People: where they live, how they can be reached, what they allowed and what they told of their means. All made.

In        the cards and draws. Of the accounts only limits and bills are read: no trait decides anything here.
Out       people, points, consents, profiles.
Not here  past contacts (history), states and promises (care).
Proof     tests/examples/test_taiwan_cards.py.
"""

from datetime import date
from typing import Final

import numpy as np
import polars as pl

from making.cards import AS_OF, EPOCH, Cards, dates
from making.draws import Bools, Draws, Floats, Ints

TODAY: Final = (AS_OF - EPOCH).days
LIMIT_KNOWN_ON: Final = (date(AS_OF.year, 4, 1) - EPOCH).days
# Roughly by population, in thousands.
PLACES: Final = {
    "TW-NWT": 4040, "TW-TXG": 2850, "TW-KHH": 2730, "TW-TPE": 2490, "TW-TAO": 2320, "TW-TNN": 1850, "TW-CHA": 1240,
    "TW-PIF": 790, "TW-YUN": 660, "TW-HSQ": 590, "TW-MIA": 530, "TW-CYQ": 480, "TW-NAN": 475, "TW-HSZ": 455,
    "TW-ILA": 450, "TW-KEE": 360, "TW-HUA": 315, "TW-CYI": 262, "TW-TTT": 210, "TW-KIN": 143, "TW-PEN": 107,
    "TW-LIE": 14,
}  # fmt: skip
NEEDS: Final = {"": 970, "large-print": 9, "text-only": 8, "slow-pace": 7, "no-phone": 4, "interpreter": 2}
# Of each channel: who has a point there, how many of these work, how many are shared with somebody.
REACH: Final = {
    "voice": (0.97, 0.955, 0.02),
    "robocall": (0.97, 0.955, 0.02),
    "sms": (0.96, 0.955, 0.02),
    "email": (0.78, 0.93, 0.03),
    "app": (0.58, 0.98, 0.0),
    "letter": (0.995, 0.965, 0.01),
    "visit": (0.995, 0.965, 0.01),
}
# Channels that lead to one mobile phone, or to one house.
SAME: Final = {"robocall": "voice", "sms": "voice", "visit": "letter"}
PROVENANCE: Final = {"given": 940, "lawful": 25, "register": 20, "unknown": 15}
# Taiwan, a month, NT$: made, in the range of published wages.
INCOME: Final = {
    0.0: 0.0,
    0.03: 12_000.0,
    0.15: 27_500.0,
    0.5: 41_000.0,
    0.85: 68_000.0,
    0.98: 130_000.0,
    1.0: 260_000.0,
}
COST_OF_ONE, COST_OF_MORE = 16_500, 9_000


def people(book: Cards) -> pl.DataFrame:
    """One row a person: place, zone, language, needs."""
    place = book.draws.pick("place", PLACES)
    second = book.draws.pick("second-place", PLACES)
    two = book.draws.chance("has-second-place", 0.02) & (place != second)
    frame = pl.DataFrame(
        {
            "person_id": book.person_id,
            "places": np.where(two, np.char.add(np.char.add(place, "|"), second), place),
            "languages": np.where(book.draws.chance("english", 0.008), "en", "zh"),
            "needs": book.draws.pick("needs", NEEDS),
        }
    )
    return frame.with_columns(pl.lit("Asia/Taipei").alias("time_zones"))


def points(book: Cards) -> pl.DataFrame:
    """Ways to reach each person, codes alone."""
    frames = []
    for channel, (has, works, shared) in REACH.items():
        one = SAME.get(channel, channel)
        whose = np.flatnonzero(book.draws.chance(f"has-{one}", has))
        mine = book.draws.at(whose)
        checked = TODAY - mine.between(f"verified-{one}", 5, 900)
        known = mine.chance(f"verified-at-all-{one}", 0.72)
        place = mine.pick(f"place-{one}", {"unknown": 93, "work": 7} if one in ("voice", "email") else {"unknown": 1})
        frames.append(
            pl.DataFrame(
                {
                    "point_id": _coded(book, whose, channel),
                    "person_id": book.person_id.gather(whose),
                    "place": np.full(len(whose), "home") if one == "letter" else place,
                    "provenance": mine.pick(f"provenance-{one}", PROVENANCE),
                    "verified_at": dates(checked).set(pl.Series(~known), None).cast(pl.Datetime("us")),
                    "shared": mine.chance(f"shared-{one}", shared),
                    "valid": mine.chance(f"works-{one}", works),
                }
            ).with_columns(pl.lit(channel).alias("channel"))
        )
    return pl.concat(frames).sort("person_id", "point_id")


def reached(book: Cards, channel: str) -> Bools:
    """Who has a point of the channel."""
    one = SAME.get(channel, channel)
    return book.draws.chance(f"has-{one}", REACH[channel][0])


def _coded(book: Cards, whose: Ints, word: str) -> pl.Series:
    return pl.select(pl.format(f"{{}}-{word}", book.person_id.gather(whose))).to_series()


# kind, channel, scope, share of people: given when the account was opened.
GIVEN: Final = (
    ("data", None, None, 1.0),
    ("data", None, "credit-report", 0.97),
    ("data", None, "provide", 0.82),
    ("contact", "sms", "written", 0.86),
    ("contact", "email", "written", 0.71),
    ("contact", "app", "written", 0.56),
    ("autodial", None, "written", 0.61),
    ("esign", None, None, 0.52),
    ("marketing", None, "separate", 0.24),
)
# Asked for since: kind, channel, from, to, place, scope, share of people.
ASKED: Final = (
    ("opt-out", "sms", None, None, None, "all", 0.020),
    ("opt-out", "robocall", None, None, None, "all", 0.030),
    ("opt-out", "voice", None, None, None, "all", 0.012),
    ("opt-out", "email", None, None, None, "all", 0.010),
    ("opt-out", None, None, None, None, "all", 0.002),
    ("inconvenient-time", None, "09:00", "12:00", None, "oral", 0.015),
    ("inconvenient-time", None, "09:00", "17:30", None, "written", 0.008),
    ("inconvenient-place", None, None, None, "work", "oral", 0.010),
    ("agreed-time", "voice", "18:00", "20:00", None, "separate", 0.025),
    ("agreed-time", "voice", "07:00", "09:00", None, "separate", 0.004),
)


def consents(book: Cards, opened: Ints) -> pl.DataFrame:
    """What each person allowed at the opening (a few took it back) and asked for since. `opened`: days since 1970."""
    frames = []
    for number, (kind, channel, scope, share) in enumerate(GIVEN):
        whose = np.flatnonzero(book.draws.chance(f"consent-{number}", share))
        mine = book.draws.at(whose)
        frame = _consents(book, whose, f"g{number}", opened[whose], (kind, channel, None, None, None, scope))
        kept = ~mine.chance(f"took-back-{number}", 0.03 if channel or kind == "autodial" else 0.0)
        back = np.maximum(TODAY - mine.between(f"withdrawn-{number}", 2, 400), opened[whose] + 1)
        withdrawn = _moment(back, mine, f"withdrawn-at-{number}").set(pl.Series(kept), None)
        frames.append(frame.with_columns(withdrawn.alias("withdrawn")))
    for number, (*asked, share) in enumerate(ASKED):
        whose = np.flatnonzero(book.draws.chance(f"asked-{number}", share))
        on = np.maximum(TODAY - book.draws.at(whose).between(f"asked-on-{number}", 1, 200), opened[whose] + 1)
        frame = _consents(book, whose, f"a{number}", on, tuple(asked))
        frames.append(frame.with_columns(pl.lit(None, pl.Datetime("us")).alias("withdrawn")))
    return pl.concat(frames).sort("person_id", "consent_id")


def _consents(book: Cards, whose: Ints, word: str, on: Ints, said: tuple[str | None, ...]) -> pl.DataFrame:
    """Consents of one sort. `said`: kind, channel, from, to, place, scope."""
    return pl.DataFrame(
        {
            "consent_id": _coded(book, whose, word),
            "person_id": book.person_id.gather(whose),
            "given": _moment(on, book.draws.at(whose), f"given-{word}"),
        }
    ).with_columns(
        pl.lit(value, pl.String).alias(name)
        for name, value in zip(("kind", "channel", "from", "to", "place", "scope"), said, strict=True)
    )


def _moment(day: Ints, mine: Draws, use: str) -> pl.Series:
    return moments(day, mine.between(use, 9 * 60, 18 * 60))


def moments(day: Ints, minute: Ints) -> pl.Series:
    """Local moments of a day since 1970 and a minute of that day."""
    return (dates(day).cast(pl.Datetime("us")).to_physical() + minute * 60_000_000).cast(pl.Datetime("us"))


def profiles(book: Cards) -> pl.DataFrame:
    """Limit and use of it as the file has them; income and costs as some people are made to have told them."""
    told = book.draws.chance("told-income", np.where(book.overdue, 0.42, 0.18))
    income = book.draws.spread("income", INCOME)
    size = book.draws.between("household", 1, 5)
    cost = (COST_OF_ONE + (size - 1) * COST_OF_MORE) * book.draws.spread("cost", {0.0: 0.7, 0.5: 0.95, 1.0: 1.3})
    bills = book.draws.spread("bills", {0.0: 0.0, 0.3: 2_000.0, 0.7: 9_000.0, 1.0: 24_000.0})
    other = np.where(
        book.draws.chance("other-debts", 0.35), book.draws.spread("other", {0.0: 1_000.0, 1.0: 16_000.0}), 0.0
    )
    limit = book.column("LIMIT_BAL")
    told_on = TODAY - book.draws.between("told-on", 3, 75)
    frame = pl.DataFrame(
        {
            "person_id": book.person_id,
            "as_of": dates(np.where(told, told_on, TODAY - 1)),
            "income": _hundreds(income),
            "living_cost": _hundreds(cost),
            "priority_bills": _hundreds(bills),
            "other_debt_service": _hundreds(other),
            "household_size": size,
            "dependants": np.minimum(size - 1, book.draws.between("dependants", 0, 3)),
            "credit_limit": limit,
            "utilisation_bp": np.maximum(book.balance, 0) * 10_000 // np.maximum(limit, 1),
            "source": np.where(told, "declared", "observed"),
        }
    )
    declared = ("income", "living_cost", "priority_bills", "other_debt_service", "household_size", "dependants")
    told_of = frame.with_columns(pl.when(pl.Series(told)).then(pl.col(name)).alias(name) for name in declared)
    # The file has one limit for the half-year: it is taken to have stood since before the first bill.
    early = pl.DataFrame({"person_id": book.person_id, "credit_limit": limit}).with_columns(
        pl.lit(dates(np.array([LIMIT_KNOWN_ON]))[0]).alias("as_of"), pl.lit("observed").alias("source")
    )
    return pl.concat([early, told_of], how="diagonal").select(told_of.columns).sort("person_id", "as_of")


def _hundreds(amount: Floats) -> Ints:
    return (np.floor(amount / 100) * 100).astype(np.int64)
