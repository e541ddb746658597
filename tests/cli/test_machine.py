"""A machine that fails or a person who stops it: one sentence, the right code, nothing half-written."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.run import REPOSITORY, Ran, command, contents, refused, run, spawned

# A run that says when it has come to a point, and waits there.
HALFWAY = """
import time
from eastwind.cli import planfolder
write = planfolder.write_frames
def halting(*arguments):
    write(*arguments)
    print("halfway", flush=True)
    time.sleep(60)
planfolder.write_frames = halting
"""
CONSIDERING = """
import time
from eastwind import engine
consider = engine.consider
asked = []
def slow(*arguments):
    asked.append(1)
    time.sleep(0.05)
    if len(asked) >= 3 and "said" not in asked:
        asked.append("said")
        print("halfway", flush=True)
    assert len(asked) < 100, "the rest is not given up"
    return consider(*arguments)
engine.consider = slow
"""


@pytest.fixture
def storage(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Storage with room for so many KiB, or read-only for 0: mounted, where that is permitted."""
    where = tmp_path / "storage"
    where.mkdir()
    options = f"size={request.param}k" if request.param else "ro,size=64k"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", where], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("mounting a small file system needs root and a kernel that permits it")
    yield where
    subprocess.run(["umount", "--lazy", where], check=True)


def stopped(arguments: tuple[object, ...], before: str, how: signal.Signals) -> Ran:
    """A run that gets a signal half-way."""
    with subprocess.Popen(
        command(*arguments, before=before), cwd=REPOSITORY, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "halfway\n"
        process.send_signal(how)
        out, err = process.communicate(timeout=60)
    return Ran(process.returncode, out, err)


@pytest.mark.parametrize("storage", [4, 64, 400], indirect=True)
def test_a_full_disk(small, storage):
    said = refused("plan", small, "--out", storage / "deep" / "plan", code=3)
    assert "The disk is full" in said
    assert said.endswith("Nothing was written.")
    assert list(storage.iterdir()) == []


@pytest.mark.parametrize("storage", [4], indirect=True)
def test_a_full_disk_under_the_other_commands(small, storage):
    assert "The disk is full" in refused("book", "delinquency", small, "--out", storage / "late.csv", code=3)
    assert "The disk is full" in refused("book", "delinquency", small, "--out", storage / "late.parquet", code=3)
    assert list(storage.iterdir()) == []


@pytest.mark.parametrize("storage", [4, 64, 400], indirect=True)
def test_a_full_disk_under_a_book_that_is_kept(small, storage):
    said = refused("book", "store", small, "--out", storage / "deep" / "kept", code=3)
    assert "The disk is full" in said
    assert said.endswith("Nothing was written.")
    assert list(storage.iterdir()) == []


@pytest.mark.parametrize("storage", [0], indirect=True)
def test_a_read_only_folder(small, storage):
    for arguments in (("plan", small, "--out", storage / "plan"), ("demo", "--out", storage / "demo")):
        said = refused(*arguments, code=3)
        assert "read-only" in said
        assert str(arguments[-1]) in said, "the folder is named as it was given"
    assert "read-only" in refused("book", "delinquency", small, "--out", storage / "late.csv", code=3)


@pytest.mark.parametrize("storage", [4000], indirect=True)
def test_a_folder_that_other_storage_is_mounted_on(small, storage):
    said = refused("plan", small, "--out", storage, code=3)
    assert "Give a folder inside it" in said
    assert [path.name for path in storage.parent.iterdir()] == [storage.name]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc here")
def test_a_place_where_nobody_can_write(small):
    assert "/proc/plan" in refused("plan", small, "--out", "/proc/plan")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_belongs_to_others(small, tmp_path):
    (tmp_path / "theirs").mkdir(mode=0o555)
    assert "Permission is denied" in refused("plan", small, "--out", tmp_path / "theirs" / "plan", code=3)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=lambda how: how.name)
def test_an_interrupted_plan_leaves_nothing(small, tmp_path, how):
    ran = stopped(("plan", small, "--out", tmp_path / "deep" / "plan"), HALFWAY, how)
    assert (ran.code, ran.err) == (130, "eastwind: Interrupted. Nothing was written.\n")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_plan_gives_up_what_it_had_not_begun(small, tmp_path):
    ran = stopped(("plan", small, "--out", tmp_path / "plan", "--chunk", 1), CONSIDERING, signal.SIGINT)
    assert (ran.code, ran.err) == (130, "eastwind: Interrupted. Nothing was written.\n")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_plan_leaves_the_one_it_was_to_replace(small, plan_folder):
    before = contents(plan_folder)
    assert stopped(("plan", small, "--out", plan_folder, "--replace"), HALFWAY, signal.SIGINT).code == 130
    assert contents(plan_folder) == before
    assert [path.name for path in plan_folder.parent.iterdir()] == [plan_folder.name]


def test_a_killed_plan_leaves_a_hidden_folder_that_the_next_one_puts_away(small, planned, tmp_path):
    assert stopped(("plan", small, "--out", tmp_path / "plan"), HALFWAY, signal.SIGKILL).code == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".plan.")
    assert run("plan", small, "--out", tmp_path / "plan").code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]
    assert contents(tmp_path / "plan")["plan.json"] == contents(planned[1])["plan.json"]


def test_a_reader_who_leaves_early_changes_nothing(small, planned, tmp_path):
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(
        command("plan", small, "--out", tmp_path / "plan"),
        cwd=REPOSITORY,
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    assert (ran.returncode, ran.stderr) == (141, b"")
    assert contents(tmp_path / "plan")["plan.json"] == contents(planned[1])["plan.json"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_lines_that_cannot_be_written_do_not_deny_a_plan_that_was(small, tmp_path):
    with open("/dev/full", "w", encoding="utf-8") as full:
        ran = subprocess.run(
            command("plan", small, "--out", tmp_path / "plan"), cwd=REPOSITORY, stdout=full, stderr=subprocess.PIPE,
            text=True, check=False,
        )  # fmt: skip
    assert ran.returncode == 3
    assert "Nothing was written" not in ran.stderr
    assert run("verify", tmp_path / "plan").code == 0


def test_the_installed_command_is_this_one(planned):
    ran = spawned("verify", planned[1])
    assert (ran.code, ran.out, ran.err) == (0, f"{planned[1]}: verified\n", "")
