"""Event cases: worked cases about what an event obliges to (`[case.event]`), read and compared.

In        the tables of a case (docs/reference/duties.md, "In worked cases").
Out       events as a frame, the instant at which they are judged, what is expected; what differs, in words.
Not here  the people and loans of a case (cases), the reckoning (duties).
Proof     tests/law/duties/test_event_cases.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import polars as pl

from eastwind.core import words
from eastwind.core.facts import EVENTS
from eastwind.law.duties.counting import REASONS
from eastwind.law.reading import Params

DATES: Final = {"due_on": min, "keep_until": max, "delete_by": min}
OFFSET: Final = "an instant with its offset, such as 2026-04-07T10:00:00-05:00"


@dataclass(frozen=True, slots=True)
class Owed:
    """What a case expects of a duty; null = not checked, `part` null = any part."""

    rule: str
    part: str | None
    dates: dict[str, date]
    due_at: datetime | None
    held: bool | None
    unknown: str | None
    none: bool


def expectation(params: Params) -> Owed:
    """The `[case.expect]` of an event."""
    dates = {key: value for key in DATES if (value := params.day(key, None)) is not None}
    found = Owed(
        rule=params.text("rule"),
        part=params.text("part", "") if params.has("part") else None,
        dates=dates,
        due_at=_instant(params, "due_at") if params.has("due_at") else None,
        held=params.flag("held") if params.has("held") else None,
        unknown=params.choice("unknown", REASONS) if params.has("unknown") else None,
        none=params.flag("none"),
    )
    params.taken |= {"part", "due_at", "held", "unknown"}
    params.done()
    asked = bool(dates) or any(value is not None for value in (found.due_at, found.held, found.unknown))
    if asked == found.none:
        raise params.fail("say what is due: due_on, due_at, keep_until, delete_by, held, unknown, or none = true.")
    return found


def events(params: Params, loan_of: Callable[[str, Params], int], default: str) -> tuple[pl.DataFrame, datetime]:
    """The events of a case, the one it is about first, and the instant at which they are known.

    `loan_of` gives the row of a loan, `default` is the loan of an event that names none.
    """
    table = params.sub("event", required=True)
    assert table is not None
    as_of = _instant(table, "as_of") if table.has("as_of") else None
    table.taken.add("as_of")
    abouts: dict[str, int] = {}
    rows = [_event(one, loan_of, default, abouts) for one in (table, *params.subs("earlier"))]
    known = max(row["at"] for row in rows) if as_of is None else as_of
    if known < rows[0]["at"]:
        raise table.fail(f"'as_of' {known} is before the event. Give a later instant, or leave it out.")
    return pl.DataFrame(rows, schema=EVENTS, orient="row"), known


def _event(
    table: Params, loan_of: Callable[[str, Params], int], default: str, abouts: dict[str, int]
) -> dict[str, Any]:
    about = table.text("about", "")
    row = {
        "what": table.choice("what", words.EVENTS),
        "at": _instant(table, "at"),
        "person": 0,
        "loan": loan_of(table.text("loan", default), table),
        "situation": None,
        "lender": table.choice("lender", words.LENDERS) if table.has("lender") else None,
        "about": abouts.setdefault(about, len(abouts)) if about else None,
        "facts": table.bits("facts", words.EVENT_FACTS),
    }
    table.taken.add("lender")
    table.done()
    return row


def _instant(table: Params, key: str) -> datetime:
    value: datetime = table.value(key, datetime, OFFSET)
    if value.tzinfo is None:
        raise table.fail(f"'{key}' {value} has no offset. Write one, such as 2026-04-07T10:00:00-05:00.")
    return value.astimezone(UTC)


def differences(owed: Owed, found: pl.DataFrame, events: pl.DataFrame, per: dict[str, str]) -> str:
    """What differs from the expectation, in words; empty where nothing does.

    `found`: law.due of the case's events; `per`: what each part that recurs is about (its rows may be of other events).
    """
    same = {part: _same_thing(events, column) for part, column in per.items()}
    meant = [
        row["event"] in (same.get(row["part"], ()) if row["kind"] == "periodic" else (0,))
        for row in found.select("event", "part", "kind").rows(named=True)
    ]
    rows = found.filter((pl.col("rule") == owed.rule) & pl.Series(meant, dtype=pl.Boolean))
    if owed.part is not None:
        rows = rows.filter(pl.col("part") == owed.part)
    name = owed.rule + (f" ({owed.part})" if owed.part else "")
    if owed.none or rows.is_empty():
        lost = "; no book for a place of the person" if (found["unknown"] == "stack").any() else ""
        if owed.none == rows.is_empty():
            return ""
        return f"expected that {name} asks nothing, and it does" if owed.none else f"{name} asks nothing here{lost}"
    wrong = [_differs(key, expected, _told(rows, key)) for key, expected in owed.dates.items()]
    if owed.due_at is not None:
        wrong.append(_differs("due_at", owed.due_at, rows["due_at"].min()))
    if owed.held is not None:
        wrong.append(_differs("held", owed.held, bool(rows["held"].any())))
    if owed.unknown is not None:
        wrong.append(_differs("unknown", owed.unknown, rows["unknown"].drop_nulls().first()))
    return "; ".join(one for one in wrong if one)


def _same_thing(events: pl.DataFrame, column: str) -> tuple[int, ...]:
    """The events that are about the same loan, person or other thing as the first."""
    values = events[column].to_list()
    return (0,) if values[0] is None else tuple(k for k, value in enumerate(values) if value == values[0])


def _told(rows: pl.DataFrame, key: str) -> Any:
    """Of several dates the strictest; null as soon as one is not known."""
    if rows["unknown"].is_not_null().any():
        return None
    return DATES[key](rows[key].drop_nulls().to_list(), default=None)


def _differs(key: str, expected: object, found: object) -> str:
    return "" if expected == found else f"expected {key} {expected}, found {'none' if found is None else found}"
