"""Command line: `eastwind …`, every room at the hand of somebody with a shell.

In        arguments, files.
Out       files, lines, an exit code: 0 done · 1 the answer is no (a case failed, a log is wrong, a row is quarantined)
          · 2 the input cannot be used, and what to do · 3 this machine cannot (disk, rights) · 130 interrupted
          · 141 whoever read the lines left.
Not here  anything that decides: each command composes rooms and prints.
Proof     tests/cli.
"""

import os

from eastwind.core.memory import KEPT

os.environ.update({name: value for name, value in KEPT.items() if name not in os.environ})  # before Polars is loaded

from eastwind.cli.app import app

__all__ = ["app"]
