"""Draws: numbers in [0, 1) by hashing, so that one account is given the same whatever other rows a file holds.

In        a seed, a whole number for each row (an account's ID), and a word that says what is drawn.
Out       float64 in [0, 1), whole numbers, words.
Not here  the facts made of them (people, products, history, care).
Proof     tests/examples/test_draws.py.

SplitMix64 (Steele, Lea & Flood 2014) over the row's number; seed and word enter by SHA-256. Only +, ×, shifts and
comparisons are used, which every machine rounds alike.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Keys = NDArray[np.uint64]
Texts = NDArray[np.str_]

GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
SECOND: Final = np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, slots=True)
class Draws:
    """As many independent draws a row as there are words to ask for."""

    seed: int
    keys: Keys

    def __len__(self) -> int:
        return len(self.keys)

    def uniform(self, use: str) -> Floats:
        """One number in [0, 1) a row, another for each `use`."""
        word = hashlib.sha256(f"{self.seed}|{use}".encode()).digest()[:8]
        bits = _mixed(self.keys ^ np.uint64(int.from_bytes(word, "big")))
        return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def chance(self, use: str, share: float | Floats) -> Bools:
        """True for about `share` of the rows."""
        return self.uniform(use) < share

    def between(self, use: str, low: int | Ints, high: int | Ints) -> Ints:
        """A whole number from `low` to `high`, both included."""
        width = np.asarray(high) - np.asarray(low) + 1
        return (np.asarray(low) + np.floor(self.uniform(use) * width)).astype(np.int64)

    def pick(self, use: str, words: dict[str, float]) -> Texts:
        """One of the words, as often as its weight says."""
        edges = np.cumsum(list(words.values()))
        place = np.searchsorted(edges, self.uniform(use) * edges[-1], side="right")
        return np.array(list(words))[np.minimum(place, len(words) - 1)]

    def spread(self, use: str, quantiles: dict[float, float]) -> Floats:
        """A value between those given at some shares of the rows: {0: least, 0.5: median, 1: most}."""
        return np.interp(self.uniform(use), list(quantiles), list(quantiles.values()))

    def at(self, rows: Ints | Bools) -> "Draws":
        """The draws of some rows."""
        return Draws(self.seed, self.keys[rows])

    def repeat(self, rows: Ints, number: Ints) -> "Draws":
        """Draws for things of which a row has several: the `number`-th thing of row `rows`."""
        return Draws(self.seed, _mixed(self.keys[rows] + GOLDEN * (number.astype(np.uint64) + np.uint64(1))))


def draws(seed: int, ids: Ints) -> Draws:
    """Draws for rows numbered `ids`."""
    return Draws(seed, _mixed(ids.astype(np.uint64)))


def several(counts: Ints) -> tuple[Ints, Ints]:
    """Rows repeated `counts` times, and the number of each thing within its row."""
    rows = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    return rows, np.arange(len(rows)) - first[rows]


def _mixed(keys: Keys) -> Keys:
    """One step of SplitMix64."""
    keys = keys + GOLDEN
    keys = (keys ^ (keys >> np.uint64(30))) * FIRST
    keys = (keys ^ (keys >> np.uint64(27))) * SECOND
    return keys ^ (keys >> np.uint64(31))
