"""Candidates: which contacts could be made with whom, when they would start, and as rows that the gate can judge.

In        people (standing and score), points, the loans each contact would be about, a strategy.
Out       `Candidates`: the gate's frame (core.facts.CANDIDATES) beside who, which treatment and when.
Not here  whether it is lawful (law) or worth it (value), what it says (notices): content comes in as masks of items.
Proof     tests/decide/test_candidates.py; tests/engine.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.core import words, zones
from eastwind.core.columns import instants, worded
from eastwind.core.facts import BY_BUYER, BY_CREDITOR, CANDIDATES
from eastwind.core.frames import NEEDS

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

DAY: Final = 86_400
NO_POINT: Final = -1
ALL_ITEMS: Final = np.uint64(words.mask(words.ITEMS, words.ITEMS, what="a content item"))
ALL_PARTS: Final = np.uint64(words.mask(words.PARTS, words.PARTS, what="a content item"))
_NEEDS_NO_CALL: Final = words.mask(("text-only", "no-phone"), NEEDS, what="a need")
_BY_PHONE: Final = np.isin(words.CONTACT_CHANNELS, ("voice", "robocall", "voicemail"))
# The order in which points are preferred: as lawfully had, and as private, as can be.
_PROVENANCES: Final = ("given", "register", "lawful", "unknown", "unlawful")
_PLACES: Final = ("agreed", "home", "billing", "unknown", "branch", "hospital", "work", "public")

# What the words for a contact hold, as masks (items, parts, contact facts): of a family, by a channel, in a tone or "",
# said by creditor, agency or buyer, to people in a situation, about a product. None = nothing is proven for it, so the
# contact cannot be made.
Contents = Callable[[str, str, str, str, int, str | None], tuple[int, int, int] | None]


class Reach(Protocol):
    """What a candidate needs to know of a treatment: strategy.Treatment has it, so has one channel of a Fixed."""

    @property
    def name(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def tone(self) -> str: ...
    @property
    def template(self) -> str: ...
    @property
    def purpose(self) -> str: ...
    @property
    def slots(self) -> tuple[int, ...]: ...
    @property
    def facts(self) -> tuple[str, ...]: ...
    @property
    def visitors(self) -> int: ...
    @property
    def by(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Reachable:
    """For each person and channel the best point, and its place and provenance; the loans a contact would be about."""

    point: NDArray[np.int32]  # people × channels: row in the points frame, or NO_POINT
    points: pl.DataFrame
    loan_rows: Ints  # loans concerned, person after person, the latest first
    loan_start: Ints  # people + 1
    situation: NDArray[np.int32]
    first_zone: tuple[str | None, ...]  # by situation
    by: NDArray[np.int32]  # people: who has the file of the loans concerned
    product: NDArray[np.int16]  # people: product of the latest of them (words.PRODUCTS), −1 = none or unknown
    answered: Ints  # people: minute of the local day at which they last talked with us, −1 = never
    lot: NDArray[np.float64]  # people: a number in [0, 1) that spreads the others over the slots


@dataclass(frozen=True, slots=True)
class Candidates:
    """Row k of `person`, `treatment`, `starts_at` is candidate k of the gate's `frame`."""

    person: Ints
    treatment: Ints
    starts_at: Ints  # UTC seconds
    frame: pl.DataFrame


def reachable(
    points: pl.DataFrame,
    late: pl.DataFrame,
    people: pl.DataFrame,
    situations: pl.DataFrame,
    answered: pl.Series | None = None,
    lot: NDArray[np.float64] | None = None,
) -> Reachable:
    """The ways to each person. `late` holds the loans contacts would be about: person, loan, dpd, collector, product.

    A point serves that is known to work and to be the person's alone; nobody who asked for it is called (`needs`).
    """
    count = people.height
    best = _best_points(points, count)
    quiet = (people["needs"].fill_null(0).to_numpy() & np.uint8(_NEEDS_NO_CALL)) > 0
    best[quiet[:, None] & _BY_PHONE] = NO_POINT
    ordered = late.sort(["person", "dpd", "loan"], descending=[False, True, False])
    person = ordered["person"].to_numpy()
    start = np.searchsorted(person, np.arange(count + 1))
    by = np.zeros(count, dtype=np.int32)
    some = start[1:] > start[:-1]
    collector = ordered["collector"].to_numpy()
    by[some] = collector[start[:-1][some]]
    product = np.full(count, -1, dtype=np.int16)
    product[some] = ordered["product"].to_physical().cast(pl.Int16).fill_null(-1).to_numpy()[start[:-1][some]]
    # One contact speaks for one collector: it is about those loans that the collector of the latest one has.
    same = collector == by[person] if len(person) else np.zeros(0, dtype=bool)
    kept = person[same]
    return Reachable(
        point=best,
        points=points,
        loan_rows=ordered["loan"].to_numpy()[same].astype(np.int64),
        loan_start=np.searchsorted(kept, np.arange(count + 1)).astype(np.int64),
        situation=people["situation"].to_numpy(),
        first_zone=tuple(found[0] if found else None for found in situations["time_zones"].to_list()),
        by=by,
        product=product,
        answered=np.full(count, -1) if answered is None else answered.fill_null(-1).to_numpy().astype(np.int64),
        lot=np.zeros(count) if lot is None else lot,
    )


