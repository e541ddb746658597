"""Progress: what a long comparison has done so far, kept block by block, so that one that was stopped goes on.

In        what came of a block (compare.Compared).
Out       a JSON line a block; of the lines of this seed and these programs, the blocks done and their sum.
Not here  comparing (compare), telling (__main__).

A line counts only while gate, auditor, books, calendars and the making of cases are what they were: `programs`.
"""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from tests.law.fuzz import aim
from tests.law.fuzz.compare import Compared

KEPT: Final = Path("out") / "law-fuzz.jsonl"
CORE: Final = ("calendars", "facts", "holiday_files", "places", "segments", "words", "zones")
MAKING: Final = ("aim", "compare", "draft", "fits", "windows")


@cache
def programs() -> str:
    """A digest of everything that a difference may come from."""
    source = aim.LAW.parent
    files = [Path(__file__).parent / f"{name}.py" for name in MAKING]
    files += [source / "core" / f"{name}.py" for name in CORE]
    for folder in ("law", "audit", "core/data/holidays"):
        files += [path for path in (source / folder).rglob("*") if path.suffix in (".py", ".toml")]
    told = sha256()
    for path in sorted(files):
        told.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return told.hexdigest()[:16]


def line(seed: int, block: int, found: Compared) -> str:
    """What came of a block, as JSON."""
    counts = {name: {" ".join(rule): many for rule, many in getattr(found, name).items()} for name in _COUNTS}
    told = {name: getattr(found, name) for name in ("cases", "allowed", "different", "differences")}
    return json.dumps({"programs": programs(), "seed": seed, "block": block, **told, **counts})


def done(path: Path, seed: int) -> dict[int, Compared]:
    """The blocks of a file that count, by their number."""
    return {told["block"]: _compared(told) for told in _lines(path) if told["seed"] == seed}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    for text in path.read_text(encoding="utf-8").splitlines():
        try:
            told = json.loads(text)
        except ValueError:  # the last line of a run that was killed
            continue
        if told["programs"] == programs():
            yield told


def _compared(told: dict[str, Any]) -> Compared:
    counts = {name: Counter({_rule(text): many for text, many in told[name].items()}) for name in _COUNTS}
    return Compared(
        told["cases"], told["allowed"], differences=told["differences"], different=told["different"], **counts
    )


def _rule(text: str) -> tuple[str, str]:
    rule, _, part = text.partition(" ")
    return rule, part


_COUNTS: Final = ("broken", "kept")
