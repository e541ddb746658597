"""Reading: a scorecard file, checked line by line.

In        a TOML file: version, base, and [[characteristic]] tables with bins.
Out       its content as parsed, and a `Characteristic` for each table; ScorecardError says what to write instead.
Not here  scoring (scorecard).
Proof     tests/assess/test_scorecard.py: each wrong key, word and number is refused by name.
"""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.assess.standing import STANDING
from eastwind.core.reasons import REASONS, Reason

HALVES: Final = ("ability", "willingness")
POINTS_MAX: Final = 8_000  # eight logits either way: nothing weighs more
LINES_MAX: Final = 100
# States and needs are what people told in trust: they guard decisions and are never points.
GUARDS: Final = ("adapted", "open_states", "recent_states")
SCORED: Final = tuple(
    name for name, dtype in STANDING.items() if (dtype.is_integer() or dtype == pl.Boolean) and name not in GUARDS
)
TOP: Final = {"version": str, "base": int, "base_source": str, "characteristic": list}
LINE: Final = {"id": str, "half": str, "column": str, "source": str, "bins": list, "null_reason": str}
BIN: Final = {"upto": int, "points": int, "reason": str}
_SAYS: Final = {str: "text", int: "a whole number", list: "a list of tables"}


class ScorecardError(ValueError):
    """A scorecard that cannot be read; says what, where, which value, and what to write instead."""


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One line of the scorecard: a column cut into bins, each with points and, where people should see it, a reason."""

    id: str
    half: str
    column: str
    upto: tuple[int, ...]
    points: tuple[int, ...]
    reasons: tuple[Reason | None, ...]
    null_reason: Reason | None
    source: str

    def bins(self, column: pl.Series) -> NDArray[np.intp]:
        """The bin of each value; for unknown the one after the last, worth nothing."""
        values = column.cast(pl.Int64)
        found = np.searchsorted(np.array(self.upto, dtype=np.int64), values.fill_null(0).to_numpy(), side="left")
        return np.where(values.is_not_null().to_numpy(), found, len(self.points)) if values.null_count() else found


def read(path: str | None) -> tuple[dict[str, Any], tuple[Characteristic, ...]]:
    """The content and the lines of the scorecard in `path`, or of the one that ships."""
    where = path or "scorecard.toml"
    try:
        if path is None:
            text = resources.files("eastwind.assess").joinpath(where).read_text(encoding="utf-8")
        else:
            text = Path(path).read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise ScorecardError(f"{where}: the scorecard cannot be read ({error}). Give a TOML file in UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise ScorecardError(f"{where}: not valid TOML: {error}. Mend the line.") from error
    return content, parse(content, where)


def parse(content: dict[str, Any], where: str) -> tuple[Characteristic, ...]:
    """The lines of a scorecard from parsed TOML; `where` names the file in errors."""
    _check(content, TOP, ("version", "base", "characteristic"), where)
    _in_bounds("base", content["base"], where)
    tables = content["characteristic"]
    if not 0 < len(tables) <= LINES_MAX:
        raise ScorecardError(f"{where}: {len(tables)} characteristics; write 1 to {LINES_MAX} of them.")
    lines: dict[str, Characteristic] = {}
    for entry in tables:
        line = _line(entry, where)
        if line.id in lines:
            raise ScorecardError(f"{where}: the characteristic '{line.id}' stands twice; give each an id of its own.")
        lines[line.id] = line
    return tuple(lines.values())


def _line(entry: Any, where: str) -> Characteristic:
    name = entry.get("id", "?") if isinstance(entry, dict) else entry
    at = f"{where}: characteristic '{name}'"
    _check(entry, LINE, ("id", "half", "column", "source", "bins"), at)
    _word("half", entry["half"], HALVES, at)
    _word("column", entry["column"], SCORED, at)
    if not entry["source"].strip():
        raise ScorecardError(f"{at}: source is empty; write where the points come from.")
    for found in entry["bins"]:
        _check(found, BIN, ("points",), f"{at}, bins")
        _in_bounds("points", found["points"], at)
    upto = [found["upto"] for found in entry["bins"] if "upto" in found]
    rising = upto == sorted(set(upto))
    if not entry["bins"] or not rising or any("upto" not in found for found in entry["bins"][:-1]):
        raise ScorecardError(f"{at}: the bins must rise, upto = {upto}, and only the last may go without 'upto'.")
    if len(upto) == len(entry["bins"]):
        raise ScorecardError(f"{at}: values above {upto[-1]} have no bin; leave out the last 'upto' = {upto[-1]}.")
    reasons = [_reason(found.get("reason"), at) for found in entry["bins"]]
    return Characteristic(
        id=name,
        half=entry["half"],
        column=entry["column"],
        upto=tuple(upto),
        points=tuple(found["points"] for found in entry["bins"]),
        reasons=tuple(reasons),
        null_reason=_reason(entry.get("null_reason"), at),
        source=entry["source"],
    )


def _reason(word: str | None, at: str) -> Reason | None:
    if word is None:
        return None
    _word("reason", word, REASONS, at)
    return Reason(word)


def _check(entry: Any, known: Mapping[str, type], needed: tuple[str, ...], at: str) -> None:
    """Refuse what is no table, an unknown or missing key, and a value of another type."""
    if not isinstance(entry, dict):
        raise ScorecardError(f"{at}: {entry!r} should be a table with {', '.join(needed)}.")
    for key, value in entry.items():
        if key not in known:
            raise ScorecardError(f"{at}: '{key}' is no key here.{_hint(key, tuple(known))}")
        if type(value) is not known[key]:
            raise ScorecardError(f"{at}: {key} = {value!r} should be {_SAYS[known[key]]}.")
    for key in needed:
        if key not in entry:
            raise ScorecardError(f"{at}: '{key}' is missing. Write it; the scorecard that ships shows how.")


def _in_bounds(key: str, value: int, at: str) -> None:
    if abs(value) > POINTS_MAX:
        raise ScorecardError(f"{at}: {key} = {value} is beyond ±{POINTS_MAX} thousandths of a logit; write less.")


def _word(key: str, found: str, known: tuple[str, ...], at: str) -> None:
    if found not in known:
        raise ScorecardError(f"{at}: {key} = '{found}' is not known.{_hint(found, known)}")


def _hint(found: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(found, known, n=1)
    return f" Did you mean '{near[0]}'?" if near else f" Known: {', '.join(known)}."
