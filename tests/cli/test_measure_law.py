"""Measuring the law, with little: made people are judged, and an engine beside the gate finds what it is given."""

import pytest

from eastwind.cli import measure_law


@pytest.mark.parametrize("stack", measure_law.STACKS)
def test_made_people_are_judged_and_most_contacts_are_lawful(stack):
    found = measure_law.judged(stack, 500, 5)
    assert found["seconds"] > 0
    assert 0 < found["refused"] < 0.5
    assert found["breaches"] >= found["refused"]


def test_people_have_as_many_past_contacts_as_asked():
    candidates, facts = measure_law.people("cn", 20, 7, seed=1)
    assert (candidates.height, facts.contacts.height) == (20, 140)
    assert facts.contacts["at"].max() < candidates["at"].min()


def test_the_engine_beside_it_judges_the_same_number_of_rules():
    found = measure_law.beside("cn", rounds=2)
    assert found["rules"] > 50
    assert found["per_second"] > 0


def test_the_lines_tell_rate_share_refused_and_what_stands_beside():
    told = list(measure_law.lines(300, ("cn",), (5,)))
    assert len(told) == 2
    assert "candidate contacts/s" in told[0]
    assert "refused" in told[0]
    assert "zen-engine" in told[1]
