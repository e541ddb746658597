"""Precondition: something must have happened before: a notice so many days ago, a talk, a licence shown.

In        `needs`: a list of conditions, one of which must hold.
Out       breached where none of them holds for certain; lawful when one has ripened.
Not here  permissions (consent), kinds of people (recipient).
Proof     tests/law/test_conditions.py.
"""

from dataclasses import dataclass

from eastwind.law import conditions
from eastwind.law.kinds.base import Needs
from eastwind.law.reading import Params


@dataclass(frozen=True, slots=True)
class Precondition(Needs):
    """Breached unless one of the conditions holds."""

    @classmethod
    def read(cls, params: Params) -> "Precondition":
        """The kind from its keys."""
        needs = tuple(conditions.read(table) for table in params.subs("needs"))
        if not needs:
            raise params.fail("'needs' is missing. Write a list of conditions, one of which must hold.")
        return cls(needs)
