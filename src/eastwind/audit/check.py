"""Check: worked cases, each judged again and held against what it expects.

In        files of worked cases (DESIGN §5), the laws; items found in texts, where somebody looked for them.
Out       a result for each case: passed, failed with every difference, or not covered with the reason.
Not here  the verdict (judge), the duties (duty_check), printing (cli).
Proof     tests/audit/test_worked_cases.py runs every case of every book.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import clock, duty_check, record
from .errors import Unreadable
from .judge import verdict
from .laws import Laws

CONTACT_EXPECTS = frozenset(("allowed", "breaches", "only", "warnings", "lawful_from", "rule"))


@dataclass(slots=True)
class Result:
    """One case: where it stands, and what became of it. `differences` empty and `uncovered` None = passed."""

    file: str
    case: str
    differences: list[str] = field(default_factory=list)
    uncovered: str | None = None
    verdict: dict[str, Any] | None = None

    @property
    def word(self) -> str:
        """passed, failed or not covered."""
        if self.uncovered is not None:
            return "not covered"
        return "failed" if self.differences else "passed"


def cases(path: Path) -> Iterator[dict[str, Any]]:
    """The cases of a file; Unreadable if it is none."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"{path}: cannot be read ({error}). Give a file of worked cases.") from None
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"{path}: this is no TOML ({error}). Mend the file.") from None
    found = table.get("case")
    if not isinstance(found, list) or set(table) != {"case"}:
        raise Unreadable(f"{path}: there are no worked cases here. Write [[case]] tables and nothing else.")
    yield from found


def check(path: Path, laws: Laws, found: Mapping[str, list[str]]) -> list[Result]:
    """Every case of the file. `found`: by the id of the case, the content items found in its text."""
    return [_check(case, path, laws, found) for case in cases(path)]


def _check(case: dict[str, Any], path: Path, laws: Laws, found: Mapping[str, list[str]]) -> Result:
    name = str(case.get("id", "without id"))
    result = Result(path.name, name)
    missing = [book for book in case.get("books", ()) if book not in laws.books]
    if missing:
        result.uncovered = f"the book {missing[0]!r} is not among those loaded"
        return result
    if not case.get("books"):
        raise Unreadable(f"{path}, {name}: books is missing. Name the books that bind: books = ['cn'].")
    expect = case.get("expect")
    if not isinstance(expect, Mapping):
        raise Unreadable(f"{path}, {name}: expect is missing. Say what is expected.")
    if "event" in case:
        result.uncovered, result.differences = duty_check.check(case, expect, laws, f"{path}, {name}")
        return result
    return _contact(case, expect, laws, found, result, f"{path}, {name}")


def _contact(
    case: dict[str, Any],
    expect: Mapping[str, Any],
    laws: Laws,
    found: Mapping[str, list[str]],
    result: Result,
    where: str,
) -> Result:
    unknown = set(expect) - CONTACT_EXPECTS
    if unknown:
        raise Unreadable(f"{where}: expect has the key {min(unknown)!r}. Keys: {', '.join(sorted(CONTACT_EXPECTS))}.")
    if "text" in case.get("contact", {}):
        if result.case not in found:
            result.uncovered = "its text must be read first: hand over the items found with --found"
            return result
        case = {**case, "contact": {**case["contact"], "found": found[result.case]}}
    read = record.read(case, laws.places, where)
    names = tuple(read.books or ())
    rules = laws.rules(names, read.mode, read.contact.channel)
    meant = [expect["rule"]] if "rule" in expect else []
    named = [*expect.get("breaches", ()), *expect.get("warnings", ()), *meant]
    standing = {rule.id for name in names for rules_ in laws.books[name].rules.values() for rule in rules_}
    absent = [rule for rule in named if rule not in standing]
    if absent:
        result.uncovered = f"the rule {absent[0]!r} stands in none of its books"
    elif not named and not rules:
        result.uncovered = "no rule of its books speaks of its channel"
    else:
        result.verdict = verdict(read, rules)
        result.differences = differences(result.verdict, expect)
    return result


def differences(found: Mapping[str, Any], expect: Mapping[str, Any]) -> list[str]:
    """What a verdict says otherwise than expected, one sentence each."""
    broken = {breach["rule"] for breach in found["breaches"]}
    spoken = {warning["rule"] for warning in found["warnings"]}
    told: list[str] = []
    if found["allowed"] != expect["allowed"]:
        told.append(f"allowed is {found['allowed']}, expected {expect['allowed']}; breaches: {_list(broken)}")
    told += [f"{rule} is not broken" for rule in expect.get("breaches", ()) if rule not in broken]
    told += [f"{rule} does not warn" for rule in expect.get("warnings", ()) if rule not in spoken]
    if expect.get("only"):
        told += [f"{rule} is broken too" for rule in sorted(broken - set(expect.get("breaches", ())))]
        if "warnings" in expect:
            told += [f"{rule} warns too" for rule in sorted(spoken - set(expect["warnings"]))]
    if "lawful_from" in expect:
        wanted = clock.text(clock.instant(expect["lawful_from"], "expect, lawful_from"))
        if wanted != found["lawful_from"]:
            told.append(f"lawful from {found['lawful_from']}, expected {wanted}")
    return told


def _list(words: set[str]) -> str:
    return ", ".join(sorted(words)) or "none"
