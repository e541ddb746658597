"""Train: learns the weights that texts are weighed by, from the texts for development alone.

In        tests/text/data: the development half and the many voices, never the half held out, the part by another
          hand or the probe; the rules' own examples; the templates that ship, as texts that hold nothing.
Out       src/eastwind/text/weights.txt, the same bytes for the same texts; the bounds, from scores out of fold.
Run       python -m tests.text.train            prints what the bounds give out of fold
          python -m tests.text.train --write    and writes the weights

Each text is scored by weights that have not seen it (five folds by a digest of its id), and the bounds are set on those
scores. Of a text that holds a class only the likeliest two sentences are learned from, not the rest of the letter.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from eastwind.core import words
from eastwind.notices import load, render
from eastwind.notices.samples import usual
from eastwind.text.content import hits, laid_out
from eastwind.text.features import concepts, windows
from eastwind.text.fold import fold
from eastwind.text.measure import LEARNED_FROM, PARTS, read
from eastwind.text.rules import rulebook
from eastwind.text.weigh import ANY, FEATURES_MIN, Weights, write

DATA: Final = Path(__file__).parent / "data"
WEIGHTS: Final = Path(__file__).parents[2] / "src/eastwind/text/weights.txt"
CLASSES: Final = (ANY, *words.FORBIDDEN_ITEMS)
FORBIDDEN: Final = frozenset(words.FORBIDDEN_ITEMS)
FOLDS: Final = 5
COST: Final = 20.0  # inverse of the penalty on large weights
ROUNDS: Final = 2  # of choosing the window that a text is learned from
SEEN_MIN: Final = 2  # texts that a feature must stand in
WEIGHT_MIN: Final = 25  # smaller ones, in hundredths, are left out
CAUGHT: Final = 0.98  # share of the voices to be found or sent to a human, out of fold
RIGHT: Final = 0.955  # share of what weight alone makes certain that must be right, out of fold
AGREE: Final = -150  # score below which the weights gainsay a rule
STEPS: Final = range(-800, 805, 5)


@dataclass(frozen=True, slots=True)
class Sample:
    """A text to learn from: its windows' features, its labels, the fold it is judged in (-1: none), the rules' hits."""

    id: str
    items: frozenset[str]
    either: frozenset[str]
    fold: int
    voice: bool
    windows: tuple[frozenset[str], ...]
    hits: frozenset[str] = field(default=frozenset())

    def label(self, name: str) -> int | None:
        """1 where the class is there, 0 where it is not, None where it may be argued both ways."""
        if name == ANY:
            return 1 if self.items & FORBIDDEN else None if self.either & FORBIDDEN else 0
        return 1 if name in self.items else None if name in self.either else 0


def learned_from() -> str:
    """The digest of everything labelled that is learned from, and of the concepts."""
    texts = [(text.id, text.text, sorted(text.items), sorted(text.either))
             for text in read(DATA) if text.part in LEARNED_FROM]  # fmt: skip
    return hashlib.sha256(json.dumps([sorted(texts), concepts()]).encode()).hexdigest()


def samples() -> list[Sample]:
    """Every text to learn from."""
    made = []
    for text in read(DATA):
        if text.part in LEARNED_FROM:
            where = hashlib.sha256(text.id.encode()).digest()[1] % FOLDS
            made.append(_sample(text.id, text.text, text.items, text.either, where, text.part == PARTS[4]))
    for rule in rulebook().rules:
        if rule.item in FORBIDDEN:
            others = FORBIDDEN - {rule.item}
            made.append(_sample(rule.id, rule.example, frozenset({rule.item}), others, -1, False))
            made.append(_sample(f"{rule.id}!", rule.counter, frozenset(), frozenset(), -1, False))
    for frame in rulebook().frames:
        made.append(_sample(frame.id, frame.example, frozenset(), frozenset(), -1, False))
    library = load()
    for template in library.templates():
        shown = render(library, template, usual(template.language))
        name = f"template.{template.id}.{template.language}"
        made.append(_sample(name, f"{shown.subject}\n{shown.body}", frozenset(), frozenset(), -1, False))
    return made


def _sample(name: str, text: str, items: frozenset[str], either: frozenset[str], where: int, voice: bool) -> Sample:
    folded = fold(text, rulebook().known)
    sentences, covers = laid_out(folded.text, rulebook())
    hit = {hit.item for hit in hits(folded, rulebook(), sentences, covers) if hit.certain and hit.item in FORBIDDEN}
    read_as = windows(folded.text, sentences, [cover[:2] for cover in covers])
    found = tuple(dict.fromkeys(features for _, _, features in read_as))
    return Sample(name, items & FORBIDDEN, either & FORBIDDEN, where, voice, found or (frozenset(),), frozenset(hit))


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of all texts as rows over one vocabulary; `owner` is the place of each row's text."""

    every: list[Sample]
    vocabulary: dict[str, int]
    rows: sp.csr_matrix
    owner: np.ndarray

    @classmethod
    def of(cls, every: list[Sample]) -> "Windows":
        """Rows of 1 over the root of the number of features."""
        seen = Counter(name for one in every if one.fold >= 0 for name in frozenset().union(*one.windows))
        known = sorted(name for name, count in seen.items() if count >= SEEN_MIN)
        vocabulary = {name: place for place, name in enumerate(known)}
        found = [window for one in every for window in one.windows]
        owner = np.array([place for place, one in enumerate(every) for _ in one.windows])
        columns = [sorted(vocabulary[name] for name in features if name in vocabulary) for features in found]
        values = [1 / np.sqrt(max(len(features), FEATURES_MIN)) for features in found]
        counts = [len(known) for known in columns]
        rows = sp.csr_matrix(
            (np.repeat(values, counts), np.concatenate(columns), np.concatenate([[0], np.cumsum(counts)])),
            shape=(len(found), len(vocabulary)),
        )
        return cls(every, vocabulary, rows, owner)

    def learn(self, name: str, without: int | None = None) -> LogisticRegression:
        """One class, from all texts but those of a fold; of a text that holds it the likeliest window alone."""
        labels = [None if one.fold == without else one.label(name) for one in self.every]
        kept = np.array([labels[place] is not None for place in self.owner])
        rows, owner = self.rows[kept], self.owner[kept]
        truth = np.array([labels[place] for place in owner])
        chosen = np.ones(len(owner), bool)
        for _ in range(ROUNDS):
            model = LogisticRegression(C=COST, class_weight="balanced", solver="liblinear", random_state=0)
            model.fit(rows[chosen], truth[chosen])
            scored = model.decision_function(rows)
            best = np.full(len(self.every), -np.inf)
            np.maximum.at(best, owner, scored)
            chosen = (truth == 0) | (scored >= best[owner])
        return model

    def scores(self, model: LogisticRegression) -> np.ndarray:
        """The highest score over each text's windows, in hundredths."""
        best = np.full(len(self.every), -np.inf)
        np.maximum.at(best, self.owner, 100 * model.decision_function(self.rows))
        return best


