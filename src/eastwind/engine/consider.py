"""Consider: what could be done for each person of a chunk, and what law and guardrails leave of it.

In        a chunk of the book as known at the policy's instant, a policy.
Out       `Considered`: standing, silence reasons, duties, options by person.
Not here  who gets what under capacity (engine.allocate), rows of the plan (conclude).
Proof     tests/engine.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind import assess, decide
from eastwind.book import delinquency, facts, local_day, reconciliation
from eastwind.core import digests
from eastwind.core.frames import Book
from eastwind.core.plan import WAYS
from eastwind.core.reasons import REASONS, Reason
from eastwind.decide.strategy import BUCKETS, Strategy, Treatment
from eastwind.engine import offers
from eastwind.engine.gate import Judged, duties, judge
from eastwind.engine.policy import Policy
from eastwind.engine.speech import Speech

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# What the plan says of a person besides what was decided.
DESCRIBED: Final = (
    "person_id", "reasons", "dpd", "bucket", "overdue_minor", "outstanding_minor", "way", "ability", "willingness",
    "repays_ppm",
)  # fmt: skip
# What a treatment is weighed by.
WEIGHED: Final = (
    "repays_ppm", "overdue_minor", "contacts_28d", "adapted", "days_since_talk", "ability_known", "ability", "dpd",
    "recent_states", "promise_broken", "bucket", "way",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Considered:
    """A chunk after the gate: who stands how, who is silent and why, what is owed, what could be done."""

    people: pl.DataFrame
    loans: pl.DataFrame
    treatments: tuple[str, ...]
    ways: decide.Reachable
    languages: tuple[str | None, ...]  # by situation
    quiet: NDArray[np.int16]  # a reason (core.reasons), or −1
    duty: pl.DataFrame  # person, fixed, channel, starts_at
    options: pl.DataFrame  # person, treatment, starts_at, value, tie: left after law and guardrails, by person
    offers: pl.DataFrame  # engine.offers.OFFERED: the best offer open to each who is written to about help, or may be
    explorable: Bools  # people who may take part in an experiment
    refused: pl.DataFrame  # candidate, person, treatment, starts_at, value, lawful_from
    breaches: pl.DataFrame  # of the refused
    wanted: int  # contacts worth making that the gate was asked about
    lawful_today: int  # of them lawful at some moment of the day
    stopped: pl.DataFrame  # rule (or rule/part), contacts: of the others, by each rule that they would break
    reconciliation: pl.DataFrame
    agencies: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows the plan will have of the chunk: everyone not quarantined, and the duties."""
        return int((self.quiet != _code(Reason.QUARANTINED)).sum()) + self.duty.height

    def kept(self) -> "Considered":
        """Without what concluding does not need, to wait in little room."""
        ways = replace(self.ways, points=self.ways.points.select("point_id"))
        return replace(
            self,
            people=self.people.select(DESCRIBED),
            loans=self.loans.select("loan_id"),
            ways=ways,
            options=self.options.drop("tie"),
        )


