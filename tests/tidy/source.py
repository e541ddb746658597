"""The repository's own files, as the checks in this folder read them.

In        the work tree; git's list of files where there is git, else every file that is not a tool's.
Out       paths below the repository, parsed modules, and one line per offence: `path:line: what is wrong`.
"""

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "eastwind"


@functools.cache
def files() -> tuple[Path, ...]:
    """Every file that is, or would be, part of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:  # An unpacked archive has no git.
        paths = [path for path in ROOT.rglob("*") if not any(p.startswith(".") for p in path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in paths if path.is_file()))


def python_files(*folders: str) -> list[Path]:
    """The Python files below the named folders of the repository, migrations apart: Django writes those."""
    wanted = [ROOT / folder for folder in folders]
    return [
        path
        for path in files()
        if path.suffix == ".py" and "migrations" not in path.parts and any(path.is_relative_to(f) for f in wanted)
    ]


@functools.cache
def tree(path: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module, nested ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def rooms() -> list[Path]:
    """The `__init__.py` of every package of ours, the rooms and the folders inside them."""
    return [path for path in python_files("src/eastwind") if path.name == "__init__.py"]


def offence(path: Path, line: int, what: str) -> str:
    """One line of a failing check, in the form that editors jump to."""
    return f"{path.relative_to(ROOT)}:{line}: {what}"


def report(offences: list[str]) -> str:
    """The message of a failing check."""
    return "\n".join(["", *offences])
