"""`eastwind audit` is the auditor with the shipped books: the same words, the same exit codes."""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from eastwind.audit.cli import main
from eastwind.cli.audit import SHIPPED, completed
from tests.cli.run import REPOSITORY, run

CASES = REPOSITORY / "tests" / "law" / "cases" / "ie.toml"
OWN = [text for option, folder in SHIPPED.items() for text in (option, str(folder))]


def test_says_what_the_auditor_says_with_the_folders_written_out() -> None:
    said = io.StringIO()
    with redirect_stdout(said):
        code = main(["check", str(CASES), "--json", *OWN])
    ran = run("audit", "check", CASES, "--json")
    assert (ran.code, ran.out) == (code, said.getvalue())
    assert ran.json["counts"]["passed"] > 0


def test_a_finding_is_exit_1_and_what_cannot_be_read_exit_2(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    text = CASES.read_text(encoding="utf-8")
    wrong.write_text(text.replace("allowed  = true", "allowed  = false", 1), encoding="utf-8")
    assert wrong.read_text(encoding="utf-8") != text
    assert run("audit", "check", wrong).code == 1
    nowhere = run("audit", "check", tmp_path / "none.toml")
    assert nowhere.code == 2
    assert "none.toml" in nowhere.err + nowhere.out


def test_books_of_ones_own_replace_those_that_ship() -> None:
    assert completed(["log", "x"]) == ["log", "x", *OWN]
    mine = ["log", "x", "--books=mine", "--data", "d"]
    assert completed(mine) == mine
    assert completed(["log", "x", "--data", "d"]) == ["log", "x", "--data", "d", "--books", str(SHIPPED["--books"])]


def test_help_names_the_command_that_was_typed() -> None:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(sys.stderr):
        ran = run("audit", "log", "--help")
    assert ran.code == 0
    assert "usage: eastwind audit log" in ran.out + said.getvalue()