def consider(book: Book, policy: Policy) -> Considered:
    """What could be done for each person of `book`, and what law and guardrails leave of it."""
    strategy = policy.strategy
    assert strategy.currency == book.currency, f"a strategy in {strategy.currency} for a book in {book.currency}"
    late = delinquency(book, policy.as_of)
    people = assess.standing(book, late, policy.as_of)
    people = people.hstack(policy.model.assess(book, late, people, policy.as_of))
    read = ~people["person_id"].is_in(list(book.quarantined)).to_numpy()
    quiet = decide.silence(people, strategy.guardrails)
    quiet[~read] = _code(Reason.QUARANTINED)
    speech = Speech.of(policy.library, book.situations)
    concerned = loans_concerned(book, late, people, policy)
    spread = (quiet < 0) & (people["dpd"].to_numpy() > 0) & people["talk_minute"].is_null().to_numpy()
    lot = lots(people, spread, policy, "slot")
    ways = decide.reachable(book.points, concerned, book.people, book.situations, people["talk_minute"], lot)
    known = facts(book, late)

    duty = duties(people, quiet, book, ways, known, speech, policy)
    owed = np.zeros(people.height, dtype=bool)
    owed[duty["person"].to_numpy()] = True
    open_ = (quiet < 0) & ~owed & (people["dpd"].to_numpy() > 0)
    meant = _meant(people, open_, strategy)
    judged = judge(decide.build(meant.reaches, ways, speech.contents, policy.as_of), known, policy)
    value = meant.values[judged.treatment, meant.place[judged.person]]
    quiet[open_] = _why_silent(meant, judged)[open_]
    reasons = np.array([_code(Reason(fixed.reason)) for fixed in strategy.fixed], dtype=np.int16)
    quiet[duty["person"].to_numpy()] = reasons[duty["fixed"].to_numpy()]
    # Nothing is past due, and no reminder of a date soon was owed or lawful.
    quiet[(quiet < 0) & ~open_] = _code(Reason.NOT_YET_DUE)
    options = _options(people, judged, value, policy)
    refused = _refused(judged, value)
    return Considered(
        people=people,
        loans=book.loans,
        treatments=tuple(treatment.name for treatment in strategy.treatments),
        ways=ways,
        languages=speech.languages,
        quiet=quiet,
        duty=duty,
        options=options,
        offers=_offered(book, late, people, duty, options, policy),
        explorable=decide.may_explore(people),
        refused=refused,
        breaches=judged.verdicts.breaches.filter(pl.col("candidate").is_in(refused["candidate"].implode())),
        wanted=len(judged.person),
        lawful_today=int(judged.lawful.sum()),
        stopped=_stopped(judged),
        reconciliation=reconciliation(book, late),
        agencies=book.agencies,
    )


def _offered(
    book: Book, late: pl.DataFrame, people: pl.DataFrame, duty: pl.DataFrame, options: pl.DataFrame, policy: Policy
) -> pl.DataFrame:
    """What is offered to those who are written to about help, or may be."""
    strategy = policy.strategy
    helped = np.zeros(people.height, dtype=bool)
    for given, entries, name in ((duty, strategy.fixed, "fixed"), (options, strategy.treatments, "treatment")):
        helps = np.array([entry.reason == Reason.HELP_OWED for entry in entries] or [False])
        helped[given["person"].to_numpy()[helps[given[name].to_numpy()]]] = True
    second, on = int(policy.as_of.timestamp()), local_day(book, policy.as_of)
    return offers.made(book, late, on, np.flatnonzero(helped), strategy.offers, second)


