"""Progress: a bar for anything over a second, on standard error, and what each step took.

In        the steps of a command.
Out       a bar while it works (not where nobody looks), seconds per step.
Not here  the clock of decisions: as_of is an argument.
Proof     tests/cli/test_progress.py.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

NAMES = {
    "make": "making the book",
    "read": "reading files",
    "consider": "weighing and judging",
    "allocate": "sharing out the day",
    "conclude": "writing decisions",
    "log": "logging",
    "report": "drawing the report",
    "compare": "comparing laws",
    "card": "measuring the model",
    "other-strategy": "deciding by the other strategy",
}


class Steps:
    """Bars and seconds of a command's steps."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.seconds: dict[str, float] = {}
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(file=sys.stderr),
            disable=quiet or not sys.stderr.isatty(),
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}
        self._since = time.perf_counter()

    def __enter__(self) -> "Steps":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def told(self, step: str, done: int, of: int) -> None:
        """`done` of `of` people (or files) are through `step`."""
        if step not in self._tasks:
            self._tasks[step] = self._bar.add_task(NAMES.get(step, step), total=max(of, 1))
        self._bar.update(self._tasks[step], completed=done, total=max(of, 1))
        now = time.perf_counter()
        self.seconds[step] = self.seconds.get(step, 0.0) + now - self._since
        self._since = now

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A step that cannot say how far it is."""
        self._since = time.perf_counter()
        self._tasks[name] = self._bar.add_task(NAMES.get(name, name), total=None)
        yield
        self.told(name, 1, 1)
