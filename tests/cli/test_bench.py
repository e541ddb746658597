"""Measuring, with little: every measurement runs, and the command prints its lines."""

from pathlib import Path

import pytest
import typer

from eastwind.cli import bench, measure
from tests.cli.run import run

PEOPLE = 1_000


def test_a_day_is_measured_from_file_to_file(tmp_path):
    for shape in measure.SHAPES:
        assert measure.make(tmp_path / shape, PEOPLE, shape)["bytes"] > 0
        found = measure.day(tmp_path / shape, PEOPLE, shape)
        assert found["rows"] >= PEOPLE
        assert found["seconds"] > 0
        each = measure.steps(tmp_path / shape, shape)["each"]
        assert tuple(each) == measure.STEPS
        assert all(0 <= cost < 1 for cost in each.values())


def test_one_person_and_one_contact_are_measured():
    assert set(measure.person(1)) == set(measure.PERSON)
    found = measure.contact(1)
    assert set(found) == {
        f"{what}_{name}_{how}"
        for name in ("allowed", "refused")
        for what, how in (("one", "median"), ("thousand", "each"))
    }


def test_a_calibration_line_gives_load_memory_and_hashing():
    assert all(word in bench.calibration() for word in ("cores", "load", "memory copy", "SHA-256"))


def test_the_command_prints_what_it_measured(monkeypatch):
    asked = []

    def measured(*arguments):
        asked.append(arguments[0])
        if arguments[0] == "make":
            Path(arguments[1]).mkdir()
        numbers = {
            "bytes": 2**30,
            "seconds": 2.0,
            "cpu": 3.0,
            "peak_gib": 1.5,
            "rows": 7,
            "refusals": 3,
            "one_median": 0.01,
        }
        each = {
            f"{what}_{name}_{how}": 1e-5
            for name in ("allowed", "refused")
            for what, how in (("one", "median"), ("thousand", "each"))
        }
        steps = {"each": dict.fromkeys(measure.STEPS, 2e-6), "chunk": 500}
        return {**numbers, **dict.fromkeys(measure.PERSON, 0.1), **each, **steps}

    monkeypatch.setattr(bench, "measured", measured)
    monkeypatch.setattr(bench.measure_law, "lines", lambda: ["gate, cn: a line"])
    monkeypatch.setattr(bench.measure_model, "lines", lambda: ["score: a line"])
    monkeypatch.setattr(bench.measure_allocate, "lines", lambda: ["allocation: a line"])
    ran = run("bench", "--people", PEOPLE, "--big", 0, "--repeats", 2)
    assert ran.code == 0
    assert asked.count("day") == 4
    assert any("500/s" in line for line in ran.lines)
    assert sum("read 2.0 · consider 2.0 · share out 2.0" in line for line in ran.lines) == 3
    assert {"gate, cn: a line", "score: a line", "allocation: a line"} <= set(ran.lines)
    assert sum(line.startswith("machine: ") for line in ran.lines) == 2


@pytest.mark.parametrize("arguments", [("nonsense",), ("day", "/nowhere", "5", "small")])
def test_a_measurement_that_fails_ends_with_its_reason(arguments):
    with pytest.raises(typer.Exit) as ended:
        bench.measured(*arguments)
    assert ended.value.exit_code == 3
