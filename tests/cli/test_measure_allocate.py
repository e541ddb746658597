"""Measuring the allocation, with little: feasible, near the bound, the same in chunks, HiGHS in agreement."""

from eastwind.cli import measure_allocate


def test_a_made_day_is_shared_out_as_promised_and_highs_finds_no_other_value(monkeypatch):
    monkeypatch.setattr(measure_allocate, "BESIDE", (2_000,))
    found = measure_allocate.shared_out(2_000)
    assert found["feasible"]
    assert found["chunks"]
    assert found["gap"] < 0.005
    assert found["value"] <= found["highs_value"] * (1 + 1e-9)
    assert abs(found["bound"] / found["highs_value"] - 1) < 5e-5


def test_the_lines_tell_seconds_gap_and_what_was_checked():
    told = list(measure_allocate.lines((500,)))
    assert len(told) == 1
    for part in ("allocation, 500 people", "below the bound", "feasible", "the same"):
        assert part in told[0]
    assert "NOT" not in told[0]
