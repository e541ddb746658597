"""The drawings: text stays text, in both languages, nothing but greys, the same bytes every time."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from eastwind.report import Day, charts, standing, tally

ROOT = Path(__file__).parents[2]


def drawings(day: Day) -> dict[str, str]:
    cube = tally.cube(day.plan)
    return {
        "hours": charts.hours_chart(tally.hours(day)),
        "rolls": charts.rolls_chart(standing.rolls(day.rolls)),
        "map": charts.map_chart(standing.ability_map(day), standing.ways(day, cube)),
        "ways": charts.ways_chart(standing.ways(day, cube)),
    }


@pytest.fixture(scope="module")
def drawn(day: Day) -> dict[str, str]:
    return drawings(day)


def test_the_same_day_is_drawn_in_the_same_bytes(day, drawn):
    assert drawings(day) == drawn


@pytest.mark.parametrize("name", ["hours", "rolls", "map", "ways"])
def test_a_drawing_is_well_formed_and_named(drawn, name):
    root = ET.fromstring(drawn[name])
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{name}-says"
    assert root[0].tag.endswith("title")
    assert root.get("width") is None  # the page decides how wide


@pytest.mark.parametrize("name", ["hours", "rolls", "map", "ways"])
def test_both_languages_are_text_in_the_drawing(drawn, name):
    ids = re.findall(r'id="([^"]*)"', drawn[name])
    assert len([one for one in ids if "-zh_" in one]) == len([one for one in ids if "-en_" in one]) > 0
    assert re.search("[一-鿿]", "".join(ET.fromstring(drawn[name]).itertext()))


def test_no_id_stands_twice_on_the_page(drawn):
    ids = [one for svg in drawn.values() for one in re.findall(r'\bid="([^"]*)"', svg)]
    assert len(ids) == len(set(ids))


def test_every_reference_finds_its_target(drawn):
    for svg in drawn.values():
        ids = set(re.findall(r'\bid="([^"]*)"', svg))
        used = set(re.findall(r'(?:href="#|url\(#)([^")]*)', svg))
        assert used <= ids


@pytest.mark.parametrize("name", ["hours", "rolls", "map", "ways"])
def test_nothing_but_near_greys_is_drawn(drawn, name):
    """A hue would be lost on paper: the three parts of every colour lie close together."""
    for colour in set(re.findall(r"#([0-9a-f]{6})\b", drawn[name])):
        parts = [int(colour[place : place + 2], 16) for place in (0, 2, 4)]
        assert max(parts) - min(parts) <= 20, colour


def test_fills_differ_from_their_neighbours_without_colour():
    assert len(set(charts.FILLS)) == len(charts.FILLS)


@pytest.mark.parametrize("ten", ["0", "1"])
def test_a_readers_own_settings_and_a_read_only_home_change_nothing(drawn, tmp_path, ten):
    """A matplotlibrc of one's own, and no place to keep a cache: the same bytes, and not a word of warning."""
    (tmp_path / "matplotlibrc").write_text("font.size: 30\naxes.grid: True\nsvg.fonttype: path\n")
    code = (
        "import sys; from tests.report import sample; from eastwind.report import charts, standing\n"
        "sys.stdout.write(charts.rolls_chart(standing.rolls(sample.day(3_000).rolls)))"
    )
    env = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "PYTHONHASHSEED": ten,
        "HOME": "/proc/none",
        "PYTHONIOENCODING": "utf-8",
    }
    env.pop("MPLCONFIGDIR", None)
    for gone in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        env.pop(gone, None)
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert ran.stderr == ""
    assert ran.stdout == drawn["rolls"]
