"""The commands as a stranger meets them: help, slips of the pen, and what the modules promise to prove."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from eastwind.core.memory import KEPT
from tests.cli.run import REPOSITORY, run

COMMANDS = (
    "",
    "demo",
    "plan",
    "explain",
    "verify",
    "bench",
    "book",
    "book check",
    "book delinquency",
    "law",
    "law check",
)
SOURCES = sorted((REPOSITORY / "src" / "eastwind" / "cli").glob("*.py"))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_is_for(name):
    ran = run(*name.split(), "--help")
    assert ran.code == 0
    assert ran.lines[0].startswith("Usage: ")


@pytest.mark.parametrize("name", ["", "book", "law"])
def test_help_of_a_group_names_each_command_with_a_whole_sentence(name):
    rows = run(*name.split(), "--help").out.partition("Commands:\n")[2].splitlines()
    assert rows
    assert all(row.endswith(".") for row in rows)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("plan", "x"), "--out"),
        (("plan", "x", "--out", "y", "--chunk", "0"), "--chunk"),
        (("plan", "x", "--out", "y", "--seed", "one"), "--seed"),
        (("plan", "x", "--out", "y", "--sed", "1"), "--seed"),
        (("paln",), "paln"),
        (("explain", "x"), "PERSON"),
    ],
)
def test_slip_of_the_pen_is_named_and_ends_with_2(arguments, named):
    ran = run(*arguments)
    assert ran.code == 2
    assert named in ran.err.splitlines()[-1]
    assert ran.out == ""


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_proof_that_a_module_names_is_there(source):
    proofs = re.findall(r"tests/[\w/]+(?:\.py)?", source.read_text(encoding="utf-8").split('"""')[1])
    assert proofs
    assert [proof for proof in proofs if not Path(REPOSITORY, proof).exists()] == []


def test_polars_is_told_to_keep_memory_before_it_is_loaded():
    said = (
        "import os, sys, eastwind.core.memory as memory; assert 'polars' not in sys.modules; import eastwind.cli; "
        "assert all(value in os.environ[name] for name, value in memory.KEPT.items()); print('kept')"
    )
    clean = {name: value for name, value in os.environ.items() if name not in KEPT}
    done = subprocess.run(
        [sys.executable, "-c", said], cwd=REPOSITORY / "src", env=clean, capture_output=True, text=True, check=False
    )
    assert done.stdout == "kept\n", done.stderr
