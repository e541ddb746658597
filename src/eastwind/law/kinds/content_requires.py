"""Content requires: some items must be in the message.

In        `items`.
Out       breached where an item is lacking (content not named is not at issue); evidence the items.
Not here  finding items in free text (text).
Proof     tests/law/test_kinds.py.
"""

from dataclasses import dataclass

import numpy as np

from eastwind.law.columns import NEVER, Bools, Ints
from eastwind.law.kinds.base import Evidence
from eastwind.law.reading import Params
from eastwind.law.view import View, holds_any


@dataclass(frozen=True, slots=True)
class ContentRequires:
    """All of the items must be there."""

    items: int
    parts: int

    @classmethod
    def read(cls, params: Params) -> "ContentRequires":
        """The kind from its keys."""
        found = cls(*params.items("items"))
        if not found.items and not found.parts:
            raise params.fail("'items' is missing. Write the content items that must be there.")
        return found

    @property
    def timed(self) -> bool:
        """Never."""
        return False

    def breach(self, view: View) -> Bools:
        """True where an item is said to be lacking."""
        return holds_any(view.col("lacks_items"), self.items) | holds_any(view.col("lacks_parts"), self.parts)

    def evidence(self, view: View) -> Evidence:
        """The items that are lacking."""
        return Evidence(
            items=view.col("lacks_items") & np.uint64(self.items), parts=view.col("lacks_parts") & np.uint64(self.parts)
        )

    def next_change(self, view: View) -> Ints:
        """Never by time."""
        return np.full(len(view), NEVER)
