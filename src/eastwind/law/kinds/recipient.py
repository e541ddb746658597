"""Recipient: people of some kinds are contacted only under one of some conditions, or never.

In        `only_if`: a list of conditions, one of which must hold; without it, never. Whom the rule means is its own
          `to`.
Out       breached where none of the conditions holds for certain.
Not here  a person's own refusal (consent).
Proof     tests/law/test_kinds.py, tests/law/test_conditions.py.
"""

from dataclasses import dataclass

from eastwind.law import conditions
from eastwind.law.kinds.base import Needs
from eastwind.law.reading import Params


@dataclass(frozen=True, slots=True)
class Recipient(Needs):
    """Breached unless one of the conditions holds."""

    @classmethod
    def read(cls, params: Params) -> "Recipient":
        """The kind from its keys."""
        return cls(tuple(conditions.read(table) for table in params.subs("only_if")))
