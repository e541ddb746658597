"""Calibration: raw log-odds made to mean what they say, so that both halves still add up.

In        raw sums (base, ability, willingness) in micro-logits, and the line that was fitted to them.
Out       `Calibration`, a rising line through a few knots; base and halves after it, whose sum is the log-odds.
Not here  fitting the line (fitting), the sums (forest).
Proof     tests/assess/test_calibration.py.

A line g that bends keeps the split exact by scaling both halves alike: g(S) = g(base) + (ability + willingness) · f
with f = (g(S) − g(base)) / (S − base). Knots are whole micro-logits and everything between them is +, −, × and ÷, which
every machine rounds alike.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from eastwind.core.segments import Ints

Floats = NDArray[np.float64]

MICRO: Final = 1_000_000
KINDS: Final = ("affine", "beta")


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rising line: through (said, meant), micro-logits, and on beyond the ends."""

    kind: str
    said: tuple[int, ...]
    meant: tuple[int, ...]

    def map(self, raw: Floats) -> Floats:
        """Calibrated micro-logits."""
        said, meant = (np.array(knots, np.float64) for knots in (self.said, self.meant))
        at = np.clip(np.searchsorted(said, raw, side="right") - 1, 0, len(said) - 2)
        slope = (meant[at + 1] - meant[at]) / (said[at + 1] - said[at])
        mapped: Floats = meant[at] + (raw - said[at]) * slope
        return mapped

    def split(self, base: int, ability: Ints, willingness: Ints) -> tuple[float, Floats, Floats]:
        """Base and halves after calibration: their sum is map(base + ability + willingness)."""
        moved = (ability + willingness).astype(np.float64)
        start = float(self.map(np.array([float(base)]))[0])
        still = moved == 0
        ahead = np.where(still, 1.0, moved)  # where nothing moves, the slope there
        factor = (self.map(base + ahead) - start) / ahead
        return start, ability * factor, willingness * factor
