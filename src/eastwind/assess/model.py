"""Model: a trained chance of repaying, as the exact sum of ability and willingness.

In        plain data from a model's file (modelfile); a book as known at an instant, its delinquency and standing.
Out       the columns of the scorecard (ability, willingness, repays_ppm, way, reasons); chances for evaluation.
Not here  training (train), LightGBM: nothing at run time asks for it.
Proof     tests/assess/test_model.py.

logit(p) = base + ability + willingness. The split is a convention, not a cause (docs/adr/0016): trees that look at the
features of one half alone were grown together, and each half is the sum of its own. Zero of a half is what the people
of the training had on average. `way` is cut at the average of those of them who were past due: nearly everybody late is
below the average of all. Who has too little history, or owes on a product that the model never saw, is scored by the
scorecard, person by person; so is who lacks a feature that everyone in the training had.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from eastwind.assess import why
from eastwind.assess.bills import UNKNOWN, Table, bills
from eastwind.assess.calibration import MICRO, Calibration, Floats
from eastwind.assess.drift import Spread
from eastwind.assess.features import Seen, features, fingerprints, usable
from eastwind.assess.forest import Forest
from eastwind.assess.scorecard import Scorecard, chance_ppm, ways
from eastwind.core import zones
from eastwind.core.frames import Book
from eastwind.core.segments import Bools, Ints

MILLI: Final = 1_000  # micro-logits in a thousandth of a logit
SOON_DAYS: Final = 7  # reasons are told of who is late, or owes something within so many days
BY: Final = ("scorecard", "model", "out-of-fold")


@dataclass(frozen=True)
class Halves:
    """Log-odds of some people, in logits: base + ability + willingness, exactly."""

    base: Floats
    ability: Floats
    willingness: Floats

    @property
    def logit(self) -> Floats:
        """Their sum."""
        found: Floats = self.base + self.ability + self.willingness
        return found

    @property
    def chance(self) -> Floats:
        """1 / (1 + e^−logit)."""
        found: Floats = 1.0 / (1.0 + np.exp(-self.logit))
        return found

    def of(self, mine: Bools) -> "Halves":
        """Those of some of the people."""
        return Halves(self.base[mine], self.ability[mine], self.willingness[mine])


@dataclass(frozen=True)
class OutOfFold:
    """Scores of training people by models that did not see them, found by the fingerprint of their features."""

    digest: str
    model: str  # digest of the model whose training people these are
    fingerprint: NDArray[np.uint64]  # rising
    fold: NDArray[np.int8]
    ability: NDArray[np.int32]  # thousandths of a logit
    willingness: NDArray[np.int32]
    base: tuple[int, ...]  # per fold

    def places(self, table: Table) -> Ints:
        """The row of each person (column of `table`), −1 for those who are not among them."""
        wanted = fingerprints(table)
        at = np.minimum(np.searchsorted(self.fingerprint, wanted), len(self.fingerprint) - 1)
        return np.where(self.fingerprint[at] == wanted, at, -1)


@dataclass(frozen=True)
class Model:
    """All of a model's file, checked; `content` is what the plan is identified by."""

    digest: str
    data: dict[str, Any]  # the file's content, for cards and evaluation
    target: str
    currency: str
    products: tuple[str, ...]
    names: tuple[str, ...]
    bills_min: int
    always_known: tuple[bool, ...]  # per feature: nobody in training lacked it
    forest: Forest
    base: int  # micro-logits, with both halves at their average
    centre: tuple[int, int]
    cut: tuple[int, int]  # thousandths: the halves of training people past due, on average
    calibration: Calibration
    card: Scorecard  # for those whom the model does not know
    out_of_fold: OutOfFold | None = None
    spreads: dict[str, Spread] = field(default_factory=dict)  # of each feature, and of the score, at training

    @property
    def version(self) -> str:
        """What it is called beside its digest."""
        return f"{self.target}@{self.data['trained']['as_of'][:10]}"

    @property
    def content(self) -> dict[str, Any]:
        """What a plan is identified by."""
        aside = None if self.out_of_fold is None else self.out_of_fold.digest
        return {"model": self.digest, "scorecard": self.card.content, "out_of_fold": aside}

    def seen(self, book: Book, delinquency: pl.DataFrame, standing: pl.DataFrame, as_of: datetime) -> Seen:
        """What the features are made of."""
        today = int(zones.local_days(book.zone, np.array([int(as_of.timestamp())], dtype=np.int64))[0])
        return Seen(bills(book, delinquency, today, self.products), standing)

    def knows(self, seen: Seen, table: Table) -> Bools:
        """Whom the model may score: enough bills, nothing late elsewhere, no gap that the training never had."""
        needed = np.array(self.always_known)
        lacking: Bools = (table[needed] == UNKNOWN).any(axis=0)
        return usable(seen, self.bills_min) & ~lacking

    def halves(self, table: Table) -> Halves:
        """Of each person (column of `table`: features in the order of `names`), by the model as it is."""
        ability, willingness = self.forest.halves(table)
        base, able, will = self.calibration.split(self.base, ability - self.centre[0], willingness - self.centre[1])
        return Halves(np.full(table.shape[1], base / MICRO), able / MICRO, will / MICRO)

    def scored(self, table: Table) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], Bools]:
        """Base, ability and willingness in thousandths of a logit, and who was scored out of fold."""
        ability, willingness = self.forest.halves(table)
        base, able, will = self.calibration.split(self.base, ability - self.centre[0], willingness - self.centre[1])
        found = [np.rint(each / MILLI).astype(np.int32) for each in (np.full(table.shape[1], base), able, will)]
        aside = np.zeros(table.shape[1], np.bool_)
        if self.out_of_fold is not None:
            other = self.out_of_fold
            at = other.places(table)
            aside = at >= 0
            found[0][aside] = np.array(other.base, np.int32)[other.fold[at[aside]]]
            found[1][aside], found[2][aside] = other.ability[at[aside]], other.willingness[at[aside]]
        return found[0], found[1], found[2], aside

    def contributions(self, table: Table) -> Table:
        """(themes of `why`, people): micro-logits that each theme adds to its half, before calibration."""
        return self.forest.contributions(table, self._themes, len(why.THEMES))

    @cached_property
    def _themes(self) -> Ints:
        return why.groups(self.names)

    def assess(self, book: Book, delinquency: pl.DataFrame, standing: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
        """The columns of `Scorecard.score`; reasons only of those late or soon due."""
        return self.by(book, delinquency, standing, as_of)[0]

    def by(
        self, book: Book, delinquency: pl.DataFrame, standing: pl.DataFrame, as_of: datetime
    ) -> tuple[pl.DataFrame, NDArray[np.int8]]:
        """The same, and for each person by what they were scored: a place in BY."""
        scores = self.card.score(standing)
        seen = self.seen(book, delinquency, standing, as_of)
        table = features(seen, self.names)
        mine = self.knows(seen, table)
        if not mine.any():
            return scores, np.zeros(standing.height, np.int8)
        table = np.ascontiguousarray(table[:, mine])
        base, ability, willingness, aside = self.scored(table)
        way = ways(standing.filter(pl.Series(mine)), ability >= self.cut[0], willingness >= self.cut[1])
        reasons = self._reasons(standing.filter(pl.Series(mine)), table)
        columns = [
            pl.Series("ability", ability),
            pl.Series("willingness", willingness),
            pl.Series("repays_ppm", chance_ppm(base + ability + willingness)),
            way.alias("way"),
            reasons,
        ]
        at = np.flatnonzero(mine)
        by = np.zeros(standing.height, np.int8)
        by[at] = np.where(aside, 2, 1)
        if len(at) == standing.height:
            return pl.DataFrame(columns), by
        order = np.cumsum(mine) - 1
        place = np.where(mine, order, len(at) + np.cumsum(~mine) - 1)
        rest = scores.filter(pl.Series(~mine))
        return pl.concat([pl.DataFrame(columns), rest.select([column.name for column in columns])])[place], by

    def _reasons(self, standing: pl.DataFrame, table: Table) -> pl.Series:
        """Of those who are late or owe soon; an empty list of all others."""
        due = standing["next_due_in_days"].fill_null(SOON_DAYS + 1).to_numpy() <= SOON_DAYS
        asked = (standing["dpd"].to_numpy() > 0) | due
        some = np.ascontiguousarray(table[:, asked])
        unknown = ~standing["ability_known"].to_numpy()[asked] & ~standing["income_known"].to_numpy()[asked]
        said = why.told(self.contributions(some), some, self.names, unknown)
        nobody = pl.Series("reasons", [[]], said.dtype)
        place = np.where(asked, np.cumsum(asked) - 1, len(said))
        return pl.concat([said, nobody]).gather(place)
