"""A line is found again, bends as the paper says, rises, and splits without a remainder."""

import numpy as np
import pytest
from scipy import special

from eastwind.assess.calibration import MICRO, Calibration
from eastwind.assess.fitting import fit


def people(shape, count=40_000):
    """Raw log-odds, and outcomes whose true log-odds are `shape` of them."""
    draw = np.random.default_rng(1)
    raw = draw.normal(0, 1.5, count)
    return (raw * MICRO).astype(np.int64), (draw.random(count) < special.expit(shape(raw))).astype(np.int64)


def test_a_straight_line_is_found_again():
    raw, outcome = people(lambda logit: 0.7 * logit + 0.4)
    line = fit("affine", raw, outcome)
    for at in (-3.0, 0.0, 4.0, 20.0):  # beyond the ends too
        assert line.map(np.array([at * MICRO]))[0] / MICRO == pytest.approx(0.7 * at + 0.4, abs=0.2 if at < 5 else 1)


def test_a_bent_line_is_found_where_it_bends():
    def bent(logit):
        return 0.2 - 1.4 * special.softplus(-logit) + 0.5 * special.softplus(logit)

    raw, outcome = people(bent)
    line = fit("beta", raw, outcome)
    for at in (-3.0, -1.0, 0.0, 2.0):
        assert line.map(np.array([at * MICRO]))[0] / MICRO == pytest.approx(bent(at), abs=0.15)
    assert list(line.meant) == sorted(set(line.meant))


def test_a_score_that_points_the_wrong_way_still_gives_a_line_that_rises():
    raw, outcome = people(lambda logit: -logit)
    for kind in ("affine", "beta"):
        meant = fit(kind, raw, outcome).meant
        assert list(meant) == sorted(set(meant))


@pytest.mark.parametrize("kind", ["affine", "beta"])
def test_base_and_halves_add_up_to_the_calibrated_whole(kind):
    raw, outcome = people(lambda logit: 1.3 * logit - 0.2, 5_000)
    line = fit(kind, raw, outcome)
    draw = np.random.default_rng(2)
    base = 1_234_567
    ability, willingness = (draw.integers(-6 * MICRO, 6 * MICRO, 10_000) for _ in range(2))
    willingness[:10] = -ability[:10]  # nothing moves
    start, able, will = line.split(base, ability, willingness)
    whole = line.map((base + ability + willingness).astype(np.float64))
    assert np.abs(start + able + will - whole).max() / MICRO < 1e-9
    assert (np.sign(able) == np.sign(ability)).all()
    assert (np.sign(will) == np.sign(willingness)).all()


def test_the_line_that_changes_nothing_changes_nothing():
    same = Calibration("affine", (-1, 1), (-1, 1))
    assert same.map(np.array([-7.0, 0.0, 9.0])).tolist() == [-7.0, 0.0, 9.0]
