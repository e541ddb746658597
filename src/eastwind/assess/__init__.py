"""Assess: how a person stands. Ability and willingness, with reasons that the person may read.

In        the book (core.frames.Book) and its delinquency, as of an instant.
Out       `standing`: one row of plain facts per person; an `Assessor` (the expert scorecard, or a trained model): two
          halves that add up, a chance, a way, reasons.
Not here  what to do about it (decide), what the law allows (law), findings of text: those become states, not features.
Proof     tests/assess.

The room's parts: standing (facts), scorecard and reading (expert points); bills and features (what a model looks at),
labels (who repaid), train, fitting and calibration (learning), forest, model and modelfile (scoring, plain data), why
(reasons), metrics, evaluation and drift (what it is worth).
"""

from eastwind.assess.assessor import Assessor
from eastwind.assess.model import Model
from eastwind.assess.modelerror import ModelError
from eastwind.assess.modelfile import available, is_aside_of
from eastwind.assess.modelfile import load as _load_model
from eastwind.assess.scorecard import Scorecard, ScorecardError, load
from eastwind.assess.standing import standing

__all__ = [
    "Assessor",
    "Model",
    "ModelError",
    "Scorecard",
    "ScorecardError",
    "available",
    "is_aside_of",
    "load",
    "load_model",
    "standing",
]


def load_model(name: str, aside: str | None = None) -> Model:
    """The model in a file, or one that ships by its name, with the shipped scorecard for whom it does not know."""
    return _load_model(name, load(), aside)
