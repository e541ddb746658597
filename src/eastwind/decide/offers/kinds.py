"""Kinds: every kind of offer for everybody at once, or why it is not open to them.

In        circumstances, their surplus, a policy.
Out       `Kind`: per person whether it is open, months, what it asks and comes to; per loan instalment and total.
Not here  which one is best (best), due dates (schedule), words (sentences).
Proof     tests/decide/offers/test_kinds.py: a plain reading row by row; never above the ceiling; totals add up.

What is asked a month counts over all the person's loans with us together, those that an offer leaves alone with their
contract's payment. No kind asks more than the ceiling, and none proposes borrowing, family money or selling.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from eastwind.core import segments, words
from eastwind.core.segments import Bools, Ints
from eastwind.decide.offers.circumstances import UNKNOWN, Circumstances
from eastwind.decide.offers.policy import (
    CATCH_UP,
    EXTENSION,
    LOWER,
    PAUSE,
    RUNS,
    SCHEDULED,
    SETTLEMENT,
    TOKEN,
    Bridge,
    CatchUp,
    Offers,
    Respread,
    Settlement,
)
from eastwind.decide.offers.reading import MONTHS_MAX
from eastwind.decide.offers.surplus import Surplus
from eastwind.decide.offers.terms import (
    NONE,
    RATE_MAX_PPM,
    Terms,
    added_standing,
    fewest_months,
)
from eastwind.decide.offers.whole import muldiv_up

BASIS: Final = 10_000
Tests = tuple[tuple[Bools, str], ...]
# Why a kind is not open; the first is: it is. Sentences for each stand in sentences.
SHUT: Final = (
    "open", "nothing-late", "ask-first", "rate-unknown", "no-contract-payment", "not-in-matrix", "above-ceiling",
    "too-many-months", "below-least", "better-open",
)  # fmt: skip
OPEN: Final = 0


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of offer over all people and loans. Figures of people to whom it is shut say nothing."""

    name: str
    shut: NDArray[np.int8]  # code of SHUT
    months: Ints
    instalment: Ints  # asked in the first month, for the loans concerned
    monthly: Ints  # the most asked in a month over all loans with us: what the ceiling bounds
    total: Ints  # paid under the offer
    after: Ints  # still owed after it
    contract: Ints  # what the contract would still cost, for the loans concerned
    approval: Bools  # needs a named person's consent
    covers: Bools  # loans concerned
    each: Ints  # instalment a loan; for catch-up what comes beside the contract's own
    sums: Ints  # paid a loan under the offer; for catch-up of what is past due

    @property
    def open(self) -> Bools:
        """Whom it is open to."""
        is_open: Bools = self.shut == OPEN
        return is_open

    @property
    def cost(self) -> Ints:
        """What it costs more than the contract; negative = less."""
        return self.total + self.after - self.contract


def every(found: Circumstances, means: Surplus, policy: Offers) -> dict[str, Kind]:
    """The kinds of the policy, those that end the debt first: the others ask whether one of these is open."""
    makers: dict[str, Callable[[dict[str, Kind]], Kind]] = {}
    if (catch_up := policy.catch_up) is not None:
        makers[CATCH_UP] = lambda _: _catch_up(found, means, catch_up)
    if (extension := policy.extension) is not None:
        makers[EXTENSION] = lambda _: _extension(found, means, extension)
    if (lower := policy.lower) is not None:
        makers[LOWER] = lambda made: _lower(found, means, lower, made)
    if policy.settlement:
        makers[SETTLEMENT] = lambda made: _settlement(found, means, policy.settlement, made)
    if (token := policy.token) is not None:
        makers[TOKEN] = lambda made: _token(found, means, token, made)
    if (pause := policy.pause) is not None:
        makers[PAUSE] = lambda made: _pause(found, means, pause, made)
    kinds: dict[str, Kind] = {}
    for name, make in makers.items():
        kinds[name] = make(kinds)
    return kinds


