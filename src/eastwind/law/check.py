"""Check: judges worked cases with the gate and compares with what they expect.

In        files of cases, a folder of books.
Out       a result a case, and a summary: `N passed (of them M expect allowed), N failed, N not covered`.
Not here  reading cases (cases), printing (cli).
Proof     tests/law/test_cases.py; tests/law/test_worked_cases.py runs every file of tests/law/cases.

A case is covered when every rule it names stands in a loaded book; one that expects `allowed` and names none, when at
least one rule in force speaks for its channel and party. What a free text contains is read by the room `text`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl

from eastwind.core import words
from eastwind.law import books, cases, event_cases
from eastwind.law.books import Laws
from eastwind.law.cases import Case, Expect
from eastwind.law.duties.periodic import Periodic
from eastwind.law.duties.reckoning import due
from eastwind.law.event_cases import Owed
from eastwind.law.gate import judge
from eastwind.law.plain import EPOCH, By

Outcome = Literal["passed", "failed", "not covered"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a case; `why` says what differs, or why it is not covered."""

    case: Case
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """All results, and the line that ends them."""

    results: tuple[Result, ...]

    def count(self, outcome: Outcome) -> int:
        """How many cases came out so."""
        return sum(result.outcome == outcome for result in self.results)

    @property
    def failed(self) -> int:
        """How many failed."""
        return self.count("failed")

    @property
    def line(self) -> str:
        """`N passed (of them M expect allowed), N failed, N not covered`."""
        allowed = sum(
            r.outcome == "passed" and r.case.expect is not None and r.case.expect.allowed for r in self.results
        )
        return (
            f"{self.count('passed')} passed (of them {allowed} expect allowed), "
            f"{self.failed} failed, {self.count('not covered')} not covered"
        )


def check(files: Iterable[Path], folder: Path = books.FOLDER) -> Summary:
    """Judge every case of some files; CaseError or BookError if a file cannot be read."""
    every = [case for path in files for case in cases.read(path)]
    results = [_settled(case, folder) for case in every]
    groups: dict[tuple[tuple[str, ...], str], list[int]] = {}
    for place, (case, result) in enumerate(zip(every, results, strict=True)):
        if result is None:
            groups.setdefault((case.books, case.mode), []).append(place)
    for (names, mode), members in groups.items():
        laws, _ = _laws(names, folder)
        why = _judged([every[place] for place in members], laws, mode)
        for place, differs in zip(members, why, strict=True):
            results[place] = Result(every[place], "failed" if differs else "passed", differs)
    return Summary(tuple(result for result in results if result is not None))


def _settled(case: Case, folder: Path) -> Result | None:
    """The result of a case that is not for the gate, or not covered; None where the gate must judge."""
    laws, missing = _laws(case.books, folder)
    if missing:
        return Result(case, "not covered", f"no book {', '.join(missing)}")
    if case.owed is not None:
        return _check_event(case, case.owed, laws)
    assert case.expect is not None
    known = {rule.id for book in laws.books for mode in words.MODES for rule in book.rules[mode]}
    meant = (case.expect.rule,) if case.expect.rule else ()
    unknown = [name for name in (*case.expect.breaches, *(case.expect.warnings or ()), *meant) if name not in known]
    if unknown:
        return Result(case, "not covered", f"no rule {', '.join(unknown)}")
    if case.expect.allowed and not meant and not _speaks(laws, case):
        return Result(case, "not covered", f"no rule in force speaks for {case.channel} by {case.by}")
    return None


def _judged(some: Sequence[Case], laws: Laws, mode: str) -> list[str]:
    """What differs in each case; they are judged in one call, each as of its own contact."""
    candidates, facts = cases.together(some)
    found = judge(candidates, facts, laws, None, mode=mode)
    breached, warned = _by_candidate(found.breaches), _by_candidate(found.warnings)
    verdicts = dict(zip(found.candidates["candidate"], found.candidates.to_dicts(), strict=True))
    return [
        _differences(case.expect, verdicts[place], breached.get(place, set()), warned.get(place, set()))
        for place, case in enumerate(some)
        if case.expect is not None
    ]


def _by_candidate(frame: pl.DataFrame) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for candidate, rule in frame.select("candidate", "rule").rows():
        found.setdefault(candidate, set()).add(rule)
    return found


def _check_event(case: Case, owed: Owed, laws: Laws) -> Result:
    assert case.events is not None
    duties = [
        duty
        for book in laws.books
        for mode in words.MODES
        for duty in book.duties.get(mode, ())
        if duty.id == owed.rule
    ]
    if not duties:
        return Result(case, "not covered", f"no duty {owed.rule}")
    if owed.part is not None and owed.part not in {duty.part for duty in duties}:
        return Result(case, "failed", f"{owed.rule} has no part '{owed.part}'")
    found = due(case.events, case.facts, laws, case.at, mode=case.mode)
    per = {duty.part: duty.body.per for duty in duties if isinstance(duty.body, Periodic)}
    why = event_cases.differences(owed, found, case.events, per)
    return Result(case, "failed" if why else "passed", why)


def _differences(expect: Expect, verdict: dict[str, Any], found: set[str], warned: set[str]) -> str:
    """What differs from the expectation, in words; empty where nothing does."""
    wrong = []
    if verdict["allowed"] != expect.allowed:
        wrong.append(f"expected {'allowed' if expect.allowed else 'a breach'}, found {_named(found) or 'allowed'}")
    if missing := [name for name in expect.breaches if name not in found]:
        wrong.append(f"expected {', '.join(missing)}, found {_named(found) or 'no breach'}")
    if expect.only and (more := found - set(expect.breaches)):
        wrong.append(f"found {_named(more)} beside what was expected")
    if missing := [name for name in expect.warnings or () if name not in warned]:
        wrong.append(f"expected the warning {', '.join(missing)}, found {_named(warned) or 'none'}")
    if expect.only and expect.warnings is not None and (more := warned - set(expect.warnings)):
        wrong.append(f"found the warning {_named(more)} beside what was expected")
    if expect.lawful_from is not None and verdict["lawful_from"] != expect.lawful_from:
        wrong.append(f"expected lawful from {expect.lawful_from}, found {verdict['lawful_from']}")
    return "; ".join(dict.fromkeys(wrong))


def _named(rules: Iterable[str]) -> str:
    return ", ".join(sorted(rules))


@cache
def _load(names: tuple[str, ...], folder: Path) -> Laws:
    return books.load(names, folder, pinned=True)


def _laws(names: Sequence[str], folder: Path) -> tuple[Laws, list[str]]:
    there = books.available(folder)
    missing = [name for name in names if name not in there]
    return _load(tuple(name for name in names if name in there), folder), missing


def _speaks(laws: Laws, case: Case) -> bool:
    """Whether any rule in force on the day speaks for the channel and the caller."""
    day, by = (case.at.date() - EPOCH).days, words.COLLECTORS.index(case.by)
    for rule in laws.speaking(laws.names, case.mode, words.CHANNELS.index(case.channel)):
        callers = [test.bits for test in rule.applies.tests if isinstance(test, By)]
        if rule.since <= day <= (rule.until or day) and all(bits >> by & 1 for bits in callers):
            return True
    return False
