"""Call texts: what the messages in a list of past contacts say, as content items beside each row.

In        rows of a call list (calllist) with a `text`; the verdicts on them.
Out       rows with `contains` and `lacks` filled; breaches that rest on a reading which is not certain, marked so.
Not here  reading a text (text), judging (law.afterwards). No text is kept, shown or written.
Proof     tests/cli/test_lawaudit.py.

Rules read wording that they know: an item found for certain may accuse, one not found neither clears nor accuses.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eastwind import text
from eastwind.text import Content

Row = dict[str, Any]


@dataclass(slots=True)
class Texts:
    """By the place of its row, the items that a text says for certain, or that the list itself says are there."""

    certain: dict[int, frozenset[str]] = field(default_factory=dict)


def read(rows: Sequence[Row]) -> Texts:
    """Take the text out of each row and put what it says in its place; what the list says of items goes first."""
    known: dict[str, Content] = {}  # one template is sent to many
    texts = Texts()
    for place, row in enumerate(rows):
        said = row.pop("text", None)
        if said is None:
            continue
        found = known.get(said) or known.setdefault(said, text.content(said))
        contains, lacks = set(row.get("contains", ())), set(row.get("lacks", ()))
        row["contains"] = sorted((found.present | contains) - lacks)
        row["lacks"] = sorted((found.absent | lacks) - contains)
        texts.certain[place] = found.found - lacks | contains | lacks
    return texts


def mark(texts: Texts, verdicts: Iterable[Mapping[str, Any] | None]) -> None:
    """Mark a breach that rests on items of which the text gives no certain word: nobody is accused by a guess."""
    for place, verdict in enumerate(verdicts):
        if verdict is None or place not in texts.certain:
            continue
        for breach in verdict["breaches"]:
            items = (breach.get("items") or "").split()
            if not texts.certain[place].issuperset(items):
                breach["untold"] = True
