"""Value and harm bounds against a plain reading, one person at a time."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from eastwind.decide import load, value_minor, within_harm
from tests.decide.people import people

EVERYDAY = load()
RAILS = EVERYDAY.guardrails
ROBOT = next(one for one in EVERYDAY.treatments if one.channel == "robocall")

treatments = st.builds(
    lambda base, effect, cost, annoyance, complaints: replace(
        base, effect_ppm=effect, cost_minor=cost, annoyance_minor=annoyance, complaint_ppm=complaints
    ),
    st.sampled_from(EVERYDAY.treatments),
    st.integers(0, 1_000_000),
    st.integers(0, 50_000),
    st.integers(0, 10**12),
    st.integers(0, 5_000),
)
guardrails = st.builds(
    lambda decay, growth, most: replace(
        RAILS, repeat_decay_bp=decay, annoyance_growth_bp=growth, contacts_28d_max=most
    ),
    st.integers(0, 10_000),
    st.integers(0, 100_000),
    st.integers(0, 50),
)
rows = st.fixed_dictionaries(
    {
        "repays_ppm": st.integers(0, 1_000_000),
        "overdue_minor": st.sampled_from([0, 1, 99, 123_456_789, 10**15]) | st.integers(0, 10**7),
        "contacts_28d": st.integers(0, 60),
        "adapted": st.booleans(),
    }
)


def plain_value(row, treatment, rails):
    """Exact integers of any size, one person at a time."""
    repeats, left = min(row["contacts_28d"], 40), 10_000
    for _ in range(repeats):
        left = left * rails.repeat_decay_bp // 10_000
    shape = 4 * row["repays_ppm"] * (1_000_000 - row["repays_ppm"]) // 1_000_000
    effect = treatment.effect_ppm * shape // 1_000_000 * left // 10_000
    annoyance = treatment.annoyance_minor * (10_000 + rails.annoyance_growth_bp * repeats) // 10_000
    return effect * row["overdue_minor"] // 1_000_000 - treatment.cost_minor - annoyance


def plain_harmless(row, treatment, rails):
    complaints = treatment.complaint_ppm * (10_000 + rails.annoyance_growth_bp * min(row["contacts_28d"], 40)) // 10_000
    robot_for_gentle = treatment.channel == "robocall" and row["adapted"]
    return (
        row["contacts_28d"] < rails.contacts_28d_max and complaints <= rails.complaint_ppm_max and not robot_for_gentle
    )


@given(st.lists(rows, min_size=1, max_size=8), treatments, guardrails)
def test_value_agrees_with_a_plain_reading(crowd, treatment, rails):
    found = value_minor(people(*crowd), treatment, rails)
    assert found.tolist() == [plain_value(row, treatment, rails) for row in crowd]


@given(st.lists(rows, min_size=1, max_size=8), treatments, guardrails)
def test_harm_bounds_agree_with_a_plain_reading(crowd, treatment, rails):
    found = within_harm(people(*crowd), treatment, rails)
    assert found.tolist() == [plain_harmless(row, treatment, rails) for row in crowd]


@given(rows, treatments, guardrails, st.lists(st.integers(0, 10**15), min_size=2, max_size=6).map(sorted))
def test_more_overdue_is_never_worth_less(row, treatment, rails, amounts):
    values = value_minor(people(*({**row, "overdue_minor": amount} for amount in amounts)), treatment, rails).tolist()
    assert values == sorted(values)


@given(rows, treatments, guardrails)
def test_one_contact_more_is_never_worth_more_nor_less_harmful(row, treatment, rails):
    counts = [{**row, "contacts_28d": count} for count in range(45)]
    values = value_minor(people(*counts), treatment, rails).tolist()
    assert values == sorted(values, reverse=True)
    harmless = within_harm(people(*counts), treatment, rails).tolist()
    assert harmless == sorted(harmless, reverse=True)


@given(rows, treatments)
def test_nothing_is_gained_from_the_sure_and_the_lost(row, treatment):
    sure_and_lost = people(*({**row, "repays_ppm": chance} for chance in (0, 1_000_000)))
    assert (value_minor(sure_and_lost, treatment, RAILS) <= 0).all()


def test_nobody_who_needs_the_gentler_way_is_called_by_a_robot():
    rows = people({"adapted": True}, {"adapted": False})
    assert within_harm(rows, ROBOT, RAILS).tolist() == [False, True]
    human = next(one for one in EVERYDAY.treatments if one.channel == "voice")
    assert within_harm(rows, human, RAILS).tolist() == [True, True]


def test_the_last_touch_under_the_bound_is_allowed_and_no_more():
    gentle = EVERYDAY.treatments[0]
    rows = people({"contacts_28d": RAILS.contacts_28d_max - 1}, {"contacts_28d": RAILS.contacts_28d_max})
    assert within_harm(rows, gentle, RAILS).tolist() == [True, False]
