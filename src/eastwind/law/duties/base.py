"""Base: what every kind of duty is, and what it answers.

In        nothing.
Out       `Answer`: a value a row; `DutyKind`, the protocol.
Not here  the kinds (clock, retain, periodic, report).
Proof     the tests of the kinds.
"""

from dataclasses import dataclass, field
from typing import ClassVar, Protocol, Self

import numpy as np

from eastwind.core.calendars import UNKNOWN_DAY
from eastwind.law.columns import Bools, Ints
from eastwind.law.duties.counting import NO_INSTANT
from eastwind.law.duties.occurrences import Occurrences
from eastwind.law.reading import Params


@dataclass(slots=True)
class Answer:
    """What a duty says of some events (rows of the occurrences); UNKNOWN_DAY and NO_INSTANT where there is none."""

    rows: Ints
    starts: Ints
    reasons: Ints
    due: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    due_at: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    keep: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    delete: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    held: Bools | None = None

    def __post_init__(self) -> None:
        size = len(self.rows)
        for name, null in (
            ("due", UNKNOWN_DAY),
            ("due_at", NO_INSTANT),
            ("keep", UNKNOWN_DAY),
            ("delete", UNKNOWN_DAY),
        ):
            if len(getattr(self, name)) != size:
                setattr(self, name, np.full(size, null, np.int64))


class DutyKind(Protocol):
    """A kind of duty: its parameters, checked when the book is read."""

    continuing: ClassVar[bool]  # asked of what goes on at `as_of`, not of the day of the event

    @classmethod
    def read(cls, params: Params) -> Self:
        """The parameters; BookError names what is not understood."""
        ...

    def answer(self, seen: Occurrences, rows: Ints, since: int) -> Answer:
        """What follows from these events, which the duty means and which lie in its time."""
        ...
