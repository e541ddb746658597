"""People for tests of the law: facts and candidates from short descriptions.

In        dictionaries with the keys of worked cases.
Out       `Facts` and candidates of one person or of many; books from a text.
Not here  checks.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from eastwind.core.facts import CANDIDATES, Facts
from eastwind.law import Laws, Verdicts, judge, load
from eastwind.law.cases import _read_case
from eastwind.law.reading import Params

RULE = {
    "id": "x.rule",
    "force": '"law"',
    "since": "2020-01-01",
    "cite": '"section 1"',
    "confidence": '"source"',
}


def case(contact: dict[str, Any], mode: str = "cautious", **parts: Any) -> tuple[Facts, pl.DataFrame]:
    """Facts and candidate of one worked case, its parts as tables of Python."""
    borrower = parts.pop("borrower", {"residence": "CN-GD", "time_zones": ["Asia/Shanghai"]})
    table = {
        "id": "t",
        "books": ["x"],
        "mode": mode,
        "borrower": borrower,
        "contact": {"channel": "voice", **contact},
        "expect": {"allowed": True},
        **parts,
    }
    found = _read_case(Params(table, "test", empties=True), "test")
    assert found.facts is not None
    assert found.candidate is not None
    return found.facts, found.candidate


def together(cases: Sequence[tuple[Facts, pl.DataFrame]]) -> tuple[Facts, pl.DataFrame]:
    """Facts of many people, each with a situation of their own, and their candidates in the order given."""
    facts, candidates, loans = [], [], 0
    for number, (one, candidate) in enumerate(cases):
        moved = {}
        for name in ("contacts", "states", "consents", "loans"):
            frame = getattr(one, name).with_columns(pl.lit(number, pl.Int32).alias("person"))
            moved[name] = frame if name == "loans" else frame.with_columns(pl.col("loan") + loans)
        people = one.people.with_columns(pl.lit(number, pl.Int32).alias("situation"))
        facts.append(one.replace(people=people, **moved))
        candidates.append(
            candidate.with_columns(
                pl.lit(number, pl.Int32).alias("person"),
                pl.lit(number, pl.Int32).alias("candidate"),
                pl.col("loan") + loans,
            )
        )
        loans += one.loans.height
    agencies = max((one.agencies for one in facts), key=len, default=())
    names = ("situations", "people", "loans", "contacts", "states", "consents")
    joined = {name: pl.concat([getattr(one, name) for one in facts]) for name in names}
    return Facts(**joined, agencies=agencies), pl.concat(candidates).select(list(CANDIDATES))


def at_moments(candidate: pl.DataFrame, moments: Sequence[datetime]) -> pl.DataFrame:
    """The same contact as so many candidates, one at each moment."""
    numbers = pl.DataFrame({"candidate": pl.Series(range(len(moments)), dtype=pl.Int32)})
    times = numbers.with_columns(pl.Series("at", list(moments)).cast(CANDIDATES["at"]))
    return times.join(candidate.drop("candidate", "at"), how="cross", maintain_order="left").select(list(CANDIDATES))


def book(folder: Path, *rules: str, **common: str) -> Laws:
    """Laws of one pinned book `x` whose rules are given as TOML lines; what every rule needs is filled in."""
    lines = ['[book]\nname = "x"\ntitle = {en = "X", zh = "X"}']
    for rule in rules:
        said = [line.partition("=")[0].strip() for line in rule.strip().splitlines()]
        named = " ".join(re.findall(r"\d[\d:]*", rule))  # a sentence names every number of its rule
        says = f'{{en = "a rule {named}", zh = "规则 {named}"}}'
        given = {**RULE, "id": '"x.rule"', "says": says, **common}
        given = {key: value for key, value in given.items() if key not in said}
        lines.append("\n".join(["[[rule]]", *(f"{key} = {value}" for key, value in given.items()), rule.strip()]))
    (folder / "x.toml").write_text("\n\n".join(lines), encoding="utf-8")
    return load(["x"], folder, pinned=True)


def verdict(laws: Laws, contact: dict[str, Any], mode: str = "cautious", **parts: Any) -> Verdicts:
    """The verdict over one contact."""
    facts, candidate = case(contact, mode, **parts)
    return judge(candidate, facts, laws, candidate["at"][0], mode=mode)


def allowed(laws: Laws, contact: dict[str, Any], mode: str = "cautious", **parts: Any) -> bool:
    """Whether one contact is allowed."""
    return bool(verdict(laws, contact, mode, **parts).candidates["allowed"][0])


def at(text: str) -> datetime:
    """An instant from its ISO text; UTC if it has no offset."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
