"""Running commands for tests: in this process, or as anybody would start them."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from eastwind.cli import app

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLE = REPOSITORY / "examples" / "taiwan-cards-2005"
TABLES = ("plan", "refusals", "prices", "offers", "quarantine", "reconciliation")


@dataclass(frozen=True)
class Ran:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def line(self, start: str) -> str:
        """The only line that starts so."""
        (found,) = [line for line in self.lines if line.startswith(start)]
        return found


def run(*arguments: object) -> Ran:
    """`eastwind …` in this process; an error that no user could put right comes out as it is."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def refused(*arguments: object, code: int = 2) -> str:
    """The one sentence with which a command that cannot go on ends; nothing else is said."""
    ran = run(*arguments)
    assert (ran.code, ran.out) == (code, ""), ran
    (sentence,) = ran.err.splitlines()
    assert sentence.startswith("eastwind: ")
    return sentence.removeprefix("eastwind: ")


def command(*arguments: object, before: str = "") -> list[str]:
    """A command line for another process, `before` run first in it."""
    start = f"import sys; sys.path.insert(0, {str(REPOSITORY / 'src')!r}); sys.argv[0] = 'eastwind'\n"
    return [sys.executable, "-c", f"{start}{before}\nfrom eastwind.cli import app; app()", *map(str, arguments)]


def spawned(*arguments: object, before: str = "", **options: Any) -> Ran:
    """`eastwind …` in a process of its own."""
    done = subprocess.run(
        command(*arguments, before=before), cwd=REPOSITORY, text=True, check=False, capture_output=True, **options
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
