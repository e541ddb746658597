"""Base: what every kind of rule must answer, and the evidence it may show.

In        nothing.
Out       `Kind`, `Evidence`, `Needs` (breached unless one of some conditions holds).
Not here  the kinds themselves, one small module each.
Proof     tests/law/test_kinds.py puts the same questions to every kind.
"""

from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np

from eastwind.law.columns import NEVER, NO_NUMBER, Bools, Ints, Masks
from eastwind.law.conditions import Condition
from eastwind.law.view import View
from eastwind.law.windows import Window

# Why a rule blocks although nothing is known against the contact.
UNKNOWNS: Final = ("zone", "history", "calendar", "fact")
ZONE, HISTORY, CALENDAR, FACT = range(4)


@dataclass(slots=True)
class Evidence:
    """What a breach shows, one value a row; absent arrays mean that the kind has no such thing to show."""

    count: Ints | None = None
    limit: int | None = None
    first_at: Ints | None = None
    last_at: Ints | None = None
    until: Ints | None = None  # when the rule alone lets the contact pass: the gate fills it in
    opened_at: Ints | None = None
    state: Ints | None = None  # words.STATES
    items: Masks | None = None  # words.ITEMS
    parts: Masks | None = None  # words.PARTS
    facts: Masks | None = None  # words.CONTACT_FACTS
    unknown: Ints | None = None  # UNKNOWNS, -1 = nothing unknown

    def of_rows(self, which: Ints) -> "Evidence":
        """The evidence of some of the rows."""
        shown: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        some: Any = {name: kept[which] if isinstance(kept, np.ndarray) else kept for name, kept in shown.items()}
        return Evidence(**some)


class Kind(Protocol):
    """A kind of rule with its parameters. It is asked only about rows to which its rule applies."""

    @property
    def timed(self) -> bool:
        """Whether the verdict may differ at another moment."""

    def breach(self, view: View) -> Bools:
        """True where the contact would break the rule, or where what the rule needs to know is unknown."""

    def evidence(self, view: View) -> Evidence:
        """What to show about rows that are breached."""

    def next_change(self, view: View) -> Ints:
        """For breached rows the first moment at which they may no longer be; never later than that. NEVER = not by
        time."""


def first_hold(conditions: tuple[Condition, ...], view: View) -> Ints:
    """The first moment at which any of some conditions, none of which holds, may come to hold."""
    found = np.full(len(view), NEVER)
    for condition in conditions:
        if condition.timed:
            found = np.minimum(found, condition.begins(view))
    return found


def any_holds(conditions: tuple[Condition, ...], view: View) -> Bools:
    """True where one of some conditions certainly holds."""
    found = view.zeros()
    for condition in conditions:
        found |= condition.holds(view, unknown=False)
    return found


@dataclass(frozen=True, slots=True)
class Needs:
    """Breached unless one of the conditions holds."""

    conditions: tuple[Condition, ...]

    @property
    def timed(self) -> bool:
        """Where one of the conditions is."""
        return any(condition.timed for condition in self.conditions)

    def breach(self, view: View) -> Bools:
        """True where none of the conditions holds for certain."""
        return ~any_holds(self.conditions, view)

    def evidence(self, view: View) -> Evidence:
        """That something is missing is all there is to show."""
        return Evidence()

    def next_change(self, view: View) -> Ints:
        """When one of the conditions may come to hold."""
        return first_hold(self.conditions, view)


def why_unknown(count: Ints, sure: Ints, limit: int, window: Window, view: View) -> Ints:
    """What was unknown where a count in a window blocks; -1 = nothing. `sure` counts what certainly stands there."""
    reached = np.where(sure >= limit, -1, CALENDAR)
    return np.where(count >= limit, reached, np.where(view.zone_unknown & window.local, ZONE, HISTORY))


def known(values: Ints) -> Ints:
    """Instants with those that never come, or came for ever, made null."""
    return np.where((values >= NEVER) | (values <= -NEVER), NO_NUMBER, values)
