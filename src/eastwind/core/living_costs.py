"""Living costs: what a household needs a month, where a state or a court has published it.

In        core/data/living_costs/<country>.toml: dated, sourced amounts, or the words that none is known; places, a day.
Out       `published`: the amount with its source, or why there is none.
Not here  what a person declared, what is left of an income (decide.offers).
Proof     tests/core/test_living_costs.py: every file dated and sourced, no gap filled, amounts by hand.

Three answers, never mixed up: an amount; none is known for the country; or a table exists but does not cover the day
(or counts in another currency), which is unknown and never zero. Of several plausible places the dearest counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from eastwind.core import country_files, places

Status = Literal["known", "none-known", "uncovered"]
KINDS: Final = ("living-cost", "protected-income", "none-known")
CONFIDENCES: Final = ("source", "secondary", "memory")
BASIS: Final = 10_000
ELSEWHERE: Final = ""


@dataclass(frozen=True, slots=True)
class Published:
    """What is published for a household: `amount_minor` a month where `status` is known, else null."""

    status: Status
    amount_minor: int | None
    kind: str
    name: dict[str, str]
    cite: str
    url: str
    confidence: str
    since: date | None


NOWHERE: Final = Published(
    "none-known",
    None,
    "none-known",
    {"zh": "没有已知的公布标准", "en": "no published figure is known"},
    "",
    "",
    "",
    None,
)


def countries() -> tuple[str, ...]:
    """Countries of which a file says something."""
    return country_files.countries("living_costs")


def raw(country: str) -> dict[str, Any]:
    """The parsed file of a country."""
    return country_files.raw("living_costs", country)


def published(where: Sequence[str], dependants: int, on: date, currency: str) -> Published:
    """What is published for one adult and `dependants` at the dearest of the places `where`, on a day.

    A place whose table does not cover the day, or counts in another currency, makes the answer `uncovered`.
    """
    found = [_at(place, dependants, on, currency) for place in where]
    if gap := next((one for one in found if one.status == "uncovered"), None):
        return gap
    amounts = [one for one in found if one.amount_minor is not None]
    if amounts:
        return max(amounts, key=lambda one: one.amount_minor or 0)
    return next(iter(found), NOWHERE)


def _at(place: str, dependants: int, on: date, currency: str) -> Published:
    country = _chain(place)[-1][:2].lower()
    if country not in countries():
        return NOWHERE
    book = raw(country)
    if book["kind"] == "none-known":
        return Published("none-known", None, "none-known", book["name"], "", book["url"], "", None)
    version = next((one for one in book["version"] if one["from"] <= on <= one["until"]), None)
    if version is None or book["currency"] != currency:
        return Published("uncovered", None, book["kind"], book["name"], "", book["version"][-1]["url"], "", None)
    amount = max(_household(row, dependants, book) for row in _rows(place, version["areas"]))
    return Published(
        "known", amount, book["kind"], book["name"], version["cite"], version["url"], version["confidence"],
        version["from"],
    )  # fmt: skip


def _rows(place: str, areas: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that may hold at a place: its own, that of what it lies in, elsewhere; of a bare country, all."""
    chain = _chain(place)
    if len(chain) == 1 or not place.startswith(chain[-1]):  # a country, or another code for a whole one
        return list(areas.values())
    return [next((areas[one] for one in chain if one in areas), areas[ELSEWHERE])]


def _chain(place: str) -> tuple[str, ...]:
    """A place and what it lies in, the country last; of a place that is not mapped only its country is known."""
    try:
        return (place, *places.parents(place))
    except places.UnknownPlace:
        return (place[:2],)


def _household(row: dict[str, Any], dependants: int, book: dict[str, Any]) -> int:
    """One adult and so many dependants a month; the last figure for a dependant holds for every further one."""
    counted = min(dependants, book.get("dependants_max", dependants))
    each = row["dependants"]
    whole: int = row["adult"] + sum(each[min(k, len(each) - 1)] for k in range(counted))
    monthly: int = -(-whole * book["multiple_bp"] // (BASIS * book["months"]))
    return monthly