def loans_concerned(book: Book, late: pl.DataFrame, people: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The loans a contact would be about: those past due; for people with none, those that fall due within days."""
    person = book.loans["person"].to_numpy()
    soon_on = local_day(book, policy.as_of) + timedelta(days=policy.strategy.guardrails.due_soon_days)
    soon = (late["next_due_on"] <= soon_on).fill_null(False).to_numpy()
    current = people["dpd"].to_numpy()[person] == 0
    columns = [book.loans["person"], late["dpd"], book.loans["collector"], book.loans["product"]]
    rows = pl.DataFrame(columns).with_row_index("loan").with_columns(pl.col("loan").cast(pl.Int32))
    overdue = (late["dpd"].to_numpy() > 0) & (late["overdue_minor"].to_numpy() > 0)
    return rows.filter(pl.Series(overdue | (current & soon)))


@dataclass(frozen=True, slots=True)
class Meant:
    """Who each treatment is meant for and worth it, before the law."""

    reaches: list[tuple[Treatment, Bools]]
    values: Ints  # treatments × those of the people who are open to any
    place: Ints  # people: their place there
    worth: Bools  # people for whom any is
    bounded: Bools  # people for whom some would be meant, but every one is beyond a harm bound


def _meant(people: pl.DataFrame, open_: Bools, strategy: Strategy) -> Meant:
    """Each treatment against buckets, ways, the conditions of `firm`, harm bounds and value."""
    rows = np.flatnonzero(open_)
    asked = people.select(WEIGHED)[rows]
    firm = decide.may_hear_firm(asked)
    bucket = asked["bucket"].to_numpy()
    way = asked["way"].to_physical().fill_null(len(WAYS)).to_numpy()
    reaches = []
    values = np.zeros((len(strategy.treatments), len(rows)), dtype=np.int64)
    some, harmless = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
    worth, bounded = np.zeros(people.height, dtype=bool), np.zeros(people.height, dtype=bool)
    for place, treatment in enumerate(strategy.treatments):
        buckets = np.isin(np.arange(len(BUCKETS)), treatment.buckets)
        ways = np.isin((*WAYS, ""), treatment.ways)
        meant = buckets[bucket] & ways[way]
        if treatment.tone == "firm":
            meant &= firm
        within = meant & decide.within_harm(asked, treatment, strategy.guardrails)
        values[place] = decide.value_minor(asked, treatment, strategy.guardrails)
        reach = np.zeros(people.height, dtype=bool)
        reach[rows] = within & (values[place] > 0)
        reaches.append((treatment, reach))
        some |= meant
        harmless |= within
        worth |= reach
    bounded[rows] = some & ~harmless
    return Meant(reaches, values, np.cumsum(open_) - 1, worth, bounded)


def _why_silent(meant: Meant, judged: Judged) -> NDArray[np.int16]:
    """For people open to treatments, why none is left; −1 for those who have something lawful and worth it."""
    reached, lawful = (np.zeros(len(meant.worth), dtype=bool) for _ in range(2))
    reached[judged.person] = True
    lawful[judged.person[judged.lawful]] = True
    tests = (
        (meant.bounded, Reason.HARM_BOUND),
        (~meant.worth, Reason.NO_CONTACT_HELPS),
        (~reached, Reason.NO_POINT),
        (~lawful, Reason.LAW_FORBIDS),
    )
    return np.select([test for test, _ in tests], [_code(reason) for _, reason in tests], default=np.int16(-1))


def _options(people: pl.DataFrame, judged: Judged, value: Ints, policy: Policy) -> pl.DataFrame:
    """Lawful candidates worth more than nothing, by person and treatment."""
    keep = np.flatnonzero(judged.lawful & (value > 0))
    keep = keep[np.argsort(judged.person[keep], kind="stable")]  # candidates come treatment by treatment
    person = judged.person[keep]
    with_options = np.zeros(people.height, dtype=bool)
    with_options[person] = True
    tie = lots(people, with_options, policy, "tie")
    return pl.DataFrame(
        {
            "person": person,
            "treatment": judged.treatment[keep],
            "starts_at": judged.starts_at[keep],
            "value": value[keep],
            "tie": (tie * 2**53).astype(np.int64)[person],
        }
    )


def lots(people: pl.DataFrame, of: Bools, policy: Policy, use: str) -> NDArray[np.float64]:
    """A number in [0, 1) for each person `of` whom it is asked, 0 for the others; hashing is the cost."""
    lots = np.zeros(people.height)
    ids = people["person_id"].filter(pl.Series(of))
    lots[of] = digests.uniform(policy.seed, policy.as_of.date(), ids, use)
    return lots


def _stopped(judged: Judged) -> pl.DataFrame:
    """By rule, the contacts that are unlawful all day and would break it."""
    candidates = judged.verdicts.candidates["candidate"].filter(pl.Series(~judged.lawful, dtype=pl.Boolean))
    breaches = judged.verdicts.breaches.filter(pl.col("candidate").is_in(candidates.implode()))
    named = pl.when(pl.col("part").fill_null("") == "").then("rule").otherwise(pl.format("{}/{}", "rule", "part"))
    counted = breaches.group_by(named.alias("rule")).agg(
        pl.col("candidate").n_unique().cast(pl.Int64).alias("contacts")
    )
    return counted.sort(["contacts", "rule"], descending=[True, False])


def _refused(judged: Judged, value: Ints) -> pl.DataFrame:
    """For people whose best candidate the law refuses for the whole day: that candidate."""
    frame = pl.DataFrame(
        {
            "candidate": np.arange(len(value), dtype=np.int32),
            "person": judged.person,
            "treatment": judged.treatment,
            "starts_at": judged.starts_at,
            "value": value,
            "lawful": judged.lawful,
        }
    )
    best = frame.sort(["person", "value", "treatment"], descending=[False, True, False])
    best = best.unique("person", keep="first", maintain_order=True)
    lawful_from = judged.verdicts.candidates["lawful_from"]
    return best.filter(~pl.col("lawful")).with_columns(
        lawful_from.gather(best.filter(~pl.col("lawful"))["candidate"]).alias("lawful_from")
    )


def _code(reason: Reason) -> np.int16:
    return np.int16(REASONS.index(reason.value))
