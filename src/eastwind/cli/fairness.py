"""Fairness: named people's reasons for ratios out of balance, and what `eastwind plan` says of those without one.

In        a TOML file of reasons; the fairness tables of a day (report.fairness).
Out       `reasons`; the lines and the JSON that tell of the tables.
Not here  the tables (report.fairness). No reason changes a decision.
Proof     tests/cli/test_fairness.py.

A file of reasons, named by --fairness or by `fairness` of the book's defaults:

    [[reason]]
    trait = "age-band"            # sex · age-band
    group = "under-25"
    outcome = "called"            # contacted · in-peace · called · plain-or-firm · firm · helped · refused
    decided_by = "name and post of the person who answers for it"
    decided_on = 2026-09-01
    why = "in a sentence that the group's members may read"
    until = 2026-12-31            # [no end] last day on which it counts
"""

import math
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from eastwind import book, report
from eastwind.cli.guard import Unusable
from eastwind.report import groups
from eastwind.report.fairness import OUTCOMES, Ratio, Scored

KEYS: Final = {"trait": str, "group": str, "outcome": str, "decided_by": str, "decided_on": date, "why": str}


def reasons(given: Path | None, loaded: book.Loaded, folder: Path, on: date) -> list[report.NamedReason]:
    """The reasons of --fairness, else of the book's defaults; none where neither names a file. `on`: the day decided.

    Raises Unusable for a file that cannot be read, an unknown key or word, or a decision dated after the day.
    """
    named = loaded.mapping.defaults.get("fairness")
    path = given if given is not None else None if named is None else folder / str(named)
    if path is None:
        return []
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Unusable(f"{path}: there is no such file of reasons. Give one, or leave --fairness out.") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Unusable(f"{path}: the reasons cannot be read ({error}). Give a TOML file with [[reason]].") from error
    strange = next((key for key in content if key != "reason"), None)
    entries = content.get("reason", [])
    if strange is not None or not isinstance(entries, list):
        raise Unusable(f"{path}: '{strange or 'reason'}' is none of ours; write each reason under [[reason]].")
    found = [_reason(entry, f"{path}: reason {place}", on) for place, entry in enumerate(entries, start=1)]
    pairs = [(one.trait, one.group, one.outcome) for one in found]
    twice = next((pair for place, pair in enumerate(pairs) if pair in pairs[:place]), None)
    if twice is not None:
        raise Unusable(f"{path}: {', '.join(twice)} has two reasons; leave one.")
    return [one for one in found if one.stands(on)]


def _reason(entry: Any, where: str, on: date) -> report.NamedReason:
    if not isinstance(entry, dict):
        raise Unusable(f"{where} is no table; write it under [[reason]].")
    for key in entry:
        if key not in (*KEYS, "until"):
            raise Unusable(f"{where}: '{key}' is no key of a reason. Known: {', '.join((*KEYS, 'until'))}.")
    for key, kind in KEYS.items():
        value = entry.get(key)
        if not isinstance(value, kind) or isinstance(value, datetime) or not str(value).strip():
            wanted = "a date, such as 2026-09-01" if kind is date else "text"
            raise Unusable(f"{where}: {key} = {value!r} should be {wanted}. A reason names who decided, when and why.")
    until = entry.get("until")
    if until is not None and (not isinstance(until, date) or isinstance(until, datetime)):
        raise Unusable(f"{where}: until = {until!r} should be a date, such as 2026-12-31.")
    for key, known in (("trait", groups.TRAITS), ("outcome", OUTCOMES)):
        if entry[key] not in known:
            raise Unusable(f"{where}: {key} = '{entry[key]}' is not known. Choose {', '.join(known)}.")
    if entry["decided_on"] > on:
        raise Unusable(f"{where}: decided_on = {entry['decided_on']} is after the day decided, {on}.")
    return report.NamedReason(**entry)


def lines(found: report.Fairness) -> list[str]:
    """What is uneven and why, for somebody at a terminal; nothing where the book has no traits."""
    if not found.ratios:
        return []
    uneven = [row for row in found.ratios if row.status == "uneven"]
    head = f"{found.told} ratios at equal need, {len(uneven)} outside 0.8–1.25 and more than chance"
    out = [f"{'fairness:':<18}{head}"]
    for row in uneven:
        if row.reason is None:
            out.append(f"  warning: {_said(row)}: no reason given. Name who answers for it with --fairness FILE.")
        else:
            out.append(f"  {_said(row)}: {row.reason.why} ({row.reason.decided_by}, {row.reason.decided_on})")
    return out


def _said(row: Ratio) -> str:
    name, against = groups.group(row.group).en, groups.group(row.reference).en
    return f"{name}, {OUTCOMES[row.outcome].en}: {row.ratio:.2f} ({row.low:.2f}–{row.high:.2f}) of {against}"


def summary(found: report.Fairness) -> dict[str, Any]:
    """The tables in figures; null where nothing can be said."""
    return {
        "past_due": found.late,
        "ratios": [_ratio(row) for row in found.ratios],
        "scores": [_score(row) for row in found.scores if row.told],
        "without_reason": len(found.unexplained),
    }


def _ratio(row: Ratio) -> dict[str, Any]:
    known = {"trait": row.trait, "group": row.group, "of": row.reference, "outcome": row.outcome, "people": row.people,
             "status": row.status}  # fmt: skip
    if row.status == "few":
        return known
    figures = {"share": row.share, "at_need": row.at_need, "of_at_need": row.reference_at_need, "ratio": row.ratio,
               "low": row.low, "high": row.high}  # fmt: skip
    rounded = {name: round(value, 4) if math.isfinite(value) else None for name, value in figures.items()}
    why = None if row.reason is None else {"why": row.reason.why, "decided_by": row.reason.decided_by,
                                           "decided_on": row.reason.decided_on.isoformat()}  # fmt: skip
    return known | {"compared": row.compared} | rounded | {"reason": why}


def _score(row: Scored) -> dict[str, Any]:
    observed = round(row.repaid / row.known, 4) if row.known else None
    return {"trait": row.trait, "group": row.group, "people": row.people, "mean": row.mean_ppm / 1_000_000,
            "known": row.known, "observed": observed}  # fmt: skip
