"""By what a day's people were scored, and drift against a plain computation."""

import math

import numpy as np
import pytest

from eastwind import assess, book
from eastwind.assess.bills import UNKNOWN
from eastwind.assess.card import drifts
from eastwind.assess.features import features
from eastwind.cli import inputs
from eastwind.cli import scoring as scorings

SAID = {"as_of_": None, "strategy_": None, "laws_": "tw", "law_on": None, "seed": None, "mode": None}


@pytest.fixture(scope="module")
def loaded(small):
    return book.load(small)


@pytest.fixture(scope="module")
def policy(loaded, small):
    return inputs.policy(loaded, small, **SAID, model_="taiwan-cards-2005")


def test_everybody_decided_is_counted_once(loaded, policy):
    found = scorings.scoring(loaded, policy)
    assert sum(found.by.values()) == loaded.people_decided
    assert found.by["scorecard"] > 0, "people with another product, or with little history"
    assert found.model == policy.model.version


def test_drift_agrees_with_the_formula_written_out(loaded, policy):
    model = policy.model
    known = book.known(loaded.book, policy.as_of)
    late = book.delinquency(known, policy.as_of)
    seen = model.seen(known, late, assess.standing(known, late, policy.as_of), policy.as_of)
    table = features(seen, model.names)
    mine = model.knows(seen, table)
    found = {one.name: one.psi for one in scorings.scoring(loaded, policy).moved}
    assert set(found) == {"score", *model.names}
    for name in ("limit_minor", "late_0", "share_mean_bp"):
        row = table[model.names.index(name)][mine]
        then = model.spreads[name]
        total = 0.0
        for place in range(len(then.edges) + 2):
            if place == len(then.edges) + 1:
                count = int((row == UNKNOWN).sum())
            else:
                low = then.edges[place - 1] if place else -math.inf
                high = then.edges[place] if place < len(then.edges) else math.inf
                count = int(((row != UNKNOWN) & (row > low) & (row <= high)).sum())
            if count or then.counts[place]:
                p = max(then.counts[place], 0.5) / sum(then.counts)
                q = max(count, 0.5) / len(row)
                total += (q - p) * math.log(q / p)
        assert found[name] == pytest.approx(total), name


def test_a_book_in_which_every_limit_is_tripled_has_moved(loaded, policy):
    model = policy.model
    known = book.known(loaded.book, policy.as_of)
    late = book.delinquency(known, policy.as_of)
    seen = model.seen(known, late, assess.standing(known, late, policy.as_of), policy.as_of)
    table = features(seen, model.names)
    table = table[:, model.knows(seen, table)]
    table[model.names.index("limit_minor")] *= 3
    found = drifts(model, table, np.zeros(table.shape[1]))
    levels = {one.name: one.level for one in found}
    assert (levels["limit_minor"], levels["score"]) == ("moved", "moved")
    assert levels["late_0"] == "steady"
    assert [one.psi for one in found] == sorted((one.psi for one in found), reverse=True)


def test_it_does_not_matter_in_which_parts_the_book_is_read(loaded, policy, monkeypatch):
    whole = scorings.scoring(loaded, policy)
    monkeypatch.setattr(scorings, "CHUNK_PEOPLE", 37)
    assert scorings.scoring(loaded, policy) == whole


def test_a_scorecard_has_learned_from_nobody(loaded, small):
    card = inputs.policy(loaded, small, **SAID, model_="scorecard")
    found = scorings.scoring(loaded, card)
    assert (found.model, found.moved, found.by["scorecard"]) == ("", (), loaded.people_decided)
    assert scorings.lines(found) == []
    assert scorings.summary(found)["model"] == "scorecard"
