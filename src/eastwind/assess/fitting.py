"""Fitting: the line that makes raw log-odds mean what they say.

In        raw sums of trees that did not see these people (micro-logits), and what came of them.
Out       `fit`: a Calibration.
Not here  using it (calibration).
Proof     tests/assess/test_calibration.py: a line is found again; the beta line of the paper.

Two ways: affine in the log-odds (Platt), and beta (Kull, Silva Filho & Flach, AISTATS 2017), tabulated.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from eastwind.assess.calibration import MICRO, Calibration, Floats
from eastwind.core.segments import Ints

REACH: Final = 12  # logits either way between the outermost knots of a bent line
STEP: Final = 4  # knots a logit


def fit(kind: str, raw: Ints, outcome: NDArray[Any]) -> Calibration:
    """The line under which raw sums (micro-logits) fit `outcome` best; they must be of trees that saw none of it."""
    logit = raw / MICRO
    if kind == "affine":
        slope, shift = _logistic(logit[:, None], outcome)
        ends = np.array([-1.0, 1.0]) * REACH
        return _line(kind, ends, slope * ends + shift)
    low, high = -_softplus(-logit), _softplus(logit)
    up, down, shift = _logistic(np.stack([low, high], axis=1), outcome)
    knots = np.arange(-REACH * STEP, REACH * STEP + 1) / STEP
    return _line(kind, knots, shift - up * _softplus(-knots) + down * _softplus(knots))


def _line(kind: str, said: Floats, meant: Floats) -> Calibration:
    return Calibration(
        kind,
        tuple(round(float(each) * MICRO) for each in said),
        tuple(round(float(each) * MICRO) for each in meant),
    )


def _softplus(logit: Floats) -> Floats:
    """ln(1 + e^x), which is −ln(1 − p)."""
    bent: Floats = np.logaddexp(0.0, logit)
    return bent


def _logistic(inputs: Floats, outcome: NDArray[Any]) -> Floats:
    """Slopes, none below a thousandth (the line must rise), and the shift of a logistic regression."""
    from scipy import optimize  # type: ignore[import-untyped]  # a second to import, and only learning needs it

    columns = np.column_stack([inputs, np.ones(len(inputs))])
    sign = 2.0 * outcome - 1.0

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = sign * (columns @ weights)
        slope = -sign * 0.5 * (1 - np.tanh(margin / 2))
        return float(_softplus(-margin).mean()), columns.T @ slope / len(sign)

    slopes = inputs.shape[1]
    start = np.append(np.ones(slopes) / slopes, 0.0)
    bounds = [(1e-3, None)] * slopes + [(None, None)]
    found = optimize.minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500, "ftol": 1e-14, "gtol": 1e-9}
    )
    weights: Floats = found.x
    return weights