def _best_points(points: pl.DataFrame, people: int) -> NDArray[np.int32]:
    """People × channels: the row of the best usable point. Best: how it was had, then where it is, then when last seen
    to be the person's, then the first in the book."""
    best = np.full((people, len(words.CONTACT_CHANNELS)), NO_POINT, dtype=np.int32)
    usable = points["valid"].fill_null(False).to_numpy() & ~points["shared"].fill_null(True).to_numpy()
    channel = points["channel"].to_physical().to_numpy()
    rows = np.flatnonzero(usable & (channel < best.shape[1]))
    owner, channel = points["person"].to_numpy()[rows].astype(np.int64), channel[rows].astype(np.int64)
    cell = owner * best.shape[1] + channel
    several = np.bincount(cell, minlength=best.size)[cell] > 1
    best[owner[~several], channel[~several]] = rows[~several]
    mine = rows[several]
    among = points[mine]
    rank = _rank(among["provenance"], _PROVENANCES) * len(words.PLACES) + _rank(among["place"], _PLACES)
    seen = among["verified_at"].dt.timestamp("us").fill_null(np.iinfo(np.int64).min + 1).to_numpy()
    worst_first = np.lexsort((-mine, seen, -rank))  # the last to be written stays
    best[owner[several][worst_first], channel[several][worst_first]] = mine[worst_first]
    return best


def _rank(column: pl.Series, order: tuple[str, ...]) -> Ints:
    """The place of each word in `order`; null comes last."""
    table = np.array([order.index(word) for word in column.dtype.categories], dtype=np.int64)  # type: ignore[attr-defined]
    codes = column.to_physical().fill_null(0).to_numpy()
    return np.where(column.is_null().to_numpy(), len(order), table[codes])


def slot_starts(slots: tuple[int, ...], zone: str | None, as_of: datetime) -> list[tuple[int, int]]:
    """The slots (minutes of the local day) from `as_of` on, each with its UTC second: today's, or tomorrow's if none is
    left. Without a zone the slots are taken in UTC: the gate blocks the contact anyway, as nobody knows the hour there.
    """
    now = int(as_of.timestamp())
    zone = zone or "UTC"
    today = int(zones.local_days(zone, np.array([now], dtype=np.int64))[0])
    for day in (today, today + 1):
        local = np.array([day * DAY + slot * 60 for slot in sorted(slots)], dtype=np.int64)
        starts = zones.utc_of_local(zone, local).tolist()
        ahead = [(slot, start) for slot, start in zip(sorted(slots), starts, strict=True) if start >= now]
        if ahead:
            return ahead
    raise AssertionError(f"no slot of {slots} lies in the two days from {as_of} in {zone}")


def _starts(reach: Reach, chosen: Ints, ways: Reachable, as_of: datetime) -> Ints:
    """When each would start: the slot nearest to the hour at which the person last talked with us, else one by lot, so
    that a thousand calls do not begin at once."""
    at = np.zeros(len(chosen), dtype=np.int64)
    answered, lot, situation = ways.answered[chosen], ways.lot[chosen], ways.situation[chosen]
    for number in np.unique(situation).tolist():
        mine = situation == number
        ahead = slot_starts(reach.slots, ways.first_zone[number], as_of)
        minutes, starts = (np.array(column, dtype=np.int64) for column in zip(*ahead, strict=True))
        nearest = np.abs(answered[mine, None] - minutes).argmin(axis=1)
        pick = np.where(answered[mine] >= 0, nearest, (lot[mine] * len(minutes)).astype(np.int64))
        at[mine] = starts[pick]
    return at


def build(reaches: Sequence[tuple[Reach, Bools]], ways: Reachable, contents: Contents, as_of: datetime) -> Candidates:
    """Candidates for each treatment and the people it is meant for, leaving out those it has no point for."""
    none = np.zeros(0, dtype=np.int64)
    persons, treatments, starts, said = [none], [none], [none], [np.zeros((3, 0), dtype=np.uint64)]
    for place, (reach, meant) in enumerate(reaches):
        chosen = np.flatnonzero(meant & (ways.point[:, words.CHANNELS.index(reach.channel)] != NO_POINT))
        masks, proven = _said(reach, chosen, ways, contents)
        chosen = chosen[proven]
        facts = np.uint64(words.mask(reach.facts, words.CONTACT_FACTS, what="a contact fact"))
        masks[2] |= facts
        persons.append(chosen.astype(np.int64))
        treatments.append(np.full(len(chosen), place, dtype=np.int64))
        starts.append(_starts(reach, chosen, ways, as_of))
        said.append(masks[:, proven])
    person, treatment, at = np.concatenate(persons), np.concatenate(treatments), np.concatenate(starts)
    if not len(person):
        return Candidates(none, none, none, pl.DataFrame(schema=CANDIDATES))
    frame = _rows([reach for reach, _ in reaches], person, treatment, at, ways, np.concatenate(said, axis=1))
    return Candidates(person, treatment, at, frame)


