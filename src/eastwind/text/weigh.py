"""Weigh: how much a text looks like each forbidden class, where no rule may know its wording.

In        a folded text, its sentences and frames; weights.txt, whole numbers learned by tests/text/train.py.
Out       `Weighed`: for each class its score and where it was highest, and the doubt about the text as a whole.
Not here  what is looked at (features), what follows from a score (content).
Proof     tests/text/test_weigh.py: against a plain sum; tests/text/test_measure.py holds floors over the test set.

A score is a sum of weights over the root of the number of features, in hundredths of log-odds, of the two neighbouring
sentences in which it is highest. Whole numbers alone, so it is the same on every machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isqrt
from typing import Final

from eastwind.text.features import Span, windows

ANY: Final = "any"  # something forbidden, whichever it is
FEATURES_MIN: Final = 8  # a text of fewer features is weighed as one of so many
LOWEST: Final = -10_000  # of a text without a word in it


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: classes with their biases, the bounds, and for each feature its weight for some classes."""

    classes: tuple[str, ...]
    biases: tuple[int, ...]
    bounds: dict[str, int]
    features: dict[str, tuple[tuple[int, int], ...]]
    learned_from: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """Scores in hundredths of log-odds, and for each class the stretch of the folded text that gave it."""

    scores: dict[str, int]
    places: dict[str, Span]

    @property
    def doubt(self) -> int:
        """How likely it is that something forbidden stands there: of any kind, and of the likeliest kind."""
        return self.scores[ANY] + self.scores[self.likeliest]

    @property
    def likeliest(self) -> str:
        """The class of the highest score, the first of equals."""
        return max((name for name in self.scores if name != ANY), key=lambda name: self.scores[name])


def weigh(text: str, sentences: Sequence[Span], covers: Sequence[Span]) -> Weighed:
    """The scores of a folded text; `covers` are the stretches inside frames."""
    learned = weights()
    best = [LOWEST] * len(learned.classes)
    places: list[Span] = [(0, len(text))] * len(learned.classes)
    for first, last, found in windows(text, sentences, covers):
        for place, score in enumerate(scores(learned, found)):
            if score > best[place]:
                best[place], places[place] = score, (first, last)
    return Weighed(
        dict(zip(learned.classes, best, strict=True)),
        dict(zip(learned.classes, places, strict=True)),
    )


def scores(learned: Weights, found: frozenset[str]) -> list[int]:
    """The score of each class for a set of features."""
    sums = [0] * len(learned.classes)
    for feature in found:
        for place, weight in learned.features.get(feature, ()):
            sums[place] += weight
    root = isqrt(max(len(found), FEATURES_MIN) << 16)
    return [bias + (total << 8) // root for bias, total in zip(learned.biases, sums, strict=True)]


@cache
def weights() -> Weights:
    """The weights that ship."""
    return read(files("eastwind.text").joinpath("weights.txt").read_text(encoding="utf-8"))


def read(text: str) -> Weights:
    """Weights from their file: lines `learned-from`, `bound`, `class` and, for each feature, `class:weight` pairs."""
    classes, biases, bounds, features, learned = [], [], {}, {}, ""
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        head, *rest = line.split("\t")
        if head == "learned-from":
            learned = rest[0]
        elif head == "bound":
            bounds[rest[0]] = int(rest[1])
        elif head == "class":
            classes.append(rest[0])
            biases.append(int(rest[1]))
        else:
            pairs = (pair.split(":") for pair in rest[0].split())
            features[head] = tuple((int(place, 36), int(weight)) for place, weight in pairs)
    return Weights(tuple(classes), tuple(biases), bounds, features, learned)


def write(learned: Weights) -> str:
    """The file of some weights, as `read` reads it."""
    lines = ["# Weights of features for each forbidden class, learned by tests/text/train.py. Not for editing by hand.",
             f"learned-from\t{learned.learned_from}"]  # fmt: skip
    lines += [f"bound\t{name}\t{value}" for name, value in sorted(learned.bounds.items())]
    lines += [f"class\t{name}\t{bias}" for name, bias in zip(learned.classes, learned.biases, strict=True)]
    for feature, pairs in sorted(learned.features.items()):
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"
        lines.append(f"{feature}\t{' '.join(f'{digits[place]}:{weight}' for place, weight in pairs)}")
    return "\n".join(lines) + "\n"
