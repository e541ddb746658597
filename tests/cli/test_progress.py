"""Seconds per step, and a bar where somebody looks."""

import io
import re
import sys

import pytest

from eastwind.cli.progress import NAMES, Steps
from eastwind.report import labels


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_every_step_is_timed_once(monkeypatch):
    ticks = iter(range(100))
    monkeypatch.setattr("time.perf_counter", lambda: float(next(ticks)))
    with Steps(quiet=True) as steps:
        with steps.step("read"):
            pass
        steps.told("consider", 50, 100)
        steps.told("consider", 100, 100)
        with steps.step("log"):
            pass
    assert steps.seconds == {"read": 1.0, "consider": 2.0, "log": 1.0}


def test_a_step_that_fails_is_not_timed():
    with pytest.raises(ValueError, match="no"), Steps(quiet=True) as steps, steps.step("read"):
        raise ValueError("no")
    assert steps.seconds == {}


def test_nothing_is_drawn_where_nobody_looks(monkeypatch):
    paper = io.StringIO()
    monkeypatch.setattr(sys, "stderr", paper)
    with Steps() as steps, steps.step("read"):
        steps.told("consider", 1, 2)
    assert paper.getvalue() == ""


def test_a_bar_names_the_step_at_a_terminal_and_is_gone_afterwards(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with Steps() as steps, steps.step("read"):
        steps.told("consider", 1, 2)
    assert "reading files" in terminal.getvalue()
    assert re.search(r"\x1b\[2K|\x1b\[1A", terminal.getvalue()), "the bar is wiped off"


def test_the_report_names_every_step():
    assert set(NAMES) <= set(labels.STEPS)
