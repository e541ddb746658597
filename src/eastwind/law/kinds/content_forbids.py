"""Content forbids: some items must not be in the message, or nothing but some items may be.

In        `items` (forbidden), or `only` (all that is allowed).
Out       breached where a forbidden item is contained; evidence the items.
Not here  finding items in free text (text).
Proof     tests/law/test_kinds.py.
"""

from dataclasses import dataclass

import numpy as np

from eastwind.law.columns import NEVER, Bools, Ints, Masks
from eastwind.law.kinds.base import Evidence
from eastwind.law.reading import Params
from eastwind.law.view import View

EVERYTHING = 2**64 - 1


@dataclass(frozen=True, slots=True)
class ContentForbids:
    """None of the items may be there."""

    items: int
    parts: int

    @classmethod
    def read(cls, params: Params) -> "ContentForbids":
        """The kind from its keys."""
        forbidden, allowed = params.items("items"), params.items("only")
        if any(forbidden) == any(allowed):
            raise params.fail("write either 'items' (what is forbidden) or 'only' (all that is allowed).")
        if any(allowed):
            return cls(EVERYTHING ^ allowed[0], EVERYTHING ^ allowed[1])
        return cls(*forbidden)

    @property
    def timed(self) -> bool:
        """Never."""
        return False

    def breach(self, view: View) -> Bools:
        """True where a forbidden item is contained."""
        found: Bools = (self._items(view) != 0) | (self._parts(view) != 0)
        return found

    def evidence(self, view: View) -> Evidence:
        """The items that should not be there."""
        return Evidence(items=self._items(view), parts=self._parts(view))

    def next_change(self, view: View) -> Ints:
        """Never by time."""
        return np.full(len(view), NEVER)

    def _items(self, view: View) -> Masks:
        return view.col("contains_items") & np.uint64(self.items)

    def _parts(self, view: View) -> Masks:
        return view.col("contains_parts") & np.uint64(self.parts)