def _rows(
    reaches: Sequence[Reach], chosen: Ints, treatment: Ints, at: Ints, ways: Reachable, said: NDArray[np.uint64]
) -> pl.DataFrame:
    """The gate's rows: one per loan the contact would be about, the first of them marked."""
    count = np.maximum(ways.loan_start[chosen + 1] - ways.loan_start[chosen], 1)
    which = np.repeat(np.arange(len(chosen)), count)
    inside = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    person, of = chosen[which], treatment[which]
    has_loan = ways.loan_start[person + 1] > ways.loan_start[person]
    row = np.where(has_loan, ways.loan_start[person] + inside, 0)
    loan = ways.loan_rows[row] if len(ways.loan_rows) else np.zeros(len(row), dtype=np.int64)
    channel, purpose = (
        np.array([of_all.index(getattr(reach, name)) for reach in reaches])[of]
        for name, of_all in (("channel", words.CHANNELS), ("purpose", words.PURPOSES))
    )
    own = np.array([reach.by == "creditor" for reach in reaches])[of]
    point = ways.points.select("point", "place", "provenance")[ways.point[person, channel]]
    items, parts, facts = said[:, which]
    columns = {
        "candidate": pl.Series(which, dtype=pl.Int32),
        "person": pl.Series(person, dtype=pl.Int32),
        "first": pl.Series(inside == 0),
        "loan": pl.Series(loan, dtype=pl.Int32).set(pl.Series(~has_loan), None),
        "at": instants(at[which]),
        "channel": worded(channel, words.CHANNELS),
        "by": pl.Series(np.where(own, BY_CREDITOR, ways.by[person]), dtype=pl.Int32),
        "point": point["point"],
        "place": point["place"],
        "provenance": point["provenance"],
        "purpose": worded(purpose, words.PURPOSES),
        "visitors": pl.Series(np.array([reach.visitors for reach in reaches])[of], dtype=CANDIDATES["visitors"]),
        "facts": pl.Series(facts, dtype=pl.UInt64),
        "contains_items": pl.Series(items, dtype=pl.UInt64),
        "contains_parts": pl.Series(parts, dtype=pl.UInt64),
        # What a template does not say is known, not "not at issue": every other item is lacking.
        "lacks_items": pl.Series(ALL_ITEMS & ~items, dtype=pl.UInt64),
        "lacks_parts": pl.Series(ALL_PARTS & ~parts, dtype=pl.UInt64),
    }
    constants = {
        "direction": "out", "to": "borrower", "who": 0, "outcome": None, "outcome_at": None, "period_ends": None,
        "names": None, "missed_meetings": 0, "abandon_rate_bp": None,
    }  # fmt: skip
    literals = [pl.lit(value, dtype=CANDIDATES[name]).alias(name) for name, value in constants.items()]
    return pl.DataFrame(columns).with_columns(literals).select(list(CANDIDATES))


def _speaker(reach: Reach, person: Ints, ways: Reachable) -> NDArray[np.int32]:
    """Who speaks: whoever has the file, or the creditor where the treatment is its own to send."""
    return np.zeros(len(person), dtype=np.int32) if reach.by == "creditor" else ways.by[person]


def _said(reach: Reach, person: Ints, ways: Reachable, contents: Contents) -> tuple[NDArray[np.uint64], Bools]:
    """Masks of what the words for each person hold (items, parts, facts), and for whom there are proven words."""
    by, situations, products = _speaker(reach, person, ways), len(ways.first_zone), len(words.PRODUCTS) + 1
    kind = np.where(by == BY_CREDITOR, 0, np.where(by == BY_BUYER, 2, 1))
    voice = (kind * situations + ways.situation[person]) * products + ways.product[person] + 1
    said = np.zeros((3, len(person)), dtype=np.uint64)
    proven = np.zeros(len(person), dtype=bool)
    for found in np.unique(voice).tolist():
        rest, product = divmod(found, products)
        speaker, situation = words.COLLECTORS[rest // situations], rest % situations
        about = words.PRODUCTS[product - 1] if product else None
        masks = contents(reach.template, reach.channel, reach.tone, speaker, situation, about)
        if masks is not None:
            mine = voice == found
            said[:, mine] = np.array(masks, dtype=np.uint64)[:, None]
            proven |= mine
    return said, proven


def horizon(as_of: datetime) -> int:
    """UTC second before which a contact of this plan starts: a day from `as_of`."""
    return int((as_of.astimezone(UTC) + timedelta(days=1)).timestamp())