def _catch_up(found: Circumstances, means: Surplus, rule: CatchUp) -> Kind:
    """The contract goes on; what is past due comes beside it in the fewest parts that the ceiling allows."""
    late = found.late
    arrears = np.where(late, found.arrears, 0)
    peak = segments.total(found.peak, found.start)
    terms = _unborne(found, arrears, means.ceiling - peak, rule.months_max)
    part = segments.total(terms.instalment, found.start)
    tests = (
        (~_any(found, late), "nothing-late"),
        (~means.told, "ask-first"),
        (means.ceiling < peak, "above-ceiling"),
        (terms.months == NONE, "too-many-months"),
    )
    remaining = _sum(found, found.remaining, late)
    asked = _sum(found, found.contract, late) + part
    return _kind(
        CATCH_UP, found, tests, terms, late, instalment=asked, monthly=peak + part, total=remaining, contract=remaining
    )


def _extension(found: Circumstances, means: Surplus, rule: Respread) -> Kind:
    """Each late loan goes on at its contract's payment until all is paid: what is past due moves to the end."""
    late = found.late
    amount, rate = _base(found, late, rule)
    alone = np.arange(len(amount) + 1)
    caps = np.where(late, found.contract, 0)
    spread = fewest_months(amount, found.owed, rate, alone, caps, np.full(len(amount), rule.months_max), found.step)
    stuck = late & (spread.months == NONE)
    months = np.where(_any(found, stuck), NONE, segments.largest(np.where(late, spread.months, 0), found.start, 0))
    terms = Terms(months, np.where(late, spread.instalment, 0), spread.total)
    monthly = segments.total(np.where(late, terms.instalment, found.contract), found.start)
    tests = (
        (~_any(found, late), "nothing-late"),
        (_any(found, late & _unrated(found, rule)), "rate-unknown"),
        (_any(found, late & (found.contract <= 0)), "no-contract-payment"),
        (means.ours > means.ceiling, "above-ceiling"),
        (months == NONE, "too-many-months"),
        (monthly < rule.least_minor, "below-least"),
    )
    return _kind(EXTENSION, found, tests, terms, late, monthly=monthly, contract=_sum(found, found.remaining, late))


def _lower(found: Circumstances, means: Surplus, rule: Respread, made: dict[str, Kind]) -> Kind:
    """All loans together spread anew, at what is affordable and at most the contract's payment."""
    every_loan = np.ones(len(found.owed), dtype=bool)
    amount, rate = _base(found, every_loan, rule)
    # Where the contract asks nothing a month (no schedule), what is affordable alone bounds it.
    cap = np.where((means.ours == 0) & means.told, means.ceiling, np.minimum(means.ceiling, means.ours))
    most = np.full(found.people, rule.months_max, dtype=np.int64)
    terms = fewest_months(amount, found.owed, rate, found.start, cap, most, found.step)
    monthly = segments.total(terms.instalment, found.start)
    covered = means.ceiling >= means.ours
    tests = (
        (~_any(found, found.late) & covered, "nothing-late"),
        (_any(found, _unrated(found, rule)), "rate-unknown"),
        ((means.ours == 0) & ~means.told, "ask-first"),
        (covered & (_is_open(made, CATCH_UP, found) | _is_open(made, EXTENSION, found)), "better-open"),
        (cap <= 0, "above-ceiling"),
        (terms.months == NONE, "too-many-months"),
        (monthly < rule.least_minor, "below-least"),
    )
    remaining = _sum(found, found.remaining, every_loan)
    return _kind(LOWER, found, tests, terms, every_loan, monthly=monthly, contract=remaining)


