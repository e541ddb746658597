"""Compare: the gate and the auditor on the same random cases; any difference is a fault in one of them, or in the page.

In        a seed, how many cases.
Out       every difference, column by column; how often each rule was broken and kept.
Not here  making cases (aim), how fast either is (eastwind bench).
Proof     tests/law/test_fuzz.py runs 20,000; `make law-fuzz` a million.

Compared is the whole verdict: allowed, lawful_from, and of every breach and warning, in their order, rule, part, force
and all evidence (docs/reference/verdicts.md).
"""

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

from eastwind import audit
from eastwind.audit.laws import Laws
from eastwind.law import gathering
from tests.law.fuzz import aim

BLOCK: Final = 1000  # cases under one stack, judged in one call of the gate
KEPT_MAX: Final = 50  # differences told whole

Verdict = dict[str, Any]
Name = tuple[str, str]  # rule, part


@dataclass(slots=True)
class Compared:
    """What came of some cases."""

    cases: int = 0
    allowed: int = 0
    broken: Counter[Name] = field(default_factory=Counter)
    kept: Counter[Name] = field(default_factory=Counter)  # asked about the contact's channel, and not broken
    differences: list[str] = field(default_factory=list)
    different: int = 0

    def add(self, other: "Compared") -> None:
        """Take in another's."""
        self.cases += other.cases
        self.allowed += other.allowed
        self.broken += other.broken
        self.kept += other.kept
        self.different += other.different
        self.differences = (self.differences + other.differences)[:KEPT_MAX]


@cache
def laws() -> Laws:
    """The books as the auditor reads them."""
    return audit.load(aim.LAW / "books", aim.HOLIDAYS.parent)


def made(seed: int, block: int, many: int = BLOCK) -> list[aim.Case]:
    """The first cases of a block, all under one stack; they depend on the seed and the block's number alone."""
    rng = random.Random(f"{seed}:{block}")
    under = aim.stack(rng, block)
    return [aim.case(rng, block * BLOCK + place, under) for place in range(many)]


def compare(task: tuple[int, int, int]) -> Compared:
    """Judge the first cases of a block twice: (seed, block, how many)."""
    seed, block, many = task
    found = Compared()
    cases = made(seed, block, many)
    for case, gate in zip(cases, gathering.verdicts(cases), strict=True):
        asked = {name: value for name, value in case.items() if name not in ("id", "expect")}
        auditor = audit.judge(asked, laws())
        found.cases += 1
        found.allowed += gate["allowed"]
        _count(found, case, gate)
        if told := list(differences(gate, auditor)):
            found.different += 1
            found.differences.append(f"seed {seed}: {'; '.join(told)}\n{toml(case)}")
    found.differences = found.differences[:KEPT_MAX]
    return found


def toml(case: aim.Case) -> str:
    """The case as a file of worked cases has it."""
    lines = ["[[case]]", *(f"{key} = {_value(case[key])}" for key in ("id", "books", "mode"))]
    for name in ("borrower", "loan", "contact", "history", "state", "consent", "expect"):
        for table in case[name] if isinstance(case.get(name), list) else [case[name]] if name in case else []:
            lines.append(f"[[case.{name}]]" if isinstance(case[name], list) else f"[case.{name}]")
            lines += [f"{key} = {_value(value)}" for key, value in table.items()]
    return "\n".join(lines)


def _value(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def differences(gate: Verdict, auditor: Verdict) -> Iterator[str]:
    """What differs between two verdicts, in words."""
    for name in ("allowed", "lawful_from"):
        if gate[name] != auditor[name]:
            yield f"{name}: gate {gate[name]}, auditor {auditor[name]}"
    for name in ("breaches", "warnings"):
        ours, theirs = _named(gate[name]), _named(auditor[name])
        for rule in {**ours, **theirs}:
            if rule not in theirs or rule not in ours:
                yield f"{' '.join(rule).strip()} in {name} of the {'gate' if rule in ours else 'auditor'} alone"
                continue
            for column, value in ours[rule].items():
                if theirs[rule].get(column) != value:
                    yield f"{' '.join(rule).strip()} {column}: gate {value}, auditor {theirs[rule].get(column)}"
        if list(ours) != list(theirs) and set(ours) == set(theirs):
            yield f"{name} stand in another order"


def _named(breaches: Sequence[Verdict]) -> dict[Name, Verdict]:
    return {(str(breach["rule"]), str(breach["part"])): breach for breach in breaches}


@cache
def _speaking(books: tuple[str, ...], mode: str, channel: str) -> tuple[Name, ...]:
    rules = (rule for name in books for rule in laws().books[name].rules[mode] if channel in rule.channels)
    return tuple(dict.fromkeys((rule.id, rule.part) for rule in rules))


def _count(found: Compared, case: aim.Case, verdict: Verdict) -> None:
    broken = {name for key in ("breaches", "warnings") for name in _named(verdict[key])}
    found.broken.update(broken)
    speaking = _speaking(tuple(case["books"]), case["mode"], case["contact"]["channel"])
    found.kept.update(name for name in speaking if name not in broken)
