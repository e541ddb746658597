"""A kept book stands for its folder: the same plan byte for byte, by two processes, and nothing half-written."""

import json
import shutil
import signal
from pathlib import Path

import polars as pl
import pytest

from eastwind import scale
from eastwind.cli import inputs, measure, planfolder
from eastwind.core import digests
from eastwind.scale import crew, local
from tests.cli.run import Ran, contents, refused, run
from tests.cli.test_machine import stopped

NO_ROWS = pl.DataFrame()  # quarantined, of a made book

# As many people as there are call for a process of its own; and the run says when it has come to a point.
APART = "from eastwind.scale import local; local.APART_PEOPLE_MIN = 0\n"
CONSIDERED = f"""{APART}
import time
from eastwind.cli import planfolder
from eastwind.scale import crew
started = []
start = crew.Apart.__init__
def noted(self):
    start(self)
    started.append(self.process.pid)
crew.Apart.__init__ = noted
def halting(*arguments):
    assert len(started) == 1
    print("halfway", flush=True)
    time.sleep(60)
planfolder.together = halting
"""


@pytest.fixture(scope="module")
def kept(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("kept") / "store"
    ran = run("book", "store", small, "--out", out)
    assert (ran.code, ran.err) == (0, ""), ran
    assert ran.out.startswith("400 people with ")
    return out


def test_a_kept_book_gives_the_plan_of_its_folder_byte_for_byte(kept, planned, tmp_path, monkeypatch):
    started: list[crew.Apart] = []
    start = crew.Apart.__init__

    def noted(self: crew.Apart) -> None:
        start(self)
        started.append(self)

    monkeypatch.setattr(local, "APART_PEOPLE_MIN", 0)
    monkeypatch.setattr(crew.Apart, "__init__", noted)
    ran = run("plan", kept, "--out", tmp_path / "plan", "--chunk", 90)
    assert ran.code == 0, ran
    assert len(started) == 1
    assert started[0].process.poll() is not None, "no process is left"
    mine, theirs = contents(tmp_path / "plan"), contents(planned[1])
    assert set(mine) == set(theirs)
    assert [name for name in mine if mine[name] != theirs[name]] == ["report.html"], "it tells its seconds"
    assert run("verify", tmp_path / "plan").code == 0


def test_other_commands_read_it_as_the_folder(kept, small, planned):
    for command in (("book", "check"), ("book", "check", "--json")):
        assert run(*command, kept).out == run(*command, small).out
    assert run("law", "replay", planned[1], kept, "--on", "2026-10-01").code == 0


def test_a_kept_book_is_not_written_over(kept, small):
    assert "holds something already" in refused("book", "store", small, "--out", kept)


def test_a_damaged_one_is_one_sentence(kept, tmp_path):
    damaged = Path(shutil.copytree(kept, tmp_path / "damaged"))
    (damaged / "store" / "book.json").write_text("{}", encoding="utf-8")
    assert "Write it anew" in refused("plan", damaged, "--out", tmp_path / "plan")
    (damaged / "store" / "part-00000" / "loans.parquet").write_bytes(b"none")
    shutil.copyfile(kept / "store" / "book.json", damaged / "store" / "book.json")
    assert "The store is damaged" in refused("plan", damaged, "--out", tmp_path / "plan")
    assert [path.name for path in tmp_path.iterdir()] == ["damaged"]


def test_a_plan_written_by_parts_is_the_one_written_whole(tmp_path):
    measure.make(tmp_path / "book", 1_000, "small")
    policy, keys, named = measure.policy(), inputs.keys(None, "made/log"), digests.digest("made")
    source = scale.Source.stored(tmp_path / "book")
    bodies, plans = [], []
    for name, chunk in (("parts", 300), ("other", 170)):
        (tmp_path / name).mkdir()
        decided = scale.decide(source, policy, named, chunk=chunk)
        _, checkpoint = planfolder.write_stream(tmp_path / name, decided, NO_ROWS, policy, named, keys, "UTC")
        bodies.append((checkpoint.root, json.loads((tmp_path / name / "plan.json").read_text(encoding="utf-8"))))
        plans.append(pl.read_parquet(tmp_path / name / "plan.parquet"))
    (tmp_path / "whole").mkdir()
    day = scale.run(source, policy, named)
    checkpoint = planfolder.log_plan(tmp_path / "whole", day, NO_ROWS, policy, named, keys, "UTC")
    whole = checkpoint.root, json.loads((tmp_path / "whole" / "plan.json").read_text(encoding="utf-8"))
    assert bodies == [whole, whole]
    assert day.refusals.height
    assert all(found.equals(day.plan) for found in plans)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=lambda how: how.name)
def test_an_interrupted_plan_of_it_leaves_nothing(kept, tmp_path, how):
    ran = stopped(("plan", kept, "--out", tmp_path / "plan"), CONSIDERED, how)
    assert ran == Ran(130, "", "eastwind: Interrupted. Nothing was written.\n")
    assert list(tmp_path.iterdir()) == []