def _settlement(found: Circumstances, means: Surplus, matrix: tuple[Settlement, ...], made: dict[str, Kind]) -> Kind:
    """Less than all in full discharge of the loans that a row of the matrix names, where no contract can be kept."""
    row = _rows(found, matrix)
    covers = row >= 0
    share, parts, limit = (
        np.array([getattr(entry, name) for entry in matrix], dtype=np.int64)[np.maximum(row, 0)]
        for name in ("share_bp", "parts_max", "approval_above_minor")
    )
    amount = np.where(covers, muldiv_up(found.owed, share, np.full_like(found.owed, BASIS)), 0)
    parts_max = segments.smallest(np.where(covers, parts, MONTHS_MAX), found.start, 1)
    others = _sum(found, found.contract, ~covers)
    cap = means.ceiling - others
    terms = _unborne(found, amount, cap, parts_max)
    part = segments.total(terms.instalment, found.start)
    tests = (
        (~_any(found, covers), "not-in-matrix"),
        (_is_open(made, CATCH_UP, found) | _is_open(made, EXTENSION, found), "better-open"),
        (cap <= 0, "above-ceiling"),
        (terms.months == NONE, "too-many-months"),
    )
    return _kind(
        SETTLEMENT, found, tests, terms, covers, monthly=others + part,
        contract=_sum(found, found.remaining, covers), approval=_any(found, covers & (found.owed > limit)),
    )  # fmt: skip


def _rows(found: Circumstances, matrix: tuple[Settlement, ...]) -> Ints:
    """Of each loan the first row of the matrix that names its age and product; −1 = none."""
    row = np.full(len(found.owed), -1, dtype=np.int64)
    for place, entry in enumerate(matrix):
        products = [words.PRODUCTS.index(name) for name in entry.products]
        named = np.isin(found.bucket, entry.buckets) & (np.isin(found.product, products) | (not products))
        row = np.where((row < 0) & named & found.late, place, row)
    return row


def _token(found: Circumstances, means: Surplus, rule: Bridge, made: dict[str, Kind]) -> Kind:
    """A small sum a month, on the largest debt, until the person's means are seen anew."""
    first = _largest(found)
    covers = np.ones(len(found.owed), dtype=bool)
    each = np.where(first, rule.instalment_minor, 0)
    whole = each * rule.months
    tests = (
        *_bridges(found, means, rule, made),
        (found.hardship & ~means.told, "ask-first"),
        (means.ceiling < rule.instalment_minor, "above-ceiling"),
        (_any(found, first & (found.owed <= whole)), "better-open"),
    )
    _, rate = _base(found, covers, rule)
    # What is paid at the end of a month bears nothing in the months after it.
    paid = each * (rule.months - 1) // 2
    runs = added_standing(np.maximum(found.owed - paid, 0), rate, rule.months)
    return _bridge(TOKEN, found, rule, tests, each, whole, runs)


def _pause(found: Circumstances, means: Surplus, rule: Bridge, made: dict[str, Kind]) -> Kind:
    """Months in which nothing is asked."""
    covers = np.ones(len(found.owed), dtype=bool)
    _, rate = _base(found, covers, rule)
    nothing = np.zeros_like(found.owed)
    tests = _bridges(found, means, rule, made)
    return _bridge(PAUSE, found, rule, tests, nothing, nothing, added_standing(found.owed, rate, rule.months))


def _bridges(found: Circumstances, means: Surplus, rule: Bridge, made: dict[str, Kind]) -> Tests:
    """A bridge is for those to whom nothing is open that ends the debt, and for whoever has reported hardship."""
    ends = np.zeros(found.people, dtype=bool)
    for name in (CATCH_UP, EXTENSION, LOWER, SETTLEMENT):
        ends |= _is_open(made, name, found)
    return (
        (~_any(found, found.late) & (means.ceiling >= means.ours), "nothing-late"),
        (ends & ~found.hardship, "better-open"),
        (_any(found, _unrated(found, rule)), "rate-unknown"),
    )


