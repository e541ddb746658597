"""The worked examples: TOML that anybody can read, told in both languages.

`python -m tests.decide.offers.worked > docs/guide/offers.md` prints the guide anew.
"""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eastwind.core import living_costs
from eastwind.decide.offers import Sources, Telling, consider, paper
from tests.decide.offers.world import POLICY, circumstances

FOLDER = Path(__file__).parent / "examples"
HEAD = Path(__file__).parent / "guide-head.md"


def examples() -> list[tuple[str, dict[str, Any]]]:
    """The examples, by the name of their file."""
    return [(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.toml"))]


def tellings(example: dict[str, Any], zh: bool) -> list[Telling]:
    """What each person of an example is told."""
    loans = [{"late": True, "rate_ppm": None, "late_ppm": None, **loan} for loan in example["loan"]]
    names = [loan.pop("name") for loan in loans]
    found = []
    for given in example["person"]:
        dependants = given.get("dependants")
        published = living_costs.published([example["place"]], dependants or 0, example["on"], example["currency"])
        person = {
            "income": given.get("income"),
            "declared": given.get("living"),
            "published": published.amount_minor,
            "status": published.status,
            "household_known": dependants is not None,
            "bills": given.get("bills"),
            "others": given.get("others"),
            "hardship": given.get("hardship", False),
            "due_day": given["due_day"],
            "loans": loans,
        }
        crowd = consider(circumstances([person], example["on"], example["currency"]), POLICY)
        order = sorted(range(len(loans)), key=lambda k: loans[k]["owed"])
        sources = Sources(example["on"] if "income" in given else None, published)
        found.append(Telling(paper(crowd, 0), sources, tuple(names[k] for k in order), zh))
    return found


def page() -> str:
    """The guide."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield HEAD.read_text(encoding="utf-8").format(countries="; ".join(_countries()))
    for number, (name, example) in enumerate(examples(), start=1):
        yield f"## {number}. {example['title']['en']} / {example['title']['zh']}"
        yield f"\n`{name}.toml`, {example['place']}, {example['on']}\n"
        for zh in (False, True):
            yield "```text"
            for given, telling in zip(example["person"], tellings(example, zh), strict=True):
                if "name" in given:
                    yield f"[{given['name']['zh' if zh else 'en']}]"
                yield from telling.lines()
                yield ""
            yield "```\n"


def _countries() -> Iterator[str]:
    for country in living_costs.countries():
        book = living_costs.raw(country)
        if book["kind"] == "none-known":
            yield f"{country.upper()} none"
        else:
            yield f"{country.upper()} from {book['version'][0]['from']} to {book['version'][-1]['until']}"


if __name__ == "__main__":
    sys.stdout.write(page())
