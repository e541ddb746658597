"""Rules: one duty of a law book in one mode: which events it means, its kind, its source, its sentences.

In        a `[[rule]]` table of a duty's kind; the mode (cautious, letter, draft).
Out       `Duty`, or nothing where the mode does not know it; BookError for whatever is not understood.
Not here  gate rules (law.rules), the reckoning (reckoning).
Proof     tests/law/duties/test_reading.py.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from eastwind.core import words
from eastwind.law.columns import Bools, Ints
from eastwind.law.duties import meant
from eastwind.law.duties.base import DutyKind
from eastwind.law.duties.clock import Clock
from eastwind.law.duties.meant import Meant
from eastwind.law.duties.occurrences import Occurrences
from eastwind.law.duties.periodic import Periodic
from eastwind.law.duties.report import Report
from eastwind.law.duties.retain import Retain
from eastwind.law.reading import DAY, Params

# Everything that a duty can be. The pages of each kind: docs/reference/duties.md.
KINDS: Final[dict[str, type[DutyKind]]] = {"clock": Clock, "retain": Retain, "periodic": Periodic, "report": Report}
EPOCH: Final = date(1970, 1, 1)
FIXED: Final = ("id", "part", "kind", "force", "since", "until", "cite", "says", "events")


@dataclass(frozen=True, slots=True, eq=False)
class Duty:
    """A duty as it stands in one mode."""

    id: str
    part: str
    book: str
    kind: str
    force: str
    since: int
    until: int | None
    meant: Meant
    body: DutyKind
    cite: str
    url: str
    confidence: str
    says: dict[str, str]
    numbers: dict[str, Any]

    def in_force(self, seen: Occurrences, rows: Ints, law_day: int | None) -> Bools:
        """By the local date of the event in any plausible zone (a continuing duty: of `as_of`), or by `law_day`."""
        if law_day is not None:
            return np.full(len(rows), self.since <= law_day <= (law_day if self.until is None else self.until))
        at = np.full(len(rows), seen.as_of) if self.body.continuing else seen.at[rows]
        days, no_zone = seen.local_days(at, rows)
        found = days >= self.since
        if self.until is not None:
            found &= days <= self.until
        # Without a zone it may be a day earlier or later than in Greenwich.
        day = at // DAY
        anywhere = (day + 1 >= self.since) & (True if self.until is None else day - 1 <= self.until)
        return np.where(no_zone, anywhere, found.any(axis=1))


def read(table: dict[str, Any], book: str, where: str, mode: str) -> Duty | None:
    """The duty of a table in a mode; None where the mode does not know it."""
    name, part = table.get("id"), table.get("part", "")
    params = Params(dict(table), f"{where}, rule {name!r}" + (f" ({part})" if part else ""))
    letter = params.value("letter", (dict, str), 'what the plain reading changes, or "off"', {})
    if isinstance(letter, str) and letter != "off":
        raise params.fail(f"'letter' is '{letter}'. Write a table of what the plain reading changes, or \"off\".")
    if isinstance(letter, dict):
        if fixed := [key for key in letter if key in FIXED]:
            raise params.fail(f"'letter' may not change '{fixed[0]}'. Write a rule or a part of its own.")
        if mode == "letter":
            params.table.update(letter)
    duty = _read(params, book)
    if mode == "letter" and (letter == "off" or duty.force == "policy"):
        return None
    return None if duty.force == "draft" and mode != "draft" else duty


def _read(params: Params, book: str) -> Duty:
    identity, part = params.text("id"), params.text("part", "")
    kind = params.choice("kind", tuple(KINDS))
    since, until = params.day("since"), params.day("until", None)
    assert since is not None
    if until is not None and until < since:
        raise params.fail(f"'until' {until} is before 'since' {since}. Exchange them.")
    force = params.choice("force", words.FORCES)
    cite, url = params.text("cite"), params.text("url", "")
    confidence = params.choice("confidence", words.CONFIDENCES)
    says = params.sub("says", required=True)
    assert says is not None
    sentences = {language: says.text(language) for language in words.LANGUAGES}
    says.done()
    params.text("note", "")
    condition = meant.read(params)
    body = KINDS[kind].read(params)
    params.done()
    return Duty(
        identity, part, book, kind, force, (since - EPOCH).days, None if until is None else (until - EPOCH).days,
        condition, body, cite, url, confidence, sentences, params.table,
    )  # fmt: skip