def _bridge(name: str, found: Circumstances, rule: Bridge, tests: Tests, each: Ints, whole: Ints, runs: Ints) -> Kind:
    months = np.full(found.people, rule.months, dtype=np.int64)
    remaining = segments.total(found.remaining, found.start)
    after = remaining + segments.total(runs - whole, found.start)
    covers = np.ones(len(found.owed), dtype=bool)
    monthly = segments.total(each, found.start)
    return _kind(
        name, found, tests, Terms(months, each, whole), covers, monthly=monthly, after=after, contract=remaining
    )


def _kind(
    name: str,
    found: Circumstances,
    tests: Tests,
    terms: Terms,
    covers: Bools,
    *,
    monthly: Ints,
    contract: Ints,
    instalment: Ints | None = None,
    total: Ints | None = None,
    after: Ints | None = None,
    approval: Bools | None = None,
) -> Kind:
    """A kind from its terms; what is not given follows from them."""
    none = np.diff(found.start) == 0
    codes = [np.int8(SHUT.index(why)) for _, why in tests]
    shut = np.select([none, *(test for test, _ in tests)], [np.int8(SHUT.index("nothing-late")), *codes], np.int8(OPEN))
    each, sums = np.where(covers, terms.instalment, 0), np.where(covers, terms.total, 0)
    return Kind(
        name=name,
        shut=shut.astype(np.int8),
        months=terms.months,
        instalment=segments.total(each, found.start) if instalment is None else instalment,
        monthly=monthly,
        total=segments.total(sums, found.start) if total is None else total,
        after=np.zeros(found.people, dtype=np.int64) if after is None else after,
        contract=contract,
        approval=np.zeros(found.people, dtype=bool) if approval is None else approval,
        covers=covers,
        each=each,
        sums=sums,
    )


def _unborne(found: Circumstances, amount: Ints, cap: Ints, months_max: int | Ints) -> Terms:
    """The person's loans spread together with nothing running on; a loan that is worth nothing here asks nothing."""
    most = np.full(found.people, months_max, dtype=np.int64) if isinstance(months_max, int) else months_max
    return fewest_months(amount, found.owed, np.zeros_like(amount), found.start, cap, most, found.step)


def _base(found: Circumstances, covers: Bools, rule: Any) -> tuple[Ints, Ints]:
    """What is spread of each loan, and the yearly rate that runs on what is owed of it."""
    amount = found.remaining if rule.interest == SCHEDULED else found.owed
    rate = np.zeros_like(found.owed)
    if rule.interest == RUNS:
        rate = rate + np.clip(found.rate_ppm, 0, RATE_MAX_PPM)
    if rule.late_charges == RUNS:
        rate = rate + np.clip(found.late_ppm, 0, RATE_MAX_PPM)
    return np.where(covers, amount, 0), np.where(covers, np.minimum(rate, RATE_MAX_PPM), 0)


def _unrated(found: Circumstances, rule: Any) -> Bools:
    """Loans of which it cannot be said what runs on."""
    unknown = np.zeros(len(found.owed), dtype=bool)
    for runs, rate in ((rule.interest == RUNS, found.rate_ppm), (rule.late_charges == RUNS, found.late_ppm)):
        if runs:
            unknown |= (rate == UNKNOWN) | (rate > RATE_MAX_PPM)
    return unknown


def _largest(found: Circumstances) -> Bools:
    """Of each person the loan on which most is owed, the first of equals."""
    most = segments.largest(found.owed, found.start, -1)[found.person]
    rows = np.arange(len(found.owed))
    first = segments.smallest(np.where(found.owed == most, rows, len(rows)), found.start, -1)[found.person]
    largest: Bools = rows == first
    return largest


def _is_open(made: dict[str, Kind], name: str, found: Circumstances) -> Bools:
    return made[name].open if name in made else np.zeros(found.people, dtype=bool)


def _any(found: Circumstances, loans: Bools) -> Bools:
    """People of whom any loan is so."""
    some: Bools = segments.total(loans, found.start) > 0
    return some


def _sum(found: Circumstances, amount: Ints, of: Bools) -> Ints:
    return segments.total(np.where(of, amount, 0), found.start)
