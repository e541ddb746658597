"""Report: what an audit finds, and reading the files it looks at.

In        .json and .jsonl files of an opened log.
Out       `Report`: findings (code, where, says, evidence), counts, notes; objects line by line.
Not here  what is looked for (opened, plans, facts, contacts).
Proof     tests/audit/test_opened.py, broken lines.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import Unreadable

Shape = dict[str, tuple[type, ...]]  # types by key; true and false are of none of them
TEXT = (str,)
TEXT_OR_NULL = (str, type(None))
NUMBER = (int,)
OBJECT = (dict,)
LIST = (list,)


@dataclass(slots=True)
class Report:
    """What is found, in the order in which it is looked for."""

    findings: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def tell(self, code: str, where: str, says: str, evidence: Any = None) -> None:
        """One finding."""
        found = {"code": code, "where": where, "says": says}
        self.findings.append(found if evidence is None else found | {"evidence": evidence})

    def breach(self, breach: dict[str, Any], where: str) -> None:
        """One breach of a verdict, with its evidence."""
        self.counts["breaches"] += 1
        shown = {key: value for key, value in breach.items() if value not in (None, "")}
        told = "".join(f" {key}={shown[key]}" for key in shown if key not in ("rule", "part", "force"))
        part = f" ({breach['part']})" if breach["part"] else ""
        self.tell("breach", where, f"{breach['rule']}{part}, {breach['force']}{told}", breach)


def misshapen(value: Any, shape: Shape) -> str | None:
    """What is amiss with an object's keys, or None; keys that the shape does not name are not looked at."""
    if not isinstance(value, dict):
        return "it is no object"
    for key, types in shape.items():
        if key not in value:
            return f"its key {key!r} is missing"
        if isinstance(value[key], bool) or not isinstance(value[key], types):
            return f"its {key} is {value[key]!r}"
    return None


def read_json(path: Path) -> Any:
    """The JSON of a file; Unreadable if it is none."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Unreadable(
            f"{path}: it cannot be read ({error}). docs/reference/opened-log.md says what it is."
        ) from None


def read_lines(path: Path, shape: Shape, report: Report, shown: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a .jsonl file by line number; a line that is not of that shape is a finding."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise Unreadable(
            f"{path}: it cannot be read ({error}). docs/reference/opened-log.md says what it is."
        ) from None
    if lines[-1]:
        report.tell("unreadable", f"{shown}, line {len(lines)}", "the last line has no end: the file was cut off")
    for number, line in enumerate(lines[:-1], 1):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            report.tell("unreadable", f"{shown}, line {number}", f"this is no JSON ({error})")
            continue
        amiss = misshapen(value, shape)
        if amiss is None and set(value) != set(shape):
            amiss = f"its keys are not {', '.join(sorted(shape))}"
        if amiss is not None:
            report.tell("unreadable", f"{shown}, line {number}", amiss)
            continue
        yield number, value
