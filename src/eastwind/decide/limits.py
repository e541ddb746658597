"""Limits: what is scarce today, and what is promised at the least, as a strategy names them.

In        tables of the strategy: [[capacity]] and [[minimum]].
Out       `Capacity`, `Minimum`, checked against each other and against the treatments.
Not here  numbers per person (scarce), sharing out (allocate), reading TOML (reading).
Proof     tests/decide/test_limits.py: each wrong word and number is refused by name.
"""

from collections.abc import Collection
from dataclasses import astuple, dataclass
from typing import Final

from eastwind.core import words
from eastwind.core.plan import WAYS
from eastwind.decide.reading import StrategyError, word

BUCKETS: Final = tuple(range(8))
COST, COMPLAINTS = "cost_minor", "complaint_ppm"
SUMS: Final = (COST, COMPLAINTS)
GROUPS_MAX: Final = 57  # that a signature of 63 bits has room for (scarce)


@dataclass(frozen=True, slots=True)
class Only:
    """The people somebody's queue is for: each list that is given must name them. No trait is asked for, ever."""

    ways: tuple[str, ...] = ()
    buckets: tuple[int, ...] = ()
    by: tuple[str, ...] = ()  # who has the file: creditor · agency (any) · agency:<name> · buyer
    products: tuple[str, ...] = ()  # of the loan latest past due

    def __bool__(self) -> bool:
        return any(astuple(self))


EVERYBODY: Final = Only()


@dataclass(frozen=True, slots=True)
class Capacity:
    """What is scarce today: minutes, letters, messages; money and harm as sums over all contacts.

    A contact takes of it what the treatment's `uses` says; with `of`, that figure of the treatment itself. `only`
    narrows it to some people: contacts with others take nothing of it.
    """

    name: str
    unit: str
    available: int
    of: str = ""  # "" = as uses say · cost_minor · complaint_ppm (1,000,000 = one complaint expected)
    only: Only = EVERYBODY


@dataclass(frozen=True, slots=True)
class Minimum:
    """What a group of people is to get at the least, of contacts that are lawful and worth it anyway.

    `at_least` so many of the treatments named; or that share of all of them, `share_ppm`, goes to the group.
    """

    name: str
    treatments: tuple[str, ...]
    only: Only = EVERYBODY
    at_least: int = 0
    share_ppm: int = 0


def check(
    capacities: Collection[Capacity], minimums: Collection[Minimum], treatments: Collection[str],
    drawn: Collection[str], where: str,
) -> None:  # fmt: skip
    """Refuse what cannot be meant. `treatments` are all names, `drawn` the capacities that some treatment uses."""
    names: set[str] = set()
    for capacity in capacities:
        at = f"{where}: capacity '{capacity.name}'"
        if capacity.name in names:
            raise StrategyError(f"{where}: the capacity '{capacity.name}' stands twice; add the two up.")
        names.add(capacity.name)
        if capacity.of:
            word(capacity.of, SUMS, at, "sum of a capacity")
        if capacity.of and capacity.name in drawn:
            raise StrategyError(
                f"{at} adds up {capacity.of} of every treatment by itself; "
                "take it out of their uses, or leave out 'of'."
            )
        _check_only(capacity.only, at)
    for minimum in minimums:
        at = f"{where}: minimum '{minimum.name}'"
        if not minimum.name or minimum.name in names:
            raise StrategyError(f"{at} has no name of its own: a capacity or a minimum is called so; rename it.")
        names.add(minimum.name)
        _check_minimum(minimum, tuple(treatments), at)
    groups = {*(one.only for one in capacities), *(one.only for one in minimums)}
    if len(groups) > GROUPS_MAX:
        raise StrategyError(
            f"{where}: limits name {len(groups)} different groups; {GROUPS_MAX} are possible. Join some."
        )


def _check_minimum(minimum: Minimum, treatments: tuple[str, ...], at: str) -> None:
    if not minimum.treatments:
        raise StrategyError(f'{at} names no treatments; write e.g. treatments = ["{next(iter(treatments), "call")}"].')
    for name in minimum.treatments:
        word(name, treatments, at, "treatment")
    if (minimum.at_least > 0) == (minimum.share_ppm > 0):
        raise StrategyError(f"{at}: write either at_least = a number of people, or share_ppm = a share in millionths.")
    if minimum.share_ppm and not minimum.only:
        raise StrategyError(f"{at}: a share needs a group; write e.g. only = {{buckets = [1, 2]}}, or use at_least.")
    _check_only(minimum.only, at)


def _check_only(only: Only, at: str) -> None:
    for way in only.ways:
        word(way, WAYS, at, "way")
    for bucket in only.buckets:
        word(bucket, BUCKETS, at, "bucket")
    for product in only.products:
        word(product, words.PRODUCTS, at, "product")
    for by in only.by:
        if not str(by).removeprefix("agency:").strip() or not str(by).startswith("agency:"):
            word(by, (*words.COLLECTORS, "agency:<name>"), at, "collector")
