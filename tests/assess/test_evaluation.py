"""What an evaluation says adds up, and training people are told apart from others."""

import numpy as np

from eastwind import assess
from eastwind.assess import evaluation
from eastwind.assess.model import Halves
from tests.assess.learnt import people, trained, written


def test_cells_hold_everybody_once_and_their_share():
    draw = np.random.default_rng(1)
    halves = Halves(np.zeros(900), draw.normal(size=900), draw.normal(size=900))
    outcome = draw.integers(0, 2, 900)
    found = evaluation.evaluated(outcome, halves, 1, cut=(0.3, -0.2), groups={"sex": ["a", "b", "c"] * 300})
    assert sum(count for count, _ in found.cells.values()) == found.n == 900
    high = (halves.ability >= 0.3) & (halves.willingness >= -0.2)
    assert found.cells["high ability, high willingness"] == (high.sum(), outcome[high].mean())
    assert set(found.groups) == {"sex=a", "sex=b", "sex=c"}
    assert sum(count for count, _, _ in found.groups.values()) == 900
    assert found.content()["noise_floor"]["p95"] > found.content()["noise_floor"]["mean"] > 0


def test_training_people_are_scored_out_of_fold_and_others_by_the_model(tmp_path):
    model = assess.load_model(*written(tmp_path))
    alone = assess.load_model(written(tmp_path)[0])
    mine, others = people(), people(seed=99)
    halves, by = evaluation.scores(model, mine)
    assert by == {"model": 0, "out-of-fold": 3_000}
    assert np.abs(halves.logit - trained().crossfit.logit).max() < 0.002
    assert evaluation.scores(model, others)[1] == {"model": 3_000, "out-of-fold": 0}
    assert (evaluation.scores(model, others)[0].logit == evaluation.scores(alone, others)[0].logit).all()
    assert not (evaluation.scores(alone, mine)[0].logit == halves.logit).all()
