"""The measurement of the model runs, with little, and says what it measured."""

import re

from eastwind.cli import measure_model


def test_scoring_reasons_and_training_are_measured():
    found = measure_model.lines(people_=3_000, repeats=1)
    assert re.match(r"score: 3,000 people × \d+ features by \d+ trees on one thread: [\d,]+/s", found[0])
    assert re.match(r"reasons: 3,000 people in \d", found[1])
    assert re.match(r"score in the day's run, features and reasons included: [\d,]+ people/s", found[2])
    assert re.match(r"train: 3,000 people × 40 features, \d+ trees: \d", found[3])
    assert len(measure_model.lines(people_=1_000, repeats=1, training=False)) == 3