def out_of_fold(windows: Windows) -> np.ndarray:
    """A row for each text, a column for each class: scores by what was learned without the text's fold."""
    fold_of = np.array([one.fold for one in windows.every])
    found = np.zeros((len(fold_of), len(CLASSES)))
    for column, name in enumerate(CLASSES):
        for number in range(FOLDS):
            here = fold_of == number
            found[here, column] = windows.scores(windows.learn(name, without=number))[here]
    return found


def learned(windows: Windows, bounds: dict[str, int]) -> Weights:
    """Whole numbers from all texts, small ones left out."""
    models = [windows.learn(name) for name in CLASSES]
    table = np.rint(np.stack([100 * model.coef_[0] for model in models], axis=1)).astype(int)
    features = {
        name: tuple((column, int(weight)) for column, weight in enumerate(table[place]) if abs(weight) >= WEIGHT_MIN)
        for name, place in windows.vocabulary.items()
    }
    biases = tuple(int(np.rint(100 * model.intercept_[0])) for model in models)
    return Weights(CLASSES, biases, bounds, {name: pairs for name, pairs in features.items() if pairs}, learned_from())


def set_bounds(windows: Windows, found: np.ndarray) -> dict[str, int]:
    """The bounds that give RIGHT and CAUGHT on the voices, out of fold; prints what they cost."""
    voices = [place for place, one in enumerate(windows.every) if one.voice]
    judged, found = [windows.every[place] for place in voices], found[voices]
    scored = [
        (one, name, score)
        for one, row in zip(judged, found, strict=True)
        for name, score in zip(words.FORBIDDEN_ITEMS, row[1:], strict=True)
    ]
    firm = next(step for step in STEPS if right([(one, name) for one, name, score in scored if score >= step]) >= RIGHT)
    claims = [(one, name) for one, name, score in scored if score >= firm or (name in one.hits and score >= AGREE)]
    held = np.array([bool(one.hits) for one in judged]) | (found[:, 1:].max(axis=1) >= firm)
    doubt = found[:, 0] + found[:, 1:].max(axis=1)
    holds = np.array([bool(one.items) for one in judged])
    harmless = np.array([not one.items and not one.either for one in judged])
    send = max(step for step in STEPS if (held | (doubt >= step))[holds].mean() >= CAUGHT)
    held |= doubt >= send
    there = sum(len(one.items) for one in judged)
    say(f"Bounds: weight alone {firm}, rule and weight {AGREE}, to a human {send}.")
    certain = sum(name in one.items for one, name in claims)
    say(f"Out of fold, {len(judged):,} voices: certain {certain:,} of {there:,}, "
        f"right {right(claims):.3f}; of {holds.sum():,} texts caught {held[holds].mean():.3f}; "
        f"of {harmless.sum():,} harmless ones held {held[harmless].mean():.3f}.")  # fmt: skip
    return {"firm": firm, "agree": AGREE, "send": send}


def right(claims: Sequence[tuple[Sample, str]]) -> float:
    """The share of claims that a class is there that are so; those that may be argued both ways left out."""
    good = sum(item in one.items for one, item in claims)
    return good / max(1, good + sum(item not in one.items | one.either for one, item in claims))


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Learn, set the bounds, print them; with --write, write the weights."""
    windows = Windows.of(samples())
    found = out_of_fold(windows)
    weights = learned(windows, set_bounds(windows, found))
    text = write(weights)
    say(f"{len(weights.features):,} features, {len(text.encode()):,} bytes.")
    if "--write" in sys.argv[1:]:
        WEIGHTS.write_text(text, encoding="utf-8")
        say(f"Written to {WEIGHTS}.")


if __name__ == "__main__":
    main()
